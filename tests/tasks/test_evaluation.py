"""An evaluation as tables: each figure with its meaning, each molecule, and what to think of them."""

import json
from dataclasses import replace

import pandas as pd
import pytest

import kmaid_nodes
from kmaid_nodes.cli import main
from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tables.measured import measured_batch
from kmaid_nodes.tables.metrics import metric_batch
from kmaid_nodes.tasks.evaluate import NothingToMeasure, evaluate, evaluation
from kmaid_nodes.wording.metrics import evaluation_warnings


@pytest.fixture(scope="module")
def measured(bundled, shipped_records):
    return evaluation(shipped_records, bundled, "test")


def numbers_in(metrics, block=""):
    """Every number of nested metrics, by block and name."""
    for name, value in metrics.items():
        if isinstance(value, dict) and name != "refused":
            yield from numbers_in(value, f"{block}.{name}" if block else name)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield (block or "all", name), float(value)


def test_the_table_holds_every_number_of_the_command(measured):
    rows = metric_batch(measured.metrics).to_pylist()
    assert {(row["block"], row["metric"]): row["value"] for row in rows} == dict(numbers_in(measured.metrics))
    assert len(rows) > 60


def test_every_figure_has_a_unit_and_a_meaning(measured):
    for row in metric_batch(measured.metrics).to_pylist():
        assert row["unit"] in ("ppm", "share", "count") and row["meaning"].endswith("."), row


def test_a_block_with_few_cases_says_so(measured):
    rows = metric_batch(measured.metrics).to_pylist()
    assert {row["too_few_to_tell"] for row in rows if row["block"] == "isomers"} == {True}
    assert {row["too_few_to_tell"] for row in rows if row["block"] == "shift"} == {False}


def test_the_molecules_add_up_to_the_figures(measured):
    table = measured_batch(measured.molecules).to_pandas()
    wanted = measured.metrics["assignment"]
    assert len(table) == 150
    right = table["carbons_right"].sum() / table["carbons"].sum()
    assert right == pytest.approx(wanted["carbons_right_with_multiplicity"], abs=1e-12)
    whole = (table["carbons_right"] == table["carbons"]).mean()
    assert whole == pytest.approx(wanted["molecules_right_with_multiplicity"], abs=1e-12)
    mae = (table["mae"] * table["carbons"]).sum() / table["carbons"].sum()
    assert mae == pytest.approx(measured.metrics["shift"]["mae"], rel=1e-5)
    assert (table["verdict"] == "consistent").mean() > 0.9
    assert set(table["split"]) == set(table["split_by_rule"]) == {"test"}


def test_molecules_for_training_are_no_test(bundled, shipped_records):
    assert evaluation(shipped_records, bundled, "test").perhaps_taught == 0
    renamed = [replace(record, split="test") for record in shipped_records[:60]]
    measured = evaluation(renamed, bundled, "test", with_molecules=False)
    assert 0 < measured.perhaps_taught < measured.measured
    (warning,) = evaluation_warnings(measured.measured, False, measured.perhaps_taught)
    assert "for training by the rule of the split" in warning and "no test" in warning


def test_an_evaluation_with_tables_gives_the_same_metrics(predictor, shipped_records):
    few = shipped_records[:40]
    assert evaluation(few, predictor, "all").metrics == evaluate(few, predictor, "all")


def test_nothing_to_measure_comes_with_the_rows_that_failed(predictor):
    with pytest.raises(NothingToMeasure, match="no usable assigned spectrum") as problem:
        evaluation([Record("a", "C1CC", ()), Record("b", None, None)], predictor, "test")
    assert [row.record.id for row in problem.value.failed] == ["a", "b"]
    assert isinstance(problem.value, UserError)


def test_a_measurement_stops_between_its_steps(predictor, shipped_records):
    said = []

    def stop(share, message):
        said.append(message)
        if len(said) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        evaluation(shipped_records[:40], predictor, "all", on_step=stop)
    assert len(said) == 3


def test_the_command_writes_the_tables_and_warns(tmp_path, capsys, tiny_training):
    table, molecules = tmp_path / "t.csv", tmp_path / "m.parquet"
    command = ["evaluate", str(SLICE), "--split", "train", "--model", str(tiny_training[1])]
    assert main([*command, "--table", str(table), "--molecules", str(molecules)]) == 0
    said = capsys.readouterr()
    metrics = json.loads(said.out)
    assert "60 of 60 molecules are for training by the rule" in said.err
    written = pd.read_csv(table).set_index(["block", "metric"])["value"]
    assert written["shift", "mae"] == pytest.approx(metrics["shift"]["mae"])
    assert len(pd.read_parquet(molecules)) == metrics["spectra"] == 60
    assert main([*command, "--table", str(table), "--molecules", str(table)]) == 2
    assert "different files" in capsys.readouterr().err
    assert main([*command, "--table", str(tmp_path / "t.txt")]) == 2


def test_the_python_call_gives_both_tables(tiny_training, shipped_records):
    model = kmaid_nodes.load_model(tiny_training[1])
    given = [*shipped_records[:30], Record("broken", "C1CC", shipped_records[0].peaks)]
    result = model.evaluate(given, "all")
    assert result.metrics["spectra"] == 30 and "30 spectra" in repr(result)
    assert result.molecules()["error_code"].dropna().tolist() == ["invalid_smiles"]
    assert [row.record.id for row in result.failed] == ["broken"]
    assert {"block", "metric", "meaning"} <= set(result.to_pandas().columns)
    assert any("for training" in warning for warning in result.warnings)
    with pytest.raises(UserError, match="Unknown split"):
        model.evaluate(given, "exam")
