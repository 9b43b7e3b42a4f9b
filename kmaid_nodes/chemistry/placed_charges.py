"""The charge of amidinium, azolium and cyclopentadienide ions on one atom, wherever it is drawn."""

from __future__ import annotations

from rdkit import Chem

from kmaid_nodes.chemistry.atom_charge import set_charge

_AMIDINIUM = Chem.MolFromSmarts("[NX3;+0]-;!@,@[#6;!a]=[NX3;+1;!$(N~[-])]")
_AZOLIUM = Chem.MolFromSmarts("[n;X3;+1;r5]")
_CARBANION = Chem.MolFromSmarts("[c;X3;-1;r5]")
_SINGLE, _DOUBLE = Chem.BondType.SINGLE, Chem.BondType.DOUBLE


def place_charges(mol: Chem.RWMol) -> bool:
    """Moves such charges to the atom that ranks first, in place; whether any moved.

    An amidinium carries it on the nitrogen with the most hydrogens (nmrshiftdb2 has `NC(=[NH2+])Ar`), an
    azolium likewise, a cyclopentadienide on the substituted carbon; then canonical ranks decide.
    """
    azolium = mol.GetSubstructMatches(_AZOLIUM)
    amidinium = mol.GetSubstructMatches(_AMIDINIUM)
    carbanions = mol.GetSubstructMatches(_CARBANION)
    if not azolium and not amidinium and not carbanions:
        return False
    ranks = _ranks_without_charges(mol)
    changed = False
    for carbon, charged in {(match[1], match[2]) for match in amidinium}:
        changed |= _place_amidinium(mol, carbon, charged, ranks)
    rings = mol.GetRingInfo().AtomRings()
    for element, sites, charge in ((7, azolium, 1), (6, carbanions, -1)):
        for (index,) in sites:
            changed |= _place_in_ring(mol, index, element, charge, rings, ranks)
    return changed


def _place_amidinium(mol: Chem.RWMol, carbon: int, charged: int, ranks: list[int]) -> bool:
    if mol.GetAtomWithIdx(charged).GetFormalCharge() != 1:
        return False
    nitrogens = [
        atom
        for atom in mol.GetAtomWithIdx(carbon).GetNeighbors()
        if atom.GetAtomicNum() == 7
        and atom.GetTotalDegree() == 3
        and all(n.GetFormalCharge() >= 0 for n in atom.GetNeighbors())
        and not atom.GetIsAromatic()
        and (atom.GetIdx() == charged or atom.GetFormalCharge() == 0)
        and all(
            b.GetBondType() == _SINGLE for b in atom.GetBonds() if b.GetOtherAtomIdx(atom.GetIdx()) != carbon
        )
    ]
    best = min(nitrogens, key=lambda a: (-a.GetTotalNumHs(), ranks[a.GetIdx()])).GetIdx()
    if (ranks[best], mol.GetAtomWithIdx(best).GetTotalNumHs()) == (
        ranks[charged],
        mol.GetAtomWithIdx(charged).GetTotalNumHs(),
    ):
        return False
    for index, bond_type, charge in ((charged, _SINGLE, 0), (best, _DOUBLE, 1)):
        set_charge(mol.GetAtomWithIdx(index), charge)
        bond = mol.GetBondBetweenAtoms(index, carbon)
        bond.SetBondType(bond_type)
        bond.SetStereo(Chem.BondStereo.STEREONONE)
    return True


def _place_in_ring(
    mol: Chem.RWMol,
    index: int,
    element: int,
    charge: int,
    rings: tuple[tuple[int, ...], ...],
    ranks: list[int],
) -> bool:
    ring = next((ring for ring in rings if index in ring and len(ring) == 5), ())
    atoms = [mol.GetAtomWithIdx(i) for i in ring]
    if element == 6 and any(a.GetAtomicNum() != 6 for a in atoms):
        return False
    if any(a.GetFormalCharge() for a in atoms if a.GetIdx() != index):
        return False
    sites = [a for a in atoms if a.GetAtomicNum() == element and a.GetTotalDegree() == 3]
    sign = -1 if element == 7 else 1
    best = min(sites, key=lambda a: (sign * a.GetTotalNumHs(), ranks[a.GetIdx()])).GetIdx()
    key = mol.GetAtomWithIdx(index).GetTotalNumHs(), ranks[index]
    if key == (mol.GetAtomWithIdx(best).GetTotalNumHs(), ranks[best]):
        return False
    set_charge(mol.GetAtomWithIdx(index), 0)
    set_charge(mol.GetAtomWithIdx(best), charge)
    return True


def _ranks_without_charges(mol: Chem.RWMol) -> list[int]:
    plain = Chem.RWMol(mol)
    for atom in plain.GetAtoms():
        if atom.GetFormalCharge():
            set_charge(atom, 0)
    for bond in plain.GetBonds():
        bond.SetBondType(_SINGLE)
        bond.SetIsAromatic(False)
    plain.UpdatePropertyCache(False)
    return list(Chem.CanonicalRankAtoms(plain, breakTies=False, includeChirality=False))
