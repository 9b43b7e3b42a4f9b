"""A chemist's own numbers of atoms go through the nodes."""

import pyarrow as pa
import pytest
from node_bench import columns

ETHANOL_AND_ANISOLE = ["CCO", "COc1ccccc1"]
PEAKS = [[57.8, 18.3], [159.6, 129.5, 120.7, 113.9, 55.1]]


def numbered_table(bench, name="Atom numbers", cells=("2, 1, -", "7,-,1,2,3,4,5,6")):
    numbers = pa.array(list(cells), pa.string())
    return bench.table(columns(ETHANOL_AND_ANISOLE, PEAKS, [None, None]) | {name: numbers})


@pytest.mark.parametrize("node", ["assign_peaks", "predict_shifts"])
def test_a_column_of_numbers_is_found_and_its_numbers_stand_beside_the_atoms(bench, model, node):
    result = bench.run(node, model, numbered_table(bench))
    frame = result.frames[0]
    carbons = frame[frame["Atom index"].notna()]
    assert list(carbons["Number"]) == ["2", "1", "7", "1", "2", "3", "4", "5", "6"]
    assert list(frame.columns).index("Number") == list(frame.columns).index("Atom index") + 1
    (warning,) = bench.configure(node, [model, numbered_table(bench)]).warnings
    assert '"Atom numbers" (atom numbers)' in warning


def test_the_text_for_a_journal_has_the_numbers_and_without_them_counts_from_1(bench, model):
    molecules = bench.run("assign_peaks", model, numbered_table(bench)).frames[1]
    assert "C-2" in molecules["13C NMR text"].iloc[0] and "C-7" in molecules["13C NMR text"].iloc[1]
    plain = bench.run("assign_peaks", model, numbered_table(bench), numbers="<none>").frames
    assert plain[0]["Number"].isna().all()
    assert "C-3" not in plain[1]["13C NMR text"].iloc[0] and "C-1)" in plain[1]["13C NMR text"].iloc[0]


def test_any_text_column_may_be_chosen_and_what_cannot_be_read_is_said(bench, model):
    table = numbered_table(bench, "mine", ("2, 1, -", "a, b"))
    frame = bench.run("assign_peaks", model, table, numbers="mine").frames[0]
    assert list(frame["Number"])[:2] == ["2", "1"]
    assert frame["Number"].iloc[2:].isna().all()
    assert "atom numbers (2 labels for 8 atoms)" in frame["Read as"].iloc[2]


def test_atom_maps_are_numbers_without_a_column(bench, model):
    table = bench.table(columns(["[CH3:12][CH2:11][OH:1]"], [[57.8, 18.3]], [None]))
    frame = bench.run("predict_shifts", model, table).frames[0]
    assert list(frame["Number"]) == ["12", "11"]


def test_read_spectra_hands_the_numbers_on(bench, model, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        'id,smiles,peaks,numbering\na,CCO,"57.8, 18.3","2,1,-"\n'
        'b,[CH3:12][CH2:11][OH:1],"57.8, 18.3",\nc,CCO,"57.8, 18.3",\n'
    )
    spectra = bench.run("read_spectra", path=str(path))
    assert list(spectra.frames[0]["Atom numbers"]) == ["2,1,-", "0:12; 1:11; 2:1", None]
    frame = bench.run("assign_peaks", model, spectra.outputs[0]).frames[0]
    assert list(frame["Number"]) == ["2", "1", "12", "11", None, None]
