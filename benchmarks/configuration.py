"""Whether configuration helps: shifts predicted with the configuration that is drawn, and without it.

    python benchmarks/configuration.py RECORDS.sd.gz... [--split test] [--model MODEL]

Spectra of compounds with at least two drawn stereocentres or a drawn double bond. Prints one JSON object: the
mean shift error in ppm with and without configuration, pooled over carbons, and the 95 % interval of the
difference (bootstrap over spectra), for all of them, by what has configuration, and by the size of the
largest ring system with two stereocentres.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from options import parser_of
from parsed_records import records_with_structures
from rdkit import Chem

from kmaid_nodes.chemistry.ring_systems import ring_systems
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.training.examples import recorded_shifts
from kmaid_nodes.training.split import inchikey_block, split_of

_DRAWS = 1000
_AT_ONCE = 64


@dataclass(frozen=True)
class Errors:
    """Of one spectrum: absolute errors in ppm, float64 [carbons with a recorded shift]."""

    given: np.ndarray
    flat: np.ndarray


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("records", type=Path, nargs="+")
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    found: list[tuple[Structure, np.ndarray]] = []
    for path in options.records:
        for record, structure in records_with_structures(path):
            split = record.split or split_of(inchikey_block(structure.mol))
            if split == options.split and record.peaks and not record.error and _kinds(structure.mol):
                ppm = recorded_shifts(structure, record.peaks)
                if not np.isnan(ppm).all():
                    found.append((structure, ppm))
    groups: dict[str, list[Errors]] = defaultdict(list)
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        given = predictor.shift_densities([structure for structure, _ in some])
        flat = predictor.shift_densities([_flat(structure) for structure, _ in some])
        for (structure, ppm), with_, without in zip(some, given, flat):
            known = ~np.isnan(ppm)
            errors = Errors(
                np.abs(with_.predicted_ppm - ppm)[known], np.abs(without.predicted_ppm - ppm)[known]
            )
            for kind in ("all", *_kinds(structure.mol)):
                groups[kind].append(errors)
    print(json.dumps({kind: _compared(errors) for kind, errors in sorted(groups.items())}, indent=2))


def _flat(structure: Structure) -> Structure:
    mol = Chem.Mol(structure.mol)
    Chem.RemoveStereochemistry(mol)
    return replace(structure, mol=mol)


def _kinds(mol: Chem.Mol) -> list[str]:
    """What of the configuration is drawn; empty if nothing that makes a difference."""
    centres = {a.GetIdx() for a in mol.GetAtoms() if a.GetChiralTag() != Chem.ChiralType.CHI_UNSPECIFIED}
    flat = (Chem.BondStereo.STEREONONE, Chem.BondStereo.STEREOANY)
    kinds = ["double bonds"] if any(bond.GetStereo() not in flat for bond in mol.GetBonds()) else []
    if len(centres) < 2:
        return kinds
    rings = _largest_system(mol, centres)
    return [*kinds, "stereocentres", f"stereocentres in {'3 or more' if rings > 2 else rings} rings"]


def _largest_system(mol: Chem.Mol, centres: set[int]) -> int:
    """How many rings the largest ring system with two stereocentres has."""
    return max((rings for atoms, rings in ring_systems(mol) if len(atoms & centres) > 1), default=0)


def _compared(errors: list[Errors]) -> dict[str, object]:
    given = np.array([one.given.sum() for one in errors])
    flat = np.array([one.flat.sum() for one in errors])
    carbons = np.array([len(one.given) for one in errors])
    generator = np.random.default_rng(0)
    drawn = generator.integers(len(errors), size=(_DRAWS, len(errors)))
    differences = (given - flat)[drawn].sum(1) / carbons[drawn].sum(1)
    return {
        "spectra": len(errors),
        "carbons": int(carbons.sum()),
        "with configuration": round(float(given.sum() / carbons.sum()), 3),
        "without": round(float(flat.sum() / carbons.sum()), 3),
        "difference": [round(float(q), 3) for q in np.quantile(differences, (0.025, 0.975))],
    }


if __name__ == "__main__":
    main()
