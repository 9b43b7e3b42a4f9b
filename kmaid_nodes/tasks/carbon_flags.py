"""The flags of the carbons of an assignment: what deserves a second look."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from kmaid_nodes.assignment.assign import Assignment
from kmaid_nodes.assignment.unassigned_peaks import Splitting, splittings
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.model.predictor import ShiftDensities
from kmaid_nodes.reading.record import Peak, Record


class CarbonFlags:
    """The flags of the carbons of one assignment, by their position in the structure."""

    def __init__(self, record: Record, structure: Structure, density: ShiftDensities, assignment: Assignment):
        self._structure, self._peaks = structure, record.peaks or ()
        self._experiment = record.experiment
        self._density, self._assignment = density, assignment
        verdict = assignment.verdict
        speaks_against = verdict.code in (VerdictCode.DOUBTFUL, VerdictCode.CONTRADICTED)
        self._against_structure = set(verdict.carbons) if speaks_against else set()
        # As lists, which are quicker to ask one by one than arrays.
        solution = assignment.solution
        self._peak: list[int] = solution.peak.tolist()
        self._hydrogens: list[int] = structure.hydrogens.tolist()
        self._predicted: list[float] = density.predicted_ppm.tolist()
        self._uncertainty: list[float] = density.uncertainty_ppm.tolist()
        self._outside_domain: list[bool] = density.outside_domain.tolist()
        self._is_fixed: list[bool] = assignment.is_fixed.tolist()
        self._shared: list[bool] = solution.shared.tolist()
        self._own_shift: list[bool] = solution.shifts_of_their_own.tolist()
        self._with_lines: set[int] = set(assignment.multiplet_lines.nonzero()[0].tolist())

    @cached_property
    def _splittings(self) -> dict[int, Splitting]:
        return splittings(self._structure, self._assignment.solution.settings)

    @cached_property
    def _all(self) -> list[tuple[CarbonFlag, ...]]:
        return [tuple(self._flags(k)) for k in range(len(self._structure.carbons))]

    def of(self, k: int) -> tuple[CarbonFlag, ...]:
        """The flags of carbon `k`."""
        return self._all[k]

    def multiplet_centre(self, k: int) -> float | None:
        """The centre of a carbon's multiplet in ppm, None unless all of its lines are there."""
        if k not in self._with_lines:
            return None
        others: list[float] = [
            self._peaks[line].ppm for line in self._assignment.multiplet_lines[k].nonzero()[0]
        ]
        if len(others) != self._splittings[k].nuclei:
            return None
        own: float = self._peaks[self._peak[k]].ppm
        return round((sum(others) + own) / (len(others) + 1), 2)

    def _flags(self, k: int) -> Iterator[CarbonFlag]:
        peak = self._peak[k]
        if self._is_fixed[k]:
            yield CarbonFlag.FIXED
        yield from self._of_missing(k) if peak < 0 else self._of_assigned(k, self._peaks[peak])
        if self._outside_domain[k]:  # what speaks there may be the prediction
            yield CarbonFlag.NOT_TAUGHT
        elif k in self._against_structure:
            yield CarbonFlag.AGAINST_STRUCTURE

    def _of_missing(self, k: int) -> Iterator[CarbonFlag]:
        if self._assignment.solution.unseen[k]:
            in_experiment = self._hydrogens[k] in self._experiment.hydrogens_seen
            yield CarbonFlag.NEGATIVE_NOT_LISTED if in_experiment else CarbonFlag.NOT_IN_EXPERIMENT
        elif self._assignment.solution.lies_under[k] >= 0:
            yield CarbonFlag.MAY_LIE_UNDER_PEAK
        elif self._hydrogens[k] == 0:
            yield CarbonFlag.OFTEN_TOO_WEAK

    def _of_assigned(self, k: int, peak: Peak) -> Iterator[CarbonFlag]:
        solution = self._assignment.solution
        if self._shared[k]:
            yield CarbonFlag.SHARED_PEAK
        distance = abs(peak.ppm - self._assignment.offset_ppm - self._predicted[k])
        settings = solution.settings
        if distance > max(settings.far_ppm, settings.far_uncertainties * self._uncertainty[k]):
            yield CarbonFlag.FAR_FROM_PREDICTION
        if self._contradicts(k, peak):
            believed = solution.multiplicities_believed
            yield CarbonFlag.AGAINST_MULTIPLICITY if believed else CarbonFlag.MULTIPLICITY_NOT_BELIEVED
        if k in self._with_lines:
            yield CarbonFlag.MULTIPLET_LINE
            if self.multiplet_centre(k) is not None:
                yield CarbonFlag.MULTIPLET_CENTRE
        if self._own_shift[k]:
            lines = self._may_be_lines(k)
            yield CarbonFlag.CLASS_SHOWS_SEVERAL_LINES if lines else CarbonFlag.CLASS_SHOWS_SEVERAL_SHIFTS

    def _contradicts(self, k: int, peak: Peak) -> bool:
        """Whether the list gives the peak another multiplicity than the carbon has."""
        own = self._hydrogens[k]
        if peak.hydrogens is not None:
            return peak.hydrogens != own
        return bool(peak.possible_hydrogens) and own not in peak.possible_hydrogens

    def _may_be_lines(self, k: int) -> bool:
        """Whether the shifts of a carbon's class are as close together as the lines of a multiplet."""
        classes = self._structure.symmetry_class
        peaks = self._assignment.solution.peak[classes == classes[k]]
        apart = np.ptp([self._peaks[peak].ppm for peak in peaks[peaks >= 0]])
        splitting = self._splittings.get(k)
        return splitting is not None and bool(apart <= splitting.nuclei * splitting.most_ppm)
