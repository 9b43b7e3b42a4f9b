"""A workflow: its nodes, how they are connected, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workflow_making.config_xml import Config


@dataclass(eq=False)
class Step:
    """A node of a workflow.

    kind: the id of one of our nodes without `kmaid.`, or the name of one of KNIME's in knime_nodes.py;
    inputs: for each input port the step and the number of its port that is connected; label: the text below
    the node; settings: options that differ from the defaults, by name (our nodes), or everything that the
    node needs (KNIME's); after: a step that must have run before, connected by its flow variables.
    """

    number: int
    kind: str
    label: str
    inputs: list[tuple[Step, int]]
    settings: dict[str, Any]
    after: Step | None = None
    model: Config = field(default_factory=dict)

    def port(self, number: int) -> tuple[Step, int]:
        """An output port, counted from 1."""
        return self, number


@dataclass
class Workflow:
    """What is drawn and saved.

    about: two sentences that stand above the nodes; files: content of the files that lie in the workflow's
    folder, by their path in it; shown: for the documentation, the step and port of each table that the
    workflow is about, with the columns and the number of rows to show.
    """

    name: str
    about: str
    steps: list[Step] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)

    def add(
        self,
        kind: str,
        *inputs: Step | tuple[Step, int],
        label: str,
        after: Step | None = None,
        **settings: Any,
    ) -> Step:
        """A step behind others; of a step that is given without a port, the first port is connected."""
        ends = [end if isinstance(end, tuple) else (end, 1) for end in inputs]
        step = Step(len(self.steps) + 1, kind, label, ends, settings, after)
        self.steps.append(step)
        return step

    def table(self, label: str, **columns: list[Any]) -> Step:
        """A Table Creator; underscores in the names of columns stand for blanks."""
        named = {name.replace("_", " "): cells for name, cells in columns.items()}
        return self.add("table_creator", label=label, columns=named)

    def show(self, step: Step, port: int, columns: list[str], rows: int = 12) -> None:
        """This table is what the workflow is about."""
        self.shown.append(Shown(step, port, columns, rows))

    def places(self) -> dict[int, tuple[int, int]]:
        """Column and row of each step, by its number; connections go from left to right."""
        columns: dict[int, int] = {}
        for step in self.steps:
            before = [end.number for end, _ in step.inputs] + ([step.after.number] if step.after else [])
            columns[step.number] = 1 + max((columns[number] for number in before), default=-1)
        followers = {step.number: self._first_follower(step, columns) for step in self.steps}
        for step in self.steps:
            if not step.inputs and not step.after and followers[step.number] is not None:
                columns[step.number] = followers[step.number] - 1  # a source stands just before its reader
        rows: dict[int, int] = {}
        places = {}
        for step in self.steps:
            column = columns[step.number]
            places[step.number] = (column, rows.get(column, 0))
            rows[column] = rows.get(column, 0) + 1
        return places

    def _first_follower(self, step: Step, columns: dict[int, int]) -> int | None:
        readers = [s for s in self.steps if step in [end for end, _ in s.inputs] or s.after is step]
        return min((columns[reader.number] for reader in readers), default=None)


@dataclass(frozen=True)
class Shown:
    """A table for the documentation: at most so many rows of these columns."""

    step: Step
    port: int
    columns: list[str]
    rows: int
