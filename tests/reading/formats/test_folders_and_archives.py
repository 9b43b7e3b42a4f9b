"""Folders, zip archives, compressed files and the standard input."""

import bz2
import gzip
import io
import lzma
import sys
import zipfile

import pytest

from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.formats import unpacked
from kmaid_nodes.reading.formats.examples import EXAMPLES
from kmaid_nodes.reading.formats.registry import FORMATS
from kmaid_nodes.wording.reason import error_text

EXAMPLE = {form.kind.value: EXAMPLES[form.kind] + "\n" for form in FORMATS}
BRUKER = EXAMPLE["bruker_peak_list"]


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def ids(records):
    return [record.id for record in records]


def test_all_files_of_a_folder_are_read_by_name_with_their_names_before_the_ids(tmp_path):
    (tmp_path / "b.csv").write_text(EXAMPLE["table"])
    (tmp_path / "a.sdf").write_text(EXAMPLE["sd"])
    (tmp_path / "ethanol.mol").write_text(EXAMPLE["molfile"])
    (tmp_path / ".DS_Store").write_bytes(b"\x00\x00")
    records = list(read_records(tmp_path))
    assert ids(records) == ["a/ethanol", "b/ethanol", "b/acetone", "ethanol"]
    assert not any(record.error for record in records)


def test_a_file_of_a_folder_that_cannot_be_read_is_a_row_with_its_name(tmp_path):
    (tmp_path / "a.sdf").write_text(EXAMPLE["sd"])
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "bad.csv").write_text("colour,weight\nred,5\n")
    good, bad, pdf = sorted(read_records(tmp_path), key=lambda record: record.id.startswith(("b", "r")))
    assert good.error is None
    assert {bad.id, pdf.id} == {"bad.csv", "report.pdf"}
    assert all(record.error.code is ReasonCode.UNREADABLE_FILE for record in (bad, pdf))
    assert "report.pdf is a PDF" in error_text(pdf.error)


def test_one_file_in_a_folder_keeps_its_ids(tmp_path):
    (tmp_path / "a.sdf").write_text(EXAMPLE["sd"])
    assert ids(read_records(tmp_path)) == ["ethanol"]


@pytest.mark.parametrize("content", [{}, {"fid": b"\x00"}])
def test_a_folder_without_files_to_read_is_told(tmp_path, content):
    for name, data in content.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError, match=r"in the folder|experiment of Bruker"):
        read_records(tmp_path)


def test_files_of_an_archive_are_read_at_any_depth(tmp_path):
    path = zipped(tmp_path / "all.zip", {"x/a.sdf": EXAMPLE["sd"], "x/y/b.csv": EXAMPLE["table"]})
    assert ids(read_records(path)) == ["x/a/ethanol", "x/y/b/ethanol", "x/y/b/acetone"]


def test_an_nmredata_record_is_its_sd_file(tmp_path):
    files = {
        "ethanol/ethanol.nmredata.sdf": EXAMPLE["sd"],
        "ethanol/13c/fid": b"\x00" * 100,
        "ethanol/13c/acqus": "##$NUC1= <13C>\n",
        "ethanol/13c/pdata/1/peaklist.xml": BRUKER,
        "ethanol/structure.pdf": b"%PDF-1.7",
    }
    (record,) = read_records(zipped(tmp_path / "record.zip", files))
    assert (record.id, [peak.atoms for peak in record.peaks]) == ("ethanol", [(1,), (0,)])
    (note,) = record.notes
    assert note.code is NoteCode.OTHER_FILES and note.words.startswith("3: ")


def test_a_peak_list_of_an_archive_knows_its_experiment(tmp_path):
    acqus = "##TITLE= x\n##$NUC1= <13C>\n##$SFO1= 100.6\n##$SOLVENT= <MeOD>\n##$PULPROG= <zgpg>\n"
    path = zipped(tmp_path / "data.zip", {"d/11/acqus": acqus, "d/11/pdata/1/peaklist.xml": BRUKER})
    (record,) = read_records(path)
    assert (record.frequency_mhz, record.solvent) == (100.6, "CD3OD")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "holds no files"),
        ({"a.pdf": b"%PDF"}, r"holds no file that can be read: a\.pdf"),
        ({"fid": b"\x00"}, "holds no file that can be read: fid"),
    ],
)
def test_an_archive_with_nothing_to_read_is_told(tmp_path, files, words):
    with pytest.raises(UserError, match=words):
        list(read_records(zipped(tmp_path / "a.zip", files)))


def test_an_archive_within_an_archive_is_told_and_the_rest_is_read(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"a.sdf": EXAMPLE["sd"]}).read_bytes()
    first, second = read_records(
        zipped(tmp_path / "outer.zip", {"b.smi": "CCO ethanol\n", "inner.zip": inner})
    )
    assert first.structure == "CCO" and "archive within an archive" in error_text(second.error)


def test_names_that_lead_out_of_an_archive_are_not_followed(tmp_path):
    path = zipped(
        tmp_path / "a.zip", {"../../evil.smi": "C evil\n", "/root.smi": "C evil\n", "b.smi": "CCO ok\n"}
    )
    assert ids(read_records(path)) == ["ok"]
    assert not (tmp_path.parent / "evil.smi").exists()


def test_an_archive_that_would_fill_the_disk_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacked, "MOST_BYTES", 10_000_000)
    path = zipped(tmp_path / "bomb.zip", {"a.smi": b"C\n" * 6_000_000})
    assert path.stat().st_size < 100_000
    with pytest.raises(UserError, match="would fill more than 1 GB"):
        list(read_records(path))


def test_a_damaged_archive_is_told(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.smi": "CCO ethanol\n" * 1000})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UserError, match="damaged or incomplete zip archive"):
        list(read_records(path))


@pytest.mark.parametrize(
    ("ending", "compress"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
@pytest.mark.parametrize("kind", ["sd", "table", "smiles", "inchi", "molfile", "jcamp_dx", "cml", "nmr_star"])
def test_compressed_files_are_read_with_their_ending_or_another(tmp_path, ending, compress, kind):
    form = next(form for form in FORMATS if form.kind.value == kind)
    plain = tmp_path / f"a{form.endings[0]}"
    plain.write_text(EXAMPLE[kind])
    expected = list(read_records(plain))
    for name in (f"a{form.endings[0]}{ending}", f"a{form.endings[0]}"):
        path = tmp_path / name
        path.write_bytes(compress(EXAMPLE[kind].encode()))
        assert list(read_records(path)) == expected


@pytest.mark.parametrize(
    ("name", "compress"), [("gzip", gzip.compress), ("bzip2", bz2.compress), ("xz", lzma.compress)]
)
def test_a_damaged_compressed_file_is_told(tmp_path, name, compress):
    whole = compress("".join(f"{'C' * (n % 50 + 1)} name{n * 7919}\n" for n in range(20_000)).encode())
    path = tmp_path / "a.smi"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match=f"damaged or incomplete {name} file"):
        list(read_records(path))


@pytest.mark.parametrize("kind", ["sd", "table", "jcamp_dx", "smiles"])
def test_the_standard_input_is_recognised_by_its_content(monkeypatch, kind):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(EXAMPLE[kind].encode())))
    assert ids(read_records("-"))[0] == "ethanol"


def test_an_empty_standard_input_is_told(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(UserError, match="standard input is empty"):
        list(read_records("-"))
