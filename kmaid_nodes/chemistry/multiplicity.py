"""Attached hydrogens of a carbon, as chemists write them: S/D/T/Q, C/CH/CH2/CH3, or a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

LETTERS = "SDTQ"
"""The multiplicity letter of 0, 1, 2 and 3 attached hydrogens."""

_WORDS = {
    **dict.fromkeys(
        ("s", "c", "0", "h0", "0h", "ch0", "cq", "qc", "cquat", "cquart", "quat", "quaternary", "singlet"), 0
    ),
    **dict.fromkeys(("d", "ch", "1", "h1", "1h", "ch1", "methine", "tertiary", "doublet"), 1),
    **dict.fromkeys(("t", "ch2", "2", "h2", "2h", "h2c", "methylene", "secondary", "triplet"), 2),
    **dict.fromkeys(
        ("q", "ch3", "3", "h3", "3h", "h3c", "me", "methyl", "primary", "quartet", "quadruplet"), 3
    ),
    **dict.fromkeys(("down", "neg", "negative"), 2),  # in a DEPT-135 spectrum only CH2 is negative
}
# What programs and people write where they do not know, and DEPT-135's positive sign (CH or CH3).
_NOT_KNOWN = {"m", "br", "brs", "na", "nan", "none", "null", "unknown", "up", "pos", "positive"}
_FORMULAS = {"c": 0, "cq": 0, "qc": 0, "ch": 1, "ch2": 2, "h2c": 2, "ch3": 3, "h3c": 3}
_SUBSCRIPTS = str.maketrans("₀₁₂₃", "0123")
# `C, ipso`, `CH (d)` and `CH (2C)`, but neither the atom labels `C-4` and `C 4a` nor a `doublet of doublets`.
_FIRST_WORD = re.compile(r"\W*([a-z]+[0-3]?)(?:\s*[,:(\[]\s*|\s+\(?)(?!\d+(?!c\b)|of\b)\w")
_NOT_BEFORE_OTHER_WORDS = {"primary", "secondary", "tertiary"}  # a primary alcohol is a CH2


@lru_cache(maxsize=1024)
def attached_hydrogens(text: str | None) -> int | None:
    """The hydrogens (0 to 3) that a multiplicity stands for, in any usual spelling; None if it gives none.

    `Q`, `t`, `CH2`, `CH₃`, `Cq`, `methine`, `2`, `2H`, DEPT-135's `negative` and the like; also a doubled
    letter (`tt`), as nmrshiftdb2 has it, and a text whose first word is a multiplicity (`C, ipso`, `CH (d)`)
    if no formula in it contradicts. A letter beside a J value gives none. Never raises.
    """
    if not text:
        return None
    lower = text.translate(_SUBSCRIPTS).lower()
    word = _letters_and_digits(lower)
    if re.fullmatch(r"(ss|dd|tt|qq)", word):
        word = word[0]
    if word in _WORDS:
        return _WORDS[word]
    possible = _alternatives(lower)
    if not possible:
        possible = _of_first_word(lower)
    return possible.pop() if len(possible) == 1 else None


@lru_cache(maxsize=1024)
def leaves_multiplicity_open(text: str) -> bool:
    """Whether an entry says that the multiplicity is not known, or leaves several possibilities.

    Empty, `-`, `?`, `NA`, `unknown`; `m` and `br`; DEPT-135's `+`, `up`, `CH/CH3`, `C or CH2`; a splitting
    with its J value.
    """
    lower = text.translate(_SUBSCRIPTS).lower()
    word = _letters_and_digits(lower)
    if not word:
        return not re.search(r"\w", text)
    coupled = re.fullmatch(r"\W*[sdtqm]{1,4}\b.*\bj\b.*", lower)
    return word in _NOT_KNOWN or bool(coupled) or len(_alternatives(lower)) > 1


def _letters_and_digits(lower: str) -> str:
    return re.sub(r"[^a-z0-9]", "", lower)


def _alternatives(lower: str) -> set[int]:
    """What `CH/CH3` or `d or q` leave open; empty unless the text is nothing but such words."""
    words = re.split(r"\s*(?:[/,+]|\bor\b)\s*", lower.strip(" ()'\""))
    return {_WORDS[word] for word in words} if len(words) > 1 and set(words) <= set(_WORDS) else set()


def _of_first_word(lower: str) -> set[int]:
    first = _FIRST_WORD.match(lower)
    if not first or first[1] not in _WORDS or first[1] in _NOT_BEFORE_OTHER_WORDS:
        return set()
    if first[1] not in _FORMULAS and re.search(r"\bj\b", lower):
        return set()
    return {_WORDS[first[1]]} | {_FORMULAS[w] for w in re.findall(r"\w+", lower) if w in _FORMULAS}


def multiplicity_letter(hydrogens: int | None) -> str:
    """`S`, `D`, `T` or `Q` for 0 to 3 attached hydrogens; empty if not known."""
    return "" if hydrogens is None else LETTERS[hydrogens]


def letters_tell_hydrogens(letters: Iterable[str]) -> bool:
    """Whether the bare s/d/t/q letters of one published spectrum stand for attached hydrogens.

    In a proton-decoupled spectrum every carbon is a singlet but for its couplings to F and P, and
    many programs print that `s` after each shift. Letters (given here without those that come with a
    J value) stand for attached hydrogens only if singlets stand beside other letters, as in an
    off-resonance or DEPT listing.
    """
    kinds = {letter.lower() for letter in letters}
    return "s" in kinds and bool(kinds & {"d", "t", "q"})
