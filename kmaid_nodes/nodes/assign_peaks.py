"""The node that assigns the peaks of a 13C spectrum to the carbons of its structure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.messages import refused_rows_warning, said_plainly
from kmaid_nodes.nodes.options import (
    device_option,
    id_option,
    multiplicity_option,
    peaks_option,
    solvent_option,
    structure_option,
    view_limit_option,
)
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.tables import (
    NewTable,
    PerRowTable,
    appended,
    arrow_batches,
    record_batches,
    row_ids,
    texts,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.assignment.assign import Assignment
    from kmaid_nodes.model.predictor import ShiftDensities
    from kmaid_nodes.report.assignments import AssignmentReport
    from kmaid_nodes.tasks.assign import Watch
    from kmaid_nodes.tasks.rows import Row

_CARBON = {
    "Atom index": knext.int64(),
    "Symmetry class": knext.int64(),
    "Peak index": knext.int64(),
    "Shift (ppm)": knext.double(),
    "Predicted shift (ppm)": knext.double(),
    "Confidence": knext.double(),
    "Status": knext.string(),
    "Alternatives": knext.string(),
    "Verdict": knext.string(),
    "Score": knext.double(),
    "Hydrogens": knext.int64(),
}
_WHOLE = {
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
    "Score": knext.double(),
    "Assignment status": knext.string(),
    "Assigned shifts": knext.string(),
    "13C NMR text": knext.string(),
}


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
    "One row per carbon with its peak, then one per peak that no carbon got; one row with the reason for an "
    "input row that could not be used.",
)
@knext.output_table("Molecules", "The input table with a summary of each assignment appended.")
@knext.output_table(
    "Whole assignments",
    "The likeliest assignments of each whole list with their odds, one row per carbon of each; empty where "
    "none are asked for.",
)
@knext.output_view("Assignments", "Each structure with its spectrum; atoms and peaks point at each other.")
class AssignPeaks:
    """Tells which peak of a 13C spectrum belongs to which carbon of the structure, and how surely.

    All shifts together are to fit best what the model expects, and the multiplicities where they are given.
    Lists need not be clean: equivalent carbons may share a peak, a carbon may be missing, and peaks of the
    solvent and of usual impurities are named and left over.

    * **Atom index** counts all atoms of the input structure from 0, in its own order; **Peak index** counts
      the peaks of the list from 0; carbons of one **Symmetry class** are constitutionally equivalent.
    * **Confidence** is the probability that the peak's shift belongs to that carbon or one equivalent to
      it; it was calibrated on spectra which the model was not trained on. Look at what lies below 0.5 first,
      with its **Alternatives**.
    * **Verdict** says whether list and structure belong together: consistent, doubtful, or contradicts the
      structure. With **Score**, a log likelihood, structures of one formula can be compared.
    * **Odds** of a whole assignment are against the likeliest one; **Rank** 1 is that one.
    * **Assigned shifts** and **13C NMR text** write the assignment as nmrshiftdb2 and as journals do.
    * A row without a usable structure or peak list stays in the table, with the reason as its status.
    """

    structure = structure_option(1)
    peaks = peaks_option(1)
    multiplicity = multiplicity_option(1)
    solvent = solvent_option(1)
    id_column = id_option(1)
    whole_assignments = knext.IntParameter(
        "Whole assignments",
        "How many of the likeliest assignments of each whole list the third table holds, best first: 1 is "
        "the assignment itself, more show what else would explain the list. 0 leaves the table empty.",
        0,
        min_value=0,
        max_value=100,
        is_advanced=True,
    )
    view_limit = view_limit_option(50)
    device = device_option()

    @said_plainly
    def configure(self, context: Any, model: ModelSpec, schema: knext.Schema) -> Any:
        """The three tables."""
        checked(model)
        chooser = ColumnChooser(schema)
        self._choose(chooser)
        chooser.warn(context)
        return (
            knext.Schema.from_columns(self._columns(_CARBON)),
            appended(schema, _summary_columns()),
            knext.Schema.from_columns(self._columns(_WHOLE)),
        )

    @said_plainly
    def execute(self, context: Any, model: ModelPort, table: knext.Table) -> Any:
        """Batch by batch; the rows of the view are kept aside."""
        roles, named = self._choose(ColumnChooser(table.schema))
        progress = Progress(context, table.num_rows)
        predictor = model.predictor(self.device, progress)

        from kmaid_nodes.nodes.views import drawn
        from kmaid_nodes.report.assignments import AssignmentReport

        report = AssignmentReport(self.view_limit)
        assignments, wholes = NewTable(self._columns(_CARBON)), NewTable(self._columns(_WHOLE))
        molecules = PerRowTable(table.schema, _summary_columns())
        refused = 0
        for batch in arrow_batches(table):
            ids = [row_ids(batch)] + ([texts(batch, named, progress.check)] if named else [])
            records = record_batches(batch, progress.check, **roles)
            watch = self._watch(ids, report, wholes)
            summary = self._assign(records, ids, predictor, progress, assignments, watch)
            refused += summary["carbons"].null_count
            molecules.append(batch, summary.columns[1:])
            progress.part_done(batch.num_rows)
        if message := refused_rows_warning(refused, table.num_rows, molecules.columns[-1].name):
            context.set_warning(message)
        page = knext.view_html(drawn(report.html, progress))
        return assignments.finish(), molecules.result, wholes.finish(), page

    def _watch(self, ids: list[pa.Array], report: AssignmentReport, wholes: NewTable) -> Watch:
        """For the rows of one KNIME batch: what the view shows, and whole assignments."""
        import pyarrow as pa
        import pyarrow.compute as pc

        from kmaid_nodes.tasks.accounts import accounts_of

        shown = pc.coalesce(ids[-1], ids[0])

        def watch(row: Row, density: ShiftDensities | None, assignment: Assignment | None) -> None:
            place = int(row.record.id)
            named = replace(row, record=replace(row.record, id=shown[place].as_py() or ""))
            report.add(named, density, assignment)
            if self.whole_assignments and assignment is not None:
                found = accounts_of(row, assignment, self.whole_assignments)
                places = pa.array([place] * found.num_rows, pa.int64())
                wholes.append([*(i.take(places) for i in ids), *found.columns[1:]])

        return watch

    def _assign(
        self,
        records: Any,
        ids: list[pa.Array],
        predictor: Any,
        progress: Progress,
        out: NewTable,
        watch: Watch,
    ) -> pa.Table:
        """Assign the rows of one KNIME batch; returns their summaries."""
        import pyarrow as pa

        from kmaid_nodes.tasks.assign import assign
        from kmaid_nodes.tasks.summary import SUMMARY_SCHEMA, summarise

        summaries = []
        for found in assign(records, predictor, progress, watch):
            place = found.column("id").cast("int64")
            out.append([*(i.take(place) for i in ids), *found.columns[1:]])
            summaries.append(summarise(found))
        return pa.Table.from_batches(summaries, SUMMARY_SCHEMA)

    def _choose(self, chooser: ColumnChooser) -> tuple[dict[str, str | None], str | None]:
        self.structure = chooser.structure(self.structure)
        self.peaks = chooser.peaks(self.peaks, [self.structure])
        multiplicity = chooser.optional(self.multiplicity, "multiplicity", [self.structure, self.peaks])
        self.multiplicity = multiplicity or self.multiplicity
        taken = [self.structure, self.peaks, *([multiplicity] if multiplicity else [])]
        solvent = chooser.optional(self.solvent, "solvent", taken)
        self.solvent = solvent or self.solvent
        roles = {
            "structure": self.structure,
            "peaks": self.peaks,
            "multiplicity": multiplicity,
            "solvent": solvent,
        }
        return roles, chooser.optional(self.id_column, "the ID")

    def _columns(self, kinds: dict[str, Any]) -> list[knext.Column]:
        named = self.id_column not in (None, knext.ColumnParameter.NONE)
        told = {"Molecule RowID": knext.string(), **({"ID": knext.string()} if named else {}), **kinds}
        return [knext.Column(kind, name) for name, kind in told.items()]


def _summary_columns() -> list[knext.Column]:
    return [knext.Column(kind, name) for name, kind in _SUMMARY.items()]
