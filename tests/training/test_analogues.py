"""Analogues of known molecules."""

import pytest
from rdkit import Chem
from rdkit.Chem.rdFMCS import FindMCS

from kmaid_nodes.errors import Cancelled
from kmaid_nodes.training.analogues import analogues
from kmaid_nodes.training.split import TRAIN, inchikey_block, split_of

KNOWN = ["CCOC(=O)c1ccccc1", "CC(C)Cc1ccc(C(C)C(=O)O)cc1", "OC1CCC2CCCCC2C1", "no molecule"]
COMPOUNDS = {inchikey_block(Chem.MolFromSmiles(smiles)) for smiles in KNOWN[:-1]}


def made(wanted: int, seed: int = 0, compounds=COMPOUNDS) -> list[str]:
    return [structure.smiles for structure in analogues(KNOWN, wanted, seed, compounds)]


def test_analogues_are_new_different_and_of_the_training_split():
    blocks = [inchikey_block(Chem.MolFromSmiles(smiles)) for smiles in made(25)]
    assert len(set(blocks)) == len(blocks) == 25
    assert not COMPOUNDS & set(blocks)
    assert {split_of(block) for block in blocks} == {TRAIN}


def test_most_of_an_analogue_is_the_known_molecule():
    known = [Chem.MolFromSmiles(smiles) for smiles in KNOWN[:-1]]
    for smiles in made(10):
        mol = Chem.MolFromSmiles(smiles)
        shared = max(_shared(mol, each) for each in known)
        assert shared >= 0.5, smiles


def _shared(one: Chem.Mol, other: Chem.Mol) -> float:
    return FindMCS([one, other], timeout=2).numAtoms / min(one.GetNumAtoms(), other.GetNumAtoms())


def test_the_same_seed_makes_the_same_analogues():
    assert made(8, 3) == made(8, 3) != made(8, 4)


def test_analogues_of_other_splits_are_not_made_again():
    first = made(5)
    others = {inchikey_block(Chem.MolFromSmiles(smiles)) for smiles in first}
    assert not set(first) & set(made(5, compounds=COMPOUNDS | others))


def test_nothing_known_gives_no_analogues():
    assert list(analogues([], 5, 0, ())) == list(analogues(["no molecule"], 5, 0, ())) == []


def test_making_analogues_can_be_stopped():
    def stop() -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        list(analogues(KNOWN, 5, 0, COMPOUNDS, stop))
