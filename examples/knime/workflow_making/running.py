"""Runs a saved workflow without KNIME: our nodes on the bench of the node tests, KNIME's own as here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from workflow_making.definitions import arrow_columns, in_folder
from workflow_making.knime_nodes import SMILES_COLUMN, table_of_creator, tolerances_of_checker
from workflow_making.node_settings import settings_of_entries
from workflow_making.saved_workflow import SavedNode, SavedWorkflow


class TablesDiffer(AssertionError):
    """A Table Difference Checker found that the tables are not the same."""


@dataclass
class Run:
    """What came out: port objects by node and port; warnings, also those of configure, and views by node."""

    outputs: dict[tuple[int, int], Any] = field(default_factory=dict)
    warnings: dict[int, list[str]] = field(default_factory=dict)
    first_warnings: dict[int, list[str]] = field(default_factory=dict)
    views: dict[int, str] = field(default_factory=dict)


def run_workflow(bench: Any, saved: SavedWorkflow, folder: Path) -> Run:
    """Run all nodes; folder: an empty place that stands for the workflow's own folder.

    Raises TablesDiffer, and NodeFailed of the bench's host if a node fails.
    """
    for path, content in saved.files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    run = Run()
    for node in saved.in_order():
        inputs = [run.outputs[end] for end in saved.inputs_of(node.number)]
        if node.is_ours:
            _run_ours(bench, node, inputs, folder, run)
        else:
            output = _RUN[node.kind](bench, node.config["model"], inputs)
            if output is not None:
                run.outputs[node.number, 1] = output
    return run


def _run_ours(bench: Any, node: SavedNode, inputs: list[Any], folder: Path, run: Run) -> None:
    settings, _ = settings_of_entries(node.config["model"])
    result = bench.host.execute(
        f"kmaid.{node.kind}",
        inputs,
        {"model": in_folder(settings, folder)},
        present=node.optional_ports,
    )
    run.warnings[node.number] = list(result.warnings)
    run.first_warnings[node.number] = list(result.configured.warnings)
    if result.view is not None:
        run.views[node.number] = result.view.html
    run.outputs |= {(node.number, n): output for n, output in enumerate(result.outputs, 1)}


def _create_table(bench: Any, model: dict[str, Any], inputs: list[Any]) -> Any:
    columns = arrow_columns(table_of_creator(model))
    if bench.chemistry and SMILES_COLUMN in columns:
        columns[SMILES_COLUMN] = _smiles_cells(columns[SMILES_COLUMN])
    return bench.table(columns)


def _smiles_cells(texts: pa.Array) -> pa.Array:
    """SMILES cells, as a Table Creator makes them where KNIME's chemistry extension is installed."""
    import knime.extension as knext
    from knime.types import chemistry

    kind = knext.logical(chemistry.SmilesValue).to_pyarrow()
    return pa.ExtensionArray.from_storage(kind, texts.cast(kind.storage_type))


def _filter_columns(bench: Any, model: dict[str, Any], inputs: list[Any]) -> Any:
    included = model["column-filter"]["included_names"]
    frame = bench.frame(inputs[0])
    if missing := [name for name in included if name not in frame.columns]:
        raise KeyError(f"no such columns: {missing}")
    kept = [name for name in frame.columns if name in included]
    return bench.table({name: pa.array(list(frame[name])) for name in kept}, ids=list(frame.index))


def _check_difference(bench: Any, model: dict[str, Any], inputs: list[Any]) -> None:
    found, expected = (bench.frame(table) for table in inputs)
    if list(found.columns) != list(expected.columns) or len(found) != len(expected):
        raise TablesDiffer(
            f"{found.shape} {list(found.columns)} in place of {expected.shape} {list(expected.columns)}"
        )
    for name, tolerance in tolerances_of_checker(model).items():
        for row, (one, other) in enumerate(zip(found[name], expected[name], strict=True)):
            same = one == other
            if tolerance is not None and one is not None and other is not None:
                same = abs(one - other) <= tolerance
            if not same:
                raise TablesDiffer(f"{name}, row {row}: {one!r} in place of {other!r}")


def _nothing(bench: Any, model: dict[str, Any], inputs: list[Any]) -> None:
    return None


_RUN = {
    "table_creator": _create_table,
    "column_filter": _filter_columns,
    "difference_checker": _check_difference,
    "testflow_configuration": _nothing,
}
