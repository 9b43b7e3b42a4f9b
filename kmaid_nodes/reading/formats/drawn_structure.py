"""Structures that a file gives as atoms and bonds, as a molblock in the file's atom order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rdkit import Chem, rdBase

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.shortened import shortened
from kmaid_nodes.wording.structure import charge_of, usual_hydrogens

AROMATIC = 4
_MOST = 999
_HIGHEST_CHARGE = 15
_TABLE = Chem.GetPeriodicTable()
_ELEMENTS = frozenset(_TABLE.GetElementSymbol(number) for number in range(1, 119))


@dataclass(frozen=True, slots=True)
class DrawnAtom:
    """name: the file's own; hydrogens: all attached ones, those drawn included, None if it does not say."""

    name: str
    symbol: str
    charge: int = 0
    hydrogens: int | None = None
    x: float = 0.0
    y: float = 0.0
    deuterium: bool = False


@dataclass(frozen=True, slots=True)
class DrawnBond:
    """first, second: 0-based atoms; order: 1 to 3, or AROMATIC; wedge: 1 up, 6 down at the first atom."""

    first: int
    second: int
    order: int = 1
    wedge: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """molblock: V2000; notes: what was read otherwise than the file says."""

    molblock: str
    notes: tuple[ReadingNote, ...] = ()


def drawing(title: str, atoms: Sequence[DrawnAtom], bonds: Sequence[DrawnBond]) -> Drawing:
    """The molblock of atoms and bonds, aromatic bonds written as single and double ones.

    Hydrogens follow from the usual valences, as in every molfile; a note names the atoms for which the file
    tells other numbers. Raises UnusableRow if there are no atoms, more than 999, an element that does not
    exist, or aromatic bonds that cannot alternate.
    """
    if not 0 < len(atoms) <= _MOST or len(bonds) > _MOST:
        raise UnusableRow(ReasonCode.UNUSABLE_DRAWING, atoms=len(atoms), most=_MOST)
    _check(atoms, bonds)
    orders = [bond.order for bond in bonds]
    if AROMATIC in orders:
        orders = _alternating(atoms, bonds)
    lines = [" ".join(title.split())[:80], "  kmaid", ""]
    lines.append(f"{len(atoms):3d}{len(bonds):3d}  0  0  0  0  0  0  0  0999 V2000")
    lines += [
        f"{a.x:10.4f}{a.y:10.4f}{0:10.4f} {'D' if a.deuterium else a.symbol:<3} 0  0  0  0  0  0"
        for a in atoms
    ]
    lines += [f"{b.first + 1:3d}{b.second + 1:3d}{o:3d}{b.wedge:3d}" for b, o in zip(bonds, orders)]
    charged = [(k + 1, atom.charge) for k, atom in enumerate(atoms) if atom.charge]
    for start in range(0, len(charged), 8):
        part = charged[start : start + 8]
        lines.append(f"M  CHG{len(part):3d}" + "".join(f" {k:3d} {charge:3d}" for k, charge in part))
    others = _with_other_hydrogens(atoms, bonds, orders)
    words = usual_hydrogens(shortened(", ".join(others)))
    notes = (ReadingNote(NoteCode.STRUCTURE_CHANGED, words),) if others else ()
    return Drawing("\n".join([*lines, "M  END", ""]), notes)


def number_or_zero(text: str) -> float:
    """The coordinate or charge that a file gives; 0 where it gives none that a molblock can hold."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if -9999 < value < 9999 else 0.0


def _check(atoms: Sequence[DrawnAtom], bonds: Sequence[DrawnBond]) -> None:
    for atom in atoms:
        if atom.symbol not in _ELEMENTS:
            raise UnusableRow(ReasonCode.UNKNOWN_ELEMENT, atom=atom.name, symbol=repr(atom.symbol[:10]))
        if abs(atom.charge) > _HIGHEST_CHARGE:
            problem = charge_of(atom.name, atom.charge)
            raise UnusableRow(ReasonCode.CHEMISTRY_PROBLEM, problem=problem)
    seen: set[frozenset[int]] = set()
    for bond in bonds:
        ends = frozenset((bond.first, bond.second))
        if len(ends) < 2 or ends in seen:
            names = f"{atoms[bond.first].name} {atoms[bond.second].name}"
            raise UnusableRow(ReasonCode.UNKNOWN_BOND, bond=repr(names[:40]))
        seen.add(ends)


def _molecule(atoms: Sequence[DrawnAtom], bonds: Sequence[DrawnBond], orders: Sequence[int]) -> Chem.RWMol:
    mol = Chem.RWMol()
    for atom in atoms:
        drawn = Chem.Atom(atom.symbol)
        drawn.SetFormalCharge(atom.charge)
        mol.AddAtom(drawn)
    kinds = {
        1: Chem.BondType.SINGLE,
        2: Chem.BondType.DOUBLE,
        3: Chem.BondType.TRIPLE,
        AROMATIC: Chem.BondType.AROMATIC,
    }
    for bond, order in zip(bonds, orders):
        mol.AddBond(bond.first, bond.second, kinds[order])
        if order == AROMATIC:
            for at in (bond.first, bond.second):
                mol.GetAtomWithIdx(at).SetIsAromatic(True)
            mol.GetBondBetweenAtoms(bond.first, bond.second).SetIsAromatic(True)
    return mol


def _alternating(atoms: Sequence[DrawnAtom], bonds: Sequence[DrawnBond]) -> list[int]:
    """The orders of all bonds when aromatic ones are written as single and double."""
    mol = _molecule(atoms, bonds, [bond.order for bond in bonds])
    for k, hydrogens in enumerate(_undrawn_hydrogens(atoms, bonds)):
        atom = mol.GetAtomWithIdx(k)
        if hydrogens and atom.GetIsAromatic() and atom.GetSymbol() != "C":
            atom.SetNumExplicitHs(hydrogens)
    try:
        with rdBase.BlockLogs():
            Chem.Kekulize(mol, clearAromaticFlags=True)
    except Chem.MolSanitizeException:
        raise UnusableRow(ReasonCode.AROMATIC_BONDS) from None
    return [round(bond.GetBondTypeAsDouble()) for bond in mol.GetBonds()]


def _undrawn_hydrogens(atoms: Sequence[DrawnAtom], bonds: Sequence[DrawnBond]) -> list[int | None]:
    """Of each atom, the hydrogens that the file tells but does not draw."""
    drawn = [0] * len(atoms)
    for bond in bonds:
        drawn[bond.first] += atoms[bond.second].symbol == "H"
        drawn[bond.second] += atoms[bond.first].symbol == "H"
    return [
        None if atom.hydrogens is None else max(0, atom.hydrogens - count)
        for atom, count in zip(atoms, drawn)
    ]


def _with_other_hydrogens(
    atoms: Sequence[DrawnAtom], bonds: Sequence[DrawnBond], orders: Sequence[int]
) -> list[str]:
    """The names of the atoms whose usual valence does not give the hydrogens that the file tells."""
    told = _undrawn_hydrogens(atoms, bonds)
    if all(hydrogens is None for hydrogens in told):
        return []
    mol = _molecule(atoms, bonds, orders)
    mol.UpdatePropertyCache(strict=False)
    usual = [mol.GetAtomWithIdx(k).GetTotalNumHs() for k in range(len(atoms))]
    return [atom.name for atom, t, u in zip(atoms, told, usual) if t is not None and t != u]
