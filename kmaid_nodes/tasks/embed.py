"""Embedding molecules, or spectra, in the space where both are compared."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from rdkit.Chem.rdMolDescriptors import CalcExactMolWt, CalcMolFormula

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA
from kmaid_nodes.tasks.rows import Batches, Progress, no_progress, read_rows, table
from kmaid_nodes.wording.reason import error_text


def embed_molecules(
    batches: Batches, predictor: Predictor, progress: Progress = no_progress
) -> Iterator[pa.RecordBatch]:
    """One row per input row: id, canonical SMILES, embedding of unit length, or the reason why not.

    And what a library is searched by: molecular formula, exact mass in Da, and by symmetry class the
    predicted shift and its uncertainty in ppm, attached hydrogens and number of carbons.
    """
    for rows in read_rows(batches, structures=True, peaks=False, progress=progress):
        usable = np.array([row.structure is not None for row in rows], bool)
        structures = [row.structure for row in rows if row.structure is not None]
        vectors, shifts = predictor.describe_molecules(structures)
        mols = [row.structure.mol if row.structure else None for row in rows]
        per_molecule = np.diff(shifts.offsets)
        columns = [
            [row.record.id for row in rows],
            [row.structure.smiles if row.structure else None for row in rows],
            _lists(vectors.reshape(-1), usable, predictor.length),
            [error_text(row.reason) for row in rows],
            [CalcMolFormula(mol) if mol else None for mol in mols],
            [CalcExactMolWt(mol) if mol else None for mol in mols],
            _lists(shifts.ppm, usable, per_molecule),
            _lists(shifts.uncertainty_ppm, usable, per_molecule),
            _lists(shifts.hydrogens, usable, per_molecule),
            _lists(shifts.members, usable, per_molecule),
        ]
        yield pa.RecordBatch.from_arrays(
            [
                column if isinstance(column, pa.Array) else pa.array(column, field.type)
                for column, field in zip(columns, EMBEDDING_SCHEMA)
            ],
            schema=EMBEDDING_SCHEMA,
        )


def _lists(values: np.ndarray, usable: np.ndarray, lengths: np.ndarray | int) -> pa.ListArray:
    """One list for each usable row, of the given lengths, from values end to end; null for the others."""
    found = np.zeros(len(usable), np.int32)
    found[usable] = lengths
    offsets = np.concatenate([[0], np.cumsum(found, dtype=np.int32)])
    missing = np.append(~usable, False)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32(), mask=missing), pa.array(values))


def embed_spectra(
    batches: Batches, predictor: Predictor, progress: Progress = no_progress
) -> Iterator[pa.RecordBatch]:
    """The same for peak lists, with id, embedding and reason alone."""
    for rows in read_rows(batches, structures=False, peaks=True, progress=progress):
        vectors = iter(predictor.embed_spectra([r.peaks for r in rows if not r.reason]))
        yield table(
            EMBEDDING_SCHEMA,
            [
                (r.record.id, None, None if r.reason else next(vectors), error_text(r.reason), *[None] * 6)
                for r in rows
            ],
        )
