"""The tables that come out of the workflows, as measured: read from and written to expected_tables.json."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow_making.running import Run, run_workflow
from workflow_making.saved_workflow import SavedWorkflow
from workflow_making.workflow import Workflow

FILE_NAME = "expected_tables.json"
_DECIMALS = 3
Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class Expected:
    """Of one workflow: the columns of each table that it shows, and the warnings of its nodes by number."""

    tables: list[Columns]
    warnings: dict[int, list[str]]


def read_expected(folder: Path) -> dict[str, Expected]:
    """By the name of the workflow."""
    stored = json.loads((folder / FILE_NAME).read_text("utf-8"))
    return {
        name: Expected(one["tables"], {int(number): texts for number, texts in one["warnings"].items()})
        for name, one in stored.items()
    }


def write_expected(expected: dict[str, Expected], folder: Path) -> None:
    """One value a line, so that a change is easy to see."""
    stored = {name: {"tables": one.tables, "warnings": one.warnings} for name, one in expected.items()}
    text = json.dumps(stored, indent=1, ensure_ascii=False)
    (folder / FILE_NAME).write_text(text + "\n", "utf-8")


def measured(bench: Any, workflow: Workflow, saved: SavedWorkflow) -> Expected:
    """Run the workflow, and keep what it shows, rounded."""
    with tempfile.TemporaryDirectory() as folder:
        run = run_workflow(bench, saved, Path(folder))
    return Expected(shown_tables(bench, workflow, run), {n: w for n, w in run.warnings.items() if w})


def shown_tables(bench: Any, workflow: Workflow, run: Run) -> list[Columns]:
    """The tables that a workflow shows, out of a run; KeyError for a column that is not there."""
    tables = []
    for shown in workflow.shown:
        frame = bench.frame(run.outputs[shown.step.number, shown.port])
        if missing := [name for name in shown.columns if name not in frame.columns]:
            raise KeyError(f"{workflow.name}: {missing} not in {list(frame.columns)}")
        chosen = [name for name in frame.columns if name in shown.columns]
        rows = frame[chosen].head(shown.rows)
        tables.append({name: [_rounded(cell) for cell in rows[name]] for name in chosen})
    return tables


def _rounded(cell: Any) -> Any:
    if isinstance(cell, list):
        return [_rounded(one) for one in cell]
    if hasattr(cell, "item"):
        cell = cell.item()
    return round(cell, _DECIMALS) if isinstance(cell, float) else cell
