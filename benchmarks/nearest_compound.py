"""Spectra with labelled carbons, and the most similar other compound of the same formula of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from parsed_records import records_with_structures
from rdkit.Chem.rdFingerprintGenerator import GetMorganGenerator
from rdkit.Chem.rdMolDescriptors import CalcMolFormula
from rdkit.DataStructs import BulkTanimotoSimilarity

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.reading.record import Record
from kmaid_nodes.training.split import inchikey_block, split_of


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
    of_formula: dict[str, list[str]] = defaultdict(list)
    for block, structure in compounds.items():
        of_formula[CalcMolFormula(structure.mol)].append(block)
    return [
        Query(record, structure, _nearest(structure, block, of_formula, compounds))
        for record, structure, block in found
    ]


def _nearest(
    structure: Structure, own: str, of_formula: dict[str, list[str]], compounds: dict[str, Structure]
) -> Structure | None:
    others = [block for block in of_formula[CalcMolFormula(structure.mol)] if block != own]
    if not others:
        return None
    generator = GetMorganGenerator(radius=2, fpSize=2048)
    prints = [generator.GetFingerprint(compounds[block].mol) for block in others]
    similarities = BulkTanimotoSimilarity(generator.GetFingerprint(structure.mol), prints)
    return compounds[others[similarities.index(max(similarities))]]
