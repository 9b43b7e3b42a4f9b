"""How well one measured spectrum of a compound assigns another: what the records themselves allow (JSON).

python benchmarks/replicates.py nmrshiftdb2_true.sd.gz

Of compounds recorded more than once, each spectrum in turn stands in for the prediction of each other one;
carbons are matched one to one by the smallest sum of differences. Pairs that agree to 0.01 ppm throughout are
copies and left out, as are spectra without a shift for every carbon.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import numpy as np
from rdkit import Chem
from scipy.optimize import linear_sum_assignment

from kmaid_nodes.assignment.correctness import carbons_right
from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.training.examples import recorded_shifts

_COPIES_PPM = 0.011
_SLIP_PPM = 10.0
_OTHER_MULTIPLICITY = 100.0
_MOST_PPM = 30.0
_RESAMPLED = 500


@dataclass(frozen=True)
class Measured:
    """A spectrum: shifts, symmetry classes and attached hydrogens, in the canonical order of its carbons."""

    ppm: np.ndarray
    symmetry_class: np.ndarray
    hydrogens: np.ndarray


def measured(structure: Structure, ppm: np.ndarray) -> tuple[str, Measured]:
    """The canonical SMILES of a structure, and its spectrum in the order of that."""
    mol = Chem.Mol(structure.mol)
    smiles = Chem.MolToSmiles(mol)
    place = {atom: k for k, atom in enumerate(mol.GetPropsAsDict(True, True)["_smilesAtomOutputOrder"])}
    order = np.argsort([place[int(atom)] for atom in structure.carbons])
    return smiles, Measured(ppm[order], structure.symmetry_class[order], structure.hydrogens[order])


def right(told: Measured, other: Measured, multiplicity: bool) -> int:
    """Carbons of `other` that get a peak of theirs when they are expected where `told` has them."""
    costs = np.minimum(np.abs(told.ppm[:, None] - other.ppm[None, :]), _MOST_PPM)
    if multiplicity:
        costs += _OTHER_MULTIPLICITY * (told.hydrogens[:, None] != other.hydrogens[None, :])
    _, peak = linear_sum_assignment(costs)
    return int(carbons_right(other.ppm[peak], other.ppm, other.symmetry_class)[0].sum())


def pairs_of(compounds: Sequence[Sequence[Measured]]) -> np.ndarray:
    """[pairs, 5]: carbons, right with and without multiplicity, mean and largest difference in ppm."""
    rows = []
    for spectra in compounds:
        for told, other in permutations(spectra, 2):
            apart = np.abs(told.ppm - other.ppm)
            if apart.max() > _COPIES_PPM:
                found = (right(told, other, True), right(told, other, False))
                rows.append((len(apart), *found, apart.mean(), apart.max()))
    return np.array(rows)


def _shares(pairs: np.ndarray) -> tuple[float, float]:
    return float(pairs[:, 1].sum() / pairs[:, 0].sum()), float(pairs[:, 2].sum() / pairs[:, 0].sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path)
    options = parser.parse_args()
    compounds: dict[str, list[Measured]] = defaultdict(list)
    for record in read_records(options.records):
        if record.error or not record.peaks:
            continue
        try:
            structure = parse_structure(record.structure)
        except UnusableRow:
            continue
        ppm = recorded_shifts(structure, record.peaks)
        if not np.isnan(ppm).any():
            smiles, spectrum = measured(structure, ppm)
            compounds[smiles].append(spectrum)
    pairs = pairs_of(list(compounds.values()))
    drawn = np.random.default_rng(0)
    again = [_shares(pairs[drawn.integers(0, len(pairs), len(pairs))]) for _ in range(_RESAMPLED)]
    errors = np.std(again, axis=0)
    without_slips = pairs[pairs[:, 4] < _SLIP_PPM]
    figures = {
        "pairs": len(pairs) // 2,
        "carbons": int(pairs[:, 0].sum()) // 2,
        "mean_difference_ppm": float((pairs[:, 3] * pairs[:, 0]).sum() / pairs[:, 0].sum()),
        "carbons_right_with_multiplicity": _shares(pairs)[0],
        "carbons_right": _shares(pairs)[1],
        "standard_errors": [float(error) for error in errors],
        "pairs_within_10_ppm": len(without_slips) // 2,
        "within_10_ppm_with_multiplicity": _shares(without_slips)[0],
        "within_10_ppm": _shares(without_slips)[1],
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
