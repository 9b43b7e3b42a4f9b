"""Structures that a chemist may have drawn in place of the right one."""

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.training.wrong_structures import WrongKind, wrong_structure

BOC_PHENYLALANINE_ESTER = "CC(C)(C)OC(=O)NC(Cc1ccccc1)C(=O)OC"
TESTOSTERONE = "C[C@]12CC[C@H]3[C@@H](CCC4=CC(=O)CC[C@]34C)[C@@H]1CC[C@@H]2O"


def _drawn(smiles, kind, draws=20):
    right = parse_structure(smiles)
    wrong = [wrong_structure(right, kind, np.random.default_rng(seed)) for seed in range(draws)]
    return right, [each for each in wrong if each is not None]


def test_a_protecting_group_is_forgotten_or_drawn_too_many():
    _, too_few = _drawn(BOC_PHENYLALANINE_ESTER, WrongKind.GROUP_TOO_FEW)
    assert Chem.CanonSmiles("NC(Cc1ccccc1)C(=O)OC") in {each.smiles for each in too_few}
    _, too_many = _drawn("NC(Cc1ccccc1)C(=O)OC", WrongKind.GROUP_TOO_MANY)
    assert Chem.CanonSmiles(BOC_PHENYLALANINE_ESTER) in {each.smiles for each in too_many}


def test_a_moved_substituent_keeps_the_formula():
    right, moved = _drawn("CC(=O)Oc1ccccc1C(=O)O", WrongKind.MOVED_SUBSTITUENT)
    assert {CalcMolFormula(each.mol) for each in moved} == {CalcMolFormula(right.mol)}
    assert {each.smiles for each in moved} == {"CC(=O)Oc1ccc(C(=O)O)cc1", "CC(=O)Oc1cccc(C(=O)O)c1"}


def test_a_homologue_has_one_carbon_more_or_less():
    right, homologues = _drawn("CCCCOC(C)=O", WrongKind.HOMOLOGUE)
    assert {len(each.carbons) - len(right.carbons) for each in homologues} == {-1, 1}


def test_an_epimer_keeps_the_constitution_and_is_no_mirror_image():
    right, epimers = _drawn(TESTOSTERONE, WrongKind.EPIMER)
    flat = Chem.MolToSmiles(right.mol, isomericSmiles=False)
    assert {Chem.MolToSmiles(each.mol, isomericSmiles=False) for each in epimers} == {flat}
    assert all(each.smiles != right.smiles for each in epimers)


@pytest.mark.parametrize(
    "smiles, kind",
    [
        ("c1ccccc1", WrongKind.MOVED_SUBSTITUENT),
        ("CCO", WrongKind.EPIMER),
        ("C[C@H](O)CC", WrongKind.EPIMER),  # its only epimer is the mirror image
        ("CCO", WrongKind.GROUP_TOO_FEW),
    ],
)
def test_where_nothing_can_be_wrong_in_this_way_there_is_no_structure(smiles, kind):
    assert not _drawn(smiles, kind)[1]


def test_wrong_structures_are_never_the_right_one():
    for kind in WrongKind:
        right, wrong = _drawn(BOC_PHENYLALANINE_ESTER, kind)
        assert right.smiles not in {each.smiles for each in wrong}


def test_the_same_seed_draws_the_same_structure():
    right = parse_structure(BOC_PHENYLALANINE_ESTER)
    one, other = (
        wrong_structure(right, WrongKind.GROUP_TOO_MANY, np.random.default_rng(3)) for _ in range(2)
    )
    assert one.smiles == other.smiles
