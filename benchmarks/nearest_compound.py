"""Spectra with labelled carbons, and the most similar other compound of the same formula of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from parsed_records import records_with_structures

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.reading.record import Record
from kmaid_nodes.training.split import inchikey_block, split_of
from kmaid_nodes.training.structure_pairs import Neighbours


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
