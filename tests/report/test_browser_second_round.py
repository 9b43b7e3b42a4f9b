"""Corrections that were read back are gone on from: a second report loses none of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.peak_mark import PeakMark
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.edits.edits import (
    AtomNumber,
    Edits,
    FixedPair,
    ListedPeak,
    MarkedPeak,
    MoleculeEdits,
    RejectedPair,
)
from kmaid_nodes.reading.edits.edits_file import read_edits
from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.report.molecule_data import molecule_data
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.tasks.assign import assign

ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"
ASPIRIN_PPM = (170.2, 169.8, 151.3, 134.9, 132.5, 126.2, 124.0, 122.3, 77.2, 53.4, 21.0)
ESTER, ACID, C3 = 1, 10, 5
RECORD = Record("aspirin", ASPIRIN, tuple(map(Peak, ASPIRIN_PPM)), "CDCl3", row=0)
# The carbonyls exchanged, one pair ruled out, a line of CH2Cl2 marked, a number given.
FIRST_ROUND = MoleculeEdits(
    "aspirin",
    0,
    ASPIRIN,
    (FixedPair(ESTER, ListedPeak(0, 170.2)), FixedPair(ACID, ListedPeak(1, 169.8))),
    (RejectedPair(C3, ListedPeak(6, 124.0)),),
    (MarkedPeak(ListedPeak(9, 53.4), PeakMark.IMPURITY),),
    (AtomNumber(ACID, "7'"),),
)


def assigned(edits: Edits, bundled: Predictor) -> AssignedMolecule:
    (molecule,) = assign([RECORD], bundled, edits=EditsOfRows(edits))
    assert isinstance(molecule, AssignedMolecule)
    return molecule


@pytest.fixture(scope="module")
def corrected(bundled: Predictor) -> AssignedMolecule:
    return assigned(Edits((FIRST_ROUND,)), bundled)


def test_a_report_knows_what_was_decided_before(corrected: AssignedMolecule) -> None:
    position = {carbon.atom_index: at for at, carbon in enumerate(corrected.carbons)}
    assert molecule_data(corrected)["decisions"] == {
        "fixed": [position[ESTER], position[ACID]],
        "rejected": [[position[C3], 6]],
        "marked": [{"peak": 9, "as": "impurity"}],
        "numbers": {str(position[ACID]): "7'"},
    }


def test_a_report_of_a_table_without_edits_begins_with_none(bundled: Predictor) -> None:
    (molecule,) = assign([RECORD], bundled)
    assert isinstance(molecule, AssignedMolecule)
    assert molecule_data(molecule)["decisions"] is None


def saved(page: Any, folder: Path) -> Edits:
    page.locator("details.export > summary").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save JSON", exact=True).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return read_edits(path)


@pytest.mark.slow
def test_a_second_round_of_corrections_keeps_the_first(
    corrected: AssignedMolecule,
    written: Callable[..., Path],
    open_page: Callable[..., Any],
    bundled: Predictor,
    tmp_path: Path,
) -> None:
    page = open_page(written([corrected]))
    first = json.loads(page.evaluate("JSON.stringify(kmaid.editedOf(kmaid.data.molecules[0]))"))
    at = [carbon.atom_index for carbon in corrected.carbons].index(C3)
    page.locator(".stick[data-peak='5']").focus()
    page.keyboard.press("Enter")
    page.locator(f".atom[data-carbon='{at}']").focus()
    page.keyboard.press("s")
    page.get_by_role("button", name="Assign the rest").click()
    now = json.loads(page.evaluate("JSON.stringify(kmaid.editedOf(kmaid.data.molecules[0]))"))
    assert set(first["fixed"]) < set(now["fixed"])
    (again,) = saved(page, tmp_path).molecules
    pairs = {pair.atom: pair.peak.index for pair in again.fixed if pair.peak}
    assert pairs[ESTER] == 0 and pairs[ACID] == 1 and pairs[C3] == 5
    assert replace(again, fixed=()) == replace(FIRST_ROUND, fixed=())

    result = assigned(Edits((again,)), bundled)
    by_hand = {carbon.atom_index: carbon.ppm for carbon in result.carbons if CarbonFlag.FIXED in carbon.flags}
    assert by_hand.items() >= {ESTER: 170.2, ACID: 169.8, C3: 126.2}.items()
    assert result.numbers[ACID] == "7'"
    assert {peak.ppm: peak.kind for peak in result.unassigned}[53.4] is PeakKind.IMPURITY


@pytest.mark.slow
def test_what_was_set_before_is_shown_as_such_and_can_be_released(
    corrected: AssignedMolecule, written: Callable[..., Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(written([corrected]))
    at = [carbon.atom_index for carbon in corrected.carbons].index(ESTER)
    status = page.locator(f"tr[data-carbon='{at}'] .status")
    assert "assigned by hand" in status.inner_text()
    page.locator(f".atom[data-carbon='{at}']").focus()
    page.keyboard.press("a")
    assert "by hand" not in status.inner_text()
    page.keyboard.press("Control+z")
    assert "assigned by hand" in status.inner_text()
