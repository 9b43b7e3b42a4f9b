"""Writes docs/knime/nodes.md, the KNIME nodes in words: python docs/write_knime_nodes.py [file].

All of it comes from the classes of the nodes, so that it says what their dialogs say.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from knime_definitions import ROOT, VERSION, Definition, Option, Port, Section, definitions

DOCUMENT = Path(__file__).parent / "knime" / "nodes.md"

START = f"""\
# The KNIME nodes

This text is written by `python docs/write_knime_nodes.py` from the nodes themselves, version {VERSION}. The
same words stand in KNIME's description of each node. [How to install and use them](../knime.md).

*Column* options that say "chosen by its name and cells" take the column that fits, and a warning tells which.
Options marked *advanced* are hidden until **Show advanced settings** is on. A table with the columns of the
input keeps its rows in their order.
"""


def document() -> str:
    """The whole text."""
    nodes = definitions()
    parts = [START, "\n".join(_contents(nodes)), *("\n".join(_node(node)) for node in nodes)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _contents(nodes: list[Definition]) -> Iterator[str]:
    yield "| node | what it does | since |"
    yield "| --- | --- | --- |"
    for node in nodes:
        anchor = re.sub(r"[^a-z0-9 -]", "", node.title.lower()).replace(" ", "-")
        yield f"| [{node.title}](#{anchor}) | {_cell(node.short)} | {node.since} |"


def _node(node: Definition) -> Iterator[str]:
    icon = Path(os.path.relpath(node.icon, DOCUMENT.parent)).as_posix()
    yield f"## {node.title}"
    yield ""
    yield f"![]({icon}) {node.short}"
    yield ""
    yield node.text
    yield ""
    yield f"Since {node.since}. {node.kind} node, called **{node.name}** in KNIME's node repository."
    yield f"It is also found under {', '.join(node.keywords)}."
    yield ""
    yield from _ports(node)
    if node.sections:
        yield ""
        yield from _options(node.sections)
    for port in node.outputs:
        if port.columns is not None:
            yield ""
            yield _columns(port)


def _ports(node: Definition) -> Iterator[str]:
    yield "| port | | what it holds |"
    yield "| --- | --- | --- |"
    for kind, ports in (("in", node.inputs), ("out", node.outputs)):
        for number, port in enumerate(ports, 1):
            what = ("table" if port.table else "model") + (", optional" if port.optional else "")
            yield f"| {kind} {number} ({what}) | **{_cell(port.name)}** | {_cell(port.description)} |"
    if node.view:
        name, description = node.view
        yield f"| view | **{_cell(name)}** | {_cell(description)} |"


def _options(sections: Iterable[Section]) -> Iterator[str]:
    yield "| option | takes | default | since | what it does |"
    yield "| --- | --- | --- | --- | --- |"
    for section in sections:
        yield f"| ***{_cell(section.label)}*** | | | | *{_cell(section.description)}* |"
        for option in section.options:
            advanced = " *(advanced)*" if option.advanced else ""
            yield (
                f"| **{_cell(option.label)}**{advanced} | {_cell(option.kind)} | {_cell(option.default)} | "
                f"{option.since} | {_meaning(option)} |"
            )


def _meaning(option: Option) -> str:
    choices = [f"*{_cell(name)}*: {_cell(meaning)}" for name, meaning in option.choices]
    return "<br>".join([_cell(option.description), *choices])


def _columns(port: Port) -> str:
    listed = ", ".join(f"`{name}` ({kind})" for name, kind in port.columns or ())
    before = "the columns of the input, then " if port.keeps_input else ""
    return f"Columns of **{port.name}**: {before}{listed}."


def _cell(text: str) -> str:
    """Text in one cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def main(file: Path) -> None:
    """Write the document."""
    file.write_text(document(), "utf-8", newline="\n")
    print(f"{file.relative_to(ROOT) if file.is_relative_to(ROOT) else file}: {len(definitions())} nodes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENT)
