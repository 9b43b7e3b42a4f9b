"""Relative configuration as edges between atoms, the same for a molecule and its mirror image.

Three kinds: substituents on the same or on opposite sides of a ring, substituents on the same or on
opposite sides of a double bond, and neighbouring stereocentres of like or unlike CIP label outside a
common ring. Enantiomers have the same spectrum and diastereomers do not, so absolute labels would mislead.

Ring systems of three rings or more have no relations within them. Most compounds of that kind were recorded
without configuration, and are of the natural one; drawn with it, steroids and alkaloids were predicted worse
than flat, and others no better (`benchmarks/configuration.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from rdkit import Chem
from rdkit.Chem.rdqueries import HasChiralTagQueryAtom

from kmaid_nodes.chemistry.ring_systems import ring_systems

_RING_DISTANCES = 3
_CENTRE_DISTANCES = 3
_LARGEST_RING = 8
_MOST_FUSED_RINGS = 2

_RING = 0
_DOUBLE_BOND = _RING + 2 * _RING_DISTANCES
_CENTRES = _DOUBLE_BOND + 2
N_RELATIONS = _CENTRES + 2 * _CENTRE_DISTANCES

_COUNTER_CLOCKWISE = Chem.ChiralType.CHI_TETRAHEDRAL_CCW
_CLOCKWISE = Chem.ChiralType.CHI_TETRAHEDRAL_CW
_TAGGED = HasChiralTagQueryAtom()
_TETRAHEDRAL = (_COUNTER_CLOCKWISE, _CLOCKWISE)
_CIS = (Chem.BondStereo.STEREOZ, Chem.BondStereo.STEREOCIS)
_TRANS = (Chem.BondStereo.STEREOE, Chem.BondStereo.STEREOTRANS)


def stereo_relations(mol: Chem.Mol, double_bonds: Sequence[Chem.Bond]) -> list[tuple[int, int, int]]:
    """Pairs of 0-based atom indices of `mol` with a relation number below `N_RELATIONS`, each pair once.

    double_bonds: those of `mol`, in its order.
    """
    tagged = mol.GetAtomsMatchingQuery(_TAGGED)
    centres = {atom.GetIdx() for atom in tagged if atom.GetChiralTag() in _TETRAHEDRAL}
    relations = _across_double_bonds(double_bonds)
    if len(centres) > 1:
        system = _system_of_many_rings(mol)
        relations += _across_rings(mol, centres, system) + _between_centres(mol, centres, system)
    return relations


def _system_of_many_rings(mol: Chem.Mol) -> dict[int, int]:
    """By atom, the number of its ring system, for systems of more than `_MOST_FUSED_RINGS` rings."""
    return {
        atom: number
        for number, (atoms, rings) in enumerate(ring_systems(mol))
        if rings > _MOST_FUSED_RINGS
        for atom in atoms
    }


def _across_double_bonds(bonds: Sequence[Chem.Bond]) -> list[tuple[int, int, int]]:
    relations = []
    for bond in bonds:
        stereo = bond.GetStereo()
        if stereo not in _CIS and stereo not in _TRANS:
            continue
        begin, end = bond.GetStereoAtoms()
        same_side = stereo in _CIS
        for i in _others(bond.GetBeginAtom(), bond.GetEndAtomIdx()):
            for j in _others(bond.GetEndAtom(), bond.GetBeginAtomIdx()):
                together = same_side ^ (i != begin) ^ (j != end)
                relations.append((i, j, _DOUBLE_BOND + (0 if together else 1)))
    return relations


def _others(atom: Chem.Atom, excluded: int) -> list[int]:
    return [n.GetIdx() for n in atom.GetNeighbors() if n.GetIdx() != excluded]


def _across_rings(mol: Chem.Mol, centres: set[int], left_out: dict[int, int]) -> list[tuple[int, int, int]]:
    of_pairs: dict[tuple[int, int], set[int]] = {}
    for ring in mol.GetRingInfo().AtomRings():
        size = len(ring)
        if size > _LARGEST_RING or ring[0] in left_out:
            continue
        sides = [
            (k, _sides(mol.GetAtomWithIdx(ring[k]), ring[k - 1], ring[(k + 1) % size]))
            for k in range(size)
            if ring[k] in centres
        ]
        for (a, sides_a), (b, sides_b) in combinations(sides, 2):
            distance = min(b - a, size - b + a)
            if distance > _RING_DISTANCES:
                continue
            for i, up_i in sides_a:
                for j, up_j in sides_b:
                    relation = _RING + 2 * (distance - 1) + (0 if up_i == up_j else 1)
                    if i != j:
                        of_pairs.setdefault((min(i, j), max(i, j)), set()).add(relation)
    # A pair related through several rings has the relation of the shortest distance, in any order of rings.
    return [(i, j, min(relations)) for (i, j), relations in of_pairs.items()]


def _sides(centre: Chem.Atom, before: int, after: int) -> list[tuple[int, bool]]:
    """Substituents outside the ring, each with the face of the ring (seen along its direction) it is on."""
    order = [bond.GetOtherAtomIdx(centre.GetIdx()) for bond in centre.GetBonds()]
    if len(order) == 3:
        order.append(-1)  # RDKit counts an implicit hydrogen last
    outside = [i for i in order if i not in (before, after)]
    if len(order) != 4 or len(outside) != 2:
        return []
    odd = _is_odd([order.index(i) for i in (before, after, *outside)])
    first_up = odd ^ (centre.GetChiralTag() == _COUNTER_CLOCKWISE)
    return [(i, up) for i, up in zip(outside, (first_up, not first_up)) if i >= 0]


def _is_odd(permutation: list[int]) -> bool:
    inversions = sum(a > b for a, b in combinations(permutation, 2))
    return inversions % 2 == 1


def _between_centres(
    mol: Chem.Mol, centres: set[int], left_out: dict[int, int]
) -> list[tuple[int, int, int]]:
    pairs = [
        (i, j, distance)
        for i in sorted(centres)
        for j, distance in _within(mol, i, _CENTRE_DISTANCES)
        if j > i
        and j in centres
        and not _share_small_ring(mol, i, j)
        and (i not in left_out or left_out[i] != left_out.get(j))
    ]
    labels = _labels_that_invert(mol, centres) if pairs else {}
    return [
        (i, j, _CENTRES + 2 * (distance - 1) + (0 if labels[i] == labels[j] else 1))
        for i, j, distance in pairs
        if i in labels and j in labels
    ]


def _labels_that_invert(mol: Chem.Mol, centres: set[int]) -> dict[int, str]:
    """CIP labels of the centres, without pseudoasymmetric ones, whose label the mirror image keeps."""
    mirrored = Chem.Mol(mol)
    for i in centres:
        mirrored.GetAtomWithIdx(i).InvertChirality()
    Chem.AssignStereochemistry(mirrored, cleanIt=True, force=True)
    labels = {}
    for i in sorted(centres):
        here, there = mol.GetAtomWithIdx(i), mirrored.GetAtomWithIdx(i)
        if here.HasProp("_CIPCode") and there.HasProp("_CIPCode"):
            label = here.GetProp("_CIPCode")
            if label != there.GetProp("_CIPCode"):
                labels[i] = label
    return labels


def _share_small_ring(mol: Chem.Mol, i: int, j: int) -> bool:
    return any(len(r) <= _LARGEST_RING and i in r and j in r for r in mol.GetRingInfo().AtomRings())


def _within(mol: Chem.Mol, start: int, reach: int) -> list[tuple[int, int]]:
    """Atoms at most `reach` bonds away, nearest first, each with its distance in bonds."""
    seen, shell, distances = {start}, [start], []
    for distance in range(1, reach + 1):
        shell = sorted(
            {n.GetIdx() for i in shell for n in mol.GetAtomWithIdx(i).GetNeighbors()}.difference(seen)
        )
        seen.update(shell)
        distances += [(i, distance) for i in shell]
    return distances
