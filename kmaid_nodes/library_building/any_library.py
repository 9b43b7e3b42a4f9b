"""The library at a path: one built earlier, a table of embeddings, or molecules to embed now."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.table import TableColumns
from kmaid_nodes.retrieval.embedding_table import is_embedding_table, read_embedding_table
from kmaid_nodes.retrieval.library import Library, load_library
from kmaid_nodes.retrieval.library_file import is_library, open_library
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, IndexSettings
from kmaid_nodes.tables.arrow import record_batches
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tasks.embed import embed_molecules
from kmaid_nodes.tasks.rows import Progress, no_progress


def library_of(
    path: Path,
    predictor: Predictor,
    columns: TableColumns | None = None,
    progress: Progress = no_progress,
    settings: IndexSettings = DEFAULT_SEARCH_SETTINGS.index,
) -> Library:
    """The library at a path: a file or folder that `kmaid embed` wrote, or any file of molecules.

    columns: those of a table of molecules; progress: called with the number of molecules embedded so far;
    settings: of indices that are made here, in memory.
    Raises UserError if the file cannot be read, holds no usable molecule, or was embedded by another model.
    """
    if is_library(path):
        return open_library(path, predictor)
    if is_embedding_table(path):
        return load_library(read_embedding_table(path), predictor.length, settings=settings)
    return library_of_records(read_records(path, columns, ["structure"]), predictor, progress, settings)


def library_of_records(
    records: Iterable[Record],
    predictor: Predictor,
    progress: Progress = no_progress,
    settings: IndexSettings = DEFAULT_SEARCH_SETTINGS.index,
) -> Library:
    """A library in memory of the molecules of the records; those that cannot be used are left out."""
    embeddings = record_batches(embed_molecules(records, predictor, progress), embedding_batch)
    return load_library(embeddings, predictor.length, settings=settings)
