"""The work of one process: it reads the model once, then embeds records part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import pyarrow as pa
import torch

from kmaid_nodes.model.model_file import model_from_bytes
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tables.arrow import record_batches
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tasks.embed import embed_molecules


def embed_with(model: bytes, records: Iterable[Record]) -> Iterator[pa.RecordBatch]:
    """Batches of `EMBEDDING_SCHEMA`; model: the content of a model file, loaded once per process."""
    return record_batches(embed_molecules(records, _predictor(model)), embedding_batch)


@lru_cache(maxsize=1)
def _predictor(model: bytes) -> Predictor:
    # There is a process per core, and the last digits depend on the number of threads.
    torch.set_num_threads(1)
    return Predictor(model_from_bytes(model), "cpu")
