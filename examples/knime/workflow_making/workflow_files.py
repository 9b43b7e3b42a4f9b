"""The files of a workflow as KNIME keeps them in a folder, and the .knwf file that holds them."""

from __future__ import annotations

import html
import io
import zipfile
from typing import Any

from kmaid_nodes.notice import NOTICE
from workflow_making.config_xml import Config, config_text
from workflow_making.definitions import Definition, connected_ports
from workflow_making.knime_nodes import KNIME_NODES, KnimeNode
from workflow_making.node_settings import entries_of_settings
from workflow_making.workflow import Step, Workflow

# Versions and times are fixed: the same definitions give the same bytes.
_KNIME_VERSION = "5.5.0"
_WORKFLOW_VERSION = "5.1.0"
_WRITTEN = "2026-11-28 12:00:00 +0000"
_WRITTEN_ISO = "2026-11-28T12:00:00.000+00:00"
_ZIP_TIME = (2026, 11, 28, 12, 0, 0)
_AUTHOR = "The K-M3AID developers"
_KNIME = "KNIME AG, Zurich, Switzerland"
_ANNOTATION_VERSION = 20230412
_YELLOW, _WHITE = 0xFFD800, 0xFFFFFF

# Distances in the picture, in pixels.
_LEFT, _TOP, _COLUMN, _ROW = 80, 200, 220, 160
_NODE_LABEL_BELOW, _NODE_LABEL_WIDTH = 90, 180

EXTENSION = "io.github.kmaid.kmaid_nmr"
_EXTENSION_FACTORY = "org.knime.python3.nodes.extension.ExtensionNodeSetFactory$DynamicExtensionNodeFactory"
_PYTHON_BUNDLE = ("KNIME Python 3 - Nodes", "org.knime.python3.nodes")
_FEATURE = ("K-M3AID NMR", "io.github.kmaid.features.kmaid_nmr.feature.group")
_PORT_CLASSES = {
    "table": "org.knime.core.node.BufferedDataTable",
    "model": "org.knime.python3.nodes.ports.PythonBinaryBlobFileStorePortObject",
}


def knwf(workflow: Workflow, definitions: dict[str, Definition], version: str) -> bytes:
    """The zip file: entries sorted, times fixed. version: of the extension, with which settings are saved."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data in sorted(files_of(workflow, definitions, version).items()):
            entry = zipfile.ZipInfo(f"{workflow.name}/{path}", _ZIP_TIME)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                0o644 << 16,
                3,
            )
            archive.writestr(entry, data)
    return content.getvalue()


def files_of(workflow: Workflow, definitions: dict[str, Definition], version: str) -> dict[str, bytes]:
    """Content of every file of the workflow's folder, by its path."""
    names = {s.number: folder_of(s, definitions) for s in workflow.steps}
    texts = {
        "workflow.knime": config_text("workflow.knime", _workflow_config(workflow, definitions, names)),
        "workflow-metadata.xml": _metadata(workflow),
    }
    for step in workflow.steps:
        config = _node_config(workflow, step, definitions, version)
        texts[f"{names[step.number]}/settings.xml"] = config_text("settings.xml", config)
    return {path: text.encode() for path, text in texts.items()} | workflow.files


def folder_of(step: Step, definitions: dict[str, Definition]) -> str:
    """The folder of a node: its name, without what file systems mind, and its number."""
    return f"{_node_name(step, definitions).replace('-', '_')} (#{step.number})"


def _node_name(step: Step, definitions: dict[str, Definition]) -> str:
    return KNIME_NODES[step.kind].name if step.kind in KNIME_NODES else definitions[step.kind].name


def _metadata(workflow: Workflow) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<workflow-metadata content-type="text/plain" '
        'xmlns="http://www.knime.org/core/node/workflow/metadata/v1.0">\n'
        f"    <created>{_WRITTEN_ISO}</created>\n"
        f"    <last-modified>{_WRITTEN_ISO}</last-modified>\n"
        f"    <description>{html.escape(f'{workflow.about} {NOTICE}')}</description>\n"
        "</workflow-metadata>\n"
    )


def _workflow_config(workflow: Workflow, definitions: dict[str, Definition], names: dict[int, str]) -> Config:
    places = workflow.places()
    return {
        "created_by": _KNIME_VERSION,
        "created_by_nightly": False,
        "version": _WORKFLOW_VERSION,
        "name": None,
        "authorInformation": {
            "authored-by": _AUTHOR,
            "authored-when": _WRITTEN,
            "lastEdited-by": _AUTHOR,
            "lastEdited-when": _WRITTEN,
        },
        "customDescription": None,
        "state": "IDLE",
        "workflow_credentials": {},
        "annotations": {"annotation_0": _workflow_annotation(workflow, places)},
        "nodes": {f"node_{s.number}": _placed(s, names[s.number], places) for s in workflow.steps},
        "connections": {f"connection_{n}": end for n, end in enumerate(_connections(workflow))},
        "workflow_editor_settings": {
            "workflow.editor.snapToGrid": True,
            "workflow.editor.ShowGrid": False,
            "workflow.editor.gridX": 20,
            "workflow.editor.gridY": 20,
            "workflow.editor.zoomLevel": 1.0,
            "workflow.editor.curvedConnections": True,
            "workflow.editor.connectionWidth": 1,
        },
    }


def _workflow_annotation(workflow: Workflow, places: dict[int, tuple[int, int]]) -> Config:
    width = max(700, (1 + max(column for column, _ in places.values())) * _COLUMN)
    text = f"<p><strong>{html.escape(workflow.name)}</strong></p><p>{html.escape(workflow.about)}</p>"
    return {
        **_annotation(text, "text/html", (_LEFT - 40, 40, width, 120), "LEFT"),
        "borderSize": 4,
        "borderColor": _YELLOW,
    }


def _annotation(text: str, kind: str, bounds: tuple[int, int, int, int], alignment: str) -> Config:
    x, y, width, height = bounds
    return {
        "text": text,
        "contentType": kind,
        "bgcolor": _WHITE,
        "x-coordinate": x,
        "y-coordinate": y,
        "width": width,
        "height": height,
        "alignment": alignment,
        "borderSize": 0,
        "borderColor": _WHITE,
        "defFontSize": -1,
        "annotation-version": _ANNOTATION_VERSION,
        "styles": {},
    }


def _position(place: tuple[int, int]) -> tuple[int, int]:
    column, row = place
    return _LEFT + column * _COLUMN, _TOP + row * _ROW


def _placed(step: Step, folder: str, places: dict[int, tuple[int, int]]) -> Config:
    x, y = _position(places[step.number])
    return {
        "id": step.number,
        "node_settings_file": f"{folder}/settings.xml",
        "node_is_meta": False,
        "node_type": "NativeNode",
        "ui_classname": "org.knime.core.node.workflow.NodeUIInformation",
        "ui_settings": {"extrainfo.node.bounds": [x, y, 0, 0]},
    }


def _connections(workflow: Workflow) -> list[Config]:
    ends = [
        (source.number, source_port, step.number, port)
        for step in workflow.steps
        for port, (source, source_port) in enumerate(step.inputs, 1)
    ]
    ends += [(step.after.number, 0, step.number, 0) for step in workflow.steps if step.after]
    return [
        {
            "sourceID": source,
            "destID": target,
            "sourcePort": source_port,
            "destPort": target_port,
            "ui_classname": "org.knime.core.node.workflow.ConnectionUIInformation",
            "ui_settings": {"extrainfo.conn.bendpoints_size": 0},
        }
        for source, source_port, target, target_port in ends
    ]


def _node_config(workflow: Workflow, step: Step, definitions: dict[str, Definition], version: str) -> Config:
    x, y = _position(workflow.places()[step.number])
    label = (x - _NODE_LABEL_WIDTH // 3, y + _NODE_LABEL_BELOW, _NODE_LABEL_WIDTH, 16)
    if step.kind in KNIME_NODES:
        node = KNIME_NODES[step.kind]
        model, outputs, kind = step.model, node.outputs, _knime_node(node)
    else:
        about = definitions[step.kind]
        model, outputs = entries_of_settings(step.model, version), len(about.outputs)
        kind = _our_node(step, about, version)
    return {
        "node_file": "settings.xml",
        "flow_stack": {},
        "internal_node_subsettings": {"memory_policy": "CacheSmallInMemory"},
        "model": model,
        "nodeAnnotation": _annotation(step.label, "text/plain", label, "CENTER"),
        "customDescription": None,
        "state": "IDLE",
        **kind,
        "name": _node_name(step, definitions),
        "hasContent": False,
        "isInactive": False,
        "ports": {f"port_{n}": {"index": n, "port_dir_location": None} for n in range(1, outputs + 1)},
        "filestores": {"file_store_location": None, "file_store_id": None},
    }


def _knime_node(node: KnimeNode) -> Config:
    return {
        "factory": node.factory,
        "node-name": node.name,
        **_origin("bundle", node.bundle, _KNIME, _KNIME_VERSION),
        **_origin("feature", node.feature, _KNIME, _KNIME_VERSION),
        "factory-id-uniquifier": None,
        "factory_settings": {},
    }


def _our_node(step: Step, about: Definition, version: str) -> Config:
    node_id = f"kmaid.{step.kind}"
    return {
        "factory": _EXTENSION_FACTORY,
        "node-name": about.name,
        **_origin("bundle", _PYTHON_BUNDLE, _KNIME, _KNIME_VERSION),
        **_origin("feature", _FEATURE, _AUTHOR, version),
        "factory-id-uniquifier": f"{EXTENSION}_!_{node_id}",
        "factory_settings": {"extension_id": EXTENSION, "node_id": node_id},
        **_node_creation(step, about),
    }


def _origin(of: str, names: tuple[str, str], vendor: str, version: str) -> Config:
    name, symbolic_name = names
    return {
        f"node-{of}-name": name,
        f"node-{of}-symbolic-name": symbolic_name,
        f"node-{of}-vendor": vendor,
        f"node-{of}-version": version,
    }


def _node_creation(step: Step, about: Definition) -> Config:
    """Which of the optional ports are there; nodes without optional ports say nothing.

    KNIME writes one config for each group of ports. A group that cannot change is empty; an optional port has
    its type in `port_0` if the node has it.
    """
    if not any(port.optional for port in about.inputs):
        return {}
    connected: Any = connected_ports(step, about)
    groups: Config = {}
    for n, port in enumerate(about.inputs):
        if not port.optional:
            groups[f"Input {port.name} # {n}"] = {}
        else:
            there = {"port_0": {"object_class": _PORT_CLASSES[port.kind]}}
            groups[port.name] = there if port in connected else {}
    groups |= {f"Output {port.name} # {n}": {} for n, port in enumerate(about.outputs)}
    return {"node_creation_config": groups}
