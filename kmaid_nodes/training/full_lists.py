"""Spectra that name every carbon, as lists of one entry per carbon: what published figures are measured on.

Deposited lists are often shorter: equivalent carbons share an entry, or carbons are missing. The paper
(Xu, Zhou, Hong, ICML 2024 AI-for-Science workshop) and most who predict shifts measure on full lists, which
tell besides how many carbons share a shift.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kmaid_nodes.assignment.same_shift import TOLERANCE_PPM
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.training.examples import Examples

RULE = "spectra in which every carbon has a recorded shift, rewritten with one entry for each carbon"


def with_every_carbon(examples: Examples) -> np.ndarray:
    """int64: the spectra in which every carbon has a recorded shift."""
    lacking = np.isnan(examples.carbon_ppm)
    return np.flatnonzero(~np.logical_or.reduceat(lacking, examples.graphs.carbon_offsets[:-1]))


def full_lists(examples: Examples) -> Examples:
    """The same spectra, each carbon (all have a recorded shift) with an entry of its own, by ppm.

    Entries have the multiplicities recorded at their shift; none where those disagree and are not one for
    each carbon, or where entries of other shifts were averaged.
    """
    ppm, hydrogens = [], []
    for k in range(len(examples)):
        shifts = np.sort(examples.carbon_ppm[slice(*examples.graphs.carbon_offsets[k : k + 2])])
        listed = slice(*examples.peak_offsets[k : k + 2])
        of_carbons = examples.peak_assigned[listed]
        recorded = examples.peak_ppm[listed][of_carbons], examples.peak_hydrogens[listed][of_carbons]
        ppm.append(shifts)
        hydrogens.append(_multiplicities(shifts, *recorded))
    if not ppm:
        return examples
    return replace(
        examples,
        peak_ppm=np.concatenate(ppm),
        peak_hydrogens=np.concatenate(hydrogens),
        peak_assigned=np.ones(len(examples.carbon_ppm), bool),
        peak_offsets=examples.graphs.carbon_offsets,
    )


def _multiplicities(shifts: np.ndarray, ppm: np.ndarray, hydrogens: np.ndarray) -> np.ndarray:
    """int64 [carbons]: for their ascending shifts, from the entries' ppm and hydrogens [peaks]."""
    found = np.full(len(shifts), UNKNOWN_HYDROGENS, np.int64)
    for shift in np.unique(shifts):
        carbons = np.flatnonzero(shifts == shift)
        letters = np.sort(hydrogens[np.abs(ppm - shift) <= TOLERANCE_PPM])
        if len(letters) == len(carbons) or len(np.unique(letters)) == 1:
            found[carbons] = letters if len(letters) == len(carbons) else letters[0]
    return found
