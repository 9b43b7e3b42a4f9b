"""Skeletons that chemists draw in one orientation: steroids, triterpenes, morphinans, sugars, flavonoids ...

`skeletons.json` holds them from the most to the least telling, each as SMARTS with the coordinates of its
atoms (bond length 1.5) and, for some atoms, the directions (degrees) in which their substituents point: for
one substituent, then for two. The coordinates were made for this program from regular polygons.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdkit import Chem

_BOND_LENGTH = 1.5
# Of one skeleton in one molecule: the sugars of a glycoside. Others are not tried.
_MOST_MATCHES = 6

XY = tuple[float, float]


@dataclass(frozen=True)
class Skeleton:
    """One skeleton.

    query: its ring atoms and chains; xy: their coordinates. directions: for an atom of the query, the
    directions of its substituents in degrees, by the number of substituents.
    """

    name: str
    query: Chem.Mol
    xy: tuple[XY, ...]
    directions: Mapping[int, Mapping[int, tuple[float, ...]]]


@dataclass(frozen=True)
class SkeletonMatch:
    """Where a skeleton lies in a molecule; xy: coordinates of its atoms and of the substituents it directs.

    atoms: the molecule's atoms in the order of the query. hydrogen_directions: degrees, for skeleton atoms
    that have one direction: a hydrogen points there too.
    """

    skeleton: Skeleton
    atoms: tuple[int, ...]
    xy: Mapping[int, XY]
    hydrogen_directions: Mapping[int, float]


@cache
def skeletons() -> tuple[Skeleton, ...]:
    """All skeletons, the most telling first."""
    entries = json.loads((Path(__file__).parent / "skeletons.json").read_text("utf-8"))
    return tuple(_skeleton(entry) for entry in entries)


def skeleton_matches(mol: Chem.Mol) -> Iterator[SkeletonMatch]:
    """Where the first skeleton that the molecule has lies in it; none if it has none.

    A smaller skeleton of the same molecule is not tried: the sugar of a saponin follows its steroid.
    """
    for skeleton in skeletons():
        found = mol.GetSubstructMatches(skeleton.query, uniquify=False, maxMatches=_MOST_MATCHES)
        if found:
            yield from (_match(mol, skeleton, atoms) for atoms in found)
            return


def _skeleton(entry: Mapping[str, object]) -> Skeleton:
    query = Chem.MolFromSmarts(entry["smarts"])
    xy = tuple((x, y) for x, y in entry["xy"])  # type: ignore[attr-defined]
    directions = {
        int(atom): {len(angles): tuple(angles) for angles in options}
        for atom, options in entry["substituents"].items()  # type: ignore[attr-defined]
    }
    return Skeleton(str(entry["name"]), query, xy, directions)


def _match(mol: Chem.Mol, skeleton: Skeleton, atoms: tuple[int, ...]) -> SkeletonMatch:
    xy: dict[int, XY] = dict(zip(atoms, skeleton.xy))
    directions: dict[int, float] = {}
    core = set(atoms)
    for at, by_number in skeleton.directions.items():
        atom = atoms[at]
        if 1 in by_number:
            directions[atom] = by_number[1][0]
        neighbours = mol.GetAtomWithIdx(atom).GetNeighbors()
        outer = sorted((n.GetIdx() for n in neighbours if n.GetIdx() not in core), key=_rank(mol))
        # A substituent that closes a further ring goes where that ring needs it.
        if len(outer) in by_number and not any(_in_ring(mol, atom, other) for other in outer):
            for other, angle in zip(outer, by_number[len(outer)]):
                turn = math.radians(angle)
                x, y = xy[atom]
                xy[other] = (x + _BOND_LENGTH * math.cos(turn), y + _BOND_LENGTH * math.sin(turn))
    return SkeletonMatch(skeleton, atoms, xy, directions)


def _rank(mol: Chem.Mol):  # type: ignore[no-untyped-def]
    """Larger substituents first; which of two stands where shall not depend on the order of the atoms."""
    return lambda i: (-mol.GetAtomWithIdx(i).GetDegree(), -mol.GetAtomWithIdx(i).GetAtomicNum(), i)


def _in_ring(mol: Chem.Mol, a: int, b: int) -> bool:
    return bool(mol.GetBondBetweenAtoms(a, b).IsInRing())
