"""A training run: what it writes, that it repeats, resumes, and stops."""

import json
from dataclasses import replace

import pytest
import torch

from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.model.config import PAPER
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.reading.record import to_record_batches
from kmaid_nodes.tasks.train import train_model
from kmaid_nodes.training.run import Hardware

pytestmark = pytest.mark.slow
CPU = Hardware("cpu", 1)


def weights(trained) -> torch.Tensor:
    return weights_of(trained.network)


def weights_of(module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in module.parameters()])


def run(records, preset, folder, **options):
    return train_model(
        to_record_batches(records), preset, folder, hardware=CPU, show_progress=False, **options
    )


def test_a_run_leaves_a_model_a_history_and_curves(tiny_training):
    trained, folder = tiny_training
    assert {"model.safetensors", "metrics.csv", "curves.png", "last.ckpt", "preset.json"} <= {
        p.name for p in folder.iterdir()
    }
    assert len((folder / "metrics.csv").read_text().splitlines()) == 3
    assert torch.equal(weights(load_model(folder)), weights(trained))


def test_the_model_tells_what_it_was_trained_on(tiny_model):
    about = tiny_model.about
    assert about["data"]["training_spectra"] == 60 and about["data"]["validation_spectra"] == 30
    assert "InChIKey" in about["split_rule"] and "nmrshiftdb2" in about["notice"]
    assert about["validation"]["mae"] > 0 and 0 <= about["validation"]["carbons_right"] <= 1
    json.dumps(about)


def test_the_same_seed_gives_the_same_model_and_another_seed_another(
    tmp_path, shipped_records, tiny_preset, tiny_model
):
    again = run(shipped_records, tiny_preset, tmp_path / "again")
    assert torch.equal(weights(again), weights(tiny_model))
    other = run(shipped_records, tiny_preset, tmp_path / "other", seed=1)
    assert not torch.equal(weights(other), weights(tiny_model))


def test_a_stopped_run_resumed_ends_like_one_that_was_not_stopped(
    tmp_path, shipped_records, tiny_preset, tiny_model
):
    def stop_in_the_second_epoch(share: float) -> None:
        if share > 0.6:
            raise Cancelled()

    with pytest.raises(Cancelled):
        run(shipped_records, tiny_preset, tmp_path, on_batch=stop_in_the_second_epoch)
    assert not (tmp_path / "model.safetensors").exists()
    resumed = run(shipped_records, tiny_preset, tmp_path, resume=True)
    assert torch.equal(weights(resumed), weights(tiny_model))


def test_several_members_are_trained_each_from_its_own_seed_and_resumed_where_they_stopped(
    tmp_path, shipped_records, tiny_preset, tiny_model
):
    preset = tiny_preset.with_settings(["schedule.members=2"])
    whole = run(shipped_records, preset, tmp_path / "whole")
    first, second = whole.network.members
    assert torch.equal(weights_of(first), weights(tiny_model))
    assert not torch.equal(weights_of(first.graph_encoder), weights_of(second.graph_encoder))
    assert whole.about["epochs"] == [2, 2]

    shares = []

    def stop_in_the_second_member(share: float) -> None:
        shares.append(share)
        if share > 0.8:
            raise Cancelled()

    with pytest.raises(Cancelled):
        run(shipped_records, preset, tmp_path / "stopped", on_batch=stop_in_the_second_member)
    assert shares == sorted(shares)
    resumed = run(shipped_records, preset, tmp_path / "stopped", resume=True)
    assert torch.equal(weights(resumed), weights(whole))


def test_averaging_the_weights_leaves_everything_else_of_the_network_alone(
    tmp_path, shipped_records, tiny_preset
):
    averaged = run(
        shipped_records,
        tiny_preset.with_settings(["schedule.average=0.997", "schedule.epochs=6", "schedule.batch=4"]),
        tmp_path,
    )
    fresh = load_model(tmp_path)
    for name, buffer in averaged.network.named_buffers():
        assert torch.equal(buffer, dict(fresh.network.named_buffers())[name]), name


def test_nothing_to_resume_and_other_settings_are_refused(
    tmp_path, shipped_records, tiny_preset, tiny_training
):
    with pytest.raises(UserError, match="no training to resume"):
        run(shipped_records, tiny_preset, tmp_path, resume=True)
    with pytest.raises(UserError, match="other settings"):
        run(
            shipped_records,
            tiny_preset.with_settings(["objective.tau1=2"]),
            tiny_training[1],
            resume=True,
        )


def test_records_without_a_training_split_are_refused_with_a_sentence(tmp_path, shipped_records, tiny_preset):
    tests_only = [replace(r, split="test") for r in shipped_records[:5]]
    with pytest.raises(UserError, match="training split"):
        run(tests_only, tiny_preset, tmp_path)


@pytest.mark.parametrize("discrimination", ["K-ID", "SP-ID", "WP-ID"])
def test_the_paper_preset_trains_with_every_discrimination(tmp_path, shipped_records, discrimination):
    preset = PAPER.with_settings(
        [
            "schedule.epochs=1",
            "schedule.batch=16",
            "architecture.width=32",
            f"objective.discrimination={discrimination}",
        ]
    )
    trained = run(shipped_records, preset, tmp_path)
    assert torch.isfinite(weights(trained)).all()
    assert trained.about["validation"]["mae"] > 0


def test_members_are_taught_by_all_at_the_end(tmp_path, shipped_records, tiny_preset):
    taught = (("architecture.layers=1", "schedule.made=20"), ("architecture.dropout=0.1",))
    schedule = replace(tiny_preset.schedule, members=3, epochs=1)
    preset = replace(tiny_preset, taught=taught, schedule=schedule, first_votes=False)
    folder = tmp_path / "taught"
    trained = run(shipped_records, preset, folder)
    assert [member.architecture.layers for member in trained.network.members] == [1, 2, 2]
    assert {path.parent.name for path in folder.glob("*/metrics.csv")} == {
        "member-2", "member-3", "taught", "taught-2",
    }  # fmt: skip
    assert torch.equal(weights(load_model(folder)), weights(trained))
    assert not load_model(folder).network.first_votes
    (folder / "taught-2" / "last.ckpt").unlink()
    again = run(shipped_records, preset, folder, resume=True)
    assert torch.equal(weights(again), weights(trained))
    untaught = run(shipped_records, replace(preset, taught=()), tmp_path / "untaught")
    ours, others = trained.network.members, untaught.network.members
    assert not torch.equal(weights_of(ours[1]), weights_of(others[1]))
    assert torch.equal(weights_of(ours[2]), weights_of(others[2]))
