"""The node Evaluate: the figures of the command, in tables that say what they mean."""

import threading
import time

import pyarrow as pa
import pytest
from node_bench import columns

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.tasks.evaluate import evaluate

# Ethanol, toluene and acetone, assigned.
ASSIGNED = {
    "SMILES": ["CCO", "Cc1ccccc1", "CC(C)=O"],
    "Assigned shifts": [
        "18.2;0.0Q;0|57.8;0.0T;1|",
        "21.4;0.0Q;0|137.9;0.0S;1|129.1;0.0D;2|128.3;0.0D;3|125.4;0.0D;4|128.3;0.0D;5|129.1;0.0D;6|",
        "30.8;0.0Q;0|206.7;0.0S;1|30.8;0.0Q;2|",
    ],
}


def assigned(**more):
    return {name: pa.array(values, pa.string()) for name, values in {**ASSIGNED, **more}.items()}


@pytest.fixture(scope="module")
def spectra(bench):
    return bench.run("read_spectra", path=str(SLICE)).outputs[0]


def by_name(metrics):
    return {(row["Block"], row["Metric"]): row for row in metrics.to_dict("records")}


@pytest.mark.slow
def test_the_node_gives_the_figures_of_the_command(bench, model, spectra, tiny_model, shipped_records):
    result = bench.run("evaluate", model, spectra, id_column="ID")
    metrics, molecules, failed = result.frames
    wanted = evaluate(shipped_records, Predictor(tiny_model), "test")
    got = by_name(metrics)
    assert got["all", "spectra"]["Value"] == wanted["spectra"] == len(molecules) == 150
    for block, name, value in (
        ("shift", "mae", wanted["shift"]["mae"]),
        ("assignment", "carbons_right", wanted["assignment"]["carbons_right"]),
        ("full_lists.assignment", "molecules_right", wanted["full_lists"]["assignment"]["molecules_right"]),
        ("retrieval", "top10", wanted["retrieval"]["top10"]),
    ):
        assert got[block, name]["Value"] == pytest.approx(value, abs=1e-6), (block, name)
    right = wanted["assignment"]["carbons_right_with_multiplicity"]
    assert molecules["Carbons right"].sum() / molecules["Carbon count"].sum() == pytest.approx(right)
    assert set(molecules["Split"]) == {"test"} and len(failed) == 0 and not result.warnings
    assert molecules["ID"].iloc[0] == "2492", "the second record of the file is the first of the test split"


def test_every_figure_has_a_unit_and_a_meaning(bench, model):
    result = bench.run("evaluate", model, bench.table(assigned()), split="ALL")
    metrics = result.frames[0]
    assert set(metrics["Unit"]) == {"ppm", "share", "count"}
    assert all(meaning.endswith(".") for meaning in metrics["Meaning"])
    assert by_name(metrics)["all", "carbons"]["Value"] == 12
    assert set(metrics["Too few to tell"]) == {True} and set(metrics["Molecule count"]) == {3}


def test_each_molecule_is_measured(bench, model):
    molecules = bench.run("evaluate", model, bench.table(assigned(), batch=2), split="ALL").frames[1]
    assert list(molecules["Molecule RowID"]) == ["Row0", "Row1", "Row2"]
    assert list(molecules["Carbon count"]) == [2, 7, 3]
    assert (molecules["Carbons right"] <= molecules["Carbon count"]).all()
    assert (molecules["Mean shift error (ppm)"] > 0).all() and all(molecules["Verdict"])


def test_few_molecules_and_those_for_training_are_warned_of(bench, model):
    result = bench.run("evaluate", model, bench.table(assigned()), split="ALL")
    assert "Measured on 3 molecules only" in result.warnings[-1]
    splits = list(result.frames[1]["Split by InChIKey"])
    assert f"{splits.count('train')} of 3 molecules are for training by the rule" in result.warnings[-1]


def test_a_split_column_decides(bench, model):
    table = bench.table(assigned(Part=["test", "train", "test"]))
    molecules = bench.run("evaluate", model, table, split_column="Part").frames[1]
    assert list(molecules["Molecule RowID"]) == ["Row0", "Row2"] and set(molecules["Split"]) == {"test"}


def test_rows_that_cannot_be_used_are_apart_with_their_reason(bench, model):
    given = assigned()
    more = {
        "SMILES": pa.array([*ASSIGNED["SMILES"], "C1CC", None, "CCC"]),
        "Assigned shifts": pa.array(
            [*ASSIGNED["Assigned shifts"], "18.2;0.0Q;0|", "18.2;0.0Q;0|", None], pa.string()
        ),
    }
    result = bench.run("evaluate", model, bench.table({**given, **more}), split="ALL")
    failed = result.frames[2]
    assert list(failed["Molecule RowID"]) == ["Row3", "Row4", "Row5"]
    assert list(failed["Error code"]) == ["invalid_smiles", "no_structure", "no_peak_list"]
    assert "3 of 6 rows could not be used" in result.warnings[-1]
    assert result.flow_variables["kmaid_failed_rows"] == 3 == result.flow_variables["kmaid_molecules"]


@pytest.mark.parametrize("rows", [0, 2])
def test_a_table_without_a_usable_row_gives_empty_tables_and_says_why(bench, model, rows):
    bad = {"SMILES": pa.array(["C1CC"] * rows, pa.string()), "Assigned shifts": pa.array(["18.2"] * rows)}
    bad["Assigned shifts"] = bad["Assigned shifts"].cast(pa.string())
    table = bench.table(bad)
    specs = bench.configure("evaluate", [model, table]).specs
    result = bench.run("evaluate", model, table)
    assert [len(frame) for frame in result.frames] == [0, 0, rows]
    for spec, frame in zip(specs, result.frames, strict=True):
        assert bench.schema_names(spec) == list(frame.columns)
    assert "There is no usable assigned spectrum in the test split." in result.warnings[-1]


def test_spectra_without_an_assignment_are_refused_in_the_dialog_or_told(bench, model):
    numbers = bench.table({"y": pa.array([1.0])})
    with pytest.raises(bench.failed) as failure:
        bench.configure("evaluate", [model, numbers])
    assert failure.value.invalid_settings
    unassigned = {"SMILES": columns()["SMILES"], "Assigned shifts": pa.array(["57.8, 18.3"] * 7)}
    result = bench.run("evaluate", model, bench.table(unassigned), split="ALL")
    assert set(result.frames[2]["Error code"]) == {"no_assigned_peak"}


@pytest.mark.slow
def test_cancel_is_heeded_at_once(bench, model, spectra):
    if not bench.can_cancel:
        pytest.skip("knime_host's jvm mode cannot press Cancel")
    started, pressed = time.monotonic(), []

    def cancel(context):
        if time.monotonic() - started > 1 and not pressed:
            pressed.append(time.monotonic())
        return bool(pressed)

    with pytest.raises(bench.failed) as failure:
        bench.run("evaluate", model, spectra, split="ALL", cancel=cancel)
    assert "ancel" in failure.value.message and time.monotonic() - pressed[0] < 5
    threads = [thread for thread in threading.enumerate() if thread.name == "kmaid"]
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "the measurement goes on after Cancel"
