"""Spectra that name every carbon, as lists of one entry per carbon: what published figures are measured on.

Deposited lists are often shorter: equivalent carbons share an entry, or carbons are missing. The paper
(Xu, Zhou, Hong, ICML 2024 AI-for-Science workshop) and most who predict shifts measure on full lists.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kmaid_nodes.assignment.correctness import TOLERANCE_PPM
from kmaid_nodes.model.peak_lists import UNKNOWN_HYDROGENS
from kmaid_nodes.training.examples import Examples

RULE = "spectra in which every carbon has a recorded shift, one entry for each carbon"


def full_lists(examples: Examples) -> Examples:
    """The spectra in which every carbon has a recorded shift, each carbon with an entry of its own, by ppm.

    An entry has the multiplicity that is recorded at its shift, none where entries of other shifts were
    averaged.
    """
    starts = examples.graphs.carbon_offsets[:-1]
    full = examples.only(np.flatnonzero(~np.logical_or.reduceat(np.isnan(examples.carbon_ppm), starts)))
    ppm, hydrogens = [], []
    for k in range(len(full)):
        shifts = np.sort(full.carbon_ppm[slice(*full.graphs.carbon_offsets[k : k + 2])])
        listed = slice(*full.peak_offsets[k : k + 2])
        apart = np.abs(shifts[:, None] - full.peak_ppm[None, listed])
        own = full.peak_hydrogens[listed][apart.argmin(1)]
        ppm.append(shifts)
        hydrogens.append(np.where(apart.min(1) <= TOLERANCE_PPM, own, UNKNOWN_HYDROGENS))
    if not ppm:
        return full
    return replace(
        full,
        peak_ppm=np.concatenate(ppm),
        peak_hydrogens=np.concatenate(hydrogens),
        peak_assigned=np.ones(len(full.carbon_ppm), bool),
        peak_offsets=full.graphs.carbon_offsets,
    )
