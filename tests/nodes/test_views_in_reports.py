"""Views in KNIME's reports: each hands over pictures, where KNIME has the script that takes them."""

import importlib
import shutil

import pyarrow as pa
import pytest

SPECTRA = {"CCO": "57.8, 18.1", "COc1ccc(C=O)cc1": "190.8, 164.6, 131.9, 130.0, 114.3, 55.6"}
SERVICE = """
const KnimeUIExtensionService = {ReportingService: {getInstance: async () => ({
  isReportingActive: () => !window.kmaidNoReport,
  setReportingContent: (html) => { window.reportingContent = html; },
})}}; // </script> does not end it
"""


@pytest.fixture
def service(bench, monkeypatch):
    """KNIME's script for reports, as a test can read it; a checkout of its sources does not hold it."""
    if bench.mode == "jvm":
        pytest.skip("KNIME's script cannot be set in another process")
    views = importlib.import_module("knime.api.views")

    def given(script):
        monkeypatch.setattr(views, "KNIME_UI_EXT_SERVICE_JS", script)

    given(SERVICE)
    return given


@pytest.fixture
def view(bench, model):
    """`view(node)` runs a node on the spectra and gives its view."""
    spectra = {"SMILES": pa.array(list(SPECTRA)), "13C NMR": pa.array(list(SPECTRA.values()))}

    def run(node):
        inputs = [bench.table(spectra)] * (2 if node == "retrieve" else 1)
        return bench.run(node, model, *inputs).view

    return run


@pytest.mark.parametrize("node", ["assign_peaks", "retrieve", "structure_check"])
def test_a_view_can_be_used_in_a_report(view, service, node):
    shown = view(node)
    assert shown.in_report
    assert shown.html.index("KnimeUIExtensionService") < shown.html.index('id="data"')
    assert shown.html.count("</script>") == 3


@pytest.mark.parametrize("node", ["assign_peaks", "retrieve"])
def test_a_knime_without_the_script_leaves_the_view_out_of_reports(view, service, node):
    service("")
    assert not view(node).in_report


@pytest.mark.slow
@pytest.mark.parametrize("node", ["assign_peaks", "retrieve"])
def test_a_report_gets_the_picture_of_each_molecule_and_no_script(view, service, node, tmp_path):
    api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or pytest.skip("no Chromium")
    path = tmp_path / "view.html"
    path.write_text(view(node).html, "utf-8")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(path.as_uri())
        page.wait_for_function("window.reportingContent")
        content = page.evaluate("window.reportingContent")
        counted = page.evaluate(
            """() => {
              const box = document.createElement("div");
              box.innerHTML = window.reportingContent;
              return [box.querySelectorAll("section").length, box.querySelectorAll("svg").length];
            }"""
        )
        page = browser.new_page()
        page.add_init_script("window.kmaidNoReport = true")
        page.goto(path.as_uri())
        page.wait_for_selector("#page main")
        assert page.evaluate("window.reportingContent") is None
        browser.close()
    assert counted[0] == 2 and counted[1] >= 2
    assert "190.8" in content and "<script" not in content
