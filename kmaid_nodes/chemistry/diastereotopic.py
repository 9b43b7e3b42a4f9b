"""Carbons that are equivalent by constitution and yet show two shifts, because they are diastereotopic.

Two equal groups on one atom (a geminal pair of methyl groups, the methyls of an isopropyl group) are
diastereotopic if the atom becomes a stereocentre once one of them is labelled, and there is another
stereocentre; on a double bond, if the bond becomes a stereo bond (the methyls of a prenyl group).
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

_LABEL = 99
_CENTRE = Chem.MolFromSmarts("[#6,#14,#15,#16;A;!D0;!D1;!D2]")


def diastereotopic_carbons(
    mol: Chem.Mol, carbons: NDArray[np.int32], symmetry_class: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """bool [carbons]: the carbon's symmetry class has two shifts; carbons: positions in `mol`.

    Judged by constitution, as drawings often leave out configurations: in molecules with an axis of symmetry
    the two may be the same after all.
    """
    found = np.zeros(len(carbons), bool)
    if len(set(symmetry_class.tolist())) == len(carbons):
        return found
    # One query: a look at every atom takes longer.
    centres = sorted(index for (index,) in mol.GetSubstructMatches(_CENTRE, maxMatches=mol.GetNumAtoms()))
    if not centres:
        return found
    ranks = list(Chem.CanonicalRankAtoms(mol, breakTies=False, includeChirality=False))
    tried: set[int] = set()
    for index in centres:
        if ranks[index] in tried:
            continue
        pair = _pair(mol.GetAtomWithIdx(index), ranks)
        if pair is None:
            continue
        tried.add(ranks[index])
        labelled = Chem.Mol(mol)
        labelled.GetAtomWithIdx(pair).SetIsotope(_LABEL)
        if not _is_prochiral(labelled, index, ranks):
            continue
        split = list(Chem.CanonicalRankAtoms(labelled, breakTies=False, includeChirality=False))
        found |= _in_split_class([split[carbon] for carbon in carbons.tolist()], symmetry_class)
    return found


def _pair(atom: Chem.Atom, ranks: list[int]) -> int | None:
    """One of the two equal neighbours of an atom that has at most one hydrogen, None without."""
    neighbours = [neighbour.GetIdx() for neighbour in atom.GetNeighbors()]
    of_rank = Counter(ranks[index] for index in neighbours)
    return next((index for index in neighbours if of_rank[ranks[index]] == 2), None)


def _is_centre_by_itself(atom: Chem.Atom, ranks: list[int]) -> bool:
    """Whether an atom of the unlabelled molecule is a stereocentre that no mirror plane exchanges.

    Ring atoms that are centres only relative to each other (1,4-disubstituted cyclohexanes) lie in a mirror
    plane, and the equivalent centres of a meso compound (tropine) on its two sides; the pair is then
    enantiotopic.
    """
    neighbours = [ranks[neighbour.GetIdx()] for neighbour in atom.GetNeighbors()]
    different = len(set(neighbours)) == len(neighbours) and len(neighbours) + atom.GetTotalNumHs() == 4
    return different and ranks.count(ranks[atom.GetIdx()]) == 1


def _is_prochiral(labelled: Chem.Mol, centre: int, ranks: list[int]) -> bool:
    elements = [(info.type, info.centeredOn) for info in Chem.FindPotentialStereo(labelled)]
    tetrahedral = {index for kind, index in elements if kind == Chem.StereoType.Atom_Tetrahedral}
    if centre in tetrahedral:
        return any(_is_centre_by_itself(labelled.GetAtomWithIdx(i), ranks) for i in tetrahedral - {centre})
    bonds = [index for kind, index in elements if kind == Chem.StereoType.Bond_Double]
    return any(
        centre in (bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())
        for bond in map(labelled.GetBondWithIdx, bonds)
    )


def _in_split_class(ranks: list[int], symmetry_class: NDArray[np.int32]) -> NDArray[np.bool_]:
    """bool [carbons]: carbons of the symmetry class have different ranks now."""
    of_class: dict[int, set[int]] = {}
    for number, rank in zip(symmetry_class.tolist(), ranks):
        of_class.setdefault(number, set()).add(rank)
    return np.array([len(of_class[number]) > 1 for number in symmetry_class.tolist()], bool)
