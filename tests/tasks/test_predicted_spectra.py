"""Predicted spectra of whole molecules: signals, the text for a journal, the report."""

import re
from itertools import pairwise

import pandas as pd
import pytest

import kmaid_nodes
from kmaid_nodes.cli import main
from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.codes.signal_choice import SignalChoice
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.record import Record
from kmaid_nodes.report.predictions import PredictionReport
from kmaid_nodes.results.predicted_signal import predicted_signals
from kmaid_nodes.tables.predicted_spectra import predicted_spectra_batch
from kmaid_nodes.tasks.predict import predict_shifts

ANISALDEHYDE = "COc1ccc(C=O)cc1"
CHOLESTEROL = "C[C@H](CCCC(C)C)[C@H]1CC[C@@H]2[C@@]1(CC[C@H]3[C@H]2CC=C4[C@@]3(CC[C@@H](C4)O)C)C"


def predicted(bundled, *structures):
    return list(predict_shifts([Record(str(n), s) for n, s in enumerate(structures)], bundled))


def rows(results, *form):
    return predicted_spectra_batch(results, *form).to_pylist()


def test_anisaldehyde_has_eight_carbons_and_six_signals(bundled):
    (row,) = rows(predicted(bundled, ANISALDEHYDE))
    assert (row["carbons"], row["signals"]) == (8, 6)
    measured = [190.8, 164.6, 131.9, 130.0, 114.3, 55.6]
    assert row["shifts"] == pytest.approx(measured, abs=1.5)
    assert row["multiplicities"] == "CH, C, CH, C, CH, CH3"
    assert row["signal_carbons"] == [1, 1, 2, 1, 2, 1]
    assert all(0 < one < 3 for one in row["uncertainties"])
    assert (row["status"], row["flags"], row["not_taught"]) == ("predicted", None, 0)


def test_the_text_for_a_journal_says_that_it_is_predicted(bundled):
    (molecule,) = predicted(bundled, ANISALDEHYDE)
    acs, rsc = (rows([molecule], SignalChoice.CLASS, house)[0]["acs_text"] for house in JournalHouse)
    assert acs.startswith("13C NMR (predicted) δ 190.") and "(2C, CH, C-4, C-10)" in acs
    assert rsc.startswith("δC (predicted) 190.") and "(C, C-3)" in rsc
    assert acs.count(",") > 5 and "MHz" not in acs, "a prediction has neither frequency nor solvent"


def test_own_numbers_of_atoms_stand_in_the_text(bundled):
    record = Record("x", "CCO", numbers="0:2; 1:1")
    (row,) = rows(predict_shifts([record], bundled))
    assert "(CH2, C-1)" in row["acs_text"] and "(CH3, C-2)" in row["acs_text"]


def test_a_signal_for_each_carbon_repeats_those_of_a_class(bundled):
    (molecule,) = predicted(bundled, "CC(C)(C)O")
    classes, carbons = (predicted_signals(molecule, choice) for choice in SignalChoice)
    assert [len(signal.atoms) for signal in classes] == [1, 3]
    assert [signal.atoms for signal in carbons] == [(1,), (0,), (2,), (3,)]
    assert {round(signal.ppm, 6) for signal in carbons[1:]} == {round(classes[1].ppm, 6)}


def test_carbons_that_the_model_was_not_taught_are_counted(bundled):
    (row,) = rows(predicted(bundled, "[Al](C)(C)C"))
    assert (row["not_taught"], row["flags"]) == (3, "not_taught")
    assert "for 3 of 3 carbons a guess" in row["status"]


def test_methane_is_no_error(bundled):
    (row,) = rows(predicted(bundled, "C"))
    assert row["multiplicities"] == "CH4" and row["signals"] == 1


def test_rows_that_cannot_be_used_have_their_reason(bundled):
    table = rows(predicted(bundled, "C1CC", None, "O", "CCO"))
    assert [row["error_code"] for row in table] == ["invalid_smiles", "no_structure", "no_carbon", None]
    assert table[0]["shifts"] is None and "not usable" in table[0]["status"]


def test_the_report_draws_each_molecule_and_escapes_names(bundled):
    report = PredictionReport(2)
    records = [Record("<i>x</i>", ANISALDEHYDE), Record("cholesterol", CHOLESTEROL), Record("third", "C")]
    for result in predict_shifts([*records, Record("bad", "C1CC")], bundled):
        report.add(result)
    page = report.html()
    assert page.count("<section") == 2 and page.count("<svg") == 4
    assert "&lt;i&gt;x&lt;/i&gt;" in page and "<i>x</i>" not in page
    assert "Rows shown: 2 of 4" in page and "%" not in page.partition("<style>")[0]
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", ""), "nothing is loaded"


def test_labels_of_a_crowded_spectrum_do_not_overlap(bundled):
    report = PredictionReport(1)
    for result in predict_shifts([Record("cholesterol", CHOLESTEROL)], bundled):
        report.add(result)
    places = [float(x) for x in re.findall(r"translate\(([\d.]+) [\d.]+\) rotate", report.html())]
    assert len(places) == 26
    assert all(later - earlier > 10 for earlier, later in pairwise(places))
    assert places[0] > 0 and places[-1] < 575


def test_an_empty_report_says_so():
    assert "The table has no rows." in PredictionReport(5).html()


TABLE = "name,smiles,note\nanisaldehyde,COc1ccc(C=O)cc1,hello\nbroken,C1CC,x\n"


def test_the_command_and_the_python_call_give_the_same_rows(tmp_path, capsys, bundled):
    (tmp_path / "m.csv").write_text(TABLE)
    out, page = tmp_path / "p.csv", tmp_path / "p.html"
    command = ["predict", str(tmp_path / "m.csv"), "--out", str(out), "--per-molecule"]
    assert main([*command, "--html", str(page), "--journal", "rsc"]) == 0
    said = capsys.readouterr().out
    assert "1 x invalid_smiles" in said and "Report written to" in said and page.is_file()
    written = pd.read_csv(out)
    assert written["note"].tolist() == ["hello", "x"] and written["signals"].tolist()[0] == 6
    table = kmaid_nodes.load_model().predict(tmp_path / "m.csv").spectra(house="rsc")
    assert table["acs_text"].tolist()[0] == written["acs_text"][0]
    assert table["note"].tolist() == ["hello", "x"]


def test_the_report_is_not_written_over_the_input(tmp_path, capsys):
    (tmp_path / "m.csv").write_text(TABLE)
    command = ["predict", str(tmp_path / "m.csv"), "--out", str(tmp_path / "o.csv"), "--html"]
    assert main([*command, str(tmp_path / "m.csv")]) == 2
    assert "different files" in capsys.readouterr().err


def test_another_choice_of_signals_is_refused(bundled):
    predictions = kmaid_nodes.load_model().predict("CCO")
    with pytest.raises(UserError, match="one_for is 'class' or 'carbon'"):
        predictions.spectra(one_for="atom")
    with pytest.raises(UserError, match="house is 'acs' or 'rsc'"):
        predictions.spectra(house="Wiley")
