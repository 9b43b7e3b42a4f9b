"""The node that reads files of structures and 13C spectra of any format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.errors import UserError
from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.counts import tell_counts
from kmaid_nodes.nodes.messages import as_knime_errors, refused_rows_warning
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.tables import NewTable, chemical_type

if TYPE_CHECKING:
    from kmaid_nodes.reading.record import Record

REASON = "Not usable because"
_ROWS = 256
_ERROR_CODE = 7  # its place among the columns


@option_group("Input")
class _Input:
    """What is read."""

    path = knext.LocalPathParameter(
        "File or folder",
        "The file to read, also compressed (`.gz`, `.bz2`, `.xz`); or, typed in, the path of a folder, to "
        "read all files in it.",
        validator=lambda value: None,  # a workflow from another machine must still open; see configure
        since_version="0.1.0",
    )


@knext.node(
    "K-M3AID Read Spectra",
    knext.NodeType.SOURCE,
    f"{ICONS}/read_spectra.png",
    CATEGORY,
    id="kmaid.read_spectra",
    keywords=[
        "13C",
        "NMR",
        "reader",
        "SDF",
        "nmrshiftdb2",
        "NMReDATA",
        "spectrum",
        "assignment",
        "import",
        "JCAMP-DX",
        "Bruker",
        "TopSpin",
        "Mnova",
        "CML",
        "NMR-STAR",
        "InChI",
        "molfile",
        "zip",
        "folder",
    ],
)
@knext.output_table("Spectra", "One row for each 13C spectrum, with its structure if the file has one.")
class ReadSpectra(GroupedOptions):
    """Reads structures and 13C spectra from a file of any usual kind, or from all files of a folder.

    It reads SD files (nmrshiftdb2, NMReDATA or structures alone), tables (CSV, TSV, Excel, Parquet, Arrow),
    peak lists as text, peak lists of TopSpin (`peaklist.xml`, `peak.txt`), peak tables that Mnova and others
    export, JCAMP-DX, CML, NMR-STAR, molfiles, SMILES and InChI files, and zip archives of them. The kind is
    recognised by the file's content and ending. A file of another kind is named, with what to do.

    A structure with several 13C spectra gives several rows. A structure without any gives one row without
    peaks, and a spectrum without structure one row without structure. Spectra of other nuclei and predicted
    spectra are left out.

    * **Structure** is a molblock in the file's atom order: an SDF cell if KNIME's chemistry extension is
      installed, otherwise text.
    * **Assigned shifts** gives shift, multiplicity and atom (counted from 0) of each peak in the format of
      nmrshiftdb2, for **K-M3AID Train**.
    * **Peaks** and **Multiplicity** are the peak list alone, for **K-M3AID Assign Peaks** and **Retrieve**.
    * **Experiment** is `13c`, `apt`, `deptq`, `dept45`, `dept90`, `dept135` or `hsqc`. **Assign Peaks** and
      **Retrieve** use it, so that carbons which a DEPT or HSQC cannot show are not missing.
    * **Atom numbers** are the chemist's own numbers of the atoms, from a column or data field such as
      `atom_numbers`, or from a SMILES. **Assign Peaks** and **Predict Shifts** use them.
    * **Set** names the set of shifts where a sample has several (`major`, `E`, `α`). **Row number** counts
      the rows or records of each file from 0.
    * **Read as** says what was understood, what was left out, and what was read otherwise than written.

    No record is dropped. If one cannot be understood, its row holds what could be read, the reason and its
    **Error code**. In a folder, a file that cannot be read is such a row. Columns of tables are recognised by
    their names; where that fails, use KNIME's own readers. The other K-M3AID nodes understand peak lists
    written in the usual ways.
    """

    input = _Input()

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
            if len(waiting) == _ROWS:
                refused += _append(out, waiting)
                waiting = []
        refused += _append(out, waiting)
        tell_counts(context, rows=rows, failed_rows=refused)
        if message := refused_rows_warning(refused, rows, REASON):
            context.set_warning(message)
        return out.finish()

    def _place(self) -> Path:
        text = (self.input.path or "").strip()
        if not text:
            raise UserError("Choose a file to read.")
        place = Path(text)
        if not place.exists():
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
        knext.Column(knext.string(), "Read as"),
        knext.Column(knext.double(), "Frequency [MHz]"),
        knext.Column(knext.string(), "Set"),
        knext.Column(knext.int64(), "Row number"),
        knext.Column(knext.string(), "Experiment"),
        knext.Column(knext.string(), "Atom numbers"),
    ]


def _append(out: NewTable, records: list[Record]) -> int:
    """Append rows; returns how many have a reason why they cannot be used."""
    cells = _cells(records)
    out.append(cells)
    return sum(code is not None for code in cells[_ERROR_CODE])


def _cells(records: list[Record]) -> list[list[Any]]:
    from kmaid_nodes.wording.reason import error_text
    from kmaid_nodes.writing.assigned_shifts import multiplicity_text

    numbers = [_numbers(r) for r in records]
    structures, records = _with_molblocks(records)
    return [
        [r.id for r in records],
        structures,
        [_assigned_shifts(r) for r in records],
        [[p.ppm for p in r.peaks] if r.peaks is not None else None for r in records],
        [multiplicity_text(r.peaks or ()) for r in records],
        [r.solvent for r in records],
        [error_text(r.error) for r in records],
        [None if r.error is None else str(r.error.code) for r in records],
        [_read_as(r) for r in records],
        [r.frequency_mhz for r in records],
        [r.set_label for r in records],
        [r.row for r in records],
        [None if r.peaks is None else str(r.experiment) for r in records],
        numbers,
    ]


def _with_molblocks(records: list[Record]) -> tuple[list[str | None], list[Record]]:
    """The SDF cells of the structures; a record whose SMILES cannot be read gets the reason."""
    from kmaid_nodes.chemistry.molblock import molblock_of
    from kmaid_nodes.errors import UnusableRow

    cells: list[str | None] = []
    told: list[Record] = []
    for record in records:
        try:
            molblock = molblock_of(record.structure) if record.structure else None
        except UnusableRow as refusal:
            molblock, record = None, replace(record, error=record.error or refusal.reason)
        cells.append(None if molblock is None else molblock.rstrip("\n") + "\n$$$$\n")
        told.append(record)
    return cells, told


def _numbers(record: Record) -> str | None:
    """Own numbers of the atoms; those that a molblock holds stay in it."""
    from kmaid_nodes.chemistry.structure import parse_structure
    from kmaid_nodes.errors import UnusableRow
    from kmaid_nodes.reading.own_numbers import numbers_text

    if record.numbers or not record.structure or "M  END" in record.structure:
        return record.numbers
    if not {":", "|"} & set(record.structure):
        return None
    try:
        return numbers_text(parse_structure(record.structure).atom_numbers) or None
    except UnusableRow:
        return None


def _assigned_shifts(record: Record) -> str | None:
    from kmaid_nodes.writing.assigned_shifts import assigned_shifts_text

    peaks = record.peaks or ()
    return assigned_shifts_text(peaks) if any(peak.atoms for peak in peaks) else None


def _read_as(record: Record) -> str | None:
    """What was read of the spectrum, or of a record without one what was left out."""
    from kmaid_nodes.wording.reading import notes_text, reading_text

    if record.peaks is None:
        return "; ".join(notes_text(record.notes)) or None
    return reading_text(
        len(record.peaks),
        record.experiment,
        record.frequency_mhz,
        record.solvent,
        record.set_label,
        record.notes,
    )
