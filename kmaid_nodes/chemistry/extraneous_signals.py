"""13C signals of NMR solvents, and of residues of other solvents and reagents in a sample.

Values: Gottlieb, Kotlyar & Nudelman, J. Org. Chem. 1997, 62, 7512; Fulmer et al., Organometallics 2010,
29, 2176; for the other solvents, the charts of Cambridge Isotope Laboratories and others that
`extraneous_signals.json` names beside the values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Any

# How common each solvent of the table is where the solvent is not given.
_POPULARITY = {"CDCl3": 0.6, "DMSO-d6": 0.2, "CD3OD": 0.06, "acetone-d6": 0.04, "C6D6": 0.03, "D2O": 0.02}
_RARE = 0.01
# Compound, ppm, attached hydrogens (None if not given).
_Line = tuple[str, float, int | None]


@dataclass(frozen=True, slots=True)
class ExtraneousSignal:
    """A line that does not come from the compound.

    ppm; hydrogens: attached (0 to 3), None if not given; compound: what it comes from; solvent: the NMR
    solvent that it was measured in, canonical name, "" for any; share: of all extraneous lines, so that the
    shares of `extraneous_signals` add up to 1.
    """

    ppm: float
    hydrogens: int | None
    compound: str
    solvent: str
    share: float


@dataclass(frozen=True, slots=True)
class _Table:
    """Lines by solvent; a solvent without `impurities` has its own lines alone."""

    own: dict[str, list[float]]
    impurities: dict[str, list[_Line]]
    references: list[_Line]
    references_in: dict[str, list[_Line]]
    in_any_solvent: list[_Line]


@lru_cache(maxsize=64)
def extraneous_signals(solvent: str | None) -> tuple[ExtraneousSignal, ...]:
    """The lines to expect in a solvent (canonical name, a mixture joined by " + ").

    Where the solvent is not given, the lines of all solvents that have a table of impurities, weighted by how
    common each is. A solvent without such a table has its own lines and the impurities of all tables; one
    that is not known has those impurities alone, and no line of another solvent.
    """
    table = _table()
    told = told_solvents(solvent)
    known = [name for name in told if name in table.own]
    if any(name in table.impurities for name in known):
        return tuple(_of_solvents([(name, 1.0) for name in known]))
    if not told:
        return tuple(_of_solvents(list(solvents_in_table().items())))
    own = [(ppm, None, name, name) for name in known for ppm in table.own[name]]
    half = 0.5 if own else 1.0
    general = [replace(s, share=half * s.share) for s in _impurities_of_all_solvents()]
    return (*(ExtraneousSignal(*line, half / len(own)) for line in own), *general)


def _of_solvents(weights: Sequence[tuple[str, float]]) -> Iterator[ExtraneousSignal]:
    """Own lines and impurities of each solvent, in equal parts where it has both."""
    table = _table()
    whole = sum(weight for _, weight in weights)
    for name, weight in weights:
        own: list[_Line] = [(name, ppm, None) for ppm in table.own[name]]
        both = [lines for lines in (own, table.impurities.get(name, [])) if lines]
        for lines in both:
            share = weight / whole / len(both) / len(lines)
            yield from (ExtraneousSignal(ppm, h, compound, name, share) for compound, ppm, h in lines)


def _impurities_of_all_solvents() -> list[ExtraneousSignal]:
    signals = [s for s in _of_solvents(list(solvents_in_table().items())) if s.compound != s.solvent]
    whole = sum(s.share for s in signals)
    return [replace(s, share=s.share / whole) for s in signals]


@lru_cache(maxsize=64)
def signals_to_name(solvent: str | None) -> tuple[ExtraneousSignal, ...]:
    """Lines that are named where they stand, but not expected: of references, and of grease in any solvent.

    As frequent as a rare impurity, so that a line of the solvent's own table goes before.
    """
    table = _table()
    told = told_solvents(solvent)
    references = [line for name in told for line in table.references_in.get(name, [])] or table.references
    tabulated = {compound for name in told for compound, _, _ in table.impurities.get(name, [])}
    further = [line for line in table.in_any_solvent if line[0] not in tabulated]
    return tuple(
        ExtraneousSignal(ppm, h, compound, "", _RARE / 10) for compound, ppm, h in references + further
    )


@lru_cache(maxsize=256)
def is_reference(compound: str) -> bool:
    """Whether a compound is added to the sample for its line at 0 ppm."""
    table = _table()
    lines = [table.references, *table.references_in.values()]
    return any(compound == name for some in lines for name, _, _ in some)


def told_solvents(solvent: str | None) -> list[str]:
    """The solvents of a canonical name, the parts of a mixture one by one; empty if none is given."""
    return [name for name in (solvent or "").split(" + ") if name]


def solvents_without_lines(solvent: str | None) -> list[str]:
    """Those of the told solvents whose lines are not known."""
    return [name for name in told_solvents(solvent) if name not in _table().own]


def solvents_in_table() -> dict[str, float]:
    """The solvents whose impurities are tabulated, and how common each is, relative to the others."""
    return {name: _POPULARITY.get(name, _RARE) for name in sorted(_table().impurities)}


@lru_cache(maxsize=1)
def _table() -> _Table:
    text = resources.files(__package__).joinpath("extraneous_signals.json").read_text()
    table = json.loads(text)
    return _Table(
        table["solvents"],
        {name: _lines(lines) for name, lines in table["impurities"].items()},
        _lines(table["references"]),
        {name: _lines(lines) for name, lines in table["references_in"].items()},
        _lines(table["in_any_solvent"]),
    )


def _lines(entries: list[list[Any]]) -> list[_Line]:
    return [(compound, ppm, hydrogens) for compound, ppm, hydrogens in entries]
