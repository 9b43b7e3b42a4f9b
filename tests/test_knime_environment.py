"""The environment that is bundled for KNIME has what the package needs, and CI builds it."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PIXI = tomllib.loads((ROOT / "pixi.toml").read_text("utf-8"))
BUNDLED = {**PIXI["dependencies"], **PIXI["pypi-dependencies"]}
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
# What conda-forge calls otherwise: without Qt, and without CUDA.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "torch": "pytorch-cpu"}
EXTRAS = ("formats", "knime")
NEEDED = [
    *PROJECT["dependencies"],
    *(line for extra in EXTRAS for line in PROJECT["optional-dependencies"][extra]),
]


@pytest.mark.parametrize("line", NEEDED)
def test_the_bundled_environment_has_each_dependency_in_the_same_versions(line):
    name, versions = re.fullmatch(r"([\w-]+)(.*)", line).groups()
    assert BUNDLED[CONDA_NAMES.get(name, name)] == versions


def test_nothing_else_is_bundled():
    names = {re.match(r"[\w-]+", line)[0] for line in NEEDED}
    knimes = {"python", "knime-extension", "knime-python-base"}
    assert set(BUNDLED) == {CONDA_NAMES.get(name, name) for name in names} | knimes


def test_pixi_toml_has_the_form_of_knimes_template():
    workspace = PIXI["workspace"]
    assert workspace["channels"] == ["knime", "conda-forge"]
    assert set(workspace["platforms"]) == {"win-64", "linux-64", "osx-64", "osx-arm64"}
    build = PIXI["feature"]["build"]
    assert build["tasks"]["build"]["cmd"].startswith("build-python-extension . {{ dest }}")
    assert "register-debug-in-knime" in build["tasks"]
    assert PIXI["environments"]["build"] == {"features": ["build"], "no-default-feature": True}


def test_the_bundle_is_not_written_into_what_is_bundled():
    (dest,) = PIXI["feature"]["build"]["tasks"]["build"]["args"]
    assert dest["default"].startswith("../")


def test_knime_yml_names_the_environment_and_what_the_nodes_need_of_knime():
    yml = yaml.safe_load((ROOT / "knime.yml").read_text("utf-8"))
    assert yml["pixi_toml_path"] == "pixi.toml"
    assert yml["name"] == PIXI["workspace"]["name"]
    features = {line.split()[0] for line in yml["feature_dependencies"]}
    assert features == {"org.knime.features.core", "org.knime.features.chem.types", "org.rdkit.knime.feature"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read_and_names_the_versions_of_its_actions(path):
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 120
        for step in job["steps"]:
            assert "uses" not in step or re.fullmatch(r"[\w/-]+@v\d+(\.\d+)*", step["uses"])


def test_the_update_site_is_built_by_a_tag_and_by_hand():
    (path,) = [path for path in WORKFLOWS if path.name == "knime_update_site.yml"]
    workflow = yaml.safe_load(path.read_text("utf-8"))
    triggers = workflow[True]  # YAML 1.1 reads `on` as a truth value
    assert triggers == {"push": {"tags": ["v*"]}, "workflow_dispatch": None}
    steps = workflow["jobs"]["build"]["steps"]
    uploads = [step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", "")]
    (build,) = [step["run"] for step in steps if "pixi run" in step.get("run", "")]
    assert build == 'pixi run -e build build "$RUNNER_TEMP/kmaid_update_site"'
    assert "${{ runner.temp }}/kmaid_update_site" in uploads
