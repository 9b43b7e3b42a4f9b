"""The report in a browser: pointing, clicking, picking. Left out where there is no Chromium or Chrome."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.report.assignments import AssignmentReport
from kmaid_nodes.tasks.assign import assign

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        BROWSER is None,
        reason="no chromium, chromium-browser or google-chrome on PATH (Debian: apt-get install chromium)",
    ),
]

# What is done in the page, and what is then to be seen there.
SCRIPT = """
const point = (part) => part.dispatchEvent(new PointerEvent("pointerover", {bubbles: true}));
const item = document.querySelector("#assignments .item:not([hidden])");
const row = [...item.querySelectorAll("tr[data-peak]")].find((r) => r.querySelector(".alternatives"));
const atom = item.querySelector(`g[data-atom="${row.dataset.atom}"]`);
const stick = item.querySelector(`g[data-peak="${row.dataset.peak}"]`);
const found = {};
point(atom);
found.atom_lights_peak = stick.classList.contains("lit") && row.classList.contains("lit");
point(item.querySelector("h2"));
found.nothing_lit = !item.querySelector(".lit");
point(stick);
found.peak_lights_atom = atom.classList.contains("lit") && row.classList.contains("lit");
const alternatives = row.querySelector(".alternatives");
const shown = () => getComputedStyle(alternatives).display !== "none";
found.alternatives_hidden_first = !shown();
atom.dispatchEvent(new MouseEvent("click", {bubbles: true}));
found.alternatives_open = shown();
stick.dispatchEvent(new MouseEvent("click", {bubbles: true}));
found.alternatives_closed = !shown();
const atoms = () => [...row.parentNode.rows].map((r) => Number(r.dataset.atom));
const head = item.querySelector(".carbons th");
head.click();
found.atoms_ascend = atoms().every((a, i, all) => !i || all[i - 1] < a);
head.click();
found.atoms_descend = atoms().every((a, i, all) => !i || all[i - 1] > a) && atoms().length > 1;
const meter = getComputedStyle(row.querySelector(".meter"), "::before");
found.meter_is_filled = meter.backgroundSize.startsWith(row.querySelector(".meter").textContent);
const links = [...document.querySelectorAll("#assignments aside a")];
links[2].click();
found.third_shown = !document.getElementById("m2").hidden && item.hidden;
const search = document.querySelector("#assignments input[type=search]");
search.value = links[1].querySelector(".name").textContent;
search.dispatchEvent(new Event("input"));
found.search_narrows = links.filter((a) => !a.closest("li").hidden).length < links.length;
found.molecules = links.length;
document.body.innerHTML = "<pre id=found>" + JSON.stringify(found) + "</pre>";
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    report = AssignmentReport(50)
    records = list(read_records(SLICE))[:50]
    for result in assign(records, Predictor(load_model())):
        report.add(result)
    path = tmp_path_factory.mktemp("report") / "report.html"
    report.write(path)
    return path


def test_fifty_molecules_stay_below_two_megabytes(page):
    assert page.stat().st_size < 2_000_000


def test_atoms_and_peaks_light_each_other_and_clicks_open_alternatives(page, tmp_path):
    acted = tmp_path / "acted.html"
    acted.write_text(page.read_text().replace("</body>", f"<script>{SCRIPT}</script></body>"))
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", profile, "--dump-dom", acted.as_uri()]
    dumped = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    found = json.loads(dumped.split('<pre id="found">')[1].split("</pre>")[0])
    assert found.pop("molecules") == 50
    assert found == dict.fromkeys(found, True)
