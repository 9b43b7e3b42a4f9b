"""Options that several nodes share."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from typing import Any

import knime.extension as knext

from kmaid_nodes.nodes.columns import holds_peaks, holds_structures, holds_text
from kmaid_nodes.nodes.option_groups import option_group


class Device(knext.EnumParameterOptions):
    """Processors to run on. In lower case, the names are those of the tasks."""

    AUTO = ("Automatic", "A GPU if PyTorch can use one, otherwise the CPU.")
    CPU = ("CPU", "The main processor.")
    CUDA = ("NVIDIA GPU", "Needs an NVIDIA card, its driver and a CUDA build of PyTorch.")
    MPS = ("Apple GPU", "The GPU of an Apple processor.")


def device_option() -> knext.EnumParameter:
    """The processor on which the model runs."""
    return knext.EnumParameter(
        "Device",
        "The processor on which the model runs. Results differ slightly between devices (by less than half a "
        "percent), because some calculate in bfloat16.",
        Device.AUTO.name,
        Device,
        style=knext.EnumParameter.Style.DROPDOWN,
        is_advanced=True,
        since_version="0.1.0",
    )


@option_group("Advanced", is_advanced=True)
class Processor:
    """The processor."""

    device = device_option()


def structure_option(port: int, label: str = "Structure column") -> knext.ColumnParameter:
    """Where the structures are."""
    return knext.ColumnParameter(
        label,
        "The column with the structures: SMILES, SDF, Mol or RDKit cells, or text with a SMILES or a "
        "molblock. If none is chosen: the first column of such cells, otherwise a text column whose name "
        "suggests structures.",
        port_index=port,
        column_filter=holds_structures,
        since_version="0.1.0",
    )


def peaks_option(port: int, label: str = "Peak list column") -> knext.ColumnParameter:
    """Where the peak lists are."""
    return knext.ColumnParameter(
        label,
        "The column with the 13C peak lists in ppm: a list of numbers, or text such as `157.4, 149.8, 55.7`, "
        "`157.4 C; 55.7 CH3`, the format of nmrshiftdb2, or the 13C paragraph of a publication. Data fields "
        "of SD files (`NMREDATA_1D_13C`, `Spectrum 13C 0`) are read together, one spectrum of each row.",
        port_index=port,
        column_filter=holds_peaks,
        since_version="0.1.0",
    )


def multiplicity_option(port: int) -> knext.ColumnParameter:
    """Where the multiplicities are, if they are not in the peak list."""
    return knext.ColumnParameter(
        "Multiplicity column (optional)",
        "The number of hydrogens attached to the carbon of each peak, in the order of the peak list: S, D, "
        "T, Q or C, CH, CH2, CH3 or 0 to 3, as text or as a list; `?` where it is not known. Multiplicities "
        "make assignment and retrieval more reliable.",
        port_index=port,
        column_filter=lambda column: holds_peaks(column) or holds_text(column),
        include_none_column=True,
        since_version="0.1.0",
    )


def solvent_option(port: int) -> knext.ColumnParameter:
    """Where the solvents are."""
    return knext.ColumnParameter(
        "Solvent column (optional)",
        "The NMR solvent of each spectrum, such as `CDCl3` or `DMSO-d6`. It serves to recognise the peaks of "
        "the solvent and of common impurities. If it is not given, it is inferred from the list.",
        port_index=port,
        column_filter=holds_text,
        include_none_column=True,
        since_version="0.1.0",
    )


def _none_before_0_2_0(version: Any) -> Any:
    """The value of a column option that is new in 0.2.0, in a workflow saved with this version."""
    return knext.ColumnParameter.NONE if tuple(version) < (0, 2, 0) else None


def experiment_option(port: int) -> knext.ColumnParameter:
    """Where the experiments are; none in workflows that are older than the option."""
    return knext.ColumnParameter(
        "Experiment column (optional)",
        "What was measured: `13c`, `apt`, `deptq`, `dept45`, `dept90`, `dept135` or `hsqc`, as **K-M3AID "
        "Read Spectra** writes it, or in a usual spelling. Carbons that a DEPT or HSQC cannot show are then "
        "not missing. Where it says nothing, the list is a 13C spectrum unless its text says otherwise.",
        port_index=port,
        column_filter=holds_text,
        include_none_column=True,
        since_version="0.2.0",
        default_value=_none_before_0_2_0,
    )


def numbers_option(port: int) -> knext.ColumnParameter:
    """Where the chemist's own numbers of the atoms are; none in workflows that are older than the option."""
    return knext.ColumnParameter(
        "Atom numbers column (optional)",
        "Your own numbers of the atoms, in the order of the structure's atoms (`1, 2, 3, 4, 4a, -`), or as "
        "pairs of an atom, counted from 0, and its number (`0:C1; 3:C2a`). The results repeat them. Without "
        "it, numbers in the structure itself are used: atom maps, labels, and the values or aliases of a "
        "molblock.",
        port_index=port,
        column_filter=holds_peaks,
        include_none_column=True,
        since_version="0.2.0",
        default_value=_none_before_0_2_0,
    )


_REPEATED = (
    "A column with names of the rows. They are repeated in the result and in the view, beside the RowID."
)


def id_option(
    port: int, label: str = "ID column (optional)", description: str = _REPEATED
) -> knext.ColumnParameter:
    """A name that the results repeat."""
    return knext.ColumnParameter(
        label,
        description,
        port_index=port,
        include_none_column=True,
        default_value=knext.ColumnParameter.NONE,
        since_version="0.1.0",
    )


def given_structure_option(port: int) -> knext.ColumnParameter:
    """Where the structures are that queries came with; none in workflows that are older than the option."""
    return knext.ColumnParameter(
        "Query structure column (optional)",
        "A structure for each query, such as the one that was published. The hits are compared with it, also "
        "if the library does not hold it.",
        port_index=port,
        column_filter=holds_structures,
        include_none_column=True,
        since_version="0.2.0",
        default_value=knext.ColumnParameter.NONE,
    )


# As the bundled model was calibrated; the model's own is used then.
_USUAL_PRIOR = 0.8


def prior_option(label: str, certain: str) -> knext.DoubleParameter:
    """The probability that what is searched holds the compound; certain: what to do if one knows that."""
    return knext.DoubleParameter(
        label,
        f"From 0 to 1. {certain} With 0.8 the calibration of the model is used as it is.",
        _USUAL_PRIOR,
        min_value=0.0,
        max_value=1.0,
        since_version="0.2.0",
    )


def chosen_prior(prior: float) -> float | None:
    """The prior that an option says, None for that of the model."""
    return None if prior == _USUAL_PRIOR else prior


def view_limit_option(default: int) -> knext.IntParameter:
    """How many rows the view draws."""
    return knext.IntParameter(
        "Rows in the view",
        "Number of rows that the view draws, from the top of the table. The output tables hold all rows.",
        default,
        min_value=0,
        max_value=500,
        is_advanced=True,
        since_version="0.1.0",
    )


def chosen_column(column: str | None) -> str | None:
    """The column that an optional option names, None if it names none."""
    return None if column in (None, knext.ColumnParameter.NONE) else column
