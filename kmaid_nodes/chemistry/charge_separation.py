"""Groups that can be drawn with a double bond or with two charges, in the one form that the network knows.

Uncharged for phosphorus, sulfur, selenium and arsenic, charged for nitrogen: nmrshiftdb2, which trained the
network, has S=O 153 to 0, P=O 281 to 1, P=C 18 to 1, S=C 9 to 0, S=N 12 to 0; C=[N+]=[N-] 17 to 8.
RDKit itself reads five-valent nitrogen (nitro, azide, N-oxide) as charged.
"""

from __future__ import annotations

from rdkit import Chem

from kmaid_nodes.chemistry.atom_charge import set_charge

_SINGLE, _DOUBLE, _TRIPLE = Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE
_CENTRES = {15, 16, 33, 34, 52, 53}
_PARTNERS = {6, 7, 8, 16, 34}
_PARTNERS_OF_IODINE = {7, 8}
_BORON, _NITROGEN, _IODINE = 5, 7, 53


def join_charges(mol: Chem.RWMol, charged: list[int]) -> bool:
    """Draws such groups in the normal form, in place; whether anything changed.

    charged: atoms with a charge. mol needs to be sanitised again after a change.
    """
    changed = False
    for index in charged:
        atom = mol.GetAtomWithIdx(index)
        if atom.GetAtomicNum() in _CENTRES and not atom.GetIsAromatic():
            changed |= _join_beside(atom) or _join_across_double_bond(mol, atom)
        elif atom.GetAtomicNum() == _NITROGEN:
            changed |= _diazo_or_azide(atom) or _diazo_of_enolate(mol, atom) or _amide(atom)
    return changed


def charge_dative_bonds(mol: Chem.RWMol) -> bool:
    """Dative bonds to boron (`F[B](F)(F)<-N`) become bonds between charged atoms; whether any did."""
    changed = False
    for bond in mol.GetBonds():
        donor, acceptor = bond.GetBeginAtom(), bond.GetEndAtom()
        if bond.GetBondType() == Chem.BondType.DATIVE and acceptor.GetAtomicNum() == _BORON:
            bond.SetBondType(_SINGLE)
            donor.SetFormalCharge(donor.GetFormalCharge() + 1)
            acceptor.SetFormalCharge(acceptor.GetFormalCharge() - 1)
            acceptor.SetNoImplicit(True)
            changed = True
    return changed


def _join_beside(atom: Chem.Atom) -> bool:
    changed = False
    for bond in atom.GetBonds():
        other = bond.GetOtherAtom(atom)
        if (
            atom.GetFormalCharge() > 0
            and other.GetFormalCharge() < 0
            and other.GetAtomicNum() in (_PARTNERS if atom.GetAtomicNum() != _IODINE else _PARTNERS_OF_IODINE)
            and not other.GetIsAromatic()
            and bond.GetBondType() == _SINGLE
        ):
            bond.SetBondType(_DOUBLE)
            _add_charge(atom, -1)
            _add_charge(other, 1)
            changed = True
    return changed


def _amide(atom: Chem.Atom) -> bool:
    """`[N+]=C[O-]` becomes `NC=O`, also with sulfur."""
    for bond in atom.GetBonds():
        carbon = bond.GetOtherAtom(atom)
        if bond.GetBondType() != _DOUBLE or carbon.GetAtomicNum() != 6 or atom.GetFormalCharge() != 1:
            continue
        for second in carbon.GetBonds():
            end = second.GetOtherAtom(carbon)
            if end.GetAtomicNum() in (8, 16) and end.GetFormalCharge() == -1 and end.GetDegree() == 1:
                bond.SetBondType(_SINGLE)
                bond.SetStereo(Chem.BondStereo.STEREONONE)
                second.SetBondType(_DOUBLE)
                _add_charge(atom, -1)
                _add_charge(end, 1)
                return True
    return False


def _diazo_of_enolate(mol: Chem.RWMol, atom: Chem.Atom) -> bool:
    """`[O-]C=C[N+]#N` becomes `O=CC=[N+]=[N-]`."""
    ends = [n for n in atom.GetNeighbors() if n.GetAtomicNum() == _NITROGEN and n.GetDegree() == 1]
    if atom.GetFormalCharge() != 1 or atom.GetDegree() != 2 or len(ends) != 1:
        return False
    bond = mol.GetBondBetweenAtoms(atom.GetIdx(), ends[0].GetIdx())
    if bond.GetBondType() != _TRIPLE or not _join_across_double_bond(mol, atom):
        return False
    bond.SetBondType(_DOUBLE)
    _add_charge(atom, 1)
    _add_charge(ends[0], -1)
    return True


def _join_across_double_bond(mol: Chem.RWMol, atom: Chem.Atom) -> bool:
    """`[P+]C=C[O-]`: a stabilised ylide drawn as an enolate."""
    if atom.GetFormalCharge() != 1:
        return False
    for first in atom.GetNeighbors():
        for bond in first.GetBonds():
            second = bond.GetOtherAtom(first)
            if bond.GetBondType() != _DOUBLE or bond.GetIsAromatic() or second.GetAtomicNum() != 6:
                continue
            for end in second.GetNeighbors():
                if end.GetAtomicNum() == 8 and end.GetFormalCharge() == -1:
                    mol.GetBondBetweenAtoms(atom.GetIdx(), first.GetIdx()).SetBondType(_DOUBLE)
                    bond.SetBondType(_SINGLE)
                    bond.SetStereo(Chem.BondStereo.STEREONONE)
                    mol.GetBondBetweenAtoms(second.GetIdx(), end.GetIdx()).SetBondType(_DOUBLE)
                    _add_charge(atom, -1)
                    _add_charge(end, 1)
                    return True
    return False


def _diazo_or_azide(atom: Chem.Atom) -> bool:
    """`[C-][N+]#N` and `[N-][N+]#N` become `C=[N+]=[N-]` and `N=[N+]=[N-]`."""
    if atom.GetFormalCharge() != 1 or atom.GetDegree() != 2:
        return False
    ends = {bond.GetBondType(): bond for bond in atom.GetBonds()}
    if set(ends) != {_SINGLE, _TRIPLE}:
        return False
    inner, outer = ends[_SINGLE].GetOtherAtom(atom), ends[_TRIPLE].GetOtherAtom(atom)
    if (
        inner.GetFormalCharge() != -1
        or inner.GetIsAromatic()
        or outer.GetAtomicNum() != 7
        or outer.GetDegree() != 1
    ):
        return False
    ends[_SINGLE].SetBondType(_DOUBLE)
    ends[_TRIPLE].SetBondType(_DOUBLE)
    _add_charge(inner, 1)
    _add_charge(outer, -1)
    return True


def _add_charge(atom: Chem.Atom, charge: int) -> None:
    """Changes a charge and keeps the hydrogens."""
    set_charge(atom, atom.GetFormalCharge() + charge)
