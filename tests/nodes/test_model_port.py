"""The model as the workflow stores it."""

import pytest
from node_bench import columns

from kmaid_nodes.model.description import FORMAT_VERSION


@pytest.mark.slow
def test_saved_and_reopened_model_predicts_the_same(bench, model, tmp_path):
    table = bench.table(columns())
    reopened = bench.reopened(model, tmp_path / "port")
    for node in ("predict_shifts", "embed", "assign_peaks"):
        before = bench.run(node, model, table).frames[0]
        after = bench.run(node, reopened, table).frames[0]
        assert before.equals(after)


@pytest.mark.parametrize("node", ["embed", "predict_shifts", "assign_peaks", "retrieve", "train"])
def test_other_major_version_is_refused(bench, model, node):
    newer = {"format_version": [1, 0], "something_new": {"a": 1}}
    port = bench.with_model_spec(model, newer)
    table = bench.table(columns() | {"Assigned shifts": columns()["Multiplicity"]})
    inputs = {"retrieve": [port, table, table], "train": [table, port]}.get(node, [port, table])
    refused = rf"model format 1; this version .* reads formats 4 to {FORMAT_VERSION[0]}"
    with pytest.raises(bench.failed, match=refused) as failure:
        bench.configure(node, inputs)
    assert failure.value.invalid_settings


def test_other_minor_version_is_read(bench, model):
    newer = bench.model_spec(model) | {"format_version": [FORMAT_VERSION[0], 7], "something_new": 1}
    port = bench.with_model_spec(model, newer)
    assert len(bench.run("predict_shifts", port, bench.table(columns())).frames[0]) > 0
