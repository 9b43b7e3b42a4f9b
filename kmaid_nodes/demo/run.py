"""The demonstration: every task on the shipped spectra, as tables and one report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.files.paths import make_folder
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import to_record_batches
from kmaid_nodes.report.content import AssignedMolecule, Report
from kmaid_nodes.report.html import write_report
from kmaid_nodes.report.results import assigned_molecule, retrieved_queries
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA
from kmaid_nodes.tasks.assign import ASSIGNMENT_SCHEMA, assign, assign_rows
from kmaid_nodes.tasks.embed import embed_molecules
from kmaid_nodes.tasks.evaluate import evaluate
from kmaid_nodes.tasks.predict import PREDICTION_SCHEMA, predict_shifts
from kmaid_nodes.tasks.retrieve import HIT_SCHEMA, load_library, retrieve
from kmaid_nodes.tasks.rows import Row, read_rows
from kmaid_nodes.training.split import TEST, inchikey_block, split_of
from kmaid_nodes.wording.reason import error_text
from kmaid_nodes.writing.table_file import write_table

_REPORTED_MOLECULES = 40
_REPORTED_QUERIES = 12
_HITS = 5


def run_demo(predictor: Predictor, folder: Path) -> Iterator[str]:
    """Write the tables and the report into `folder`, telling in a line each what was written."""
    make_folder(folder)
    spectra = list(to_record_batches(read_records(SLICE)))
    assignments = list(assign(spectra, predictor))
    embeddings = list(embed_molecules(spectra, predictor))
    hits = list(retrieve(spectra, load_library(embeddings, predictor.length), predictor, _HITS))
    for name, batches, schema in (
        ("assignments", assignments, ASSIGNMENT_SCHEMA),
        ("predicted_shifts", list(predict_shifts(spectra, predictor)), PREDICTION_SCHEMA),
        ("embeddings", embeddings, EMBEDDING_SCHEMA),
        ("hits", hits, HIT_SCHEMA),
    ):
        for ending in ("csv", "parquet"):
            rows = write_table(batches, schema, folder / f"{name}.{ending}")
        yield f"{rows} rows written to {folder / name}.csv and .parquet"
    figures = evaluate(spectra, predictor, TEST)
    report = folder / "report.html"
    write_report(report, _report(spectra, hits, figures, predictor))
    yield from (f"{label}: {value}" for label, value in _summary(figures))
    yield f"Report for reading: {report}"


def _summary(figures: dict) -> list[tuple[str, str]]:
    assignment = figures["assignment"]
    return [
        ("Spectra of compounds not seen in training", str(figures["spectra"])),
        (
            "Carbons assigned right, multiplicity known",
            f"{assignment['carbons_right_with_multiplicity']:.1%}",
        ),
        ("Carbons assigned right, multiplicity not used", f"{assignment['carbons_right']:.1%}"),
        ("Median error of the predicted shift", f"{figures['shift']['median']:.2f} ppm"),
        ("Right structure first among those compounds", f"{figures['retrieval']['top1']:.1%}"),
    ]


def _report(
    spectra: list[pa.RecordBatch], hits: list[pa.RecordBatch], figures: dict, predictor: Predictor
) -> Report:
    molecules: list[AssignedMolecule] = []
    queries: list[Row] = []
    refused: list[tuple[str, str]] = []
    for rows in read_rows(spectra, structures=True, peaks=True):
        for row, density, assignment in assign_rows(rows, predictor):
            if row.structure is None or density is None or assignment is None:
                refused.append((row.record.id, error_text(row.reason) or ""))
            elif split_of(inchikey_block(row.structure.mol)) == TEST and len(molecules) < _REPORTED_MOLECULES:
                molecules.append(assigned_molecule(row, density, assignment))
                queries.append(row)
    return Report(
        title="K-M3AID on spectra of nmrshiftdb2",
        summary=_summary(figures),
        assignments=molecules,
        retrievals=retrieved_queries(queries[:_REPORTED_QUERIES], pa.Table.from_batches(hits), predictor),
        refused=refused,
        notice=NOTICE,
    )
