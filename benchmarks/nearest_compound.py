"""Spectra with labelled carbons, and the most similar other compound of the same formula of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from parsed_records import records_with_structures

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.reading.record import Record
from kmaid_nodes.training.split import inchikey_block, split_of
from kmaid_nodes.training.structure_pairs import Neighbours

_AT_ONCE = 64


@dataclass(frozen=True)
class Query:
    """A spectrum, its structure, and a wrong one (None where no other compound has the formula)."""

    record: Record
    structure: Structure
    wrong: Structure | None


def labelled_spectra(paths: Sequence[Path], split: str) -> list[Query]:
    """The spectra of a split in all files; the wrong structures come from all splits."""
    compounds: dict[str, Structure] = {}
    found: list[tuple[Record, Structure, str]] = []
    for path in paths:
        for record, structure in records_with_structures(path):
            block = inchikey_block(structure.mol)
            compounds.setdefault(block, structure)
            if record.peaks and not record.error and (record.split or split_of(block)) == split:
                found.append((record, structure, block))
    neighbours = Neighbours({block: structure.smiles for block, structure in compounds.items()})
    return [
        Query(record, structure, neighbours.nearest(structure, block)) for record, structure, block in found
    ]


def with_densities(
    queries: Sequence[Query], predictor: Predictor
) -> Iterator[tuple[Query, ShiftDensities, ShiftDensities | None]]:
    """Each query with the densities of its structure and of the wrong one, if there is one."""
    for start in range(0, len(queries), _AT_ONCE):
        some = queries[start : start + _AT_ONCE]
        right = predictor.shift_densities([query.structure for query in some])
        wrong = iter(predictor.shift_densities([query.wrong for query in some if query.wrong]))
        for query, density in zip(some, right):
            yield query, density, next(wrong) if query.wrong else None
