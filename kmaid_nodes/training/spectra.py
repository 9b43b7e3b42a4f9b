"""The spectra of prepared examples one by one: how they are interpreted, and what of that is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kmaid_nodes.assignment.correctness import carbons_right
from kmaid_nodes.assignment.costs import Carbons, PeakList
from kmaid_nodes.assignment.interpretation import Interpretation, interpret
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.training.disturb import disturb
from kmaid_nodes.training.examples import Examples


@dataclass(frozen=True)
class Spectrum:
    """One spectrum and its structure.

    belongs: bool [peaks], the record assigns the peak; added: bool [peaks], a foreign peak that was put
    there; recorded: float64 [carbons] in ppm, NaN where none; lost: bool [carbons], its peak was taken out;
    solvent: canonical name, None if not told.
    """

    carbons: Carbons
    peaks: PeakList
    belongs: np.ndarray
    added: np.ndarray
    recorded: np.ndarray
    lost: np.ndarray
    solvent: str | None

    def interpreted(self) -> tuple[Interpretation, np.ndarray, np.ndarray]:
        """The interpretation, and (right, counted) of its carbons, bool [carbons] each.

        A carbon whose peak was taken out is right when it is left without one.
        """
        found = interpret(self.carbons, self.peaks, self.solvent)
        given = np.full(len(found.peak), np.nan)
        has_peak = found.peak >= 0
        given[has_peak] = self.peaks.ppm[found.peak[has_peak]]
        right, counted = carbons_right(given, self.recorded, self.carbons.symmetry_class)
        return found, np.where(self.lost, ~has_peak & counted, right), counted


def spectra_of(
    examples: Examples,
    log_density: np.ndarray,
    axis: np.ndarray,
    multiplicity: bool,
    disturbed: np.random.Generator | None = None,
    solvent_told: bool = False,
) -> Iterator[Spectrum]:
    """Every spectrum in order, its multiplicities used or not.

    log_density: float [all carbons of examples, points of axis]; axis in ppm. disturbed: draws what is done
    to each list (`disturb`), of which the solvent may be told.
    """
    for k in range(len(examples)):
        of_carbons = slice(*examples.graphs.carbon_offsets[k : k + 2])
        of_peaks = slice(*examples.peak_offsets[k : k + 2])
        yield spectrum_of(
            Carbons(
                log_density[of_carbons],
                axis,
                examples.carbon_hydrogens[of_carbons],
                examples.carbon_class[of_carbons],
            ),
            examples.peak_ppm[of_peaks].astype(np.float64),
            examples.peak_hydrogens[of_peaks],
            examples.peak_assigned[of_peaks],
            examples.carbon_ppm[of_carbons].astype(np.float64),
            multiplicity,
            disturbed,
            solvent_told,
        )


def spectrum_of(
    carbons: Carbons,
    ppm: np.ndarray,
    hydrogens: np.ndarray,
    belongs: np.ndarray,
    recorded: np.ndarray,
    multiplicity: bool,
    disturbed: np.random.Generator | None = None,
    solvent_told: bool = False,
) -> Spectrum:
    """One spectrum, as `spectra_of` gives it, from its list: ppm, hydrogens and belongs [peaks]."""
    added, lost = np.zeros(len(ppm), bool), np.zeros(len(recorded), bool)
    solvent = None
    if disturbed is not None:
        found = disturb(ppm, hydrogens, recorded, disturbed)
        ppm, hydrogens, added, lost = found.ppm, found.hydrogens, found.added, found.lost
        belongs = ~added
        solvent = found.solvent if solvent_told else None
    if not multiplicity:
        hydrogens = np.full_like(hydrogens, UNKNOWN_HYDROGENS)
    peaks = PeakList(ppm, hydrogens, np.zeros(len(ppm), np.int64))
    return Spectrum(carbons, peaks, belongs, added, recorded, lost, solvent)
