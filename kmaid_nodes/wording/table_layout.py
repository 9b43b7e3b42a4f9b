"""The layouts of tables in words."""

from __future__ import annotations

from kmaid_nodes.codes.table_layout import TableLayout

LAYOUT_WORDS = {
    TableLayout.ROW_PER_SPECTRUM: "one row for each spectrum",
    TableLayout.ROW_PER_PEAK: "one row for each peak",
    TableLayout.COLUMN_PER_PEAK: "one column for each peak",
    TableLayout.COLUMN_PER_COMPOUND: "one column for each compound",
    TableLayout.ONE_SPECTRUM: "the table is one spectrum, with one row for each peak",
}
