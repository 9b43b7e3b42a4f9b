"""How well one measured spectrum of a compound assigns another: how far records agree with each other (JSON).

python benchmarks/replicates.py nmrshiftdb2_true.sd.gz

Of compounds recorded more than once, each spectrum in turn stands in for the prediction of each other one, of
which every carbon has an entry; carbons are matched one to one by the smallest sum of differences, and
multiplicities are those of the structure. Compounds that may be diastereomers (records hardly tell their
configuration) are left out, as are pairs that agree to 0.01 ppm throughout (copies). Every compound counts by
the carbons of one pair, and standard errors are of compounds.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, permutations
from pathlib import Path

import numpy as np
from rdkit import Chem
from scipy.optimize import linear_sum_assignment

from kmaid_nodes.assignment.correctness import carbons_right
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import to_record_batches
from kmaid_nodes.tasks.rows import read_rows
from kmaid_nodes.training.examples import recorded_shifts

_COPIES_PPM = 0.011
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
    smiles = Chem.MolToSmiles(mol, isomericSmiles=False)
    place = {atom: k for k, atom in enumerate(mol.GetPropsAsDict(True, True)["_smilesAtomOutputOrder"])}
    order = np.argsort([place[int(atom)] for atom in structure.carbons])
    return smiles, Measured(ppm[order], structure.symmetry_class[order], structure.hydrogens[order])


def may_be_diastereomers(smiles: str) -> bool:
    """Whether several compounds with different spectra have this SMILES without configuration."""
    elements = Chem.FindPotentialStereo(Chem.MolFromSmiles(smiles))
    centres = sum(element.type == Chem.StereoType.Atom_Tetrahedral for element in elements)
    return centres > 1 or len(elements) > centres


def right(told: Measured, other: Measured, multiplicity: bool) -> int:
    """Carbons of `other` that get a peak of theirs when they are expected where `told` has them."""
    costs = np.minimum(np.abs(told.ppm[:, None] - other.ppm[None, :]), _MOST_PPM)
    if multiplicity:
        costs += _OTHER_MULTIPLICITY * (told.hydrogens[:, None] != other.hydrogens[None, :])
    _, peak = linear_sum_assignment(costs)
    return int(carbons_right(other.ppm[peak], other.ppm, other.symmetry_class)[0].sum())


def pairs_of(spectra: Sequence[Measured]) -> np.ndarray:
    """[pairs, 4], of one compound: carbons, right with and without multiplicity, mean difference in ppm."""
    rows = []
    for told, other in permutations(spectra, 2):
        apart = np.abs(told.ppm - other.ppm)
        if apart.max() > _COPIES_PPM:
            rows.append((len(apart), right(told, other, True), right(told, other, False), apart.mean()))
    return np.array(rows).reshape(-1, 4)


def _shares(compounds: np.ndarray) -> np.ndarray:
    """Of carbons right with and without multiplicity."""
    return compounds[:, 1:3].sum(0) / compounds[:, 0].sum()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path)
    options = parser.parse_args()
    spectra: dict[str, list[Measured]] = defaultdict(list)
    batches = to_record_batches(read_records(options.records))
    for row in chain.from_iterable(read_rows(batches, structures=True, peaks=True)):
        if row.structure is None:
            continue
        ppm = recorded_shifts(row.structure, row.peaks)
        if not np.isnan(ppm).any():
            smiles, spectrum = measured(row.structure, ppm)
            spectra[smiles].append(spectrum)
    several = {smiles: found for smiles, found in spectra.items() if len(found) > 1}
    pairs = [pairs_of(found) for smiles, found in several.items() if not may_be_diastereomers(smiles)]
    pairs = [found for found in pairs if len(found)]
    compounds = np.array([found.mean(0) for found in pairs])
    drawn = np.random.default_rng(0)
    again = [_shares(compounds[drawn.integers(0, len(compounds), len(compounds))]) for _ in range(_RESAMPLED)]
    shares, errors = _shares(compounds), np.std(again, axis=0)
    figures = {
        "compounds": len(compounds),
        "pairs": sum(map(len, pairs)) // 2,
        "carbons of one pair each": int(compounds[:, 0].sum()),
        "mean difference in ppm": float(np.average(compounds[:, 3], weights=compounds[:, 0])),
        "carbons right, multiplicity given": float(shares[0]),
        "standard error, multiplicity given": float(errors[0]),
        "carbons right, multiplicity not given": float(shares[1]),
        "standard error, multiplicity not given": float(errors[1]),
    }
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}, indent=2))


if __name__ == "__main__":
    main()
