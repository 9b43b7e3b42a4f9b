"""The node that trains, and whole workflows through it."""

import threading
import time

import pyarrow as pa
import pytest
from node_bench import columns

from kmaid_nodes.demo.spectra import SLICE

SMALL = "\n".join(
    [
        "architecture.width=32",
        "architecture.layers=2",
        "architecture.projection=32",
        "architecture.spectrum_layers=1",
        "schedule.batch=16",
        "schedule.average=0",
    ]
)


@pytest.fixture(scope="module")
def spectra(bench):
    return bench.run("read_spectra", path=str(SLICE)).outputs[0]


@pytest.mark.slow
def test_whole_workflow(bench, spectra):
    """Read Spectra, Train, Embed, Retrieve, Assign Peaks; each takes what the one before gave."""
    trained = bench.run("train", spectra, epochs=1, further=SMALL)
    model = trained.outputs[0]
    metrics = trained.frames[0]
    assert list(metrics["Epoch"]) == [1] and metrics["Shift error, mean (ppm)"].iloc[0] > 0
    assert list(metrics["Validation molecules"]) == [30]
    assert trained.view.html and len(trained.progress) > 0
    library = bench.run("embed", model, spectra).outputs[0]
    assert len(bench.frame(library)) == 240
    hits = bench.run("retrieve", model, spectra, library, library_form="EMBEDDINGS", top=2, view_limit=2)
    assert len(hits.frames[0]) == 480
    assigned = bench.run("assign_peaks", model, spectra, view_limit=3)
    assert assigned.frames[1]["Carbons assigned"].sum() > 1000


@pytest.mark.slow
def test_pretrained_model_assigns(bench, model, spectra):
    assigned = bench.run("assign_peaks", model, spectra, view_limit=2, id_column="ID")
    assert assigned.frames[0]["ID"].iloc[0] == bench.frame(spectra)["ID"].iloc[0]


@pytest.mark.slow
def test_the_bundled_model_assigns_anisole_as_a_chemist_would(bench):
    bundled = bench.run("pretrained_model").outputs[0]
    table = bench.table(
        {
            "SMILES": pa.array(["COc1ccccc1"]),
            "Peaks": pa.array(["55.1, 113.9, 120.6, 129.4, 159.6"]),
        }
    )
    carbons = bench.run("assign_peaks", bundled, table).frames[0].set_index("Atom index")
    methyl, ipso, ortho, meta, para = carbons["Shift (ppm)"].loc[[0, 2, 3, 4, 5]]
    assert (methyl, ipso, ortho, meta, para) == (55.1, 159.6, 113.9, 129.4, 120.6)
    assert (carbons["Confidence"] > 0.8).all()


@pytest.mark.slow
def test_spec_is_known_before_training(bench, spectra):
    configured = bench.configure("train", [spectra], epochs=1, further=SMALL)
    before = bench.model_spec(configured.specs[0])
    after = bench.model_spec(bench.run("train", spectra, epochs=1, further=SMALL).outputs[0])
    assert {name for name in after if after[name] != before[name]} == {"spectra", "metrics"}
    assert before["embedding_length"] == 32 and before["preset"]["members"][0]["schedule"]["epochs"] == 1


@pytest.mark.slow
def test_same_seed_same_model(bench, spectra):
    def predict(seed):
        port = bench.run("train", spectra, epochs=1, further=SMALL, seed=seed).outputs[0]
        return bench.run("predict_shifts", port, bench.table(columns())).frames[0]

    assert predict(1).equals(predict(1)) and not predict(1).equals(predict(2))


def architecture(spec):
    return spec["preset"]["members"][0]["architecture"]


@pytest.mark.slow
def test_goes_on_from_a_model(bench, model, spectra):
    more = "schedule.average=0\nschedule.learning_rate=0.000001"
    trained = bench.run("train", spectra, model, epochs=1, further=more).outputs[0]
    spec = bench.model_spec(trained)
    assert architecture(spec) == architecture(bench.model_spec(model))
    shifts = [
        bench.run("predict_shifts", m, bench.table(columns())).frames[0]["Predicted shift (ppm)"].tolist()
        for m in (model, trained)
    ]
    assert shifts[1] == pytest.approx(shifts[0], abs=15)
    with pytest.raises(bench.failed, match=r"width 32 and 64\. Remove the architecture"):
        bench.configure("train", [spectra, model], further="architecture.width=64")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"further": "objective.nonsense=1"}, "There is no setting 'objective.nonsense'"),
        ({"further": "schedule.epochs=many"}, "schedule.epochs must be int"),
        ({"further": "schedule.batch=0"}, "must be at least"),
        ({"epochs": -1}, "-1 is smaller than"),
        ({"seed": -1}, "-1 is smaller than"),
        ({"split": "Fold"}, 'There is no column "Fold"'),
    ],
)
def test_wrong_settings_are_refused_with_a_sentence(bench, spectra, settings, sentence):
    with pytest.raises(bench.failed, match=sentence) as failure:
        bench.configure("train", [spectra], **settings)
    assert failure.value.invalid_settings


def test_table_without_assignments(bench):
    with pytest.raises(bench.failed, match="no usable assigned spectrum in the training split"):
        bench.run("train", bench.table(columns()), shifts="Name", epochs=1, further=SMALL)


@pytest.mark.parametrize("rows", [0, 1])
def test_too_few_rows(bench, rows):
    few = {name: cells.slice(0, rows) for name, cells in columns().items()}
    with pytest.raises(bench.failed, match="no usable assigned spectrum"):
        bench.run("train", bench.table(few), shifts="Name", epochs=1)


@pytest.mark.slow
def test_cancel_while_training(bench, spectra):
    if not bench.can_cancel:
        pytest.skip("knime_host's jvm mode cannot press Cancel")
    cancelled_at = []

    def cancel(context):
        if any("epoch" in (message or "") for _, message in context.progress):
            cancelled_at.append(time.monotonic())
        return bool(cancelled_at)

    with pytest.raises(bench.failed, match="ancel"):
        bench.run("train", spectra, epochs=1000, further=SMALL, cancel=cancel)
    assert time.monotonic() - cancelled_at[0] < 5
    # In KNIME the process ends with the node; here the next test would share chance with the thread.
    for thread in threading.enumerate():
        if thread.name == "kmaid":
            thread.join(60)


@pytest.mark.slow
def test_missing_cells_duplicates_and_batches_do_not_matter(bench, spectra):
    """Rows without use are passed over; how KNIME cut the table into batches changes nothing."""
    frame = bench.frame(spectra)
    names = ["Structure", "Assigned shifts"]
    rows = [tuple(row) for row in frame[names].itertuples(index=False)][:160]
    useless = [(None, rows[0][1]), (rows[0][0], None), ("no structure", "no shifts"), (None, None)]

    def predict(given, batch=None):
        cells = {n: pa.array([row[k] for row in given], pa.string()) for k, n in enumerate(names)}
        port = bench.run("train", bench.table(cells, batch=batch), epochs=1, further=SMALL).outputs[0]
        return bench.run("predict_shifts", port, bench.table(columns())).frames[0]

    twice = rows + rows[:20]
    assert predict(twice).equals(predict([*twice, *useless], batch=50))


def test_all_structures_missing(bench):
    cells = {"SMILES": pa.array([None] * 3, pa.string()), "Assigned shifts": pa.array(["1.0;0.0Q;0|"] * 3)}
    with pytest.raises(bench.failed, match="3 x no structure given"):
        bench.run("train", bench.table(cells), epochs=1)


@pytest.mark.slow
def test_warns_of_rows_left_out_of_few_validation_molecules_and_of_a_calibration_that_is_kept(
    bench, model, spectra
):
    frame = bench.frame(spectra)
    names = ["Structure", "Assigned shifts"]
    rows = [tuple(row) for row in frame[names].itertuples(index=False)][:40]
    rows += [(None, rows[0][1]), (rows[0][0], None)]
    splits = ["train"] * 33 + ["validation"] * 7 + ["train"] * 2
    cells = {name: pa.array([row[k] for row in rows], pa.string()) for k, name in enumerate(names)}
    table = bench.table(cells | {"split": pa.array(splits)})
    result = bench.run("train", table, model, epochs=1, split="split", further="schedule.average=0")
    (warning,) = result.warnings
    assert warning.startswith("Rows left out: 2 of 42 (1 x no ")
    assert "Only 7 validation molecules: the accuracy measured on them is not reliable" in warning
    assert "the calibration of the connected model is kept" in warning
    assert list(result.frames[0]["Validation molecules"]) == [7]
