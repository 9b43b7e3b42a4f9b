"""The library at a path: one built earlier, a table of embeddings, or molecules to embed now."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from kmaid_nodes.errors import UserError
from kmaid_nodes.library_building.seen_structures import SeenStructures
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.table import TableColumns
from kmaid_nodes.retrieval.embedding_model import of_this_model
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
    unique: bool = False,
) -> Library:
    """The library at a path: a file or folder that `kmaid embed` wrote, or any file of molecules.

    columns: those of a table of molecules; progress: called with the number of molecules embedded so far;
    settings: of indices that are made here, in memory; unique: of equal canonical SMILES only the first is
    kept.
    Raises UserError if the file cannot be read, holds no usable molecule, or was embedded by another model;
    or if a library that `kmaid embed` wrote is to be made unique.
    """
    if is_library(path):
        if unique:
            raise UserError(
                f"{path.name} is a library already. Make it with kmaid embed --unique, or leave --unique "
                "out: copies count once in any case."
            )
        return open_library(path, predictor)
    if is_embedding_table(path):
        batches = of_this_model(read_embedding_table(path), predictor)
        return load_library(_first_of_each(batches, unique), predictor.length, settings=settings)
    records = read_records(path, columns, ["structure"])
    return library_of_records(records, predictor, progress, settings, unique)


def library_of_records(
    records: Iterable[Record],
    predictor: Predictor,
    progress: Progress = no_progress,
    settings: IndexSettings = DEFAULT_SEARCH_SETTINGS.index,
    unique: bool = False,
) -> Library:
    """A library in memory of the molecules of the records; those that cannot be used are left out.

    unique: of equal canonical SMILES only the first is kept.
    """
    embeddings = record_batches(embed_molecules(records, predictor, progress), embedding_batch)
    return load_library(_first_of_each(embeddings, unique), predictor.length, settings=settings)


def _first_of_each(batches: Iterable[pa.RecordBatch], unique: bool) -> Iterable[pa.RecordBatch]:
    return map(SeenStructures().first_of_each, batches) if unique else batches
