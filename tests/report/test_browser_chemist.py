"""What a chemist who has read no instructions tries in a report."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.tasks.assign import assign

pytestmark = pytest.mark.slow

PLACES = ["file", "iframe", "notebook"]
VANILLIN = "[CH:7](=O)[c:1]1[cH:6][cH:5][c:4](O)[c:3](O[CH3:8])[cH:2]1"
VANILLIN_PPM = (191.0, 152.0, 147.3, 129.8, 127.5, 114.6, 108.9, 56.1)


def window(place: Any) -> Any:
    return getattr(place, "page", place)


def peak_at(place: Any, ppm: float) -> int:
    """The position of a shift in the first molecule's list."""
    return int(
        place.evaluate(f"kmaid.data.molecules[0].peaks.findIndex((p) => Math.abs(p.ppm - {ppm}) < 0.01)")
    )


def edited(place: Any) -> Any:
    return place.evaluate("kmaid.editedOf(kmaid.data.molecules[0])")


def status(place: Any) -> str:
    return str(place.locator(".edit-status").inner_text())


def pick(place: Any, ppm: float) -> int:
    """Pick a peak with the keys."""
    peak = peak_at(place, ppm)
    place.locator(f".stick[data-peak='{peak}']").focus()
    window(place).keyboard.press("Enter")
    return peak


@pytest.fixture(scope="session")
def molecule_of(bundled: Predictor) -> Callable[..., AssignedMolecule]:
    """`molecule_of(id, smiles, shifts, **record)`: assigned."""

    def assigned(name: str, smiles: str, peaks: Sequence[float | Peak], **record: Any) -> AssignedMolecule:
        listed = tuple(one if isinstance(one, Peak) else Peak(one) for one in peaks)
        (molecule,) = assign([Record(name, smiles, listed, "CDCl3", row=0, **record)], bundled)
        assert isinstance(molecule, AssignedMolecule)
        return molecule

    return assigned


@pytest.fixture(scope="session")
def vanillin_report(molecule_of: Callable[..., AssignedMolecule], written: Callable[..., Path]) -> Path:
    """Vanillin with its atoms numbered, and a line of the solvent."""
    return written([molecule_of("vanillin", VANILLIN, (*VANILLIN_PPM, 77.16))])


@pytest.mark.parametrize("where", PLACES)
def test_a_picked_peak_goes_to_the_atom_whose_number_is_typed(open_page, large_report, where):
    """Taxol's 22.6: Enter on the peak, 61, Enter; the other geminal methyl has it then."""
    page = open_page(large_report, where=where)
    peak = pick(page, 22.6)
    atoms = page.evaluate("kmaid.data.molecules[0].carbons.map((c) => c.atom)")
    holder = edited(page)["peakOfCarbon"].index(peak)
    other = atoms.index({60: 61, 61: 60}[atoms[holder]])
    window(page).keyboard.type(str(atoms[other] + 1))
    window(page).keyboard.press("Enter")
    assert edited(page)["peakOfCarbon"][other] == peak
    assert status(page).startswith(f"22.6 ppm is now C-{atoms[other] + 1}'s.")
    # The field is gone; the keys go on from the peak.
    assert page.evaluate("document.activeElement.dataset.peak") == str(peak)


def test_a_number_that_no_carbon_has_is_said_and_escape_lets_go_in_two_steps(open_page, large_report):
    page = open_page(large_report)
    before = edited(page)
    peak = pick(page, 22.6)
    page.keyboard.type("999")
    page.keyboard.press("Enter")
    assert page.get_by_role("alert").inner_text() == "There is no carbon 999."
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.peak") == str(peak)
    page.keyboard.press("Escape")
    assert status(page).startswith("To correct") and edited(page) == before


def test_own_numbers_are_typed_as_the_chemist_writes_them(open_page, vanillin_report):
    page = open_page(vanillin_report)
    peak = pick(page, 114.6)
    page.keyboard.type("6")
    page.keyboard.press("Enter")
    numbers = page.evaluate("kmaid.data.molecules[0].carbons.map((c) => c.number)")
    assert edited(page)["peakOfCarbon"][numbers.index("6")] == peak


def test_escape_in_the_field_of_a_number_renames_nothing(open_page, vanillin_report):
    page = open_page(vanillin_report)
    page.locator(".atom .hit").first.click()
    page.get_by_role("textbox", name="Number").fill("99x")
    page.keyboard.press("Escape")
    page.locator(".facts").click()
    assert edited(page)["numbers"] == {}


def test_changed_numbers_are_saved_with_the_corrections(open_page, vanillin_report, tmp_path):
    page = open_page(vanillin_report)
    atom = page.evaluate("kmaid.data.molecules[0].carbons[0].atom")
    page.locator(".atom[data-carbon='0'] .hit").click()
    page.get_by_role("textbox", name="Number").fill("7'")
    page.keyboard.press("Enter")
    page.locator("details.export > summary").click()
    assert page.get_by_role("button", name="Save edits as CSV").is_disabled()  # which has no place for them
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save JSON").click()
    coming.value.save_as(tmp_path / "edits.json")
    (saved,) = json.loads((tmp_path / "edits.json").read_text("utf-8"))["molecules"]
    assert saved["numbers"] == [{"atom": atom, "number": "7'"}] and saved["fixed"] == []


def test_a_carbon_with_a_name_of_its_own_is_called_by_it(open_page, vanillin_report):
    page = open_page(vanillin_report)
    carbon = edited(page)["peakOfCarbon"].index(peak_at(page, 56.1))
    page.locator(f".atom[data-carbon='{carbon}'] .hit").click()
    page.get_by_role("textbox", name="Number").fill("OMe")
    page.keyboard.press("Enter")
    assert page.locator(f".atom[data-carbon='{carbon}']").get_attribute("aria-label").startswith("OMe, CH₃")
    page.locator(f".stick[data-peak='{peak_at(page, 56.1)}']").focus()
    assert "C-OMe" not in page.locator(".readout").inner_text()


def test_the_row_of_what_is_pointed_at_comes_into_view(open_page, large_report):
    """Taxol's table is longer than its place beside the drawing."""
    page = open_page(large_report)
    carbon = edited(page)["peakOfCarbon"].index(peak_at(page, 22.6))
    row = page.locator(f"tr.carbon[data-carbon='{carbon}']")

    def is_seen() -> bool:
        box, frame = row.bounding_box(), page.locator(".carbons").bounding_box()
        return frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"] + 1

    assert not is_seen()
    page.locator(f".atom[data-carbon='{carbon}'] .hit").hover()
    page.wait_for_timeout(400)
    assert is_seen()


def test_what_has_no_carbon_is_named_in_the_spectrum_and_seen_below_it(open_page, vanillin_report):
    page = open_page(vanillin_report)
    stick = page.locator(f".stick[data-peak='{peak_at(page, 77.16)}'] text")
    assert stick.text_content() == "77.2 solvent"
    box = page.locator(".unassigned h3").bounding_box()
    assert box["y"] + box["height"] < 900


def test_probabilities_of_alternatives_are_not_shown_once_they_no_longer_hold(open_page, large_report):
    page = open_page(large_report)
    page.locator("tr.carbon .opener").first.click()
    alternative = page.locator(".alternatives button").first
    assert "%" in alternative.inner_text()
    peak = pick(page, 22.6)
    page.locator(f".stick[data-peak='{peak}']").press("f")
    assert "%" not in alternative.inner_text()
    assert "Before your changes its probability was" in alternative.get_attribute("title")


def test_couplings_keep_the_zero_that_the_list_has(open_page, written, molecule_of):
    """4-Fluoroacetophenone, J = 3.0 beside 9.3: not `J = 3 Hz`."""
    fluoro = molecule_of(
        "4-fluoroacetophenone",
        "CC(=O)c1ccc(F)cc1",
        (
            196.4,
            Peak(165.8, None, (), None, None, "d", (254.6,)),
            Peak(133.6, None, (), None, None, "d", (3.0,)),
            Peak(130.9, None, (), 2, None, "d", (9.3,)),
            Peak(115.7, None, (), 2, None, "d", (21.8,)),
            26.5,
        ),
    )
    page = open_page(written([fluoro]))
    assert "d · J = 3.0 Hz" in page.locator(".carbons").inner_text()
    assert "J 3.0 Hz" in page.locator(".plot").text_content()
    page.locator("details.export > summary").click()
    assert "133.6 (d, J = 3.0 Hz, C-4)" in page.locator(".preview").inner_text()


@pytest.mark.parametrize("where", PLACES)
def test_help_opens_without_a_mouse_and_escape_closes_it(open_page, vanillin_report, where):
    page = open_page(vanillin_report, where=where)
    page.locator("details.help > summary").focus()
    window(page).keyboard.press("Enter")
    page.get_by_role("region", name="Help").wait_for()
    assert "Ctrl+Z" in page.get_by_role("region", name="Help").inner_text()
    window(page).keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('details.help').open")


@pytest.fixture(scope="session")
def isomers_report(molecule_of: Callable[..., AssignedMolecule], written: Callable[..., Path]) -> Path:
    """Vanillin's peaks on vanillin and on isovanillin, side by side."""
    pair = [
        molecule_of("vanillin", "O=Cc1ccc(O)c(OC)c1", VANILLIN_PPM),
        molecule_of("isovanillin", "O=Cc1ccc(OC)c(O)c1", VANILLIN_PPM),
    ]
    return written(pair)


@pytest.mark.parametrize("where", PLACES)
def test_compared_isomers_show_shifts_numbers_and_the_peaks_that_decide_on_one_screen(
    open_page, isomers_report, where
):
    page = open_page(isomers_report, where=where)
    page.get_by_role("button", name="Compare with").click()
    labels = page.locator(".common-spectrum .ppm").all_text_contents()
    assert [label.strip() for label in labels] == [f"{ppm:.1f}" for ppm in VANILLIN_PPM]
    box = page.locator(".deciding tbody tr").nth(1).bounding_box()
    assert box["y"] + box["height"] < 900
    page.get_by_role("button", name="both", exact=True).click()
    assert page.locator(".column .own").count() == 16


@pytest.mark.parametrize("how", ["wheel", "keys", "button"])
def test_the_spectrum_of_the_comparison_is_zoomed(open_page, isomers_report, how):
    page = open_page(isomers_report)
    page.get_by_role("button", name="Compare with").click()
    plot = page.locator(".common-spectrum")

    def apart() -> float:
        """127.5 and 129.8 on the screen, in px."""
        boxes = [
            page.locator(f".common-spectrum [data-peak='{peak_at(page, ppm)}'] .line").bounding_box()
            for ppm in (129.8, 127.5)
        ]
        return float(boxes[1]["x"] - boxes[0]["x"])

    before = apart()
    box = page.locator(f".common-spectrum [data-peak='{peak_at(page, 127.5)}'] .line").bounding_box()
    if how == "wheel":
        page.mouse.move(box["x"], box["y"] + 20)
        page.mouse.wheel(0, -400)
    elif how == "keys":
        plot.locator("[data-mark]").first.focus()
        page.keyboard.press("+")
    else:
        page.get_by_role("button", name="Zoom into the spectrum").click()
    page.wait_for_timeout(300)
    assert apart() > 1.4 * before


def test_what_needs_a_look_is_seen_when_it_is_asked_for(open_page, written, molecule_of):
    """Aspirin's peaks on ibuprofen, and twenty good rows; a row far below is shown."""
    peaks = (170.2, 169.8, 151.3, 134.9, 132.5, 126.2, 124.0, 122.2, 21.0)
    right = molecule_of("aspirin", "CC(=O)Oc1ccccc1C(=O)O", peaks)
    wrong = molecule_of("ibuprofen?", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", peaks)
    page = open_page(written([right] * 12 + [wrong] + [right] * 12), size=(1400, 600))
    page.get_by_label("Order of the list").select_option("file")
    page.locator(".rows").focus()
    page.keyboard.press("End")
    page.get_by_label("Order of the list").select_option("look")
    page.wait_for_timeout(100)
    rows, box = page.locator(".row"), page.locator(".rows").bounding_box()
    first = min(range(rows.count()), key=lambda at: rows.nth(at).bounding_box()["y"])
    assert rows.nth(first).inner_text().split("\n")[0].strip() == "ibuprofen?"
    assert rows.nth(first).bounding_box()["y"] >= box["y"] - 1


def test_every_carbon_of_a_small_ring_has_its_label_in_the_comparison(open_page, isomers_report):
    page = open_page(isomers_report)
    page.get_by_role("button", name="Compare with").click()
    assert page.locator(".column .crowded").count() == 0


@pytest.mark.parametrize("size", [(1400, 900), (400, 800)], ids=str)
def test_axe_finds_nothing_serious_in_menus_and_comparison(open_page, isomers_report, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(isomers_report, size=size)

    def serious() -> list[str]:
        found = axe.run(page).response["violations"]
        return [one["id"] for one in found if one["impact"] in ("serious", "critical")]

    for menu in ("help", "export"):
        page.locator(f"details.{menu} > summary").click()
        assert not serious()
        page.keyboard.press("Escape")
    page.locator(".stick .hit").first.click()
    assert not serious()  # with the field for an atom
    page.get_by_role("button", name="Compare with").click()
    assert not serious()


def test_a_second_set_is_not_counted_as_unassigned(open_page, written, molecule_of):
    """N-Benzyl-N-methylacetamide: two rotamers, of which the second has eight peaks."""
    rotamers = molecule_of(
        "amide",
        "CN(Cc1ccccc1)C(C)=O",
        (
            171.3,
            170.5,
            137.3,
            136.5,
            128.9,
            128.6,
            128.0,
            127.6,
            127.4,
            126.3,
            54.3,
            50.7,
            35.5,
            33.8,
            21.8,
            21.5,
        ),
    )
    page = open_page(written([rotamers]))
    assert "16 peaks, 8 of a second set" in page.locator(".molecule .facts").inner_text()
    assert "unassigned" not in page.locator(".molecule .facts").inner_text()
    assert page.locator(f".stick[data-peak='{peak_at(page, 54.3)}'] text").text_content() == "54.3 second set"
