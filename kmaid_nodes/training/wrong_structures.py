"""Hard wrong structures for a spectrum: what a chemist may have drawn in place of the right one.

A group too many or too few, a substituent in another place, a homologue, an epimer. They show whether a
judgement recognises a wrong structure, which a random other molecule would not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from functools import lru_cache

import numpy as np
from rdkit import Chem, rdBase
from rdkit.Chem import rdChemReactions

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow


class WrongKind(Enum):
    """How a structure is wrong."""

    GROUP_TOO_MANY = "group_too_many"
    GROUP_TOO_FEW = "group_too_few"
    MOVED_SUBSTITUENT = "moved_substituent"
    HOMOLOGUE = "homologue"
    EPIMER = "epimer"


# Boc, methyl, acetyl, benzyl and chlorine.
_TOO_MANY = (
    "[N;!H0;X3:1]>>[N:1]C(=O)OC(C)(C)C",
    "[nH:1]>>[n:1]C(=O)OC(C)(C)C",
    "[O,N,S;!H0:1]>>[*:1]C",
    "[nH:1]>>[n:1]C",
    "[cH:1]>>[c:1]C",
    "[O,N;!H0:1]>>[*:1]C(C)=O",
    "[O,N,S;!H0:1]>>[*:1]Cc1ccccc1",
    "[cH:1]>>[c:1]Cl",
    "[CX4;!H0:1]>>[C:1]Cl",
)
_TOO_FEW = (
    "[N:1]-C(=O)O[C]([CH3])([CH3])[CH3]>>[N:1]",
    "[n:1]-C(=O)O[C]([CH3])([CH3])[CH3]>>[nH:1]",
    "[O,N,S:1]-[CH3]>>[*:1]",
    "[n:1]-[CH3]>>[nH:1]",
    "[c:1]-[CH3]>>[c:1]",
    "[O,N:1]-C(=O)[CH3]>>[*:1]",
    "[O,N,S:1]-[CH2]-c1[cH][cH][cH][cH][cH]1>>[*:1]",
    "[#6:1]-Cl>>[#6:1]",
)
_HOMOLOGUES = (
    "[#6:1]-!@[CH2]-!@[*:2]>>[*:1]-[*:2]",
    "[#6:1]-!@[CX4,O,N:2]>>[*:1]-C-[*:2]",
)
_SUBSTITUENT = Chem.MolFromSmarts("[R]-!@[!#1;!R0,!R1]")
_FREE_PLACE = Chem.MolFromSmarts("[R;#6,#7;!H0]")
# Bounds the time: places of a reaction that are tried.
_MOST_PLACES = 40


def wrong_structure(
    structure: Structure, kind: WrongKind, generator: np.random.Generator
) -> Structure | None:
    """A structure that is wrong in this way, drawn at random; None if there is none.

    It differs from the right one in its canonical SMILES, for all but epimers also without configuration.
    """
    changed = list(_CHANGES[kind](structure.mol, generator))
    own = _canonical(structure.mol, kind)
    for number in generator.permutation(len(changed)).tolist():
        mol = _sanitised(changed[number])
        if mol is None or _canonical(mol, kind) == own:
            continue
        try:
            return parse_structure(Chem.MolToSmiles(mol))
        except UnusableRow:
            continue
    return None


def _canonical(mol: Chem.Mol, kind: WrongKind) -> str:
    return str(Chem.MolToSmiles(mol, isomericSmiles=kind is WrongKind.EPIMER))


def _sanitised(mol: Chem.Mol) -> Chem.Mol | None:
    with rdBase.BlockLogs():
        try:
            Chem.SanitizeMol(mol)
        except ValueError:
            return None
    whole = len(Chem.GetMolFrags(mol)) == 1
    return mol if whole and all(atom.GetNumRadicalElectrons() == 0 for atom in mol.GetAtoms()) else None


def _by_reactions(*smarts: str) -> Callable[[Chem.Mol, np.random.Generator], Iterator[Chem.Mol]]:
    @lru_cache(maxsize=1)
    def reactions() -> list[rdChemReactions.ChemicalReaction]:
        return [rdChemReactions.ReactionFromSmarts(each) for each in smarts]

    def changed(mol: Chem.Mol, generator: np.random.Generator) -> Iterator[Chem.Mol]:
        with rdBase.BlockLogs():
            for number in generator.permutation(len(smarts)).tolist():
                products = reactions()[number].RunReactants((mol,), _MOST_PLACES)
                if products:
                    # One for each reaction, so that groups with many places are not drawn more often.
                    yield products[int(generator.integers(len(products)))][0]

    return changed


def _with_moved_substituent(mol: Chem.Mol, generator: np.random.Generator) -> Iterator[Chem.Mol]:
    """The substituent of a ring in another place of the same ring system."""
    places = [place for (place,) in mol.GetSubstructMatches(_FREE_PLACE)]
    rings = [set(ring) for ring in mol.GetRingInfo().AtomRings()]
    for ring_atom, substituent in mol.GetSubstructMatches(_SUBSTITUENT):
        bond = mol.GetBondBetweenAtoms(ring_atom, substituent)
        if bond.GetBondType() != Chem.BondType.SINGLE or mol.GetAtomWithIdx(ring_atom).GetAtomicNum() != 6:
            continue
        aromatic = mol.GetAtomWithIdx(ring_atom).GetIsAromatic()
        own_ring = set().union(*(ring for ring in rings if ring_atom in ring))
        free = [
            p
            for p in places
            if p in own_ring
            and p != ring_atom
            and mol.GetAtomWithIdx(p).GetAtomicNum() == 6
            and mol.GetAtomWithIdx(p).GetIsAromatic() == aromatic
        ]
        if not free:
            continue
        moved = Chem.RWMol(mol)
        moved.RemoveBond(ring_atom, substituent)
        target = free[int(generator.integers(len(free)))]
        moved.AddBond(target, substituent, Chem.BondType.SINGLE)
        for index in (ring_atom, target):
            atom = moved.GetAtomWithIdx(index)
            atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
            atom.SetNoImplicit(False)
            atom.SetNumExplicitHs(0)
        yield moved.GetMol()


def _epimers(mol: Chem.Mol, generator: np.random.Generator) -> Iterator[Chem.Mol]:
    centres = [a.GetIdx() for a in mol.GetAtoms() if a.GetChiralTag() != Chem.ChiralType.CHI_UNSPECIFIED]
    if len(centres) < 2:  # the other one would be the mirror image, whose spectrum is the same
        return
    for centre in centres:
        inverted = Chem.Mol(mol)
        inverted.GetAtomWithIdx(centre).InvertChirality()
        yield inverted


_CHANGES: dict[WrongKind, Callable[[Chem.Mol, np.random.Generator], Iterator[Chem.Mol]]] = {
    WrongKind.GROUP_TOO_MANY: _by_reactions(*_TOO_MANY),
    WrongKind.GROUP_TOO_FEW: _by_reactions(*_TOO_FEW),
    WrongKind.MOVED_SUBSTITUENT: _with_moved_substituent,
    WrongKind.HOMOLOGUE: _by_reactions(*_HOMOLOGUES),
    WrongKind.EPIMER: _epimers,
}
