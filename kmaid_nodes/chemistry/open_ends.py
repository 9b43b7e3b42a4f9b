"""What a drawing may hold beside atoms: open ends (`*`, R1), query atoms and bonds, polymers' brackets."""

from __future__ import annotations

from rdkit import Chem

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.wording.structure import (
    ANY_BOND,
    BRACKETS,
    POSITION_OPEN,
    open_ends,
    query_atom,
    repeat_unit,
    unknown_in_chain,
)

_BONDS = {
    Chem.BondType.SINGLE,
    Chem.BondType.DOUBLE,
    Chem.BondType.TRIPLE,
    Chem.BondType.QUADRUPLE,
    Chem.BondType.AROMATIC,
    Chem.BondType.DATIVE,
    Chem.BondType.DATIVEONE,
    Chem.BondType.DATIVEL,
    Chem.BondType.DATIVER,
    Chem.BondType.ZERO,
    Chem.BondType.HYDROGEN,
}
_POLYMER_BRACKETS = {"SRU", "COP", "CRO", "GRA", "MER", "MON", "MOD", "ANY"}
_LETTERS = {"[!#1]": "A", "[!H]": "A", "[!#6&!#1]": "Q", "[!#6;!#1]": "Q"}
_NOT_CHEMICAL = {"A", "Q", "X", "M", "AH", "QH", "XH", "MH"}


def check_is_a_molecule(mol: Chem.Mol) -> list[str]:
    """What was read otherwise: open ends as carbons; in words.

    Raises UnusableRow for what stands for several molecules.
    """
    for bond in mol.GetBonds():
        if bond.HasProp("_MolFileBondEndPts") and bond.HasProp("_MolFileBondAttach"):
            raise UnusableRow(ReasonCode.NOT_A_MOLECULE, problem=POSITION_OPEN)
        if bond.HasQuery() or bond.GetBondType() not in _BONDS:
            problem = ANY_BOND.format(first=bond.GetBeginAtomIdx() + 1, second=bond.GetEndAtomIdx() + 1)
            raise UnusableRow(ReasonCode.NOT_A_MOLECULE, problem=problem)
    ends = []
    for index in range(mol.GetNumAtoms()):
        atom = mol.GetAtomWithIdx(index)
        if atom.GetAtomicNum() and not atom.HasQuery():
            continue
        if atom.GetAtomicNum() or not _is_open_end(atom):
            problem = query_atom(index + 1, _symbol(atom))
            raise UnusableRow(ReasonCode.NOT_A_MOLECULE, problem=problem)
        if atom.GetDegree() != 1 or atom.GetBonds()[0].GetBondType() != Chem.BondType.SINGLE:
            raise UnusableRow(ReasonCode.NOT_A_MOLECULE, problem=unknown_in_chain(index + 1))
        ends.append(index + 1)
    if len(ends) < 2 and _has_brackets(mol):
        raise UnusableRow(ReasonCode.NOT_A_MOLECULE, problem=BRACKETS)
    if ends and is_repeat_unit(mol):
        return [repeat_unit(*ends)]
    return [open_ends(ends)] if ends else []


def is_repeat_unit(mol: Chem.Mol) -> bool:
    """Whether a drawing is one unit of a polymer: it has two open ends without a name or number."""
    ends = _open_ends(mol)
    return (
        len(ends) == 2
        and len(Chem.GetMolFrags(mol)) == 1
        and all(end.GetIsotope() == 0 and _symbol(end) == "*" for end in ends)
    )


def with_closed_ends(mol: Chem.Mol) -> Chem.Mol:
    """What a structure with open ends is taken for: it goes on with carbon, or with further repeat units.

    The atoms of the drawing keep their properties; atoms that are added have none.
    """
    closed = Chem.RWMol(_three_units(mol) if is_repeat_unit(mol) else mol)
    for atom in _open_ends(closed):
        atom.SetAtomicNum(6)
        atom.SetIsotope(0)
        atom.SetNoImplicit(False)
    Chem.SanitizeMol(closed)
    return closed.GetMol()


def _three_units(mol: Chem.Mol) -> Chem.Mol:
    """The unit with one like it at each end."""
    further = Chem.Mol(mol)
    for atom in further.GetAtoms():
        for name in atom.GetPropsAsDict():
            atom.ClearProp(name)
    chain = Chem.RWMol(Chem.CombineMols(Chem.CombineMols(further, mol), further))
    size = mol.GetNumAtoms()
    head, tail = (end.GetIdx() for end in _open_ends(mol))
    for unit in (0, size):
        ends = (unit + tail, unit + size + head)
        inner = [chain.GetAtomWithIdx(end).GetNeighbors()[0] for end in ends]
        for atom in inner:
            atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
        chain.AddBond(inner[0].GetIdx(), inner[1].GetIdx(), Chem.BondType.SINGLE)
    for index in sorted((tail, size + head, size + tail, 2 * size + head), reverse=True):
        chain.RemoveAtom(index)
    return chain.GetMol()


def _open_ends(mol: Chem.Mol) -> list[Chem.Atom]:
    return [atom for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]


def _is_open_end(atom: Chem.Atom) -> bool:
    """Whether an atom without element is an end (`*`, R, R1), not one that stands for several elements."""
    if _symbol(atom) in _NOT_CHEMICAL:
        return False
    return not atom.HasQuery() or _symbol(atom) == "*" or _is_star(atom)


def _symbol(atom: Chem.Atom) -> str:
    for name in ("atomLabel", "dummyLabel"):
        if atom.HasProp(name):
            return str(atom.GetProp(name)).removesuffix("_e").removesuffix("_p")
    return _LETTERS.get(atom.GetSmarts(), "*" if _is_star(atom) else "a list")


def _is_star(atom: Chem.Atom) -> bool:
    return str(atom.GetSmarts()).lstrip("[0123456789").rstrip("]").split(":")[0] == "*"


def _has_brackets(mol: Chem.Mol) -> bool:
    return any(
        group.HasProp("TYPE") and group.GetProp("TYPE") in _POLYMER_BRACKETS
        for group in Chem.GetMolSubstanceGroups(mol)
    )
