"""The conditions of a spectrum in the brackets behind its heading."""

from __future__ import annotations

import re

_BRACKET = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]")
_NO_SOLVENT = re.compile(
    r"\d\s?(?:M?Hz|K|°|%|mM?|mg)|δ|ppm|TMS|standard|\bstd|ref|decoupl|DEPT|APT|MOD|NMR|spectr|temp|\br\.?\s?t\.?|"
    r"Fig|Table|isomer|rotamer|conform|mixture|major|minor|13\s?C|\{1H\}|calc|DFT|B3LYP|GIAO|predict|^\W*\d",
    re.IGNORECASE,
)


def unknown_solvent(conditions: str) -> str | None:
    """The part of the conditions that can only be a solvent, although no known one; None if there is none."""
    for bracket in _BRACKET.finditer(conditions):
        for part in re.split(r"[,;]", bracket[1]):
            words = part.strip(" .:")
            if re.search(r"[^\W\d_]{2}", words) and not _NO_SOLVENT.search(words):
                return words
    return None
