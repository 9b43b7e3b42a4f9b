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
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
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
const seen = {};
point(atom);
seen.atom_lights_peak = stick.classList.contains("lit") && row.classList.contains("lit");
point(item.querySelector("h2"));
seen.nothing_lit = !item.querySelector(".lit");
point(stick);
seen.peak_lights_atom = atom.classList.contains("lit") && row.classList.contains("lit");
const alternatives = row.querySelector(".alternatives");
const shown = () => getComputedStyle(alternatives).display !== "none";
seen.alternatives_hidden_first = !shown();
atom.dispatchEvent(new MouseEvent("click", {bubbles: true}));
seen.alternatives_open = shown();
stick.dispatchEvent(new MouseEvent("click", {bubbles: true}));
seen.alternatives_closed = !shown();
const atoms = () => [...row.parentNode.rows].map((r) => Number(r.dataset.atom));
const head = item.querySelector(".carbons th");
head.click();
seen.atoms_ascend = atoms().every((a, i, all) => !i || all[i - 1] < a);
head.click();
seen.atoms_descend = atoms().every((a, i, all) => !i || all[i - 1] > a) && atoms().length > 1;
const meter = getComputedStyle(row.querySelector(".meter"), "::before");
seen.meter_is_filled = meter.backgroundSize.startsWith(row.querySelector(".meter").textContent);
const links = [...document.querySelectorAll("#assignments aside a")];
links[2].click();
seen.third_shown = !document.getElementById("m2").hidden && item.hidden;
const search = document.querySelector("#assignments input[type=search]");
search.value = links[1].querySelector(".name").textContent;
search.dispatchEvent(new Event("input"));
seen.search_narrows = links.filter((a) => !a.closest("li").hidden).length < links.length;
seen.molecules = links.length;
document.body.innerHTML = "<pre id=seen>" + JSON.stringify(seen) + "</pre>";
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
    seen = json.loads(dumped.split('<pre id="seen">')[1].split("</pre>")[0])
    assert seen.pop("molecules") == 50
    assert seen == dict.fromkeys(seen, True)
