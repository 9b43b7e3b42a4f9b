"""The metrics of an evaluation as a table with one row for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from kmaid_nodes.tables.arrow import record_batch
from kmaid_nodes.wording.metrics import metric_meaning

METRIC_SCHEMA = pa.schema(
    [
        ("block", pa.string()),
        ("metric", pa.string()),
        ("value", pa.float64()),
        ("molecules", pa.int64()),
        ("too_few_to_tell", pa.bool_()),
        ("unit", pa.string()),
        ("meaning", pa.string()),
    ]
)
ALL_LISTS = "all"
"""The block of metrics that stand in no block of their own."""
_FEW = "too_few_to_tell"
# No metrics: reasons have a table of their own.
_NOT_HERE = {"refused"}


def metric_batch(metrics: Mapping[str, Any]) -> pa.RecordBatch:
    """One row of `METRIC_SCHEMA` for each metric, under the names of `kmaid evaluate`.

    block: where it stands, such as `full_lists.shift`, or `all`. molecules: on which the block was measured.
    """
    return record_batch(METRIC_SCHEMA, list(_rows(metrics, "", None, None)))


def _rows(
    metrics: Mapping[str, Any], block: str, molecules: int | None, few: bool | None
) -> Iterator[tuple[Any, ...]]:
    molecules, few = metrics.get("molecules", molecules), metrics.get(_FEW, few)
    for name, value in metrics.items():
        if isinstance(value, (Mapping, str, bool)):
            continue
        number = None if value is None else float(value)
        yield (block or ALL_LISTS, name, number, molecules, few, *metric_meaning(block, name))
    for name, value in metrics.items():
        if isinstance(value, Mapping) and name not in _NOT_HERE:
            yield from _rows(value, f"{block}.{name}" if block else name, molecules, few)
