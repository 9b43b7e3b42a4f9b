"""Describing molecules by numbers, for QSAR and other learners."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.described import DescribedMolecule
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tasks.rows import Progress, no_progress, read_rows


def describe_molecules(
    records: Iterable[Record], predictor: Predictor, progress: Progress = no_progress
) -> Iterator[DescribedMolecule | FailedRow]:
    """The descriptors of each record's molecule, or why there are none."""
    describer = predictor.describer
    for rows in read_rows(records, structures=True, peaks=False, progress=progress):
        descriptors = iter(
            describer.descriptors([row.structure for row in rows if row.structure is not None])
        )
        for row in rows:
            if row.structure is None:
                assert row.reason is not None
                yield FailedRow(row.record, row.reason)
            else:
                yield DescribedMolecule(row.record, row.structure.smiles, next(descriptors), describer.model)
