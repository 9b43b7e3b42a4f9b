"""What a training says of the rows it was given, and of how little a few validation molecules tell."""

from dataclasses import replace

import pandas as pd
import pytest

from kmaid_nodes.cli import main
from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tasks.evaluate import evaluate
from kmaid_nodes.tasks.train import train_model
from kmaid_nodes.training.hardware import Hardware
from kmaid_nodes.training.stages.stage import RunOptions
from kmaid_nodes.wording.training import few_validation_molecules

ASSIGNED = """name,smiles,shifts_in_atom_order,split
aspirin,CC(=O)Oc1ccccc1C(=O)O,"20.9, 169.8, 151.3, 124.0, 134.8, 126.1, 132.5, 122.3, 170.0",train
paracetamol,CC(=O)Nc1ccc(O)cc1,"23.7, 167.5, 131.0, 120.8, 115.0, 153.1, 115.0, 120.8",train
caffeine,Cn1cnc2c1c(=O)n(C)c(=O)n2C,"33.6, 141.4, 148.7, 107.6, 155.4, 27.9, 151.7, 29.7",{third}
ethanol,CCO,"18.4, 58.3, 70.1",train
water,O,"18.4",train
"""
SMALL = [
    word
    for setting in ("width=32", "layers=1", "projection=32", "spectrum_layers=1")
    for word in ("--set", f"architecture.{setting}")
]


class Looked(Exception):
    """Raised to look at the rows without training."""


def rows_of(records, preset, folder):
    seen = []

    def look(rows):
        seen.append(rows)
        raise Looked

    with pytest.raises(Looked):
        train_model(
            records, preset, folder, options=RunOptions(Hardware("cpu", 1), show_progress=False), on_rows=look
        )
    return seen[0]


def test_every_row_is_used_or_left_out_with_a_reason(tmp_path, shipped_records, tiny_preset):
    useless = [Record("empty"), replace(shipped_records[0], id="no list", peaks=None)]
    rows = rows_of([*shipped_records, *useless, useless[0]], tiny_preset, tmp_path)
    assert (rows.rows, rows.left_out) == (len(shipped_records) + 3, 3)
    assert [row.record.id for row in rows.failed] == ["empty", "no list", "empty"]
    assert rows.training + rows.validation + sum(rows.elsewhere.values()) == len(shipped_records)
    assert rows.elsewhere == {"test": 150} and rows.validation_molecules == 30 and not rows.too_few_to_tell
    (code, count, sentence), *_ = rows.commonest(3)
    assert (code, count) == ("no_peak_list", 3) and sentence


def test_spectra_with_restored_labels_are_validated_on_as_well(tmp_path, shipped_records, tiny_preset):
    restored = [replace(r, label_confidence=0.9, split="validation") for r in shipped_records[:4]]
    rows = rows_of([*shipped_records, *restored], tiny_preset, tmp_path)
    assert rows.validation == 34


@pytest.mark.slow
def test_the_command_names_the_rows_left_out_and_warns_of_few_validation_molecules(tmp_path, capsys):
    table, out = tmp_path / "mine.csv", tmp_path / "model"
    table.write_text(ASSIGNED.format(third="validation"))
    command = ["train", str(table), "--out", str(out), "--epochs", "1", "--device", "cpu", *SMALL]
    assert main(command) == 0
    said = capsys.readouterr().out
    left_out = pd.read_csv(out / "left_out.csv")
    assert left_out["id"].tolist() == ["ethanol", "water"] and left_out["row"].tolist() == [3, 4]
    assert set(left_out["error_code"]) == {"atom_order_mismatch", "no_carbon"}
    assert "Rows left out: 2 of 5" in said and "1 x no_carbon: " in said
    assert said.count(few_validation_molecules(1)) == 2, "before the training and beside its figures"
    assert '"molecules": 1' in said and '"too_few_to_tell": true' in said
    table.write_text(ASSIGNED.format(third="validation").partition("ethanol")[0])
    assert main(command) == 0
    assert not (out / "left_out.csv").exists(), "the table of an earlier training would mislead"


def test_without_validation_spectra_the_sentence_says_what_to_do(tmp_path, capsys):
    table = tmp_path / "mine.csv"
    table.write_text(ASSIGNED.format(third="train"))
    assert main(["train", str(table), "--out", str(tmp_path / "model")]) == 2
    message = capsys.readouterr().err
    assert "The 3 usable spectra are in other splits" in message
    assert "column `split` that says `train` or `validation`" in message
    assert main(["evaluate", str(table), "--split", "validation"]) == 2
    assert "all splits (`all`)" in capsys.readouterr().err


@pytest.mark.slow
def test_the_bundled_model_is_fine_tuned_by_its_name(tmp_path, capsys):
    out = tmp_path / "model"
    command = ["train", str(SLICE), "--out", str(out), "--start-from", "bundled", "--epochs", "1"]
    assert main([*command, "--device", "cpu"]) == 0
    said = capsys.readouterr()
    assert "Fine-tuning 3 networks of the bundled model." in said.err
    assert "epoch 1 of at most 1: mean shift error" in said.err and "finished after" in said.err
    assert "the calibration of the bundled model is kept" in said.out
    assert "ppm before" in said.out and '"too_few_to_tell": false' in said.out


def test_settings_that_do_not_fit_the_model_to_start_from_are_refused(tmp_path, capsys):
    command = ["train", str(SLICE), "--out", str(tmp_path / "m"), "--start-from", "bundled"]
    assert main([*command, "--preset", "default"]) == 2
    assert "3 and 1 networks, width 128 and 192" in capsys.readouterr().err
    assert main([*command, "--set", "architecture.width=64"]) == 2
    assert "width 192 and 64 (network 2)" in capsys.readouterr().err
    assert main([*command, "--set", "schedule.made=10"]) == 2
    assert "would change nothing" in capsys.readouterr().err


@pytest.mark.slow
def test_every_block_of_an_evaluation_says_if_it_has_too_few_molecules(predictor):
    records = list(read_records(SLICE))
    few = [replace(r, split="test") for r in records[:15]]
    enough = evaluate(records, predictor, "test")
    assert not enough["too_few_to_tell"] and enough["molecules"] > 100
    metrics = evaluate(few, predictor, "test")
    assert metrics["too_few_to_tell"] and metrics["molecules"] == 15
    assert metrics["full_lists"]["too_few_to_tell"] and metrics["isomers"]["too_few_to_tell"]


def test_an_evaluation_without_spectra_says_where_they_are(predictor, shipped_records):
    training = [replace(r, split="train") for r in shipped_records[:60]]
    with pytest.raises(UserError, match="The 60 usable spectra are in other splits"):
        evaluate(training, predictor, "test")
