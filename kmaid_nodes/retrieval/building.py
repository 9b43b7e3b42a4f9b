"""Building a library: any number of molecules, embedded part by part into one Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import torch

from kmaid_nodes.cluster.processes import Part, available_cores, embed_in_processes
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.retrieval.library_file import library_schema
from kmaid_nodes.tasks.embed import EMBEDDING_SCHEMA, embed_molecules
from kmaid_nodes.tasks.rows import Batches, Progress, no_progress
from kmaid_nodes.writing.table_parts import TableParts

_BATCHES_PER_PART = 32
_MOST_WORKERS = 16


@dataclass
class Built:
    """rows: of the library; refused: of them, molecules that cannot be used; duplicates: left out;
    kept_parts: parts that a run before had made."""

    rows: int = 0
    refused: int = 0
    duplicates: int = 0
    kept_parts: int = 0


def build_library(
    batches: Batches,
    predictor: Predictor,
    out: Path,
    source: dict[str, Any],
    workers: int | None = None,
    unique: bool = False,
    progress: Progress = no_progress,
) -> Built:
    """Embed all molecules into the Parquet file `out`, going on where an earlier run was stopped.

    source: what `batches` are read from; parts of an earlier run are used if it is the same, as are model
    and `unique`. workers: processes (None: one per core where there are many molecules). unique: of equal
    canonical SMILES only the first is kept; memory then grows by 100 bytes each, else not.
    The library is the same however often it was stopped and whatever the number of workers.
    """
    made_from = {"source": source, "model": predictor.trained.fingerprint, "unique": unique}
    parts = TableParts(out, library_schema(EMBEDDING_SCHEMA, predictor), made_from)
    built = Built(kept_parts=parts.done)
    seen = _Seen(parts.column("smiles") if unique else None)
    molecules = _Source(batches)
    molecules.skip(parts.done)
    for part in _embed(molecules.parts(), predictor, workers):
        parts.append([seen.first_of_each(batch) for batch in part] if unique else part)
        progress(molecules.rows)
    built.refused = sum(len(chunk) - chunk.null_count for chunk in parts.column("error").chunks)
    built.rows = parts.finish()
    built.duplicates = molecules.rows - built.rows
    return built


class _Source:
    """The input cut into parts. rows: read so far."""

    def __init__(self, batches: Batches):
        self._batches = iter(batches)
        self.rows = 0

    def skip(self, parts: int) -> None:
        """Read past the parts that are done."""
        for _ in range(parts):
            self._next()

    def parts(self) -> Iterator[Part]:
        """The others."""
        while part := self._next():
            yield part

    def _next(self) -> Part:
        part = list(islice(self._batches, _BATCHES_PER_PART))
        self.rows += sum(batch.num_rows for batch in part)
        return part


def _embed(parts: Iterator[Part], predictor: Predictor, workers: int | None) -> Iterator[Part]:
    first = list(islice(parts, 2))
    several = len(first) > 1 and predictor.device.type == "cpu"
    workers = workers or (min(available_cores(), _MOST_WORKERS) if several else 1)
    if workers > 1:
        yield from embed_in_processes(chain(first, parts), predictor.trained, workers)
        return
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as the processes do: the last digits depend on it
    try:
        for part in chain(first, parts):
            yield list(embed_molecules(part, predictor))
    finally:
        torch.set_num_threads(threads)


class _Seen:
    """The structures met so far, as digests of their canonical SMILES."""

    def __init__(self, smiles: pa.ChunkedArray | None):
        self._digests: set[bytes] = set()
        for chunk in smiles.chunks if smiles is not None else ():
            self._digests.update(_digest(text) for text in chunk.to_pylist() if text is not None)

    def first_of_each(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows whose structure was not met before; refused rows stay."""
        keep = []
        for text in batch.column("smiles").to_pylist():
            digest = None if text is None else _digest(text)
            keep.append(digest is None or digest not in self._digests)
            if digest is not None:
                self._digests.add(digest)
        return batch.filter(pa.array(keep, pa.bool_()))


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()
