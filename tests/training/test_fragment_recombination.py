"""Molecules recombined from fragments of known ones."""

import pytest
from rdkit import Chem

from kmaid_nodes.errors import Cancelled
from kmaid_nodes.training.fragment_recombination import recombined_molecules
from kmaid_nodes.training.split import TRAIN, inchikey_block, split_of

KNOWN = [
    "CCOC(=O)c1ccccc1",
    "CC(C)Cc1ccc(C(C)C(=O)O)cc1",
    "COc1ccc(CCN)cc1",
    "CCCCOC(C)=O",
    "CC(=O)Nc1ccc(O)cc1",
    "no molecule",
]
COMPOUNDS = {inchikey_block(Chem.MolFromSmiles(smiles)) for smiles in KNOWN[:-1]}


@pytest.mark.slow
def test_recombined_molecules_are_new_different_and_of_the_training_split():
    recombined = [structure.smiles for structure in recombined_molecules(KNOWN, 10, 0, COMPOUNDS)]
    blocks = [inchikey_block(Chem.MolFromSmiles(smiles)) for smiles in recombined]
    assert len(set(blocks)) == len(recombined) == 10
    assert not COMPOUNDS & set(blocks)
    assert {split_of(block) for block in blocks} == {TRAIN}


def test_halves_are_joined_only_where_such_bonds_are_known():
    def bonds(smiles: str) -> set[tuple[str, ...]]:
        mol = Chem.MolFromSmiles(smiles)
        single = [b for b in mol.GetBonds() if not b.IsInRing() and b.GetBondType() == Chem.BondType.SINGLE]
        return {
            tuple(sorted(f"{a.GetSymbol()}{a.GetTotalNumHs()}{a.GetIsAromatic()}" for a in ends))
            for ends in ((b.GetBeginAtom(), b.GetEndAtom()) for b in single)
        }

    known = set().union(*(bonds(smiles) for smiles in KNOWN[:-1]))
    for structure in recombined_molecules(KNOWN, 10, 0, COMPOUNDS):
        assert "." not in structure.smiles and "*" not in structure.smiles
        assert bonds(structure.smiles) <= known


@pytest.mark.slow
def test_the_same_seed_recombines_the_same_molecules():
    def smiles(seed: int) -> list[str]:
        return [structure.smiles for structure in recombined_molecules(KNOWN, 10, seed, COMPOUNDS)]

    assert smiles(3) == smiles(3) != smiles(4)


def test_molecules_without_a_bond_to_cut_give_none():
    assert list(recombined_molecules(["c1ccccc1", "C1CCCCC1"], 5, 0, ())) == []


@pytest.mark.slow
def test_molecules_of_other_splits_are_not_made_again():
    first = [structure.smiles for structure in recombined_molecules(KNOWN, 5, 0, COMPOUNDS)]
    others = {inchikey_block(Chem.MolFromSmiles(smiles)) for smiles in first}
    again = {
        inchikey_block(structure.mol) for structure in recombined_molecules(KNOWN, 5, 0, COMPOUNDS | others)
    }
    assert not others & again


def test_recombination_can_be_stopped_before_the_first_molecule():
    asked = 0

    def stop() -> None:
        nonlocal asked
        asked += 1
        raise Cancelled

    with pytest.raises(Cancelled):
        next(recombined_molecules(KNOWN, 10, 0, COMPOUNDS, stop))
    assert asked == 1
