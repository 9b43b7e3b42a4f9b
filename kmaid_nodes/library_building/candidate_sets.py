"""Candidate structures embedded, each in the set of the spectrum to which it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.embedded import EmbeddedMolecule
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.retrieval.candidate_sets import CandidateSets, key_text
from kmaid_nodes.retrieval.library import Library, load_library
from kmaid_nodes.tables.arrow import record_batches
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tasks.embed import embed_molecules
from kmaid_nodes.tasks.rows import Progress, no_progress

KeyOf = Callable[[Record], str | None]


def candidate_sets(
    records: Iterable[Record],
    predictor: Predictor,
    key_of: KeyOf | None = None,
    progress: Progress = no_progress,
) -> tuple[CandidateSets, list[FailedRow]]:
    """The candidates of the records, whose ids must differ, and those that cannot be used.

    key_of: the key of the spectrum to which a candidate belongs, None for none; without it, all are
    candidates of every spectrum.
    """
    failed: list[FailedRow] = []
    by_key: dict[str | None, list[EmbeddedMolecule]] = {}
    for result in embed_molecules(records, predictor, progress):
        if isinstance(result, FailedRow):
            failed.append(result)
            continue
        key = None if key_of is None else key_of(result.record)
        if key is None and key_of is not None:
            failed.append(FailedRow(result.record, Reason(ReasonCode.NO_SPECTRUM_NAMED)))
        else:
            assert isinstance(result, EmbeddedMolecule)
            by_key.setdefault(key, []).append(result)
    if key_of is None:
        every = by_key.get(None)
        return CandidateSets(_library(every, predictor) if every else None), failed
    libraries = {key: _library(some, predictor) for key, some in by_key.items() if key is not None}
    return CandidateSets(by_key=libraries), failed


def key_in_column(column: str) -> KeyOf:
    """The key that a column of the candidates' table holds."""

    def key_of(record: Record) -> str | None:
        return key_text(next((value for name, value in record.columns if name == column), None))

    return key_of


def _library(molecules: list[EmbeddedMolecule], predictor: Predictor) -> Library:
    return load_library(record_batches(molecules, embedding_batch), predictor.length)
