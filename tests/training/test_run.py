"""A training run: what it writes, that it repeats, resumes, and stops."""

import json
import shutil
from dataclasses import replace

import pytest
import torch

from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.model.config import PAPER
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.settings import DistillationSettings
from kmaid_nodes.tasks.train import train_model
from kmaid_nodes.training.hardware import Hardware
from kmaid_nodes.training.stages.stage import RunOptions

pytestmark = pytest.mark.slow
CPU = Hardware("cpu", 1)


def weights(trained) -> torch.Tensor:
    return weights_of(trained.network)


def weights_of(module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in module.parameters()])


def run(records, preset, folder, seed=0, **options):
    return train_model(records, preset, folder, seed, options=RunOptions(CPU, show_progress=False, **options))


def test_a_run_leaves_a_model_a_history_and_curves(tiny_training):
    trained, folder = tiny_training
    assert {path.name for path in folder.iterdir()} == {
        "model.safetensors", "MODEL_CARD.md", "metrics.csv", "curves.png", "preset.json",
        "member-1", "calibration", "domain", "hit-probability", "structure-probability",
    }  # fmt: skip
    for stage in ("member-1", "calibration", "domain", "hit-probability", "structure-probability"):
        assert (folder / stage / "finished.json").is_file()
    assert len((folder / "metrics.csv").read_text().splitlines()) == 3
    assert torch.equal(weights(load_model(folder)), weights(trained))


def test_the_model_file_describes_its_training_data(tiny_model):
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
    def stop_in_the_second_epoch(share: float, message: str) -> None:
        if "epoch 2" in message:
            raise Cancelled()

    with pytest.raises(Cancelled):
        run(shipped_records, tiny_preset, tmp_path, on_progress=stop_in_the_second_epoch)
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

    def stop_in_the_second_member(share: float, message: str) -> None:
        shares.append(share)
        if "member 2, epoch 2" in message:
            raise Cancelled()

    with pytest.raises(Cancelled):
        run(shipped_records, preset, tmp_path / "stopped", on_progress=stop_in_the_second_member)
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


@pytest.mark.parametrize("stage", ["Calibrating", "Fitting hit probabilities"])
def test_the_last_stages_can_be_stopped_and_those_before_them_are_not_done_again(
    tmp_path, shipped_records, tiny_preset, tiny_model, stage
):
    preset = tiny_preset.with_settings(["hit_probability.least_queries=5", "hit_probability.queries=5"])
    messages: list[str] = []

    def stop_in_the_midst(share: float, message: str) -> None:
        messages.append(message)
        if messages.count(stage) == 5:
            raise Cancelled()

    with pytest.raises(Cancelled):
        run(shipped_records, preset, tmp_path, on_progress=stop_in_the_midst)
    messages.clear()
    resumed = run(
        shipped_records,
        preset,
        tmp_path,
        resume=True,
        on_progress=lambda _, message: messages.append(message),
    )
    assert not any("epoch" in message for message in messages)
    assert torch.equal(weights(resumed), weights(tiny_model))
    assert resumed.calibration.hits is not None
    assert replace(resumed.calibration, hits=None) == tiny_model.calibration


def test_hit_probabilities_are_fitted_where_there_are_spectra_enough_and_else_there_are_none(
    tmp_path, shipped_records, tiny_preset, tiny_model
):
    assert tiny_model.calibration.hits is None
    assert "too few" in tiny_model.about["hit_probability"]["note"]
    preset = tiny_preset.with_settings(["hit_probability.least_queries=5", "hit_probability.queries=8"])
    fitted = run(shipped_records, preset, tmp_path)
    assert fitted.calibration.hits is not None
    assert fitted.about["hit_probability"]["queries"] == 8
    assert load_model(tmp_path).calibration == fitted.calibration


def test_a_training_of_an_earlier_version_cannot_be_resumed(tmp_path, shipped_records, tiny_preset):
    (tmp_path / "last.ckpt").write_bytes(b"")
    with pytest.raises(UserError, match="earlier version"):
        run(shipped_records, tiny_preset, tmp_path, resume=True)


def test_damaged_checkpoints_are_not_resumed(tmp_path, shipped_records, tiny_preset, tiny_training):
    shutil.copytree(tiny_training[1], tmp_path / "copy")
    (tmp_path / "copy" / "calibration" / "finished.json").write_text("{")
    with pytest.raises(UserError, match="files are damaged"):
        run(shipped_records, tiny_preset, tmp_path / "copy", resume=True)


def test_members_are_distilled_from_all_at_the_end(tmp_path, shipped_records, tiny_preset):
    member = tiny_preset.members[0]
    member = replace(member, schedule=replace(member.schedule, epochs=1))
    distillation = DistillationSettings(schedule=member.schedule, layers=2, recombined_molecules=20)
    preset = replace(
        tiny_preset,
        members=(member,) * 3,
        distillation=(replace(distillation, layers=1, dropout=0.15), distillation),
        embedder_in_ensemble=False,
    )
    folder = tmp_path / "distilled"
    trained = run(shipped_records, preset, folder)
    assert [member.architecture.layers for member in trained.network.members] == [1, 2, 2]
    assert {path.parent.name for path in folder.glob("*/metrics.csv")} == {
        "member-2", "member-3", "distilled-1", "distilled-2",
    }  # fmt: skip
    assert trained.about["epochs"] == [2, 2, 1]
    assert torch.equal(weights(load_model(folder)), weights(trained))
    assert not load_model(folder).network.embedder_in_ensemble
    for name in ("finished.json", "last.ckpt", "best.ckpt"):
        (folder / "distilled-2" / name).unlink()
    again = run(shipped_records, preset, folder, resume=True)
    assert torch.equal(weights(again), weights(trained))
    undistilled = run(shipped_records, replace(preset, distillation=()), tmp_path / "undistilled")
    ours, others = trained.network.members, undistilled.network.members
    assert not torch.equal(weights_of(ours[1]), weights_of(others[1]))
    assert torch.equal(weights_of(ours[2]), weights_of(others[2]))
