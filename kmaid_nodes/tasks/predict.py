"""Predicting the 13C shift of every carbon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.predicted_molecule import PredictedMolecule, PredictedShift
from kmaid_nodes.tasks.predicted_rows import predicted_rows
from kmaid_nodes.tasks.rows import Progress, no_progress


def predict_shifts(
    records: Iterable[Record], predictor: Predictor, progress: Progress = no_progress
) -> Iterator[PredictedMolecule | FailedRow]:
    """The predicted shift of every carbon of each record's structure, or why there is none."""
    for row in predicted_rows(records, predictor, peaks=False, progress=progress):
        if isinstance(row, FailedRow):
            yield row
        else:
            yield PredictedMolecule(row.record, row.structure, _shifts(row.structure, row.density))


def _shifts(structure: Structure, density: ShiftDensities) -> tuple[PredictedShift, ...]:
    return tuple(
        PredictedShift(
            atom,
            ppm,
            uncertainty,
            (CarbonFlag.NOT_TAUGHT,) if outside else (),
            structure.atom_numbers.get(atom),
        )
        for atom, ppm, uncertainty, outside in zip(
            structure.carbon_atom_index.tolist(),
            density.predicted_ppm.tolist(),
            density.uncertainty_ppm.tolist(),
            density.outside_domain.tolist(),
        )
    )
