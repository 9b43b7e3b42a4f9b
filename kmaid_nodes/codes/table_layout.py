"""How a table arranges spectra."""

from __future__ import annotations

from enum import StrEnum


class TableLayout(StrEnum):
    """Ways to arrange spectra in a table, with stable values. Their words are in `wording.table_layout`."""

    ROW_PER_SPECTRUM = "row_per_spectrum"
    ROW_PER_PEAK = "row_per_peak"
    COLUMN_PER_PEAK = "column_per_peak"
    COLUMN_PER_COMPOUND = "column_per_compound"
    ONE_SPECTRUM = "one_spectrum"
