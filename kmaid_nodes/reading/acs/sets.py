"""Labelled sets of shifts in one list: rotamers, E/Z isomers, anomers, major and minor."""

from __future__ import annotations

import re

_WORDS = {
    "maj": "major",
    "major": "major",
    "min": "minor",
    "minor": "minor",
    "hauptisomer": "major",
    "hauptrotamer": "major",
    "nebenisomer": "minor",
    "nebenrotamer": "minor",
}
_ISOMER = (
    r"(?:isomers?|rotamers?|conformers?|diastereo(?:mer|isomer)s?|anomers?|epimers?|tautomers?|form|rot\.?)"
)
_MAJOR_MINOR = re.compile(
    rf"\W*(?:the\s)?(?P<word>maj(?:or)?|min(?:or)?|(?:Haupt|Neben)(?:isomer|rotamer))\.?(?:[\s-]+{_ISOMER})?\W*",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\W*(?:(?P<before>[EZABI]{{1,2}}|cis|trans|syn|anti|endo|exo|keto|enol|α|β|alpha|beta|1st|2nd|first|second|[12])\W*(?:{_ISOMER})|"
    rf"{_ISOMER}\W*(?P<behind>[EZAB12]|I{{1,2}}))\W*",
    re.IGNORECASE,
)
_BARE = re.compile(r"\W*(?P<word>E|Z|cis|trans|syn|anti|endo|exo|α|β|alpha|beta)\W*")
_LABEL = (
    rf"(?:maj(?:or)?|min(?:or)?|(?:Haupt|Neben)(?:isomer|rotamer)|[EZ]|cis|trans|syn|anti|endo|exo|keto|enol|α|β|alpha|beta|"
    rf"(?:1st|2nd|first|second)\s{_ISOMER}|{_ISOMER}\s?[AB12I]{{1,2}})"
)
_SHARE = r"(?:\s?\(?\d{1,3}(?:\.\d)?\s?%(?:, [a-zA-Z ]{1,40})?\)?)?"
_REMARK = r"(?:\s\([a-zA-Z ]{1,40}\))?"  # Minor isomer (selected signals): 173.5
HEADING = re.compile(
    rf"(?<![\w-])\(?(?P<label>{_LABEL}\)?(?:-\d{{1,3}}[a-z]?)?[\s-]{{0,2}}(?:{_ISOMER})?)\s?{_SHARE}{_REMARK}\s?(?::\s?(?=δ|\d|-\d)|(?=δ\s?[\d=:]))|"
    # At the start of a part without a colon: (minor) 173.5, β-anomer 96.7
    rf"(?:(?<=[;.δ=] )|(?<=^ )|^)(?P<start>\({_LABEL}(?:[\s-]{_ISOMER})?\)|"
    rf"(?:(?:maj|min)or|alpha|beta)(?:\s{_ISOMER})?|"
    rf"{_LABEL}[\s-]{_ISOMER})\s(?=\d{{2}})",
    re.IGNORECASE,
)
_IN_CONDITIONS = re.compile(rf"\b(?P<word>major|minor)\b(?=\s{_ISOMER}|\W{{0,2}}[,;)])", re.IGNORECASE)
_NAMES = {"alpha": "α", "beta": "β", "1st": "1", "first": "1", "2nd": "2", "second": "2"}


_MINOR_MARKED = re.compile(
    rf"[(\[]?(?P<mark>[*†‡§#]|asterisks?(?:ed)?)\s?(?:(?:denotes?|indicates?|marks?|=|:|for|assigned to)\s)?"
    rf"(?:(?:signals?|peaks?|resonances?)\s)?(?:(?:of|for|from|due to)\s)?(?:the\s)?"
    rf"(?P<word>minor|major)(?:\s{_ISOMER})?\W?[)\]]?",
    re.IGNORECASE,
)
_MINOR_BRACKETED = re.compile(
    rf"[(\[]?(?:(?:signals?|peaks?)\s)?(?:(?:of|for)\s)?(?:the\s)?\bminor\s{_ISOMER}\s(?:is\s|are\s|given\s)?in\s(?:parenthes[ei]s|brackets)[)\]]?",
    re.IGNORECASE,
)
BRACKET = "("
"""Stands for brackets as the mark of a set."""


def marks_of_sets(text: str) -> tuple[str, dict[str, str]]:
    """The text without the words that explain marks of sets, and the set of each mark.

    `173.8, 173.5* (*minor rotamer)` gives `{"*": "minor"}`; where the minor set stands in brackets, the mark
    is `BRACKET`.
    """
    marks: dict[str, str] = {}

    def keep(match: re.Match[str]) -> str:
        marks["*" if match["mark"].lower().startswith("asterisk") else match["mark"]] = match["word"].lower()
        return " "

    if "minor" in text or "Minor" in text or "major" in text:
        text = _MINOR_MARKED.sub(keep, text)
        if _MINOR_BRACKETED.search(text):
            text, marks[BRACKET] = _MINOR_BRACKETED.sub(" ", text), "minor"
    return text, marks


_WORDS_OF_SETS = (
    *("maj", "min", "haupt", "neben", "mer", "form", "rot", "cis", "trans", "syn", "anti", "endo", "exo"),
    *("keto", "enol", "alpha", "beta", "α", "β", "e:", "z:", "e)", "z)", "e δ", "z δ", "e-", "z-"),
    *("e :", "z :"),
)


def may_name_sets(text: str) -> bool:
    """Whether a heading of a set can stand in a text; it spares most texts the search."""
    lower = text.lower()
    return any(word in lower for word in _WORDS_OF_SETS)


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
    words = re.sub(r"\)?-\d{1,3}[a-z]?$", "", text.strip(" :=()"))
    return set_of_label(words) or possible_set_of_label(words) or words


def _named(word: str) -> str:
    lower = word.lower()
    return _NAMES.get(lower, lower if len(word) > 2 else word)
