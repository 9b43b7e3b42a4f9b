"""Records with the predicted densities of their carbons, from which shifts are read and peaks assigned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tasks.rows import Progress, read_rows


@dataclass(frozen=True)
class PredictedRow:
    """One record, its structure, and the densities of its carbons."""

    record: Record
    structure: Structure
    density: ShiftDensities


def predicted_rows(
    records: Iterable[Record], predictor: Predictor, peaks: bool, progress: Progress
) -> Iterator[PredictedRow | FailedRow]:
    """The densities for each record's structure, or why there are none; peaks: a peak list is needed too."""
    for rows in read_rows(records, structures=True, peaks=peaks, progress=progress):
        densities = iter(predictor.shift_densities([row.structure for row in rows if row.structure]))
        for row in rows:
            if row.structure is None:
                assert row.reason is not None
                yield FailedRow(row.record, row.reason)
            else:
                yield PredictedRow(row.record, row.structure, next(densities))
