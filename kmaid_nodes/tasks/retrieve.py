"""Retrieving structures for spectra: nearest neighbours between spectrum and molecule embeddings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from kmaid_nodes.errors import UserError
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.tasks.rows import Batches, Progress, no_progress, read_rows, table

HIT_SCHEMA = pa.schema(
    [
        ("query_id", pa.string()),
        ("rank", pa.int32()),
        ("library_id", pa.string()),
        ("smiles", pa.string()),
        ("score", pa.float64()),
        ("error", pa.string()),
    ]
)


@dataclass(frozen=True)
class Library:
    """Molecules to search: ids and smiles [molecules], vectors float32 [molecules, length]."""

    ids: list[str]
    smiles: list[str | None]
    vectors: np.ndarray

    def nearest(self, queries: np.ndarray, top: int) -> tuple[np.ndarray, np.ndarray]:
        """Positions int [queries, top] and scores float32 [queries, top], best first, ties by position."""
        scores = queries @ self.vectors.T
        top = min(top, scores.shape[1])
        best = np.argsort(-scores, axis=1, kind="stable")[:, :top]
        return best, np.take_along_axis(scores, best, axis=1)


def load_library(batches: Batches, length: int) -> Library:
    """A library from batches of `EMBEDDING_SCHEMA`; molecules without an embedding are left out.

    Raises UserError if the embeddings are of another length than the model's, or if there is none.
    """
    ids: list[str] = []
    smiles: list[str | None] = []
    vectors: list[np.ndarray] = []
    for batch in batches:
        kept = batch.filter(batch.column("embedding").is_valid())
        column = kept.column("embedding")
        lengths = np.diff(column.offsets.to_numpy())
        if (lengths != length).any():
            raise UserError(
                f"The library's embeddings are not {length} long as this model's are; embed it again with it."
            )
        found = column.flatten().to_numpy(zero_copy_only=False).astype(np.float32).reshape(-1, length)
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        if not (np.isfinite(norms) & (norms > 0)).all():
            raise UserError("The library holds embeddings that are not numbers or all zero; embed it again.")
        ids += kept.column("id").to_pylist()
        smiles += kept.column("smiles").to_pylist()
        vectors.append(found / norms)
    if not ids:
        raise UserError("The library holds no usable molecule.")
    return Library(ids, smiles, np.concatenate(vectors))


def retrieve(
    batches: Batches, library: Library, predictor: Predictor, top: int = 10, progress: Progress = no_progress
) -> Iterator[pa.RecordBatch]:
    """`top` hits per query spectrum, best first; score is the cosine of the embeddings, -1 to 1.

    A query that cannot be used gives one row with the reason.
    """
    for rows in read_rows(batches, structures=False, peaks=True, progress=progress):
        usable = [r for r in rows if not r.reason]
        vectors = predictor.embed_spectra([r.peaks for r in usable])
        hits = iter(zip(*library.nearest(vectors, top)))
        found: list[tuple[Any, ...]] = []
        for row in rows:
            if row.reason:
                found.append((row.record.id, None, None, None, None, row.reason))
                continue
            for rank, (place, score) in enumerate(zip(*next(hits)), 1):
                found.append(
                    (row.record.id, rank, library.ids[place], library.smiles[place], float(score), None)
                )
        yield table(HIT_SCHEMA, found)
