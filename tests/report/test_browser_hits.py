"""Hits, their mirror plots and the comparison of structures, as a user works with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kmaid_nodes.api.comparison import Comparison
from kmaid_nodes.assignment.costs import multiplicity_costs
from kmaid_nodes.library_building.any_library import library_of_records
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.report.content import DrawnQuery
from kmaid_nodes.report.drawn_hits import drawn_queries
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.tasks.retrieve import Search, retrieve

pytestmark = pytest.mark.slow

HOSTILE = "<img src=x onerror=alert(1)>\"'&</script>"
# 4-anisaldehyde in CDCl3, as the README lists it, and isomers of it.
PEAKS = (Peak(190.8, 1), Peak(164.6, 0), Peak(131.9, 1), Peak(130.0, 0), Peak(114.3, 1), Peak(55.6, 3))
ISOMERS = {
    "4-anisaldehyde": "COc1ccc(C=O)cc1",
    "3-anisaldehyde": "COc1cccc(C=O)c1",
    HOSTILE: "COc1ccccc1C=O",
    "methyl benzoate": "COC(=O)c1ccccc1",
    "phenylacetic acid": "OC(=O)Cc1ccccc1",
    "4-hydroxyacetophenone": "CC(=O)c1ccc(O)cc1",
}
CLAIMED = "Cc1ccc(C(=O)O)cc1"
WHERE = ["file", "iframe", "notebook"]


def drawn(bundled: Predictor, records: list[Record]) -> list[DrawnQuery]:
    library = library_of_records([Record(id, smiles) for id, smiles in ISOMERS.items()], bundled)
    results: Any = retrieve(records, library, bundled, Search(10, len(library)))
    return drawn_queries(results, bundled)


@pytest.fixture(scope="session")
def hits(bundled: Predictor, written: Callable[..., Path]) -> Path:
    """Two queries: a list without a structure, and one that came with a wrong one."""
    unknown = Record("unknown", None, PEAKS, "CDCl3")
    return written(retrievals=drawn(bundled, [unknown, replace(unknown, id="claimed", structure=CLAIMED)]))


@pytest.fixture(scope="session")
def isomers(bundled: Predictor) -> list[AssignedMolecule]:
    """The list of 4-anisaldehyde assigned to three isomers."""
    records = [Record(id, smiles, PEAKS, "CDCl3") for id, smiles in list(ISOMERS.items())[:3]]
    return [one for one in assign(records, bundled) if isinstance(one, AssignedMolecule)]


def middle(element: Any) -> tuple[float, float]:
    """Where an element is in the window, px."""
    box = element.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def window(page: Any) -> Any:
    """The window that a page, or the frame of one, is in."""
    return getattr(page, "page", page)


def lit(page: Any, selector: str) -> list[str]:
    """The labels of what is lit."""
    return [one.get_attribute("aria-label") or "" for one in page.query_selector_all(f"{selector}[data-lit]")]


def card(page: Any, rank: int) -> Any:
    return page.locator(".hit").nth(rank - 1)


@pytest.mark.parametrize("where", WHERE)
def test_a_predicted_line_lights_its_atom_and_the_peak_that_it_was_given(
    hits: Path, open_page: Callable[..., Any], where: str
) -> None:
    page = open_page(hits, where=where)
    methoxy = card(page, 1).locator('[data-carbon="0"] .line')
    methoxy.scroll_into_view_if_needed()
    window(page).mouse.move(*middle(methoxy))
    assert lit(page, ".hit:nth-child(1) .atom") == ["C-1, CH₃, 55.6 ppm, 99 %"]
    assert [label.split(",")[0] for label in lit(page, ".hit:nth-child(1) [data-peak]")] == ["55.6 ppm"]
    assert all(card(page, rank).locator("[data-peak][data-lit]").count() == 1 for rank in range(1, 7))


@pytest.mark.parametrize("where", WHERE)
def test_a_peak_of_the_query_lights_its_carbons_in_every_hit(
    hits: Path, open_page: Callable[..., Any], where: str
) -> None:
    page = open_page(hits, where=where)
    peak = card(page, 1).locator('[data-peak="4"] .line')  # 114.3, two carbons of 4-anisaldehyde
    peak.scroll_into_view_if_needed()
    window(page).mouse.move(*middle(peak))
    assert len(lit(page, ".hit:nth-child(1) .atom")) == len(lit(page, ".hit:nth-child(1) [data-carbon]")) == 2
    assert lit(page, ".hit:nth-child(2) .atom")
    window(page).mouse.move(5, 5)
    assert not lit(page, ".atom")


def test_an_atom_lights_its_peak_and_its_line(hits: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(hits)
    card(page, 1).locator('[data-atom="0"] .hit-area').hover()
    assert lit(page, ".hit:nth-child(1) [data-carbon]")[0].startswith("C-1, predicted at 55")
    assert lit(page, ".hit:nth-child(1) [data-peak]")[0].startswith("55.6 ppm, CH₃, C-1")


def test_the_nearest_line_within_6_px_is_pointed_at(hits: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(hits)
    line = card(page, 1).locator('[data-peak="0"] .line')
    line.scroll_into_view_if_needed()
    x, y = middle(line)
    page.mouse.move(x + 5, y)
    assert lit(page, ".hit:nth-child(1) [data-peak]")
    page.mouse.move(x + 12, y)
    assert not lit(page, ".hit:nth-child(1) [data-peak]")


@pytest.mark.parametrize("where", ["file", "iframe"])
def test_keys_go_from_line_to_line_and_pin(hits: Path, open_page: Callable[..., Any], where: str) -> None:
    page = open_page(hits, where=where)
    keyboard = window(page).keyboard
    card(page, 1).locator(".mirror [data-mark][tabindex='0']").focus()
    assert lit(page, ".hit:nth-child(1) [data-peak]")[0].startswith("190.8 ppm")
    keyboard.press("ArrowRight")
    assert lit(page, ".hit:nth-child(1) [data-peak]")[0].startswith("164.6 ppm")
    keyboard.press("p")
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    assert [label.split(",")[0] for label in lit(page, ".hit:nth-child(1) [data-peak]")] == [
        "164.6 ppm",
        "130.0 ppm",
    ]
    pinned = card(page, 1).locator('[data-peak][aria-pressed="true"]')
    assert pinned.count() == 1
    keyboard.press("Escape")
    assert not lit(page, "[data-peak]")


def test_shift_and_a_click_pin_and_empty_ground_lets_go(hits: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(hits)
    card(page, 1).locator('[data-atom="0"] .hit-area').click(modifiers=["Shift"])
    card(page, 2).locator('[data-atom="0"] .hit-area').hover()
    page.mouse.move(5, 5)
    assert len(lit(page, ".hit:nth-child(1) .atom")) == 1
    plot = card(page, 1).locator(".mirror")
    box = plot.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + 30)  # about 100 ppm, where nothing is
    assert not lit(page, ".atom")


def test_a_finger_lights_what_it_touches_until_it_touches_something_else(
    hits: Path, open_page: Callable[..., Any]
) -> None:
    page = open_page(hits, size=(420, 900), touch=True)
    atom = card(page, 1).locator('[data-atom="0"] .hit-area')
    atom.scroll_into_view_if_needed()
    page.touchscreen.tap(*middle(atom))
    assert lit(page, ".hit:nth-child(1) [data-peak]")[0].startswith("55.6 ppm")
    line = card(page, 1).locator('[data-peak="0"] .line')
    line.scroll_into_view_if_needed()
    x, y = middle(line)
    page.touchscreen.tap(x + 10, y)  # a finger is less exact than a mouse
    assert lit(page, ".hit:nth-child(1) [data-peak]")[0].startswith("190.8 ppm")


@pytest.mark.parametrize("where", WHERE)
def test_a_hit_is_opened_as_a_molecule_and_left_again(
    hits: Path, open_page: Callable[..., Any], where: str
) -> None:
    page = open_page(hits, where=where)
    card(page, 1).get_by_role("button", name="Open").click()
    assert page.locator(".molecule h2").inner_text() == "4-anisaldehyde"
    assert page.locator(".molecule .atom").count() == 8
    assert page.locator(".molecule .stick").count() == 6
    page.get_by_role("button", name="Back to the hits").click()
    assert page.locator(".hit").count() == 6


def test_a_corrected_hit_is_compared_as_corrected(hits: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(hits)
    card(page, 2).get_by_role("button", name="Open").click()
    page.locator('.molecule .atom[data-carbon="0"]').focus()
    page.keyboard.press("Enter")
    page.locator('.molecule .stick[data-peak="0"]').focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Back to the hits").click()
    assert card(page, 2).locator("h3 em").inner_text() == "edited"
    assert (
        card(page, 2).locator('[data-atom="0"]').get_attribute("aria-label").startswith("C-1, CH₃, 190.8 ppm")
    )
    page.get_by_role("button", name="Compare these 2 structures").click()
    assert page.locator(".column").nth(1).locator("h3 em").inner_text() == "edited"
    assert page.locator('.deciding tr[data-peak="0"] td').nth(3).inner_text().startswith("C-1")


def test_the_address_names_the_query_that_is_shown(hits: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(hits, fragment="#claimed")
    assert page.locator(".query h2").inner_text() == "claimed"
    page.get_by_role("option", name=re.compile("unknown")).click()
    assert page.evaluate("location.hash") == "#unknown"


def test_a_card_tells_what_speaks_for_the_hit(hits: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(hits)
    facts = card(page, 1).locator(".hit-facts").inner_text()
    for name in ("Probability", "Verdict", "Match score", "Peaks explained", "Cosine"):
        assert name in facts
    assert "6 of 6" in facts and "consistent" in facts
    page.get_by_role("option", name=re.compile("claimed")).click()
    assert re.search(
        r"Against the given\s+[\d.]+ nats better", card(page, 1).locator(".hit-facts").inner_text()
    )


@pytest.mark.parametrize("where", WHERE)
def test_the_given_structure_and_the_first_hit_are_compared_at_once(
    hits: Path, open_page: Callable[..., Any], where: str
) -> None:
    page = open_page(hits, where=where)
    page.get_by_role("option", name=re.compile("claimed")).click()
    page.get_by_role("button", name="Compare these 2 structures").click()
    titles = page.locator(".column h3 .name").all_inner_texts()
    assert titles == ["1 · 4-anisaldehyde", "given structure"]
    scores = page.locator(".column .hit-facts").all_inner_texts()
    assert "best" in scores[0] and re.search(r"Match score\s+−[\d.]+\s+−[\d.]+ nats", scores[1])
    assert "none" in scores[0] and "55.6" in scores[1]  # a methoxy group that p-toluic acid does not have


def test_two_to_four_hits_are_chosen_for_the_comparison(hits: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(hits)
    boxes = page.locator(".hit input[type=checkbox]")
    assert boxes.count() == 5  # the sixth hit is not assigned
    assert [boxes.nth(n).is_checked() for n in range(5)] == [True, True, False, False, False]
    boxes.nth(2).check()
    boxes.nth(3).check()
    assert boxes.nth(4).is_disabled()
    page.get_by_role("button", name="Compare these 4 structures").click()
    assert page.locator(".column").count() == 4 == page.locator(".common-spectrum .row").count()
    page.get_by_role("button", name="Back to the hits").click()
    for n in range(3):
        boxes.nth(n).uncheck()
    assert page.get_by_role("button", name="Compare structures").is_disabled()


@pytest.mark.parametrize("where", ["file", "notebook"])
def test_a_peak_is_lit_in_all_columns(hits: Path, open_page: Callable[..., Any], where: str) -> None:
    page = open_page(hits, where=where)
    page.get_by_role("button", name="Compare these 2 structures").click()
    page.locator('.deciding tr[data-peak="5"]').hover()
    assert [len(lit(page, f".column:nth-child({n}) .atom")) for n in (1, 2)] == [1, 1]
    assert lit(page, ".common-spectrum [data-peak]")[0].startswith("55.6 ppm")
    line = page.locator('.common-spectrum [data-peak="0"] .line')
    line.scroll_into_view_if_needed()
    window(page).mouse.move(*middle(line))
    assert [label.split(", ")[2] for label in lit(page, ".column .atom")] == ["190.8 ppm"] * 2
    assert page.locator(".deciding tr[data-lit]").get_attribute("data-peak") == "0"


def test_keys_reach_the_lines_and_peaks_of_the_comparison(hits: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(hits)
    page.get_by_role("button", name="Compare these 2 structures").press("Enter")
    page.locator(".common-spectrum [data-mark][tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert lit(page, ".common-spectrum [data-peak]")[0].startswith("164.6")
    page.locator('.deciding tr[data-peak="5"] button').focus()
    assert lit(page, ".column:nth-child(1) .atom")[0].startswith("C-1")


def costs_of(molecule: AssignedMolecule) -> list[float]:
    """By peak, of shift and multiplicity, each symmetry class once; every peak has a carbon here."""
    assert molecule.judging is not None
    hydrogens = np.array([carbon.hydrogens for carbon in molecule.carbons])
    pair = molecule.judging.shift + multiplicity_costs(
        hydrogens, np.array([p.hydrogens for p in molecule.peaks])
    )
    costs = []
    for peak in range(len(molecule.peaks)):
        classes: dict[int, list[float]] = {}
        for k, carbon in enumerate(molecule.carbons):
            if carbon.peak_index == peak:
                classes.setdefault(carbon.symmetry_class, []).append(float(pair[k, peak]))
        costs.append(sum(float(np.mean(some)) for some in classes.values()))
    return costs


def test_the_peaks_that_decide_come_first_with_the_costs_of_the_assignment(
    isomers: list[AssignedMolecule], written: Callable[..., Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(written(isomers[:2]))
    page.get_by_role("button", name="Compare with the other structure of this peak list").click()
    rows = page.locator(".deciding tbody tr")
    cells = [rows.nth(n).locator("td").all_inner_texts() for n in range(rows.count())]
    differ = [float(row[-1]) for row in cells]
    assert differ == sorted(differ, reverse=True) and differ[0] > 1
    titles = page.locator(".column h3 .name").all_inner_texts()
    for n, row in enumerate(cells):
        peak = int(rows.nth(n).get_attribute("data-peak"))
        for molecule in isomers[:2]:
            if all(carbon.peak_index != peak for carbon in molecule.carbons):
                continue  # an extraneous peak, which has costs of its own
            shown = float(row[3 * titles.index(molecule.record.id) + 2].replace("−", "-"))
            assert shown == pytest.approx(costs_of(molecule)[peak], abs=0.06)


def test_molecules_of_different_lists_are_not_offered_for_comparison(
    isomers: list[AssignedMolecule],
    taxol: AssignedMolecule,
    written: Callable[..., Path],
    open_page: Callable[..., Any],
) -> None:
    page = open_page(written([isomers[0], taxol]))
    assert page.get_by_role("button", name=re.compile("^Compare with")).count() == 0


def test_a_compared_molecule_is_opened_and_shown_in_the_list(
    isomers: list[AssignedMolecule], written: Callable[..., Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(written(isomers))
    page.get_by_role("button", name="Compare with the 2 other structures of this peak list").click()
    for box, wanted in (("3-anisaldehyde", True), (HOSTILE, False)):
        page.get_by_role("checkbox", name=box).set_checked(wanted)
    assert page.locator(".column").count() == 2
    page.locator(".column").filter(has_text="3-anisaldehyde").get_by_role("button", name="Open").click()
    assert page.locator(".molecule h2").inner_text() == "3-anisaldehyde"
    assert page.locator('[role=option][aria-selected="true"] .name').inner_text() == "3-anisaldehyde"


def test_a_notebook_shows_the_comparison_at_once(
    isomers: list[AssignedMolecule], browser: Any, tmp_path: Path
) -> None:
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!DOCTYPE html><body>{Comparison(isomers)._repr_html_()}</body>", "utf-8")
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(notebook.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator(".comparison").wait_for()
    assert frame.locator(".column").count() == 3
    frame.locator('.deciding tr[data-peak="5"]').hover()
    assert frame.locator(".column .atom[data-lit]").count() == 3
    page.close()
    assert not errors


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(hits: Path, open_page: Callable[..., Any], dark: bool) -> None:
    sync = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = open_page(hits, dark=dark)

    def serious() -> list[tuple[str, str]]:
        found = sync.Axe().run(page).response["violations"]
        return [
            (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
        ]

    assert serious() == []
    page.get_by_role("button", name="Compare these 2 structures").click()
    assert serious() == []
    page.get_by_role("button", name="Back to the hits").click()
    card(page, 1).get_by_role("button", name="Open").click()
    assert serious() == []


def test_names_of_hits_stay_text(hits: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(hits)
    assert HOSTILE in page.locator(".hit h3 .name").all_inner_texts()
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("width", [400, 900, 1400, 3840])
def test_text_has_10_to_14_px_and_fits(hits: Path, open_page: Callable[..., Any], width: int) -> None:
    page = open_page(hits, size=(width, 900))
    seen = """() => [...document.querySelectorAll(".query text, .query p, .query dd, .query td, .query h3")]
        .filter((one) => one.getClientRects().length)
        .map((one) => {
          const {a, b} = one.getScreenCTM?.() ?? {a: 1, b: 0};  // labels may be written upwards
          return parseFloat(getComputedStyle(one).fontSize) * Math.hypot(a, b);
        })"""
    for _ in range(2):
        sizes = page.evaluate(seen)
        assert min(sizes) >= 9.95 and max(sizes) <= 14.05
        assert page.evaluate(
            "['.query', '.comparison', 'html'].every((part) => "
            "[...document.querySelectorAll(part)].every((one) => one.scrollWidth <= one.clientWidth))"
        )
        compare = page.get_by_role("button", name="Compare these 2 structures")
        if compare.count():
            compare.click()


def test_pointing_renders_nothing_anew(
    cyclosporin_a: AssignedMolecule,
    bundled: Predictor,
    written: Callable[..., Path],
    open_page: Callable[..., Any],
) -> None:
    """What keeps pointing quick beside hits of 62 carbons (2 ms at the median here)."""
    smiles = cyclosporin_a.structure.smiles
    variants = [smiles, smiles.replace("C/C=C/C", "CCCC"), smiles.replace("N(C)", "N", 1)]
    library = library_of_records([Record(f"peptide {n}", one) for n, one in enumerate(variants)], bundled)
    results: Any = retrieve([cyclosporin_a.record], library, bundled, Search(10, len(library)))
    page = open_page(written(retrievals=drawn_queries(results, bundled)))
    made, took = page.evaluate(
        """async () => {
          let made = 0;
          const observer = new MutationObserver((all) => (made += all.length));
          observer.observe(document.body, {childList: true, subtree: true});
          const times = [];
          for (const atom of [...document.querySelectorAll(".hit .atom")].slice(0, 60)) {
            const start = performance.now();
            atom.dispatchEvent(new PointerEvent("pointermove", {bubbles: true, pointerType: "mouse"}));
            document.body.getBoundingClientRect();
            times.push(performance.now() - start);
            await new Promise(requestAnimationFrame);
          }
          return [made, times.sort((a, b) => a - b)[times.length >> 1]];
        }"""
    )
    print(f"pointing at an atom: {took:.1f} ms at the median")
    assert made == 0 and lit(page, ".hit:nth-child(1) [data-peak]")
