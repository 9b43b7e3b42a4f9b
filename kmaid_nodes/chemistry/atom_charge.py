"""Charges of atoms whose hydrogens stay."""

from __future__ import annotations

from rdkit import Chem


def set_charge(atom: Chem.Atom, charge: int) -> None:
    """Gives the atom this charge and keeps its hydrogens."""
    hydrogens = atom.GetTotalNumHs()
    atom.SetFormalCharge(charge)
    atom.SetNumExplicitHs(hydrogens)
    atom.SetNoImplicit(True)
