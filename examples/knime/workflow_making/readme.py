"""The README of the workflows: what each does, and the tables that come out."""

from __future__ import annotations

import textwrap
from typing import Any

from kmaid_nodes.notice import NOTICE
from workflow_making.expected_tables import Columns, Expected
from workflow_making.workflow import Workflow

_WIDTH = 118
_HEAD = (
    "Import a workflow with *File > Import KNIME Workflow*, or drop its file on KNIME's space explorer, then "
    "execute all. The data are inside: spectra of nmrshiftdb2 in Table Creator nodes, or in a file in the "
    "workflow's folder. The tables below come out of these workflows; numbers are rounded.",
    "The files are made by `python examples/knime/make_workflows.py` from the definitions of the nodes. Do "
    "not edit them by hand. A test runs each on KNIME's Python backend, and compares its tables with those "
    "below. Nobody has opened them in KNIME itself yet.",
    f"{NOTICE.removesuffix('.')}; see `NOTICE`.",
)
_TESTS_HEAD = (
    "`node_tests/` has one workflow for each node. Each ends with a Table Difference Checker, which compares "
    "the node's table with the expected one. They need the KNIME Testing Framework."
)
_LONGEST_CELL = 60


def readme_text(
    examples: dict[str, Workflow], tests: dict[str, Workflow], expected: dict[str, Expected]
) -> str:
    """The whole file; workflows by their file names."""
    parts = ["# Workflows for KNIME\n", *(_paragraph(text) for text in _HEAD)]
    for file_name, workflow in examples.items():
        parts += [f"## {workflow.name}\n", _paragraph(f"`{file_name}`: {workflow.about}")]
        for shown, table in zip(workflow.shown, expected[workflow.name].tables, strict=True):
            parts.append(f"**{shown.step.label}** (output {shown.port})\n\n{_markdown(table)}")
    rows = "".join(f"| `{name}` | {flow.about.split('. ')[0]}. |\n" for name, flow in tests.items())
    head = "| workflow | what is tested |\n| --- | --- |\n"
    return "\n".join([*parts, "## Test workflows\n", _paragraph(_TESTS_HEAD), head + rows])


def _paragraph(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"


def _markdown(table: Columns) -> str:
    names = list(table)
    lines = [names, ["---"] * len(names), *zip(*table.values(), strict=True)]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, list):
        cell = ", ".join(f"{one:.1f}" if isinstance(one, float) else str(one) for one in cell)
    text = str(cell).replace("|", "; ").strip().removesuffix(";")
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1].rstrip() + "…"


def _number(number: float) -> str:
    """Counts as counts; so many decimals that no probability becomes 1."""
    return f"{number:.0f}" if number.is_integer() and number > 1 else f"{number:.3f}"
