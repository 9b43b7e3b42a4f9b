"""What our nodes say of themselves: names, ports, default settings, and what configure makes of the settings.

The nodes are asked through the bench of the node tests, on the stand-in for KNIME or on its genuine backend.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from workflow_making import knime_nodes
from workflow_making.knime_nodes import KNIME_NODES
from workflow_making.node_settings import Settings, changed
from workflow_making.workflow import Step, Workflow

# Paths into the workflow's own folder, as KNIME writes them.
WORKFLOW_FOLDER = "knime://knime.workflow/"


@dataclass(frozen=True)
class Port:
    """A port of one of our nodes; kind: `table` or `model`."""

    name: str
    kind: str
    optional: bool = False


@dataclass(frozen=True)
class Definition:
    """Name and ports of one of our nodes."""

    name: str
    inputs: list[Port]
    outputs: list[Port]


def definition(bench: Any, kind: str) -> Definition:
    """What the node with the id `kmaid.<kind>` is; KeyError if there is none."""
    node = bench.host.nodes[f"kmaid.{kind}"]
    if bench.mode == "stub":
        node_class = bench.host.knext.nodes[f"kmaid.{kind}"]
        slots = ("stub_inputs", "stub_outputs")
        ports = [
            [Port(p.name, "table" if p.kind.id == "table" else "model", p.optional) for p in ports]
            for ports in (getattr(node_class, slot, []) for slot in slots)
        ]
    else:
        sides = ("input_port_specifier", "output_port_specifier")
        ports = [
            [
                Port(p["name"], "table" if p["type_string"] == "PortType.TABLE" else "model", p["optional"])
                for p in node[side]
            ]
            for side in sides
        ]
    return Definition(node["name"], *ports)


def connected_ports(step: Step, about: Definition) -> list[Port]:
    """The input ports that the step has: all that it needs, and the optional ones that are connected."""
    spare = len(step.inputs) - sum(not port.optional for port in about.inputs)
    ports = []
    for port in about.inputs:
        if port.optional and spare <= 0:
            continue
        spare -= port.optional
        ports.append(port)
    return ports


def configure_steps(bench: Any, workflow: Workflow) -> dict[int, list[str]]:
    """Give each step its settings, as they are after configure; the warnings of each by its number."""
    specs: dict[tuple[int, int], Any] = {}
    warnings: dict[int, list[str]] = {}
    for step in workflow.steps:
        given = [specs[end.number, port] for end, port in step.inputs]
        if step.kind in KNIME_NODES:
            step.model = getattr(knime_nodes, step.kind)(**step.settings)
            specs[step.number, 1] = _spec_of_knime_node(bench, step, given)
            continue
        ports = connected_ports(step, definition(bench, step.kind))
        present = {port.name: 1 for port in ports if port.optional}
        settings = {"model": changed(default_settings(bench, step.kind), step.settings)}
        result = bench.host.configure(f"kmaid.{step.kind}", given, settings, present=present)
        step.model = result.params["model"]
        warnings[step.number] = list(result.warnings)
        specs |= {(step.number, n): spec for n, spec in enumerate(result.specs, 1)}
    return warnings


def default_settings(bench: Any, kind: str) -> Settings:
    """The settings of a node that was just added to a workflow."""
    nothing_connected = [None] * len(definition(bench, kind).inputs)
    return copy.deepcopy(bench.dialog(kind, nothing_connected)["data"]["model"])


def in_folder(settings: Settings, folder: Path) -> Settings:
    """The settings with paths into the workflow's folder made absolute, as KNIME does when a node runs."""
    return _with_texts(settings, lambda text: _resolved(text, folder))


def _resolved(text: str, folder: Path) -> str:
    inside = text.removeprefix(WORKFLOW_FOLDER)
    return text if inside == text else str(folder / inside)


def _with_texts(settings: Settings, change: Callable[[str], str]) -> Settings:
    new: Settings = {}
    for key, value in settings.items():
        if isinstance(value, dict):
            new[key] = _with_texts(value, change)
        else:
            new[key] = change(value) if isinstance(value, str) else value
    return new


def write_files(files: dict[str, bytes], folder: Path) -> None:
    """Put files of a workflow into its folder."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def arrow_columns(columns: dict[str, Sequence[Any]]) -> dict[str, pa.Array]:
    """The cells of a Table Creator as Arrow columns."""
    kinds = {str: pa.string(), float: pa.float64(), int: pa.int32()}
    arrays = {}
    for name, cells in columns.items():
        kind = next((type(cell) for cell in cells if cell is not None), str)
        arrays[name] = pa.array(list(cells), kinds[kind])
    return arrays


def _spec_of_knime_node(bench: Any, step: Step, given: list[Any]) -> Any:
    if step.kind == "table_creator":
        return bench.host.spec_of(bench.table(arrow_columns(step.settings["columns"])))
    return given[0] if given else None  # the columns that a filter leaves concern none of our nodes
