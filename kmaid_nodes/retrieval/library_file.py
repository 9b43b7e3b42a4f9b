"""Libraries on disk: Parquet files that `kmaid embed` wrote, alone or many in a folder, and their indices.

The indices lie beside the library. That of the embeddings is `NAME.faiss`, with `NAME.faiss.json`, which
notes what it was made from. Those of the shift quantiles are `NAME.carbon.faiss` and `NAME.class.faiss`, each
with its note. The table of peak coverage is `NAME.peaks`, with `NAME.peaks.json`. They are made when a
library is first searched, and again when the library has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.whole_file import whole_file
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.retrieval.embedding_model import short
from kmaid_nodes.retrieval.embedding_schema import LIBRARY_COLUMNS, MODEL_KEY, SHIFT_COLUMNS
from kmaid_nodes.retrieval.library import Library, load_library, unit_vectors
from kmaid_nodes.retrieval.library_shifts import LibraryShifts
from kmaid_nodes.retrieval.nearest import NearestVectors, recall_queries
from kmaid_nodes.retrieval.peak_coverage import POINTS, columns
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS
from kmaid_nodes.retrieval.shift_quantiles import LENGTH as QUANTILE_LENGTH
from kmaid_nodes.retrieval.shift_quantiles import NearestShifts, OnePer

# A library that Spark wrote has the model in the name of a folder: kmaid_model=...
MODEL_FOLDER = "kmaid_model"
_ROWS_AT_ONCE = 16_384
_INDEX_FORMAT = 2


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
            model = _model_of(file)
            if model is None:
                raise UserError(f"{file.name} does not say which model embedded it; is it of the library?")
            if model not in predictor.trained.opens_libraries_of:
                raise UserError(
                    f"The library {path.name} was embedded with another model ({short(model)}) than the one "
                    f"here ({short(predictor.trained.fingerprint)}). Embed it again with this model, or take "
                    "that one."
                )
        indices = _Indices(path, files)
        index = indices.of_embeddings(predictor.length)
        shift_index = NearestShifts(indices.of_shifts("carbon"), indices.of_shifts("class"))
        names = ["id", "smiles", "error", *LIBRARY_COLUMNS]
        table = indices.of_peaks(index.size)
        library = load_library(_batches(files, names), predictor.length, index, shift_index, table)
        if {index.size, shift_index.by_carbon.size, shift_index.by_class.size} != {len(library)}:
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
        relative_paths = sorted(file.relative_to(path) for file in path.rglob("*.parquet"))
        return [path / file for file in relative_paths if not any(map(_is_unfinished, file.parts))]
    return [path] if path.suffix.lower() == ".parquet" else []


def _is_unfinished(name: str) -> bool:
    """Parts of a library that is being built, and what Spark leaves behind of a job that was stopped."""
    return name.startswith(("_", ".")) or name.endswith(".parts")


def _model_of(file: Path) -> str | None:
    """The fingerprint of the model that embedded a file, None if it does not say."""
    if file.parent.name.startswith(MODEL_FOLDER + "="):
        return file.parent.name.partition("=")[2]
    model = (pa.parquet.read_schema(file).metadata or {}).get(MODEL_KEY)
    return None if model is None else model.decode("ascii", "replace")


def _batches(files: list[Path], columns: list[str]) -> Iterator[pa.RecordBatch]:
    for path in files:
        with pa.parquet.ParquetFile(path) as file:
            yield from file.iter_batches(_ROWS_AT_ONCE, columns=columns)


class _Indices:
    """Opens the indices of a library, and makes those that are missing or outdated."""

    def __init__(self, path: Path, files: list[Path]):
        self.path, self.files = path, files
        self.made_from = {"format": _INDEX_FORMAT, "library": _fingerprint(files)}

    @cached_property
    def usable(self) -> int:
        """Molecules that were not refused."""
        return sum(batch.column("error").null_count for batch in _batches(self.files, ["error"]))

    def of_embeddings(self, length: int) -> NearestVectors:
        def blocks() -> Iterator[np.ndarray]:
            return _blocks(self.files, length)

        off_by = DEFAULT_SEARCH_SETTINGS.index.embeddings_off_by
        return self._opened("", blocks, length, off_by, by_distance=False)

    def of_shifts(self, one_per: OnePer) -> NearestVectors:
        def blocks() -> Iterator[np.ndarray]:
            return (shifts.quantile_vectors(one_per) for shifts in self._shifts())

        off_by = DEFAULT_SEARCH_SETTINGS.index.shifts_off_by_ppm
        return self._opened("." + one_per, blocks, QUANTILE_LENGTH, off_by, by_distance=True)

    def _shifts(self) -> Iterator[LibraryShifts]:
        for batch in _batches(self.files, ["error", *SHIFT_COLUMNS]):
            yield LibraryShifts.of(batch.filter(batch.column("error").is_null()))

    def of_peaks(self, molecules: int) -> np.ndarray | None:
        """uint8 [POINTS, molecules]: the table of `PeakCoverage`, mapped into memory.

        None in a place that cannot be written to: the table is then made when it is needed.
        """
        stored, note = self._beside(".peaks"), self._beside(".peaks.json")
        shape = POINTS, molecules
        try:
            noted = json.loads(note.read_text())
            if noted == self.made_from and stored.stat().st_size == shape[0] * shape[1]:
                return np.memmap(stored, np.uint8, "r", shape=shape)
        except (OSError, ValueError):
            pass
        try:
            note.unlink(missing_ok=True)
            self._write_peaks(stored, molecules)
            with whole_file(note) as partial:
                partial.write_text(json.dumps(self.made_from))
            return np.memmap(stored, np.uint8, "r", shape=shape)
        except OSError:
            return None

    def _write_peaks(self, stored: Path, molecules: int) -> None:
        """Row by row: a mapped file on a full disk would end the process."""
        with whole_file(stored) as partial, partial.open("wb") as file:
            start = 0
            for shifts in self._shifts():
                for number, row in enumerate(columns(shifts)):
                    file.seek(number * molecules + start)
                    file.write(row.tobytes())
                start += len(shifts)

    def _beside(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)

    def _opened(
        self,
        suffix: str,
        blocks: Callable[[], Iterator[np.ndarray]],
        length: int,
        moved_by: float,
        by_distance: bool,
    ) -> NearestVectors:
        stored, note = self._beside(f"{suffix}.faiss"), _note(self.path, suffix)
        try:
            noted = json.loads(note.read_text())
            if isinstance(noted, dict) and self.made_from.items() <= noted.items():
                index = NearestVectors.open(stored)
                if (index.length, index.size, index.by_distance) == (length, noted.get("size"), by_distance):
                    return index
        except (OSError, ValueError, UserError):
            pass
        if not self.usable:
            raise UserError("The library holds no usable molecule.")
        index = NearestVectors.build(blocks, self.usable, length, by_distance=by_distance)
        recall = 1.0 if index.exact else index.recall(blocks, recall_queries(blocks(), index.size, moved_by))
        measured = {"size": index.size, "exact": index.exact, "recall_at_10": round(recall, 4)}
        try:
            note.unlink(missing_ok=True)
            index.save(stored)
            with whole_file(note) as partial:
                partial.write_text(json.dumps(self.made_from | measured))
        except (OSError, RuntimeError):
            return index  # a place that cannot be written to: the index is made each time
        return NearestVectors.open(stored)


def _note(path: Path, suffix: str = "") -> Path:
    return path.with_name(f"{path.name}{suffix}.faiss.json")


def _fingerprint(files: list[Path]) -> str:
    """A digest of the files' footers, which state where each part of the data lies and how long it is."""
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            file.seek(-8, 2)
            length = int.from_bytes(file.read(4), "little")
            file.seek(-8 - length, 2)
            digest.update(path.stat().st_size.to_bytes(8, "little") + file.read(length))
    return digest.hexdigest()
