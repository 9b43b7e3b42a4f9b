"""Files that cannot be read are named, with the nearest advice, in one sentence."""

import gzip
import io
import zipfile

import pytest

from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.formats.examples import BINARY_FORMATS
from kmaid_nodes.reading.formats.registry import FORMATS
from kmaid_nodes.wording.reason import error_text

ENDINGS = sorted({ending for form in FORMATS for ending in form.endings})
TEXT_FORMATS = [form for form in FORMATS if form.kind not in BINARY_FORMATS]
JUNK = bytes(range(256)) * 64


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "a.cdx",
            b"VjCD0100\x04\x03\x02\x01",
            "ChemDraw file, which cannot be read; save the structure as an MDL",
        ),
        ("a.mol", b"VjCD0100\x04\x03\x02\x01", "ChemDraw file"),
        ("a.cdxml", b'<?xml version="1.0"?><!DOCTYPE CDXML SYSTEM "cdxml.dtd"><CDXML/>', "ChemDraw file"),
        ("a.mnova", b"\x01\x02\x03binary", "Mnova document"),
        ("list.csv", b"%PDF-1.7\n", "a PDF"),
        ("a.docx", zipped(word__document_dot_xml="x"), "word processor"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it in Excel as .xlsx"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("fid", b"\x00\x01\x00\x02" * 99, "raw data of a spectrometer"),
        ("acqus", b"##TITLE= Parameter file\n##$NUC1= <13C>\n", "raw data"),
        ("procpar.txt", b"##TITLE= x\n##JCAMPDX= 5.0\n##$NUC1= <13C>\n", "pdata/1/peaklist.xml"),
        ("a.mol2", b"@<TRIPOS>MOLECULE\nx\n", "MOL2"),
        ("a.txt", b"@<TRIPOS>MOLECULE\nx\n", "MOL2"),
        ("a.rxn", b"$RXN\n", "reaction"),
        ("a.cif", b"data_x\n_cell_length_a 5\nloop_\n_atom_site_label\nC1\n", "CIF"),
        ("a.pdb", b"HEADER    X\nATOM      1  C\n", "PDB"),
        ("a.html", b"<!DOCTYPE html><html></html>", "web page"),
        ("a.json", b'{"a": 1}', "JSON"),
        ("a.mzML", b"<?xml version='1.0'?><mzML/>", "XML file of another kind"),
        ("a.rar", b"Rar!\x1a\x07", "archive"),
        (
            "a.xyz",
            b"3\nwater\nO 0.0 0.0 0.1\nH 0.0 0.8 -0.5\nH 0.0 -0.8 -0.5\n",
            "an XYZ file of coordinates",
        ),
        ("a.txt", b"1\n\nHe 0 0 1.0e-3\n", "an XYZ file of coordinates"),
        ("a.abc", b"", "is empty"),
        ("a.abc", JUNK, "binary file of an unknown kind"),
        ("notes.md", b"We measured nothing today.\n", "is of an unknown kind; `kmaid formats` lists"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=words) as refusal:
        read_records(path)
    assert name in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("content", [b"", b"\n\n", JUNK, gzip.compress(b"x" * 5000)[:40], b"x" * 300_000])
def test_no_content_makes_a_reader_fail_but_in_words(tmp_path, ending, content):
    path = tmp_path / f"file{ending}"
    path.write_bytes(content)
    try:
        records = list(read_records(path))
    except UserError as problem:
        assert str(problem).endswith(".") and "\n" not in str(problem)
    else:
        assert all(record.peaks is None for record in records)


@pytest.mark.parametrize("form", TEXT_FORMATS, ids=lambda form: form.kind.value)
def test_a_file_cut_off_anywhere_is_told_or_read_as_far_as_it_goes(tmp_path, form):
    whole = form.example + "\n"
    shifts = {"58.3", "58.3102", "18.4", "18.4417", "206.7", "30.8"}
    path = tmp_path / f"file{form.endings[0]}"
    for length in range(0, len(whole), 7):
        path.write_text(whole[:length], "utf-8")
        try:
            records = list(read_records(path))
        except UserError as problem:
            assert "\n" not in str(problem)
            continue
        for record in records:
            assert "\n" not in (error_text(record.error) or "")
            # A number that is itself cut off (58 of 58.3) cannot be told at the very end.
            read = [f"{peak.ppm:g}" for peak in record.peaks or ()]
            assert set(read[:-1]) <= shifts


def test_xml_with_a_document_type_is_refused(tmp_path):
    path = tmp_path / "bomb.cml"
    path.write_text('<?xml version="1.0"?><!-- < --><!DOCTYPE cml [<!ENTITY a "aaaa">]><cml>&a;</cml>')
    with pytest.raises(UserError, match="document type definition"):
        list(read_records(path))


def test_a_huge_file_of_a_kind_that_is_read_as_a_whole_is_refused(tmp_path):
    path = tmp_path / "huge.jdx.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"##TITLE=x\n")
        for _ in range(70):
            file.write(b"1.0, 1.0\n" * 116_509)
    with pytest.raises(UserError, match="more than 64 MB of text"):
        list(read_records(path))


@pytest.mark.parametrize(
    ("name", "package"), [("a.jdx", "nmrglue"), ("a.str", "pynmrstar"), ("a.xlsx", "openpyxl")]
)
def test_a_missing_package_is_named_with_the_way_to_install_it(tmp_path, monkeypatch, name, package):
    import sys

    content = {
        "nmrglue": b"##TITLE=x\n",
        "pynmrstar": b"data_x\nsave_a\n",
        "openpyxl": zipped(xl__workbook_dot_xml=""),
    }
    path = tmp_path / name
    path.write_bytes(content[package])
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        UserError, match=rf"needs the package {package}: pip install 'kmaid-nodes\[formats\]'"
    ):
        read_records(path)
