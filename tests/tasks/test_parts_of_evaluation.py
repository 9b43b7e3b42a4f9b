"""Figures of parts of a split beside those of the whole: labels assigned by hand, compounds kept apart."""

import json
from dataclasses import replace

import pytest

import kmaid_nodes
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.cli import main
from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.tables.metrics import metric_batch
from kmaid_nodes.tasks.evaluate import PARTS, evaluate
from kmaid_nodes.training.split import inchikey_block


@pytest.fixture(scope="module")
def records(shipped_records):
    """80 spectra, every second one with restored labels."""
    few = shipped_records[:80]
    return [replace(r, label_confidence=0.9 if k % 2 else None) for k, r in enumerate(few)]


@pytest.fixture(scope="module")
def blocks(records):
    return [inchikey_block(parse_structure(record.structure).mol) for record in records]


@pytest.fixture
def metrics(records, blocks, predictor):
    return evaluate(records, predictor, "all", apart=frozenset(blocks[:20]))


def test_restored_labels_are_measured_too_and_certain_ones_beside(records, metrics, predictor):
    assert metrics["spectra"] == 80 and metrics["parts"]["certain"]["spectra"] == 40
    certain = evaluate([r for r in records if r.label_confidence is None], predictor, "all")
    part = metrics["parts"]["certain"]
    assert part["assignment"] == pytest.approx(certain["assignment"])
    assert part["shift"] == pytest.approx(certain["shift"], rel=1e-4)
    assert certain["parts"] == {}, "where all labels are certain, there is no such part"


def test_compounds_kept_apart_are_left_out_of_the_part_outside(metrics, blocks):
    outside = [block not in blocks[:20] for block in blocks]
    assert metrics["parts"]["outside"]["spectra"] == sum(outside) < 80
    assert metrics["parts"]["certain_outside"]["spectra"] == sum(outside[::2])
    assert set(metrics["parts"]) == set(PARTS)


def test_intervals_hold_their_figures(metrics):
    for block in (metrics, metrics["parts"]["outside"]):
        interval = block["intervals"]["assignment"]["carbons_right"]
        assert interval["low"] < block["assignment"]["carbons_right"] < interval["high"]
    assert set(metrics["intervals"]["shift"]) == {"mae", "median"}


def test_too_few_molecules_have_no_interval_and_a_part_may_be_empty(records, blocks, predictor):
    metrics = evaluate(records[:10], predictor, "all", apart=frozenset(blocks))
    assert set(metrics["intervals"]) == {"rule"}
    outside = metrics["parts"]["outside"]
    assert outside["spectra"] == 0 and outside["too_few_to_tell"] and "shift" not in outside


def test_every_figure_of_a_part_has_a_unit_and_a_meaning(metrics):
    rows = {(row["block"], row["metric"]): row for row in metric_batch(metrics).to_pylist()}
    for row in rows.values():
        assert row["unit"] in ("ppm", "share", "count") and row["meaning"].endswith("."), row
    limit = rows["parts.outside.intervals.shift.mae", "low"]
    assert limit["unit"] == "ppm" and limit["meaning"].startswith("Lower limit of the 95 % confidence")
    assert limit["molecules"] == metrics["parts"]["outside"]["molecules"]


def test_the_command_takes_several_files_and_a_list_of_compounds(tmp_path, capsys, tiny_training, blocks):
    seen = tmp_path / "seen.txt"
    seen.write_text("\n".join(blocks[:20]))
    more = tmp_path / "more.csv"
    more.write_text('smiles,shifts_in_atom_order,split\nCCO,"18.4, 58.3",test\n')
    command = ["evaluate", str(SLICE), str(more), "--model", str(tiny_training[1])]
    assert main([*command, "--apart", str(seen)]) == 0
    metrics = json.loads(capsys.readouterr().out)
    assert metrics["spectra"] == 151 and 0 < metrics["parts"]["outside"]["spectra"] < 151
    seen.write_text("aspirin\n")
    assert main([*command, "--apart", str(seen)]) == 2
    assert "Line 1 of seen.txt" in capsys.readouterr().err
    assert main([*command, "--apart", str(tmp_path / "none.txt")]) == 2


def test_the_python_call_takes_a_list_of_compounds(tmp_path, tiny_training, records, blocks):
    seen = tmp_path / "seen.txt"
    seen.write_text("\n".join(blocks[:20]))
    result = kmaid_nodes.load_model(tiny_training[1]).evaluate(records, "all", apart=seen)
    assert result.metrics["parts"]["outside"]["spectra"] < 80
    assert {"parts.outside.shift", "intervals.shift.mae"} <= set(result.to_pandas()["block"])
