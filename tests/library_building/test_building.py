"""Building libraries part by part: resumed, without duplicates, by several processes."""

import errno
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

from kmaid_nodes.assignment.calibration import LogOdds
from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.library_building import building
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.retrieval.library_file import index_recall, is_library, open_library
from kmaid_nodes.retrieval.nearest import NearestVectors
from kmaid_nodes.retrieval.peak_coverage import PeakCoverage
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tasks.embed import embed_molecules

SMILES = ["CCO", "c1ccccc1", "CC(C)=O", "OCC", "no molecule", "CCCCO", "[Na+].[Cl-]", "CC#N", "C1CCCCC1"]
SOURCE = {"name": "molecules.smi", "bytes": 1, "modified": 1}


@pytest.fixture(autouse=True)
def one_core(monkeypatch):
    monkeypatch.setattr(building, "available_cores", lambda: 1)


def molecules(smiles=SMILES):
    return [Record(str(k), text) for k, text in enumerate(smiles)]


def build_library(records, predictor, path, source, **options):
    """In parts of four molecules."""
    return building.build_library(records, predictor, path, source, records_per_part=4, **options)


def rows(path):
    return pyarrow.parquet.read_table(path).to_pylist()


def test_a_library_holds_every_row_of_its_source_refused_ones_with_the_reason(predictor, tmp_path):
    built = build_library(molecules(), predictor, tmp_path / "library.parquet", SOURCE)
    built_rows = rows(tmp_path / "library.parquet")
    expected = embedding_batch(embed_molecules(molecules(), predictor)).to_pylist()
    assert [row["id"] for row in built_rows] == [row["id"] for row in expected]
    assert [row["smiles"] for row in built_rows] == [row["smiles"] for row in expected]
    assert (built.rows, built.refused, built.duplicates) == (9, 2, 0)
    assert not list(tmp_path.glob("*.parts"))
    assert pyarrow.parquet.ParquetFile(tmp_path / "library.parquet").num_row_groups == 3


def test_a_stopped_build_goes_on_and_gives_the_same_library(predictor, tmp_path):
    uninterrupted, stopped = tmp_path / "uninterrupted.parquet", tmp_path / "stopped.parquet"
    build_library(molecules(), predictor, uninterrupted, SOURCE, unique=True)

    def stop(done: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        build_library(molecules(), predictor, stopped, SOURCE, unique=True, progress=stop)
    assert not stopped.exists()
    built = build_library(molecules(), predictor, stopped, SOURCE, unique=True)
    assert built.kept_parts == 1
    assert stopped.read_bytes() == uninterrupted.read_bytes()


def test_parts_of_another_source_are_not_gone_on_from(predictor, tmp_path):
    def stop(done: int) -> None:
        raise Cancelled

    out = tmp_path / "library.parquet"
    with pytest.raises(Cancelled):
        build_library(molecules(), predictor, out, SOURCE, progress=stop)
    other = ["CCN", *SMILES[1:]]
    built = build_library(molecules(other), predictor, out, SOURCE | {"bytes": 2})
    assert built.kept_parts == 0
    assert rows(out)[0]["smiles"] == "CCN"


def test_of_equal_structures_the_first_is_kept(predictor, tmp_path):
    out = tmp_path / "library.parquet"
    built = build_library(molecules(), predictor, out, SOURCE, unique=True)
    assert [row["id"] for row in rows(out)] == ["0", "1", "2", "4", "5", "6", "7", "8"]
    assert (built.rows, built.duplicates) == (8, 1)


@pytest.mark.slow
def test_two_processes_give_the_same_library_as_one(predictor, tmp_path):
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    build_library(molecules(), predictor, one, SOURCE, workers=1)
    build_library(molecules(), predictor, two, SOURCE, workers=2)
    assert two.read_bytes() == one.read_bytes()


@pytest.fixture
def library(predictor, tmp_path):
    path = tmp_path / "library.parquet"
    build_library(molecules(), predictor, path, SOURCE)
    return path


def test_a_library_opens_without_the_refused_molecules_and_keeps_its_index(library, predictor):
    assert is_library(library)
    opened = open_library(library, predictor)
    assert len(opened) == opened.index.size == 7
    assert opened.shift_index is not None
    assert opened.shift_index.by_carbon.size == opened.shift_index.by_class.size == 7
    stored = library.with_name("library.parquet.faiss")
    assert index_recall(library) == 1.0
    before = stored.stat().st_mtime_ns
    again = open_library(library, predictor)
    assert stored.stat().st_mtime_ns == before
    assert again.index.length == predictor.length


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["", ".carbon", ".class"])
@pytest.mark.parametrize("damage", ["index", "note", "other library"])
def test_an_index_that_does_not_fit_is_made_anew(damage, kind, library, predictor):
    open_library(library, predictor)
    stored = library.with_name(f"library.parquet{kind}.faiss")
    note = library.with_name(f"library.parquet{kind}.faiss.json")
    if damage == "index":
        stored.write_bytes(stored.read_bytes()[:50])
    elif damage == "note":
        note.write_text("[]")
    else:
        build_library(molecules(SMILES[:2]), predictor, library, SOURCE)
    opened = open_library(library, predictor)
    assert opened.shift_index is not None
    sizes = {
        index.size for index in (opened.index, opened.shift_index.by_carbon, opened.shift_index.by_class)
    }
    assert sizes == {len(opened)} == {2 if damage == "other library" else 7}


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["truncated", "empty", "missing", "note", "binary note", "other library"])
def test_a_table_of_peak_coverage_that_does_not_fit_is_made_anew(damage, library, predictor):
    made = np.array(open_library(library, predictor).peak_coverage.table)
    stored = library.with_name("library.parquet.peaks")
    note = library.with_name("library.parquet.peaks.json")
    if damage == "truncated":
        stored.write_bytes(stored.read_bytes()[:-50])
    elif damage == "empty":
        stored.write_bytes(b"")
    elif damage == "missing":
        stored.unlink()
    elif damage == "note":
        note.write_text("[]")
    elif damage == "binary note":
        note.write_bytes(b"\xff\xfe\x00")
    else:
        build_library(molecules(SMILES[:2]), predictor, library, SOURCE)
    table = open_library(library, predictor).peak_coverage.table
    assert table.shape[1] == (2 if damage == "other library" else 7)
    assert (table == made[:, : table.shape[1]]).all()
    assert json.loads(note.read_text())


def test_a_table_of_peak_coverage_is_kept_and_the_same_as_one_in_memory(library, predictor):
    first = open_library(library, predictor)
    assert (first.peak_coverage.table == PeakCoverage.of(first.shifts).table).all()
    stored = library.with_name("library.parquet.peaks")
    before = stored.stat().st_mtime_ns
    assert isinstance(open_library(library, predictor).peak_coverage.table, np.memmap)
    assert stored.stat().st_mtime_ns == before


def test_a_library_in_a_place_that_cannot_be_written_to_opens_all_the_same(library, predictor, monkeypatch):
    expected = np.array(open_library(library, predictor).peak_coverage.table)
    for made in library.parent.glob("library.parquet.*"):
        made.unlink()

    def refuse(*args, **kwargs):
        raise OSError(errno.EROFS, "Read-only file system")

    opened = Path.open

    def read_only(path, mode="r", *args, **kwargs):
        return opened(path, mode, *args, **kwargs) if mode in ("r", "rb") else refuse()

    monkeypatch.setattr(Path, "open", read_only)
    monkeypatch.setattr(Path, "unlink", refuse)
    monkeypatch.setattr(NearestVectors, "save", refuse)
    assert (open_library(library, predictor).peak_coverage.table == expected).all()


@pytest.mark.slow
def test_a_library_of_another_model_is_refused(library):
    with pytest.raises(UserError, match="another model"):
        open_library(library, Predictor(load_model()))


def test_a_damaged_part_is_made_again(predictor, tmp_path):
    def stop(done: int) -> None:
        raise Cancelled

    out = tmp_path / "library.parquet"
    with pytest.raises(Cancelled):
        build_library(molecules(), predictor, out, SOURCE, progress=stop)
    (tmp_path / "library.parquet.parts" / "part-000000.parquet").write_bytes(b"")
    built = build_library(molecules(), predictor, out, SOURCE)
    assert (built.kept_parts, built.rows) == (0, 9)


def test_a_folder_is_a_library_without_what_is_still_being_built_in_it(predictor, tmp_path):
    folder = tmp_path / "libraries"
    for place in (folder, folder / "other.parquet.parts", folder / "_temporary"):
        place.mkdir(parents=True)
        build_library(molecules(), predictor, place / "one.parquet", SOURCE)
    assert len(open_library(folder, predictor)) == 7


def test_a_file_that_does_not_belong_to_a_folder_is_named(library, predictor, tmp_path):
    pyarrow.parquet.write_table(pyarrow.table({"a": [1]}), tmp_path / "stray.parquet")
    with pytest.raises(UserError, match=r"stray\.parquet does not say"):
        open_library(tmp_path, predictor)


def test_a_setting_that_a_later_version_adds_does_not_make_another_model_of_it(predictor):
    trained = predictor.trained
    renamed = replace(trained, preset=replace(trained.preset, name="later"))
    assert renamed.fingerprint == trained.fingerprint
    warmer = replace(trained, calibration=replace(trained.calibration, density=1.5))
    assert warmer.fingerprint != trained.fingerprint
    odds = {list_type: LogOdds(2.0) for list_type in trained.calibration.confidence}
    bolder = replace(trained, calibration=replace(trained.calibration, confidence=odds))
    assert bolder.fingerprint == trained.fingerprint


def test_a_truncated_library_is_no_library(library):
    library.write_bytes(library.read_bytes()[:-20])
    assert not is_library(library)


@pytest.mark.parametrize("unique", [False, True])
def test_refused_records_are_told_by_their_place_also_after_a_stop(unique, predictor, tmp_path):
    smiles = ["CCO", "no molecule", "CCO", "CC", None, "CCO", "CCN", "neither", "CO"]
    records = [Record("twice" if k in (0, 1) else str(k), text) for k, text in enumerate(smiles)]
    whole = build_library(records, predictor, tmp_path / "whole.parquet", SOURCE, unique=unique)
    assert [record.number for record in whole.refused_records] == [1, 4, 7]
    assert whole.refused_records[1].error_code == "no_structure"
    assert all(record.sentence and record.error_code for record in whole.refused_records)
    assert (whole.molecules, whole.duplicates) == ((4, 2) if unique else (6, 0))

    def stop(done: int) -> None:
        if done > 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        build_library(records, predictor, tmp_path / "l.parquet", SOURCE, unique=unique, progress=stop)
    resumed = build_library(records, predictor, tmp_path / "l.parquet", SOURCE, unique=unique)
    assert resumed.kept_parts == 2
    assert resumed.refused_records == whole.refused_records
    assert (tmp_path / "l.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_a_run_is_asked_within_a_part_whether_it_should_stop(predictor, tmp_path):
    begun = []

    def stop(done: int) -> None:
        begun.append(done)
        if done > 32:
            raise Cancelled

    out = tmp_path / "library.parquet"
    with pytest.raises(Cancelled):
        building.build_library(molecules(SMILES * 20), predictor, out, SOURCE, meanwhile=stop)
    assert begun == [32, 64]
    assert not out.exists()


def test_a_run_that_stops_at_the_very_end_leaves_no_library_but_its_parts(predictor, tmp_path):
    done_parts = []

    def stop(done: int) -> None:
        if done_parts and done_parts[-1] == 9:
            raise Cancelled

    out = tmp_path / "library.parquet"
    with pytest.raises(Cancelled):
        build_library(molecules(), predictor, out, SOURCE, progress=done_parts.append, meanwhile=stop)
    assert not out.exists()
    assert build_library(molecules(), predictor, out, SOURCE).kept_parts == 3
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
