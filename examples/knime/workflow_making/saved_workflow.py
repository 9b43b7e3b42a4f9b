"""A workflow read back from its .knwf file, as KNIME would find it."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow_making.config_xml import Config, read_config
from workflow_making.knime_nodes import KNIME_NODES


@dataclass(frozen=True)
class SavedNode:
    """A node: its number, what it is, and its whole settings.xml; kind as in `Step`."""

    number: int
    kind: str
    config: Config

    @property
    def is_ours(self) -> bool:
        """Is it a node of this extension?"""
        return self.kind not in KNIME_NODES

    @property
    def optional_ports(self) -> dict[str, int]:
        """The optional input ports that the node has, each with their number."""
        groups = self.config.get("node_creation_config", {})
        return {name: len(ports) for name, ports in groups.items() if "port_0" in ports}


@dataclass(frozen=True)
class SavedWorkflow:
    """All that is in the file; connections: (source, its port, target, its port), port 0 for variables."""

    name: str
    config: Config
    nodes: dict[int, SavedNode]
    connections: list[tuple[int, int, int, int]]
    files: dict[str, bytes]

    def inputs_of(self, number: int) -> list[tuple[int, int]]:
        """Node and port behind each input port of a node, in the order of its ports."""
        ends = [
            (port, source, at) for source, at, target, port in self.connections if target == number and port
        ]
        return [(source, at) for _, source, at in sorted(ends)]

    def in_order(self) -> list[SavedNode]:
        """The nodes so that each comes behind those that it is connected to; ValueError for a circle."""
        left, ordered = dict(self.nodes), []
        while left:
            ready = [n for n in left if not any(t == n and s in left for s, _, t, _ in self.connections)]
            if not ready:
                raise ValueError("the connections go round in a circle")
            ordered += [left.pop(number) for number in ready]
        return ordered


def read_knwf(path: Path) -> SavedWorkflow:
    """The workflow in a .knwf file; KeyError or ValueError if KNIME would not find one in it."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    folders = {name.partition("/")[0] for name in files}
    if len(folders) != 1:
        raise ValueError(f"a .knwf file holds one folder, not {sorted(folders)}")
    (folder,) = folders
    inside = {name.partition("/")[2]: content for name, content in files.items()}
    key, config = read_config(inside["workflow.knime"].decode())
    if key != "workflow.knime":
        raise ValueError(f"workflow.knime says that it is {key}")
    nodes = {}
    for entry in config["nodes"].values():
        _, settings = read_config(inside[entry["node_settings_file"]].decode())
        nodes[entry["id"]] = SavedNode(entry["id"], _kind(settings), settings)
    ends = [
        (c["sourceID"], c["sourcePort"], c["destID"], c["destPort"]) for c in config["connections"].values()
    ]
    return SavedWorkflow(folder, config, nodes, ends, inside)


def _kind(settings: Config) -> str:
    ours: dict[str, Any] = settings["factory_settings"]
    if "node_id" in ours:
        return ours["node_id"].removeprefix("kmaid.")
    return next(kind for kind, node in KNIME_NODES.items() if node.factory == settings["factory"])
