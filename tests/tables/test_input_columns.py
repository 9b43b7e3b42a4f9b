"""The user's own columns come back beside the results."""

import pyarrow as pa
import pyarrow.parquet
import pytest

import kmaid_nodes.reading.files
from kmaid_nodes.api.results import Assignments
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.cli import main
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedCarbon, AssignedMolecule
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tables.assignments import ASSIGNMENT_SCHEMA, assignment_batch
from kmaid_nodes.tables.input_columns import InputColumns

ETHANOL = parse_structure("CCO")
CARBONS = (
    AssignedCarbon(0, 0, 3, 1, 18.1, 18.0, 1.0, 0.9),
    AssignedCarbon(1, 1, 2, 0, 58.0, 58.0, 1.0, 0.9),
)


def assigned(**columns):
    record = Record("a", "CCO", (Peak(58.0), Peak(18.1)), columns=tuple(columns.items()))
    return AssignedMolecule(record, ETHANOL, CARBONS, (), VerdictCode.CONSISTENT, -3.0)


def failed(**columns):
    record = Record("b", columns=tuple(columns.items()))
    return FailedRow(record, Reason(ReasonCode.NO_STRUCTURE))


def table(results, first=None):
    columns = InputColumns(results if first is None else first, ASSIGNMENT_SCHEMA.names)
    batch = columns.appended(assignment_batch(results), results)
    assert batch.schema == columns.schema(ASSIGNMENT_SCHEMA)
    assert batch.schema.names[: len(ASSIGNMENT_SCHEMA)] == ASSIGNMENT_SCHEMA.names
    return columns, batch


def test_values_stand_in_every_row_of_their_record():
    _, batch = table([assigned(batch="A1", plate=3), failed(batch="B2", plate=4)])
    assert batch["batch"].to_pylist() == ["A1", "A1", "B2"]
    assert batch["plate"].to_pylist() == [3, 3, 4] and batch["plate"].type == pa.int64()


@pytest.mark.parametrize(
    "values, kind",
    [
        ([1, None], pa.int64()),
        ([1, 2.5], pa.float64()),
        ([True, False], pa.bool_()),
        ([True, 1], pa.string()),
        ([1, "1"], pa.string()),
        ([None, None], pa.string()),
        ([2**70, 1], pa.string()),
        ([[1, 2], None], pa.string()),
        ([b"x\xff", None], pa.string()),
    ],
)
def test_types_are_kept_where_all_values_have_one(values, kind):
    _, batch = table([failed(x=value) for value in values])
    assert batch["x"].type == kind
    assert batch["x"].null_count == values.count(None)


def test_a_name_of_the_table_is_not_taken_twice():
    _, batch = table([assigned(score=1, status="ok")])
    assert batch["score (input)"].to_pylist() == [1, 1] and batch["score"].to_pylist() == [-3.0, -3.0]
    record = Record("b", columns=(("x", 1), ("x", 2), ("x (input)", 3)))
    _, batch = table([FailedRow(record, Reason(ReasonCode.NO_STRUCTURE))])
    assert (
        batch.slice(0).to_pylist()[0] | {"x": 1, "x (input)": 2, "x (input) (input)": 3}
        == batch.to_pylist()[0]
    )


def test_what_later_records_hold_besides_is_told():
    columns, batch = table([failed(x=1), failed(x="one", y=2), failed()], [failed(x=1)])
    assert batch["x"].to_pylist() == [1, None, None]
    assert list(columns.left_out) == ["y"] and columns.not_numbers == {"x": 1}


def test_without_other_columns_nothing_is_appended():
    _, batch = table([assigned(), failed()])
    assert batch.schema == ASSIGNMENT_SCHEMA


def test_python_results_and_their_summary_have_them_too():
    results = Assignments([assigned(batch="A1"), failed(batch="B2")])
    assert list(results.to_pandas()["batch"]) == ["A1", "A1", "B2"]
    assert list(results.summary()["batch"]) == ["A1", "B2"]


@pytest.fixture
def spectra_with_plates(monkeypatch, tmp_path):
    """An input of 200 rows whose reader keeps a column of the table."""

    def read(path, columns, needed):
        for n in range(200):
            more = (("new", n),) if n > 150 else ()
            yield Record(str(n), "C", (Peak(-2.3),), row=n, columns=(("plate", f"P{n}"), *more))

    monkeypatch.setattr(kmaid_nodes.reading.files, "read_records", read)
    path = tmp_path / "in.csv"
    path.write_text("smiles,peaks,plate\n")
    return path


def test_commands_carry_the_columns_through(spectra_with_plates, tmp_path, capsys):
    out = tmp_path / "out.parquet"
    assert main(["predict", str(spectra_with_plates), "--out", str(out)]) == 0
    written = pyarrow.parquet.read_table(out)
    assert written["plate"].to_pylist() == [f"P{n}" for n in range(200)] and "new" not in written.column_names
    assert "left out: new" in capsys.readouterr().out


def test_commands_leave_the_columns_out_where_they_are_not_wanted(spectra_with_plates, tmp_path):
    out = tmp_path / "out.csv"
    assert main(["predict", str(spectra_with_plates), "--out", str(out), "--no-input-columns"]) == 0
    assert "plate" not in out.read_text()


def test_a_library_has_no_columns_of_the_input_but_a_text_table_of_vectors_has(spectra_with_plates, tmp_path):
    library, text = tmp_path / "out.parquet", tmp_path / "out.csv"
    for out in (library, text):
        assert main(["embed", str(spectra_with_plates), "--spectra", "--out", str(out)]) == 0
    assert "plate" not in pyarrow.parquet.read_table(library).column_names
    assert text.read_text().splitlines()[0].endswith('"plate"')
