"""Limits on the text of one cell, so that reading it takes time in proportion to its length."""

from __future__ import annotations

import re

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.multiplicity_entry import short

MOST_CHARACTERS = 100_000
"""A longer cell is no peak list."""

_LONG_NUMBER = re.compile(r"\d{33,}")  # a float has up to 17 digits
_LONG_WORD = re.compile(r"[^\W\d_]{80,}")
_RUN_OF_BLANKS = re.compile(r"[^\S\n\t]{9,}|\n{4,}|\t{40,}")
_RUN_OF_SIGNS = re.compile(r"([^\w\s])\1{7,}")


def bounded(text: str) -> str:
    """The text with long runs of one blank or sign cut short.

    Raises UnusableRow for a text that is too long, and for a number or a word that is longer than any of a
    peak list.
    """
    if len(text) > MOST_CHARACTERS:
        raise UnusableRow(ReasonCode.TEXT_TOO_LONG, most=f"{MOST_CHARACTERS:,}")
    if len(text) < 80:
        return text
    too_long = _LONG_NUMBER.search(text) or _LONG_WORD.search(text)
    if too_long:
        raise UnusableRow(ReasonCode.UNREADABLE_VALUE, value=short(too_long[0]))
    return _RUN_OF_SIGNS.sub(r"\1\1\1", _RUN_OF_BLANKS.sub(lambda run: run[0][:8], text))
