"""What an installed wheel holds, and where the bundled model is found."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kmaid_nodes.model import description

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("pyproject.toml", "setup.py", "README.md", "LICENSE.TXT", "NOTICE", "kmaid_nodes", "model_assets")
KNIMES = ("knime.yml", "knime_extension")

READ_THE_BUNDLED_MODEL = """
from kmaid_nodes.model.description import bundled_model_path, read_description
read_description(bundled_model_path())
print(bundled_model_path())
"""

THREE_LINES = """
import kmaid_nodes as kmaid
model = kmaid.load_model()
result = model.assign("COc1ccc(C=O)cc1", "13C NMR δ 190.8, 164.6, 131.9, 130.0, 114.3, 55.6")
print(kmaid.__file__, *result.to_pandas()["ppm"])
"""

# As KNIME does it: the parent of the entry module on sys.path, icons beside knime.yml.
REGISTER_AND_LOAD = """
import sys
from pathlib import Path
from kmaid_nodes.cli import main
from kmaid_nodes.knime_registration.installation import this_entry
from kmaid_nodes.knime_registration.requirements import unmet
assert main(["knime-register", "--config", "config.yml"]) == (2 if unmet() else 0)
folder = Path(this_entry().folder)
sys.path[:0] = [{stub!r}, str(folder / "knime_extension")]
import extension
import knime.extension as knext
import kmaid_nodes.nodes
assert all((folder / node.stub["icon_path"]).is_file() for node in knext.nodes.values())
print(kmaid_nodes.nodes.__file__)
print(len(knext.nodes))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """A wheel built from a copy of the sources, without the network."""
    pytest.importorskip("setuptools")
    copy = tmp_path_factory.mktemp("sources")
    for name in (*SOURCES, *KNIMES):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(source, copy / name)
    out = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "-w",
        str(out),
    ]
    subprocess.run([*command, str(copy)], check=True)
    (built,) = out.glob("*.whl")
    return built


@pytest.mark.slow
def test_a_wheel_holds_every_module_and_no_second_package(wheel):
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"kmaid_nodes"}
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "kmaid_nodes").rglob("*.py")}
    modules = {name for name in modules if "/node_modules/" not in name}
    assert modules <= names
    assert {
        "kmaid_nodes/py.typed",
        "kmaid_nodes/model_assets/model.safetensors",
        "kmaid_nodes/model_assets/MODEL_CARD.md",
        "kmaid_nodes/demo/nmrshiftdb2_slice.sd.gz",
        "kmaid_nodes/report/report.html",
        "kmaid_nodes/report/report.js",
        "kmaid_nodes/report/report.css",
        "kmaid_nodes/report/skeletons.json",
    } <= names
    assert not [name for name in names if name.startswith("kmaid_nodes/report/page/")]  # sources


@pytest.mark.slow
def test_a_wheel_holds_what_knime_reads(wheel):
    with zipfile.ZipFile(wheel) as opened:
        held = {name for name in opened.namelist() if name.startswith("kmaid_nodes/knime_files/")}
    icons = {f"knime_extension/icons/{path.name}" for path in (ROOT / "knime_extension/icons").glob("*.png")}
    wanted = {"knime.yml", "LICENSE.TXT", "knime_extension/extension.py", *icons}
    assert held == {f"kmaid_nodes/knime_files/{name}" for name in wanted}


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory) -> Path:
    """A folder of packages with the wheel in it."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(folder)
    return folder


def output_of(code: str, site: Path, folder: Path) -> str:
    """What a Python program prints that runs in a folder and has the installed wheel."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.slow
def test_an_installed_wheel_finds_its_model_from_any_folder(site, tmp_path):
    printed = output_of(READ_THE_BUNDLED_MODEL, site, tmp_path)
    assert Path(printed.strip()) == site / "kmaid_nodes" / "model_assets" / "model.safetensors"


@pytest.mark.slow
def test_an_installed_wheel_assigns_a_spectrum_in_three_lines(site, tmp_path):
    file, *shifts = output_of(THREE_LINES, site, tmp_path).split()
    assert Path(file) == site / "kmaid_nodes" / "__init__.py"
    assert [float(ppm) for ppm in shifts] == [55.6, 164.6, 114.3, 131.9, 130.0, 190.8, 131.9, 114.3]


@pytest.mark.slow
def test_an_installed_wheel_is_registered_in_knime_and_its_nodes_load(site, tmp_path):
    printed = output_of(REGISTER_AND_LOAD.format(stub=str(ROOT / "tests/nodes/knime_stub")), site, tmp_path)
    *said, package, nodes = printed.splitlines()
    assert (
        f"KNIME will run the nodes of {site / 'kmaid_nodes' / 'knime_files'} with {sys.executable}." in said
    )
    assert Path(package) == site / "kmaid_nodes" / "nodes" / "__init__.py"
    assert int(nodes) >= 8


def test_a_checkout_finds_the_model_at_its_root():
    assert description.bundled_model_path() == ROOT / "model_assets" / "model.safetensors"


def test_the_model_inside_the_package_comes_first(monkeypatch, tmp_path):
    package = tmp_path / "kmaid_nodes"
    for folder in (package / "model", package / "model_assets", tmp_path / "model_assets"):
        folder.mkdir(parents=True)
    monkeypatch.setattr(description, "__file__", str(package / "model" / "description.py"))
    at_the_root = tmp_path / "model_assets" / "model.safetensors"
    at_the_root.touch()
    assert description.bundled_model_path() == at_the_root
    inside = package / "model_assets" / "model.safetensors"
    inside.touch()
    assert description.bundled_model_path() == inside
