"""Embedding molecules, or spectra, in the space where both are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdkit.Chem.rdMolDescriptors import CalcExactMolWt, CalcMolFormula

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.embedded import EmbeddedMolecule, EmbeddedSpectrum
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tasks.rows import Progress, no_progress, read_rows


def embed_molecules(
    records: Iterable[Record], predictor: Predictor, progress: Progress = no_progress
) -> Iterator[EmbeddedMolecule | FailedRow]:
    """The vector of each record's molecule and what a library keeps of it, or why there is none."""
    for rows in read_rows(records, structures=True, peaks=False, progress=progress):
        structures = [row.structure for row in rows if row.structure is not None]
        vectors, shifts = predictor.describe_molecules(structures)
        number = 0
        for row in rows:
            if row.structure is None:
                assert row.reason is not None
                yield FailedRow(row.record, row.reason)
                continue
            classes = slice(*shifts.offsets[number : number + 2])
            yield EmbeddedMolecule(
                row.record,
                row.structure.smiles,
                vectors[number],
                CalcMolFormula(row.structure.mol),
                CalcExactMolWt(row.structure.mol),
                shifts.ppm[classes],
                shifts.uncertainty_ppm[classes],
                shifts.hydrogens[classes],
                shifts.members[classes],
            )
            number += 1


def embed_spectra(
    records: Iterable[Record], predictor: Predictor, progress: Progress = no_progress
) -> Iterator[EmbeddedSpectrum | FailedRow]:
    """The vector of each record's peak list, or why there is none."""
    for rows in read_rows(records, structures=False, peaks=True, progress=progress):
        vectors = iter(predictor.embed_spectra([row.peaks for row in rows if row.reason is None]))
        for row in rows:
            if row.reason is not None:
                yield FailedRow(row.record, row.reason)
            else:
                yield EmbeddedSpectrum(row.record, next(vectors))
