"""What a chemist takes out of the report reads back as what was shown."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.edits.edits import Edits, MoleculeEdits
from kmaid_nodes.reading.edits.edits_file import read_edits
from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.peak_list import parse_peak_list
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.writing.acs_text import journal_text
from kmaid_nodes.writing.assigned_spectra import assigned_spectrum_record
from kmaid_nodes.writing.journal_style import JournalStyle

pytestmark = pytest.mark.slow

PLACES = ["file", "iframe", "notebook"]
# Couplings, counts, labels, own numbers, formula-like ids.
FLUOROTOLUENE = Record(
    '=1+1, "4-fluorotoluene" <b>',
    "[CH3:7][c:1]1[cH:2][cH:3][c:4](F)[cH:5][cH:6]1",
    (
        Peak(161.23, None, (), 1, None, "d", (243.2,)),
        Peak(133.3456789, 0, (), None, None, "d", (3.1,)),
        Peak(130.41, 1, (), 2, None, "d", (7.8,)),
        Peak(114.86, 1, (), 2, "-ortho", "d", (21.1,)),
        Peak(77.16),
        Peak(20.55, 3),
    ),
    "CDCl3",
    row=4,
    frequency_mhz=100.62,
)


class Menu:
    """The export menu of a report."""

    def __init__(self, place: Any, folder: Path):
        self.place, self.window, self.folder = place, getattr(place, "page", place), folder
        place.locator("details.export > summary").click()

    def saved(self, button: str) -> Path:
        """The file that a button saves."""
        with self.window.expect_download() as coming:
            self.place.get_by_role("button", name=button, exact=True).click()
        path = self.folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

    def choose(self, label: str, value: str) -> None:
        self.place.locator(f"label:has-text('{label}') select").select_option(value)

    def check(self, label: str, on: bool = True) -> None:
        self.place.get_by_label(label).set_checked(on)

    def preview(self) -> str:
        return str(self.place.locator(".export .preview").inner_text())

    def edit(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Give peaks to carbons, by keys."""
        for carbon, peak in pairs:
            self.place.locator(f".stick[data-peak='{peak}']").focus()
            self.window.keyboard.press("Enter")
            self.place.locator(f".atom[data-carbon='{carbon}']").focus()
            self.window.keyboard.press("Enter")

    def press(self, what: str, key: str) -> None:
        self.place.locator(what).focus()
        self.window.keyboard.press(key)


@pytest.fixture
def menu(open_page: Callable[..., Any], tmp_path: Path) -> Callable[..., Menu]:
    """`menu(report, where)`: its export menu, opened."""
    return lambda report, where="file": Menu(open_page(report, where=where), tmp_path)


@pytest.fixture(scope="session")
def fluorotoluene(bundled: Predictor) -> AssignedMolecule:
    """With an id that is a formula, couplings, counts, labels and own numbers."""
    (molecule,) = assign([FLUOROTOLUENE], bundled)
    assert isinstance(molecule, AssignedMolecule)
    return molecule


@pytest.fixture(scope="session")
def hostile_report(fluorotoluene: AssignedMolecule, written: Callable[..., Path]) -> Path:
    return written([fluorotoluene])


@pytest.mark.parametrize("where", PLACES)
def test_the_text_for_a_journal_is_copied_by_button_and_by_key(menu, hostile_report, fluorotoluene, where):
    page = menu(hostile_report, where)
    expected = journal_text(fluorotoluene, JournalStyle(types=False, decimals=1))
    assert expected == (
        "13C NMR (101 MHz, CDCl3) δ 161.2 (d, J = 243.2 Hz, C-4), 133.3 (d, J = 3.1 Hz, C-1), "
        "130.4 (2C, d, J = 7.8 Hz, C-2, C-6), 114.9 (2C, d, J = 21.1 Hz, C-3, C-5), 20.6 (C-7)"
    )
    for copy in (
        lambda: page.place.get_by_role("button", name="Copy text").click(),
        lambda: page.press(".atom >> nth=0", "c"),
    ):
        copy()
        page.place.locator(".export-said", has_text="Journal text copied.").wait_for()
        search = page.place.locator("input[type=search]")
        search.fill("")
        search.focus()
        page.window.keyboard.press("Control+v")
        assert search.input_value() == expected
        search.fill("")


@pytest.mark.parametrize("where", PLACES)
def test_a_word_processor_gets_raised_and_lowered_signs(menu, hostile_report, where):
    page = menu(hostile_report, where)
    page.place.get_by_role("button", name="Copy text").click()
    page.place.locator(".export-said", has_text="Journal text copied.").wait_for()
    page.place.evaluate(
        """() => {
          const ground = document.createElement("div");
          ground.id = "pasted";
          ground.contentEditable = "true";
          document.body.prepend(ground);
          ground.focus();
        }"""
    )
    page.window.keyboard.press("Control+v")
    pasted = page.place.locator("#pasted")
    assert pasted.locator("sup").all_inner_texts() == ["13"]
    assert pasted.locator("sub").all_inner_texts() == ["3"]
    assert pasted.locator("i").all_inner_texts() == ["J"] * 4
    assert pasted.inner_text().startswith("13C NMR (101 MHz, CDCl3) δ 161.2 (d, J = 243.2 Hz, C-4)")


def test_escape_and_a_press_beside_it_close_the_menu(menu, hostile_report):
    page = menu(hostile_report)
    page.window.keyboard.press("Escape")
    assert not page.place.locator(".export-parts").is_visible()
    page.place.locator("details.export > summary").click()
    page.place.locator(".stick .hit").first.click()
    assert not page.place.locator(".export-parts").is_visible()


def test_where_nothing_can_be_copied_the_text_is_shown_to_be_copied_by_hand(menu, hostile_report):
    page = menu(hostile_report)
    page.place.evaluate(
        "navigator.clipboard.write = () => Promise.reject(); document.execCommand = () => false"
    )
    page.place.get_by_role("button", name="Copy text").click()
    box = page.place.get_by_label("Text to copy")
    assert box.input_value() == page.preview()
    assert page.place.evaluate("String(getSelection()) || document.activeElement.value") == page.preview()


@pytest.mark.parametrize("house", list(JournalHouse))
def test_both_houses_read_as_python_writes_them_and_read_back(menu, hostile_report, fluorotoluene, house):
    page = menu(hostile_report)
    page.choose("Style", house)
    for numbers in (True, False):
        for types in (True, False):
            for leftovers in (True, False):
                for decimals in (1, 2, None):
                    page.check("Atom numbers", numbers)
                    page.check("C, CH, CH2, CH3", types)
                    page.check("Unassigned peaks", leftovers)
                    page.choose("Decimals", "listed" if decimals is None else str(decimals))
                    style = JournalStyle(house, numbers, types, leftovers, decimals)
                    text = page.preview()
                    assert text == journal_text(fluorotoluene, style).strip()
                    back = parse_peak_list(text)
                    assert len(back) == len(fluorotoluene.peaks) - (not leftovers)
                    if decimals is None:
                        shifts = [peak.ppm for peak in fluorotoluene.peaks if leftovers or peak.ppm != 77.16]
                        assert [peak.ppm for peak in back] == shifts
                    assert [peak.couplings_hz for peak in back if peak.couplings_hz] == [
                        (243.2,), (3.1,), (7.8,), (21.1,)
                    ]  # fmt: skip


def test_the_chemists_frequency_takes_the_place_of_a_missing_one(menu, written, fluorotoluene):
    unknown = replace(fluorotoluene, record=replace(fluorotoluene.record, frequency_mhz=None))
    page = menu(written([unknown]))
    assert page.preview().startswith("13C NMR (CDCl3) δ ")
    page.place.get_by_label("MHz").fill("150.9")
    page.place.get_by_label("MHz").blur()
    assert page.preview().startswith("13C NMR (151 MHz, CDCl3) δ ")


def test_nmredata_of_unedited_molecules_is_what_python_writes(menu, demo_report, demo_molecules):
    page = menu(demo_report)
    page.check("All 50 molecules")
    path = page.saved("Save NMReDATA")
    assert path.name == "kmaid-nmredata.sdf"
    expected = [assigned_spectrum_record(molecule) for molecule in demo_molecules[:50]]
    written = [f"{record}$$$$\n" for record in path.read_text("utf-8").split("$$$$\n")[:-1]]
    assert written == expected


def test_nmredata_with_couplings_labels_and_own_numbers_is_what_python_writes(
    menu, hostile_report, fluorotoluene
):
    path = menu(hostile_report).saved("Save NMReDATA")
    assert path.read_text("utf-8") == assigned_spectrum_record(fluorotoluene)


def test_edited_nmredata_reads_back_as_the_edited_assignment(menu, hostile_report, fluorotoluene, bundled):
    page = menu(hostile_report)
    page.edit([(0, 0)])  # the methyl at 161.2
    path = page.saved("Save NMReDATA")
    (record,) = read_records(path)
    assert [peak.ppm for peak in record.peaks] == [peak.ppm for peak in fluorotoluene.peaks]
    assert record.peaks[0].atoms == (0,)
    assert record.peaks[0].couplings_hz == (243.2,)


@pytest.mark.parametrize("where", PLACES)
def test_edits_as_json_and_csv_read_back_identically(menu, hostile_report, fluorotoluene, bundled, where):
    page = menu(hostile_report, where)
    page.edit([(0, 0), (1, 1)])
    page.press(".stick[data-peak='4']", "m")
    page.press(".atom[data-carbon='2']", "r")
    as_json, as_csv = page.saved("Save JSON"), page.saved("Save edits as CSV")
    (of_json,), (of_csv,) = read_edits(as_json).molecules, read_edits(as_csv).molecules
    assert of_json.smiles == fluorotoluene.structure.smiles
    assert replace(of_json, smiles=None) == of_csv
    assert (of_csv.id, of_csv.row) == (FLUOROTOLUENE.id, 4)
    fixed = {(pair.atom, pair.peak and pair.peak.ppm) for pair in of_csv.fixed}
    assert fixed == {(0, 161.23), (1, 133.3456789)}
    assert {pair.atom for pair in of_csv.rejected} == {2, 7}  # its equivalent carbon as well
    assert [(one.peak.ppm, str(one.mark)) for one in of_csv.marked] == [(77.16, "solvent")]
    (again,) = assign([FLUOROTOLUENE], bundled, edits=EditsOfRows(Edits((of_json,))))
    assert isinstance(again, AssignedMolecule)
    assert [again.carbons[at].peak_index for at in (0, 1)] == [0, 1]


def test_edits_of_all_molecules_are_those_of_the_edited_ones(menu, demo_report, demo_molecules):
    page = menu(demo_report)
    edited = []
    page.place.get_by_label("Order of the list").select_option("file")
    for at in (1, 3):
        page.place.locator("[role=option]", has_text=demo_molecules[at].record.id).first.click()
        page.press(".atom[data-carbon='0']", "a")
        edited.append(demo_molecules[at])
    page.place.locator("details.export > summary").click()
    page.check("All 50 molecules")
    read: tuple[MoleculeEdits, ...] = read_edits(page.saved("Save JSON")).molecules
    assert [(one.id, one.row) for one in read] == [(one.record.id, one.record.row) for one in edited]


def test_saved_edits_no_longer_warn_when_the_page_is_left(menu, hostile_report):
    page = menu(hostile_report)
    asked: list[str] = []
    page.window.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.edit([(0, 0)])
    page.saved("Save JSON")
    page.window.reload()
    assert not asked


def test_the_table_has_one_number_in_a_cell_and_is_safe_in_a_spreadsheet(menu, hostile_report, fluorotoluene):
    page = menu(hostile_report)
    tsv, comma = page.saved("Save TSV"), page.saved("Save CSV")
    rows = list(csv.DictReader(io.StringIO(comma.read_text("utf-8-sig"), newline="")))
    tabbed = list(csv.DictReader(io.StringIO(tsv.read_text("utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows == tabbed
    assert len(rows) == len(fluorotoluene.carbons) + 1
    for carbon, row in zip(fluorotoluene.carbons, rows):
        assert int(row["atom_index"]) == carbon.atom_index
        assert float(row["ppm"]) == carbon.ppm
        assert float(row["predicted_ppm"]) == pytest.approx(carbon.predicted_ppm, abs=1e-4)
        assert float(row["confidence"]) == pytest.approx(carbon.confidence, abs=1e-4)
        assert row["number"] == carbon.number
    assert rows[-1]["ppm"] == "77.16" and rows[-1]["kind"] == "solvent"
    assert [row["coupling_1_hz"] for row in rows if row["ppm"] == "161.23"] == ["243.2"]
    assert {row["id"] for row in rows} == {f"'{FLUOROTOLUENE.id}"}
    assert {row["label"] for row in rows} == {"", "'-ortho"}
    numbers = ("ppm", "predicted_ppm", "uncertainty_ppm", "delta_ppm", "confidence", "score", "coupling_1_hz")
    for row in rows:
        assert not any(cell.startswith(("=", "+", "@")) for cell in row.values())
        for name in numbers:
            assert row[name] == "" or float(row[name]) is not None


@pytest.mark.parametrize("where", PLACES)
def test_pictures_have_the_chosen_width_and_stand_on_their_own(menu, large_report, taxol, where):
    page = menu(large_report, where)
    page.place.get_by_label("Width in px").fill("1800")
    page.place.get_by_label("Width in px").blur()
    svg = page.saved("Save SVG").read_text("utf-8")
    root = ElementTree.fromstring(svg)
    assert root.get("width") == "1800" and "Arial" in root.get("font-family", "")
    texts = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("203.6") == 2  # at its atom and over its peak
    for peak in taxol.peaks:
        assert f"{peak.ppm:.1f}" in texts
    assert "var(" not in svg and "url(" not in svg and "<image" not in svg
    png = page.saved("Save PNG").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == (1800, int(root.get("height", "0")))


def test_pictures_of_all_molecules_come_in_one_archive(menu, written, demo_molecules):
    page = menu(written([*demo_molecules[:4], demo_molecules[0]]))
    page.check("All 5 molecules")
    page.choose("Of", "spectrum")
    for button, ending in (("Save SVG", "svg"), ("Save PNG", "png")):
        path = page.saved(button)
        assert path.name == "kmaid-spectrum.zip"
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            assert len(set(names)) == 5
            assert names[0] == f"{demo_molecules[0].record.id}-spectrum.{ending}"
            assert all(archive.read(name)[:4] in (b"<svg", b"\x89PNG") for name in names)


@pytest.mark.parametrize("transparent", [True, False])
def test_the_ground_of_a_picture_is_white_or_transparent(menu, hostile_report, transparent):
    page = menu(hostile_report)
    page.check("Transparent", transparent)
    page.choose("Of", "structure")
    page.choose("Labels", "both")
    svg = page.saved("Save SVG").read_text("utf-8")
    corner = page.place.evaluate(
        """async (svg) => {
          const image = new Image();
          image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
          await image.decode();
          const canvas = document.createElement("canvas");
          canvas.width = image.width;
          canvas.height = image.height;
          const drawing = canvas.getContext("2d");
          drawing.drawImage(image, 0, 0);
          const all = drawing.getImageData(0, 0, image.width, image.height).data;
          let ink = 0;
          for (let at = 0; at < all.length; at += 4) ink += all[at + 3] > 128 && all[at] < 128 ? 1 : 0;
          return [...all.slice(0, 4), ink];
        }""",
        svg,
    )
    assert corner[:4] == ([0, 0, 0, 0] if transparent else [255, 255, 255, 255])
    assert corner[4] > 500  # there is a drawing
    words = re.sub(r"<[^>]*>", "", svg)
    assert "4 161.2" in words and "7 20.6" in words


@pytest.mark.parametrize(
    ("id", "stem"),
    [
        ("../../etc/passwd", "etc_passwd"),
        ("con", "molecule_con"),
        ("…", "…"),
        ("", "molecule"),
        ('a\u202eb<c>:"d|?*', "a_b_c_d"),
        ("x" * 300, "x" * 60),
    ],
)
def test_file_names_are_safe_on_every_system(menu, written, fluorotoluene, id, stem):
    page = menu(written([replace(fluorotoluene, record=replace(FLUOROTOLUENE, id=id))]))
    assert page.saved("Save text").name == f"{stem}-13C.txt"


def test_text_of_all_molecules_has_a_paragraph_for_each(menu, demo_report, demo_molecules):
    page = menu(demo_report)
    page.check("All 50 molecules")
    page.choose("Decimals", "listed")
    page.check("C, CH, CH2, CH3")
    text = page.saved("Save text").read_text("utf-8")
    paragraphs = [one.strip().split("\n", 1) for one in text.strip().split("\n\n")]
    assert [one[0] for one in paragraphs] == [molecule.record.id for molecule in demo_molecules[:50]]
    assert [one[1] for one in paragraphs] == [journal_text(one) for one in demo_molecules[:50]]
