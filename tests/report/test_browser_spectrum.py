"""The spectrum: every peak can be reached, and it is zoomed by wheel, drag, fingers, buttons and keys."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from test_browser import WHERE, centre, lit, window

from kmaid_nodes.results.assigned_molecule import AssignedMolecule

pytestmark = pytest.mark.slow
OpenPage = Callable[..., Any]

# For each stick, whether the mouse on a whole px above it lights it, else whether its label does, else keys.
REACH = """() => {
  const ways = {mouse: 0, label: 0, keys: 0, none: []};
  const sticks = [...document.querySelectorAll('.stick')];
  const box = document.querySelector('.plot').getBoundingClientRect();
  const over = (x, y) => {
    const element = document.elementFromPoint(x, y);
    element?.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));
  };
  const isLit = (stick) => (stick.dataset.lit ?? '').includes('pointed');
  for (const stick of sticks) {
    const line = stick.querySelector('.line').getBoundingClientRect();
    over(Math.round(box.x + Number(stick.dataset.x)), Math.round(line.y + line.height / 2));
    if (isLit(stick)) { ways.mouse += 1; continue; }
    const label = stick.querySelector('text')?.getBoundingClientRect();
    if (label) over(label.x + label.width / 2, label.y + label.height / 2);
    if (label && isLit(stick)) { ways.label += 1; continue; }
    stick.focus();
    if (isLit(stick)) ways.keys += 1; else ways.none.push(stick.dataset.peak);
  }
  return ways;
}"""


def domain(page: Any) -> tuple[float, float]:
    """The smallest and the largest shift that the axis has a number at."""
    numbers = page.eval_on_selector_all(
        ".axis text", "all => all.map((one) => Number(one.textContent.replace('−', '-')))"
    )
    known = [n for n in numbers if n == n]
    return min(known), max(known)


@pytest.mark.parametrize("size", [(1400, 900), (900, 420), (400, 800)], ids=str)
def test_every_peak_of_taxol_and_cyclosporin_can_be_pointed_at(
    large_report: Path, open_page: OpenPage, size: tuple[int, int]
) -> None:
    for name, peaks in (("taxol", 41), ("cyclosporin%20A", 53)):
        page = open_page(large_report, size=size, fragment=f"#{name}")
        ways = page.evaluate(REACH)
        assert not ways["none"] and sum(ways[way] for way in ("mouse", "label", "keys")) == peaks


def test_every_peak_of_the_demo_can_be_pointed_at_with_the_mouse_or_keys(
    demo_molecules: list[AssignedMolecule], written: Callable[..., Path], open_page: OpenPage
) -> None:
    page = open_page(written(demo_molecules))
    page.focus(".rows")
    reached = 0
    for molecule in demo_molecules:
        ways = page.evaluate(REACH)
        assert not ways["none"], molecule.record.id
        reached += sum(ways[way] for way in ("mouse", "label", "keys"))
        page.focus(".rows")
        page.keyboard.press("ArrowDown")
        page.evaluate("new Promise(requestAnimationFrame)")
    assert reached == sum(len(molecule.peaks) for molecule in demo_molecules)


def test_peaks_within_six_px_are_pointed_at_and_clicks_go_from_one_to_the_next(
    large_report: Path, open_page: OpenPage
) -> None:
    page = open_page(large_report, size=(900, 420))
    box = page.query_selector(".plot").bounding_box()
    alone = page.evaluate("kmaid.data.molecules[0].peaks.findIndex((peak) => peak.ppm === 203.6)")
    stick = page.query_selector(f'.stick[data-peak="{alone}"]')
    x = box["x"] + float(stick.get_attribute("data-x"))
    _, y = centre(stick.query_selector(".line"))
    for offset, seen in ((5, {alone}), (-5, {alone}), (8, set())):
        page.mouse.move(x + offset, y)
        assert lit(page, "peak") == seen
    # 133.7, 133.6 and 133.2 lie within one px here.
    crowd = page.evaluate("kmaid.data.molecules[0].peaks.findIndex((peak) => peak.ppm === 133.6)")
    stick = page.query_selector(f'.stick[data-peak="{crowd}"]')
    x = box["x"] + float(stick.get_attribute("data-x"))
    picked = set()
    for _ in range(12):
        page.mouse.click(x, centre(stick.query_selector(".line"))[1])
        picked |= lit(page, "peak", "picked")
    assert {crowd - 1, crowd, crowd + 1} <= picked


@pytest.mark.parametrize("where", WHERE)
def test_wheel_drag_double_click_buttons_and_keys_zoom(
    large_report: Path, open_page: OpenPage, where: str
) -> None:
    page = open_page(large_report, where=where)
    whole = domain(page)
    mouse = window(page).mouse
    x, y = centre(page.query_selector(".plot"))
    mouse.move(x, y)
    mouse.wheel(0, -600)
    page.wait_for_timeout(100)
    near = domain(page)
    assert whole[0] < near[0] < near[1] < whole[1]
    mouse.move(x, y - 100)
    mouse.down()
    mouse.move(x + 120, y - 100, steps=4)
    mouse.up()
    page.wait_for_timeout(50)
    moved = domain(page)
    assert moved[1] > near[1]  # what was at the left has come in: high shifts
    assert page.query_selector(".stick .line")
    page.click("text=all >> nth=-1")
    page.wait_for_timeout(50)
    assert domain(page) == whole
    page.focus(".plot")
    window(page).keyboard.press("+")
    page.wait_for_timeout(50)
    closer = domain(page)
    assert closer[1] - closer[0] < whole[1] - whole[0]
    window(page).keyboard.press("ArrowRight")
    page.wait_for_timeout(50)
    assert domain(page)[0] < closer[0]
    window(page).keyboard.press("0")
    mouse.dblclick(x, y - 110)
    page.wait_for_timeout(450)
    assert domain(page) != whole


def test_two_fingers_zoom(large_report: Path, open_page: OpenPage) -> None:
    page = open_page(large_report, size=(400, 800), touch=True)
    whole = domain(page)
    x, y = centre(page.query_selector(".plot"))
    session = page.context.new_cdp_session(page)

    def fingers(kind: str, apart: float) -> None:
        points = (
            []
            if kind == "touchEnd"
            else [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        )
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", 20)
    for apart in (40, 60, 90):
        fingers("touchMove", apart)
    fingers("touchEnd", 0)
    page.wait_for_timeout(100)
    near = domain(page)
    assert near[1] - near[0] < (whole[1] - whole[0]) / 2


def test_zooming_keeps_the_size_of_text_and_brings_out_hidden_labels(
    large_report: Path, open_page: OpenPage
) -> None:
    page = open_page(large_report, size=(900, 420))
    hidden = page.eval_on_selector_all(
        ".hidden-labels text", "all => all.map((one) => Number(one.textContent))"
    )
    labels = page.eval_on_selector_all(".stick text", "all => all.length")
    alike = 2  # taxol lists 127.0 and 128.7 twice each, with labels of their own
    assert sum(hidden) + labels in range(41 - alike, 42) and sum(hidden) > 5
    widest = max(range(len(hidden)), key=lambda i: hidden[i])
    page.click(f".hidden-labels [role=button] >> nth={widest}")
    page.wait_for_timeout(100)
    left = page.eval_on_selector_all(
        ".hidden-labels text", "all => all.map((one) => Number(one.textContent))"
    )
    assert sum(left) < sum(hidden)
    size = page.eval_on_selector(".stick text", "one => getComputedStyle(one).fontSize")
    assert size == "11px"


def test_labels_do_not_cover_each_other_and_carry_what_is_known(
    large_report: Path, open_page: OpenPage
) -> None:
    page = open_page(large_report)
    places = page.eval_on_selector_all(
        ".stick text", "all => all.map((one) => one.getBoundingClientRect().x).sort((a, b) => a - b)"
    )
    assert len(places) > 35 and min(b - a for a, b in pairwise(places)) > 11
    texts = page.eval_on_selector_all(".stick text", "all => all.map((one) => one.textContent)")
    assert any(text.startswith("203.6 C (") for text in texts)
    assert any(text.startswith("130.2 CH 2C (") for text in texts)


def test_a_peak_without_a_carbon_is_marked_by_its_shape_and_says_what_it_may_be(
    bundled: Any, written: Callable[..., Path], open_page: OpenPage
) -> None:
    from kmaid_nodes.reading.record import Peak, Record
    from kmaid_nodes.tasks.assign import assign

    peaks = (
        Peak(7.9, 3),
        Peak(29.4, 3),
        Peak(36.9, 2),
        Peak(77.16),
        Peak(163.6, None, (), None, None, "d", (248.2,)),
    )
    (molecule,) = assign([Record("butanone", "CCC(C)=O", peaks, "CDCl3")], bundled)
    page = open_page(written([molecule]))
    assert page.query_selector('.stick[data-peak="3"] .diamond')
    assert page.query_selector('.stick[data-peak="0"] .diamond') is None
    page.hover('.peak-chip[data-peak="3"]')
    assert lit(page, "peak") == {3}
    assert "solvent CDCl3" in page.inner_text(".readout")
    assert "J 248.2 Hz" in page.text_content('.stick[data-peak="4"] text')


def test_predictions_stand_below_the_axis_and_light_their_carbon(
    large_report: Path, open_page: OpenPage
) -> None:
    page = open_page(large_report)
    assert page.eval_on_selector_all(".prediction", "all => all.length") == 47
    mark = page.query_selector('.prediction[data-carbon="5"]')
    line = page.query_selector(".stick .line")
    assert mark.bounding_box()["y"] > line.bounding_box()["y"]
    page.hover('.prediction[data-carbon="3"] .hit')
    assert lit(page, "carbon")
    assert "expected at" in mark.text_content()


@pytest.mark.parametrize("shifts", [[], [128.0], [-30.0, 320.0], [0.0], [128.0] * 300, [1e6], [128.1, 128.2]])
def test_any_peak_list_can_be_drawn(
    shifts: list[float], written: Callable[..., Path], open_page: OpenPage
) -> None:
    from test_html import molecule_of

    from kmaid_nodes.reading.record import Peak

    page = open_page(written([molecule_of("m", "CCO", [Peak(ppm) for ppm in shifts], [])]))
    assert page.eval_on_selector_all(".stick", "all => all.length") == len(shifts)
    x = page.eval_on_selector_all(".stick", "all => all.map((one) => Number(one.dataset.x))")
    assert all(0 <= one <= 1400 for one in x)
