"""What a process of its own does: it reads the model once, then embeds one part after the other."""

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
    """Batches of `EMBEDDING_SCHEMA` by the content of a model file, of which a process makes one model."""
    return record_batches(embed_molecules(records, _predictor(model)), embedding_batch)


@lru_cache(maxsize=1)
def _predictor(model: bytes) -> Predictor:
    torch.set_num_threads(1)  # as many processes as cores; and the last digits depend on it
    return Predictor(model_from_bytes(model), "cpu")
