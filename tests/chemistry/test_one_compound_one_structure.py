"""However a compound is drawn, it is the same structure, in the atom order of the drawing."""

import random

import pytest
from rdkit import Chem

from kmaid_nodes.chemistry.structure import parse_structure

SODIUM_ACETATE = "CC(=O)[O-].[Na+]"
DRAWINGS = {
    "sodium acetate": [SODIUM_ACETATE, "CC(=O)O[Na]", "[Na]OC(C)=O", "CC(=O)[O-].[Na]", "CC(=O)O.[Na]"],
    "calcium acetate": ["CC(=O)[O-].CC(=O)[O-].[Ca+2]", "CC(=O)O[Ca]OC(C)=O"],
    "zinc acetate": ["CC(=O)[O-].CC(=O)[O-].[Zn+2]", "CC(=O)O[Zn]OC(C)=O"],
    "silver benzoate": ["O=C([O-])c1ccccc1.[Ag+]", "O=C(O[Ag])c1ccccc1"],
    "potassium tert-butoxide": ["CC(C)(C)[O-].[K+]", "CC(C)(C)O[K]"],
    "sodium saccharin": ["O=C1[N-]S(=O)(=O)c2ccccc12.[Na+]", "O=C1N([Na])S(=O)(=O)c2ccccc12"],
    "benzylammonium chloride": [
        "[Cl-].[NH3+]Cc1ccccc1",
        "NCc1ccccc1.Cl",
        "[H]Cl.NCc1ccccc1",
        "[H+].[Cl-].NCc1ccccc1",
    ],
    "lysine hydrochloride": [
        "[Cl-].[NH3+]CCCCC(N)C(=O)O",
        "Cl.NCCCCC(N)C(=O)O",
        "[Cl-].[NH3+]CCCCC([NH3+])C(=O)[O-]",
        "[Cl-].NCCCCC([NH3+])C(=O)O",
    ],
    "a trifluoroacetate": ["CC[NH3+].[O-]C(=O)C(F)(F)F", "CCN.OC(=O)C(F)(F)F"],
    "a hydrogen maleate": ["CC[NH3+].[O-]C(=O)C=CC(O)=O", "CCN.OC(=O)C=CC(O)=O"],
    "carnitine hydrochloride": ["C[N+](C)(C)CC(O)CC(=O)O.[Cl-]", "C[N+](C)(C)CC(O)CC(=O)[O-].Cl"],
    "glycine": ["NCC(=O)O", "[NH3+]CC(=O)[O-]", "[H]N([H])CC(=O)O[H]"],
    "alanine": ["N[C@@H](C)C(=O)O", "[NH3+][C@@H](C)C(=O)[O-]"],
    "taurine": ["NCCS(=O)(=O)O", "[NH3+]CCS(=O)(=O)[O-]"],
    "monosodium glutamate": [
        "NC(CCC(=O)O)C(=O)[O-].[Na+]",
        "[NH3+]C(CCC(=O)[O-])C(=O)[O-].[Na+]",
        "NC(CCC(=O)[O-])C(=O)O.[Na+]",
        "NC(CCC(=O)O)C(=O)O[Na]",
    ],
    "an ammonium sulfate": ["CC[NH3+].CC[NH3+].[O-]S(=O)(=O)[O-]", "CCN.OS(=O)(=O)O.CCN"],
    "an ammonium citrate": [
        "CC[NH3+].[O-]C(=O)CC(O)(C(=O)O)CC(=O)O",
        "CC[NH3+].OC(=O)CC(O)(C(=O)[O-])CC(=O)O",
        "CCN.OC(=O)CC(O)(C(=O)O)CC(=O)O",
    ],
    "an arylpiperazine hydrochloride": [
        "C[NH+]1CCN(CC1)c1ccncc1.[Cl-]",
        "CN1CCN(CC1)c1cc[nH+]cc1.[Cl-]",
        "CN1CCN(CC1)c1ccncc1.Cl",
    ],
    "butyllithium": ["[Li]CCCC", "[Li+].CCC[CH2-]"],
    "methylmagnesium bromide": ["C[Mg]Br", "[Mg+2].[Br-].[CH3-]"],
    "dimethylformamide": ["CN(C)C=O", "C[N+](C)=C[O-]"],
    "sodium acetylacetonate": ["CC([O-])=CC(C)=O.[Na+]", "CC1=CC(C)=O[Na]O1"],
    "HATU": [
        "CN(C)C(On1nnc2cccnc12)=[N+](C)C.F[P-](F)(F)(F)(F)F",
        "CN(C)C(=[N+](C)C)On1nnc2cccnc12.F[P-](F)(F)(F)(F)F",
    ],
    "DMSO": ["CS(C)=O", "C[S+](C)[O-]"],
    "dimethyl sulfone": ["CS(C)(=O)=O", "C[S+2](C)([O-])[O-]"],
    "a chiral sulfoxide": ["C[S@](=O)c1ccccc1", "C[S@+]([O-])c1ccccc1"],
    "trimethylphosphine oxide": ["CP(C)(C)=O", "C[P+](C)(C)[O-]"],
    "a stabilised ylide": ["CP(C)(C)=CC(C)=O", "C[P+](C)(C)[CH-]C(C)=O", "C[P+](C)(C)C=C(C)[O-]"],
    "nitromethane": ["C[N+](=O)[O-]", "CN(=O)=O", "CN(O)=O"],
    "pyridine N-oxide": ["[O-][n+]1ccccc1", "O=n1ccccc1"],
    "trimethylamine N-oxide": ["C[N+](C)(C)[O-]", "CN(C)(C)=O"],
    "methyl azide": ["CN=[N+]=[N-]", "CN=N#N", "C[N-][N+]#N", "CN=N=N"],
    "a diazoketone": ["CC(=O)C=[N+]=[N-]", "CC(=O)C=N#N", "CC(=O)[CH-][N+]#N", "CC([O-])=C[N+]#N"],
    "phenyl isocyanide": ["[C-]#[N+]c1ccccc1", "C#Nc1ccccc1"],
    "tetramethylammonium chloride": ["C[N+](C)(C)C.[Cl-]", "CN(C)(C)C.Cl", "C[N](C)(C)C.[Cl-]"],
    "a tetrafluoroborate": ["C[N+](C)(C)C.F[B-](F)(F)F", "CN(C)(C)C.FB(F)(F)F"],
    "an adduct of BF3": ["C[N+](C)(C)[B-](F)(F)F", "CN(C)(C)B(F)(F)F", "FB(F)(F)<-N(C)(C)C"],
    "sodium tetraphenylborate": [
        "[Na+].c1ccc(cc1)[B-](c1ccccc1)(c1ccccc1)c1ccccc1",
        "[Na]B(c1ccccc1)(c1ccccc1)(c1ccccc1)c1ccccc1",
    ],
    "an ammonium chloride with a bond": ["CC[NH3+].[Cl-]", "CC[NH3]Cl", "CCN.Cl"],
    "methyltriphenylphosphonium iodide": [
        "C[P+](c1ccccc1)(c1ccccc1)c1ccccc1.[I-]",
        "CP(c1ccccc1)(c1ccccc1)c1ccccc1.I",
    ],
    "N-methylpyridinium iodide": ["C[n+]1ccccc1.[I-]", "Cn1ccccc1.I"],
    "an amidinium": ["CN(C)C=[NH2+]", "C[N+](C)=CN"],
    "an imidazolium": ["C[n+]1ccn(CC)c1", "Cn1cc[n+](CC)c1"],
    "acetylferrocene": [
        "CC(=O)[c-]1cccc1.[Fe+2].c1cc[cH-]c1",
        "CC(=O)C1=C[CH-]C=C1.[CH-]1C=CC=C1.[Fe+2]",
        "CC(=O)[C-]1C=CC=C1.[cH-]1cccc1.[Fe+2]",
    ],
    "ferrocene": [
        "[CH-]1C=CC=C1.[CH-]1C=CC=C1.[Fe+2]",
        "c12->[Fe+2]3456789(<-c1c->3[cH-]->4c->52)<-c1c->6c->7[cH-]->8c->91",
        "[CH]12=[CH]3[CH]4=[CH]5[CH-]1[Fe+2]23451678[CH]2=[CH]1[CH]6=[CH]7[CH-]28",
    ],
    "ethanol": [
        "CCO",
        "[CH3:1][CH2:2][OH:3]",
        "[H]C([H])([H])C([H])([H])O[H]",
        '"CCO"',
        "CCO |c:1| eth",
        "OCC",
    ],
    "pyrrole": ["c1cc[nH]c1", "n1cccc1"],
    "toluene": ["Cc1ccccc1", "CC1=CC=CC=C1", "InChI=1S/C7H8/c1-7-5-3-2-4-6-7/h2-6H,1H3"],
}


@pytest.mark.parametrize("compound", DRAWINGS)
def test_all_drawings_of_a_compound_are_one_structure(compound):
    structures = [parse_structure(drawing) for drawing in DRAWINGS[compound]]
    assert {s.smiles for s in structures} == {structures[0].smiles}
    assert {tuple(sorted(s.symmetry_class.tolist())) for s in structures} == {
        tuple(sorted(structures[0].symmetry_class.tolist()))
    }
    assert {tuple(sorted(s.hydrogens.tolist())) for s in structures} == {
        tuple(sorted(structures[0].hydrogens.tolist()))
    }


@pytest.mark.parametrize(
    "smiles",
    [
        SODIUM_ACETATE,
        "NCC(=O)O",
        "CS(C)=O",
        "C[N+](=O)[O-]",
        "C[NH3+]",
        "CC(=O)[O-]",
        "NC(=[NH2+])c1ccccc1",
        "C=P(c1ccccc1)(c1ccccc1)c1ccccc1",
        "[Li]CCCC",
        "C[Mg]Br",
        "CCN(CC)C(=S)S[Zn]SC(=S)N(CC)CC",
        "CC(=O)O.O",
        "Oc1ccccn1",
        "O=c1cccc[nH]1",
        "CC(=O)CC(C)=O",
        "CC(O)=CC(C)=O",
        "c1ccncc1.CC(=O)O",
    ],
)
def test_what_is_drawn_in_the_normal_form_or_is_another_compound_stays(smiles):
    structure = parse_structure(smiles)
    assert structure.smiles == Chem.CanonSmiles(smiles) and not structure.notes


def test_atom_indices_are_those_of_the_drawing_also_where_bonds_are_cut():
    assert parse_structure("[Na]OC(C)=O").carbon_atom_index.tolist() == [2, 3]
    assert parse_structure("[H]Cl.[H]N([H])C").carbon_atom_index.tolist() == [5]
    assert parse_structure("[H+].[Cl-].CN").carbon_atom_index.tolist() == [2]


def test_a_supplied_charge_is_said_and_an_equivalent_drawing_is_not():
    words = [note.words for note in parse_structure("CN(C)(C)C.Cl").notes]
    assert words == ["positive charge on nitrogen 2", "negative charge on chlorine 6"]
    assert [note.words for note in parse_structure("n1cccc1").notes] == ["H on nitrogen 1"]
    assert not parse_structure("CC(=O)O[Na]").notes and not parse_structure("C[S+](C)[O-]").notes


COMPOUNDS = [
    "CC(C)Cc1ccc(cc1)C(C)C(=O)O",
    "CN1C=NC2=C1C(=O)N(C)C(=O)N2C",
    "CC(=O)Oc1ccccc1C(=O)O",
    "CC(=O)Nc1ccc(O)cc1",
    "COc1ccc2nc(S(=O)Cc3ncc(C)c(OC)c3C)[nH]c2c1",
    "NC(=O)CS(=O)C(c1ccccc1)c1ccccc1",
    "CS(=O)CCCCN=C=S",
    "CCCCP(=O)(CCCC)CCCC",
    "CCOP(=O)(OCC)OCC",
    "O=[N+]([O-])c1ccc(Cl)cc1",
    "CC(C)NCC(O)COc1cccc2ccccc12",
    "CN(C)CCOC(c1ccccc1)c1ccccc1.Cl",
    "OC(=O)CC(O)(CC(O)=O)C(O)=O",
    "NC(Cc1ccccc1)C(=O)O",
    "NC(CO)C(=O)O",
    "NC(Cc1c[nH]c2ccccc12)C(=O)O",
    "NC(CCC(N)=O)C(=O)O",
    "CSCCC(N)C(=O)O",
    "NC(CS)C(=O)O",
    "O=C(O)C1CCCN1",
    "CC(=O)[O-].[Na+]",
    "O=C([O-])c1ccccc1.[K+]",
    "CCCCCCCCCCCCOS(=O)(=O)[O-].[Na+]",
    "CN1CCCC1c1cccnc1",
    "c1ccc(cc1)P(c1ccccc1)c1ccccc1",
    "Cc1ccc(cc1)S(=O)(=O)N",
    "CS(=O)(=O)c1ccc(cc1)C1=C(C(=O)OC1)c1ccccc1",
    "Cn1cnc([N+](=O)[O-])c1",
    "CC1(C)SC2C(NC(=O)Cc3ccccc3)C(=O)N2C1C(=O)O",
    "OCC1OC(O)C(O)C(O)C1O",
    "CC(C)C1CCC(C)CC1O",
    "CC1=CCC(CC1)C(C)=C",
    "CC12CCC3C(CCC4=CC(=O)CCC34C)C1CCC2O",
    "Cc1n[nH]c(C)c1Cc1ccccc1",
    "C[N+](C)(C)CCO.[Cl-]",
    "C[n+]1ccn(C)c1.[I-]",
    "Cc1cc(C)c(-[n+]2ccn(c2)-c2c(C)cc(C)cc2C)c(C)c1.[Cl-]",
    "c1ccc2[nH]cnc2c1",
    "c1ccc2[nH]nnc2c1",
    "CC(=O)C=C(C)O",
    "O=c1cccccc1O",
    "CN(C)C(=N)N(C)C",
    "CN(C)C(=N)NC(N)=N",
    "N#Cc1ccccc1",
    "[C-]#[N+]C1CCCCC1",
    "CCOC(=O)C=[N+]=[N-]",
    "[N-]=[N+]=NCc1ccccc1",
    "CC[N+]([O-])(CC)CC",
    "FC(F)(F)c1ccccc1",
    "ClC(Cl)Cl",
    "BrCCBr",
    "C[Si](C)(C)c1ccccc1",
    "OB(O)c1ccccc1",
    "CC1(C)OB(c2ccccc2)OC1(C)C",
    "C#CCO",
    "C1CC1",
    "C12C3C4C1C5C2C3C45",
    "C1C2CC3CC1CC(C2)C3",
    "O=C1CCCCC1",
    "C1=CC=CC=CC=C1",
    "c1ccc2ccccc2c1",
    "c1ccoc1",
    "CCN(CC)C(=O)c1cccnc1",
    "COC(=O)c1ccccc1N",
    "CC(O)(P(=O)(O)O)P(=O)(O)O",
    "CC(C)OP(C)(=O)F",
    "CN(C)P(=O)(N(C)C)N(C)C",
    "OC(=O)c1ccccc1O",
    "O=C1NC(=O)c2ccccc12",
    "O=C(c1ccccc1)c1ccccc1",
    "CCCCC1C(=O)N(N(C1=O)c1ccccc1)c1ccccc1",
]


def other_drawing(smiles, rng):
    """Another drawing, and for each of its atoms the atom of `smiles`, None for a hydrogen."""
    mol = Chem.RWMol(Chem.MolFromSmiles(smiles))
    for atom in mol.GetAtoms():
        atom.SetIntProp("drawn", atom.GetIdx())
    for pattern, charges in (("[S;X3]=[OX1]", True), ("[PX4]=[OX1]", True), ("[N+]([!-])(=O)[O-]", False)):
        for match in mol.GetSubstructMatches(Chem.MolFromSmarts(pattern)):
            if rng.random() < 0.5:
                centre, oxygen = mol.GetAtomWithIdx(match[0]), mol.GetAtomWithIdx(match[-1])
                centre.SetFormalCharge(1 if charges else 0)
                oxygen.SetFormalCharge(-1 if charges else 0)
                bond = mol.GetBondBetweenAtoms(match[0], match[-1])
                bond.SetBondType(Chem.BondType.SINGLE if charges else Chem.BondType.DOUBLE)
    if mol.HasSubstructMatch(Chem.MolFromSmarts("[NX3;!$(NC=O)]CC(=O)[OH]")) and rng.random() < 0.5:
        nitrogen, _, _, oxygen = mol.GetSubstructMatch(Chem.MolFromSmarts("[NX3;!$(NC=O)]CC[OH]"))
        mol.GetAtomWithIdx(oxygen).SetFormalCharge(-1)
        mol.GetAtomWithIdx(nitrogen).SetFormalCharge(1)
    mol.UpdatePropertyCache(False)
    whole = Chem.AddHs(mol) if rng.random() < 0.4 else mol.GetMol()
    order = list(range(whole.GetNumAtoms()))
    rng.shuffle(order)
    whole = Chem.RenumberAtoms(whole, order)
    drawn = [a.GetIntProp("drawn") if a.HasProp("drawn") else None for a in whole.GetAtoms()]
    if rng.random() < 0.4:
        return Chem.MolToMolBlock(whole, forceV3000=rng.random() < 0.5), drawn
    if rng.random() < 0.5:
        for atom in whole.GetAtoms():
            atom.SetAtomMapNum(atom.GetIdx() + 1)
    text = Chem.MolToSmiles(whole, canonical=False)
    written = whole.GetPropsAsDict(True, True)["_smilesAtomOutputOrder"]
    return text, [drawn[i] for i in written]


@pytest.mark.parametrize("seed", range(6))
def test_random_drawings_give_the_same_structure_and_the_right_atoms(seed):
    rng = random.Random(seed)
    for smiles in COMPOUNDS:
        reference = parse_structure(smiles)
        class_of = dict(zip(reference.carbon_atom_index.tolist(), reference.symmetry_class.tolist()))
        hydrogens = dict(zip(reference.carbon_atom_index.tolist(), reference.hydrogens.tolist()))
        text, drawn = other_drawing(smiles, rng)
        structure = parse_structure(text)
        assert structure.smiles == reference.smiles, text
        atoms = [drawn[i] for i in structure.carbon_atom_index.tolist()]
        assert sorted(atoms) == sorted(class_of), text
        assert [hydrogens[a] for a in atoms] == structure.hydrogens.tolist(), text
        pairs = set(zip(structure.symmetry_class.tolist(), (class_of[a] for a in atoms)))
        assert len(pairs) == len(set(class_of.values())) == len({a for a, _ in pairs}), text
