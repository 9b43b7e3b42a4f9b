"""Tables are recognised by their rows, so that a library is never gone on with from another table."""

import pytest

from kmaid_nodes.library_building.row_digest import RowDigest

IDS, SMILES = ["a", "b", "c"], ["CCO", None, "CC"]


def source(*batches):
    digest = RowDigest()
    for batch in batches:
        digest.add(*batch)
    return digest.source


def test_the_same_rows_are_the_same_table_however_they_are_cut():
    assert source((IDS, SMILES)) == source((IDS[:1], SMILES[:1]), (IDS[1:], SMILES[1:]))


@pytest.mark.parametrize(
    "other",
    [
        (IDS, ["CCO", None, "CN"]),
        (IDS, ["CCO", "", "CC"]),
        (IDS, ["CCO", "-", "CC"]),
        (["a", "b", "d"], SMILES),
        (["a", "bc", ""], SMILES),
        (["c", "b", "a"], SMILES[::-1]),
        (IDS[:2], SMILES[:2]),
    ],
)
def test_one_other_cell_or_another_order_is_another_table(other):
    assert source(other) != source((IDS, SMILES))


def test_cells_do_not_run_into_each_other():
    assert source((["ab", "c"], ["", ""])) != source((["a", "bc"], ["", ""]))
