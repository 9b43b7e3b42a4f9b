"""The report for people who do not use a mouse or a screen as most do, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_html import retrieved

from kmaid_nodes.results.assigned_molecule import AssignedMolecule

pytestmark = pytest.mark.slow
OpenPage = Callable[..., Any]


@pytest.fixture(scope="module")
def whole_report(demo_molecules: list[AssignedMolecule], written: Callable[..., Path]) -> Path:
    """A report with every tab."""
    return written(
        demo_molecules[:20],
        summary=[("Rows shown", "20 of 240")],
        retrievals=[retrieved("q"), retrieved("r")],
        refused=[("a", "no structure given")],
        notice="Contains information from nmrshiftdb2.",
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(1400, 900), (400, 800)], ids=str)
def test_axe_finds_nothing_serious(
    whole_report: Path, open_page: OpenPage, dark: bool, size: tuple[int, int]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(whole_report, dark=dark, size=size)
    serious = []

    def look(at: str) -> None:
        for found in axe.run(page).response["violations"]:
            if found["impact"] in ("serious", "critical"):
                serious.append((at, found["id"], [node["html"][:120] for node in found["nodes"][:3]]))

    look("assignments")
    page.click("tr.carbon .opener >> nth=0")
    page.click('.atom[data-carbon="0"] .hit')
    look("alternatives, picked")
    page.keyboard.press("Escape")
    for tab in ("hits", "refused"):
        page.click(f"#tab-{tab}")
        page.wait_for_timeout(100)
        look(tab)
    assert not serious


def test_tabs_are_changed_with_arrow_keys(whole_report: Path, open_page: OpenPage) -> None:
    page = open_page(whole_report)
    page.focus("[role=tab][aria-selected=true]")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("[role=tab][aria-selected=true]").startswith("Retrieval")
    page.keyboard.press("ArrowRight")
    assert "no structure given" in page.inner_text("main")


def test_what_has_the_focus_is_seen(whole_report: Path, open_page: OpenPage) -> None:
    page = open_page(whole_report)
    page.keyboard.press("Tab")
    for _ in range(24):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const one = document.activeElement, style = getComputedStyle(one);
              const rings = [...one.querySelectorAll('.ring, .hit')];
              return one === document.body || style.outlineStyle !== 'none'
                || rings.some((ring) => getComputedStyle(ring).stroke !== 'none');
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_bands_and_verdicts_have_shapes_of_their_own(large_report: Path, open_page: OpenPage) -> None:
    page = open_page(large_report)
    shapes = {
        band: page.eval_on_selector(
            f".band-mark .{band}",
            "one => one.tagName + (one.getAttribute('stroke-dasharray') ? 'dashed' : '')",
        )
        for band in ("high", "medium", "low", "none")
    }
    assert len(set(shapes.values())) == 4


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_page_one_of_a_print_has_drawing_and_spectrum(
    large_report: Path, open_page: OpenPage, dark: bool
) -> None:
    page = open_page(large_report, dark=dark)
    page.set_viewport_size({"width": 710, "height": 1030})  # A4 within its margins, at 96 dpi
    page.emulate_media(media="print")
    page.wait_for_timeout(100)
    for selector in ("svg.mol", "svg.plot"):
        box = page.query_selector(selector).bounding_box()
        assert box["width"] > 500 and box["height"] > 150
        assert box["y"] + box["height"] < 1030
    assert not page.is_visible("aside") and not page.is_visible(".page-tools")
    colours = page.evaluate(
        "[getComputedStyle(document.body).getPropertyValue('--ink'),"
        " getComputedStyle(document.querySelector('.bond')).stroke]"
    )
    assert colours == ["#1d2733", "rgb(41, 51, 64)"]
    box = page.query_selector(".table").bounding_box()
    last = page.query_selector("tr.carbon >> nth=46").bounding_box()
    assert last["y"] + last["height"] <= box["y"] + box["height"] + 1  # nothing of the table is cut off


def test_all_molecules_are_printed(large_report: Path, open_page: OpenPage) -> None:
    page = open_page(large_report)
    page.evaluate("window.print = () => { window.printed = document.querySelectorAll('article').length }")
    page.click("text=Print all")
    page.wait_for_function("window.printed")
    assert page.evaluate("window.printed") == 2
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_selector("[role=option]")
