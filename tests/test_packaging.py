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

READ_THE_BUNDLED_MODEL = """
from kmaid_nodes.model.description import bundled_model_path, read_description
read_description(bundled_model_path())
print(bundled_model_path())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """A wheel built from a copy of the sources, without the network."""
    pytest.importorskip("setuptools")
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
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
    assert modules <= names
    assert {
        "kmaid_nodes/py.typed",
        "kmaid_nodes/model_assets/model.safetensors",
        "kmaid_nodes/model_assets/MODEL_CARD.md",
        "kmaid_nodes/demo/nmrshiftdb2_slice.sd.gz",
        "kmaid_nodes/report/report.html",
    } <= names


@pytest.mark.slow
def test_an_installed_wheel_finds_its_model_from_any_folder(wheel, tmp_path):
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(site)
    done = subprocess.run(
        [sys.executable, "-c", READ_THE_BUNDLED_MODEL],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()) == site / "kmaid_nodes" / "model_assets" / "model.safetensors"


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
