"""Which carbons are equivalent: by symmetry, also where it shows only over resonance and moving hydrogens.

The halves of an imidazolium, an amidine or the enol of acetylacetone differ in a drawing, yet give one
signal. They are compared in a copy without the bond orders, charges and hydrogens in which the drawings
differ. Phenols, ketones, amides and other tautomers, which do not interchange within an NMR experiment or
have no second half, stay as they are drawn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

_SINGLE, _DOUBLE, _AROMATIC = Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.AROMATIC

# Hydrogens that move fast between two places: what to look for first, and the atoms whose hydrogens and bonds
# are then not told apart.
_MOBILE = [
    (Chem.MolFromSmarts(first), [Chem.MolFromSmarts(text) for text in patterns])
    for first, *patterns in (
        (
            # Azoles: pyrazole, imidazole, benzimidazole, triazoles; not where a carbonyl holds the hydrogen.
            "[nH]",
            "[nX3;H1;r5;+0]1:[#6,#7;r5;!$(*=O)]:[nX2;r5;+0]:[#6,#7;r5]:[#6,#7;r5]:1",
            "[nX3;H1;r5;+0]1:[nX2;r5;+0]:[#6,#7;r5]:[#6,#7;r5]:[#6,#7;r5]:1",
        ),
        (
            # Amidines, guanidines, triazenes; open isoureas are slow.
            "[NX3;!H0]-[#6,#7]=[NX2]",
            "[NX3;!H0;+0;!$(N[C,S,P]=[O,S])]-[C;!$([C;R0](=N)-[O,S])]=[NX2;+0;!$(N~[O,N])]",
            "[NX3;!H0;+0;!$(N[C,S,P]=[O,S])]-[NX2]=[NX2;$(N-[#6])]",
        ),
        (
            # Enols of 1,3-diketones; in quinones and where another group binds the hydrogen they are slow.
            "[OX2;H1]-C=C-C=O",
            "[OX2;H1]-[CX3;!$(C-[CX3]=[O,N])]="
            "[CX3;!$(C([CX3]=O)[CX3]=O);!$(C-[#7])]-"
            "[CX3;!$(C-[#7,#8])]=[OX1]",
        ),
        ("[NX3;!H0]-C=C-C=[NX2]", "[NX3;!H0;+0]-[CX3]=[CX3]-[CX3]=[NX2]"),
        ("[OX2;H1]-c:c=O", "[OX2;H1]-c1c(=[OX1])ccccc1"),  # tropolone
        ("[OX2;H1]-c:c-C=O", "[OX2;H1]-c1ccc([OH])c2C(=O)C=CC(=O)c12"),  # naphthazarin
    )
]
_MAY_MOVE = Chem.MolFromSmarts(
    "[$([nH]1:*:[nX2]:*:*:1),$([nH]1:[nX2]:*:*:*:1),$([NX3;!H0]-[#6,#7]=[NX2]),$([NX3;!H0]-C=C-C=[NX2]),"
    "$([OX2;H1]-C=C-C=O),$([OX2;H1]-c:c=O),$([OX2;H1]-c:c-C(=O)C=C)]"
)
_EXCHANGING = [
    (Chem.MolFromSmarts("[O-;X1]"), Chem.MolFromSmarts("[OX2H1]-[C,S,P]=O")),
    (Chem.MolFromSmarts("[#7;+;!H0]"), Chem.MolFromSmarts("[NX3;+0;!$(N[C,S,P]=[O,S])]")),
    (Chem.MolFromSmarts("[#7;+;!H0]"), Chem.MolFromSmarts("[nX2;+0]")),
]
_HETERO = {7, 8, 16, 34}


def symmetry_classes(
    mol: Chem.Mol, carbons: NDArray[np.int32], may_have_charges: bool
) -> tuple[NDArray[np.int32], NDArray[np.int64] | None]:
    """The class of each carbon, int32 [carbons], and which carbon stands for each class, int64 [classes].

    Classes are numbered from 0 in the order of first occurrence; carbons: positions in `mol`. Where classes
    were put together over resonance or tautomerism, the one that stands for a class (counted among the
    carbons) does not depend on the order of the atoms; elsewhere it is None, as any carbon will do.
    """
    drawn = list(Chem.CanonicalRankAtoms(mol, breakTies=False, includeChirality=False))
    may_differ = may_have_charges or mol.HasSubstructMatch(_MAY_MOVE)
    averaged = _averaged(mol, may_have_charges) if may_differ else None
    if averaged is None:
        return _numbered(drawn, carbons), None
    ranks = list(Chem.CanonicalRankAtoms(averaged, breakTies=False, includeChirality=False))
    classes = _numbered(ranks, carbons)
    first: dict[int, tuple[int, int]] = {}
    for k, (carbon, number) in enumerate(zip(carbons.tolist(), classes.tolist())):
        first[number] = min(first.get(number, (drawn[carbon], k)), (drawn[carbon], k))
    return classes, np.array([first[number][1] for number in range(len(first))], np.int64)


def _numbered(ranks: list[int], carbons: NDArray[np.int32]) -> NDArray[np.int32]:
    numbers: dict[int, int] = {}
    return np.array([numbers.setdefault(ranks[c], len(numbers)) for c in carbons.tolist()], np.int32)


def _averaged(mol: Chem.Mol, may_have_charges: bool) -> Chem.Mol | None:
    """A copy without what differs between resonance forms and fast tautomers; None if nothing does."""
    copy: Chem.RWMol | None = None
    for first, queries in _MOBILE:
        if mol.HasSubstructMatch(first):
            for match in (match for query in queries for match in mol.GetSubstructMatches(query)):
                copy = copy or Chem.RWMol(mol)
                _forget_hydrogens(copy, match)
    apart = _charged_apart(mol) if may_have_charges else []
    if apart:
        copy = copy or Chem.RWMol(mol)
        _forget_charges(copy, apart + _exchanging(mol, apart))
    return copy.GetMol() if copy else None


def _forget_hydrogens(copy: Chem.RWMol, match: tuple[int, ...]) -> None:
    """The hydrogens of the heteroatoms, and the bond orders among the atoms of a match."""
    members = set(match)
    for index in match:
        atom = copy.GetAtomWithIdx(index)
        if atom.GetAtomicNum() in _HETERO:
            _fix_hydrogens(atom, 0)
        for bond in atom.GetBonds():
            if bond.GetOtherAtomIdx(index) in members:
                _forget_order(bond)


def _forget_order(bond: Chem.Bond) -> None:
    bond.SetBondType(_AROMATIC)
    bond.SetStereo(Chem.BondStereo.STEREONONE)


def _fix_hydrogens(atom: Chem.Atom, hydrogens: int) -> None:
    atom.SetNumExplicitHs(hydrogens)
    atom.SetNoImplicit(True)
    atom.UpdatePropertyCache(False)


def _charged_apart(mol: Chem.Mol) -> list[int]:
    """Charged atoms without a neighbour of the opposite charge (as a nitro group has)."""
    charged = []
    for atom in mol.GetAtoms():
        charge = atom.GetFormalCharge()
        if charge and all(n.GetFormalCharge() * charge >= 0 for n in atom.GetNeighbors()):
            charged.append(atom.GetIdx())
    return charged


def _exchanging(mol: Chem.Mol, charged: list[int]) -> list[int]:
    """Acids beside anions and amines beside ammonium ions: they exchange their hydrogens."""
    found: list[int] = []
    for ions, others in _EXCHANGING:
        if any(index in charged for (index,) in mol.GetSubstructMatches(ions)):
            found += [match[0] for match in mol.GetSubstructMatches(others)]
    return found


def _forget_charges(copy: Chem.RWMol, charged: list[int]) -> None:
    """Charges, the bond orders of the conjugated parts they spread over, and hydrogens on heteroatoms.

    Hydrogens on carbon stay, so that no structure is put together with another one than its resonance forms.
    """
    reached: set[int] = set()
    waiting = [i for i in charged if copy.GetAtomWithIdx(i).GetDegree()]
    while waiting:
        index = waiting.pop()
        if index in reached:
            continue
        reached.add(index)
        for bond in copy.GetAtomWithIdx(index).GetBonds():
            if bond.GetIsConjugated() or bond.GetIsAromatic():
                waiting.append(bond.GetOtherAtomIdx(index))
    for bond in copy.GetBonds():
        if bond.GetIsConjugated() and bond.GetBeginAtomIdx() in reached and bond.GetEndAtomIdx() in reached:
            _forget_order(bond)
    for atom in copy.GetAtoms():
        hydrogens = atom.GetTotalNumHs()
        if atom.GetIdx() in reached:
            atom.SetFormalCharge(0)
            atom.SetIsAromatic(True)
        if atom.GetAtomicNum() in _HETERO and (atom.GetFormalCharge() or atom.GetIdx() in reached):
            atom.SetFormalCharge(0)
            _fix_hydrogens(atom, 0)
        elif atom.GetIdx() in reached:
            _fix_hydrogens(atom, hydrogens)
