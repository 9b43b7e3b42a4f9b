"""The node that reads files of structures and 13C spectra of any format."""

from __future__ import annotations

from typing import Any

import knime.extension as knext

from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.counts import tell_counts
from kmaid_nodes.nodes.file_paths import PATHS_HELP, found, found_in
from kmaid_nodes.nodes.messages import as_knime_errors, refused_rows_warning, warn
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.spectra_table import REASON, SpectraTable, spectra_columns

# What the file is called, and what to say if none is chosen.
_FILE = ("file", "Choose a file to read.")


@option_group("Input")
class _Input:
    """What is read."""

    path = knext.LocalPathParameter(
        "File or folder",
        "The file to read, also compressed (`.gz`, `.bz2`, `.xz`); or, typed in, the path of a folder, to "
        f"read all files in it. {PATHS_HELP}",
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

    Flow variables count the rows: `kmaid_rows` and `kmaid_failed_rows`.
    """

    input = _Input()

    @as_knime_errors
    def configure(self, context: Any) -> knext.Schema:
        """The columns, whatever the file."""
        found_in(context, self.input.path, *_FILE)
        return knext.Schema.from_columns(spectra_columns())

    @as_knime_errors
    def execute(self, context: Any) -> Any:
        """Some records at a time."""
        from kmaid_nodes.reading.files import read_records

        place = found(context, self.input.path, *_FILE)
        progress = Progress(context)
        out = SpectraTable()
        for record in read_records(place):
            progress.show(0.0, f"{out.rows} spectra read")
            out.add(record)
        table = out.finish()
        tell_counts(context, rows=out.rows, failed_rows=out.failed_rows)
        warn(context, refused_rows_warning(out.failed_rows, out.rows, REASON))
        return table
