import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import rdDepictor

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.report.layout import BOND_LENGTH, by_rdkit, computed_layout, flat_copy
from kmaid_nodes.report.layout_flaws import layout_flaws
from kmaid_nodes.report.skeletons import skeleton_matches, skeletons

CYCLOSPORIN_A = (
    "CC[C@H]1C(=O)N(CC(=O)N([C@H](C(=O)N[C@H](C(=O)N([C@H](C(=O)N[C@H](C(=O)N[C@@H](C(=O)N([C@H](C(=O)"
    "N([C@H](C(=O)N([C@H](C(=O)N([C@H](C(=O)N1)[C@@H]([C@H](C)C/C=C/C)O)C)C(C)C)C)CC(C)C)C)CC(C)C)C)C)C)"
    "CC(C)C)C)C(C)C)CC(C)C)C)C"
)
CAMPHOR = "C[C@@]12CC[C@@H](C1(C)C)CC2=O"
# A skeleton each, of a natural product or drug that has it.
EXAMPLES = {
    "steroid": "C[C@]12CC[C@H]3[C@H]([C@@H]1CC[C@@H]2O)CCC4=CC(=O)CC[C@]34C",
    "spirostan": "C[C@@H]1CC[C@@]2(OC1)O[C@H]1C[C@H]3[C@@H]4CC=C5C[C@@H](O)CC[C@]5(C)[C@H]4CC[C@]3(C)"
    "[C@H]1[C@@H]2C",
    "lupane": "CC(=C)[C@@H]1CC[C@]2(C)[C@H]1[C@H]1CC[C@@H]3[C@@]4(C)CC[C@H](O)C(C)(C)[C@@H]4CC[C@@]3(C)"
    "[C@]1(C)CC2",
    "oleanane": "CC1(C)CC[C@]2(CC[C@@]3(C)C(=CC[C@@H]4[C@@]5(C)CC[C@H](O)C(C)(C)[C@@H]5CC[C@]43C)[C@@H]2C1)"
    "C(O)=O",
    "4,5-epoxymorphinan": "COc1ccc2C[C@H]3N(C)CC[C@@]45[C@@H](Oc1c24)[C@@H](O)C=C[C@@H]35",
    "flavonoid": "O=c1c(O)c(-c2ccc(O)c(O)c2)oc2cc(O)cc(O)c12",
    "isoflavonoid": "O=c1c(-c2ccc(O)cc2)coc2cc(O)cc(O)c12",
    "coumarin": "O=C1Oc2ccccc2C=C1",
    "cephem with its amide": "CC1=C(N2[C@@H]([C@@H](C2=O)NC(=O)[C@@H](c2ccccc2)N)SC1)C(O)=O",
    "purine": "Cn1cnc2c1c(=O)n(C)c(=O)n2C",
    "pyranose": "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O",
    "furanose": "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H]1O",
    "indole": "NCCc1c[nH]c2ccccc12",
    "quinoline": "Cc1ccnc2ccccc12",
    "bornane": CAMPHOR,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_skeleton_lies_as_its_template_does(name: str) -> None:
    mol = parse_structure(EXAMPLES[name]).mol
    match = next(skeleton_matches(mol))
    assert match.skeleton.name == name
    xy = computed_layout(mol).mol.GetConformer().GetPositions()[:, :2]
    matches = [(list(m.atoms), np.array(m.skeleton.xy)) for m in skeleton_matches(mol)]
    off = [np.abs((xy[a] - xy[a].mean(0)) - (want - want.mean(0))).max() for a, want in matches]
    assert min(off) < 0.01 * BOND_LENGTH


def test_every_skeleton_has_bonds_of_about_one_length() -> None:
    for skeleton in skeletons():
        xy = np.array(skeleton.xy)
        for bond in skeleton.query.GetBonds():
            length = np.hypot(*(xy[bond.GetBeginAtomIdx()] - xy[bond.GetEndAtomIdx()])) / BOND_LENGTH
            shortest = 0.5 if skeleton.name == "bornane" else 0.75  # its bridge is seen in perspective
            assert shortest < length < 1.3, skeleton.name


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_layout_of_a_natural_product_has_no_atom_on_another(name: str) -> None:
    assert layout_flaws(computed_layout(parse_structure(EXAMPLES[name]).mol).mol).overlaps == 0


def test_a_cyclic_peptide_has_the_angles_of_a_chain_and_is_no_circle() -> None:
    mol = Chem.MolFromSmiles(CYCLOSPORIN_A)
    assert layout_flaws(by_rdkit(mol)).stretched > 5
    assert layout_flaws(computed_layout(mol).mol).stretched == 0


def test_a_cycloalkyne_may_be_straight_at_its_triple_bond() -> None:
    mol = Chem.MolFromSmiles("C1CCCCC#CCCCCC1")
    assert layout_flaws(by_rdkit(mol)).badness < 2


def at(smiles: str, *xy: tuple[float, float]) -> Chem.Mol:
    mol = Chem.MolFromSmiles(smiles)
    rdDepictor.Compute2DCoords(mol)
    for i, (x, y) in enumerate(xy):
        mol.GetConformer().SetAtomPosition(i, (x, y, 0.0))
    return mol


def test_atoms_that_coincide_and_bonds_that_cross_are_flaws() -> None:
    zigzag = at("CCCC", (0, 0), (1, 0.5), (2, 0), (3, 0.5))
    assert layout_flaws(zigzag).badness == 0
    folded = layout_flaws(at("CCCC", (0, 0), (1, 0), (1, 1), (0.1, 0.1)))
    assert folded.overlaps >= 1
    crossed = layout_flaws(at("CCCC", (0, 0), (2, 0), (1, 1), (1, -1)))
    assert (crossed.crossings, crossed.overlaps) == (1, 0)
    on_bond = layout_flaws(at("CCCC", (0, 0), (2, 0), (2, 1.5), (1, 0.05)))
    assert on_bond.overlaps == 1


def test_one_atom_has_no_flaws() -> None:
    assert layout_flaws(at("C")).badness == 0


def test_layouts_do_not_depend_on_what_was_drawn_before() -> None:
    def drawn() -> list[list[float]]:
        return flat_copy(Chem.MolFromSmiles(CYCLOSPORIN_A)).GetConformer().GetPositions().tolist()

    first = drawn()
    flat_copy(Chem.MolFromSmiles(CAMPHOR))
    assert drawn() == first
