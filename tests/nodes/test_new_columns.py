"""Names of new columns never depend on chance, and rows that fail stand apart."""

import pyarrow as pa
import pytest
from node_bench import SMILES, columns

TAKEN = {"Embedding": pa.array(["mine"] * len(SMILES)), "Carbon count": pa.array([0] * len(SMILES))}


def test_a_name_that_is_taken_gets_the_usual_prefix_and_a_warning_says_so(bench, model):
    given = bench.table(columns() | TAKEN)
    embedded = bench.run("embed", model, given).frames[0]
    assert list(embedded["Embedding"]) == ["mine"] * len(SMILES)
    assert len(embedded["K-M3AID Embedding"].iloc[0]) == 32
    assigned = bench.run("assign_peaks", model, given).frames[1]
    assert list(assigned["Carbon count"]) == [0] * len(SMILES)
    assert assigned["K-M3AID Carbon count"].iloc[0] == 2 and assigned["Verdict"].iloc[0]
    (warning,) = bench.configure("assign_peaks", [model, given]).warnings
    assert 'The table already has "Carbon count".' in warning and '"K-M3AID "' in warning


def test_all_new_columns_begin_with_the_prefix_that_was_chosen(bench, model):
    frame = bench.run("assign_peaks", model, bench.table(columns() | TAKEN), prefix="NMR ").frames[1]
    new = list(frame.columns[len(columns() | TAKEN) :])
    assert new and all(name.startswith("NMR ") for name in new)


def test_a_prefix_that_does_not_help_is_refused_in_the_dialog(bench, model):
    taken = {
        "NMR Carbon count": pa.array([0] * len(SMILES)),
        "K-M3AID Embedding": pa.array([0] * len(SMILES)),
    }
    given = bench.table(columns() | TAKEN | taken)
    for node, settings, name in (
        ("assign_peaks", {"prefix": "NMR "}, "NMR Carbon count"),
        ("embed", {}, "K-M3AID Embedding"),
    ):
        with pytest.raises(
            bench.failed, match=f'already has a column "{name}". Choose another prefix'
        ) as refused:
            bench.configure(node, [model, given], **settings)
        assert refused.value.invalid_settings


def test_names_that_are_taken_are_numbered_in_workflows_of_0_1_0(bench, model, monkeypatch):
    monkeypatch.setattr(bench.host.yml, "version", "0.1.0")
    old = {"what": "STRUCTURES", "structure": "SMILES", "peaks": "", "multiplicity": "", "form": "LIST"}
    inputs = [
        model,
        bench.table(columns(["CCO", "C1CC"], [None] * 2, [None] * 2) | {"Embedding": pa.array([1, 2])}),
    ]
    result = bench.host.execute("kmaid.embed", inputs, {"model": old | {"device": "AUTO"}})
    frame, failed = (bench.frame(table) for table in result.outputs)
    assert len(frame["Embedding (#1)"].iloc[0]) == 32
    # As 0.1.0 did, the row that failed stays where it was, with its reason.
    assert frame["Embedding error code"].tolist() == [None, "invalid_smiles"] and len(failed) == 0


def test_rows_that_failed_are_in_the_second_table_with_their_reasons(bench, model):
    smiles = ["CCO", None, "C1CC", "CC(C)=O"]
    given = bench.table(columns(smiles, [None] * 4, [None] * 4), ids=list("abcd"), batch=2)
    result = bench.run("embed", model, given)
    done, failed = result.frames
    assert list(done.index) == ["a", "d"] and list(failed.index) == ["b", "c"]
    assert not [name for name in done.columns if "because" in name or "error" in name]
    assert failed["SMILES"].tolist() == [None, "C1CC"] and failed["Count"].tolist() == [1, None]
    assert all(failed["Not embedded because"]) and all(failed["Embedding error code"])
    assert result.warnings[-1].startswith("2 of 4 rows could not be used.")
    assert result.flow_variables["kmaid_rows"] == 4 and result.flow_variables["kmaid_failed_rows"] == 2


def test_every_row_fails_and_none_does(bench, model):
    for smiles, counts in ((["C1CC", None], (0, 2)), (["C", "CC"], (2, 0)), ([], (0, 0))):
        nothing = [None] * len(smiles)
        result = bench.run("embed", model, bench.table(columns(smiles, nothing, nothing)))
        assert tuple(map(len, result.frames)) == counts


def test_verdicts_are_counted_in_flow_variables(bench, model):
    result = bench.run(
        "assign_peaks", model, bench.table(columns(["CCO", "C1CC"], [[57.8, 18.3]] * 2, [None] * 2))
    )
    counts = {name: result.flow_variables[f"kmaid_{name}"] for name in ("rows", "failed_rows")}
    kinds = ("consistent", "doubtful", "contradicted", "too_few_peaks")
    assert counts == {"rows": 2, "failed_rows": 1}
    assert sum(result.flow_variables[f"kmaid_{kind}"] for kind in kinds) == 1
