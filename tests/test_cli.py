"""The command line: tables by the file's ending, and one clear sentence when something is wrong."""

import gzip
import io
import json
import subprocess
import sys

import pandas as pd
import pytest

from kmaid_nodes.cli import main
from kmaid_nodes.codes.file_format import FileFormat
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.formats.examples import EXAMPLES

TABLE = """name,smiles,13C,solvent
anisole,COc1ccccc1,"159.6, 129.4, 120.6, 113.9, 55.1",CDCl3
broken,C1CC,"20.0, 30.0",
garbled,CCO,"57.8, banana",
ethanol,CCO,57.8T 18.2Q,
"""


@pytest.fixture
def model(tiny_training):
    return str(tiny_training[1])


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    return str(path)


def test_info_prints_settings_calibration_and_data_of_a_model(model, capsys):
    assert main(["info", model]) == 0
    description = json.loads(capsys.readouterr().out)
    assert set(description["calibration"]["confidence"]) == {"one_to_one", "complete", "incomplete"}
    assert len(description["preset"]["members"]) == 1 and description["about"]["notice"]


def test_the_help_needs_neither_torch_nor_rdkit():
    code = """
import sys
from kmaid_nodes.cli import main
try:
    main(["--help"])
finally:
    heavy = {"lightning", "numpy", "pandas", "pyarrow", "rdkit", "torch"} & set(sys.modules)
    print(sorted(heavy), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "[]\n"


def test_formats_lists_what_can_be_read(capsys):
    assert main(["formats"]) == 0
    text = capsys.readouterr().out
    assert "JCAMP-DX (.jdx, .dx, .jcamp)" in text and "##PEAK TABLE=(XY..XY)" in text


def test_assign_reads_the_standard_input(tmp_path, monkeypatch, model):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TABLE.encode())))
    out = tmp_path / "out.csv"
    assert main(["assign", "-", "--out", str(out), "--model", model]) == 0
    assert pd.read_csv(out)["id"].drop_duplicates().tolist() == ["anisole", "broken", "garbled", "ethanol"]


def test_a_library_is_not_made_from_the_standard_input(tmp_path, model, capsys):
    assert main(["embed", "-", "--out", str(tmp_path / "library.parquet"), "--model", model]) == 2
    assert "A library is made from a file" in capsys.readouterr().err


def test_a_folder_of_molfiles_becomes_a_library(tmp_path, model):
    folder = tmp_path / "molecules"
    folder.mkdir()
    for name in ("ethanol", "other"):
        (folder / f"{name}.mol").write_text(EXAMPLES[FileFormat.MOLFILE].replace("ethanol", "", 1) + "\n")
    out = tmp_path / "library.parquet"
    assert main(["embed", str(folder), "--out", str(out), "--model", model]) == 0
    assert pd.read_parquet(out)["id"].tolist() == ["ethanol", "other"]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_assign_writes_a_table_by_its_ending(tmp_path, table, model, ending):
    out = tmp_path / f"out.{ending}"
    assert main(["assign", table, "--out", str(out), "--model", model]) == 0
    rows = pd.read_csv(out) if ending == "csv" else pd.read_parquet(out)
    assert rows["id"].drop_duplicates().tolist() == ["anisole", "broken", "garbled", "ethanol"]
    assert rows[rows["id"] == "ethanol"]["ppm"].tolist() == [18.2, 57.8]
    assert rows[rows["id"] == "broken"]["status"].tolist() == [
        "not usable: cannot read the structure: not a valid SMILES: ring 1 is opened but not closed"
    ]
    assert "banana" in rows[rows["id"] == "garbled"]["status"].item()


def test_assign_also_writes_a_report_and_the_assigned_spectra(tmp_path, table, model, capsys):
    report, spectra = tmp_path / "report.html", tmp_path / "assigned.sdf"
    arguments = ["assign", table, "--out", str(tmp_path / "out.csv"), "--model", model]
    ranked = tmp_path / "ranked.csv"
    further = ["--html", str(report), "--sdf", str(spectra), "--ranked", str(ranked), "--best", "2"]
    assert main([*arguments, *further]) == 0
    rows = pd.read_csv(ranked)
    ethanol = rows[rows["id"] == "ethanol"]
    assert ethanol["rank"].tolist() == [1, 1, 2, 2] and ethanol["ppm"].tolist() == [18.2, 57.8, 57.8, 18.2]
    assert ethanol["odds"].iloc[0] == 1 > ethanol["odds"].iloc[2]
    assert "Rows shown" in report.read_text() and "not a valid SMILES" in report.read_text()
    assert [record.id for record in read_records(spectra)] == ["anisole", "ethanol"]
    assert "Assigned spectra written to" in capsys.readouterr().out
    assert main([*arguments, "--html", table]) == 2
    assert "to different files" in capsys.readouterr().err
    assert main([*arguments, "--sdf", str(tmp_path / "nowhere" / "x.sdf")]) == 2


@pytest.mark.slow
def test_isomers_are_ranked_among_all_candidates_of_a_formula(tmp_path, model):
    queries, candidates, out = (tmp_path / name for name in ("q.csv", "c.smi", "out.csv"))
    queries.write_text('id,shifts,formula\nbutanol,"62.3, 34.9, 19.0, 13.9",C4H10O\nnone,20.0,C9H9\n')
    candidates.write_text("CCCCO 1-butanol\nCCC(C)O 2-butanol\nCCOCC ether\nCCCC butane\n")
    arguments = [
        "isomers",
        str(queries),
        "--candidates",
        str(candidates),
        "--same-formula",
        "--out",
        str(out),
    ]
    assert main(arguments) == 0
    hits = pd.read_csv(out)
    ranked = hits[hits["query_id"] == "butanol"]
    assert ranked["library_id"].tolist()[0] == "1-butanol" and set(ranked["library_id"]) == {
        "1-butanol",
        "2-butanol",
        "ether",
    }
    assert ranked["probability"].sum() <= 1 and ranked["match_score"].is_monotonic_decreasing
    assert hits[hits["query_id"] == "none"]["error"].item() == "no molecule of the library passes the filters"
    assert main([*arguments, "--mass-tolerance", "wide"]) == 2


@pytest.mark.slow
def test_predict_embed_and_retrieve(tmp_path, table, model, capsys):
    def run(*arguments):
        assert main([*arguments, "--model", model]) == 0

    run("predict", table, "--out", str(tmp_path / "shifts.csv"))
    assert len(pd.read_csv(tmp_path / "shifts.csv")) == 7 + 1 + 2 + 2
    hits = []
    for library in ("library.csv", "library.parquet"):
        run("embed", table, "--out", str(tmp_path / library))
        run(
            "retrieve",
            table,
            "--library",
            str(tmp_path / library),
            "--top",
            "2",
            "--out",
            str(tmp_path / "hits.csv"),
        )
        hits.append(pd.read_csv(tmp_path / "hits.csv"))
    run("retrieve", table, "--library", table, "--top", "2", "--out", str(tmp_path / "hits.csv"))
    hits.append(pd.read_csv(tmp_path / "hits.csv"))
    for other in hits[1:]:
        pd.testing.assert_frame_equal(hits[0], other, atol=1e-5)
    assert hits[0].groupby("query_id").size().to_dict() == {
        "anisole": 2,
        "broken": 1,  # the other molecule explains none of the peaks
        "ethanol": 1,
        "garbled": 1,
    }
    run("embed", table, "--spectra", "--out", str(tmp_path / "spectra.parquet"))
    assert len(pd.read_parquet(tmp_path / "spectra.parquet")) == 4


@pytest.mark.slow
def test_evaluate_prints_json(model, capsys):
    assert main(["evaluate", str(SLICE), "--split", "validation", "--model", model]) == 0
    assert json.loads(capsys.readouterr().out)["spectra"] == 30


@pytest.mark.slow
def test_train_writes_a_model_that_the_other_commands_take(tmp_path, table, capsys):
    small = [f"architecture.{s}" for s in ("width=32", "layers=1", "projection=32", "spectrum_layers=1")]
    settings = [word for setting in small for word in ("--set", setting)]
    out = str(tmp_path / "model")
    assert main(["train", str(SLICE), "--out", out, "--epochs", "1", "--device", "cpu", *settings]) == 0
    assert '"mae":' in capsys.readouterr().out
    assert main(["predict", table, "--out", str(tmp_path / "p.csv"), "--model", out]) == 0


def test_a_smiles_file_is_a_table_of_molecules(tmp_path, model):
    (tmp_path / "m.smi.gz").write_bytes(gzip.compress(b"CCO ethanol\nc1ccccc1 benzene\n"))
    out = tmp_path / "out.csv"
    assert main(["predict", str(tmp_path / "m.smi.gz"), "--out", str(out), "--model", model]) == 0
    assert pd.read_csv(out)["id"].tolist() == ["ethanol"] * 2 + ["benzene"] * 6


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["assign", "nothing.csv", "--out", "out.csv"], "There is no file nothing.csv."),
        (["assign", "TABLE", "--out", "out.xlsx"], "out.xlsx must end in .csv or .parquet."),
        (
            ["assign", "TABLE", "--out", "nowhere/out.csv"],
            "There is no folder nowhere to write out.csv into.",
        ),
        (["assign", "TABLE", "--out", "out.csv", "--model", "no_model"], "There is no model at no_model."),
        (["assign", "TABLE", "--out", "out.csv", "--device", "tpu"], "Unknown device 'tpu'"),
        (["predict", "TABLE", "--out", "out.csv", "--structure-column", "mol"], "mol"),
        (["train", "TABLE", "--out", "m", "--preset", "best"], "Unknown preset 'best'"),
        (
            ["train", "TABLE", "--out", "m", "--set", "objective.magic=1"],
            "There is no setting 'objective.magic'",
        ),
        (["assign", "TABLE", "--out", "TABLE"], "is an input"),
        (["retrieve", "TABLE", "--library", "MOLECULES", "--out", "MOLECULES"], "is an input"),
        (["isomers", "TABLE", "--candidates", "MOLECULES", "--out", "MOLECULES"], "is an input"),
        (
            ["retrieve", "TABLE", "--library", "UNNAMED", "--out", "out.csv"],
            "name one with --library-structure-column",
        ),
        (["train", "TABLE", "--out", "m", "--set", "schedule.batch=0"], "batch must be at least 2"),
        (["train", "TABLE", "--out", "m", "--set", "architecture.width=7"], "width must be a multiple of 8"),
        (["train", "TABLE", "--out", "m", "--set", "objective.tau1=nan"], "tau1 and tau2 must be above 0"),
        (["train", "TABLE", "--out", "TABLE"], "training split"),
        (["evaluate", "TABLE", "--out", "nowhere/x.json"], "There is no folder nowhere"),
        (["demo", "--out", "TABLE"], "is a file; name a folder"),
        (["assign", "MOLECULES", "--out", "out.csv"], "name one with --peaks-column"),
        (["train", "TABLE", "--out", "m"], "no usable assigned spectrum in the training split"),
        (["evaluate", "TABLE"], "There is no usable assigned spectrum in the test split."),
        (["evaluate", "TABLE", "--split", "exam"], "Unknown split 'exam'"),
    ],
)
def test_what_the_user_must_change_is_one_sentence(
    tmp_path, monkeypatch, table, model, capsys, arguments, sentence
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "molecules.csv").write_text("name,smiles\nethanol,CCO\n")
    (tmp_path / "unnamed.csv").write_text("name,peaks\nethanol,58\n")
    named = {"TABLE": table}
    named |= {name: str(tmp_path / f"{name.lower()}.csv") for name in ("MOLECULES", "UNNAMED")}
    arguments = [named.get(word, word) for word in arguments]
    if "--model" not in arguments and arguments[0] != "train":
        arguments += ["--model", model]
    assert main(arguments) == 2
    message = capsys.readouterr().err
    assert sentence in message and message.count("\n") == 1 and "Traceback" not in message
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["assign"],
        ["assign", "t.csv", "--out", "o.csv", "--bad"],
        ["retrieve", "t.csv", "--library", "t.csv", "--out", "o.csv", "--top", "0"],
        ["train", "t.csv", "--out", "m", "--epochs", "0"],
        ["train", "t.csv", "--out", "m", "--seed", "-1"],
    ],
)
def test_a_bad_command_line_is_one_sentence(capsys, arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_command_that_is_not_there_is_named_with_those_that_are(capsys):
    assert main(["asign", "t.csv"]) == 2
    assert capsys.readouterr().err.startswith("kmaid: There is no command asign; choose one of embed, ")


def test_without_a_command_the_help_is_shown(capsys):
    assert main([]) == 2
    assert "Assign the peaks of each spectrum" in capsys.readouterr().err


def test_the_console_counts_rows_that_could_not_be_used_by_reason(tmp_path, table, model, capsys):
    assert main(["assign", table, "--out", str(tmp_path / "out.csv"), "--model", model]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Input rows that could not be used: 2 (see the column error_code)" in lines
    assert any(line.startswith("  1 x invalid_smiles: cannot read the structure") for line in lines)
    (tmp_path / "structures.smi").write_text("CCO ethanol\nCCC propane\n")
    structures = str(tmp_path / "structures.smi")
    assert main(["assign", structures, "--out", str(tmp_path / "out.csv"), "--model", model]) == 0
    assert "  2 x no_peak_list; the first: no peak list" in capsys.readouterr().out


def test_two_sets_of_a_row_that_cannot_be_used_are_one_row(tmp_path, model, capsys):
    (tmp_path / "t.csv").write_text('id,smiles,13C\na,C1CC,"58.3, 57.9 (minor), 18.4, 18.0 (minor)"\n')
    arguments = ["assign", str(tmp_path / "t.csv"), "--out", str(tmp_path / "out.csv"), "--model", model]
    assert main(arguments) == 0
    assert list(pd.read_csv(tmp_path / "out.csv")["id"]) == ["a/major", "a/minor"]
    assert "Input rows that could not be used: 1 (see" in capsys.readouterr().out


def test_a_query_without_a_formula_of_its_own_is_said_where_it_is_asked_for(tmp_path, model, capsys):
    (tmp_path / "q.csv").write_text('id,shifts,formula\na,"57.8, 18.2",C2H6O\nb,"57.8, 18.2",\n')
    (tmp_path / "library.smi").write_text("CCO ethanol\nCCC propane\n")
    out = tmp_path / "hits.csv"
    arguments = ["retrieve", str(tmp_path / "q.csv"), "--library", str(tmp_path / "library.smi")]
    assert main([*arguments, "--same-formula", "--out", str(out), "--model", model]) == 0
    hits = pd.read_csv(out)
    said = hits["read_as"].str.contains("may have any formula")
    assert set(hits["query_id"][said]) == {"b"} and set(hits["query_id"][~said]) == {"a"}
    assert "any formula: 1" in capsys.readouterr().out
    assert main([*arguments, "--out", str(out), "--model", model]) == 0
    assert not pd.read_csv(out)["read_as"].str.contains("any formula").any()


def test_a_folder_says_which_folders_in_it_are_not_read(tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.smi").write_text("CCC propane\n")
    (tmp_path / "a.smi").write_text("CCO ethanol\nCCC propane\n")
    first, second = read_records(tmp_path)
    assert [(note.code, note.words) for note in first.notes] == [(NoteCode.OTHER_FILES, "folders more")]
    assert second.notes == ()


def test_naming_one_column_leaves_the_others_to_be_found(tmp_path, model):
    (tmp_path / "odd.csv").write_text("name,verbindung,13C\nethanol,CCO,57.8 18.2\n")
    out = tmp_path / "out.csv"
    arguments = ["assign", str(tmp_path / "odd.csv"), "--structure-column", "verbindung"]
    assert main([*arguments, "--out", str(out), "--model", model]) == 0
    assert set(pd.read_csv(out)["id"]) == {"ethanol"}


ASSIGNED = """name,smiles,{name}
ethanol,CCO,"18.4, 58.3"
propane,CCC,"16.3, 15.9, 16.3"
paracetamol,CC(=O)Nc1ccc(O)cc1,"23.7, 167.5, 131.0, 120.8, 115.0, 153.1, 115.0, 120.8"
"""


def test_shifts_in_atom_order_are_assigned_if_that_is_said(tmp_path, model, capsys):
    """Without a word on their order the shifts are of no carbon, and the sentence says what to do."""
    table = tmp_path / "shifts.csv"
    table.write_text(ASSIGNED.format(name="13C"))
    assert main(["train", str(table), "--out", str(tmp_path / "model")]) == 2
    assert "--atom-order" in capsys.readouterr().err
    command = ["evaluate", str(table), "--split", "all", "--model", model]
    assert main([*command, "--atom-order"]) == 0
    ordered = capsys.readouterr().out
    assert json.loads(ordered)["carbons"] == 13
    table.write_text(ASSIGNED.format(name="shifts_in_atom_order"))
    assert main(command) == 0 and capsys.readouterr().out == ordered


def test_hits_come_with_a_report_a_prior_and_without_copies(tmp_path, capsys):
    (tmp_path / "q.csv").write_text('id,shifts,smiles\n<b>a</b>,"57.8, 18.2",CCC\nb,"128.4",\n')
    (tmp_path / "library.smi").write_text("CCO ethanol\nOCC lot2\nCCC propane\n")
    out, page = tmp_path / "hits.csv", tmp_path / "hits.html"
    for command, option in (("retrieve", "--library"), ("isomers", "--candidates")):
        arguments = [command, str(tmp_path / "q.csv"), option, str(tmp_path / "library.smi")]
        arguments += ["--out", str(out)]
        assert main([*arguments, "--html", str(page), "--prior", "1"]) == 0
        hits = pd.read_csv(out)
        assert (hits["library_id"][0], hits["copies"][0]) == ("ethanol", "lot2")
        of_first = hits[hits["query_id"] == "<b>a</b>"]
        assert of_first["probability"].sum() == pytest.approx(1)
        assert hits["verdict"][0] == "consistent" and hits["better_than_given"][0] > 0
        assert list(hits["error_code"].dropna()) == ["no_peak_explained"]
        text = page.read_text("utf-8")
        assert "\\u003cb\\u003ea\\u003c/b\\u003e" in text and "<b>a</b>" not in text
        assert '"copies":["lot2"]' in text
        assert "no candidate explains any of the peaks" in text
        assert main([*arguments, "--html", str(page), "--html-molecules", "1"]) == 0
        assert '["Queries shown","1 of 2"]' in page.read_text("utf-8")
        assert main([*arguments, "--unique"]) == 0
        assert pd.read_csv(out)["copies"].isna().all()
        for refused in (["--prior", "2"], ["--html", str(out)], ["--formula", "XYZ"]):
            assert main([*arguments, *refused]) == 2
    assert "prior must be from 0 to 1" in capsys.readouterr().err


def test_own_numbers_of_a_column_reach_the_table_and_the_sd_file_and_come_back(tmp_path, model):
    table, spectra, out = tmp_path / "in.csv", tmp_path / "assigned.sdf", tmp_path / "out.csv"
    table.write_text('id,smiles,peaks,mine\nethanol,CCO,"57.8, 18.2","2,1,-"\n')
    arguments = ["--out", str(out), "--model", model]
    named = ["--numbers-column", "mine", "--sdf", str(spectra)]
    assert main(["assign", str(table), *arguments, *named]) == 0
    rows = pd.read_csv(out, dtype=str)
    assert rows["number"].tolist() == ["2", "1"] and "mine" not in rows.columns
    assert main(["assign", str(spectra), *arguments]) == 0
    assert pd.read_csv(out, dtype=str)["number"].tolist() == ["2", "1"]


def test_fixed_pairs_are_kept_and_edits_of_other_ids_are_said(tmp_path, table, model, capsys):
    edits = tmp_path / "edits.csv"
    edits.write_text(
        "id,row,atom,peak,ppm,edit\nanisole,0,0,0,159.6,fixed\nethanol,3,0,0,99.9,fixed\nphenol,9,0,0,150,fixed\n"
    )
    out = tmp_path / "out.csv"
    assert main(["assign", table, "--fixed", str(edits), "--out", str(out), "--model", model]) == 0
    rows = pd.read_csv(out)
    methoxy = rows[(rows["id"] == "anisole") & (rows["atom_index"] == 0)].iloc[0]
    assert (methoxy["ppm"], methoxy["confidence"]) == (159.6, 1.0) and "fixed" in methoxy["flags"]
    assert rows[rows["id"] == "ethanol"]["error_code"].tolist() == ["edited_peak_not_in_list"]
    assert "Edits that belong to no row of the table: phenol" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "words"), [("none.json", "no file of edits"), ("table.csv", "has no edits: its columns must be")]
)
def test_a_file_without_edits_is_refused(tmp_path, table, model, capsys, name, words):
    given = ["assign", table, "--fixed", str(tmp_path / name), "--out", str(tmp_path / "o.csv")]
    assert main([*given, "--model", model]) == 2
    assert words in capsys.readouterr().err


def test_check_writes_a_row_for_each_structure_a_report_and_pictures(table, tmp_path, model, capsys):
    (tmp_path / "isomers.smi").write_text("OCc1ccccc1 benzyl alcohol\nCOC methyl ether\n")
    out, folder = tmp_path / "checked.csv", tmp_path / "pictures"
    given = ["--candidates", str(tmp_path / "isomers.smi"), "--html", str(tmp_path / "report.html")]
    assert main(["check", table, "--out", str(out), "--model", model, *given, "--pictures", str(folder)]) == 0
    frame = pd.read_csv(out).set_index("id")
    assert list(frame.index) == ["anisole", "broken", "garbled", "ethanol"]
    assert list(frame["error_code"].fillna("")) == ["", "invalid_smiles", "unreadable_value", ""]
    assert list(frame["isomers"].fillna(-1)) == [1, -1, -1, 1]
    assert set(frame["rank"].dropna()) <= {1, 2}
    names = list(frame["picture"].dropna())
    assert sorted(names) == sorted(path.name for path in folder.iterdir()) and len(names) == 2
    assert "13C structure check" in (tmp_path / "report.html").read_text("utf-8")
    said = capsys.readouterr().out
    assert f"Pictures written to {folder}: 2" in said and "green: " in said


def test_check_refuses_what_makes_no_sense(table, tmp_path, model, capsys):
    out = str(tmp_path / "out.csv")
    for given, sentence in (
        (["--prior", "2"], "prior must be from 0 to 1"),
        (["--candidates", str(tmp_path / "none.smi")], "none.smi"),
        (["--html", out], "different files"),
        (["--pictures", table], "table.csv"),
    ):
        assert main(["check", table, "--out", out, "--model", model, *given]) == 2
        assert sentence in capsys.readouterr().err


def test_pictures_only_of_what_is_not_green(tmp_path, capsys):
    path = tmp_path / "spectra.csv"
    path.write_text(
        'id,smiles,peaks\nright,COc1ccc(C=O)cc1,"190.8, 164.6, 131.9, 130.0, 114.3, 55.6"\n'
        'wrong,COc1ccc(C=O)cc1,"205.0, 60.0, 40.0, 30.0"\n'
    )
    given = ["--pictures", str(tmp_path / "p"), "--pictures-of", "not-green"]
    assert main(["check", str(path), "--out", str(tmp_path / "out.csv"), *given]) == 0
    assert [p.name for p in (tmp_path / "p").iterdir()] == ["00001_wrong.png"]
    assert "green: 1, yellow: 0, red: 1, grey: 0" in capsys.readouterr().out
