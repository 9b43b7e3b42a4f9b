"""Assigning the peaks of a spectrum to the carbons of its structure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from kmaid_nodes.assignment.assign import NO_PEAK, Assignment, assign_peaks
from kmaid_nodes.assignment.leftover import splittings
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.tasks.rows import REFUSED, Batches, Progress, Row, no_progress, read_rows, table
from kmaid_nodes.wording.unassigned import unassigned_reason
from kmaid_nodes.wording.verdict import verdict_words

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
        ("alternatives", pa.string()),
        ("verdict", pa.string()),
        ("score", pa.float64()),
        ("hydrogens", pa.int8()),
    ]
)
Watch = Callable[[Row, ShiftDensities | None, Assignment | None], None]
ASSIGNED = "assigned"
SHARED = "assigned, shares the peak of its symmetry class"
WITHOUT_PEAK = "no peak"
LEFT_OVER = "peak left over"
FAR = ", far from the predicted shift"
NOT_BELIEVED = ", against the multiplicity given (the list's multiplicities were not believed)"
OWN_SHIFT = ", its symmetry class shows several shifts (diastereotopic, or slow to rotate)"
OWN_LINE = ", its symmetry class shows several shifts (lines of its multiplet, or diastereotopic)"
MULTIPLET = ", one line of its multiplet"
CENTRE = " (centre {:g} ppm)"
SPEAKS_AGAINST = ", speaks against the structure"
CONTRADICTED = ", against the multiplicity given"


def assign(
    batches: Batches,
    predictor: Predictor,
    progress: Progress = no_progress,
    watch: Watch | None = None,
) -> Iterator[pa.RecordBatch]:
    """Of each input row: one output row per carbon, then one per peak left over (empty atom_index).

    Indices are 0-based: atom_index in the input structure's own order, peak_index in the input list.
    alternatives: the next-best shifts of a carbon with their probabilities. verdict and score are of the
    whole molecule (`assignment.verdict`), the same in all of its rows; hydrogens: attached to the carbon.
    A row that cannot be used gives one output row whose status tells the reason.
    watch: told each row with its densities and assignment.
    """
    for rows in read_rows(batches, structures=True, peaks=True, progress=progress):
        found: list[tuple[Any, ...]] = []
        for row, density, assignment in assign_rows(rows, predictor):
            if watch is not None:
                watch(row, density, assignment)
            if row.structure is None or density is None or assignment is None:
                found.append((row.record.id, *[None] * 6, f"{REFUSED}{row.reason}", *[None] * 4))
            else:
                found += _of_molecule(row, density, assignment)
        yield table(ASSIGNMENT_SCHEMA, found)


def assign_rows(
    rows: list[Row], predictor: Predictor
) -> Iterator[tuple[Row, ShiftDensities | None, Assignment | None]]:
    """Each row with the densities of its carbons and its assignment, None where it cannot be used."""
    found = iter(predictor.shift_densities([r.structure for r in rows if r.structure]))
    for row in rows:
        if row.structure is None:
            yield row, None, None
            continue
        density = next(found)
        assignment = assign_peaks(
            row.structure,
            row.peaks,
            density.log_density,
            predictor.axis,
            predictor.trained.calibration.confidence,
            row.record.solvent,
        )
        yield row, density, assignment


def assigned_peaks(row: Row, assignment: Assignment) -> list[Peak]:
    """The peaks of the list, each with the carbons that it was given (0-based in the input structure)."""
    assert row.structure is not None
    atoms: dict[int, list[int]] = {}
    for k, peak in enumerate(assignment.interpretation.peak.tolist()):
        atoms.setdefault(peak, []).append(int(row.structure.carbon_atom_index[k]))
    return [
        replace(peak, atoms=tuple(atoms.get(k, ())), carbons=len(atoms[k]) if k in atoms else None)
        for k, peak in enumerate(row.peaks)
    ]


def carbon_statuses(row: Row, density: ShiftDensities, assignment: Assignment) -> list[str]:
    """What the table says of each carbon: whether it has a peak, and what speaks against it."""
    assert row.structure is not None
    found = []
    interpretation, verdict = assignment.interpretation, assignment.verdict
    against = set(verdict.carbons) if verdict.code is not VerdictCode.CONSISTENT else set()
    settings = interpretation.settings
    splitting = splittings(row.structure, settings)
    for k, peak in enumerate(interpretation.peak.tolist()):
        if peak < 0:
            found.append(_why_no_peak(row, assignment, k) + SPEAKS_AGAINST * (k in against))
            continue
        said = SHARED if interpretation.shared[k] else ASSIGNED
        distance = abs(row.peaks[peak].ppm - density.predicted_ppm[k])
        if distance > max(settings.far_ppm, settings.far_uncertainties * density.uncertainty_ppm[k]):
            said += FAR
        hydrogens = row.peaks[peak].hydrogens
        if hydrogens is not None and hydrogens != row.structure.hydrogens[k]:
            said += CONTRADICTED if interpretation.multiplicities_believed else NOT_BELIEVED
        lines = [row.peaks[line].ppm for line in assignment.lines[k].nonzero()[0]]
        if lines:
            said += MULTIPLET
            if len(lines) == splitting[k].nuclei:  # all lines of it, symmetric about its shift
                said += CENTRE.format(round((sum(lines) + row.peaks[peak].ppm) / (len(lines) + 1), 2))
        if interpretation.shifts_of_their_own[k]:
            own = interpretation.peak[row.structure.symmetry_class == row.structure.symmetry_class[k]]
            apart = np.ptp([row.peaks[one].ppm for one in own[own >= 0]])
            split = splitting.get(k)
            said += OWN_LINE if split and apart <= split.nuclei * split.most_ppm else OWN_SHIFT
        found.append(said + SPEAKS_AGAINST * (k in against))
    return found


def alternatives_text(row: Row, assignment: Assignment) -> list[str | None]:
    """For each carbon its next-best peaks with their odds, `128.4 (12 %); no peak (3 %)`, None if none."""
    return [
        "; ".join(
            f"{'no peak' if peak == NO_PEAK else f'{row.peaks[peak].ppm:g}'} ({100 * share:.0f} %)"
            for peak, share in options
        )
        or None
        for options in assignment.alternatives
    ]


def _why_no_peak(row: Row, assignment: Assignment, k: int) -> str:
    assert row.structure is not None
    under = int(assignment.interpretation.lies_under[k])
    if under >= 0:
        return f"{WITHOUT_PEAK}: if not missing, it lies under {row.peaks[under].ppm:g} ppm"
    if row.structure.hydrogens[k] == 0:
        return f"{WITHOUT_PEAK}: no peak fits, and carbons without hydrogen are often too weak"
    return f"{WITHOUT_PEAK}: no peak fits"


def _of_molecule(row: Row, density: ShiftDensities, assignment: Assignment) -> list[tuple[Any, ...]]:
    assert row.structure is not None
    found: list[tuple[Any, ...]] = []
    statuses = carbon_statuses(row, density, assignment)
    alternatives = alternatives_text(row, assignment)
    judged = verdict_words(assignment.verdict.code), assignment.verdict.score
    for k, atom in enumerate(row.structure.carbon_atom_index):
        peak = int(assignment.interpretation.peak[k])
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
                alternatives[k],
                *judged,
                int(row.structure.hydrogens[k]),
            )
        )
    for left in assignment.leftover:
        reason = unassigned_reason(left.kind, left.compound, left.solvent, left.atom_index)
        said = f"{LEFT_OVER}: {reason}"
        ppm = row.peaks[left.peak].ppm
        found.append((row.record.id, None, None, left.peak, ppm, None, None, said, None, *judged, None))
    return found
