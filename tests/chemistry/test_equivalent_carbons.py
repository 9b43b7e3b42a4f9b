"""Carbons that are equivalent by symmetry, resonance or fast tautomerism are one class, others are not."""

import numpy as np
import pytest

from kmaid_nodes.chemistry.structure import parse_structure


def classes(smiles):
    return len(set(parse_structure(smiles).symmetry_class.tolist()))


@pytest.mark.parametrize(
    ("name", "smiles", "signals"),
    [
        ("IMes.HCl", "[Cl-].Cc1cc(C)c(c(C)c1)-[n+]1ccn(c1)-c1c(C)cc(C)cc1C", 8),
        ("SIMes.HCl", "[Cl-].Cc1cc(C)c(c(C)c1)N1CC[N+](=C1)c1c(C)cc(C)cc1C", 8),
        ("1,3-dimethylimidazolium", "C[n+]1ccn(C)c1.[I-]", 3),
        ("pyrazole", "c1cc[nH]n1", 2),
        ("3,5-dimethylpyrazole", "Cc1cc(C)n[nH]1", 3),
        ("imidazole", "c1c[nH]cn1", 2),
        ("benzimidazole", "c1ccc2[nH]cnc2c1", 4),
        ("benzotriazole", "c1ccc2[nH]nnc2c1", 3),
        ("1,2,3-triazole", "c1c[nH]nn1", 1),
        ("1,2,4-triazole", "c1nc[nH]n1", 1),
        ("tetramethylguanidine", "CN(C)C(=N)N(C)C", 2),
        ("2-methylimidazoline", "CC1=NCCN1", 3),
        ("1,3-diphenyltriazene", "c1ccc(cc1)N=NNc1ccccc1", 4),
        ("acetylacetone, enol", "CC(O)=CC(C)=O", 3),
        ("acetylacetonate", "CC([O-])=CC(C)=O.[Na+]", 3),
        ("dimedone, enol", "CC1(C)CC(O)=CC(=O)C1", 5),
        ("curcumin", "COc1cc(C=CC(O)=CC(=O)C=Cc2ccc(O)c(OC)c2)ccc1O", 11),
        ("a diketimine", "CC(Nc1ccccc1)=CC(C)=Nc1ccccc1", 7),
        ("tropolone", "O=c1cccccc1O", 4),
        ("tropylium", "C1=CC=C[CH+]C=C1", 1),
        ("naphthazarin", "O=C1C=CC(=O)c2c(O)ccc(O)c12", 3),
        ("cyclopentadienide", "[CH-]1C=CC=C1.[Na+]", 1),
        ("a cyanine", "CN(C)C=CC=[N+](C)C", 3),
        ("hydrogen phthalate", "OC(=O)c1ccccc1C(=O)[O-].[K+]", 4),
        ("hydrogen succinate", "OC(=O)CCC(=O)[O-].[Na+]", 2),
        ("sodium diacetate", "CC(=O)O.CC(=O)[O-].[Na+]", 2),
        ("dihydrogen citrate", "OC(=O)CC(O)(C(=O)[O-])CC(=O)O.[Na+]", 4),
        ("piperazinium", "C1C[NH2+]CCN1", 1),
        ("fluorescein dianion", "O=C([O-])c1ccccc1-c1c2ccc(=O)cc-2oc2cc([O-])ccc12", 14),
        ("nitrobenzene", "O=[N+]([O-])c1ccccc1", 4),
    ],
)
def test_halves_that_interchange_are_one_class(name, smiles, signals):
    assert classes(smiles) == signals


@pytest.mark.parametrize(
    ("name", "smiles", "signals"),
    [
        ("4-methylimidazole", "Cc1c[nH]cn1", 4),
        ("indazole", "c1ccc2[nH]ncc2c1", 7),
        ("1-methylbenzimidazole", "Cn1cnc2ccccc12", 8),
        ("1-methylpyrazole", "Cn1cccn1", 4),
        ("acetylacetone, ketone", "CC(=O)CC(C)=O", 3),
        ("4-hydroxycyclohexanone", "O=C1CCC(O)CC1", 4),
        ("hydroxyquinone", "O=C1C=C(O)C(=O)C=C1O", 3),
        ("2,5-dihydroxyterephthalaldehyde", "O=Cc1cc(O)c(C=O)cc1O", 4),
        ("methoxytropone", "COc1cccccc1=O", 8),
        ("salicylaldehyde", "O=Cc1ccccc1O", 7),
        ("4-hydroxypentenone", "CC(=O)C=CC(C)O", 6),
        ("an enol ether", "COC(C)=CC(C)=O", 6),
        ("an acyl dimedone", "CC(=O)C1=C(O)CC(C)(C)CC1=O", 9),
        ("triethylammonium acetate", "CC(=O)[O-].CC[NH+](CC)CC", 4),
        ("sodium hydrogen succinate, one methyl", "CC(CC(=O)[O-])C(=O)O.[Na+]", 5),
        ("p-benzoquinone", "O=C1C=CC(=O)C=C1", 2),
        ("caffeine", "Cn1c(=O)c2c(ncn2C)n(C)c1=O", 8),
    ],
)
def test_what_does_not_interchange_stays_apart(name, smiles, signals):
    assert classes(smiles) == signals


@pytest.mark.parametrize("drawings", [("c1cc[nH]n1", "c1ccn[nH]1"), ("CC(O)=CC(C)=O", "CC(=O)C=C(C)O")])
def test_the_carbon_that_stands_for_a_class_does_not_depend_on_the_order_of_the_atoms(drawings):
    stands = []
    for drawing in drawings:
        structure = parse_structure(drawing)
        atoms = [structure.mol.GetAtomWithIdx(int(structure.carbons[k])) for k in structure.first_of_class]
        stands.append(sorted(surroundings(atom) for atom in atoms))
    assert stands[0] == stands[1]


def surroundings(atom):
    return [atom.GetTotalNumHs(), *sorted((n.GetSymbol(), n.GetTotalNumHs()) for n in atom.GetNeighbors())]


def test_of_an_ordinary_molecule_the_first_carbon_stands_for_its_class():
    toluene = parse_structure("Cc1ccccc1")
    assert toluene.representatives is None
    assert toluene.first_of_class.tolist() == [0, 1, 2, 3, 4]
    assert np.array_equal(toluene.symmetry_class[toluene.first_of_class], np.arange(5))
