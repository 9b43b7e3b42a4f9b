"""The node that checks whether spectra fit their registered structures."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.codes.traffic_light import TrafficLight
from kmaid_nodes.errors import UserError
from kmaid_nodes.nodes.candidates import CandidateNames
from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.counts import tell_counts
from kmaid_nodes.nodes.failed_rows import (
    PORT_DESCRIPTION,
    PORT_NAME,
    PerRowTables,
    keep_failed_option,
    reason_columns,
)
from kmaid_nodes.nodes.messages import as_knime_errors, warn
from kmaid_nodes.nodes.new_columns import ColumnNames, prefix_option
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.options import (
    chosen_prior,
    device_option,
    id_option,
    prior_option,
    structure_option,
    view_limit_option,
)
from kmaid_nodes.nodes.picture_cells import PictureCells
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.report_view import report_view
from kmaid_nodes.nodes.structure_with_spectrum import StructureWithSpectrum, choose_columns
from kmaid_nodes.nodes.tables import arrow_batches, chemical_type, records_of, row_names

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.results.checked_structure import CheckedStructure
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.retrieval.library import Library
    from kmaid_nodes.tasks.compared_isomers import CheckSettings

# New columns, by the name of the task's own column.
_CHECK = {
    "light": ("Traffic light", knext.string()),
    "verdict": ("Verdict", knext.string()),
    "p_structure": ("Structure probability", knext.double()),
    "score": ("Score", knext.double()),
    "reason": ("Reason", knext.string()),
    "findings": ("Findings", knext.string()),
    "carbons": ("Carbon count", knext.int64()),
    "peaks": ("Peak count", knext.int64()),
    "unexplained_peaks": ("Unexplained peaks", knext.int64()),
    "foreign_peaks": ("Solvent and impurity peaks", knext.int64()),
    "missing_carbons": ("Missing carbons", knext.int64()),
    "largest_deviation_ppm": ("Largest deviation (ppm)", knext.double()),
    "largest_deviation_atom": ("Atom of the largest deviation", knext.int64()),
    "offset_ppm": ("Offset (ppm)", knext.double()),
    "read_as": ("Read as", knext.string()),
}
# The same where candidates are connected.
_COMPARISON = {
    "comparison": ("Comparison", knext.string()),
    "isomers": ("Isomers compared", knext.int64()),
    "rank": ("Rank among isomers", knext.int64()),
    "match_score": ("Match score", knext.double()),
    "probability": ("Probability among isomers", knext.double()),
    "best_isomer_id": ("Best isomer", knext.string()),
    "best_isomer_smiles": ("Best isomer structure", None),  # SMILES cells where this KNIME has them
    "best_isomer_match_score": ("Best isomer match score", knext.double()),
    "best_isomer_better_by": ("Best isomer better by", knext.double()),
    "best_isomer_probability": ("Best isomer probability", knext.double()),
}
REASON, ERROR_CODE, PICTURE = "Not checked because", "Check error code", "Picture"


class Pictures(knext.EnumParameterOptions):
    """Rows that get a picture."""

    ALL = ("All rows", "Each row has its picture.")
    NOT_GREEN = ("Rows that are not green", "Only what needs a look has a picture.")
    NONE = ("None", "The table has no column of pictures.")


class PictureFormat(knext.EnumParameterOptions):
    """The cells of a picture."""

    PNG = ("PNG", "KNIME's own image cells. Where this KNIME has none, the text of an SVG.")
    SVG = ("SVG text", "The text of an SVG, which stays sharp at any size.")


class _CandidateColumns:
    candidate_structure = structure_option(2, "Candidate structure column")
    candidate_id = id_option(2, "Candidate ID column (optional)")


@option_group("Input")
class _Input(StructureWithSpectrum, _CandidateColumns):
    """The columns of the structures, the peak lists, and of the candidates."""


@option_group("Chemistry")
class _Chemistry:
    """When a consistent structure is green."""

    green_from = knext.DoubleParameter(
        "Green from structure probability",
        "A consistent structure becomes yellow where its structure probability is below this, from 0 to 1. "
        "With 0, every consistent structure is green. With 0.5, about a third of the wrong structures that "
        "were green become yellow, and 3 to 4 of 100 right ones.",
        0.0,
        min_value=0.0,
        max_value=1.0,
        since_version="0.2.0",
    )

    clearly_better = knext.DoubleParameter(
        "Clearly better by (nats)",
        "A consistent structure becomes yellow where a candidate of its formula has a match score that is "
        "higher by more than this.",
        3.0,
        min_value=0.0,
        max_value=1000.0,
        since_version="0.2.0",
    )


@option_group("Output")
class _Output:
    """What the tables and the view hold."""

    pictures = knext.EnumParameter(
        "Pictures",
        "Which rows have a picture of the structure and its spectrum, 600 x 300 px. A picture takes about "
        "as long as the check itself, and 20 KB in the workflow.",
        Pictures.ALL.name,
        Pictures,
        since_version="0.2.0",
    )
    picture_format = knext.EnumParameter(
        "Picture format",
        "The kind of cells.",
        PictureFormat.PNG.name,
        PictureFormat,
        style=knext.EnumParameter.Style.VALUE_SWITCH,
        since_version="0.2.0",
    ).rule(knext.OneOf(pictures, [Pictures.ALL.name, Pictures.NOT_GREEN.name]), knext.Effect.SHOW)
    most_pictures = knext.IntParameter(
        "Pictures at most",
        "Further rows have none. A warning says so.",
        1000,
        min_value=1,
        max_value=1_000_000,
        since_version="0.2.0",
        is_advanced=True,
    ).rule(knext.OneOf(pictures, [Pictures.ALL.name, Pictures.NOT_GREEN.name]), knext.Effect.SHOW)
    prefix = prefix_option()
    keep_failed = keep_failed_option()
    view_limit = view_limit_option(50)


@option_group("Advanced", is_advanced=True)
class _Advanced:
    """The prior of the comparison, and the processor."""

    prior = prior_option(
        "Probability that the compound is among those compared",
        "If you know that the compound is the structure or one of the candidates, choose 1: their "
        "probabilities together are then 1.",
    )
    device = device_option()


@knext.node(
    "K-M3AID Structure Check",
    knext.NodeType.PREDICTOR,
    f"{ICONS}/structure_check.png",
    CATEGORY,
    id="kmaid.structure_check",
    keywords=["13C", "NMR", "registration", "verification", "structure check", "traffic light", "isomer"],
)
@knext.input_port("Model", "A trained K-M3AID model.", MODEL_PORT)
@knext.input_table("Structures with peak lists", "A structure and its 13C peak list in each row.")
@knext.input_table(
    "Candidates",
    "Other structures, such as isomers. Those of the formula of a structure are compared with it.",
    optional=True,
)
@knext.output_table("Checked structures", "The input table with verdict, reasons and picture.")
@knext.output_table(PORT_NAME, PORT_DESCRIPTION)
@knext.output_view("Checked structures", "Each structure with its spectrum, its verdict and its peaks.")
class StructureCheck(GroupedOptions):
    """Checks whether a 13C spectrum fits the structure that is registered for it.

    The peaks are assigned to the structure as **K-M3AID Assign Peaks** does it. What does not fit is counted,
    said in words, and shown in a picture.

    * **Traffic light** is `green` where list and structure are consistent, `yellow` where they are doubtful,
      `red` where the list contradicts the structure, and `grey` where there are too few peaks to judge. A
      consistent structure is `yellow`, too, where a candidate of its formula fits clearly better. Filter rows
      by it.
    * **Verdict** and **Structure probability** are those of **K-M3AID Assign Peaks**: the probability that
      list and structure belong together, as if right structures and similar wrong ones were equally frequent.
      **Score** is a log likelihood.
    * **Reason** says in words what does not fit, **Findings** as fixed codes.
    * **Unexplained peaks** are those that no carbon, solvent or known impurity explains. **Solvent and
      impurity peaks** are counted apart. **Missing carbons** have no peak although the spectrum should show
      them.
    * **Largest deviation (ppm)** is the largest difference between an assigned and a predicted shift, and
      **Atom of the largest deviation** its atom, counted from 0.
    * **Offset (ppm)** tells by how much all shifts of the list seem to be too high. **Read as** says what was
      read of the spectrum.
    * **Picture** shows the structure with its doubtful carbons, and the peaks above the predicted shifts.

    With a table of candidates, those of the same formula are ranked together with the structure, as hits of a
    search are. **Comparison** says the result in words. **Isomers compared** counts the other constitutions;
    stereoisomers of the structure are the structure itself. **Rank among isomers** is 1 where the structure
    fits best. **Best isomer** is the best of the others. **Best isomer better by** is the difference of the
    match scores (log likelihoods, in nats); it is negative where the structure fits better. Probabilities are
    those of being the compound.

    Rows keep their order and RowIDs. Of a list with several sets of shifts, the first is checked. Flow
    variables count the rows: `kmaid_rows`, `kmaid_failed_rows`, `kmaid_green`, `kmaid_yellow`, `kmaid_red`
    and `kmaid_grey`.
    """

    input = _Input()
    chemistry = _Chemistry()
    output = _Output()
    advanced = _Advanced()

    @as_knime_errors
    def configure(
        self, context: Any, model: ModelSpec, schema: knext.Schema, candidates: knext.Schema | None = None
    ) -> Any:
        """The input's columns and those of the check; the input's columns and the reason."""
        checked(model)
        chooser = ColumnChooser(schema)
        self._choose(chooser)
        if candidates is not None:
            of_candidates = self._candidate_chooser(candidates)
            chooser.guesses += of_candidates.guesses
        new = [*self._columns(candidates is not None), *reason_columns(REASON, ERROR_CODE)]
        chooser.warn(context, ColumnNames(self.output.prefix).note([c.name for c in schema], new))
        tables = self._tables(schema, candidates is not None)
        return tables.done_schema, tables.failed_schema

    @as_knime_errors
    def execute(
        self, context: Any, model: ModelPort, table: knext.Table, candidates: knext.Table | None = None
    ) -> Any:
        """The candidates are embedded first; then the rows, batch by batch."""
        roles, id_column = self._choose(ColumnChooser(table.schema))
        if candidates is not None:
            self._candidate_chooser(candidates.schema)
        rows = table.num_rows + (0 if candidates is None else candidates.num_rows)
        progress = Progress(context, rows)
        predictor = model.predictor(self.advanced.device, progress)

        from kmaid_nodes.nodes.views import drawn
        from kmaid_nodes.report.checks import CheckReport
        from kmaid_nodes.tasks.check_structures import check_structures

        known = None if candidates is None else _Candidates(self, candidates, predictor, progress)
        report = CheckReport(self.output.view_limit)
        out = _CheckTables(self, self._tables(table.schema, candidates is not None), progress)
        library, settings, first_row = None if known is None else known.library, self._settings(), 0
        for batch in arrow_batches(table):
            names = row_names(batch, id_column, progress.check)
            records = records_of(batch, progress.check, first_row, **roles)
            for result in check_structures(records, predictor, library, progress, settings):
                named = result if known is None else known.named(result)
                out.add(named)
                report.add(_shown(named, names))
            out.end_batch(batch)
            first_row += batch.num_rows
            progress.part_done(batch.num_rows)
        out.tell(context, table.num_rows, 0 if known is None else known.left_out)
        return *out.tables.finish(), report_view(drawn(report.html, progress))

    def _settings(self) -> CheckSettings:
        from kmaid_nodes.tasks.compared_isomers import CheckSettings

        wanted = self.chemistry
        return CheckSettings(
            clearly_better=wanted.clearly_better,
            green_from=wanted.green_from,
            prior=chosen_prior(self.advanced.prior),
        )

    def picture_cells(self) -> PictureCells | None:
        """The kind of pictures, None where none are wanted."""
        if self.output.pictures == Pictures.NONE.name:
            return None
        return PictureCells(self.output.picture_format == PictureFormat.PNG.name)

    def _columns(self, with_candidates: bool) -> list[knext.Column]:
        kinds = [*_CHECK.values(), *(_COMPARISON.values() if with_candidates else ())]
        columns = [knext.Column(kind or chemical_type("SmilesValue"), name) for name, kind in kinds]
        pictures = self.picture_cells()
        return columns if pictures is None else [*columns, knext.Column(pictures.ktype, PICTURE)]

    def _tables(self, schema: knext.Schema, with_candidates: bool) -> PerRowTables:
        names, keep = ColumnNames(self.output.prefix), self.output.keep_failed
        return PerRowTables(
            schema, self._columns(with_candidates), reason_columns(REASON, ERROR_CODE), names, keep
        )

    def _candidate_chooser(self, schema: knext.Schema) -> ColumnChooser:
        """The columns of the candidates are chosen in `input`; its guesses are those of these columns."""
        chooser, given = ColumnChooser(schema, "table of candidates", "of the candidates"), self.input
        given.candidate_structure = chooser.structure(given.candidate_structure)
        chooser.optional(given.candidate_id, "the candidate ID")
        return chooser

    def _choose(self, chooser: ColumnChooser) -> tuple[dict[str, str | None], str | None]:
        chosen = choose_columns(self.input, chooser)
        self.columns_gone = chooser.gone_warning()
        return chosen


def _shown(result: CheckedStructure | FailedRow, names: list[str]) -> Any:
    """A result under the name of its row."""
    from kmaid_nodes.results.failed_row import FailedRow

    record: Record = replace(result.record, id=names[int(result.record.id)])
    if isinstance(result, FailedRow):
        return replace(result, record=record)
    return replace(result, molecule=replace(result.molecule, record=record))


class _Candidates:
    """The table of candidates as a library, and their names."""

    def __init__(self, node: StructureCheck, table: knext.Table, predictor: Predictor, progress: Progress):
        from kmaid_nodes.library_building.any_library import library_of_records

        self._names = CandidateNames(node.input.candidate_structure, node.input.candidate_id)
        self.library: Library | None = None
        self.left_out = table.num_rows
        if table.num_rows:
            try:
                self.library = library_of_records(self._records(table, progress), predictor)
            except UserError as problem:
                raise UserError(
                    "None of the candidates can be used. Check the column of candidate structures."
                ) from problem
            self.left_out = self.library.left_out
        progress.part_done(table.num_rows)

    def _records(self, table: knext.Table, progress: Progress) -> Iterator[Record]:
        for record in self._names.records(table, progress):
            progress(int(record.id))
            yield record

    def named(self, result: CheckedStructure | FailedRow) -> Any:
        """The result with the name of its best isomer in place of a number."""
        comparison = getattr(result, "comparison", None)
        if comparison is None or comparison.best is None:
            return result
        best = replace(comparison.best, candidate_id=self._names.shown(comparison.best.candidate_id))
        return replace(result, comparison=replace(comparison, best=best))


class _CheckTables:
    """The two tables of the node, which grow batch by batch."""

    def __init__(self, node: StructureCheck, tables: PerRowTables, progress: Progress):
        self.tables, self._progress, self._columns_gone = tables, progress, node.columns_gone
        tables.start()
        self._cells: list[dict[str, Any]] = []
        self._pictures, self._only_if_needed = (
            node.picture_cells(),
            node.output.pictures == Pictures.NOT_GREEN.name,
        )
        self._left, self._without = node.output.most_pictures, 0
        self._with_comparison = any(c.name.endswith(_COMPARISON["rank"][0]) for c in tables.new)
        self.lights = dict.fromkeys(map(str, TrafficLight), 0)

    def add(self, result: CheckedStructure | FailedRow) -> None:
        """A result of a row of the batch; only the first of a row counts."""
        from kmaid_nodes.results.failed_row import FailedRow
        from kmaid_nodes.tables.checks import check_cells

        self._progress.check()
        cells = check_cells(result)
        if self._cells and self._cells[-1]["id"] == cells["id"]:
            self._cells[-1]["read_as"] = " | ".join(
                filter(None, (self._cells[-1]["read_as"], cells["read_as"]))
            )
            return
        if not isinstance(result, FailedRow):
            self.lights[str(result.light)] += 1
            cells["picture"] = self._picture(result)
        self._cells.append(cells)

    def _picture(self, result: CheckedStructure) -> Any:
        green = result.light is TrafficLight.GREEN
        if self._pictures is None or (green and self._only_if_needed):
            return None
        if not self._left:
            self._without += 1
            return None
        from kmaid_nodes.report.check_picture import check_png, check_svg

        self._left -= 1
        draw: Any = check_svg if self._pictures.is_svg else check_png
        return self._pictures.cell(draw(result))

    def end_batch(self, batch: pa.RecordBatch) -> None:
        """The results of all rows of this KNIME batch have been added."""
        names = [*_CHECK, *(_COMPARISON if self._with_comparison else ())]
        names += ["picture"] if self._pictures is not None else []
        values = [[cells.get(name) for cells in self._cells] for name in names]
        reasons = [[cells.get(name) for cells in self._cells] for name in ("error", "error_code")]
        self.tables.append(batch, values, reasons)
        self._cells = []

    def tell(self, context: Any, rows: int, left_out: int) -> None:
        """Counts and warnings of the whole run; left_out: candidates that could not be used."""
        parts = [self._columns_gone, self.tables.warning(rows)]
        if left_out:
            parts.append(f"Candidates that could not be used: {left_out}.")
        if self._without:
            parts.append(
                f"Rows without a picture, because of the largest number of pictures: {self._without}."
            )
        warn(context, *parts)
        tell_counts(context, rows=rows, failed_rows=self.tables.failed_rows, **self.lights)
