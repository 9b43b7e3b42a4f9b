"""Embedding molecules, or spectra, in the space where both are compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from rdkit.Chem.rdMolDescriptors import CalcExactMolWt, CalcMolFormula

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.tasks.rows import Batches, Progress, no_progress, read_rows, table

EMBEDDING_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("smiles", pa.string()),
        ("embedding", pa.list_(pa.float32())),
        ("error", pa.string()),
        ("formula", pa.string()),
        ("exact_mass", pa.float64()),
        ("shifts", pa.list_(pa.float32())),
        ("shift_uncertainties", pa.list_(pa.float32())),
        ("shift_hydrogens", pa.list_(pa.int8())),
        ("shift_carbons", pa.list_(pa.int16())),
    ]
)


def embed_molecules(
    batches: Batches, predictor: Predictor, progress: Progress = no_progress
) -> Iterator[pa.RecordBatch]:
    """One row per input row: id, canonical SMILES, embedding of unit length, or the reason why not.

    And what a library is searched by: molecular formula, exact mass in Da, and by symmetry class the
    predicted shift and its uncertainty in ppm, attached hydrogens and number of carbons.
    """
    for rows in read_rows(batches, structures=True, peaks=False, progress=progress):
        described = iter(predictor.describe_molecules([r.structure for r in rows if r.structure]))
        found: list[tuple[Any, ...]] = []
        for row in rows:
            if row.structure is None:
                found.append((row.record.id, None, None, row.reason, *[None] * 6))
                continue
            vector, shifts = next(described)
            mol = row.structure.mol
            found.append(
                (
                    row.record.id,
                    row.structure.smiles,
                    vector,
                    None,
                    CalcMolFormula(mol),
                    CalcExactMolWt(mol),
                    shifts.ppm,
                    shifts.uncertainty_ppm,
                    shifts.hydrogens,
                    shifts.members,
                )
            )
        yield table(EMBEDDING_SCHEMA, found)


def embed_spectra(
    batches: Batches, predictor: Predictor, progress: Progress = no_progress
) -> Iterator[pa.RecordBatch]:
    """The same for peak lists, with id, embedding and reason alone."""
    for rows in read_rows(batches, structures=False, peaks=True, progress=progress):
        vectors = iter(predictor.embed_spectra([r.peaks for r in rows if not r.reason]))
        yield table(
            EMBEDDING_SCHEMA,
            [(r.record.id, None, None if r.reason else next(vectors), r.reason, *[None] * 6) for r in rows],
        )
