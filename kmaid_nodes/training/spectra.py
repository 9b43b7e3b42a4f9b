"""The spectra of prepared examples one by one: their assignment, and which of it is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kmaid_nodes.assignment.correctness import carbons_right
from kmaid_nodes.assignment.costs import Carbons, PeakList
from kmaid_nodes.assignment.solution import AssignmentSolution, solve_assignment
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.training.corrupt import corrupt
from kmaid_nodes.training.examples import Examples


@dataclass(frozen=True)
class Spectrum:
    """One spectrum and its structure.

    belongs: bool [peaks], the record assigns the peak; extraneous: bool [peaks], the peak was added;
    recorded: float64 [carbons] in ppm, NaN where none; missing: bool [carbons], the carbon's peak was
    removed; solvent: canonical name, None if not given.
    """

    carbons: Carbons
    peaks: PeakList
    belongs: np.ndarray
    extraneous: np.ndarray
    recorded: np.ndarray
    missing: np.ndarray
    solvent: str | None

    def solved(self) -> tuple[AssignmentSolution, np.ndarray, np.ndarray]:
        """The solution, and for each carbon whether it is right and whether it counts, bool [carbons] each.

        A carbon whose peak was removed is right if it is assigned none.
        """
        solution = solve_assignment(self.carbons, self.peaks, self.solvent)
        given = np.full(len(solution.peak), np.nan)
        has_peak = solution.peak >= 0
        given[has_peak] = self.peaks.ppm[solution.peak[has_peak]]
        right, counted = carbons_right(given, self.recorded, self.carbons.symmetry_class)
        return solution, np.where(self.missing, ~has_peak & counted, right), counted


@dataclass(frozen=True)
class RecordedList:
    """A list as recorded. ppm: float64 [peaks]; hydrogens: int64 [peaks]; belongs: bool [peaks], the record
    assigns the peak; recorded: float64 [carbons] in ppm, NaN where none."""

    ppm: np.ndarray
    hydrogens: np.ndarray
    belongs: np.ndarray
    recorded: np.ndarray


@dataclass(frozen=True)
class Corruption:
    """How lists are corrupted (`corrupt`). solvent_given: the assignment is given the solvent's name."""

    generator: np.random.Generator
    solvent_given: bool = False


def spectra_of(
    examples: Examples,
    log_density: np.ndarray,
    axis: np.ndarray,
    multiplicity: bool,
    corruption: Corruption | None = None,
) -> Iterator[Spectrum]:
    """Every spectrum in order.

    log_density: float [all carbons of examples, points of axis]; axis in ppm; multiplicity: whether
    multiplicities are given; corruption: None for lists as recorded.
    """
    for k in range(len(examples)):
        of_carbons = slice(*examples.graphs.carbon_offsets[k : k + 2])
        of_peaks = slice(*examples.peak_offsets[k : k + 2])
        carbons = Carbons(
            log_density[of_carbons],
            axis,
            examples.carbon_hydrogens[of_carbons],
            examples.carbon_class[of_carbons],
            examples.carbon_diastereotopic[of_carbons],
        )
        listed = RecordedList(
            examples.peak_ppm[of_peaks].astype(np.float64),
            examples.peak_hydrogens[of_peaks],
            examples.peak_assigned[of_peaks],
            examples.carbon_ppm[of_carbons].astype(np.float64),
        )
        yield spectrum_of(carbons, listed, multiplicity, corruption)


def spectrum_of(
    carbons: Carbons, listed: RecordedList, multiplicity: bool, corruption: Corruption | None = None
) -> Spectrum:
    """One spectrum; arguments as in `spectra_of`."""
    ppm, hydrogens, belongs = listed.ppm, listed.hydrogens, listed.belongs
    extraneous, missing = np.zeros(len(ppm), bool), np.zeros(len(listed.recorded), bool)
    solvent = None
    if corruption is not None:
        corrupted = corrupt(ppm, hydrogens, listed.recorded, corruption.generator)
        ppm, hydrogens = corrupted.ppm, corrupted.hydrogens
        extraneous, missing = corrupted.extraneous, corrupted.missing
        belongs = ~extraneous
        solvent = corrupted.solvent if corruption.solvent_given else None
    if not multiplicity:
        hydrogens = np.full_like(hydrogens, UNKNOWN_HYDROGENS)
    peaks = PeakList(ppm, hydrogens, np.zeros(len(ppm), np.int64))
    return Spectrum(carbons, peaks, belongs, extraneous, listed.recorded, missing, solvent)
