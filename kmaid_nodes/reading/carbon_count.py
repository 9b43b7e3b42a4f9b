"""Numbers of carbons that a peak stands for, as chemists write them: `2C`, `2CH`, `x2`, `2 ×`, `*2`.

Beside a shift only 1 to 12 count carbons, as a larger number may be a shift itself. Within a label, and
behind `x`, no shift can stand, so that any number of two digits counts.
"""

from __future__ import annotations

import re

_COUNT = r"(?:1[0-2]|[1-9])"
_ANY_COUNT = r"\d{1,2}"
_SIGN = "[x×*]"
_SHIFT_AHEAD = r"(?=\d\d|\d\.\d)"
_FORMULA = r"Cq?|CH[23]?"

_IN_LABEL = re.compile(
    rf"^\s*(?P<times>{_ANY_COUNT})\s*{_SIGN}\s*|"  # 2 × CH, 2x
    rf"^\s*(?P<prefix>{_ANY_COUNT})\s*(?=[(=]?[A-Z])|"  # 2C, 4CH2, but not the position 2-CH
    r"^\s*(?P<many>\d{3,4})\s*(?=C\s*$)|"
    rf"{_SIGN}\s*(?P<suffix>{_ANY_COUNT})\s*C?\s*$|"  # C × 2, dx2
    r"^\s*(?P<misread>[lI])(?=C)"  # "1C" misread from print
)

# Of plain lists, in which `×` is no author's sign (with it they are the strings of papers) but marks counts.
COUNT_MARK = "×"
_TYPED_BEFORE = re.compile(rf"(?<![\w.])({_COUNT})\s*[x*]\s*{_SHIFT_AHEAD}", re.IGNORECASE)
_TYPED_BEHIND = re.compile(rf"(?<=[\w.])\s*[x*]\s*({_COUNT})(?![\w.])", re.IGNORECASE)
_APART_FROM_C = re.compile(rf"(\d\.\d+[^,;|\d]*)\s({_COUNT})\s+C(?=\s*(?:[,;|]|$)|\s+\d)")
_COUNTED_FORMULA = re.compile(rf"({_COUNT})({_FORMULA})", re.IGNORECASE)


def count_in_label(part: str) -> tuple[int | None, str]:
    """The number of carbons that one part of a label gives, None if it gives none, and its other words."""
    match = _IN_LABEL.search(part)
    if match is None:
        return None, part
    count = next(filter(None, match.groups())).translate({ord("l"): "1", ord("I"): "1"})
    return int(count), part[: match.start()] + part[match.end() :]


def is_count_of_carbons(word: str) -> bool:
    """Whether a word of a paper's string counts carbons of any kind: `2C`."""
    return re.fullmatch(rf"{_ANY_COUNT}C", word) is not None


def with_marked_counts(listing: str) -> str:
    """A plain list with its counts as words: `2×` before a shift, `×2` behind one, `2C` for `2 C`."""
    listing = _TYPED_BEFORE.sub(rf"\1{COUNT_MARK} ", listing)
    listing = _TYPED_BEHIND.sub(rf" {COUNT_MARK}\1", listing)
    return _APART_FROM_C.sub(r"\1 \2C", listing)


def marked_count(word: str) -> tuple[int, bool] | None:
    """The count of a word such as `2×` or `×2`, and whether it stands before its shift; else None."""
    match = re.fullmatch(rf"(\d+){COUNT_MARK}|{COUNT_MARK}(\d+)", word)
    return None if match is None else (int(match[1] or match[2]), match[1] is not None)


def counted_formula(word: str) -> tuple[int, str] | None:
    """The count and the formula of a word such as `2C` or `2CH3`; None for any other."""
    match = _COUNTED_FORMULA.fullmatch(word)
    return None if match is None else (int(match[1]), match[2])
