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
INTENSITIES = "the second, intensities up to 1"


def one_column(name: str) -> str:
    """The layout of a column copied with its name."""
    return f"one column, {name}"


def lines_of_other_compounds(count: int) -> str:
    """Lines that a table itself says are not of the compound."""
    return f"{count} of solvent, impurity or artefact"
