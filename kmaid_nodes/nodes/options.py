"""Options that several nodes have, worded once."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import knime.extension as knext

from kmaid_nodes.nodes.columns import holds_peaks, holds_structures, holds_text


class Device(knext.EnumParameterOptions):
    """Processors to run on; the names in lower case are those of the tasks."""

    AUTO = ("Automatic", "A GPU if there is one that PyTorch can use, else the CPU.")
    CPU = ("CPU", "The processor.")
    CUDA = ("NVIDIA GPU", "A CUDA device; needs an NVIDIA card, its driver and a CUDA build of PyTorch.")
    MPS = ("Apple GPU", "The graphics part of an Apple processor.")


def device_option() -> knext.EnumParameter:
    """Where the model runs."""
    return knext.EnumParameter(
        "Device",
        "Where the model runs. Results agree within half a percent (fast ones use bfloat16).",
        Device.AUTO.name,
        Device,
        style=knext.EnumParameter.Style.DROPDOWN,
        is_advanced=True,
    )


def structure_option(port: int, label: str = "Structure column") -> knext.ColumnParameter:
    """Where the structures are."""
    return knext.ColumnParameter(
        label,
        "The column with the structures: SMILES, SDF, Mol or RDKit cells, or text with a SMILES or a "
        "molblock. If none is chosen, the first chemical column, else the text column whose name says so.",
        port_index=port,
        column_filter=holds_structures,
    )


def peaks_option(port: int, label: str = "Peak list column") -> knext.ColumnParameter:
    """Where the peak lists are."""
    return knext.ColumnParameter(
        label,
        "The column with the 13C peak lists in ppm: a list of numbers, or text such as `157.4, 149.8, 55.7`, "
        "`157.4 C; 55.7 CH3`, the nmrshiftdb2 form, or the 13C paragraph of a publication.",
        port_index=port,
        column_filter=holds_peaks,
    )


def multiplicity_option(port: int) -> knext.ColumnParameter:
    """Where the multiplicities are, if they stand apart from the peaks."""
    return knext.ColumnParameter(
        "Multiplicity column (optional)",
        "Attached hydrogens of each peak, in the order of the peak list: S, D, T, Q or C, CH, CH2, CH3 or "
        "0 to 3, as text or a list; `?` where not known. They make assignments and retrieval more certain.",
        port_index=port,
        column_filter=lambda column: holds_peaks(column) or holds_text(column),
        include_none_column=True,
    )


def solvent_option(port: int) -> knext.ColumnParameter:
    """Where the solvents are."""
    return knext.ColumnParameter(
        "Solvent column (optional)",
        "The NMR solvent of each spectrum, such as `CDCl3` or `DMSO-d6`. Its lines, and those of usual "
        "impurities in it, are then told apart from the compound's; without it the solvent is inferred.",
        port_index=port,
        column_filter=holds_text,
        include_none_column=True,
    )


def id_option(port: int, label: str = "ID column (optional)") -> knext.ColumnParameter:
    """A name to carry along."""
    return knext.ColumnParameter(
        label,
        "A column that names the rows. Its text is repeated in the result and in the view, beside the RowID.",
        port_index=port,
        include_none_column=True,
        default_value=knext.ColumnParameter.NONE,
    )


def view_limit_option(default: int) -> knext.IntParameter:
    """How many molecules the view holds."""
    return knext.IntParameter(
        "Rows in the view",
        "How many rows, from the top of the table, the view draws. The tables always hold all of them.",
        default,
        min_value=0,
        max_value=500,
        is_advanced=True,
    )


def chosen_column(column: str | None) -> str | None:
    """The column that an optional option names, None if it names none."""
    return None if column in (None, knext.ColumnParameter.NONE) else column
