"""Assigning the peaks of a spectrum to the carbons of its structure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from kmaid_nodes.assignment.assign import Assignment, assign_peaks
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.tasks.rows import REFUSED, Batches, Progress, Row, no_progress, read_rows, table

ASSIGNMENT_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("atom_index", pa.int32()),
        ("symmetry_class", pa.int32()),
        ("peak_index", pa.int32()),
        ("ppm", pa.float64()),
        ("predicted_ppm", pa.float64()),
        ("confidence", pa.float64()),
        ("status", pa.string()),
    ]
)
ASSIGNED = "assigned"
SHARED = "assigned, shares the peak of its symmetry class"
NO_PEAK = "no peak left for this carbon"
LEFT_OVER = "peak left over"
FAR = ", far from the predicted shift"
CONTRADICTED = ", against the multiplicity given"
_FAR_PPM = 10.0
_FAR_UNCERTAINTIES = 4.0


def assign(
    batches: Batches, predictor: Predictor, progress: Progress = no_progress
) -> Iterator[pa.RecordBatch]:
    """Of each input row: one output row per carbon, then one per peak left over (empty atom_index).

    Indices are 0-based: atom_index in the input structure's own order, peak_index in the input list.
    A row that cannot be used gives one output row whose status tells the reason.
    """
    for rows in read_rows(batches, structures=True, peaks=True, progress=progress):
        found: list[tuple[Any, ...]] = []
        for row, density, assignment in assign_rows(rows, predictor):
            if row.structure is None or density is None or assignment is None:
                found.append((row.record.id, *[None] * 6, f"{REFUSED}{row.reason}"))
            else:
                found += _of_molecule(row, density, assignment)
        yield table(ASSIGNMENT_SCHEMA, found)


def assign_rows(
    rows: list[Row], predictor: Predictor
) -> Iterator[tuple[Row, ShiftDensities | None, Assignment | None]]:
    """Each row with the densities of its carbons and its assignment, None where it cannot be used."""
    densities = iter(predictor.shift_densities([r.structure for r in rows if r.structure]))
    for row in rows:
        if row.structure is None:
            yield row, None, None
            continue
        density = next(densities)
        assignment = assign_peaks(
            row.structure, row.peaks, density.log_density, predictor.axis, predictor.trained.calibration
        )
        yield row, density, assignment


def carbon_statuses(row: Row, density: ShiftDensities, assignment: Assignment) -> list[str]:
    """What the table says of each carbon: whether it has a peak, and what speaks against it."""
    assert row.structure is not None
    found = []
    for k, peak in enumerate(assignment.matching.peak.tolist()):
        if peak < 0:
            found.append(NO_PEAK)
            continue
        said = SHARED if assignment.matching.shared[k] else ASSIGNED
        distance = abs(row.peaks[peak].ppm - density.predicted_ppm[k])
        if distance > max(_FAR_PPM, _FAR_UNCERTAINTIES * density.uncertainty_ppm[k]):
            said += FAR
        hydrogens = row.peaks[peak].hydrogens
        if hydrogens is not None and hydrogens != row.structure.hydrogens[k]:
            said += CONTRADICTED
        found.append(said)
    return found


def _of_molecule(row: Row, density: ShiftDensities, assignment: Assignment) -> list[tuple[Any, ...]]:
    assert row.structure is not None
    found: list[tuple[Any, ...]] = []
    statuses = carbon_statuses(row, density, assignment)
    for k, atom in enumerate(row.structure.carbon_atom_index):
        peak = int(assignment.matching.peak[k])
        found.append(
            (
                row.record.id,
                int(atom),
                int(row.structure.symmetry_class[k]),
                peak if peak >= 0 else None,
                row.peaks[peak].ppm if peak >= 0 else None,
                float(density.predicted_ppm[k]),
                float(assignment.confidence[k]) if peak >= 0 else None,
                statuses[k],
            )
        )
    for peak in assignment.leftover:
        found.append((row.record.id, None, None, peak, row.peaks[peak].ppm, None, None, LEFT_OVER))
    return found
