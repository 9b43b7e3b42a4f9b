"""Assigning one spectrum to one structure, given where the model expects the carbons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kmaid_nodes.assignment.calibration import ListType, LogOdds
from kmaid_nodes.assignment.confidence import calibrated
from kmaid_nodes.assignment.costs import Carbons, PeakList
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.assignment.solution import AssignmentSolution, solve_assignment
from kmaid_nodes.assignment.unassigned_peaks import Unassigned, explain_unassigned
from kmaid_nodes.assignment.verdict import Verdict, judge
from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.reading.record import Peak

NO_PEAK = -1


@dataclass(frozen=True)
class Assignment:
    """interpretation: which carbon has which peak; confidence: float64 [carbons], NaN without a peak;
    unassigned: what each peak may be that no carbon was given; lines: bool [carbons, peaks], unassigned peaks
    that are lines of the carbon's multiplet; verdict: whether list and structure agree; slope: of the
    calibration, which acts on the log odds of whole accounts too."""

    solution: AssignmentSolution
    confidence: np.ndarray
    unassigned: list[Unassigned]
    lines: np.ndarray
    verdict: Verdict
    slope: float

    @cached_property
    def alternatives(self) -> list[list[tuple[int, float]]]:
        """For each carbon the next-best shifts as (0-based peak, or -1 for none, probability), best first.

        The probabilities share what the confidence leaves, as far as anything speaks for these peaks; equal
        shifts are told once.
        """
        settings = self.solution.settings
        of_class, none = self.solution.probabilities
        of_class = np.where(self.solution.plausible & ~self.lines, of_class, 0.0)
        shifts = self.solution.peaks.same_shift
        first = shifts.argmax(1) if len(shifts) else np.zeros(0, int)
        told = np.append(np.unique(first), NO_PEAK)
        share = np.column_stack([of_class[:, told[:-1]], none])
        peak = self.solution.peak
        chosen = np.where(peak >= 0, np.append(first, NO_PEAK)[peak], NO_PEAK)
        share[told[None, :] == chosen[:, None]] = 0.0
        left = np.where(peak >= 0, 1 - np.nan_to_num(self.confidence), 1 - none)
        share *= np.minimum(left / np.maximum(share.sum(1), 1e-12), settings.most_raised)[:, None]
        ranked = np.argsort(-share, axis=1, kind="stable")[:, : settings.most_alternatives]
        return [
            [(int(told[o]), float(share[k, o])) for o in options if share[k, o] >= settings.least_alternative]
            for k, options in enumerate(ranked.tolist())
        ]


def assign_peaks(
    structure: Structure,
    peaks: Sequence[Peak],
    log_density: np.ndarray,
    axis: np.ndarray,
    calibration: Mapping[ListType, LogOdds],
    solvent: str | None = None,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
) -> Assignment:
    """The likeliest account of a peak list; multiplicities and numbers of carbons are used where given.

    log_density: [carbons, points of axis], calibrated; axis in ppm; calibration: of the
    confidences; solvent: as the source writes it.
    """
    name = canonical_solvent(solvent)
    carbons = Carbons(log_density, axis, structure.hydrogens, structure.symmetry_class)
    found = solve_assignment(carbons, PeakList.of(peaks), name, settings)
    odds = calibration[found.reading]
    unassigned = explain_unassigned(structure, peaks, found, name)
    lines = _lines_of_multiplets(structure, unassigned, found)
    # Whichever line of its multiplet a carbon was given, it is the right one.
    of_class, _ = found.probabilities
    confidence = calibrated(np.minimum(found.confidence + (of_class * lines).sum(1), 1.0), odds)
    return Assignment(
        found,
        np.where(found.peak >= 0, confidence, np.nan),
        unassigned,
        lines,
        judge(found, carbons, unassigned),
        odds.slope,
    )


def _lines_of_multiplets(
    structure: Structure, unassigned: Sequence[Unassigned], found: AssignmentSolution
) -> np.ndarray:
    """bool [carbons, peaks]: the unassigned lines of each carbon's multiplet, its whole symmetry class's."""
    lines = np.zeros(found.cost_model.pair.shape, bool)
    for left in unassigned:
        if left.atom_index is not None:
            (carbon,) = np.flatnonzero(structure.carbon_atom_index == left.atom_index)
            same_peak = found.peak == found.peak[carbon]
            lines[same_peak & (structure.symmetry_class == structure.symmetry_class[carbon]), left.peak] = (
                True
            )
    return lines
