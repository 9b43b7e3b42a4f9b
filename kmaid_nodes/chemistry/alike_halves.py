"""Alike groups on the nitrogen of an amide: as its bond turns slowly, they have two shifts, as in DMF."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

# The nitrogen with its two groups. Of such pairs in the training and validation splits of nmrshiftdb2, 96 of
# 115 beside the nitrogen have two shifts, and 60 of 86 that are one bond further away. In ureas, carbamates
# and amidines, whose bonds turn faster, 11 of 44 beside it have.
_HALVES = [
    Chem.MolFromSmarts(text)
    for text in (
        "[NX3;+0]([CX4])([CX4])-!@[CX3;$([CX3]([#6])N),$([CX3;H1])]=[O,S]",
        "[NX3;+0]([CX4])([CX4])-[NX2]=[OX1]",
    )
]


def carbons_of_alike_halves(
    mol: Chem.Mol, carbons: NDArray[np.int32], symmetry_class: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """bool [carbons]: the carbon's symmetry class has carbons on both sides of such a nitrogen.

    Only carbons up to two bonds from it. carbons: positions in `mol`; symmetry_class: of each.
    """
    classes: list[int] = symmetry_class.tolist()
    if len(set(classes)) == len(classes):  # no carbon has a counterpart
        return np.zeros(len(classes), bool)
    class_of = dict(zip(carbons.tolist(), classes))
    split: set[int] = set()
    for query in _HALVES:
        for nitrogen, first, second, *_ in mol.GetSubstructMatches(query):
            if class_of[first] != class_of[second]:
                continue
            sides = [
                {class_of[atom] for atom in _beside(mol, half, nitrogen) if atom in class_of}
                for half in (first, second)
            ]
            split |= {class_of[first], *(sides[0] & sides[1])}
    return np.array([number in split for number in classes], bool)


def _beside(mol: Chem.Mol, atom: int, without: int) -> Iterator[int]:
    return (n.GetIdx() for n in mol.GetAtomWithIdx(atom).GetNeighbors() if n.GetIdx() != without)
