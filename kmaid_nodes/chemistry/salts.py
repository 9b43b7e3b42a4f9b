"""Salts drawn with bonds to the metal, or metallocenes drawn with them, as ions."""

from __future__ import annotations

from rdkit import Chem

# The network knows salts as ions (sodium acetate drawn covalent is predicted as an ester, 12 ppm off), and
# alkyls of the same metals with their bonds (nine of nmrshiftdb2, none as ions).
_CHARGE = {3: 1, 11: 1, 19: 1, 37: 1, 55: 1, 12: 2, 20: 2, 38: 2, 56: 2}
_ALWAYS_IONIC = set(_CHARGE)
_MOST_CHARGE = 4
_DATIVE = (Chem.BondType.DATIVE, Chem.BondType.ZERO)
_IN_SIMPLE_SALTS = {
    13,
    21,
    24,
    25,
    26,
    27,
    28,
    29,
    30,
    39,
    46,
    47,
    48,
    57,
    58,
    60,
    62,
    63,
    64,
    70,
    71,
    80,
    81,
    82,
}
_ACID_ATOMS = {7, 8, 9, 16, 17, 34, 35, 53}
_CARBON, _NITROGEN, _OXYGEN = 6, 7, 8
_HALOGENS = {9, 17, 35, 53}
_ALKYL_METALS = {3, 11, 19, 12, 30}
# Carbanions that nothing stabilises: alkyl, aryl, vinyl and alkynyl.
_CARBANION = Chem.MolFromSmarts(
    "[#6;-;!r5;!$(*~[+]);!$([C-]#N);!$([C-;X3]([#6])[#6]);!$([C-][#6]=,#[O,N,S]);!$([C-][S,P,N]);!$([CX3-]-[#6]=,:*)"
    ",$([c-;r6;H0])]"
)
_HALIDE = Chem.MolFromSmarts("[Cl-,Br-,I-;D0]")
METALS = _ALWAYS_IONIC | _IN_SIMPLE_SALTS | {
    *range(22, 32), *range(40, 51), *range(72, 84), *range(59, 72)
}  # fmt: skip


def separate_ions(mol: Chem.RWMol, metals: list[int]) -> bool:
    """Salts and metallocenes among the bonds of these metals become ions, in place; whether any did.

    mol: its aromatic rings perceived; it needs to be sanitised again after a change.
    """
    changed = False
    for index in metals:
        metal = mol.GetAtomWithIdx(index)
        for ring in _rings_bound_by_all_atoms(mol, metal):
            _release_ring(mol, metal, ring)
            changed = True
        for other in _ionic_partners(metal):
            bond = mol.GetBondBetweenAtoms(index, other.GetIdx())
            shared = bond.GetBondType() not in _DATIVE and other.GetFormalCharge() == 0
            mol.RemoveBond(index, other.GetIdx())
            if shared:
                most = _CHARGE.get(metal.GetAtomicNum(), _MOST_CHARGE)
                metal.SetFormalCharge(min(metal.GetFormalCharge() + 1, most))
                other.SetFormalCharge(-1)
            metal.SetNoImplicit(True)
            changed = True
    return changed


def bind_alkyls(mol: Chem.RWMol, metals: list[int]) -> bool:
    """Organolithium and Grignard compounds drawn as ions get their bonds, in place; whether any did."""
    carbanions = [index for (index,) in mol.GetSubstructMatches(_CARBANION)]
    halides = [index for (index,) in mol.GetSubstructMatches(_HALIDE)]
    changed = False
    for index in metals:
        metal = mol.GetAtomWithIdx(index)
        if metal.GetAtomicNum() not in _ALKYL_METALS or metal.GetDegree() or not carbanions:
            continue
        while metal.GetFormalCharge() > 0 and (carbanions or halides):
            other = mol.GetAtomWithIdx((carbanions or halides).pop(0))
            mol.AddBond(index, other.GetIdx(), Chem.BondType.SINGLE)
            metal.SetFormalCharge(metal.GetFormalCharge() - 1)
            hydrogens = other.GetTotalNumHs()
            other.SetFormalCharge(0)
            other.SetNumExplicitHs(hydrogens)
            other.SetNoImplicit(True)
            changed = True
    return changed


def _ionic_partners(metal: Chem.Atom) -> list[Chem.Atom]:
    neighbours = list(metal.GetNeighbors())
    if not neighbours:
        return []
    simple = all(
        bond.GetBondType() == Chem.BondType.SINGLE and _is_acid_atom(bond.GetOtherAtom(metal))
        for bond in metal.GetBonds()
    )
    if metal.GetAtomicNum() in _ALWAYS_IONIC:
        if any(n.GetAtomicNum() == _CARBON and not _is_cyanide(n) for n in neighbours):
            return []  # organolithium and Grignard compounds
        if metal.GetTotalDegree() > 2 and any(n.GetAtomicNum() == _NITROGEN for n in neighbours):
            return []  # chlorophyll and other complexes
        return [n for n in neighbours if _is_acid_atom(n) or _is_donor(metal, n)]
    if metal.GetAtomicNum() in _IN_SIMPLE_SALTS and simple and metal.GetFormalCharge() == 0:
        acids = [n for n in neighbours if n.GetAtomicNum() == _OXYGEN and _is_of_acid(n, metal)]
        halides = [n for n in neighbours if n.GetAtomicNum() in _HALOGENS]
        if acids and len(acids) + len(halides) == len(neighbours):
            return neighbours
    return []


def _is_donor(metal: Chem.Atom, other: Chem.Atom) -> bool:
    bond = metal.GetOwningMol().GetBondBetweenAtoms(metal.GetIdx(), other.GetIdx())
    return bond.GetBondType() in _DATIVE


def _is_acid_atom(atom: Chem.Atom) -> bool:
    element = atom.GetAtomicNum()
    if element in _ACID_ATOMS:
        most = 1 if element in _HALOGENS else 3 if element == _NITROGEN else 2
        return bool(atom.GetDegree() <= most)
    return _is_cyanide(atom)


def _is_cyanide(atom: Chem.Atom) -> bool:
    return bool(atom.GetAtomicNum() == _CARBON) and any(
        b.GetBondType() == Chem.BondType.TRIPLE and b.GetOtherAtom(atom).GetAtomicNum() == _NITROGEN
        for b in atom.GetBonds()
    )


def _is_of_acid(oxygen: Chem.Atom, metal: Chem.Atom) -> bool:
    """An oxygen of a carboxylate, sulfonate, phosphate or nitrate."""
    return any(
        bond.GetBondType() == Chem.BondType.DOUBLE and bond.GetOtherAtom(centre).GetAtomicNum() == _OXYGEN
        for centre in oxygen.GetNeighbors()
        if centre.GetIdx() != metal.GetIdx()
        for bond in centre.GetBonds()
    )


def _rings_bound_by_all_atoms(mol: Chem.Mol, metal: Chem.Atom) -> list[tuple[int, ...]]:
    """The five-membered carbon rings of which the metal binds every atom."""
    carbons = {n.GetIdx() for n in metal.GetNeighbors() if n.GetAtomicNum() == _CARBON}
    if len(carbons) < 5:
        return []
    found: list[tuple[int, ...]] = []
    for start in sorted(carbons):
        if any(start in ring for ring in found):
            continue
        ring = _ring_from(mol, start, carbons)
        if ring:
            found.append(ring)
    return found


def _ring_from(mol: Chem.Mol, start: int, carbons: set[int]) -> tuple[int, ...]:
    paths: list[tuple[int, ...]] = [(start,)]
    for _ in range(4):
        paths = [
            (*path, n.GetIdx())
            for path in paths
            for n in mol.GetAtomWithIdx(path[-1]).GetNeighbors()
            if n.GetIdx() in carbons and n.GetIdx() not in path
        ]
    return next((p for p in paths if mol.GetBondBetweenAtoms(p[-1], start) is not None), ())


def _release_ring(mol: Chem.RWMol, metal: Chem.Atom, ring: tuple[int, ...]) -> None:
    """The ring as cyclopentadienide: aromatic, its charge on the first atom, the metal one charge higher."""
    charged = any(mol.GetAtomWithIdx(i).GetFormalCharge() < 0 for i in ring)
    for k, index in enumerate(ring):
        mol.RemoveBond(metal.GetIdx(), index)
        atom = mol.GetAtomWithIdx(index)
        atom.SetNumExplicitHs(3 - atom.GetDegree())
        atom.SetNoImplicit(True)
        atom.SetIsAromatic(True)
        atom.SetFormalCharge(0 if k else -1)
        atom.SetNumRadicalElectrons(0)
        bond = mol.GetBondBetweenAtoms(index, ring[k - 1])
        bond.SetBondType(Chem.BondType.AROMATIC)
        bond.SetIsAromatic(True)
    metal.SetNoImplicit(True)
    metal.SetNumExplicitHs(0)
    metal.SetNumRadicalElectrons(0)
    if not charged:
        metal.SetFormalCharge(metal.GetFormalCharge() + 1)
