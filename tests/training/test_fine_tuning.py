"""Training a model further: all of its networks start from their own weights, and it keeps what it knew."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.graphs.features import N_BOND_TYPES, feature_set
from kmaid_nodes.model.calibration import Calibration
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.model.fine_tuning import GENTLE
from kmaid_nodes.model.model_file import TrainedModel, load_model, round_weights
from kmaid_nodes.model.settings import FineTuningSettings
from kmaid_nodes.tasks.train import train_model, training_preset
from kmaid_nodes.training.data_module import ExampleData
from kmaid_nodes.training.examples import ExampleBuilder
from kmaid_nodes.training.hardware import Hardware
from kmaid_nodes.training.split import TRAIN
from kmaid_nodes.training.stages.stage import RunOptions

QUICK = ["schedule.epochs=2", "schedule.batch=16", "schedule.average=0"]
UNMOVED = [*QUICK, "schedule.learning_rate=1e-12"]


@pytest.fixture(scope="module")
def three_networks(tiny_preset) -> TrainedModel:
    """An ensemble of three networks whose embedder only embeds, as the bundled model is."""
    preset = replace(tiny_preset.with_members(3), embedder_in_ensemble=False)
    torch.manual_seed(3)
    network = Ensemble.untrained([m.architecture for m in preset.members], preset.embedder_in_ensemble)
    round_weights(network)
    calibration = Calibration(density=1.25, hits=HitProbability(0.4, 5.0, 0.7))
    return TrainedModel(network.eval(), preset, calibration, {"data": {"sources": ["earlier.sd"]}})


def run(records, start, folder, changes=QUICK, **options):
    preset = training_preset(start).with_settings(changes)
    settled = RunOptions(
        Hardware("cpu", 1), start_from=start, start_name="the test's model", show_progress=False, **options
    )
    return train_model(records, preset, folder, options=settled)


def members(trained):
    return [member.state_dict() for member in trained.network.members]


def equal(one, other) -> list[bool]:
    return [
        all(torch.allclose(a[name], b[name], atol=1e-6) for name in b if name != "graph_encoder.known_edges")
        for a, b in zip(members(one), members(other), strict=True)
    ]


@pytest.mark.slow
def test_every_network_starts_from_its_own_weights_and_learns(tmp_path, shipped_records, three_networks):
    unmoved = run(shipped_records, three_networks, tmp_path / "unmoved", UNMOVED)
    assert equal(unmoved, three_networks) == [True, True, True]
    tuned = run(shipped_records, three_networks, tmp_path / "tuned")
    assert equal(tuned, three_networks) == [False, False, False]
    assert not tuned.network.embedder_in_ensemble
    again = load_model(tmp_path / "tuned")
    assert equal(again, tuned) == [True, True, True]
    before, after = again.about["started"]["validation_before"], again.about["validation"]
    assert after["mae"] < before["mae"]
    assert again.about["started"]["from"] == "the test's model"
    assert again.about["started"]["data"] == {"sources": ["earlier.sd"]}


@pytest.mark.slow
def test_fine_tuning_that_was_stopped_goes_on_where_it_was(tmp_path, shipped_records, three_networks):
    whole = run(shipped_records, three_networks, tmp_path / "whole")

    def stop(share: float, message: str) -> None:
        if "member 2, epoch 2" in message:
            raise Cancelled()

    with pytest.raises(Cancelled):
        run(shipped_records, three_networks, tmp_path / "stopped", on_progress=stop)
    other = replace(three_networks, calibration=Calibration())
    with pytest.raises(UserError, match="started from another model"):
        run(shipped_records, other, tmp_path / "stopped", resume=True)
    resumed = run(shipped_records, three_networks, tmp_path / "stopped", resume=True)
    for one, of_whole in zip(members(resumed), members(whole), strict=True):
        assert all(torch.equal(one[name], of_whole[name]) for name in of_whole)


@pytest.mark.slow
def test_with_few_validation_spectra_the_calibration_is_kept_and_else_fitted_anew(
    tmp_path, shipped_records, three_networks
):
    kept = run(shipped_records, three_networks, tmp_path / "kept", UNMOVED)
    assert kept.calibration == three_networks.calibration
    assert kept.about["started"]["calibration_kept"]
    assert "those of the test's model are kept" in kept.about["hit_probability"]["note"]
    enough = [*UNMOVED, "fine_tuning.least_validation=10"]
    fitted = run(shipped_records, three_networks, tmp_path / "fitted", enough)
    assert fitted.calibration.density != three_networks.calibration.density
    assert not fitted.about["started"]["calibration_kept"]


@pytest.mark.slow
def test_soft_targets_hold_the_model_back(tmp_path, shipped_records, three_networks):
    """Trained on nothing but its own densities, the mean of the networks stays nearer to what it was."""
    fast = [*QUICK, "schedule.epochs=6", "schedule.learning_rate=0.005", "architecture.dropout=0"]
    start = three_networks.network

    def moved(soft_share: float) -> float:
        folder = tmp_path / str(soft_share)
        tuned = run(shipped_records, three_networks, folder, [*fast, f"fine_tuning.soft_share={soft_share}"])
        graph = builder_of(shipped_records).build(TRAIN).graphs.batch(np.arange(20))
        with torch.inference_mode():
            before, after = start.log_density(graph).exp(), tuned.network.log_density(graph).exp()
        return float((before - after).abs().sum(1).mean())

    assert moved(1.0) < 0.7 * moved(0.0)


@pytest.mark.slow
def test_relations_that_the_model_knew_stay_known_where_new_spectra_have_few(
    tmp_path, shipped_records, three_networks
):
    tuned = run(shipped_records[:80], three_networks, tmp_path, UNMOVED)
    known = three_networks.network.first.graph_encoder.known_edges
    assert known.all() and torch.equal(tuned.network.first.graph_encoder.known_edges, known)


def builder_of(records) -> ExampleBuilder:
    builder = ExampleBuilder(feature_set("default"))
    for record in records:
        builder.add(record, TRAIN)
    return builder


def test_configuration_is_left_out_of_the_given_share_of_the_structures(shipped_records, tiny_preset):
    examples = builder_of(shipped_records).build(TRAIN)
    whole = examples.graphs.batch(np.arange(len(examples)))
    related = torch.zeros(whole.size, dtype=torch.bool)
    related[whole.molecule[whole.source[whole.edges[:, 0] >= N_BOND_TYPES]]] = True
    assert related.sum() > 20

    def still_related(share: float) -> float:
        schedule = replace(tiny_preset.members[0].schedule, configuration_dropped=share, batch=len(examples))
        data = ExampleData(examples, examples, schedule, seed=0)
        graph = next(iter(data.train_dataloader())).graph
        kept = graph.edges[:, 0] >= N_BOND_TYPES
        bonds = int((~kept).sum())
        assert bonds == int((whole.edges[:, 0] < N_BOND_TYPES).sum()), "bonds are never left out"
        return len(set(graph.molecule[graph.source[kept]].tolist())) / int(related.sum())

    assert still_related(0.0) == 1 and still_related(1.0) == 0
    assert 0.25 < still_related(0.5) < 0.75


def test_two_molecules_in_a_batch_keep_their_own_configuration(shipped_records):
    examples = builder_of(shipped_records).build(TRAIN)
    graph = examples.graphs.batch(np.arange(len(examples)))
    chosen = torch.arange(graph.size) % 2 == 0
    bare = graph.without_configuration(chosen)
    relation = bare.edges[:, 0] >= N_BOND_TYPES
    assert relation.any() and not chosen[bare.molecule[bare.source[relation]]].any()
    of_others = (graph.edges[:, 0] >= N_BOND_TYPES) & ~chosen[graph.molecule[graph.source]]
    assert int(relation.sum()) == int(of_others.sum())
    assert torch.equal(bare.molecule[bare.source], bare.molecule[bare.target])


@pytest.mark.slow
def test_a_training_that_an_earlier_version_began_goes_on_as_it_was(tmp_path, shipped_records, tiny_preset):
    import json

    def stop(share: float, message: str) -> None:
        if "epoch 2" in message:
            raise Cancelled()

    def train(preset, folder, **options):
        settled = RunOptions(Hardware("cpu", 1), show_progress=False, **options)
        return train_model(shipped_records, preset, folder, options=settled)

    as_then = tiny_preset.with_settings(["schedule.configuration_dropped=0"])
    with pytest.raises(Cancelled):
        train(as_then, tmp_path / "then", on_progress=stop)
    file = tmp_path / "then" / "preset.json"
    written = json.loads(file.read_text())
    del written["members"][0]["schedule"]["configuration_dropped"], written["fine_tuning"]
    file.write_text(json.dumps(written))
    resumed = train(tiny_preset, tmp_path / "then", resume=True)
    assert resumed.preset == as_then
    whole = train(as_then, tmp_path / "whole")
    assert all(torch.equal(members(resumed)[0][name], w) for name, w in members(whole)[0].items())


def test_few_spectra_are_learned_in_smaller_batches_with_a_lower_rate():
    schedules = [FineTuningSettings().scaled(GENTLE, spectra) for spectra in (20, 320, 27_000)]
    assert [schedule.batch for schedule in schedules] == [16, 32, 128]
    assert [schedule.learning_rate / 5e-4 for schedule in schedules] == pytest.approx(
        [0.3536, 0.5, 1], abs=1e-4
    )


@pytest.mark.slow
@pytest.mark.parametrize("epochs", [1, 2, 5])
def test_trainings_of_a_few_steps_have_a_learning_rate(tmp_path, shipped_records, tiny_preset, epochs):
    """Ten steps once divided by zero."""
    preset = tiny_preset.with_settings(["schedule.batch=32", f"schedule.epochs={epochs}"])
    settled = RunOptions(Hardware("cpu", 1), show_progress=False)
    train_model(shipped_records, preset, tmp_path, options=settled)
