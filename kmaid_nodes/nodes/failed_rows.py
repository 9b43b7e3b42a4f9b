"""Rows that could not be used, apart from those that could."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import knime.extension as knext
import pyarrow as pa
import pyarrow.compute as pc

from kmaid_nodes.nodes.messages import refused_rows_warning
from kmaid_nodes.nodes.new_columns import ColumnNames
from kmaid_nodes.nodes.tables import ROW_ID, NewTable, as_cells

PORT_NAME = "Failed rows"
PORT_DESCRIPTION = "The rows of the input that could not be used, with the reason."


def keep_failed_option() -> knext.BoolParameter:
    """Where rows go that could not be used; 0.1.0 kept them in its table."""
    return knext.BoolParameter(
        "Keep failed rows in the first table",
        f"Rows that could not be used stay in the first table, with missing values and the reason. "
        f"Otherwise they are in the table **{PORT_NAME}**.",
        lambda version: tuple(version) < (0, 2, 0),
        since_version="0.2.0",
    )


def reason_columns(reason: str, error_code: str) -> list[knext.Column]:
    """Why a row could not be used, as a sentence and as a code, under these names."""
    return [knext.Column(knext.string(), name) for name in (reason, error_code)]


class PerRowTables:
    """The input table with new columns, and its rows that could not be used with their reasons.

    new: the columns of a row that could be used; reasons: those of the reason and its code, of a row that
    could not; all under their own names. keep: failed rows stay in the first table, beside the reasons.
    """

    def __init__(
        self,
        schema: knext.Schema,
        new: Sequence[knext.Column],
        reasons: Sequence[knext.Column],
        names: ColumnNames,
        keep: bool,
    ):
        given = list(schema)
        taken = [column.name for column in given]
        new_and_reasons = names.beside(taken, [*new, *reasons])
        self.new = new_and_reasons if keep else new_and_reasons[: len(new)]
        self.reasons = new_and_reasons[len(new) :]
        self._keep = keep
        self.done_schema = knext.Schema.from_columns([*given, *self.new])
        self.failed_schema = knext.Schema.from_columns([*given, *self.reasons])
        self.failed_rows = 0

    def start(self) -> None:
        """Open the tables; `configure` needs their schemas alone."""
        self._done = NewTable(list(self.done_schema), keep_row_ids=True)
        self._failed = NewTable(list(self.failed_schema), keep_row_ids=True)

    def append(self, batch: pa.RecordBatch, new: Sequence[Any], reasons: Sequence[Any]) -> None:
        """A KNIME batch, the values of each new column, and reasons and codes (None: could be used)."""
        sentences, codes = (as_cells(values, knext.string()) for values in reasons)
        is_failed = pc.is_valid(codes)
        self.failed_rows += pc.sum(is_failed).as_py() or 0
        told = [sentences, codes]
        cells = [as_cells(v, c.ktype) for v, c in zip([*new, *told], self.new)]
        done = self._with(batch, cells, self.done_schema)
        if self._keep:
            self._done.append_batch(done)
            return
        self._done.append_batch(done.filter(pc.invert(is_failed)))
        self._failed.append_batch(self._with(batch, told, self.failed_schema).filter(is_failed))

    def finish(self) -> tuple[knext.BatchOutputTable, knext.BatchOutputTable]:
        """Both tables; nothing can be appended any more."""
        return self._done.finish(), self._failed.finish()

    def warning(self, rows: int) -> str | None:
        """What to warn of when some of the table's rows could not be used."""
        table = "" if self._keep else PORT_NAME
        return refused_rows_warning(self.failed_rows, rows, self.reasons[0].name, table)

    @staticmethod
    def _with(batch: pa.RecordBatch, cells: list[pa.Array], schema: knext.Schema) -> pa.RecordBatch:
        names = [ROW_ID, *(column.name for column in schema)]
        return pa.RecordBatch.from_arrays([*batch.columns, *cells], names=names)
