"""The view of the report as a user works with it: pointing, picking out molecules, keys, a finger, sizes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule

pytestmark = pytest.mark.slow

HOSTILE = "<img src=x onerror=alert(1)>\"'&</script>"
WHERE = ["file", "iframe", "notebook"]
OpenPage = Callable[..., Any]


def lit(page: Any, kind: str, word: str = "pointed") -> set[int]:
    """The carbons or peaks that have this mark, in drawing and spectrum."""
    of = {"carbon": ".atom", "peak": ".stick"}[kind]
    return set(
        page.eval_on_selector_all(
            f"{of}[data-lit~={word}]", f"all => all.map((one) => Number(one.dataset.{kind}))"
        )
    )


def lit_rows(page: Any) -> set[int]:
    return set(
        page.eval_on_selector_all(
            "tr.carbon[data-lit]", "all => all.map((one) => Number(one.dataset.carbon))"
        )
    )


def window(page: Any) -> Any:
    """The page that a frame is in, or the page itself."""
    return page if hasattr(page, "mouse") else page.page


def centre(element: Any) -> tuple[float, float]:
    box = element.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def point_at(page: Any, selector: str) -> None:
    window(page).mouse.move(*centre(page.query_selector(selector)))


def shown(page: Any) -> str:
    return str(page.inner_text("[role=option][aria-selected=true] .name"))


@pytest.mark.parametrize("where", WHERE)
def test_atoms_peaks_and_rows_light_each_other(large_report: Path, open_page: OpenPage, where: str) -> None:
    page = open_page(large_report, where=where)
    peak = page.evaluate("kmaid.data.molecules[0].carbons[5].peak")
    for selector in ('.atom[data-carbon="5"] .hit', f'.stick[data-peak="{peak}"] .hit'):
        point_at(page, selector)
        assert lit(page, "carbon") == lit_rows(page) == {5}
        assert lit(page, "peak") == {peak}
        assert "ppm" in page.inner_text(".readout")
    point_at(page, 'tr.carbon[data-carbon="5"] .status')
    assert (lit(page, "carbon"), lit(page, "peak")) == ({5}, {peak})
    window(page).mouse.move(700, 5)
    assert not lit(page, "carbon") and not lit_rows(page)


def test_a_peak_of_two_carbons_and_equal_shifts_light_all_their_carbons(
    large_report: Path, open_page: OpenPage
) -> None:
    """Taxol lists 127.0 twice, for the ortho carbons of two phenyls."""
    page = open_page(large_report)
    twins = page.evaluate("kmaid.data.molecules[0].peaks.flatMap((p, i) => p.ppm === 127 ? [i] : [])")
    carbons = page.evaluate(
        "(of) => kmaid.data.molecules[0].carbons.flatMap((c, i) => of.includes(c.peak) ? [i] : [])", twins
    )
    page.hover(f'.stick[data-peak="{twins[0]}"] text')
    assert lit(page, "peak") == set(twins) and len(twins) == 2
    assert lit(page, "carbon") == set(carbons) and len(carbons) == 4


def test_several_stay_lit_when_they_are_pinned_and_a_click_on_the_ground_lets_go(
    large_report: Path, open_page: OpenPage
) -> None:
    page = open_page(large_report)
    for carbon in (3, 5):
        page.click(f'.atom[data-carbon="{carbon}"] .hit', modifiers=["Shift"])
    page.hover('.atom[data-carbon="4"] .hit')
    page.keyboard.press("p")
    page.mouse.move(700, 5)
    assert lit(page, "carbon", "pinned") == {3, 4, 5} and len(lit(page, "peak", "pinned")) == 3
    page.click(".spectrum .ground", position={"x": 300, "y": 8})
    assert not lit(page, "carbon", "pinned")


def test_keys_reach_molecules_atoms_peaks_rows_and_alternatives(
    large_report: Path, open_page: OpenPage
) -> None:
    page = open_page(large_report)
    page.focus(".rows")
    page.keyboard.press("ArrowDown")
    assert shown(page) == "cyclosporin A" and page.url.endswith("#cyclosporin%20A")
    page.keyboard.press("Home")
    page.focus(".atom[tabindex='0']")
    seen = set()
    for key in ["ArrowRight"] * 12 + ["ArrowDown"] * 12 + ["ArrowLeft"] * 12 + ["ArrowUp"] * 12:
        page.keyboard.press(key)
        seen.add(page.evaluate("document.activeElement.dataset.carbon"))
    assert len(seen) > 12
    page.focus(".stick[tabindex='0']")
    peaks = [page.evaluate("document.activeElement.dataset.peak")]
    for _ in range(40):
        page.keyboard.press("ArrowRight")
        peaks.append(page.evaluate("document.activeElement.dataset.peak"))
        assert int(peaks[-1]) in lit(page, "peak")
    assert len(set(peaks)) == 41
    page.focus("tr.carbon[tabindex='0']")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert page.is_visible(".alternatives")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.peak") is not None
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowLeft")
    assert not page.is_visible(".alternatives")


def test_a_button_opens_the_alternatives_of_a_row_and_a_hint_says_so(
    large_report: Path, open_page: OpenPage
) -> None:
    page = open_page(large_report)
    assert "opens a row" in page.inner_text(".row-hint")
    page.click("tr.carbon .opener")
    assert page.get_attribute("tr.carbon .opener", "aria-expanded") == "true"
    assert re.search(r"ppm \(\d+ %\)", page.inner_text(".alternatives"))
    page.hover(".alternatives button")
    assert lit(page, "peak")
    page.click(".row-hint button")
    page.reload()
    assert page.query_selector(".row-hint") is None


@pytest.mark.parametrize("where", WHERE)
def test_a_touch_lights_what_belongs_together_until_the_next_one(
    large_report: Path, open_page: OpenPage, where: str
) -> None:
    page = open_page(large_report, where=where, touch=True)
    peak = page.evaluate("kmaid.data.molecules[0].carbons[5].peak")
    window(page).touchscreen.tap(*centre(page.query_selector('.atom[data-carbon="5"] .hit')))
    page.wait_for_timeout(100)
    assert lit(page, "carbon") == {5} and lit(page, "peak") == {peak}
    assert lit(page, "carbon", "picked") == {5}


def test_a_long_press_pins_and_picks_nothing(large_report: Path, open_page: OpenPage) -> None:
    page = open_page(large_report, touch=True)
    x, y = centre(page.query_selector('.atom[data-carbon="5"] .hit'))
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.wait_for_timeout(700)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(100)
    assert lit(page, "carbon", "pinned") == {5} and not lit(page, "carbon", "picked")


def test_columns_sort_both_ways(large_report: Path, open_page: OpenPage) -> None:
    page = open_page(large_report)
    shifts = "all => all.map((one) => parseFloat(one.textContent))"
    for word, cell in (("ppm", "td.ppm"), ("Confidence", "td.confidence")):
        for sign in (1, -1):
            page.click(f"th button >> text={word}")
            values = page.eval_on_selector_all(f".carbons {cell}", shifts)
            assert values == sorted(values, key=lambda v: sign * v) and len(values) == 47


def test_the_address_opens_a_molecule_and_follows_the_list(
    large_report: Path, demo_report: Path, open_page: OpenPage
) -> None:
    page = open_page(large_report, fragment="#cyclosporin%20A")
    assert shown(page) == "cyclosporin A"
    page.click("[role=option] >> text=taxol")
    assert page.url.endswith("#taxol") and page.inner_text("h2") == "taxol"
    page.evaluate("location.hash = 'cyclosporin A'")
    page.wait_for_selector("h2 >> text=cyclosporin A")
    assert shown(open_page(demo_report, fragment="#no such molecule"))


def test_the_list_is_searched_by_name_formula_smiles_and_verdict(
    demo_report: Path, demo_molecules: list[AssignedMolecule], open_page: OpenPage
) -> None:
    page = open_page(demo_report)

    def count(search: str) -> int:
        page.fill("input[type=search]", search)
        found = re.match(r"\d+", page.inner_text(".count"))
        assert found
        return int(found[0])

    first = demo_molecules[0].record.id
    formula = page.evaluate("kmaid.data.molecules[7].formula")
    assert count("") == 50 and count(first) >= 1 and 1 <= count(formula) < 50
    assert count("doubtful") == sum(m.verdict == "doubtful" for m in demo_molecules[:50]) > 0
    assert 1 <= count("c(=o)n") < 50 and count("c(=o)n doubtful") < count("c(=o)n")
    assert count("no such thing") == 0


def test_what_needs_a_look_comes_first(
    bundled: Any, demo_molecules: list[AssignedMolecule], written: Callable[..., Path], open_page: OpenPage
) -> None:
    from kmaid_nodes.tasks.assign import assign

    aspirin = (169.8, 169.7, 151.2, 134.9, 132.5, 126.2, 124.0, 122.3, 21.0)
    wrong = Record("ibuprofen?", "CC(C)Cc1ccc(cc1)C(C)C(O)=O", tuple(map(Peak, aspirin)))
    (contradicted,) = assign([wrong], bundled)
    page = open_page(written([*demo_molecules[:20], contradicted]))
    assert page.inner_text("article h2").startswith("ibuprofen?")
    marks = page.eval_on_selector_all("[role=option] .verdict", "all => all.map((one) => one.className)")
    order = ["contradicted", "doubtful", "too_few_peaks", "consistent"]
    places = [order.index(mark.split()[-1]) for mark in marks]
    assert places == sorted(places) and places[0] == 0
    page.click('.verdicts button[aria-label*="contradicts"]')
    assert page.inner_text("[role=option] .name") == "ibuprofen?"


def test_a_thousand_molecules_stay_fast(demo_report: Path, open_page: OpenPage, tmp_path: Path) -> None:
    many = tmp_path / "many.html"
    before, rest = demo_report.read_text("utf-8").split('id="data">', 1)
    held, after = rest.split("</script>", 1)
    data = json.loads(held)
    data["molecules"] = [{**one, "id": f"{one['id']} {i}"} for i in range(20) for one in data["molecules"]]
    content = json.dumps(data).replace("<", "\\u003c")
    many.write_text(f'{before}id="data">{content}</script>{after}', "utf-8")
    page = open_page(many)
    assert page.inner_text(".count") == "1000 molecules"
    assert page.eval_on_selector_all("[role=option]", "all => all.length") < 60
    page.focus(".rows")
    page.keyboard.press("End")
    assert page.get_attribute("[role=option][aria-selected=true]", "aria-posinset") == "1000"
    assert page.is_visible("[role=option][aria-selected=true]")


def test_rows_that_could_not_be_used_have_a_tab(written: Callable[..., Path], open_page: OpenPage) -> None:
    page = open_page(written(refused=[(HOSTILE, "no structure given")]))
    assert page.inner_text(".refused tbody td") == HOSTILE
    assert page.inner_text("[role=tab]").startswith("Not usable")
    assert "nothing to show" in open_page(written()).inner_text("main")


def test_hostile_text_is_shown_as_text(
    bundled: Any, written: Callable[..., Path], open_page: OpenPage
) -> None:
    from kmaid_nodes.tasks.assign import assign

    peaks = (Peak(18.2, 3, label=HOSTILE, splitting=HOSTILE), Peak(57.8, 2), Peak(77.2))
    record = Record(HOSTILE, "CCO", peaks, HOSTILE)
    (molecule,) = assign([record], bundled)
    page = open_page(
        written([molecule], title=HOSTILE, summary=[(HOSTILE, HOSTILE)], notice=HOSTILE),
        fragment=f"#{HOSTILE}",
    )
    assert page.inner_text("h1") == page.inner_text("h2") == shown(page) == HOSTILE
    assert page.query_selector("img") is None
    page.hover(".stick .hit >> nth=1")
    assert HOSTILE in page.text_content(".spectrum")


@pytest.mark.parametrize("where", WHERE)
def test_nothing_is_asked_of_the_network(demo_report: Path, open_page: OpenPage, where: str) -> None:
    page = open_page(demo_report, where=where)
    asked: list[str] = []
    window(page).context.on("request", lambda request: asked.append(request.url))
    if where == "file":
        page.reload()
    page.click("[role=option] >> nth=3")
    page.hover(".atom >> nth=0")
    page.wait_for_timeout(200)
    assert all(url.startswith(("file:", "data:", "blob:", "about:")) for url in asked)
    entries = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert not entries


@pytest.mark.parametrize("where", WHERE)
def test_a_frame_offers_nothing_that_it_forbids(demo_report: Path, open_page: OpenPage, where: str) -> None:
    page = open_page(demo_report, where=where)
    assert (page.query_selector("text=Print all") is not None) == (where == "file")
    page.click("text=Dark")  # remembered where the browser does remember
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_missing_numbers_are_dashes(written: Callable[..., Path], open_page: OpenPage) -> None:
    from test_html import molecule_of

    from kmaid_nodes.results.assigned_molecule import AssignedCarbon

    nan = float("nan")
    carbons = [
        AssignedCarbon(0, 0, 3, 0, 20.0, nan, nan, nan),
        AssignedCarbon(1, 1, 3, None, None, 21.0, nan, None),
    ]
    page = open_page(written([molecule_of("m", "CC", [Peak(20.0)], carbons)]))
    text = page.inner_text("#page").lower()
    assert "nan" not in text and "null" not in text and "–" in text
    assert "1 of 2 carbons assigned · 1 peak" in page.inner_text(".facts")


@pytest.mark.parametrize(
    "size", [(900, 420), (640, 360), (400, 800), (1400, 900), (2560, 1400), (3840, 2160)], ids=str
)
def test_drawing_and_spectrum_are_on_one_screen_and_text_can_be_read(
    large_report: Path, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page(large_report, size=size)
    page.wait_for_timeout(150)
    for selector in ("svg.mol", "svg.plot"):
        box = page.query_selector(selector).bounding_box()
        assert box["width"] >= 230 and box["height"] >= 130, selector
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0]
        assert box["y"] >= 0 and box["y"] + box["height"] <= size[1], selector
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    fonts = page.evaluate(
        """() => [...document.querySelectorAll('#page *')].flatMap((one) => {
          const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
          const box = one.getBoundingClientRect();
          if (!own || !box.width || one.closest('.unseen, option, script')) return [];
          const scale = one.ownerSVGElement ? Math.hypot(...['a', 'b'].map((k) => one.getScreenCTM()[k])) : 1;
          const px = parseFloat(getComputedStyle(one).fontSize) * scale;
          return [[px, one.className?.baseVal ?? one.className]];
        })"""
    )
    odd = [(round(px, 2), name) for px, name in fonts if not 9.95 <= px <= 14.05]
    assert not odd and len(fonts) > 100
