"""Every flow variable that a node sets is named in its description, where analysts look for it."""

import re

import pyarrow as pa
import pytest
from node_bench import PEAKS, ROOT, SMILES, columns

REFERENCE = (ROOT / "docs" / "knime" / "nodes.md").read_text("utf-8")  # the descriptions, as a test holds
ASSIGNED = {"Assigned shifts": pa.array(["57.8;0.0T;1|18.3;0.0Q;0|"] * len(SMILES))}


@pytest.mark.parametrize(
    ("node", "tables", "settings"),
    [
        ("assign_peaks", 1, {}),
        ("predict_shifts", 1, {}),
        ("predict_spectra", 1, {}),
        ("embed", 1, {}),
        ("evaluate", 1, {}),
        ("structure_check", 1, {"pictures": "NONE"}),
        ("structure_check", 2, {"pictures": "NONE"}),
        ("retrieve", 2, {}),
        ("isomer_ranking", 2, {}),
        ("build_library", 1, {"path": "library.parquet"}),
    ],
)
def test_flow_variables_stand_in_the_description(bench, model, tmp_path, node, tables, settings):
    told = REFERENCE.split(f"# {node.replace('_', ' ').title()}\n")[1].split("\n## ")[0]
    if "path" in settings:
        settings = {"path": str(tmp_path / settings["path"])}
    table = bench.table(columns(SMILES, PEAKS) | ASSIGNED)
    variables = bench.run(node, model, *[table] * tables, **settings).flow_variables
    assert "kmaid_rows" in variables
    assert set(variables) == set(re.findall(r"`(kmaid_\w+)`", told))


def test_a_row_about_a_candidate_is_no_candidate(bench, model):
    """No carbon of butane explains the peak of a carbonyl group: one row for each of the two spectra."""
    spectra = bench.table(columns([None, None], [[206.7, 215.0], [210.0]], [None, None]))
    candidates = bench.table({"SMILES": pa.array(["CCCC"])})
    result = bench.run("isomer_ranking", model, spectra, candidates)
    failed = result.frames[1]
    of_candidates = failed[failed["Table"] == "Candidates"]
    assert list(of_candidates["Error code"]) == ["explains_no_peak"] * 2
    assert result.flow_variables["kmaid_candidates"] == 1
    assert result.flow_variables["kmaid_failed_candidates"] == 2
    assert 'The table "Failed rows" has 2 rows about candidates without a rank' in result.warnings[-1]


def test_a_warning_tells_whose_structures_were_chosen(bench, model):
    table = bench.table(columns())
    (warning,) = bench.configure("retrieve", [model, table, table]).warnings
    assert '"SMILES" (structures of the library)' in warning
    (warning,) = bench.configure("isomer_ranking", [model, table, table]).warnings
    assert '"SMILES" (structures of the candidates)' in warning


def test_a_warning_of_many_taken_names_is_short(bench, model):
    once = bench.run("structure_check", model, bench.table(columns()), pictures="NONE").outputs[0]
    (warning,) = bench.configure("structure_check", [model, once], pictures="NONE").warnings
    assert 'The table already has "Traffic light", "Verdict", "Structure probability" and 12 more.' in warning
