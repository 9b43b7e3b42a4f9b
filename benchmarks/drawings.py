"""How well structures are drawn: overlaps, crossings, bond lengths, wedged ring bonds, standard orientation.

    python benchmarks/drawings.py nmrshiftdb2_relabelled.sd.gz dept_13c.json [--most 300]
        [--stereocentres 3]

Structures of three rings or more with as many stereocentres (`--stereocentres 0` takes flat ones, too),
without the layout that they came with, spread evenly over each file. They are laid out
by RDKit alone, by RDKit with its ring templates, by CoordGen, and as
reports draw them (`kmaid_nodes/report/layout.py`). Prints one JSON object with, for each of these, per 100
structures:

overlaps, crossings, stretched: see `LayoutFlaws`; flawed: structures with any of them.
length_spread: mean over the structures, of the bond lengths' standard deviation over their median.
wedged_ring_bonds: as RDKit wedges them without hydrogens at ring fusions; reports: as drawn.
oriented: of the structures with a skeleton of `skeletons.json`, those in which the skeleton's atoms lie as
in the template, turned by less than 10 degrees and not mirrored (`with_skeleton` says how many have one).
milliseconds: for a layout, on one core.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from rdkit import Chem
from rdkit.Chem import rdDepictor

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.sd_file import read_sd_file
from kmaid_nodes.report.layout import by_coordgen, by_rdkit, computed_layout
from kmaid_nodes.report.layout_flaws import layout_flaws
from kmaid_nodes.report.picture import prepared
from kmaid_nodes.report.skeletons import skeleton_matches

_LEAST_RINGS = 3
_MOST_TURNED = 10.0  # degrees
_MOST_OFF = 0.35  # of a bond, root mean square distance of the skeleton's atoms from the template


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=300)
    parser.add_argument("--stereocentres", type=int, default=3)
    options = parser.parse_args()
    molecules = list(_molecules(options.files, options.most, options.stereocentres))
    layouts: dict[str, Callable[[Chem.Mol], Chem.Mol]] = {
        "rdkit": _by_rdkit_alone,
        "rdkit_templates": by_rdkit,
        "coordgen": by_coordgen,
        "reports": lambda mol: computed_layout(mol).mol,
    }
    figures: dict[str, object] = {"structures": len(molecules)}
    figures["with_skeleton"] = sum(next(skeleton_matches(mol), None) is not None for mol in molecules)
    for name, compute in layouts.items():
        figures[name] = _figures(molecules, compute, name == "reports")
    print(json.dumps(figures, indent=1))


def _molecules(paths: list[Path], most: int, stereocentres: int) -> Iterator[Chem.Mol]:
    for path in paths:
        if path.name.endswith(".json"):
            texts = [entry["smiles"] for entry in json.loads(path.read_text("utf-8"))]
        else:
            texts = [record.molblock for record in read_sd_file(path)]
        polycyclic = [mol for text in texts if (mol := _polycyclic(text, stereocentres)) is not None]
        step = max(1, len(polycyclic) // most)
        yield from polycyclic[::step][:most]


def _polycyclic(text: str, stereocentres: int) -> Chem.Mol | None:
    try:
        structure: Structure = parse_structure(text)
    except UnusableRow:
        return None
    mol = Chem.Mol(structure.mol)
    mol.RemoveAllConformers()
    centres = sum(a.GetChiralTag() != Chem.ChiralType.CHI_UNSPECIFIED for a in mol.GetAtoms())
    enough = mol.GetRingInfo().NumRings() >= _LEAST_RINGS and centres >= stereocentres
    return mol if enough else None


def _by_rdkit_alone(mol: Chem.Mol) -> Chem.Mol:
    flat = Chem.Mol(mol)
    rdDepictor.Compute2DCoords(flat)
    return flat


def _figures(
    molecules: list[Chem.Mol], compute: Callable[[Chem.Mol], Chem.Mol], as_drawn: bool
) -> dict[str, float]:
    began = time.perf_counter()
    flat = [compute(mol) for mol in molecules]
    elapsed = time.perf_counter() - began
    flaws = [layout_flaws(mol) for mol in flat]
    wedges = [_wedged_ring_bonds(mol, as_drawn) for mol in flat]
    hundred = 100 / len(molecules)
    return {
        "overlaps": round(hundred * sum(f.overlaps for f in flaws), 1),
        "crossings": round(hundred * sum(f.crossings for f in flaws), 1),
        "flawed": round(hundred * sum(f.overlaps + f.crossings > 0 for f in flaws), 1),
        "stretched": round(hundred * sum(f.stretched for f in flaws), 1),
        "length_spread": round(float(np.mean([f.length_spread for f in flaws])), 4),
        "wedged_ring_bonds": round(hundred * sum(wedges), 1),
        "oriented": sum(map(is_oriented, flat)),
        "milliseconds": round(1000 * elapsed / len(molecules), 2),
    }


def _wedged_ring_bonds(flat: Chem.Mol, as_drawn: bool) -> int:
    if as_drawn:
        drawn = prepared(flat)
    else:
        drawn = Chem.Mol(flat)
        Chem.WedgeMolBonds(drawn, drawn.GetConformer())
    kinds = (Chem.BondDir.BEGINWEDGE, Chem.BondDir.BEGINDASH)
    return sum(bond.GetBondDir() in kinds and bond.IsInRing() for bond in drawn.GetBonds())


def is_oriented(flat: Chem.Mol) -> bool:
    """Whether a skeleton of the molecule lies as its template does."""
    xy = flat.GetConformer().GetPositions()[:, :2]
    for match in skeleton_matches(flat):
        ours, wanted = xy[list(match.atoms)], np.array(match.skeleton.xy)
        ours, wanted = ours - ours.mean(0), wanted - wanted.mean(0)
        u, _, vt = np.linalg.svd(ours.T @ wanted)
        turn = u @ vt
        angle = abs(np.degrees(np.arctan2(turn[0, 1], turn[0, 0])))
        off = float(np.sqrt(((ours @ turn - wanted) ** 2).sum(1).mean())) / 1.5
        if np.linalg.det(turn) > 0 and angle < _MOST_TURNED and off < _MOST_OFF:
            return True
    return False


if __name__ == "__main__":
    main()
