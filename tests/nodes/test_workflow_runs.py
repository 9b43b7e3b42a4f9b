"""The workflows in examples/knime are accepted by the nodes, and give the tables that their README shows."""

from __future__ import annotations

import pytest
from node_bench import ROOT
from workflow_making.all_files import examples, node_tests
from workflow_making.definitions import in_folder, write_files
from workflow_making.expected_tables import read_expected, shown_tables
from workflow_making.node_settings import leaves, settings_of_entries
from workflow_making.running import TablesDiffer, run_workflow
from workflow_making.saved_workflow import read_knwf

WORKFLOWS = ROOT / "examples" / "knime"
FLOWS = {**examples(), **node_tests()}
# They train, or an example does the same.
SLOW = {f"node_tests/{kind}.knwf" for kind in ("train", "evaluate", "build_library", "retrieve_from_file")}
SLOW |= {"fine_tune.knwf"}
WITH_TIME = [pytest.param(f, marks=pytest.mark.slow) if f in SLOW else f for f in sorted(FLOWS)]
# What another processor, or another version of PyTorch, may change.
PPM, SHARE = 0.2, 0.05


@pytest.mark.parametrize("path", sorted(FLOWS))
def test_every_setting_is_accepted_today(bench, path):
    """As KNIME opens a workflow: settings are validated and set for each node that is ours."""
    saved = read_knwf(WORKFLOWS / path)
    for node in saved.nodes.values():
        if not node.is_ours:
            continue
        settings, _ = settings_of_entries(node.config["model"])
        nothing = [None] * len(saved.inputs_of(node.number))
        given = (f"kmaid.{node.kind}", nothing)
        shown = bench.host.dialog(*given, {"model": settings}, present=node.optional_ports)
        assert shown["data"]["model"] == settings
        default = bench.host.dialog(*given, present=node.optional_ports)["data"]["model"]
        assert _types(settings) == _types(default)
        if "schema" in shown:  # KNIME's own says what its mapper will write
            assert _types(settings) == _types_of_schema(shown["schema"]["properties"]["model"])


def _types(settings):
    return {name: type(value) for name, value in leaves(settings).items()}


def _types_of_schema(schema):
    kinds = {"string": str, "boolean": bool, "array": list}
    numbers = {"int32": int, "double": float}
    types = {}
    for name, about in schema["properties"].items():
        if about.get("type") == "object":
            types |= _types_of_schema(about)
        else:  # a choice has no type: it is text
            types[name] = (
                numbers[about["format"]] if "format" in about else kinds[about.get("type", "string")]
            )
    return types


@pytest.mark.parametrize("path", WITH_TIME)
def test_a_workflow_gives_the_tables_of_its_readme(bench, path, tmp_path):
    if bench.mode == "jvm" and path not in ("assign_peaks.knwf", "fine_tune.knwf"):
        pytest.skip("two workflows are enough in a process of its own")
    flow, known = FLOWS[path], read_expected(WORKFLOWS)[FLOWS[path].name]
    run = run_workflow(bench, read_knwf(WORKFLOWS / path), tmp_path)
    for shown, found, expected in zip(flow.shown, shown_tables(bench, flow, run), known.tables, strict=True):
        assert list(found) == list(expected), shown.step.label
        for name in found:
            assert len(found[name]) == len(expected[name])
            for one, other in zip(found[name], expected[name], strict=True):
                assert same(one, other, PPM if "ppm" in name else SHARE), (name, one, other)
    warnings = {number: texts for number, texts in run.warnings.items() if texts}
    assert warnings == known.warnings
    for texts in run.first_warnings.values():
        assert not any("chosen automatically" in text for text in texts), "the columns are chosen"


@pytest.mark.slow
@pytest.mark.parametrize("path", ["assign_peaks.knwf", "check_structures.knwf", "dereplicate.knwf"])
def test_structures_are_cells_of_the_chemistry_extension_in_knime(chemistry, path, tmp_path):
    flow, known = FLOWS[path], read_expected(WORKFLOWS)[FLOWS[path].name]
    run = run_workflow(chemistry, read_knwf(WORKFLOWS / path), tmp_path)
    (found,) = shown_tables(chemistry, flow, run)[:1]
    assert found["Verdict"] == known.tables[0]["Verdict"]


def same(one, other, tolerance):
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b, tolerance) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= tolerance
    return one == other


def test_columns_are_chosen_in_the_settings_and_not_guessed_anew(bench, tmp_path):
    """A warning about a guess would alarm somebody who opens an example."""
    saved = read_knwf(WORKFLOWS / "assign_peaks.knwf")
    run = run_workflow(bench, saved, tmp_path)
    (assigned,) = [n for n in saved.nodes.values() if n.kind == "assign_peaks"]
    assert run.warnings[assigned.number] == []
    settings = leaves(settings_of_entries(assigned.config["model"])[0])
    assert (settings["structure"], settings["peaks"], settings["id_column"]) == ("SMILES", "13C peaks", "ID")


def test_the_difference_checker_finds_a_wrong_table(bench, tmp_path):
    saved = read_knwf(WORKFLOWS / "node_tests" / "predict_shifts.knwf")
    expected = saved.nodes[max(n for n, node in saved.nodes.items() if node.kind == "table_creator")]
    values = expected.config["model"]["values"]
    values[values.index("20033076")] = "another"
    with pytest.raises(TablesDiffer, match="another"):
        run_workflow(bench, saved, tmp_path)


def test_paths_into_the_workflow_are_found_where_the_workflow_lies(tmp_path):
    settings = {"input": {"path": "knime://knime.workflow/data/a.sdf", "other": "x"}}
    assert in_folder(settings, tmp_path) == {"input": {"path": str(tmp_path / "data/a.sdf"), "other": "x"}}
    write_files({"data/a.sdf": b"x"}, tmp_path)
    assert (tmp_path / "data/a.sdf").read_bytes() == b"x"
