"""The demonstration: every task on the shipped spectra, as tables and one report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.files.paths import make_folder
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.drawn_hits import drawn_queries
from kmaid_nodes.report.html import write_report
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.retrieved_spectrum import RetrievedSpectrum
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA
from kmaid_nodes.retrieval.library import load_library
from kmaid_nodes.tables.arrow import record_batches
from kmaid_nodes.tables.assignments import ASSIGNMENT_SCHEMA, assignment_batch
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tables.hits import HIT_SCHEMA, hit_batch
from kmaid_nodes.tables.predictions import PREDICTION_SCHEMA, prediction_batch
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.tasks.embed import embed_molecules
from kmaid_nodes.tasks.evaluate import evaluate
from kmaid_nodes.tasks.predict import predict_shifts
from kmaid_nodes.tasks.retrieve import Search, retrieve
from kmaid_nodes.training.split import TEST, inchikey_block, split_of
from kmaid_nodes.writing.table_file import write_table

_REPORTED_MOLECULES = 40
_REPORTED_QUERIES = 12
_HITS = 5


def run_demo(predictor: Predictor, folder: Path) -> Iterator[str]:
    """Write the tables and the report into `folder`; yields a line about each."""
    make_folder(folder)
    records = list(read_records(SLICE))
    yield f"{len(records)} spectra read. The tables and the report take a minute or two."
    assignments = list(assign(records, predictor))
    embeddings = list(record_batches(embed_molecules(records, predictor), embedding_batch))
    library = load_library(embeddings, predictor.length)
    searched = list(retrieve(records, library, predictor, Search(_HITS)))
    predictions = record_batches(predict_shifts(records, predictor), prediction_batch)
    tables: dict[str, tuple[list[pa.RecordBatch], pa.Schema]] = {
        "assignments": (list(record_batches(assignments, assignment_batch)), ASSIGNMENT_SCHEMA),
        "predicted_shifts": (list(predictions), PREDICTION_SCHEMA),
        "embeddings": (embeddings, EMBEDDING_SCHEMA),
        "hits": (list(record_batches(searched, hit_batch)), HIT_SCHEMA),
    }
    for name, (batches, schema) in tables.items():
        for ending in ("csv", "parquet"):
            rows = write_table(batches, schema, folder / f"{name}.{ending}")
        yield f"{rows} rows written to {folder / name}.csv and .parquet"
    metrics = evaluate(records, predictor, TEST)
    report = folder / "report.html"
    write_report(report, _report(assignments, searched, metrics, predictor))
    yield from (f"{label}: {value}" for label, value in _summary(metrics))
    yield f"Report written to {report}"


def _summary(metrics: dict[str, Any]) -> list[tuple[str, str]]:
    assignment = metrics["assignment"]
    return [
        ("Test spectra, of compounds not used in training", str(metrics["spectra"])),
        (
            "Carbons assigned correctly, with multiplicities",
            f"{assignment['carbons_right_with_multiplicity']:.1%}",
        ),
        ("Carbons assigned correctly, without multiplicities", f"{assignment['carbons_right']:.1%}"),
        ("Median error of the predicted shifts", f"{metrics['shift']['median']:.2f} ppm"),
        ("Correct structure ranked first among these compounds", f"{metrics['retrieval']['top1']:.1%}"),
    ]


def _report(
    assignments: Sequence[AssignedMolecule | FailedRow],
    searched: Sequence[RetrievedSpectrum | FailedRow],
    metrics: dict[str, Any],
    predictor: Predictor,
) -> Report:
    """The first molecules of the test split, and the hits of their spectra."""
    molecules: list[AssignedMolecule] = []
    queries: list[RetrievedSpectrum] = []
    refused: list[tuple[str, str]] = []
    for assigned, hits in zip(assignments, searched, strict=True):
        if isinstance(assigned, FailedRow):
            refused.append((assigned.record.id, assigned.sentence))
        elif len(molecules) < _REPORTED_MOLECULES and _is_test(assigned):
            molecules.append(assigned)
            if isinstance(hits, RetrievedSpectrum) and len(queries) < _REPORTED_QUERIES:
                queries.append(hits)
    return Report(
        title="K-M3AID on spectra of nmrshiftdb2",
        summary=_summary(metrics),
        assignments=molecules,
        retrievals=drawn_queries(queries, predictor, with_truth=True),
        refused=refused,
        notice=NOTICE,
    )


def _is_test(molecule: AssignedMolecule) -> bool:
    return split_of(inchikey_block(molecule.structure.mol)) == TEST
