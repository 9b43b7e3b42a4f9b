"""Words of the source, as notes cite them."""

from __future__ import annotations


def shortened(words: str, length: int = 60) -> str:
    """The words; the first of them where they are longer than `length` characters."""
    return words if len(words) <= length else words[: length - 3] + "..."


def words_of(text: str) -> str:
    """A part of a list as notes cite it: shortened, without the blanks and separators around it."""
    return shortened(text.strip(" .,;:-"))
