"""Every format that is listed can be read, and every one that is read is listed."""

from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest

from kmaid_nodes.codes.file_format import FileFormat, OtherFile
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.formats.examples import BINARY_FORMATS
from kmaid_nodes.reading.formats.registry import COMPRESSIONS, FORMATS, ends_readably
from kmaid_nodes.report.formats import formats_text
from kmaid_nodes.wording.formats import ADVICE

ROOT = Path(__file__).resolve().parents[3]
TEXT_FORMATS = [form for form in FORMATS if form.kind not in BINARY_FORMATS]
WITHOUT_SPECTRUM = (FileFormat.MOLFILE, FileFormat.SMILES, FileFormat.INCHI)


def test_every_format_is_registered_once():
    assert [form.kind for form in FORMATS] == list(FileFormat)


def test_every_other_kind_of_file_has_its_advice():
    assert set(ADVICE) == set(OtherFile)


@pytest.mark.parametrize("form", TEXT_FORMATS, ids=lambda form: form.kind.value)
@pytest.mark.parametrize("ending", ["usual", ".unknown", ""])
def test_the_example_of_a_format_is_read_whatever_its_ending(tmp_path, form, ending):
    path = tmp_path / f"example{form.endings[0] if ending == 'usual' else ending}"
    path.write_text(form.example + "\n", "utf-8")
    record = next(read_records(path))
    assert record.error is None
    if form.kind in WITHOUT_SPECTRUM:
        assert record.structure and record.peaks is None
    else:
        assert sorted(round(peak.ppm, 1) for peak in record.peaks) == [18.4, 58.3]


@pytest.mark.parametrize("content", ["parquet", "feather"])
@pytest.mark.parametrize("ending", [".parquet", ".arrow", ".feather", ".dat"])
def test_a_binary_table_is_told_by_its_first_bytes(tmp_path, ending, content):
    path = tmp_path / f"table{ending}"
    table = pa.table({"smiles": ["CCO"], "peaks": [[58.3, 18.4]]})
    if content == "parquet":
        pa.parquet.write_table(table, path)
    else:
        pa.feather.write_feather(table, path, compression="uncompressed")
    (record,) = read_records(path)
    assert len(record.peaks) == 2


def test_the_list_of_formats_fits_a_terminal_and_has_every_format():
    text = formats_text()
    assert max(len(line) for line in text.splitlines()) <= 80
    for form in FORMATS:
        assert f"\n{form.name} (" in f"\n{text}"
        assert all(ending in text for ending in form.endings)


def test_the_document_of_formats_has_each_as_the_registry_has_it():
    document = (ROOT / "docs/formats.md").read_text("utf-8")
    listed = [line for line in document.splitlines() if line.startswith("| ")][2:]
    assert listed == [
        f"| {form.name} | {', '.join(f'`{e}`' for e in form.endings)} | {form.gives} | {form.package or ''} |"
        for form in FORMATS
    ]
    assert all(f"`{ending}`" in document for ending in COMPRESSIONS)


@pytest.mark.parametrize("name", ["a.sdf", "a.SDF.gz", "a.jdx", "b.mol.xz", "c.csv.bz2", "peaklist.xml"])
def test_a_name_with_a_known_ending_is_that_of_a_file(name):
    assert ends_readably(name)


@pytest.mark.parametrize("name", ["CCO", "C[C@H](N)C(=O)O", "a.pdf", "190.8, 164.6"])
def test_a_structure_or_a_list_does_not_end_like_a_file(name):
    assert not ends_readably(name)
