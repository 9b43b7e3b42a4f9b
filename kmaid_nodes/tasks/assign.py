"""Assigning the peaks of a spectrum to the carbons of its structure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from kmaid_nodes.assignment.assign import Assignment, assign_peaks
from kmaid_nodes.assignment.costs import Carbons, PredictedCarbons
from kmaid_nodes.assignment.fixed_pairs import NO_PEAK, FixedPairs, fixed_pairs
from kmaid_nodes.assignment.judging_costs import judging_costs
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.assignment.unassigned_peaks import Unassigned
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.reading.edits.edits import MoleculeEdits
from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
from kmaid_nodes.reading.edits.edits_of_structure import edits_of_structure
from kmaid_nodes.reading.own_numbers import with_changed_numbers
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import (
    Alternative,
    AssignedCarbon,
    AssignedMolecule,
    UnassignedPeak,
)
from kmaid_nodes.results.decisions import Decisions
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tasks.carbon_flags import CarbonFlags
from kmaid_nodes.tasks.chosen_edits import Chosen, EditedRecord, with_chosen_edits
from kmaid_nodes.tasks.decisions import decisions
from kmaid_nodes.tasks.predicted_rows import PredictedRow, predicted_rows
from kmaid_nodes.tasks.rows import Progress, no_progress
from kmaid_nodes.wording.reading import too_high_by

# Shifts that a note names; the table has all.
_MOST_NOTED = 10

# Where the carbons of a structure are expected.
Expected = ShiftDensities | Carbons


def assign(
    records: Iterable[Record],
    predictor: Predictor,
    progress: Progress = no_progress,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
    edits: EditsOfRows | None = None,
) -> Iterator[AssignedMolecule | FailedRow]:
    """The assignment of each record's peaks to the carbons of its structure, or why there is none.

    edits: pairs that must hold, None for none; a record that they do not fit comes back with the reason.
    """
    return assign_edited(with_chosen_edits(records, edits), predictor, progress, settings)


def assign_edited(
    records: Iterable[EditedRecord],
    predictor: Predictor,
    progress: Progress = no_progress,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
) -> Iterator[AssignedMolecule | FailedRow]:
    """As `assign`, of records whose edits were chosen before, so that each can be assigned by itself."""
    waiting: deque[Chosen] = deque()

    def read() -> Iterator[Record]:
        for record, chosen in records:
            waiting.append(chosen)
            yield record

    for row in predicted_rows(read(), predictor, peaks=True, progress=progress):
        chosen = waiting.popleft()
        if isinstance(row, FailedRow):
            yield row
        elif isinstance(chosen, Reason):
            yield FailedRow(row.record, chosen)
        else:
            edited, fixed, decided = (row, None, None) if chosen is None else _edited(row, chosen)
            yield replace(_assigned(edited, predictor, settings, fixed), decisions=decided)


def _edited(row: PredictedRow, edits: MoleculeEdits) -> tuple[PredictedRow, FixedPairs | None, Decisions]:
    """A row with its own numbers as edited, the pairs that must hold in it, and all that was decided."""
    own = edits_of_structure(edits, row.structure)
    fixed = fixed_pairs(own, row.structure, row.record.peaks or ())
    decided = own.fixed or own.rejected or own.marked
    all_decided = decisions(own, fixed, row.structure)
    return _renumbered(row, own), fixed if decided else None, all_decided


def _renumbered(row: PredictedRow, edits: MoleculeEdits) -> PredictedRow:
    numbers = [(one.atom, one.number or "-") for one in edits.numbers]
    structure = with_changed_numbers(row.structure, numbers)
    notes = structure.notes[len(row.structure.notes) :]
    record = replace(row.record, notes=(*row.record.notes, *notes)) if notes else row.record
    return replace(row, record=record, structure=structure)


def assigned_molecule(
    record: Record,
    structure: Structure,
    density: ShiftDensities,
    predictor: Predictor,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
) -> AssignedMolecule:
    """A record's peaks assigned to a structure, its own or that of a hit; density: of its carbons."""
    return _assigned(PredictedRow(record, structure, density), predictor, settings, fixed=None)


def assignment_of(
    record: Record,
    structure: Structure,
    density: Expected,
    predictor: Predictor,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
    fixed: FixedPairs | None = None,
) -> Assignment:
    """The assignment of a record's peaks to a structure, its own or another.

    density: of its carbons; fixed: pairs that must hold, None for none.
    """
    return assign_peaks(
        structure,
        record.peaks or (),
        density.log_density,
        predictor.axis,
        predictor.trained.calibration.confidence,
        record.solvent,
        settings,
        record.experiment,
        predictor.trained.calibration.structure,
        density.outside_domain,
        fixed,
    )


def _assigned(
    row: PredictedRow, predictor: Predictor, settings: AssignmentSettings, fixed: FixedPairs | None
) -> AssignedMolecule:
    record, structure, density = row.record, row.structure, row.density
    peaks = record.peaks or ()
    assignment = assignment_of(record, structure, density, predictor, settings, fixed)
    carbons = assignment.solution.carbons
    assert isinstance(carbons, Carbons)  # those that were assigned, with what was calculated of them
    return AssignedMolecule(
        _noted(record, assignment),
        structure,
        _carbons(record, structure, density, assignment),
        tuple(_unassigned(left, peaks[left.peak], structure, assignment) for left in assignment.unassigned),
        assignment.verdict.code,
        assignment.verdict.score,
        assignment.verdict.p_structure,
        _without_densities(assignment, structure, density),
        assignment.offset_ppm,
        judging_costs(
            carbons,
            assignment.solution.peaks.ppm,
            settings,
            predictor.trained.calibration.confidence,
            predictor.trained.calibration.structure,
        ),
    )


def _unassigned(left: Unassigned, peak: Peak, structure: Structure, assignment: Assignment) -> UnassignedPeak:
    confidence = None
    second, of_carbons = assignment.solution.second, assignment.second_confidence
    if second is not None and of_carbons is not None and left.kind is PeakKind.SECOND_SET:
        (carbon,) = np.flatnonzero(structure.carbon_atom_index == left.atom_index)
        if second.peak[carbon] == left.peak:
            confidence = float(of_carbons[carbon])
    number = None if left.atom_index is None else structure.atom_numbers.get(left.atom_index)
    return UnassignedPeak(
        left.peak,
        peak.ppm,
        left.kind,
        left.compound,
        left.solvent,
        left.atom_index,
        confidence,
        number,
        left.marked,
    )


def _noted(record: Record, assignment: Assignment) -> Record:
    """The record, with notes on its list as a whole: a common offset, a second set of shifts."""
    notes = []
    if assignment.offset_ppm:
        notes.append(ReadingNote(NoteCode.COMMON_OFFSET, too_high_by(assignment.offset_ppm)))
    peaks = record.peaks or ()
    left = assignment.unassigned
    ppm = [f"{peaks[one.peak].ppm:g}" for one in left if one.kind is PeakKind.SECOND_SET]
    if ppm:
        words = ", ".join(ppm[:_MOST_NOTED]) + ", ..." * (len(ppm) > _MOST_NOTED)
        notes.append(ReadingNote(NoteCode.PERHAPS_TWO_SETS, words))
    return replace(record, notes=(*record.notes, *notes)) if notes else record


def _carbons(
    record: Record, structure: Structure, density: ShiftDensities, assignment: Assignment
) -> tuple[AssignedCarbon, ...]:
    peaks = record.peaks or ()
    flags = CarbonFlags(record, structure, density, assignment)
    solution, carbons = assignment.solution, range(len(structure.carbons))
    # As lists, which are quicker to ask one by one than arrays.
    atoms, classes, hydrogens = (
        numbers.tolist()
        for numbers in (structure.carbon_atom_index, structure.symmetry_class, structure.hydrogens)
    )
    predicted, uncertainty = density.predicted_ppm.tolist(), density.uncertainty_ppm.tolist()
    peak, under = solution.peak.tolist(), solution.lies_under.tolist()
    second = [NO_PEAK for _ in carbons] if solution.second is None else solution.second.peak.tolist()
    unseen, confidence = solution.unseen.tolist(), assignment.confidence.tolist()
    return tuple(
        AssignedCarbon(
            atoms[k],
            classes[k],
            hydrogens[k],
            peak[k] if peak[k] >= 0 else None,
            peaks[peak[k]].ppm if peak[k] >= 0 else None,
            predicted[k],
            uncertainty[k],
            confidence[k] if peak[k] >= 0 else None,
            _alternatives(peaks, assignment.alternatives[k]),
            flags.of(k),
            flags.multiplet_centre(k),
            peaks[under[k]].ppm if CarbonFlag.MAY_LIE_UNDER_PEAK in flags.of(k) else None,
            record.experiment if unseen[k] else None,
            peaks[second[k]].ppm if second[k] >= 0 else None,
            structure.atom_numbers.get(atoms[k]),
        )
        for k in carbons
    )


def _alternatives(peaks: tuple[Peak, ...], options: list[tuple[int, float]]) -> tuple[Alternative, ...]:
    return tuple(
        Alternative(None, None, probability)
        if peak == NO_PEAK
        else Alternative(peak, peaks[peak].ppm, probability)
        for peak, probability in options
    )


def _without_densities(assignment: Assignment, structure: Structure, density: ShiftDensities) -> Assignment:
    """The assignment with shifts in place of densities, which would take a hundred times the memory."""
    carbons = PredictedCarbons(
        density.predicted_ppm, density.uncertainty_ppm, structure.hydrogens, structure.symmetry_class
    )
    return replace(assignment, solution=replace(assignment.solution, carbons=carbons))
