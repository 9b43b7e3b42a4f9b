"""The split follows the compound, not the record."""

import pytest
from rdkit import Chem

from kmaid_nodes.training.split import inchikey_block, split_of

# Remainders of the blocks' md5 by 10, worked out with Python's hashlib on their own.
ALANINE, PHENOL, IBUPROFEN = "QNAYBMKLOCPYGJ", "ISWSIDIOOBJBQZ", "HEFNNWSXXWATRW"  # 1, 2, 5


def test_stereoisomers_fall_into_one_split():
    blocks = {inchikey_block(Chem.MolFromSmiles(s)) for s in ("C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O")}
    assert blocks == {ALANINE}


@pytest.mark.parametrize(
    ("block", "split"), [(ALANINE, "test"), (PHENOL, "validation"), (IBUPROFEN, "train")]
)
def test_the_rule_of_the_published_split(block, split):
    assert split_of(block) == split
