"""The node Predict Spectra: one row for each molecule, and its predicted spectrum in the view."""

import importlib
import shutil

import pyarrow as pa
import pytest
from node_bench import columns, empty_columns

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tables.predicted_spectra import predicted_spectra_batch
from kmaid_nodes.tasks.predict import predict_shifts

NEW = [
    "Predicted shifts", "Shift uncertainties", "Predicted multiplicities", "Carbons of each signal",
    "Carbon count", "Signal count", "Predicted 13C NMR text", "Carbons not taught", "Prediction flags",
    "Prediction status", "Structure read as",
]  # fmt: skip


def test_toluene_has_seven_carbons_and_five_signals(bench, model):
    frame, failed = bench.run("predict_spectra", model, bench.table(columns())).frames
    toluene = frame.iloc[1]
    assert (toluene["Carbon count"], toluene["Signal count"]) == (7, 5)
    shifts = toluene["Predicted shifts"]
    assert shifts == sorted(shifts, reverse=True) and len(toluene["Shift uncertainties"]) == 5
    assert sorted(toluene["Carbons of each signal"]) == [1, 1, 1, 2, 2]
    assert sorted(toluene["Predicted multiplicities"].split(", ")) == ["C", "CH", "CH", "CH", "CH3"]
    assert toluene["Predicted 13C NMR text"].startswith("13C NMR (predicted) δ ")
    assert len(failed) == 0 and list(frame.columns)[-len(NEW) :] == NEW


def test_the_node_gives_what_the_task_gives(bench, model, tiny_model):
    table = columns()
    records = [Record(str(n), s) for n, s in enumerate(table["SMILES"].to_pylist())]
    wanted = predicted_spectra_batch(predict_shifts(records, Predictor(tiny_model))).to_pylist()
    frame = bench.run("predict_spectra", model, bench.table(table, batch=3)).frames[0]
    assert list(frame["Predicted 13C NMR text"]) == [row["acs_text"] for row in wanted]
    for got, row in zip(frame["Predicted shifts"], wanted, strict=True):
        assert got == pytest.approx(row["shifts"], abs=2e-3)


def test_a_signal_for_each_carbon_in_the_style_of_the_rsc(bench, model):
    frame = bench.run("predict_spectra", model, bench.table(columns()), signals="CARBON", house="RSC").frames[
        0
    ]
    assert len(frame["Predicted shifts"].iloc[1]) == 7
    assert set(frame["Carbons of each signal"].iloc[1]) == {1}
    assert frame["Predicted 13C NMR text"].iloc[1].startswith("δC (predicted) ")


def test_rows_that_cannot_be_used_are_apart_with_their_reason(bench, model):
    table = bench.table(columns(["CCO", "C1CC", None, "O"], [[57.8, 18.3]] * 4, [None] * 4))
    result = bench.run("predict_spectra", model, table)
    done, failed = result.frames
    assert list(done.index) == ["Row0"] and list(failed.index) == ["Row1", "Row2", "Row3"]
    assert list(failed["Prediction error code"]) == ["invalid_smiles", "no_structure", "no_carbon"]
    assert "3 of 4 rows could not be used" in result.warnings[-1]
    kept, none = bench.run("predict_spectra", model, table, keep_failed=True).frames
    assert len(kept) == 4 and len(none) == 0
    assert kept["Predicted shifts"].iloc[1] is None and "ring 1" in kept["Not predicted because"].iloc[1]


def test_a_table_of_bad_rows_and_an_empty_one_have_the_schema_of_configure(bench, model):
    bad = columns(["C1CC", None], [[57.8], [57.8]], [None, None])
    for given in (bad, empty_columns()):
        table = bench.table(given)
        specs = bench.configure("predict_spectra", [model, table]).specs
        result = bench.run("predict_spectra", model, table)
        for spec, frame in zip(specs, result.frames, strict=True):
            assert bench.schema_names(spec) == list(frame.columns)


def test_names_that_are_taken_get_the_prefix(bench, model):
    given = {**columns(), "Carbon count": pa.array([1] * 7)}
    frame = bench.run("predict_spectra", model, bench.table(given)).frames[0]
    assert "K-M3AID Carbon count" in frame and list(frame["Carbon count"]) == [1] * 7
    frame = bench.run("predict_spectra", model, bench.table(given), prefix="calc ").frames[0]
    assert "calc Predicted shifts" in frame


def test_the_view_calls_molecules_by_their_names_and_escapes_them(bench, model):
    names = ["<b>x</b>", None, "same", "same", "e", "f", "g"]
    given = {**columns(), "Name": pa.array(names, pa.string())}
    result = bench.run("predict_spectra", model, bench.table(given), id_column="Name", view_limit=4)
    page = result.view.html
    assert "&lt;b&gt;x&lt;/b&gt;" in page and "<b>x</b>" not in page
    assert "Rows shown: 4 of 7" in page and page.count("<section") == 4
    assert ">Row1<" in page, "a row without a name is called by its RowID"


def test_a_column_of_numbers_that_is_gone_is_left_out_with_a_warning(bench, model):
    result = bench.run("predict_spectra", model, bench.table(columns()), numbers="Old numbers")
    assert len(result.frames[0]) == 7 and '"Old numbers"' in result.warnings[-1]


def test_the_numbers_of_a_column_stand_in_the_text(bench, model):
    table = {"SMILES": pa.array(["CCO"]), "Numbers": pa.array(["2, 1, -"])}
    frame = bench.run("predict_spectra", model, bench.table(table), numbers="Numbers").frames[0]
    text = frame["Predicted 13C NMR text"].iloc[0]
    assert "(CH2, C-1)" in text and "(CH3, C-2)" in text


SERVICE = """
const KnimeUIExtensionService = {ReportingService: {getInstance: async () => ({
  isReportingActive: () => true,
  setReportingContent: (html) => { window.reportingContent = html; },
})}}; // </script> does not end it
"""


@pytest.mark.slow
def test_a_report_of_knime_gets_the_pictures_and_no_script(bench, model, monkeypatch, tmp_path):
    api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or pytest.skip("no Chromium")
    if bench.mode == "jvm":
        pytest.skip("KNIME's script cannot be set in another process")
    views = importlib.import_module("knime.api.views")
    monkeypatch.setattr(views, "KNIME_UI_EXT_SERVICE_JS", SERVICE)
    view = bench.run("predict_spectra", model, bench.table(columns())).view
    assert view.in_report
    path = tmp_path / "view.html"
    path.write_text(view.html, "utf-8")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 640, "height": 360})
        page.goto(path.as_uri())
        page.wait_for_function("window.reportingContent")
        content = page.evaluate("window.reportingContent")
        seen = page.evaluate(
            "Array.from(document.querySelectorAll('section:first-of-type svg'))"
            ".every((one) => one.getBoundingClientRect().bottom <= 360)"
        )
        browser.close()
    assert content.count("<section") == 7 and content.count("<svg") == 14 and "<script" not in content
    assert seen, "a molecule and its spectrum are seen at once in a small panel"
