"""The model card is written from what the model file holds: data, training, figures, calibration, credits."""

import json
import re
from dataclasses import replace

import pytest

from kmaid_nodes.cli import main
from kmaid_nodes.commands.command_line import command_line
from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.errors import UserError
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.tasks.evaluate import evaluate
from kmaid_nodes.training.model_card import model_card


@pytest.fixture(scope="module")
def metrics(tiny_model, shipped_records):
    from kmaid_nodes.model.predictor import Predictor

    few = [replace(r, label_confidence=0.9 if k % 2 else None) for k, r in enumerate(shipped_records[:80])]
    return evaluate(few, Predictor(tiny_model), "all")


def cells(card, name):
    """The cells of the first row of a table that has this name in its second column."""
    (row,) = re.findall(
        rf"^\| [^|]* \| `{name}` \| (.*) \|$", card.partition("95 % confidence")[0], re.MULTILINE
    )
    return row.split(" | ")


def test_a_training_writes_the_card_beside_the_model(tiny_training):
    trained, folder = tiny_training
    card = (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert card == model_card(trained)
    parameters = sum(p.numel() for p in trained.network.first.parameters())
    assert f"| 1 | 32 | 2 | gated | {parameters:,} | predicts shifts; embeds molecules and spectra |" in card
    size = (folder / "model.safetensors").stat().st_size / 1e6
    assert f"The file has {size:.1f} MB" in card
    assert "60 for training; 30 for validation" in card and "1 test, 2 validation" in card
    assert f"| {trained.about['validation']['mae']:.4f} | Mean error of the predicted shifts. |" in card
    assert "epochs of each network: 2" in card and "torch 2" in card and NOTICE in card
    assert "CSP5" not in card and "Measured with" not in card and "command" not in card


def test_the_bundled_model_has_a_card(bundled):
    card = model_card(bundled.trained)
    assert "| 1 | 128 | 5 | gated | " in card and "| embeds molecules and spectra |" in card
    assert "mean of the densities" in card and "23,892 for training" in card
    assert "`nmrshiftdb2_relabelled.sd.gz`" in card and "**Started from**" in card


def test_teachers_are_credited(tiny_model):
    data = tiny_model.about["data"] | {"taught_molecules": 31000, "teachers": ["csp5"]}
    card = model_card(replace(tiny_model, about=tiny_model.about | {"data": data}))
    assert "31,000, with the shifts that other predictors give for them (csp5)" in card
    assert "Goodman-lab/CSP5, MIT licence" in card and "not in Exp22K" in card
    unnamed = {name: value for name, value in data.items() if name != "teachers"}
    card = model_card(replace(tiny_model, about=tiny_model.about | {"data": unnamed}))
    assert "not named in the model file" in card and "CSP5" not in card


def test_the_command_is_shown_if_it_is_known(tiny_model):
    about = tiny_model.about | {"command": "kmaid train spectra.sd --seed 1"}
    assert "```sh\nkmaid train spectra.sd --seed 1\n```" in model_card(replace(tiny_model, about=about))


def test_measured_figures_stand_in_a_table_with_their_parts(tiny_model, metrics):
    card = model_card(tiny_model, {"all spectra": metrics, "again": metrics})
    assert "| figure | in `kmaid evaluate` | all spectra | labels assigned by hand | again |" in card
    assert cells(card, "spectra") == ["80", "40", "80"]
    certain = metrics["parts"]["certain"]
    values = [block["shift"]["mae"] for block in (metrics, certain, metrics)]
    assert cells(card, r"shift\.mae") == [f"{value:.4f}" for value in values]
    interval = metrics["intervals"]["shift"]["mae"]
    assert f"| {interval['low']:.4f} to {interval['high']:.4f} |" in card


@pytest.mark.parametrize("about", [{}, {"data": None, "versions": [1], "epochs": 3, "validation": "good"}])
def test_what_a_file_does_not_say_is_left_out(tiny_model, about):
    card = model_card(replace(tiny_model, about=about))
    assert "## Networks" in card and "## Figures on the validation" not in card and "None" not in card


@pytest.mark.parametrize("wrong", [[], {}, {"assignment": 3}, "figures", None])
def test_what_are_no_figures_is_refused(tiny_model, wrong):
    with pytest.raises(UserError, match="does not hold what `kmaid evaluate` writes"):
        model_card(tiny_model, {"test": wrong})


def test_figures_of_another_model_are_refused(tiny_model, metrics):
    with pytest.raises(UserError, match="measured with another model"):
        model_card(tiny_model, {"test": metrics | {"model": "f00d"}})
    earlier = {name: value for name, value in metrics.items() if name != "model"}
    assert "## Measured with" in model_card(tiny_model, {"test": earlier})


def test_the_command_prints_the_card(tmp_path, capsys, tiny_training, metrics):
    trained, folder = tiny_training
    file = tmp_path / "evaluate.json"
    file.write_text(json.dumps(metrics))
    assert main(["info", str(folder), "--card"]) == 0
    assert capsys.readouterr().out == model_card(trained)
    assert main(["info", str(folder), "--card", "--figures", str(file)]) == 0
    assert capsys.readouterr().out == model_card(trained, {"all split": metrics})
    assert main(["info", str(folder), "--card", "--figures", f"test spectra={file}"]) == 0
    assert "| test spectra |" in capsys.readouterr().out


def test_the_command_says_what_is_wrong_with_figures(tmp_path, capsys, tiny_training):
    info = ["info", str(tiny_training[1])]
    broken = tmp_path / "broken.json"
    broken.write_text('{"spectra": ')
    for arguments, said in (
        (["--figures", str(broken)], "add --card"),
        (["--card", "--figures", str(broken)], "broken.json does not hold what `kmaid evaluate` writes"),
        (["--card", "--figures", str(tmp_path / "none.json")], "There is no file of figures"),
        (["--card", "--figures", str(SLICE)], "does not hold what `kmaid evaluate` writes"),
    ):
        assert main([*info, *arguments]) == 2
        assert said in capsys.readouterr().err


def test_a_command_is_kept_without_folders():
    typed = [
        "train",
        "/home/me/my data.sd",
        "--out",
        "/tmp/m",
        "--resume",
        "--seed",
        "1",
        "--start-from=/a/b.st",
    ]
    kept = command_line(typed, ["/home/me/my data.sd", "/a/b.st"], {"--out"}, {"--resume"})
    assert kept == "kmaid train 'my data.sd' --seed 1 --start-from=b.st"
    assert command_line(["train", "--out=m", "a.sd"], ["a.sd"], {"--out"}, set()) == "kmaid train a.sd"
    assert command_line(["train", "a.sd", "--out"], ["a.sd"], {"--out"}, set()) == "kmaid train a.sd"


@pytest.mark.slow
def test_the_command_of_a_training_is_in_its_card(tmp_path, capsys):
    small = ["--set", "architecture.width=32", "--set", "architecture.layers=1"]
    command = ["train", str(SLICE), "--out", str(tmp_path / "m"), "--epochs", "1", "--device", "cpu", *small]
    assert main(command) == 0
    card = (tmp_path / "m" / "MODEL_CARD.md").read_text()
    assert f"kmaid train {SLICE.name} --epochs 1 --device cpu --set architecture.width=32" in card
    assert str(tmp_path) not in card
