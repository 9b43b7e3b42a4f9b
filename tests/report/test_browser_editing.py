"""A chemist corrects an assignment in the report: by mouse, finger and keys, as a file and in frames."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.edits.edits import Edits, FixedPair, ListedPeak, MoleculeEdits
from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.tasks.assign import assign

pytestmark = pytest.mark.slow

PLACES = ["file", "iframe", "notebook"]
GEMINAL_PPM = (26.9, 22.6)


class Work:
    """The page of a report's first molecule and what a user does in it."""

    def __init__(self, place: Any):
        self.place = place
        self.window = getattr(place, "page", place)

    def script(self, code: str) -> Any:
        """The value of an expression; `m` is the first molecule, `e` its state."""
        return self.place.evaluate(
            f"(() => {{ const m = kmaid.data.molecules[0], e = kmaid.editedOf(m); return {code}; }})()"
        )

    def state(self) -> str:
        """All that was decided, as text."""
        return json.dumps(self.script("e"))

    def peak_of(self, carbon: int) -> int | None:
        return self.script(f"e.peakOfCarbon[{carbon}]")

    def atom(self, carbon: int) -> Any:
        return self.place.locator(f".atom[data-carbon='{carbon}'] .hit")

    def stick(self, peak: int) -> Any:
        return self.place.locator(f".stick[data-peak='{peak}'] .hit")

    def centre(self, element: Any) -> tuple[float, float]:
        box = element.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def status(self) -> str:
        return self.place.locator(".edit-status").inner_text().replace("\n", " ")

    def button(self, name: str) -> Any:
        return self.place.get_by_role("button", name=name, exact=True)

    def drag(self, one: Any, other: Any, keys: str | None = None) -> None:
        self.window.mouse.move(*self.centre(one))
        self.window.mouse.down()
        self.window.mouse.move(*self.centre(other), steps=5)
        if keys:
            self.window.keyboard.down(keys)
        self.window.mouse.up()
        if keys:
            self.window.keyboard.up(keys)

    def drag_with_finger(self, one: Any, other: Any) -> None:
        client = self.window.context.new_cdp_session(self.window)
        (x, y), (to_x, to_y) = self.centre(one), self.centre(other)

        def touch(kind: str, *points: tuple[float, float]) -> None:
            listed = [{"x": at[0], "y": at[1]} for at in points]
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": listed})

        touch("touchStart", (x, y))
        for step in range(1, 7):
            touch("touchMove", (x + (to_x - x) * step / 6, y + (to_y - y) * step / 6))
        touch("touchEnd")


@pytest.fixture
def work(open_page: Callable[..., Any], large_report: Path) -> Callable[..., Work]:
    """`work(where, touch)`: taxol's page."""

    def opened(where: str = "file", **options: Any) -> Work:
        return Work(open_page(large_report, where=where, **options))

    return opened


@pytest.fixture(scope="session")
def geminal(taxol: AssignedMolecule) -> tuple[int, int, int]:
    """The geminal methyl without 22.6, the one that has it, and the position of 22.6 in the list."""
    ppm = [round(peak.ppm, 1) for peak in taxol.peaks]
    peak = ppm.index(22.6)
    pair = [at for at, is_one in enumerate(taxol.structure.diastereotopic) if is_one]
    assert sorted(ppm[taxol.carbons[at].peak_index] for at in pair) == sorted(GEMINAL_PPM)  # type: ignore[index]
    other, holder = sorted(pair, key=lambda at: taxol.carbons[at].peak_index == peak)
    return other, holder, peak


@pytest.mark.parametrize("where", PLACES)
def test_taxols_22_6_is_dragged_to_the_other_geminal_methyl(work, geminal, where):
    other, holder, peak = geminal
    page = work(where)
    page.drag(page.stick(peak), page.atom(other))
    assert (page.peak_of(other), page.peak_of(holder)) == (peak, None)
    assert "22.6 ppm is now C-" in page.status() and "has no peak now." in page.status()


@pytest.mark.parametrize("where", PLACES)
def test_it_is_moved_by_two_clicks(work, geminal, where):
    other, holder, peak = geminal
    page = work(where)
    page.stick(peak).click()
    assert page.status() == "22.6 ppm picked: choose an atom, or Esc."
    page.atom(other).click()
    assert (page.peak_of(other), page.peak_of(holder)) == (peak, None)


@pytest.mark.parametrize("where", PLACES)
def test_it_is_moved_by_two_taps(work, geminal, where):
    other, holder, peak = geminal
    page = work(where, touch=True)
    page.stick(peak).tap()
    page.atom(other).tap()
    assert (page.peak_of(other), page.peak_of(holder)) == (peak, None)


@pytest.mark.parametrize("where", PLACES)
def test_it_is_dragged_with_a_finger(work, geminal, where):
    other, _, peak = geminal
    page = work(where, touch=True)
    page.drag_with_finger(page.stick(peak), page.atom(other))
    assert page.peak_of(other) == peak


@pytest.mark.parametrize("where", PLACES)
def test_it_is_moved_with_the_enter_key_twice(work, geminal, where):
    other, holder, peak = geminal
    page = work(where)
    page.place.locator(f".stick[data-peak='{peak}']").focus()
    page.window.keyboard.press("Enter")
    page.place.locator(f".atom[data-carbon='{other}']").focus()
    page.window.keyboard.press("Enter")
    assert (page.peak_of(other), page.peak_of(holder)) == (peak, None)


def test_an_atom_picked_first_takes_the_peak_that_is_clicked_then(work, geminal):
    other, _, peak = geminal
    page = work()
    page.atom(other).click()
    assert page.status().endswith("picked: choose a peak, or Esc.")
    page.stick(peak).click()
    assert page.peak_of(other) == peak


def test_escape_and_empty_ground_let_go_of_what_is_picked(work, geminal):
    other, _, peak = geminal
    page = work()
    before = page.state()
    page.stick(peak).click()
    page.window.keyboard.press("Escape")
    page.atom(other).click()
    page.place.locator(".facts").click()
    page.stick(peak).click()
    assert page.state() == before


def test_a_drag_that_ends_on_empty_ground_changes_nothing(work, geminal):
    page = work()
    before = page.state()
    page.drag(page.stick(geminal[2]), page.place.locator(".facts"))
    assert page.state() == before and page.place.locator(".ghost").count() == 0


def test_two_atoms_dragged_onto_each_other_change_peaks(work, geminal):
    other, holder, peak = geminal
    page = work()
    had = page.peak_of(other)
    page.drag(page.atom(holder), page.atom(other))
    assert (page.peak_of(other), page.peak_of(holder)) == (peak, had)


@pytest.mark.parametrize("how", ["Alt", "s", "button"])
def test_a_peak_can_be_exchanged_for_the_atoms_own(work, geminal, how):
    other, holder, peak = geminal
    page = work()
    had = page.peak_of(other)
    page.drag(page.stick(peak), page.atom(other), "Alt" if how == "Alt" else None)
    if how == "s":
        page.window.keyboard.press("s")
    if how == "button":
        page.button("Swap").click()
    assert (page.peak_of(other), page.peak_of(holder)) == (peak, had)
    page.window.keyboard.press("Control+z")
    assert (page.peak_of(other), page.peak_of(holder)) == (had, peak)


def test_one_peak_can_be_that_of_both_atoms(work, geminal):
    other, holder, peak = geminal
    page = work()
    page.drag(page.stick(peak), page.atom(other))
    page.button("Keep both").click()
    assert page.peak_of(other) == page.peak_of(holder) == peak


def test_equivalent_carbons_of_a_phenyl_group_move_together(work, taxol):
    classes = taxol.structure.symmetry_class.tolist()
    pairs = [at for at, one in enumerate(classes) if classes.count(one) == 2]
    ortho = next(at for at in pairs if taxol.carbons[at].hydrogens == 1)
    pair = [at for at, one in enumerate(classes) if one == classes[ortho]]
    page = work()
    page.drag(page.stick(0), page.atom(ortho))
    assert [page.peak_of(at) for at in pair] == [0, 0]
    assert sorted(page.script("e.fixed")) == pair


def test_score_and_verdict_follow_at_once_and_as_python_calculates_them(work, geminal, taxol, bundled):
    other, holder, _ = geminal
    page = work()
    before = page.script("m.score")
    page.drag(page.atom(holder), page.atom(other))
    after = page.script("kmaid.judged(m, e, kmaid.data.rules).score")
    page.drag(page.stick(0), page.atom(other))
    far_off = page.script("kmaid.judged(m, e, kmaid.data.rules)")
    assert abs(after - before) < 3  # two methyls of one predicted shift
    assert far_off["score"] < after - 10  # a ketone's shift
    pairs = [
        FixedPair(carbon.atom_index, None if at is None else ListedPeak(at, taxol.peaks[at].ppm))
        for carbon, at in zip(taxol.carbons, page.script("e.peakOfCarbon"))
    ]
    edits = EditsOfRows(Edits((MoleculeEdits("taxol", fixed=tuple(pairs)),)))
    (in_python,) = assign([taxol.record], bundled, edits=edits)
    assert far_off["score"] == pytest.approx(in_python.score, abs=0.01)
    assert far_off["verdict"] == in_python.verdict
    assert page.place.locator(".worth").inner_text().startswith("Edited: ")
    assert f"{far_off['score']:.1f}".lstrip("-") in page.place.locator(".worth").inner_text()
    delta = page.place.locator(f"tr[data-carbon='{other}'] td.far")
    assert delta.inner_text().startswith("+")


def test_fifty_undos_restore_the_state_exactly(work, taxol):
    page = work()
    draw, first = random.Random(0), page.state()
    states = [first]
    for _ in range(50):
        carbon, peak = draw.randrange(len(taxol.carbons)), draw.randrange(len(taxol.peaks))
        page.place.locator(f".stick[data-peak='{peak}']").focus()
        page.window.keyboard.press("Enter")
        kind = draw.choice(["assign", "assign", "swap", "m", "f"])
        if kind in ("m", "f"):
            page.window.keyboard.press(kind)
        else:
            page.place.locator(f".atom[data-carbon='{carbon}']").focus()
            page.window.keyboard.press("Enter" if kind == "assign" else "s")
        if page.state() != states[-1]:
            states.append(page.state())
    assert len(states) > 48
    for expected in reversed(states[:-1]):
        page.window.keyboard.press("Control+z")
        assert page.state() == expected
    assert page.state() == first and page.button("Undo").is_disabled()
    for expected in states[1:4]:
        page.window.keyboard.press("Control+Shift+z")
        assert page.state() == expected
    page.window.keyboard.press("Control+y")
    assert page.state() == states[4]


def test_a_peak_is_marked_as_solvent_and_as_impurity_by_key_and_button(work, geminal):
    _, holder, peak = geminal
    page = work()
    page.place.locator(f".stick[data-peak='{peak}']").focus()
    for expected in (["solvent"], ["impurity"], []):
        page.window.keyboard.press("m")
        assert page.script("e.marked.map((one) => one.as)") == expected
        assert page.peak_of(holder) is None
    page.stick(peak).click()
    page.button("Solvent").click()
    assert page.script("e.marked") == [{"peak": peak, "as": "solvent"}]
    assert "marked as solvent" in page.place.locator(".unassigned").inner_text()
    page.drag(page.stick(peak), page.atom(holder))
    assert page.script("e.marked") == [] and page.peak_of(holder) == peak


def test_a_pair_is_accepted_rejected_and_freed(work, geminal):
    _, holder, peak = geminal
    page = work()
    focus = page.place.locator(f".atom[data-carbon='{holder}']").focus
    focus()
    page.window.keyboard.press("a")
    assert page.script("e.fixed") == [holder] and page.peak_of(holder) == peak
    page.window.keyboard.press("a")
    assert page.script("e.fixed") == []
    page.window.keyboard.press("r")
    assert page.script("e.rejected") == [[holder, peak]] and page.peak_of(holder) is None
    page.window.keyboard.press("Control+z")
    focus()
    page.window.keyboard.press("f")
    assert page.peak_of(holder) is None and page.script("e.fixed") == [holder]


def test_what_is_rejected_stays_away_when_the_rest_is_assigned_again(work, geminal):
    other, holder, peak = geminal
    page = work()
    page.atom(holder).click()
    page.button("Reject").click()
    page.button("Assign the rest").click()
    assert page.peak_of(holder) not in (peak, None)
    assert page.peak_of(other) == peak


def test_another_ranked_assignment_is_taken_with_a_click(work):
    page = work()
    page.place.locator("details.ranked summary").click()
    page.place.locator("details.ranked").get_by_role("button", name="Apply").nth(1).click()
    assert page.script("e.peakOfCarbon") == page.script("m.ranked[1].peaks")
    page.window.keyboard.press("Control+z")
    assert page.script("e.peakOfCarbon") == page.script("m.ranked[0].peaks")


def test_an_alternative_of_a_carbon_is_taken_with_a_click(work, taxol):
    carbon, alternative = next(
        (at, one) for at, carbon in enumerate(taxol.carbons) for one in carbon.alternatives[:1] if one.ppm
    )
    page = work()
    page.atom(carbon).click()
    page.place.locator(".picked-carbon button").first.click()
    shift = page.script(f"m.peaks[e.peakOfCarbon[{carbon}]].ppm")
    assert shift == pytest.approx(alternative.ppm)
    page.window.keyboard.press("Control+z")
    row = page.place.locator(f"tr[data-carbon='{carbon}']")
    row.locator(".opener").click()
    row.locator(".alternatives button").first.click()
    assert page.script(f"m.peaks[e.peakOfCarbon[{carbon}]].ppm") == shift


def test_a_carbon_gets_a_number_of_its_own(work, geminal):
    other = geminal[0]
    page = work()
    page.atom(other).click()
    page.place.get_by_role("textbox", name="Number").fill("C-17")
    page.window.keyboard.press("Enter")
    page.place.locator(".facts").click()
    assert page.script("e.numbers") == {str(other): "17"}
    assert "Now called C-17." in page.status()
    page.drag(page.stick(geminal[2]), page.atom(other))
    assert page.status().startswith("22.6 ppm is now C-17's.")


def test_edits_stay_while_another_molecule_is_shown_and_the_list_marks_them(work, geminal):
    other, _, peak = geminal
    page = work()
    assert page.place.locator(".row .edited").count() == 0
    page.drag(page.stick(peak), page.atom(other))
    page.place.locator("[role=option]").nth(1).click()
    assert page.place.locator(".edit-status").inner_text().startswith("To correct")
    page.place.locator("[role=option]").nth(0).click()
    assert page.peak_of(other) == peak
    assert page.place.locator(".row .edited").count() == 1
    page.window.keyboard.press("Control+z")
    assert page.place.locator(".row .edited").count() == 0


def test_start_over_brings_the_programs_assignment_back(work, geminal):
    page = work()
    first = page.state()
    page.drag(page.stick(geminal[2]), page.atom(geminal[0]))
    page.button("Start over").click()
    assert page.state() == first
    page.window.keyboard.press("Control+z")
    assert page.peak_of(geminal[0]) == geminal[2]


def test_leaving_with_unsaved_edits_asks(work, geminal):
    page = work()
    asked: list[str] = []
    page.window.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.drag(page.stick(geminal[2]), page.atom(geminal[0]))
    page.window.reload()
    assert asked == ["beforeunload"]
    page.window.reload()
    assert asked == ["beforeunload"]


def test_a_repeated_shift_that_is_still_free_is_not_taken_from_its_carbon(
    open_page, written, bundled: Predictor
):
    """Toluene with 21.4, 137.9, 129.1, 128.3, 128.3, 125.4: the second entry of 128.3 is spare."""
    peaks = tuple(map(Peak, (21.4, 137.9, 129.1, 128.3, 128.3, 125.4)))
    (molecule,) = assign([Record("toluene", "Cc1ccccc1", peaks, "CDCl3", row=0)], bundled)
    assert isinstance(molecule, AssignedMolecule)
    ortho_and_meta = parse_structure("Cc1ccccc1").symmetry_class.tolist()
    ortho = next(at for at, one in enumerate(ortho_and_meta) if ortho_and_meta.count(one) == 2)
    page = Work(open_page(written([molecule])))
    meta_before = [at for at in range(7) if page.peak_of(at) in (3, 4)]
    page.drag(page.stick(3), page.atom(ortho))
    assert page.peak_of(ortho) in (3, 4)
    assert any(page.peak_of(at) in (3, 4) for at in meta_before)


@pytest.mark.parametrize("where", PLACES)
def test_empty_ground_still_pans_and_the_wheel_still_zooms(work, where):
    page = work(where)
    before = page.place.locator(".stick").first.get_attribute("data-x")
    box = page.place.locator(".plot").bounding_box()
    page.window.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.7 * box["height"])
    page.window.mouse.wheel(0, -600)
    for _ in range(50):  # the wheel takes effect in its own time
        page.window.wait_for_timeout(100)
        zoomed = page.place.locator(".stick").first.get_attribute("data-x")
        if zoomed != before:
            break
    page.window.wait_for_timeout(250)
    zoomed = page.place.locator(".stick").first.get_attribute("data-x")
    assert zoomed != before
    page.window.mouse.down()
    page.window.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.7 * box["height"], steps=4)
    page.window.mouse.up()
    assert page.place.locator(".stick").first.get_attribute("data-x") != zoomed
    assert page.script("e.fixed") == []
