"""13C signals of NMR solvents, and of residues of other solvents and reagents in a sample.

Values: Gottlieb, Kotlyar & Nudelman, J. Org. Chem. 1997, 62, 7512; Fulmer et al., Organometallics 2010,
29, 2176; they are in `extraneous_signals.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

# How common each solvent of the table is where the solvent is not given.
_POPULARITY = {"CDCl3": 0.6, "DMSO-d6": 0.2, "CD3OD": 0.06, "acetone-d6": 0.04, "C6D6": 0.03, "D2O": 0.02}
_RARE = 0.01


@dataclass(frozen=True, slots=True)
class ExtraneousSignal:
    """A line that does not come from the compound.

    ppm; hydrogens: attached (0 to 3), None if not given; compound: what it comes from; solvent: the NMR
    solvent that it was measured in, canonical name; share: of all extraneous lines, so that the shares of a
    list of signals add up to 1.
    """

    ppm: float
    hydrogens: int | None
    compound: str
    solvent: str
    share: float


@lru_cache(maxsize=64)
def extraneous_signals(solvent: str | None) -> tuple[ExtraneousSignal, ...]:
    """The lines to expect in a solvent (canonical name, a mixture joined by " + ").

    Where the solvent is not given, or is not in the table, the lines of all solvents, weighted by how common
    each is.
    """
    known, impurities = _table()
    named = [name for name in (solvent or "").split(" + ") if name in impurities]
    weights = {name: 1.0 for name in named} or solvents_in_table()
    signals = []
    for name, weight in weights.items():
        own = [(ppm, None, name) for ppm in known[name]]
        others = [(ppm, hydrogens, compound) for compound, ppm, hydrogens in impurities[name]]
        for lines in (own, others):
            part = weight / sum(weights.values()) / (2 if own else 1)
            signals += [
                ExtraneousSignal(ppm, h, compound, name, part / len(lines)) for ppm, h, compound in lines
            ]
    return tuple(signals)


def solvents_in_table() -> dict[str, float]:
    """The solvents whose lines are known, and how common each is, relative to the others."""
    return {name: _POPULARITY.get(name, _RARE) for name in sorted(_table()[1])}


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, list[float]], dict[str, list[tuple[str, float, int | None]]]]:
    text = resources.files(__package__).joinpath("extraneous_signals.json").read_text()
    table = json.loads(text)
    return table["solvents"], {
        solvent: [(compound, ppm, hydrogens) for compound, ppm, hydrogens in lines]
        for solvent, lines in table["impurities"].items()
    }
