"""Atoms as a chemist names them: element and number, counted from 1."""

from __future__ import annotations

from rdkit import Chem

from kmaid_nodes.wording.structure import atom_name

_TABLE = Chem.GetPeriodicTable()


def name_of(atom: Chem.Atom) -> str:
    """`nitrogen 5`."""
    number = atom.GetAtomicNum()
    return atom_name(_TABLE.GetElementName(number).lower() if number else "atom", atom.GetIdx() + 1)


def bonds_of(atom: Chem.Atom) -> int:
    """Bonds of an atom, double bonds counted twice, hydrogens that are written included."""
    orders = sum(float(b.GetBondTypeAsDouble()) for b in atom.GetBonds())
    return round(orders) + int(atom.GetNumExplicitHs())
