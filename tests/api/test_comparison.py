"""Structures compared against one list, as in a notebook."""

import pytest

import kmaid_nodes as kmaid

SHIFTS = "190.8, 164.6, 131.9, 130.0, 114.3, 55.6"
ISOMERS = {"para": "COc1ccc(C=O)cc1", "meta": "COc1cccc(C=O)c1", "acid": "OC(=O)Cc1ccccc1"}


@pytest.fixture(scope="module")
def assigned():
    """Three isomers with the list of one of them, then a broken structure and another list."""
    pandas = pytest.importorskip("pandas")
    rows = [*((id, smiles, SHIFTS) for id, smiles in ISOMERS.items()), ("broken", "C1CC", SHIFTS)]
    table = pandas.DataFrame([*rows, ("ethanol", "CCO", "57.8, 18.1")], columns=["id", "smiles", "peaks"])
    return kmaid.load_model().assign(table)


def test_isomers_are_compared_in_a_frame_of_a_notebook(assigned):
    compared = assigned.compare(0, 1, 2)
    assert [molecule.record.id for molecule in compared.molecules] == ["para", "meta", "acid"]
    assert compared._repr_html_().startswith("<iframe") and "para, meta, acid" in repr(compared)


def test_without_positions_the_first_results_are_compared(assigned):
    assert len(assigned[:4].compare().molecules) == 3


def test_a_comparison_is_written_as_a_file(assigned, tmp_path):
    assigned.compare(0, 1).write(tmp_path / "compared.html")
    assert '"opensComparison":true' in (tmp_path / "compared.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        ((0,), "2 to 4 structures"),
        ((0, 1, 2, 0, 1), "2 to 4 structures"),
        ((0, 4), "different peak lists"),
        ((0, 3), "was not assigned"),
        ((0, 9), "There is no result 9"),
    ],
)
def test_what_cannot_be_compared_is_refused(assigned, places, sentence):
    with pytest.raises(kmaid.UserError, match=sentence):
        assigned.compare(*places)


def test_without_results_there_is_nothing_to_compare():
    with pytest.raises(kmaid.UserError, match="no results to compare"):
        kmaid.load_model().assign([]).compare(0, 1)
