"""Brackets of a published string folded into one character each, so that labels are read as wholes."""

from __future__ import annotations

from dataclasses import dataclass

FOLD = "\x01"
"""Stands for a pair of brackets and what is in them."""


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text with `FOLD` for each outermost pair of brackets, and what was in them, in order."""

    text: str
    inside: list[str]


def fold_brackets(text: str) -> FoldedText:
    """Fold the outermost closed brackets; one that is never closed, or never opened, becomes a blank.

    Such a lone bracket is a typing slip: what stands beside it is read as if it were not there.
    """
    pairs = _closed(text)
    folded: list[str] = []
    inside: list[str] = []
    at = start = 0
    for opening in sorted(pairs):
        if opening < at:
            continue  # within the last one
        folded.append(_without_lone(text[start:opening]) + FOLD)
        inside.append(text[opening + 1 : pairs[opening]])
        at = start = _after_subscript(text, pairs[opening] + 1)
    folded.append(_without_lone(text[start:]))
    return FoldedText("".join(folded), inside)


def _after_subscript(text: str, at: int) -> int:
    """Behind the 2 of `HNC(CH3)2`."""
    is_subscript = text[at : at + 1].isdigit() and not text[at + 1 : at + 2].isdigit()
    return at + 1 if is_subscript and text[at + 1 : at + 2] != "." else at


def _closed(text: str) -> dict[int, int]:
    """Where each bracket that is closed again opens and closes."""
    opened: list[int] = []
    pairs = {}
    for at, character in enumerate(text):
        if character in "([{":
            opened.append(at)
        elif character in ")]}" and opened:
            pairs[opened.pop()] = at
    return pairs


_LONE = str.maketrans(dict.fromkeys("()[]{}", " "))


def _without_lone(text: str) -> str:
    return text.translate(_LONE)
