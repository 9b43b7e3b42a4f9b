"""The columns of a table in which each row has a structure and its assigned spectrum."""

from __future__ import annotations

from typing import Any

import knime.extension as knext

from kmaid_nodes.nodes.columns import ColumnChooser, holds_text


def assigned_shifts_option(port: int) -> knext.ColumnParameter:
    """Where the assigned shifts are."""
    return knext.ColumnParameter(
        "Assigned shifts column",
        "Text with shift, multiplicity and atom of each peak: `17.6;0.0Q;9|18.3;0.0Q;3|`.",
        port_index=port,
        column_filter=holds_text,
        since_version="0.1.0",
    )


def split_option(port: int) -> knext.ColumnParameter:
    """Where the splits are."""
    return knext.ColumnParameter(
        "Split column (optional)",
        "Text with `train`, `validation` or `test`. For all other rows the InChIKey decides.",
        port_index=port,
        column_filter=holds_text,
        include_none_column=True,
        default_value=knext.ColumnParameter.NONE,
        since_version="0.1.0",
    )


def assigned_spectra(given: Any, split: str | None, chooser: ColumnChooser) -> dict[str, str | None]:
    """The columns by role; given: options `structure` and `shifts`, which keep what is guessed."""
    given.structure = chooser.structure(given.structure)
    given.shifts = chooser.assigned_shifts(given.shifts, [given.structure])
    found = chooser.optional(split, "split", [given.structure, given.shifts])
    return {"structure": given.structure, "peaks": given.shifts, "split": found}
