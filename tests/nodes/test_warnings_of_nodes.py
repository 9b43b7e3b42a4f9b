"""A warning that names a column names one that the reader finds, and it says why a row could not be used."""

import re

import pyarrow as pa
import pytest

ETHANOL = pa.array(["CCO", "C1CC"])
NAMED = re.compile(
    r'^1 of 2 rows could not be used\. The column "([^"]+)" (?:of the table "([^"]+)" )?says why\.'
)
TABLES = {None: 0, "Molecules": 1, "Failed rows": 1}


def broken(bench):
    """Ethanol and a ring that is not closed; the columns are called as those of the results are."""
    taken = {
        name: pa.array(["from the input"] * 2)
        for name in ("Status", "Assignment status", "Not embedded because", "Not predicted because")
    }
    return bench.table(
        {"SMILES": ETHANOL, "13C NMR": pa.array(["57.8, 18.1"] * 2), **taken}, ids=["good", "bad"]
    )


def named_cells(result):
    """The cells of the column that the warning names."""
    found = NAMED.match(result.warnings[-1])
    assert found, result.warnings
    column, table = found.groups()
    return result.frames[TABLES[table]][column]


@pytest.mark.parametrize("node", ["assign_peaks", "embed", "predict_shifts"])
def test_the_column_that_a_warning_names_says_why_a_row_was_not_used(bench, model, node):
    cells = named_cells(bench.run(node, model, broken(bench), keep_columns=True) if node != "embed" else
                        bench.run(node, model, broken(bench)))  # fmt: skip
    assert "SMILES" in str(cells.iloc[-1]) and "from the input" not in set(cells)


def test_the_column_that_retrieve_names_says_why_a_query_was_not_used(bench, model):
    queries = bench.table(
        {
            "13C NMR": pa.array(["57.8, 18.1", "none"]),
            "Not searched because": pa.array(["from the input"] * 2),
        }
    )
    library = bench.table({"SMILES": pa.array(["CCO", "CCC"])})
    result = bench.run("retrieve", model, queries, library, keep_columns=True)
    cells = named_cells(result)
    assert "peak list" in str(cells.iloc[-1]) and "from the input" not in set(cells)
