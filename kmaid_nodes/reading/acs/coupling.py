"""Couplings to F, P and the like within a label: `d, 1JCF = 245.1 Hz`, `d, 245.1 Hz`, `dd, J = 14.7, 5.1`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_VALUE = r"\d+(?:[.,]\d+)?(?![\dA-GI-Z])"
_WITH_J = re.compile(
    rf"\d?\s*J(?:[^=;]{{0,20}}=\s*|[\s\w,()-]{{0,12}}?\s){_VALUE}(?:\s*(?:,|and|/)\s*{_VALUE})*\s*(?:Hz)?"
)
_IN_HERTZ = re.compile(rf"{_VALUE}(?:\s*(?:,|and|/)\s*{_VALUE})*\s*Hz\b")
_BEHIND_LETTERS = re.compile(
    rf"(?<![\w.-])(?:[dtqm]|br|[dtq]{{2,4}})\s*,?\s*({_VALUE}(?:\s*,\s*{_VALUE})*)\s*$"
)
_SPLITTING = re.compile(r"(?<![\w.-])(?:br\s?)?([sdtqm]|[dtq]{2,4}|quint|sext|sept|hept)(?![\w.'-])")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Couplings:
    """What a label says of couplings.

    hertz: their values; splitting: the letters beside them (`d`, `dd`), None without values or letters; rest:
    the label without the values.
    """

    hertz: tuple[float, ...]
    splitting: str | None
    rest: str


@lru_cache(maxsize=4096)
def couplings_of_label(text: str) -> Couplings:
    """The couplings of one label; numbers count as such beside a J, before Hz, or alone behind `d`, `dd`."""
    if not any(character.isdigit() for character in text):
        return Couplings((), None, text)
    found: list[str] = []

    def keep(match: re.Match[str]) -> str:
        written = match[0]
        values = written[written.index("J") + 1 :] if "J" in written else written
        values = values.rpartition("=")[2] if "=" in values else values
        found.extend(_NUMBER.findall(re.sub(r"\([^()]*\)", "", values)))
        return ""

    rest = _IN_HERTZ.sub(keep, _WITH_J.sub(keep, text))
    if not found and (behind := _BEHIND_LETTERS.search(rest)) and "." in behind[1]:
        found = _NUMBER.findall(behind[1])
        rest = rest[: behind.start(1)].rstrip(" ,")
    if not found:
        return Couplings((), None, text)
    letters = _SPLITTING.search(rest)
    return Couplings(
        tuple(float(value.replace(",", ".")) for value in found), letters[1] if letters else None, rest
    )
