"""The node that measures a model on assigned spectra."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.counts import tell_counts
from kmaid_nodes.nodes.messages import as_knime_errors, warn
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.options import Processor, chosen_column, id_option, structure_option
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress, wait_for
from kmaid_nodes.nodes.structure_with_assignment import assigned_shifts_option, assigned_spectra, split_option
from kmaid_nodes.nodes.tables import NewTable, all_records_of, arrow_batches, chemical_type, row_ids, texts

if TYPE_CHECKING:
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.results.evaluation import Evaluation
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.tasks.evaluate import NothingToMeasure

_READING = 0.1  # share of the progress bar that goes to reading the table

_METRICS = {
    "block": (knext.string(), "Block"),
    "metric": (knext.string(), "Metric"),
    "value": (knext.double(), "Value"),
    "unit": (knext.string(), "Unit"),
    "molecules": (knext.int64(), "Molecule count"),
    "too_few_to_tell": (knext.bool_(), "Too few to tell"),
    "meaning": (knext.string(), "Meaning"),
}
_FAILED = {"error": (knext.string(), "Not measured because"), "error_code": (knext.string(), "Error code")}


class Split(knext.EnumParameterOptions):
    """The spectra on which a model is measured. In lower case, the names are those of the splits."""

    TEST = ("Test", "Spectra that no training of this program uses.")
    VALIDATION = ("Validation", "Spectra on which a training chooses and calibrates.")
    TRAIN = ("Training", "Spectra from which a training learns: how well they are remembered.")
    ALL = ("All", "Every row, whatever its split.")


@option_group("Input")
class _Input:
    """The columns of the structures and their assigned spectra."""

    structure = structure_option(1)
    shifts = assigned_shifts_option(1)
    split_column = split_option(1)
    id_column = id_option(1)
    split = knext.EnumParameter(
        "Measure on",
        "The split of the spectra on which the model is measured.",
        Split.TEST.name,
        Split,
        since_version="0.2.0",
    )


@knext.node(
    "K-M3AID Evaluate",
    knext.NodeType.OTHER,
    f"{ICONS}/evaluate.png",
    CATEGORY,
    id="kmaid.evaluate",
    keywords=["13C", "NMR", "accuracy", "scorer", "validation", "test", "metrics", "benchmark"],
)
@knext.input_port("Model", "The K-M3AID model to measure.", MODEL_PORT)
@knext.input_table(
    "Assigned spectra",
    "Structures with assigned 13C spectra, as **K-M3AID Read Spectra** reads them.",
)
@knext.output_table("Metrics", "One row for each figure, with its unit and its meaning.")
@knext.output_table("Molecules", "How well each spectrum was assigned, in the order of the input.")
@knext.output_table("Failed rows", "The rows of the input that could not be used, with the reason.")
class Evaluate(GroupedOptions):
    """Measures how accurately a model predicts and assigns, on spectra whose assignment is known.

    The columns are those of **K-M3AID Train**: a structure, and its assigned shifts in the format of
    nmrshiftdb2, `shift;intensity+multiplicity;atom|...`, atoms counted from 0 in the order of the structure.

    * **Metrics** holds what `kmaid evaluate` prints, under the same names: errors of the shifts, carbons and
      molecules assigned right with and without multiplicities, in deposited lists (`all`), in full lists
      (`full_lists`) and in corrupted ones (`disturbed`), and how well spectra find their molecules.
      `without_gross_errors` leaves out spectra that contradict themselves or all others. Shares lie between 0
      and 1, errors are in ppm.
    * **Molecules** counts the carbons that were assigned right, multiplicities given, and has the mean error
      of the shifts and the verdict of each spectrum.

    The InChIKey of a compound decides to which split it belongs, as in every training; a split column
    overrides it. A model that was trained on a compound knows it: figures on such molecules are no test. The
    node warns where the rule assigns measured molecules to training, and where fewer than 20 molecules are
    measured.

    Flow variables count the rows, `kmaid_rows` and `kmaid_failed_rows`, and the molecules measured,
    `kmaid_molecules`.
    """

    input = _Input()
    advanced = Processor()

    @as_knime_errors
    def configure(self, context: Any, model: ModelSpec, schema: knext.Schema) -> Any:
        """The columns of the three tables, which are always the same but for the ID."""
        checked(model)
        chooser = ColumnChooser(schema)
        self._choose(chooser)
        chooser.warn(context)
        tables = (_columns(_METRICS), self._molecule_columns(), self._failed_columns())
        return tuple(map(knext.Schema.from_columns, tables))

    @as_knime_errors
    def execute(self, context: Any, model: ModelPort, table: knext.Table) -> Any:
        """Measure in a separate thread, so that Cancel takes effect at once."""
        roles = self._choose(ColumnChooser(table.schema))
        progress = Progress(context)
        predictor = model.predictor(self.advanced.device, progress)
        rows = _NamedRows(table, roles, self.input.id_column, progress)
        run = _Run(rows.records, predictor, self.input.split.lower())
        try:
            outcome = wait_for(run.work, lambda: progress.show(run.share, run.message))
        except Cancelled:
            run.stopped = True
            raise
        measured = None if isinstance(outcome, UserError) else outcome
        failed = outcome.failed
        warnings = _warnings(measured) if measured else [str(outcome)]
        if failed:
            count = f"{len(failed)} of {table.num_rows}"
            warnings.append(f'{count} rows could not be used. The table "Failed rows" says why.')
        tell_counts(
            context,
            rows=table.num_rows,
            failed_rows=len(failed),
            molecules=measured.measured if measured else 0,
        )
        warn(context, *warnings)
        return self._metrics(measured), self._molecules(measured, rows), self._failed(failed, rows)

    def _choose(self, chooser: ColumnChooser) -> dict[str, str | None]:
        roles = assigned_spectra(self.input, self.input.split_column, chooser)
        chooser.optional(self.input.id_column, "the ID")
        return roles

    def _molecule_columns(self) -> list[knext.Column]:
        return _columns(self._named() | _molecule_kinds())

    def _failed_columns(self) -> list[knext.Column]:
        return _columns(self._named() | _FAILED)

    def _named(self) -> dict[str, tuple[Any, str]]:
        named = {"rowid": (knext.string(), "Molecule RowID")}
        if chosen_column(self.input.id_column):
            named["name"] = (knext.string(), "ID")
        return named

    @staticmethod
    def _metrics(measured: Evaluation | None) -> Any:
        from kmaid_nodes.tables.metrics import metric_batch

        batch = metric_batch(measured.metrics if measured else {})
        out = NewTable(_columns(_METRICS))
        out.append([batch.column(name) for name in _METRICS])
        return out.finish()

    def _molecules(self, measured: Evaluation | None, rows: _NamedRows) -> Any:
        from kmaid_nodes.tables.measured import measured_batch

        batch = measured_batch(measured.molecules if measured else ())
        out = NewTable(self._molecule_columns())
        names = rows.cells(list(self._named()), batch.column("id").to_pylist())
        out.append([*names, *(batch.column(name) for name in _molecule_kinds())])
        return out.finish()

    def _failed(self, failed: Sequence[FailedRow], rows: _NamedRows) -> Any:
        out = NewTable(self._failed_columns())
        names = rows.cells(list(self._named()), [row.record.id for row in failed])
        codes = [str(row.reason.code) for row in failed]
        out.append([*names, [row.sentence for row in failed], codes])
        return out.finish()


class _NamedRows:
    """The rows of a table as records whose ids are their places, and what they are called."""

    def __init__(
        self, table: knext.Table, roles: dict[str, str | None], id_column: str | None, progress: Progress
    ):
        self.records: list[Record] = []
        self._names: dict[str, list[str | None]] = {"rowid": [], "name": []}
        for batch in arrow_batches(table):
            start = len(self._names["rowid"])
            self._names["rowid"] += row_ids(batch).to_pylist()
            self._names["name"] += texts(batch, chosen_column(id_column), progress.check).to_pylist()
            for record in all_records_of(batch, progress.check, start, **roles):
                self.records.append(replace(record, id=str(start + int(record.id))))
                done = len(self.records)
                progress.show(_READING * done / max(1, table.num_rows), f"{done} rows read")

    def cells(self, columns: list[str], places: list[str]) -> list[list[str | None]]:
        """RowID and, where wanted, ID of the records with these ids, column by column."""
        return [[self._names[name][int(place)] for place in places] for name in columns]


class _Run:
    """A measurement as another thread sees it: it may look at `share` and set `stopped`."""

    def __init__(self, records: list[Record], predictor: Predictor, split: str):
        self.records, self.predictor, self.split = records, predictor, split
        self.share, self.message, self.stopped = _READING, "Preparing the spectra", False

    def work(self) -> Evaluation | NothingToMeasure:
        """The figures, or why there are none."""
        from kmaid_nodes.tasks.evaluate import NothingToMeasure, evaluation

        try:
            return evaluation(self.records, self.predictor, self.split, self._read, self._step)
        except NothingToMeasure as nothing:
            return nothing

    def _read(self, rows: int) -> None:
        if self.stopped:
            raise Cancelled

    def _step(self, share: float, message: str) -> None:
        self.share, self.message = _READING + (1 - _READING) * share, message
        self._read(0)


def _warnings(measured: Evaluation) -> list[str]:
    from kmaid_nodes.wording.metrics import evaluation_warnings

    few, taught = measured.too_few_to_tell, measured.perhaps_taught
    return evaluation_warnings(measured.measured, few, taught)


def _molecule_kinds() -> dict[str, tuple[Any, str]]:
    return {
        "smiles": (chemical_type("SmilesValue"), "Structure"),
        "split": (knext.string(), "Split"),
        "split_by_rule": (knext.string(), "Split by InChIKey"),
        "carbons": (knext.int64(), "Carbon count"),
        "carbons_right": (knext.int64(), "Carbons right"),
        "mae": (knext.double(), "Mean shift error (ppm)"),
        "verdict": (knext.string(), "Verdict"),
        "p_structure": (knext.double(), "Structure probability"),
        "row": (knext.int64(), "Row number"),
    }


def _columns(kinds: dict[str, tuple[Any, str]]) -> list[knext.Column]:
    return [knext.Column(kind, name) for kind, name in kinds.values()]
