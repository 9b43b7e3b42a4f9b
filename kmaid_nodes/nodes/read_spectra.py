"""The node that reads files of structures with assigned 13C spectra."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.errors import UserError
from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.messages import as_knime_errors, refused_rows_warning
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.tables import NewTable, chemical_type

if TYPE_CHECKING:
    from kmaid_nodes.reading.record import Record

REASON = "Not usable because"
_ENDINGS = (".sd", ".sdf", ".sd.gz", ".sdf.gz")
_ROWS = 256


@knext.node(
    "K-M3AID Read Spectra",
    knext.NodeType.SOURCE,
    f"{ICONS}/read_spectra.png",
    CATEGORY,
    id="kmaid.read_spectra",
    keywords=["13C", "NMR", "reader", "SDF", "nmrshiftdb2", "NMReDATA", "spectrum", "assignment", "import"],
)
@knext.output_table("Spectra", "One row for each 13C spectrum, with its structure.")
class ReadSpectra:
    """Reads structures with assigned 13C spectra from an nmrshiftdb2 or NMReDATA file.

    A structure with several 13C spectra gives several rows. A structure without any gives one row without
    peaks.

    * **Structure** is the molblock of the file, in its atom order: an SDF cell if KNIME's chemistry extension
      is installed, otherwise text.
    * **Assigned shifts** gives shift, multiplicity and atom (counted from 0) of each peak in the format of
      nmrshiftdb2, for **K-M3AID Train**.
    * **Peaks** and **Multiplicity** are the peak list alone, for **K-M3AID Assign Peaks** and **Retrieve**.

    No record is dropped. If one cannot be understood, its row holds what could be read, the reason and its
    **Error code**. For tables (CSV, Excel, Parquet) and SMILES files, use KNIME's own readers; the other
    K-M3AID nodes understand peak lists written in the usual ways.
    """

    path = knext.LocalPathParameter(
        "File",
        "An SD file from nmrshiftdb2 or in the NMReDATA format: `.sd` or `.sdf`, or compressed with `.gz`.",
        validator=lambda value: None,  # a workflow from another machine must still open; see configure
    )

    @as_knime_errors
    def configure(self, context: Any) -> knext.Schema:
        """The columns, whatever the file."""
        self._place()
        return knext.Schema.from_columns(_columns())

    @as_knime_errors
    def execute(self, context: Any) -> Any:
        """Some records at a time."""
        from kmaid_nodes.reading.files import read_records

        place = self._place()
        progress = Progress(context)
        out = NewTable(_columns())
        waiting: list[Record] = []
        rows = refused = 0
        for record in read_records(place):
            progress.show(0.0, f"{rows} spectra read")
            waiting.append(record)
            rows += 1
            refused += record.error is not None
            if len(waiting) == _ROWS:
                out.append(_cells(waiting))
                waiting = []
        out.append(_cells(waiting))
        if message := refused_rows_warning(refused, rows, REASON):
            context.set_warning(message)
        return out.finish()

    def _place(self) -> Path:
        text = (self.path or "").strip()
        if not text:
            raise UserError("Choose a file to read.")
        place = Path(text)
        if not place.name.lower().endswith(_ENDINGS):
            raise UserError(f"{place.name} is not an SD file. Choose one that ends in {', '.join(_ENDINGS)}.")
        if not place.is_file():
            raise UserError(f"There is no file {place}.")
        return place


def _columns() -> list[knext.Column]:
    return [
        knext.Column(knext.string(), "ID"),
        knext.Column(chemical_type("SdfValue"), "Structure"),
        knext.Column(knext.string(), "Assigned shifts"),
        knext.Column(knext.list_(knext.double()), "Peaks"),
        knext.Column(knext.string(), "Multiplicity"),
        knext.Column(knext.string(), "Solvent"),
        knext.Column(knext.string(), REASON),
        knext.Column(knext.string(), "Error code"),
    ]


def _cells(records: list[Record]) -> list[list[Any]]:
    from kmaid_nodes.wording.reason import error_text
    from kmaid_nodes.writing.assigned_shifts import multiplicity_text

    return [
        [r.id for r in records],
        [_sdf(r.structure) for r in records],
        [_assigned_shifts(r) for r in records],
        [[p.ppm for p in r.peaks] if r.peaks is not None else None for r in records],
        [multiplicity_text(r.peaks or ()) for r in records],
        [r.solvent for r in records],
        [error_text(r.error) for r in records],
        [None if r.error is None else str(r.error.code) for r in records],
    ]


def _assigned_shifts(record: Record) -> str | None:
    from kmaid_nodes.writing.assigned_shifts import assigned_shifts_text

    peaks = record.peaks or ()
    return assigned_shifts_text(peaks) if any(peak.atoms for peak in peaks) else None


def _sdf(molblock: str | None) -> str | None:
    return None if molblock is None else molblock.rstrip("\n") + "\n$$$$\n"
