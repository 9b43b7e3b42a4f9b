"""Libraries on disk: Parquet files that `kmaid embed` wrote, alone or many in a folder, and their index.

The index lies beside the library, as `NAME.faiss` with `NAME.faiss.json`, which tells what it was made from.
It is made when a library is first searched, and made anew when the library is another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from kmaid_nodes.errors import UserError
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.retrieval.library import Library, load_library, unit_vectors
from kmaid_nodes.retrieval.nearest import NearestVectors, recall_queries

MODEL_KEY = b"kmaid.model"
# What Spark wrote has the model in the name of a folder: kmaid_model=...
MODEL_FOLDER = "kmaid_model"
_ROWS_AT_ONCE = 16_384
_INDEX_FORMAT = 1


def library_schema(schema: pa.Schema, predictor: Predictor) -> pa.Schema:
    """The schema with a note of the model that embeds."""
    return schema.with_metadata({MODEL_KEY: predictor.trained.fingerprint.encode()})


def is_library(path: Path) -> bool:
    """Whether a path is a Parquet file, or a folder of them, that says which model embedded it."""
    try:
        files = _files(path)
        return bool(files) and _model_of(files[0]) is not None
    except (OSError, pa.ArrowException):
        return False


def open_library(path: Path, predictor: Predictor) -> Library:
    """The library at a path for which `is_library` holds; its vectors stay on disk.

    Raises UserError if another model embedded it, or if a file is damaged.
    """
    path = path.resolve()
    files = _files(path)
    try:
        for file in files:
            told = _model_of(file)
            if told is None:
                raise UserError(f"{file.name} does not say which model embedded it; is it of the library?")
            if told != predictor.trained.fingerprint:
                raise UserError(
                    f"The library {path.name} was embedded with another model; embed it again with this one."
                )
        index = _index(path, files, predictor.length)
        names = ["id", "smiles", "error", "formula", "exact_mass"]
        names += ["shifts", "shift_uncertainties", "shift_hydrogens", "shift_carbons"]
        library = load_library(_batches(files, names), predictor.length, index)
        if index.size != len(library):
            raise UserError(f"The embeddings of the library {path.name} do not fit its rows; embed it again.")
    except (OSError, pa.ArrowException) as problem:
        raise UserError(f"Cannot read the library {path}: {str(problem).splitlines()[0]}.") from None
    return library


def vector_blocks(path: Path, length: int) -> Iterator[np.ndarray]:
    """The embeddings of a library in its order, float32 [molecules, length], block by block."""
    return _blocks(_files(path), length)


def _blocks(files: list[Path], length: int) -> Iterator[np.ndarray]:
    for batch in _batches(files, ["embedding"]):
        column = batch.column("embedding")
        yield unit_vectors(column.filter(column.is_valid()), length)


def index_recall(path: Path) -> float:
    """The recall of the ten nearest that was measured when the index of a library was made."""
    return float(json.loads(_note(path.resolve()).read_text())["recall_at_10"])


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(file.relative_to(path) for file in path.rglob("*.parquet"))
        return [path / file for file in found if not any(map(_is_unfinished, file.parts))]
    return [path] if path.suffix.lower() == ".parquet" else []


def _is_unfinished(name: str) -> bool:
    """Parts of a library that is being built, and what Spark leaves behind of a job that was stopped."""
    return name.startswith(("_", ".")) or name.endswith(".parts")


def _model_of(file: Path) -> str | None:
    """The fingerprint of the model that embedded a file, None if it does not say."""
    if file.parent.name.startswith(MODEL_FOLDER + "="):
        return file.parent.name.partition("=")[2]
    told = (pa.parquet.read_schema(file).metadata or {}).get(MODEL_KEY)
    return None if told is None else told.decode("ascii", "replace")


def _batches(files: list[Path], columns: list[str]) -> Iterator[pa.RecordBatch]:
    for path in files:
        with pa.parquet.ParquetFile(path) as file:
            yield from file.iter_batches(_ROWS_AT_ONCE, columns=columns)


def _index(path: Path, files: list[Path], length: int) -> NearestVectors:
    stored, note = path.with_name(path.name + ".faiss"), _note(path)
    wanted = {"format": _INDEX_FORMAT, "library": _fingerprint(files)}
    try:
        told = json.loads(note.read_text())
        if isinstance(told, dict) and wanted.items() <= told.items():
            index = NearestVectors.open(stored)
            if index.length == length and index.size == told.get("size"):
                return index
    except (OSError, ValueError, UserError):
        pass

    def blocks() -> Iterator[np.ndarray]:
        return _blocks(files, length)

    size = sum(len(block) for block in blocks())
    if not size:
        raise UserError("The library holds no usable molecule.")
    index = NearestVectors.build(blocks, size, length)
    recall = 1.0 if index.exact else index.recall(blocks, recall_queries(blocks(), size))
    try:
        note.unlink(missing_ok=True)
        index.save(stored)
        note.write_text(
            json.dumps(wanted | {"size": size, "exact": index.exact, "recall_at_10": round(recall, 4)})
        )
    except (OSError, RuntimeError):
        return index  # a place that cannot be written to: the index is made each time
    return NearestVectors.open(stored)


def _note(path: Path) -> Path:
    return path.with_name(path.name + ".faiss.json")


def _fingerprint(files: list[Path]) -> str:
    """A digest of the files' footers, which tell where each part of the data lies and how long it is."""
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            file.seek(-8, 2)
            length = int.from_bytes(file.read(4), "little")
            file.seek(-8 - length, 2)
            digest.update(path.stat().st_size.to_bytes(8, "little") + file.read(length))
    return digest.hexdigest()
