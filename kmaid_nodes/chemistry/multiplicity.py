"""Attached hydrogens of a carbon, as chemists write them: S/D/T/Q, C/CH/CH2/CH3, or a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

LETTERS = "SDTQ"
"""The multiplicity letter of 0, 1, 2 and 3 attached hydrogens."""

_WORDS = {
    **dict.fromkeys(
        ("s", "c", "0", "h0", "ch0", "cq", "cquat", "cquart", "quat", "quaternary", "singlet"), 0
    ),
    **dict.fromkeys(("d", "ch", "1", "h1", "ch1", "methine", "doublet"), 1),
    **dict.fromkeys(("t", "ch2", "2", "h2", "h2c", "methylene", "triplet"), 2),
    **dict.fromkeys(("q", "ch3", "3", "h3", "h3c", "me", "methyl", "quartet", "quadruplet"), 3),
}
_SUBSCRIPTS = str.maketrans("₀₁₂₃", "0123")


@lru_cache(maxsize=1024)
def attached_hydrogens(text: str | None) -> int | None:
    """How many hydrogens (0 to 3) a multiplicity tells, in any usual spelling; None if it tells none.

    `Q`, `t`, `CH2`, `CH₃`, `Cq`, `methine`, `2` and the like; also a doubled letter (`tt`), as
    nmrshiftdb2 has it. Never raises.
    """
    if not text:
        return None
    word = re.sub(r"[^a-z0-9]", "", text.translate(_SUBSCRIPTS).lower())
    if re.fullmatch(r"(ss|dd|tt|qq)", word):
        word = word[0]
    return _WORDS.get(word)


def multiplicity_letter(hydrogens: int | None) -> str:
    """`S`, `D`, `T` or `Q` for 0 to 3 attached hydrogens; empty if not known."""
    return "" if hydrogens is None else LETTERS[hydrogens]


def letters_tell_hydrogens(letters: Iterable[str]) -> bool:
    """Whether the bare s/d/t/q letters of one published spectrum stand for attached hydrogens.

    In a proton-decoupled spectrum every carbon is a singlet but for its couplings to F and P, and
    many programs print that `s` after each shift. Letters (given here without those that come with a
    J value) tell attached hydrogens only if singlets stand beside other letters, as in an
    off-resonance or DEPT listing.
    """
    kinds = {letter.lower() for letter in letters}
    return "s" in kinds and bool(kinds & {"d", "t", "q"})
