"""All files beside the script: the workflows, the tables that they must give, and the README."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from workflow_making.definitions import Definition, configure_steps, definition
from workflow_making.example_workflows import EXAMPLES
from workflow_making.expected_tables import Expected, measured, read_expected, write_expected
from workflow_making.knime_nodes import KNIME_NODES
from workflow_making.node_tests import NODE_TESTS, with_reference
from workflow_making.readme import readme_text
from workflow_making.saved_workflow import read_knwf
from workflow_making.workflow import Workflow
from workflow_making.workflow_files import knwf

TESTS_FOLDER = "node_tests"


def examples() -> dict[str, Workflow]:
    """The example workflows by the names of their files."""
    return {f"{make.__name__}.knwf": make() for make in EXAMPLES}


def node_tests() -> dict[str, Workflow]:
    """The test workflows by the names of their files, without what they compare with."""
    return {f"{TESTS_FOLDER}/{kind}.knwf": make() for kind, make in NODE_TESTS.items()}


def generated(bench: Any, expected: dict[str, Expected]) -> dict[str, bytes]:
    """The content of every file but the expected tables, by its path; no workflow is run for it."""
    of_tests = node_tests()
    files = {path: _packed(bench, flow) for path, flow in examples().items()}
    for path, flow in of_tests.items():
        known = expected[flow.name]
        files[path] = _packed(bench, with_reference(flow, known.tables[0], known.warnings))
    readme = readme_text(examples(), of_tests, expected)
    return files | {"README.md": readme.encode()}


def measure_tables(bench: Any, folder: Path) -> None:
    """Run all workflows, and write what they give."""
    expected = {}
    for flow in [*examples().values(), *node_tests().values()]:
        print(f"Running: {flow.name}", flush=True)
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "workflow.knwf"
            path.write_bytes(_packed(bench, flow))
            expected[flow.name] = measured(bench, flow, read_knwf(path))
    write_expected(expected, folder)


def write_files(bench: Any, folder: Path) -> None:
    """Write the workflows and the README, with the tables that were measured."""
    for path, content in generated(bench, read_expected(folder)).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)


def _packed(bench: Any, flow: Workflow) -> bytes:
    configure_steps(bench, flow)
    return knwf(flow, definitions_of(bench, flow), bench.host.yml.version)


def definitions_of(bench: Any, flow: Workflow) -> dict[str, Definition]:
    """What is known of our nodes in a workflow."""
    return {step.kind: definition(bench, step.kind) for step in flow.steps if step.kind not in KNIME_NODES}
