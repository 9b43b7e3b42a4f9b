"""How large and how fast a report is; times are the browser's own and leave room for a busy machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.tasks.assign import assign

pytestmark = pytest.mark.slow
OpenPage = Callable[..., Any]

BETULIN = (
    "CC(=C)[C@@H]1CC[C@]2([C@H]1[C@H]3CC[C@@H]4[C@]5(CC[C@@H](C([C@@H]5CC[C@]4([C@@]3(CC2)C)C)(C)C)O)C)CO"
)
BETULIN_PPM = (
    *(150.5, 109.7, 79.0, 60.6, 55.3, 50.4, 48.8, 47.8, 47.8, 42.7, 40.9, 38.9, 38.7, 37.3, 37.2, 34.2),
    *(34.0, 29.8, 29.2, 28.0, 27.4, 27.1, 25.2, 20.8, 19.1, 18.3, 16.1, 16.0, 15.4, 14.8),
)
HOVER = """async () => {
  const targets = [...document.querySelectorAll('.stick .hit, .atom .hit, tr.carbon td')];
  const times = [];
  for (const target of targets) {
    const from = performance.now();
    target.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));
    document.body.getBoundingClientRect();  // style and layout are part of it
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  return [times[Math.floor(times.length / 2)], times.at(-1)];
}"""


@pytest.fixture(scope="module")
def betulins(bundled: Predictor, written: Callable[..., Path]) -> Path:
    """Fifty molecules of thirty carbons."""
    record = Record("betulin", BETULIN, tuple(map(Peak, BETULIN_PPM)), "CDCl3")
    molecules = [one for one in assign([record] * 50, bundled) if isinstance(one, AssignedMolecule)]
    return written(molecules)


def test_fifty_molecules_of_thirty_carbons_stay_below_two_megabytes(betulins: Path) -> None:
    assert betulins.stat().st_size < 2_000_000


def test_a_report_is_there_at_once(betulins: Path, open_page: OpenPage) -> None:
    page = open_page(betulins)
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    print(f"loaded after {loaded:.0f} ms")
    assert loaded < 5000  # 100 to 200 ms on a quiet machine


def test_pointing_is_at_once_with_seventy_peaks(
    cyclosporin_a: AssignedMolecule, bundled: Predictor, written: Callable[..., Path], open_page: OpenPage
) -> None:
    record = cyclosporin_a.record
    peaks = (*(record.peaks or ()), *(Peak(100.0 + i) for i in range(17)))
    (molecule,) = assign([Record("cyclosporin A", record.structure, peaks)], bundled)
    assert isinstance(molecule, AssignedMolecule) and len(molecule.peaks) == 70
    page = open_page(written([molecule]))
    median, most = page.evaluate(HOVER)
    print(f"pointing takes {median:.1f} ms, at most {most:.1f} ms")
    assert median < 20
