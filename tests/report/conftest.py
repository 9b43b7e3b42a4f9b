"""Reports in a browser, as a user has them: as a file, in KNIME's frame and in a notebook's."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.html import write_report
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.tasks.assign import assign

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
    None,
)
# What KNIME and notebooks allow a page in its frame.
SANDBOX = {
    "iframe": "allow-downloads allow-scripts allow-same-origin",
    "notebook": "allow-downloads allow-scripts",
}

TAXOL = (
    "CC(=O)O[C@H]1C(=O)[C@]2(C)[C@@H](O)C[C@H]3OC[C@@]3(OC(C)=O)[C@H]2[C@H](OC(=O)c2ccccc2)[C@]2(O)"
    "C[C@H](OC(=O)[C@H](O)[C@@H](NC(=O)c3ccccc3)c3ccccc3)C(C)=C1C2(C)C"
)
# In CDCl3, as G. N. Chmurny et al., J. Nat. Prod. 1992, 55, 414 list it.
TAXOL_PPM = (
    *(203.6, 172.7, 171.2, 170.3, 167.0, 166.9, 141.9, 138.0, 133.7, 133.6, 133.2, 131.9, 130.2, 129.1),
    *(129.0, 128.7, 128.7, 128.3, 127.0, 127.0, 84.4, 81.1, 79.0, 76.5, 75.5, 74.9, 73.2, 72.3, 72.2),
    *(58.6, 55.0, 45.6, 43.2, 35.7, 35.6, 26.9, 22.6, 21.8, 20.8, 14.8, 9.5),
)
CYCLOSPORIN_A = (
    "CC[C@@H]1NC(=O)[C@H]([C@H](O)[C@H](C)C/C=C/C)N(C)C(=O)[C@H](C(C)C)N(C)C(=O)[C@H](CC(C)C)N(C)C(=O)"
    "[C@H](CC(C)C)N(C)C(=O)[C@@H](C)NC(=O)[C@H](C)NC(=O)[C@H](CC(C)C)N(C)C(=O)[C@@H](NC(=O)"
    "[C@H](CC(C)C)N(C)C(=O)CN(C)C1=O)C(C)C"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium; tests are left out where there is none.

    Of one module: while playwright runs, no other test may have an event loop.
    """
    api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no chromium, chromium-browser or google-chrome (Debian: apt-get install chromium)")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """`open_page(report, size, where, touch, dark)` opens a report; errors in the page fail the test.

    report: the file; size: of the window in px; where: "file" gives a playwright Page, "iframe" (KNIME) and
    "notebook" give the Frame of a sandboxed iframe (`frame.page` is the window); fragment: of the address,
    for a file.
    """
    contexts, errors = [], []

    def opened(
        report: Path,
        size: tuple[int, int] = (1400, 900),
        where: str = "file",
        touch: bool = False,
        dark: bool = False,
        fragment: str = "",
    ) -> Any:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=touch,
            accept_downloads=True,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        if where == "file":
            page.goto(report.as_uri() + fragment)
            page.wait_for_selector("#page main")
            return page
        wrapper = tmp_path / f"{where}.html"
        srcdoc = escape(report.read_text("utf-8"))
        style = "position:fixed;inset:0;width:100%;height:100%;border:0"
        wrapper.write_text(
            f'<!DOCTYPE html><body><iframe sandbox="{SANDBOX[where]}" style="{style}" srcdoc="{srcdoc}">'
            "</iframe></body>",
            "utf-8",
        )
        page.goto(wrapper.as_uri())
        frame = page.query_selector("iframe").content_frame()
        frame.wait_for_selector("#page main")
        return frame

    yield opened
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """`written(molecules, **content)`: the file of a report of these molecules."""

    def write(molecules: Sequence[AssignedMolecule] = (), **content: Any) -> Path:
        path = tmp_path_factory.mktemp("report") / "report.html"
        report = Report(content.pop("title", "13C peak assignment"), assignments=molecules, **content)
        write_report(path, report)
        return path

    return write


@pytest.fixture(scope="session")
def demo_molecules(shipped_records: list[Record], bundled: Predictor) -> list[AssignedMolecule]:
    """All spectra of the demo, assigned."""
    return [one for one in assign(shipped_records, bundled) if isinstance(one, AssignedMolecule)]


@pytest.fixture(scope="session")
def demo_report(demo_molecules: list[AssignedMolecule], written: Callable[..., Path]) -> Path:
    """A report of 50 molecules, as a user gets it."""
    return written(demo_molecules[:50], summary=[("Rows shown", "50 of 240")])


@pytest.fixture(scope="session")
def taxol(bundled: Predictor) -> AssignedMolecule:
    """Taxol with its measured list."""
    record = Record("taxol", TAXOL, tuple(Peak(ppm) for ppm in TAXOL_PPM), "CDCl3", frequency_mhz=125.0)
    (molecule,) = assign([record], bundled)
    assert isinstance(molecule, AssignedMolecule)
    return molecule


@pytest.fixture(scope="session")
def cyclosporin_a(bundled: Predictor) -> AssignedMolecule:
    """Cyclosporin A with the list that the model predicts: one peak for each symmetry class."""
    structure = parse_structure(CYCLOSPORIN_A)
    (density,) = bundled.shift_densities([structure])
    shifts = sorted({round(float(ppm), 2) for ppm in density.predicted_ppm}, reverse=True)
    assert all(a > b for a, b in pairwise(shifts))
    (molecule,) = assign([Record("cyclosporin A", CYCLOSPORIN_A, tuple(map(Peak, shifts)), "CDCl3")], bundled)
    assert isinstance(molecule, AssignedMolecule)
    return molecule


@pytest.fixture(scope="session")
def large_report(
    taxol: AssignedMolecule, cyclosporin_a: AssignedMolecule, written: Callable[..., Path]
) -> Path:
    """Taxol and cyclosporin A."""
    return written([taxol, cyclosporin_a])
