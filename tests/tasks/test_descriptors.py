"""Descriptors as tables: of the command, in Python, and of the rows that have none."""

import numpy as np
import pandas as pd
import pytest

import kmaid_nodes as kmaid
from kmaid_nodes.cli import main
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import Cancelled
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tables.descriptors import descriptor_batch, descriptor_schema
from kmaid_nodes.tasks.describe import describe_molecules

ASPIRIN, ETHANOL = "CC(=O)Oc1ccccc1C(=O)O", "CCO"
ROWS = [
    Record("aspirin", ASPIRIN),
    Record("water", "O"),
    Record("broken", "C1CC"),
    Record("nothing", None),
    Record("ethanol", ETHANOL),
]


@pytest.fixture(scope="module")
def model_path(tiny_model, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "model.safetensors"
    tiny_model.save(path)
    return path


def test_each_row_has_its_descriptors_or_its_reason(predictor):
    results = list(describe_molecules(ROWS, predictor))
    assert [result.record.id for result in results] == [row.id for row in ROWS]
    codes = [result.reason.code if isinstance(result, FailedRow) else None for result in results]
    assert codes == [
        None,
        ReasonCode.NO_CARBON,
        ReasonCode.INVALID_SMILES,
        ReasonCode.NO_STRUCTURE,
        None,
    ]
    names = predictor.describer.layout.names
    table = descriptor_batch(results, names).to_pandas()
    assert descriptor_batch(results, names).schema == descriptor_schema(names)
    assert table[names].notna().all(axis=1).tolist() == [True, False, False, False, True]
    assert np.array_equal(table[names].iloc[0].to_numpy(float), results[0].descriptors)
    assert table["descriptor_model"].tolist() == [results[0].model, None, None, None, results[0].model]
    assert table["error_code"].tolist() == [None, "no_carbon", "invalid_smiles", "no_structure", None]


def test_an_empty_table_has_all_columns(predictor):
    names = predictor.describer.layout.names
    behind = ["descriptor_model", "error", "error_code", "read_as", "row"]
    assert descriptor_batch([], names).schema.names == ["id", "smiles", *names, *behind]


def test_describing_can_be_stopped(predictor):
    def stop(rows: int) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        list(describe_molecules(ROWS, predictor, stop))


def test_python_gives_numbers_under_stable_names(tiny_model):
    model = kmaid.Model(tiny_model, device="cpu")
    result = model.descriptors([ASPIRIN, "not a structure"])
    assert result.values.shape == (2, 128) and np.isnan(result.values[1]).all()
    table = result.to_pandas()
    assert np.array_equal(table[result.names].to_numpy()[0], result.values[0])
    assert result.names[:2] == ["descriptor_001", "descriptor_002"] and len(result.failed) == 1
    assert np.array_equal(model.descriptors(ASPIRIN).values, result[:1].values)


@pytest.mark.parametrize("name", ["described.csv", "described.parquet"])
def test_the_command_writes_number_columns_beside_those_of_the_input(tmp_path, model_path, name, capsys):
    table, out = tmp_path / "molecules.csv", tmp_path / name
    pd.DataFrame(
        {"name": ["aspirin", "water", "ethanol"], "smiles": [ASPIRIN, "O", ETHANOL], "logS": [-1.6, 1.0, 1.1]}
    ).to_csv(table, index=False)
    assert main(["describe", str(table), "--out", str(out), "--model", str(model_path)]) == 0
    assert "could not be used: 1" in capsys.readouterr().out
    written = pd.read_csv(out) if name.endswith("csv") else pd.read_parquet(out)
    expected = kmaid.load_model(model_path, "cpu").descriptors([ASPIRIN, ETHANOL])
    assert np.array_equal(written[expected.names].iloc[[0, 2]].to_numpy(), expected.values)
    assert written[expected.names].iloc[1].isna().all() and written["error_code"].iloc[1] == "no_carbon"
    assert written["id"].tolist() == ["aspirin", "water", "ethanol"]
    assert written["logS"].astype(float).tolist() == [-1.6, 1.0, 1.1]
