"""The spectra of prepared examples one by one: what their assignments cost, and which are right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kmaid_nodes.assignment.correctness import carbons_right
from kmaid_nodes.assignment.costs import peak_costs
from kmaid_nodes.assignment.matching import Matching, match
from kmaid_nodes.model.peak_lists import UNKNOWN_HYDROGENS
from kmaid_nodes.training.examples import Examples


@dataclass(frozen=True)
class Spectrum:
    """One spectrum with what each pair costs.

    costs: float64 [carbons, peaks]; ppm: float64 [peaks]; belongs: bool [peaks], the record assigns the
    peak; recorded: float64 [carbons] in ppm, NaN where none; symmetry_class: int32 [carbons].
    """

    costs: np.ndarray
    ppm: np.ndarray
    belongs: np.ndarray
    recorded: np.ndarray
    symmetry_class: np.ndarray

    def assigned(self) -> tuple[Matching, np.ndarray, np.ndarray]:
        """The assignment at minimum cost, and (right, counted) of its carbons, bool [carbons] each."""
        matching = match(self.costs, self.symmetry_class)
        given = np.where(matching.peak >= 0, self.ppm[matching.peak], np.nan)
        return matching, *carbons_right(given, self.recorded, self.symmetry_class)


def spectra_of(
    examples: Examples, log_density: np.ndarray, axis: np.ndarray, multiplicity: bool
) -> Iterator[Spectrum]:
    """Every spectrum in order, its multiplicities used or not.

    log_density: float [all carbons of examples, points of axis]; axis in ppm.
    """
    for k in range(len(examples)):
        carbons = slice(*examples.graphs.carbon_offsets[k : k + 2])
        peaks = slice(*examples.peak_offsets[k : k + 2])
        ppm, hydrogens = examples.peak_ppm[peaks].astype(np.float64), examples.peak_hydrogens[peaks]
        if not multiplicity:
            hydrogens = np.full_like(hydrogens, UNKNOWN_HYDROGENS)
        yield Spectrum(
            peak_costs(
                log_density[carbons],
                axis,
                examples.carbon_hydrogens[carbons],
                examples.carbon_class[carbons],
                ppm,
                hydrogens,
            ),
            ppm,
            examples.peak_assigned[peaks],
            examples.carbon_ppm[carbons].astype(np.float64),
            examples.carbon_class[carbons],
        )
