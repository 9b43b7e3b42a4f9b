"""Embedding molecules, or spectra, in the space where both are compared."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.tasks.rows import Batches, Progress, no_progress, read_rows

EMBEDDING_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("smiles", pa.string()),
        ("embedding", pa.list_(pa.float32())),
        ("error", pa.string()),
    ]
)


def embed_molecules(
    batches: Batches, predictor: Predictor, progress: Progress = no_progress
) -> Iterator[pa.RecordBatch]:
    """One row per input row: id, canonical SMILES, embedding of unit length, or the reason why not."""
    for rows in read_rows(batches, structures=True, peaks=False, progress=progress):
        structures = [r.structure for r in rows if r.structure]
        vectors = iter(predictor.embed_molecules(structures))
        yield _embeddings(
            [r.record.id for r in rows],
            [r.structure.smiles if r.structure else None for r in rows],
            [next(vectors) if r.structure else None for r in rows],
            [r.reason for r in rows],
        )


def embed_spectra(
    batches: Batches, predictor: Predictor, progress: Progress = no_progress
) -> Iterator[pa.RecordBatch]:
    """The same for peak lists; `smiles` is empty."""
    for rows in read_rows(batches, structures=False, peaks=True, progress=progress):
        vectors = iter(predictor.embed_spectra([r.peaks for r in rows if not r.reason]))
        yield _embeddings(
            [r.record.id for r in rows],
            [None] * len(rows),
            [None if r.reason else next(vectors) for r in rows],
            [r.reason for r in rows],
        )


def _embeddings(*columns: list) -> pa.RecordBatch:
    arrays = [pa.array(column, field.type) for column, field in zip(columns, EMBEDDING_SCHEMA)]
    return pa.RecordBatch.from_arrays(arrays, schema=EMBEDDING_SCHEMA)
