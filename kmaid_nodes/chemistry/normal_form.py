"""One compound, one structure: the form in which a compound is given to the network, however it is drawn."""

from __future__ import annotations

from rdkit import Chem

from kmaid_nodes.chemistry.charge_separation import charge_dative_bonds, join_charges
from kmaid_nodes.chemistry.missing_charges import add_charges_of_onium
from kmaid_nodes.chemistry.placed_charges import place_charges
from kmaid_nodes.chemistry.protons import ionise_beside_metals, place_protons
from kmaid_nodes.chemistry.salts import METALS, bind_alkyls, separate_ions

# Metals and boron, and atoms that RDKit filled up with hydrogen.
_OTHERWISE = Chem.MolFromSmarts(
    f"[#5,{','.join(f'#{z}' for z in sorted(METALS))},"
    "$([#15,#33;X5;!H0]),$([#16,#34;X3;!H0]),$([#53;X2;!H0])]"
)
# Charges apart from those of nitro groups, N-oxides and azides.
_CHARGE_APART = Chem.MolFromSmarts(
    "[$([+;!$([N+](=O)[O-]);!$([n+][O-]);!$([N+](=[N-])=[N,C])]),"
    "$([-;!$([O-][N+]=O);!$([O-][n+]);!$([N-]=[N+]=[N,C])])]"
)


def normal_form(mol: Chem.Mol, unusual: bool) -> tuple[Chem.Mol, list[str]]:
    """The molecule in the normal form, with its atoms in the same order, and what was supplied, in words.

    mol: sanitised, without explicit hydrogens; unusual: whether it may have charges, metals and the like. The
    same object comes back where nothing is to be changed.
    """
    several = mol.GetNumAtoms() - mol.GetNumBonds() + mol.GetRingInfo().NumRings() > 1
    if not several and not (
        unusual and (mol.HasSubstructMatch(_CHARGE_APART) or mol.HasSubstructMatch(_OTHERWISE))
    ):
        return mol, []
    changed = Chem.RWMol(mol)
    done = add_charges_of_onium(changed) + ionise_beside_metals(changed)
    steps = bool(done)
    if steps:
        Chem.SanitizeMol(changed)
    metals = [a.GetIdx() for a in changed.GetAtoms() if a.GetAtomicNum() in METALS]
    for change in (separate_ions, bind_alkyls) if metals else ():
        if change(changed, metals):
            Chem.SanitizeMol(changed)
            steps = True
    if charge_dative_bonds(changed):
        Chem.SanitizeMol(changed)
        steps = True
    charged = [a.GetIdx() for a in changed.GetAtoms() if a.GetFormalCharge()]
    if join_charges(changed, charged):
        Chem.SanitizeMol(changed)
        steps = True
    if (several or metals or charged) and place_protons(changed):
        Chem.SanitizeMol(changed)
        steps = True
    if charged and place_charges(changed):
        steps = True
    if not steps:
        return mol, done
    return _finished(changed), done


def _finished(mol: Chem.RWMol) -> Chem.Mol:
    """Hydrogens counted as RDKit does of itself, stereochemistry anew."""
    Chem.SanitizeMol(mol)
    for atom in mol.GetAtoms():
        if atom.GetNoImplicit() and atom.GetFormalCharge() == 0 and not atom.GetIsAromatic():
            hydrogens = atom.GetTotalNumHs()
            explicit = atom.GetNumExplicitHs()
            atom.SetNoImplicit(False)
            atom.SetNumExplicitHs(0)
            atom.UpdatePropertyCache(False)
            if atom.GetTotalNumHs() != hydrogens:
                atom.SetNoImplicit(True)
                atom.SetNumExplicitHs(explicit)
                atom.UpdatePropertyCache(False)
    Chem.SanitizeMol(mol)
    Chem.AssignStereochemistry(mol, cleanIt=True, force=True)
    return mol.GetMol()
