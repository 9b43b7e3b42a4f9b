"""Labelled sets of shifts in one list: rotamers, E/Z isomers, anomers, major and minor."""

from __future__ import annotations

import re

_WORDS = {
    "maj": "major",
    "major": "major",
    "min": "minor",
    "minor": "minor",
}
_ISOMER = (
    r"(?:isomers?|rotamers?|conformers?|diastereo(?:mer|isomer)s?|anomers?|epimers?|tautomers?|form|rot\.?)"
)
_MAJOR_MINOR = re.compile(
    rf"\W*(?:the\s)?(?P<word>maj(?:or)?|min(?:or)?)\.?(?:[\s-]+{_ISOMER})?\W*", re.IGNORECASE
)
_NAMED = re.compile(
    rf"\W*(?:(?P<before>[EZABI]{{1,2}}|cis|trans|syn|anti|endo|exo|α|β|alpha|beta|[12])\W*(?:{_ISOMER})|"
    rf"{_ISOMER}\W*(?P<behind>[EZAB12]|I{{1,2}}))\W*",
    re.IGNORECASE,
)
_BARE = re.compile(r"\W*(?P<word>E|Z|cis|trans|syn|anti|endo|exo|α|β|alpha|beta)\W*")
HEADING = re.compile(
    rf"(?<![\w-])\(?(?P<label>(?:maj(?:or)?|min(?:or)?|[EZ]|cis|trans|syn|anti|endo|exo|α|β|alpha|beta|{_ISOMER}\s?[AB12I]{{1,2}})"
    rf"\)?[\s-]*(?:{_ISOMER})?)\s*(?::\s*(?=δ|\d|-\d)|(?=δ\s?[\d=:]))",
    re.IGNORECASE,
)
_IN_CONDITIONS = re.compile(rf"\b(?P<word>major|minor)\b(?=\s{_ISOMER}|\W{{0,2}}[,;)])", re.IGNORECASE)
_NAMES = {"alpha": "α", "beta": "β"}


def set_of_label(text: str) -> str | None:
    """The set that a label names for certain: `minor`, `rotamer A`, `E-isomer`; else None."""
    if match := _MAJOR_MINOR.fullmatch(text):
        return _WORDS[match["word"].lower()]
    if match := _NAMED.fullmatch(text):
        return _named(match["before"] or match["behind"])
    return None


def possible_set_of_label(text: str) -> str | None:
    """The set that a label names if others of its list do so too: `E`, `Z`, `α`."""
    match = _BARE.fullmatch(text)
    return _named(match["word"]) if match else None


def set_of_conditions(text: str) -> str | None:
    """The set that the heading of a whole spectrum names: `13C NMR (major diastereomer, CDCl3)`."""
    match = _IN_CONDITIONS.search(text)
    return _WORDS[match["word"].lower()] if match else None


def set_of_heading(text: str) -> str:
    """The set that a heading such as `α:` or `major isomer:` names."""
    words = text.strip(" :=()")
    return set_of_label(words) or possible_set_of_label(words) or words


def _named(word: str) -> str:
    lower = word.lower()
    return _NAMES.get(lower, lower if len(word) > 2 else word)
