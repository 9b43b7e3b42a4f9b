"""Every node against the tables and situations that break nodes.

The hosts themselves check that execute returns the schema that configure announced, that RowIDs are unique
and that each operation works on a fresh node.
"""

import time
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from node_bench import MULTIPLICITY, NODES, PEAKS, SMILES, columns, empty_columns

PER_TABLE = {  # nodes on a table of molecules with spectra, with what makes each do its work
    "embed": {"keep_failed": True},
    "embed_columns": {"form": "COLUMNS", "keep_failed": True},
    "embed_spectra": {"what": "SPECTRA", "keep_failed": True},
    "predict_shifts": {},
    "predict_spectra": {"keep_failed": True},
    "assign_peaks": {"whole_assignments": 2},
    "retrieve": {},
}


def run(bench, model, case, *tables, **more):
    node = "embed" if case.startswith("embed") else case
    inputs = [model, *tables] + ([tables[0]] if node == "retrieve" and len(tables) == 1 else [])
    result = bench.run(node, *inputs, **PER_TABLE[case], **more)
    if node in (
        "embed",
        "predict_spectra",
    ):  # where failed rows stay in the first table, none is in the second
        assert len(result.frames.pop()) == 0
    return result


def tables_of_all_rows(result):
    """The tables in which every row appears: all but that of ranked assignments."""
    return [frame for frame in result.frames if "Odds" not in frame.columns]


def reasons(frame):
    name = next(c for c in frame.columns if c.endswith("because") or c in ("Status", "Assignment status"))
    return [r for r in frame[name]]


def test_all_nodes_are_there(bench):
    assert set(bench.host.nodes) == NODES


@pytest.mark.parametrize("node", sorted(n.removeprefix("kmaid.") for n in NODES))
def test_dialog_with_nothing_connected(bench, node):
    inputs = {"pretrained_model": 0, "read_spectra": 0, "train": 1, "table_to_spectra": 1}
    inputs |= {"retrieve": 3, "isomer_ranking": 3}
    inputs = inputs.get(node, 2)
    dialog = bench.dialog(node, [None] * inputs)
    assert dialog["data"]["model"]


@pytest.mark.parametrize("case", PER_TABLE)
def test_empty_table(bench, model, case):
    if case == "retrieve":
        result = run(bench, model, case, bench.table(empty_columns()), bench.table(columns()))
    else:
        result = run(bench, model, case, bench.table(empty_columns()))
    assert all(len(frame) == 0 for frame in result.frames)


@pytest.mark.slow
@pytest.mark.parametrize("case", PER_TABLE)
def test_one_row(bench, model, case):
    result = run(bench, model, case, bench.table(columns(SMILES[:1], PEAKS[:1], MULTIPLICITY[:1]), ids=["x"]))
    assert all(len(frame) >= 1 for frame in result.frames)


@pytest.mark.slow
@pytest.mark.parametrize("case", PER_TABLE)
def test_all_structures_and_peaks_missing(bench, model, case):
    nothing = bench.table(columns([None] * 3, [None] * 3, [None] * 3))
    tables = [nothing, bench.table(columns())] if case == "retrieve" else [nothing]
    result = run(bench, model, case, *tables)
    assert {len(frame) for frame in tables_of_all_rows(result)} == {3}
    for frame in tables_of_all_rows(result):
        assert all("no " in reason or "neither" in reason for reason in reasons(frame)), reasons(frame)
    assert "3 of 3 rows" in result.warnings[-1]


@pytest.mark.slow
@pytest.mark.parametrize("case", PER_TABLE)
def test_missing_and_unusable_cells(bench, model, case):
    smiles = ["CCO", None, "", "no smiles", "O", "CC"]
    peaks = [[57.8, 18.3], None, [], [None, 20.0], [900.0], [6.5]]
    given = columns(smiles, peaks, [None] * 6)
    tables = [bench.table(given)] + ([bench.table(columns())] if case == "retrieve" else [])
    result = run(bench, model, case, *tables)
    for frame in tables_of_all_rows(result):
        sentences = reasons(frame)
        assert any(s and "no" in s for s in sentences), sentences
    assert "of 6 rows" in result.warnings[-1]
    if case.startswith("embed"):
        vector = next(c for c in result.frames[0].columns if c.startswith("Embedding"))
        got = [v is not None for v in result.frames[0][vector]]
        assert got == [True, False, False, False, False, True]


@pytest.mark.slow
@pytest.mark.parametrize("case", PER_TABLE)
def test_duplicate_structures_get_the_same(bench, model, case):
    given = columns(["CCO"] * 3, [[57.8, 18.3]] * 3, [None] * 3)
    frame = run(bench, model, case, bench.table(given)).frames[0]
    names = [c for c in frame.columns if c.startswith(("Embedding", "Predicted", "Confidence", "Score"))]
    numbers = [c for c in names if not any(isinstance(cell, str) for cell in frame[c])]
    parts = [frame[numbers].iloc[n * len(frame) // 3 : (n + 1) * len(frame) // 3] for n in range(3)]
    # Some CPUs add up the rows of a product in different orders, so that the last bit may differ.
    for name in numbers:
        first, *others = (np.array(part[name].tolist(), float) for part in parts)
        within = 1e-3 if name.startswith("Predicted") else 1e-5  # a median of a broad density, in ppm
        assert all(other == pytest.approx(first, abs=within, nan_ok=True) for other in others), name


@pytest.mark.slow
@pytest.mark.parametrize("case", PER_TABLE)
def test_several_batches_give_what_one_gives(bench, model, case):
    library = [bench.table(columns(SMILES[1:4], PEAKS[1:4], MULTIPLICITY[1:4]))] if case == "retrieve" else []
    whole = run(bench, model, case, bench.table(columns()), *library)
    parts = run(bench, model, case, bench.table(columns(), batch=3), *library)
    for one, other in zip(whole.frames, parts.frames, strict=True):
        assert list(one.index) == list(other.index)
        for name in one.columns:
            for a, b in zip(one[name], other[name], strict=True):
                # Where a CPU rounds to bfloat16, the vector of a molecule alone is a little different.
                assert a == b or b == pytest.approx(a, abs=1e-2 if name.startswith("Embed") else 1e-4), name


@pytest.mark.parametrize("case", ["embed", "embed_columns", "assign_peaks"])
def test_other_columns_rows_and_ids_stay(bench, model, case):
    ids = [f"id {n}" for n in range(len(SMILES))]
    given = bench.table(columns(), ids=ids, batch=2)
    before, after = bench.frame(given), tables_of_all_rows(run(bench, model, case, given))[-1]
    assert list(after.index) == ids
    assert list(after.columns)[: len(before.columns)] == list(before.columns)
    assert after[list(before.columns)].values.tolist() == before.values.tolist()


@pytest.mark.parametrize("case", [*PER_TABLE, "train"])
def test_table_without_the_needed_column(bench, model, case):
    numbers = bench.table({"y": pa.array([1.0, 2.0])})
    with pytest.raises(bench.failed) as failure:
        if case == "train":
            bench.run("train", numbers)
        else:
            run(bench, model, case, numbers)
    assert failure.value.invalid_settings
    assert "has no column that can hold" in failure.value.message and '"y"' in failure.value.message


@pytest.mark.parametrize("case", ["embed", "predict_shifts", "assign_peaks", "retrieve"])
def test_chosen_column_is_gone(bench, model, case):
    with pytest.raises(bench.failed) as failure:
        run(bench, model, case, bench.table(columns()), structure="Old name")
    assert failure.value.invalid_settings and 'There is no column "Old name"' in failure.value.message


def test_guesses_are_said(bench, model):
    result = bench.configure("assign_peaks", [model, bench.table(columns())])
    (warning,) = result.warnings
    assert '"SMILES" (structures)' in warning and '"Peaks" (13C peak lists)' in warning
    assert '"Multiplicity" (multiplicity)' in warning
    roles = ("structure", "peaks", "multiplicity")
    assert [result.params["model"]["input"][role] for role in roles] == ["SMILES", "Peaks", ""]


class CancelAfter:
    """Cancels once a node has worked for a while, and remembers when it was asked, in seconds of work."""

    def __init__(self, seconds):
        self.seconds, self.asked = seconds, []

    def __call__(self, context):
        self.asked.append(time.process_time())
        return self.asked[-1] - self.asked[0] >= self.seconds

    @property
    def longest_without_asking(self):
        times = [*self.asked, time.process_time()]
        return max(later - earlier for earlier, later in pairwise(times))


@pytest.mark.slow
@pytest.mark.parametrize("case", PER_TABLE)
def test_cancel_is_heeded_within_a_second(bench, model, case):
    if not bench.can_cancel:
        pytest.skip("knime_host's jvm mode cannot press Cancel")
    many = columns(SMILES * 300, PEAKS * 300, MULTIPLICITY * 300)
    cancel = CancelAfter(0.1)
    with pytest.raises(bench.failed) as failure:
        run(bench, model, case, bench.table(many, batch=700), cancel=cancel)
    assert "ancel" in failure.value.message
    assert len(cancel.asked) > 1 and cancel.longest_without_asking < 1


def test_progress_is_reported(bench, model):
    many = columns(SMILES * 40, PEAKS * 40, MULTIPLICITY * 40)
    assert bench.run("embed", model, bench.table(many)).progress
