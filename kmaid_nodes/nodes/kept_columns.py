"""Columns of the input that a node repeats in a table that has rows of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import knime.extension as knext
import pyarrow as pa

from kmaid_nodes.nodes.columns import plain_type
from kmaid_nodes.nodes.new_columns import ColumnNames
from kmaid_nodes.nodes.tables import plain_cells


def keep_columns_option(of: str) -> knext.BoolParameter:
    """Whether the other columns of the input are repeated."""
    return knext.BoolParameter(
        "Repeat the other columns of the input",
        f"The text, numbers and lists of the other columns of {of} stand behind the results in each of its "
        "rows. Without it, join by the RowID.",
        False,
        since_version="0.2.0",  # workflows saved with 0.1.0 have no such setting
        is_advanced=True,
    )


class KeptColumns:
    """The columns of text, numbers, truth values and lists of them that are used for nothing else.

    used: names of the columns that the node reads; wanted: what the option says.
    """

    def __init__(self, schema: knext.Schema, used: Iterable[str | None], wanted: bool):
        others = {c.name: _simple_kind(c.ktype) for c in schema if wanted and c.name not in set(used)}
        self._kinds = {name: kind for name, kind in others.items() if kind is not None}

    @property
    def names(self) -> list[str]:
        """The names of the columns, which stay as they are."""
        return list(self._kinds)

    def behind(self, own: Sequence[knext.Column], names: ColumnNames) -> list[knext.Column]:
        """The columns of a table, named beside these, which stand behind them."""
        kept = [knext.Column(kind, name) for name, kind in self._kinds.items()]
        return [*names.beside(self.names, own), *kept]

    def cells(self, batch: pa.RecordBatch, check: Callable[[], None]) -> list[pa.Array]:
        """The cells of a KNIME batch, column by column."""
        return [plain_cells(batch.column(batch.schema.names.index(name)), check) for name in self._kinds]


def _simple_kind(ktype: Any) -> Any:
    """The type of text, numbers, truth values and lists of them; None for other cells."""
    plain = plain_type(ktype)
    simple = (knext.string(), knext.double(), knext.int64(), knext.int32(), knext.bool_())
    if any(plain == kind for kind in simple):
        return next(kind for kind in simple if plain == kind)
    inner = getattr(plain, "inner_type", None)
    kind = None if inner is None else _simple_kind(inner)
    return None if kind is None else knext.list_(kind)
