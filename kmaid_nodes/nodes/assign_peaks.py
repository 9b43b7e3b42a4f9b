"""The node that assigns the peaks of a 13C spectrum to the carbons of its structure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import knime.extension as knext

from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.files.paths import check_present
from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.counts import tell_counts
from kmaid_nodes.nodes.file_paths import PATHS_HELP, path_in
from kmaid_nodes.nodes.kept_columns import KeptColumns, keep_columns_option
from kmaid_nodes.nodes.messages import as_knime_errors, refused_rows_warning, warn
from kmaid_nodes.nodes.new_columns import ColumnNames, number_taken_option, prefix_option
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.options import (
    chosen_column,
    device_option,
    view_limit_option,
)
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.report_view import report_view
from kmaid_nodes.nodes.structure_with_spectrum import StructureWithSpectrum, choose_columns
from kmaid_nodes.nodes.tables import (
    NewTable,
    PerRowTable,
    arrow_batches,
    first_of_each,
    records_of,
    row_ids,
    texts,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.results.assigned_molecule import AssignedMolecule
    from kmaid_nodes.results.failed_row import FailedRow

    Result = TypeVar("Result", AssignedMolecule, FailedRow, AssignedMolecule | FailedRow)

_CARBON = {
    "Atom index": knext.int64(),
    "Number": knext.string(),
    "Symmetry class": knext.int64(),
    "Peak index": knext.int64(),
    "Shift (ppm)": knext.double(),
    "Shift in a second set (ppm)": knext.double(),
    "Predicted shift (ppm)": knext.double(),
    "Confidence": knext.double(),
    "Status": knext.string(),
    "Alternatives": knext.string(),
    "Verdict": knext.string(),
    "Structure probability": knext.double(),
    "Score": knext.double(),
    "Hydrogens": knext.int64(),
    "Flags": knext.string(),
    "Kind": knext.string(),
    "Error code": knext.string(),
    "Peak label": knext.string(),
    "Splitting": knext.string(),
    "Couplings (Hz)": knext.string(),
    "Read as": knext.string(),
    "Row number": knext.int64(),
    "Offset (ppm)": knext.double(),
}
_RANKED = {
    "Rank": knext.int64(),
    "Odds": knext.double(),
    "Atom index": knext.int64(),
    "Symmetry class": knext.int64(),
    "Peak index": knext.int64(),
    "Shift (ppm)": knext.double(),
}
_SUMMARY = {
    "Carbon count": knext.int64(),
    "Peak count": knext.int64(),
    "Carbons assigned": knext.int64(),
    "Mean confidence": knext.double(),
    "Lowest confidence": knext.double(),
    "Leftover peaks": knext.int64(),
    "Verdict": knext.string(),
    "Structure probability": knext.double(),
    "Score": knext.double(),
    "Assignment status": knext.string(),
    "Assigned shifts": knext.string(),
    "13C NMR text": knext.string(),
    "Assignment error code": knext.string(),
    "Read as": knext.string(),
    "Row number": knext.int64(),
    "Offset (ppm)": knext.double(),
}


@option_group("Input")
class _Input(StructureWithSpectrum):
    """The columns of the structures, the peak lists, and what belongs to them."""


@option_group("Output")
class _Output:
    """What the tables and the view hold."""

    whole_assignments = knext.IntParameter(
        "Ranked assignments",
        "Number of assignments of each whole list in the third table, best first. The first is the "
        "assignment itself; the others show how else the list could be explained. With 0, the table is "
        "empty.",
        0,
        min_value=0,
        max_value=100,
        since_version="0.1.0",
    )
    keep_columns = keep_columns_option("a molecule")
    prefix = prefix_option()
    number_taken = number_taken_option()
    view_limit = view_limit_option(50)


@option_group("Advanced", is_advanced=True)
class _Advanced:
    """Edits from elsewhere, and the processor."""

    edits = knext.StringParameter(
        "File of edits",
        "The path of a file with pairs of carbon and peak that were fixed in a view or a report, as "
        "JSON, CSV or NMReDATA. They are kept, and the rest of each list is solved around them. They belong "
        "to the row of the same name and number. A row that its edits do not fit has the reason in its "
        f"status. {PATHS_HELP}",
        "",
        since_version="0.2.0",
    )
    device = device_option()


@knext.node(
    "K-M3AID Assign Peaks",
    knext.NodeType.PREDICTOR,
    f"{ICONS}/assign_peaks.png",
    CATEGORY,
    id="kmaid.assign_peaks",
    keywords=["13C", "NMR", "carbon", "peak assignment", "chemical shift", "elucidation", "spectrum"],
)
@knext.input_port("Model", "A trained K-M3AID model.", MODEL_PORT)
@knext.input_table("Structures with peak lists", "A structure and its 13C peak list in each row.")
@knext.output_table(
    "Assignments",
    "One row for each carbon, then one for each unassigned peak. An input row that could not be used has one "
    "row with the reason.",
)
@knext.output_table("Molecules", "The input table with a summary of each assignment.")
@knext.output_table(
    "Ranked assignments",
    "The best assignments of each whole list with their odds: one row for each carbon of each assignment. "
    "Empty unless the option **Ranked assignments** is above 0.",
)
@knext.output_view("Assignments", "Each structure with its spectrum. Point at an atom to see its peak.")
class AssignPeaks(GroupedOptions):
    """Assigns the peaks of a 13C spectrum to the carbons of a structure, with a confidence for each.

    The assignment is the one under which all shifts, and multiplicities where given, are most likely. Lists
    may be incomplete or contain other peaks. Equivalent carbons may share a peak, a carbon may be missing,
    and peaks of the solvent or of common impurities are recognised and left unassigned.

    * **Atom index** counts the atoms of the input structure from 0, in their original order. **Peak index**
      counts the peaks of the list from 0. Carbons of the same **Symmetry class** are constitutionally
      equivalent.
    * **Number** is your own number of the carbon, from a column or from the structure, if there is one.
    * **Confidence** is the probability that the peak belongs to that carbon or to an equivalent one. It was
      calibrated on spectra that were not used for training. Check carbons below 0.5 first;
      **Alternatives** lists the other shifts that come into question.
    * **Verdict** says whether list and structure belong together: consistent, doubtful, contradicts the
      structure, or too few peaks to judge. **Structure probability** is the probability behind it, as if
      right structures and similar wrong ones were equally frequent. **Score** is a log likelihood. Use it to
      compare structures of the same formula.
    * **Flags**, **Kind** and **Error code** hold what **Status** says as fixed codes. Filter rows by them.
    * **Odds** compare a ranked assignment with the most likely one, which has **Rank** 1.
    * **Peak label**, **Splitting** and **Couplings (Hz)** are those of the list. **Read as** says what was
      read of the spectrum: peaks, experiment, frequency, solvent, and what was left out. **Row number**
      counts the input rows from 0. A list with several sets of shifts (rotamers, anomers) is assigned set by
      set; the second table has the summary of the first set.
    * **Offset (ppm)** tells by how much all shifts of a list seem to be too high, as in a spectrum that was
      referenced wrongly. The shifts were assigned less this offset, and are given as they are listed.
    * **Assigned shifts** gives the assignment in the format of nmrshiftdb2, **13C NMR text** as journals
      print it: carbons have your own numbers, or else are counted from 1.
    * A row without a usable structure or peak list is kept; its status gives the reason.
    * Flow variables count the rows: `kmaid_rows`, `kmaid_failed_rows`, `kmaid_consistent`, `kmaid_doubtful`,
      `kmaid_contradicted` and `kmaid_too_few_peaks`.
    """

    input = _Input()
    output = _Output()
    advanced = _Advanced()

    @as_knime_errors
    def configure(self, context: Any, model: ModelSpec, schema: knext.Schema) -> Any:
        """The three tables."""
        checked(model)
        chooser = ColumnChooser(schema)
        roles, id_column = self._choose(chooser)
        self._edits_file(context)
        kept = KeptColumns(schema, [*roles.values(), id_column], self.output.keep_columns)
        chooser.warn(context, self._names_note(schema, kept))
        molecules = [*schema, *self.summary_columns(schema)]
        return (
            knext.Schema.from_columns(self.carbon_columns(kept)),
            knext.Schema.from_columns(molecules),
            knext.Schema.from_columns(self.columns(_RANKED)),
        )

    @as_knime_errors
    def execute(self, context: Any, model: ModelPort, table: knext.Table) -> Any:
        """Batch by batch; what the view shows is collected meanwhile."""
        roles, id_column = self._choose(ColumnChooser(table.schema))
        edits = self._edits(context)
        progress = Progress(context, table.num_rows)
        predictor = model.predictor(self.advanced.device, progress)

        from kmaid_nodes.nodes.views import drawn
        from kmaid_nodes.report.assignments import AssignmentReport
        from kmaid_nodes.results.failed_row import FailedRow, RefusedRows
        from kmaid_nodes.tables.arrow import RESULTS_AT_ONCE
        from kmaid_nodes.tasks.assign import assign
        from kmaid_nodes.tasks.rows import in_batches
        from kmaid_nodes.wording.edits import edits_without_row

        report = AssignmentReport(self.output.view_limit)
        kept = KeptColumns(table.schema, [*roles.values(), id_column], self.output.keep_columns)
        out = _AssignmentTables(self, table.schema, kept)
        refused, rows = RefusedRows(), 0
        for batch in arrow_batches(table):
            names = _Names(batch, id_column, progress, kept)
            records = records_of(batch, progress.check, rows, **roles)
            results = assign(records, predictor, progress, edits=edits and edits.named(names.name))
            for some in in_batches(results, RESULTS_AT_ONCE):
                progress.check()
                for result in some:
                    if isinstance(result, FailedRow):
                        refused.add(result.record)
                    report.add(names.shown(result))
                out.add(names, some)
            out.end_batch(batch)
            rows += batch.num_rows
            progress.part_done(batch.num_rows)
        unusable = refused_rows_warning(refused.count, table.num_rows, out.reason_column, "Molecules")
        warnings = [self.columns_gone, unusable]
        if edits is not None and edits.without_row:
            warnings.append(f"{edits_without_row(edits.without_row)}.")
        warn(context, *warnings)
        tell_counts(context, rows=table.num_rows, failed_rows=refused.count, **out.verdicts)
        page = report_view(drawn(report.html, progress))
        return *out.finish(), page

    def _edits_file(self, context: Any) -> Path | None:
        if not self.advanced.edits.strip():
            return None
        place = path_in(context, self.advanced.edits, "")
        if place is not None:
            check_present(place, "file of edits")
        return place

    def _edits(self, context: Any) -> EditsOfRows | None:
        """The edits of the file, if there is one."""
        path = self._edits_file(context)
        if path is None:
            return None

        from kmaid_nodes.reading.edits.edits_file import read_edits
        from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows

        return EditsOfRows(read_edits(path))

    def _choose(self, chooser: ColumnChooser) -> tuple[dict[str, str | None], str | None]:
        chosen = choose_columns(self.input, chooser)
        self.columns_gone = chooser.gone_warning()
        return chosen

    def columns(self, kinds: dict[str, Any]) -> list[knext.Column]:
        """The columns of a new table: the names of the rows, then `kinds`."""
        named = {"ID": knext.string()} if chosen_column(self.input.id_column) else {}
        columns = {"Molecule RowID": knext.string(), **named, **kinds}
        return _columns(columns)

    def carbon_columns(self, kept: KeptColumns) -> list[knext.Column]:
        """The columns of the first table, and the others of the input behind them."""
        return kept.behind(self.columns(_CARBON), ColumnNames.chosen(self.output))

    def summary_columns(self, schema: knext.Schema) -> list[knext.Column]:
        """The columns that the second table adds to those of the input."""
        taken = [column.name for column in schema]
        return ColumnNames.chosen(self.output).beside(taken, _columns(_SUMMARY))

    def _names_note(self, schema: knext.Schema, kept: KeptColumns) -> str | None:
        """What to tell of names that are taken in any of the tables."""
        names = ColumnNames.chosen(self.output)
        of_molecules = names.note([c.name for c in schema], _columns(_SUMMARY))
        return of_molecules or names.note(kept.names, self.columns(_CARBON))


def _columns(kinds: dict[str, Any]) -> list[knext.Column]:
    return [knext.Column(kind, name) for name, kind in kinds.items()]


class _Names:
    """The names of the rows of one KNIME batch: RowID, and the text of an ID column if there is one.

    kept: the other columns that are repeated beside results.
    """

    def __init__(self, batch: pa.RecordBatch, id_column: str | None, progress: Progress, kept: KeptColumns):
        self.columns = [row_ids(batch)]
        self._kept = kept.cells(batch, progress.check)
        if id_column is not None:
            self.columns.append(texts(batch, id_column, progress.check))

    def of(self, places: pa.Array) -> list[pa.Array]:
        """The names of the rows at these places, column by column."""
        return [column.take(places) for column in self.columns]

    def kept(self, places: pa.Array) -> list[pa.Array]:
        """The other columns of the rows at these places that the first table repeats."""
        return [column.take(places) for column in self._kept]

    def shown(self, result: Result) -> Result:
        """A result under the name by which a reader knows its row."""
        return replace(result, record=replace(result.record, id=self.name(result.record)))

    def name(self, record: Record) -> str:
        """The name by which a reader knows the row of a record."""
        place = int(record.id)
        return str(self.columns[-1][place].as_py() or self.columns[0][place].as_py() or "")


class _AssignmentTables:
    """The three tables of the node, which grow batch by batch."""

    def __init__(self, node: AssignPeaks, schema: knext.Schema, kept: KeptColumns):
        self._most = node.output.whole_assignments
        self._assignments = NewTable(node.carbon_columns(kept))
        self._molecules = PerRowTable(node.summary_columns(schema))
        self._ranked = NewTable(node.columns(_RANKED))
        self._summaries: list[pa.RecordBatch] = []
        self.verdicts = dict.fromkeys(map(str, VerdictCode), 0)
        self._row: int | None = None

    @property
    def reason_column(self) -> str:
        """The column of the second table that says why a row could not be used."""
        return self._molecules.columns[list(_SUMMARY).index("Assignment status")].name

    def add(self, names: _Names, results: list[AssignedMolecule | FailedRow]) -> None:
        """Some results of the rows of a KNIME batch, in their order."""
        from kmaid_nodes.tables.assignments import assignment_batch
        from kmaid_nodes.tables.ranked import ranked_batch
        from kmaid_nodes.tables.summary import summary_batch

        carbons = assignment_batch(results)
        places = carbons.column("id").cast("int64")
        self._assignments.append([*names.of(places), *carbons.columns[1:], *names.kept(places)])
        self._summaries.append(summary_batch(results))
        if self._most:
            ranked = ranked_batch(results, self._most)
            self._ranked.append([*names.of(ranked.column("id").cast("int64")), *ranked.columns[1:]])
        self._count_verdicts(results)

    def _count_verdicts(self, results: list[AssignedMolecule | FailedRow]) -> None:
        """Of a list with several sets of shifts, that of the first, as in the table of molecules."""
        from kmaid_nodes.results.failed_row import FailedRow

        for result in results:
            if result.record.row != self._row and not isinstance(result, FailedRow):
                self.verdicts[str(result.verdict)] += 1
            self._row = result.record.row

    def end_batch(self, batch: pa.RecordBatch) -> None:
        """The results of all rows of this KNIME batch have been added."""
        import pyarrow as pa

        from kmaid_nodes.tables.summary import SUMMARY_SCHEMA

        summaries = pa.Table.from_batches(self._summaries, SUMMARY_SCHEMA)
        self._molecules.append(batch, _one_for_each_row(summaries).columns[1:])
        self._summaries = []

    def finish(self) -> tuple[Any, Any, Any]:
        """The tables; nothing can be appended any more."""
        return self._assignments.finish(), self._molecules.result, self._ranked.finish()


def _one_for_each_row(summaries: pa.Table) -> pa.Table:
    """The summary of each row's first set of shifts; "Read as" tells what was read of all its sets."""
    import pyarrow as pa

    places, read = summaries.column("id").to_pylist(), summaries.column("read_as").to_pylist()
    first = first_of_each(places)
    if len(first) == len(places):
        return summaries
    starts = first.to_pylist()
    ends = [*starts[1:], len(places)]
    texts_read = [" | ".join(filter(None, read[start:end])) or None for start, end in zip(starts, ends)]
    position = summaries.schema.names.index("read_as")
    return summaries.take(first).set_column(position, "read_as", pa.array(texts_read, pa.string()))
