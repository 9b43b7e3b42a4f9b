"""Building a library: any number of molecules, embedded part by part into one Parquet file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from kmaid_nodes.cluster.processes import available_cores, check_processes, in_processes
from kmaid_nodes.cluster.worker import one_thread
from kmaid_nodes.library_building.seen_structures import SeenStructures
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA
from kmaid_nodes.retrieval.library_file import library_schema
from kmaid_nodes.tables.arrow import record_batches
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tasks.embed import embed_molecules
from kmaid_nodes.tasks.rows import Progress, further, in_batches, no_progress, read_rows
from kmaid_nodes.version import __version__
from kmaid_nodes.writing.table_parts import TableParts

# Records that are embedded together, and the batches that are written of them.
Part = list[Record]
Embedded = list[pa.RecordBatch]
# A run that is stopped loses the work on at most so many records.
RECORDS_PER_PART = 4096
_MOST_WORKERS = 16


@dataclass(frozen=True)
class RefusedRecord:
    """A record whose molecule cannot be used.

    number: of the record, from 0; sentence and error_code: why, as text and as a code.
    """

    number: int
    sentence: str
    error_code: str


@dataclass
class Built:
    """rows: of the library; refused_records: those whose molecule cannot be used; duplicates: molecules left
    out; kept_parts and kept_records: parts that an earlier run had made, and their records."""

    rows: int = 0
    refused_records: list[RefusedRecord] = field(default_factory=list)
    duplicates: int = 0
    kept_parts: int = 0
    kept_records: int = 0

    @property
    def refused(self) -> int:
        """Number of records whose molecule cannot be used."""
        return len(self.refused_records)

    @property
    def molecules(self) -> int:
        """Number of molecules that a search can find."""
        return self.rows - self.refused


def build_library(
    records: Iterable[Record],
    predictor: Predictor,
    out: Path,
    source: dict[str, Any],
    workers: int | None = None,
    unique: bool = False,
    progress: Progress = no_progress,
    records_per_part: int = RECORDS_PER_PART,
    meanwhile: Progress = no_progress,
) -> Built:
    """Embed all molecules into the Parquet file `out`, going on where an earlier run was stopped.

    source: describes where `records` come from; parts of an earlier run are used if source, model and
    `unique` are the same. workers: number of processes (None: one per core if there are many molecules).
    unique: of equal canonical SMILES only the first is kept, at a cost of 100 bytes of memory for each.
    progress: called after each part with the number of records done; records_per_part: embedded and written
    together; meanwhile: called several times a second with the number of records done or begun. Both may
    raise Cancelled; the parts so far stay for the next run.

    On one machine the library is the same however often it was stopped and whatever the number of workers.
    Raises UserError for several workers on a GPU, and if one of them dies.
    """
    check_processes(workers or 1, predictor)
    on_cpu = predictor.device.type == "cpu"
    made_from = {"source": source, "unique": unique, "records per part": records_per_part}
    made_from |= _made_with(predictor)
    parts = TableParts(out, library_schema(EMBEDDING_SCHEMA, predictor), made_from)
    built = Built(kept_parts=parts.done)
    seen = SeenStructures(parts.columns("smiles") if unique else ())
    remaining = in_batches(records, records_per_part)
    done = 0
    for number, part in enumerate(islice(remaining, parts.done)):
        built.refused_records += _refused_again(part, done, parts.rows_with_value(number, "error", "id"))
        done += len(part)
        built.kept_records = done
        progress(done)
    for embedded in _embed(remaining, predictor, workers if on_cpu else 1, done, meanwhile):
        built.refused_records += _refused(embedded, done)
        done += sum(batch.num_rows for batch in embedded)
        parts.append([seen.first_of_each(batch) for batch in embedded] if unique else embedded)
        progress(done)
    built.rows = parts.finish(lambda: meanwhile(done))
    built.duplicates = done - built.rows
    return built


def _made_with(predictor: Predictor) -> dict[str, Any]:
    """What the parts depend on besides the records and how they are cut."""
    return {
        "model": predictor.trained.fingerprint,
        "version": __version__,
        "calculated": predictor.precision,
        "columns": EMBEDDING_SCHEMA.names,
    }


def _refused(embedded: Embedded, first: int) -> Iterator[RefusedRecord]:
    """The records of a part without a molecule; first: number of the part's first record."""
    for batch in embedded:
        for k, sentence in enumerate(batch.column("error").to_pylist()):
            if sentence is not None:
                yield RefusedRecord(first + k, sentence, batch.column("error_code")[k].as_py())
        first += batch.num_rows


def _refused_again(part: Part, first: int, ids: Sequence[str]) -> Iterator[RefusedRecord]:
    """As `_refused`, of a part that was embedded by an earlier run; ids: of its refused records."""
    suspects = [(first + k, record) for k, record in enumerate(part) if record.id in set(ids)]
    read = chain.from_iterable(read_rows([record for _, record in suspects], structures=True, peaks=False))
    for (number, record), row in zip(suspects, read, strict=True):
        if row.reason is not None:
            failed = FailedRow(record, row.reason)
            yield RefusedRecord(number, failed.sentence, str(row.reason.code))


def _embed(
    parts: Iterator[Part], predictor: Predictor, workers: int | None, done: int, meanwhile: Progress
) -> Iterator[Embedded]:
    first = list(islice(parts, 2))
    several = len(first) > 1
    workers = workers or (min(available_cores(), _MOST_WORKERS) if several else 1)
    parts = chain(first, parts)
    if workers > 1 and several:
        yield from in_processes(parts, _embedded, predictor, workers, further(meanwhile, done))
        return
    with one_thread():
        for part in parts:
            yield _embedded(predictor, part, further(meanwhile, done))
            done += len(part)


def _embedded(predictor: Predictor, part: Part, progress: Progress = no_progress) -> Embedded:
    return list(record_batches(embed_molecules(part, predictor, progress), embedding_batch))
