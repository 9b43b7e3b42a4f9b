"""Charges that were not drawn, where only one reading is possible: NMe4, BF4, isocyanides, N-oxides."""

from __future__ import annotations

from rdkit import Chem

from kmaid_nodes.chemistry.atom_words import bonds_of, name_of
from kmaid_nodes.wording.structure import bond_ionic, charge_added

_SINGLE, _DOUBLE, _TRIPLE = Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE
_HALOGENS = {9, 17, 35, 53}
_ALKALI = {3, 11, 19, 37, 55}
# Hypervalent as RDKit fills them up with a hydrogen that nobody drew: PR4, SR3, IR2.
_ONIUM_DEGREE = {15: 4, 33: 4, 16: 3, 34: 3, 53: 2}


def add_missing_charges(mol: Chem.RWMol, atoms: list[int]) -> list[str]:
    """Charges on atoms with too many bonds, in place, where the sense is certain; what was done, in words.

    mol: not yet sanitised; atoms: those with too many bonds. An atom for which there is no certain reading
    stays as it is.
    """
    done: list[str] = []
    for index in atoms:
        atom = mol.GetAtomWithIdx(index)
        if atom.GetFormalCharge() == 0:
            done += _charge(mol, atom)
    return done


def add_charges_of_onium(mol: Chem.RWMol) -> list[str]:
    """Charges on PR4, SR3 and IR2 that RDKit reads as hydrides, in place; what was done, in words."""
    done = []
    for atom in mol.GetAtoms():
        if (
            atom.GetDegree() == _ONIUM_DEGREE.get(atom.GetAtomicNum())
            and atom.GetFormalCharge() == 0
            and atom.GetNumExplicitHs() == 0
            and atom.GetNumImplicitHs() == 1
            and not atom.GetIsAromatic()
            and all(b.GetBondType() == _SINGLE for b in atom.GetBonds())
            and all(n.GetAtomicNum() == 6 for n in atom.GetNeighbors())
        ):
            done.append(_set_charge(atom, 1))
    return done + balance_lone_ions(mol) if done else done


def _charge(mol: Chem.RWMol, atom: Chem.Atom) -> list[str]:
    metal = next((n for n in atom.GetNeighbors() if n.GetAtomicNum() in _ALKALI), None)
    if metal is not None:
        mol.RemoveBond(atom.GetIdx(), metal.GetIdx())
        _set_charge(metal, 1)
        _set_charge(atom, -1)
        return [bond_ionic(name_of(atom), name_of(metal))]
    element, bonds = atom.GetAtomicNum(), bonds_of(atom)
    if element == 7 and bonds == 4:
        return _charge_nitrogen(atom)
    if element == 7 and bonds == 5:
        return _split_off_halide(mol, atom)
    if element == 8 and bonds == 3:
        carbon = _neighbour(atom, _TRIPLE, 6)
        return [_set_charge(atom, 1)] + ([_set_charge(carbon, -1)] if carbon else [])
    if element in (5, 13) and bonds == 4:
        return [_set_charge(atom, -1)]
    if (
        element in (15, 33, 51)
        and bonds == 6
        and all(n.GetAtomicNum() in _HALOGENS for n in atom.GetNeighbors())
    ):
        return [_set_charge(atom, -1)]
    return []


def _charge_nitrogen(atom: Chem.Atom) -> list[str]:
    """Four bonds: ammonium or iminium, or an isocyanide, N-oxide, azide or nitro group."""
    if any(n.GetAtomicNum() in _HALOGENS and n.GetDegree() == 1 for n in atom.GetNeighbors()):
        return []  # N-chloroammonium, or a salt that lacks a hydrogen
    doubles = [b for b in atom.GetBonds() if b.GetBondType() == _DOUBLE]
    end = (
        _neighbour(atom, _TRIPLE, 6)
        or _neighbour(atom, _SINGLE, 8)
        or (_neighbour(atom, _DOUBLE, 7) if len(doubles) == 2 else None)
    )
    if len(doubles) == 2 and end is None:
        return []
    return [_set_charge(atom, 1)] + ([_set_charge(end, -1)] if end else [])


def _neighbour(atom: Chem.Atom, bond_type: Chem.BondType, element: int) -> Chem.Atom | None:
    """An uncharged neighbour of an element that has no other neighbour and no hydrogen written."""
    for bond in atom.GetBonds():
        other = bond.GetOtherAtom(atom)
        if (
            bond.GetBondType() == bond_type
            and other.GetAtomicNum() == element
            and other.GetDegree() == 1
            and other.GetFormalCharge() == 0
            and other.GetNumExplicitHs() == 0
        ):
            return other
    return None


def _split_off_halide(mol: Chem.RWMol, atom: Chem.Atom) -> list[str]:
    """`[NH3]Cl` and `NMe4Cl` with a bond to the halogen."""
    halide = next(
        (n for n in atom.GetNeighbors() if n.GetAtomicNum() in _HALOGENS and n.GetDegree() == 1), None
    )
    if halide is None:
        return []
    mol.RemoveBond(atom.GetIdx(), halide.GetIdx())
    _set_charge(atom, 1)
    _set_charge(halide, -1)
    return [bond_ionic(name_of(atom), name_of(halide))]


def balance_lone_ions(mol: Chem.RWMol) -> list[str]:
    """Lone halogen atoms become halides, lone alkali metals cations, as far as the charges ask for them."""
    surplus = sum(a.GetFormalCharge() for a in mol.GetAtoms())
    done = []
    for atom in mol.GetAtoms():
        if surplus and atom.GetDegree() == 0 and atom.GetFormalCharge() == 0 and atom.GetNumExplicitHs() == 0:
            sign = -1 if atom.GetAtomicNum() in _HALOGENS else 1 if atom.GetAtomicNum() in _ALKALI else 0
            if sign * surplus < 0:
                done.append(_set_charge(atom, sign))
                surplus += sign
    return done


def _set_charge(atom: Chem.Atom, charge: int) -> str:
    atom.SetFormalCharge(charge)
    if charge < 0 or atom.GetAtomicNum() not in (7, 8):
        atom.SetNoImplicit(True)
    return charge_added(name_of(atom), charge)
