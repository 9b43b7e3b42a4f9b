"""The conditions of a spectrum in the brackets behind its heading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kmaid_nodes.chemistry.solvent import solvents_named_in

_FREQUENCY = re.compile(r"(\d{2,4}(?:\.\d+)?)\s?(?:MHz|Mz|Hz)", re.I)
_BESIDE_SOLVENT = re.compile(
    r"\b13C(?:\s?\{1H\})?[\s-]?NMR\b|\b\d{2,4}(?:\.\d+)?\s?M?Hz\b|\bppm\b|δ|[,;:=](?=\s)|\s+", re.IGNORECASE
)
_BRACKET = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]")
_NO_SOLVENT = re.compile(
    r"\d\s?(?:M?Hz|K|°|%|mM?|mg)|δ|ppm|TMS|standard|\bstd|ref|decoupl|DEPT|APT|MOD|NMR|spectr|temp|\br\.?\s?t\.?|"
    r"Fig|Table|isomer|rotamer|conform|mixture|major|minor|13\s?C|\{1H\}|calc|DFT|B3LYP|GIAO|predict|^\W*\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """solvent: canonical, or as written where it is not known (is_known); frequency_mhz: the first given."""

    solvent: str | None
    is_known: bool
    frequency_mhz: float | None


def solvent_and_frequency(conditions: str) -> Conditions:
    """The solvent and the frequency (MHz) that the words around a list name; None where they name none."""
    frequency = _FREQUENCY.search(conditions)
    mhz = float(frequency[1]) if frequency else None
    solvent = solvents_named_in(
        _BESIDE_SOLVENT.sub(" ", conditions).strip()
    )  # so that more of them are alike
    if solvent is None and (unknown := unknown_solvent(conditions)):
        return Conditions(unknown, False, mhz)
    return Conditions(solvent, solvent is not None, mhz)


def unknown_solvent(conditions: str) -> str | None:
    """The part of the conditions that can only be a solvent, although no known one; None if there is none."""
    for bracket in _BRACKET.finditer(conditions):
        for part in re.split(r"[,;]", bracket[1]):
            words = part.strip(" .:")
            if re.search(r"[^\W\d_]{2}", words) and not _NO_SOLVENT.search(words):
                return words
    return None
