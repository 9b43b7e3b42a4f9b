"""The work of one process: it reads the model once, then embeds records part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
    return record_batches(embed_molecules(records, predictor_with(model)), embedding_batch)


@lru_cache(maxsize=1)
def predictor_with(model: bytes) -> Predictor:
    """The predictor of this process, which from now on calculates on one thread.

    There is a process per core, and the last digits depend on the number of threads.
    """
    torch.set_num_threads(1)
    return Predictor(model_from_bytes(model), "cpu")


@contextmanager
def one_thread() -> Iterator[None]:
    """PyTorch calculates as in the processes: the last digits depend on the number of threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
