"""Which structures a 13C spectrum shows as two sets of shifts."""

import pytest

from kmaid_nodes.chemistry.slow_isomers import SlowIsomers, isomer_centres
from kmaid_nodes.chemistry.structure import parse_structure


def centres(smiles):
    structure = parse_structure(smiles)
    return isomer_centres(structure.mol, structure.carbons)


@pytest.mark.parametrize(
    "smiles, likelihood",
    [
        ("COC(=O)C1CCCN1C(=O)OC(C)(C)C", SlowIsomers.INTERCONVERTING),  # Boc-Pro-OMe
        ("CN(Cc1ccccc1)C(C)=O", SlowIsomers.INTERCONVERTING),
        ("O=CNc1ccccc1", SlowIsomers.INTERCONVERTING),  # formanilide
        ("CC/C(C)=N/O", SlowIsomers.INTERCONVERTING),  # an oxime, although one isomer is drawn
        ("OC[C@H]1O[C@H](O)[C@H](O)[C@@H](O)[C@@H]1O", SlowIsomers.INTERCONVERTING),  # glucose
        ("OC[C@H]1O[C@H](OC)[C@H](O)[C@@H](O)[C@@H]1O", SlowIsomers.DRAWN),  # methyl glucoside
        ("CC=CC(=O)OCC", SlowIsomers.OPEN),
        ("C/C=C/C(=O)OCC", SlowIsomers.DRAWN),
        ("c1ccccc1C=Nc1ccccc1", SlowIsomers.DRAWN),  # an imine is E
        ("CC1CCC(O)CC1", SlowIsomers.OPEN),  # cis and trans
        ("CC(N)C(=O)O", SlowIsomers.NONE),  # enantiomers alone
        ("CN(C)C=O", SlowIsomers.NONE),  # turning it changes nothing
        ("CC(=O)N1CCCCC1", SlowIsomers.NONE),
        ("CN1CCCC1=O", SlowIsomers.NONE),  # the ring holds the amide
        ("CN(C)C(=O)N(C)C", SlowIsomers.NONE),
        ("Cc1ccccc1", SlowIsomers.NONE),
    ],
)
def test_isomers_that_a_structure_has(smiles, likelihood):
    assert centres(smiles).likelihood is likelihood


def test_bonds_are_counted_from_where_isomers_differ():
    assert centres("CC=CC(=O)OCC").bonds_away.tolist() == [1, 0, 0, 1, 3, 4]
    assert (centres("Cc1ccccc1").bonds_away > 50).all()
