"""Spectra that contradict themselves or all others: no model can predict them.

The rule uses no model. A carbon whose peaks are all recorded with another multiplicity than its own was given
the peak of another. Carbons of one environment have a range of shifts in the training split, and a shift far
outside that range is an error of the record. An environment is the atom with everything the graph says about
it, its bonds, and the same of its neighbours: two bonds far where the training split has enough such carbons,
else one.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from kmaid_nodes.assignment.same_shift import TOLERANCE_PPM
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.graphs.features import N_BOND_TYPES
from kmaid_nodes.training.examples import Examples

ENOUGH_CARBONS = 20
OUTSIDE_PPM = 5.0
_WIDEST = (0.005, 0.995)
RULE = (
    "a carbon is recorded with another multiplicity than it has, or "
    f"more than {OUTSIDE_PPM:g} ppm outside the range (0.5 to 99.5 %) of the training "
    f"split's carbons of its environment, two bonds far where there are {ENOUGH_CARBONS} of them, else one"
)


def with_gross_error(examples: Examples, training: Examples) -> np.ndarray:
    """bool [spectra of examples]: the spectrum has a gross error by `RULE`, with the ranges of `training`.

    Carbons whose environment is too rare in `training` never count as errors by their shift.
    """
    ranges = [_ranges(names, training.carbon_ppm) for names in _environments(training)]
    suspect = np.zeros(len(examples.carbon_ppm), bool)
    near, far = _environments(examples)
    for carbon, ppm in enumerate(examples.carbon_ppm):
        shift_range = ranges[1].get(far[carbon]) or ranges[0].get(near[carbon])
        if shift_range is not None and not np.isnan(ppm):
            low, high = shift_range
            suspect[carbon] = not low - OUTSIDE_PPM <= ppm <= high + OUTSIDE_PPM
    spectrum = np.repeat(np.arange(len(examples)), np.diff(examples.graphs.carbon_offsets))
    suspect |= _with_another_multiplicity(examples)
    return np.bincount(spectrum, suspect, len(examples)) > 0


def _with_another_multiplicity(examples: Examples) -> np.ndarray:
    contradicted = np.zeros(len(examples.carbon_ppm), bool)
    for k in range(len(examples)):
        carbons = slice(*examples.graphs.carbon_offsets[k : k + 2])
        peaks = slice(*examples.peak_offsets[k : k + 2])
        apart = np.abs(examples.carbon_ppm[carbons, None] - examples.peak_ppm[None, peaks])
        hydrogens = examples.peak_hydrogens[None, peaks]
        own = (apart <= TOLERANCE_PPM) & (hydrogens < UNKNOWN_HYDROGENS)
        agrees = own & (hydrogens == np.minimum(examples.carbon_hydrogens[carbons, None], 3))
        contradicted[carbons] = own.any(1) & ~agrees.any(1)
    return contradicted


def _ranges(names: list[int], ppm: np.ndarray) -> dict[int, tuple[float, float]]:
    shifts: dict[int, list[float]] = defaultdict(list)
    for name, shift in zip(names, ppm):
        if not np.isnan(shift):
            shifts[name].append(float(shift))
    return {
        name: (float(np.quantile(listed, _WIDEST[0])), float(np.quantile(listed, _WIDEST[1])))
        for name, listed in shifts.items()
        if len(listed) >= ENOUGH_CARBONS
    }


def _environments(examples: Examples) -> tuple[list[int], list[int]]:
    """Hashes that name each carbon's environment, one bond far and two bonds far."""
    graphs = examples.graphs
    near: list[int] = []
    far: list[int] = []
    for k in range(len(examples)):
        atoms = slice(*graphs.atom_offsets[k : k + 2])
        edges = slice(*graphs.edge_offsets[k : k + 2])
        names = [hash(tuple(row)) for row in graphs.atoms[atoms].tolist()]
        bonds = [
            (source, target, tuple(row))
            for source, target, row in zip(
                graphs.source[edges].tolist(), graphs.target[edges].tolist(), graphs.edges[edges].tolist()
            )
            if row[0] < N_BOND_TYPES
        ]
        carbons = graphs.carbons[slice(*graphs.carbon_offsets[k : k + 2])].tolist()
        for collected in (near, far):
            neighbours: list[list[tuple[object, int]]] = [[] for _ in names]
            for source, target, row in bonds:
                neighbours[target].append((row, names[source]))
            names = [hash((name, *sorted(around))) for name, around in zip(names, neighbours)]
            collected.extend(names[carbon] for carbon in carbons)
    return near, far
