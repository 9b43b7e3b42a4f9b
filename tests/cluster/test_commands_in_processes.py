"""Commands with --processes 2: the same files and words as with one process, and an end on Ctrl-C."""

import gzip
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pandas as pd
import pytest

import kmaid_nodes as kmaid
from kmaid_nodes.cli import main
from kmaid_nodes.cluster.worker import one_thread
from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.reading.edits.edits import Edits, FixedPair, ListedPeak, MoleculeEdits
from kmaid_nodes.reading.files import read_records

HOPELESS = """hopeless


not a molblock
M  END
> <nmrshiftdb2 ID>
hopeless

> <Spectrum 13C 0>
20.0;0.0Q;0|

"""
ROWS = 100


@pytest.fixture(autouse=True)
def on_one_thread():
    """As the processes calculate: then all digits are the same."""
    with one_thread():
        yield


@pytest.fixture(scope="module")
def spectra(tmp_path_factory):
    """A part of the shipped slice with a hopeless row in it, as an SD file."""
    records = gzip.decompress(SLICE.read_bytes()).decode().split("$$$$\n")[:ROWS]
    path = tmp_path_factory.mktemp("spectra") / "spectra.sd"
    path.write_text("$$$$\n".join([*records[:40], HOPELESS, *records[40:], ""]))
    return path


@pytest.fixture
def written(spectra, tmp_path, capsys, monkeypatch):
    """What a command writes into its folder and prints, with so many processes."""

    def run(processes, command, *arguments):
        folder = tmp_path / str(processes)
        folder.mkdir()
        monkeypatch.chdir(folder)
        given = [command, str(spectra), *arguments, "--processes", str(processes)]
        assert main(given) == 0
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        return files, capsys.readouterr().out

    return run


@pytest.mark.slow
def test_assign_writes_the_same_table_report_spectra_and_ranked_assignments(written):
    files = ("--out", "a.csv", "--html", "a.html", "--sdf", "a.sd", "--ranked", "ranked.parquet")
    one, two = (written(n, "assign", *files, "--html-molecules", "70", "--best", "3") for n in (1, 2))
    assert set(one[0]) == {"a.csv", "a.html", "a.sd", "ranked.parquet"}
    assert two == one
    assert "Input rows that could not be used: 1" in two[1]


@pytest.mark.slow
@pytest.mark.parametrize("rows", [(), ("--per-molecule",)])
def test_predict_writes_the_same_table_and_report(written, rows):
    files = ("--out", "p.parquet", "--html", "p.html", "--html-molecules", "70", *rows)
    one, two = (written(n, "predict", *files) for n in (1, 2))
    assert set(one[0]) == {"p.parquet", "p.html"}
    assert two == one
    table = pd.read_parquet("p.parquet").drop_duplicates("id")
    assert table["id"].tolist().index("hopeless") == 40


@pytest.mark.slow
@pytest.mark.parametrize("kept", [True, False], ids=["library file", "molecules"])
def test_retrieve_writes_the_same_hits_and_report(written, spectra, tmp_path, capsys, tiny_training, kept):
    model, library = ("--model", str(tiny_training[1])), spectra
    if kept:
        library = tmp_path / "library.parquet"
        assert main(["embed", str(spectra), "--out", str(library), *model]) == 0
        capsys.readouterr()
    files = ("--out", "r.csv", "--html", "r.html", "--html-molecules", "3", *model)
    one, two = (written(n, "retrieve", "--library", str(library), *files) for n in (1, 2))
    assert set(one[0]) == {"r.csv", "r.html"}
    assert two == one


@pytest.mark.slow
def test_edits_go_to_the_same_rows(tiny_training):
    records = list(read_records(SLICE))[:70]
    carbons = [next(a for peak in record.peaks for a in peak.atoms) for record in records]

    def fixed(number, row, index=0):
        ppm = records[number].peaks[index].ppm
        pair = FixedPair(carbons[number], ListedPeak(index, ppm))
        return MoleculeEdits(records[number].id, row, fixed=(pair,))

    records += [kmaid.Record(records[1].id, records[1].structure, records[1].peaks, row=900)]
    edits = Edits((fixed(1, records[1].row), fixed(50, None), fixed(60, records[60].row, 1), fixed(1, None)))
    model = kmaid.load_model(tiny_training[1], "cpu")
    one, two = (model.assign(records, fixed=edits, processes=n) for n in (1, 2))
    assert two.to_arrow() == one.to_arrow()
    assert [getattr(row, "decisions", None) for row in two] == [
        getattr(row, "decisions", None) for row in one
    ]
    assert one[1].decisions is not None and one[50].decisions is not None


@pytest.mark.parametrize("command", ["assign", "predict", "retrieve", "embed"])
@pytest.mark.parametrize("number", ["0", "-1", "two"])
def test_a_number_of_processes_that_makes_no_sense_is_refused(command, number, spectra, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, str(spectra), "--out", "out.csv", "--library", "l.csv", "--processes", number])
    assert ended.value.code == 2
    assert "argument --processes: " in capsys.readouterr().err


def test_embed_knows_its_processes_also_by_the_earlier_name(capsys, spectra, tmp_path):
    with pytest.raises(SystemExit):
        main(["embed", "--help"])
    told = capsys.readouterr().out
    assert "--processes N" in told and "--workers" not in told
    for name in ("--processes", "--workers"):
        assert main(["embed", str(spectra), "--out", str(tmp_path / "e.csv"), name, "2"]) == 2
        assert "--unique and --processes only work for molecules" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="looks for processes as Linux shows them")
@pytest.mark.parametrize("seconds", [0.0, 8.0], ids=["while they start", "while they work"])
def test_ctrl_c_ends_the_command_and_its_processes(seconds, spectra, tmp_path):
    many = tmp_path / "many.sd"
    many.write_text(spectra.read_text() * 30)
    out = tmp_path / "out.csv"
    arguments = ["assign", str(many), "--out", str(out), "--sdf", str(tmp_path / "o.sd"), "--processes", "2"]
    command = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "kmaid_nodes.cli", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: len(processes_of(command.pid)) >= 3, 120)
    time.sleep(seconds)
    os.killpg(command.pid, signal.SIGINT)
    asked = time.monotonic()
    _, said = command.communicate(timeout=60)
    assert command.returncode == 130 and said == "kmaid assign: stopped.\n"
    assert time.monotonic() - asked < 5
    wait_until(lambda: not processes_of(command.pid), 20)
    assert not processes_of(command.pid)
    assert [path.name for path in tmp_path.iterdir()] == ["many.sd"]


def wait_until(true, seconds):
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.05)


def processes_of(group):
    """Ids of the processes in a process group that still run."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError, ProcessLookupError):
            with open(f"/proc/{name}/stat") as file:
                state, _, group_of_it = file.read().rpartition(")")[2].split()[:3]
            if int(group_of_it) == group and state != "Z":
                found.append(int(name))
    return found
