"""The node that predicts the 13C spectrum of each structure."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import knime.extension as knext

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
    Processor,
    chosen_column,
    id_option,
    numbers_option,
    structure_option,
    view_limit_option,
)
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.report_view import report_view
from kmaid_nodes.nodes.tables import arrow_batches, records_of, row_names

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.codes.journal import JournalHouse
    from kmaid_nodes.codes.signal_choice import SignalChoice
    from kmaid_nodes.report.predictions import PredictionReport
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.results.predicted_molecule import PredictedMolecule

    Result = PredictedMolecule | FailedRow

REASON = "Not predicted because"
ERROR_CODE = "Prediction error code"
# New columns by the names of `PREDICTED_SPECTRA_SCHEMA`.
_COLUMNS = {
    "shifts": ("Predicted shifts", knext.list_(knext.double())),
    "uncertainties": ("Shift uncertainties", knext.list_(knext.double())),
    "multiplicities": ("Predicted multiplicities", knext.string()),
    "signal_carbons": ("Carbons of each signal", knext.list_(knext.int64())),
    "carbons": ("Carbon count", knext.int64()),
    "signals": ("Signal count", knext.int64()),
    "acs_text": ("Predicted 13C NMR text", knext.string()),
    "not_taught": ("Carbons not taught", knext.int64()),
    "flags": ("Prediction flags", knext.string()),
    "status": ("Prediction status", knext.string()),
    "read_as": ("Structure read as", knext.string()),
}


class Signals(knext.EnumParameterOptions):
    """What an entry of a list stands for. In lower case, the names are codes."""

    CLASS = ("One for each symmetry class", "As in a measured spectrum: equivalent carbons are one signal.")
    CARBON = ("One for each carbon", "Equivalent carbons have a signal each, of the same shift.")


class House(knext.EnumParameterOptions):
    """Styles of journals. In lower case, the names are codes."""

    ACS = ("ACS", "13C NMR (predicted) δ 164.8 (Cq, C-2), 132.0 (2C, CH, C-4, C-8)")
    RSC = ("RSC", "δC (predicted) 164.8 (C, C-2), 132.0 (2C, CH, C-4, C-8)")


@option_group("Input")
class _Input:
    """The columns of the structures and their names."""

    structure = structure_option(1)
    numbers = numbers_option(1)
    id_column = id_option(1)


@option_group("Output")
class _Output:
    """What the tables and the view hold."""

    signals = knext.EnumParameter(
        "Signals",
        "What an entry of the lists stands for.",
        Signals.CLASS.name,
        Signals,
        style=knext.EnumParameter.Style.RADIO,
        since_version="0.2.0",
    )
    house = knext.EnumParameter(
        "Style of the text",
        "Whose style the text for a journal has.",
        House.ACS.name,
        House,
        style=knext.EnumParameter.Style.VALUE_SWITCH,
        since_version="0.2.0",
    )
    prefix = prefix_option()
    keep_failed = keep_failed_option()
    view_limit = view_limit_option(50)


@knext.node(
    "K-M3AID Predict Spectra",
    knext.NodeType.PREDICTOR,
    f"{ICONS}/predict_spectra.png",
    CATEGORY,
    id="kmaid.predict_spectra",
    keywords=["13C", "NMR", "carbon", "chemical shift", "prediction", "spectrum", "simulation", "ppm"],
)
@knext.input_port("Model", "A trained K-M3AID model.", MODEL_PORT)
@knext.input_table("Structures", "A table with a column of structures.")
@knext.output_table("Predicted spectra", "The input table with the predicted spectrum of each structure.")
@knext.output_table(PORT_NAME, PORT_DESCRIPTION)
@knext.output_view("Predicted spectra", "Each structure with its shifts and its predicted spectrum.")
class PredictSpectra(GroupedOptions):
    """Predicts the 13C spectrum of each structure: one row for each molecule.

    For one row for each carbon, use **K-M3AID Predict Shifts**.

    * **Predicted shifts** lists the signals from high to low shift, in ppm relative to TMS. **Shift
      uncertainties**, **Predicted multiplicities** (C, CH, CH2, CH3) and **Carbons of each signal** are in
      the same order. About two of three shifts lie within one uncertainty of the prediction.
    * **Predicted 13C NMR text** is the spectrum as journals print it, marked as predicted. Carbons have your
      own numbers, from a column or from the structure, or else are counted from 1.
    * **Carbons not taught** counts the carbons that the model was not taught. Their prediction is a guess;
      **Prediction flags** then has `not_taught`, a fixed code to filter rows by.
    * **Structure read as** says how a structure was read where that is not as it is written.

    The solvent does not enter the prediction. A row whose structure cannot be used is in the second table,
    with the reason.

    Flow variables count the rows: `kmaid_rows`, `kmaid_failed_rows` and `kmaid_molecules_not_taught`.
    """

    input = _Input()
    output = _Output()
    advanced = Processor()

    @as_knime_errors
    def configure(self, context: Any, model: ModelSpec, schema: knext.Schema) -> Any:
        """The input's columns and those of the prediction; the input's columns and the reason."""
        checked(model)
        chooser = ColumnChooser(schema)
        self._choose(chooser)
        new = [*_columns(), *reason_columns(REASON, ERROR_CODE)]
        chooser.warn(context, ColumnNames(self.output.prefix).note([c.name for c in schema], new))
        tables = self._tables(schema)
        return tables.done_schema, tables.failed_schema

    @as_knime_errors
    def execute(self, context: Any, model: ModelPort, table: knext.Table) -> Any:
        """Batch by batch; what the view shows is collected meanwhile."""
        roles = self._choose(ColumnChooser(table.schema))
        progress = Progress(context, table.num_rows)
        predictor = model.predictor(self.advanced.device, progress)

        from kmaid_nodes.nodes.views import drawn
        from kmaid_nodes.report.predictions import PredictionReport
        from kmaid_nodes.tasks.predict import predict_shifts

        one_for, house = self._chosen_form()
        report = PredictionReport(self.output.view_limit, one_for, house)
        out = self._tables(table.schema)
        out.start()
        first_row = not_taught = 0
        for batch in arrow_batches(table):
            records = records_of(batch, progress.check, first_row, **roles)
            shown = self._shown(report, batch, predict_shifts(records, predictor, progress), progress)
            not_taught += self._append(out, batch, shown)
            first_row += batch.num_rows
            progress.part_done(batch.num_rows)
        tell_counts(
            context, rows=table.num_rows, failed_rows=out.failed_rows, molecules_not_taught=not_taught
        )
        warn(context, self.columns_gone, out.warning(table.num_rows))
        return *out.finish(), report_view(drawn(report.html, progress))

    def _append(self, out: PerRowTables, batch: pa.RecordBatch, results: Iterator[Result]) -> int:
        """Add the rows of a batch; the number of molecules with carbons that the model was not taught."""
        import pyarrow as pa

        from kmaid_nodes.results.failed_row import FailedRow
        from kmaid_nodes.tables.arrow import RESULTS_AT_ONCE
        from kmaid_nodes.tables.predicted_spectra import PREDICTED_SPECTRA_SCHEMA, predicted_spectra_batch
        from kmaid_nodes.tasks.rows import in_batches

        parts, sentences = [], []
        for some in in_batches(results, RESULTS_AT_ONCE):
            parts.append(predicted_spectra_batch(some, *self._chosen_form()))
            sentences += [result.sentence if isinstance(result, FailedRow) else None for result in some]
        spectra = pa.Table.from_batches(parts, PREDICTED_SPECTRA_SCHEMA)
        out.append(batch, [spectra.column(name) for name in _COLUMNS], [sentences, spectra["error_code"]])
        return sum(bool(count) for count in spectra["not_taught"].to_pylist())

    def _shown(
        self, report: PredictionReport, batch: pa.RecordBatch, results: Iterable[Result], progress: Progress
    ) -> Iterator[Result]:
        """The results, which the view shows under the names by which a reader knows their rows."""
        names = row_names(batch, chosen_column(self.input.id_column), progress.check)
        for result in results:
            record = replace(result.record, id=names[int(result.record.id)])
            report.add(replace(result, record=record))
            yield result

    def _choose(self, chooser: ColumnChooser) -> dict[str, str | None]:
        given = self.input
        given.structure = chooser.structure(given.structure)
        numbers = chooser.optional(given.numbers, "numbers", [given.structure])
        self.columns_gone = chooser.gone_warning()
        chooser.optional(given.id_column, "the ID")
        return {"structure": given.structure, "numbers": numbers}

    def _chosen_form(self) -> tuple[SignalChoice, JournalHouse]:
        from kmaid_nodes.codes.journal import JournalHouse
        from kmaid_nodes.codes.signal_choice import SignalChoice

        return SignalChoice(self.output.signals.lower()), JournalHouse(self.output.house.lower())

    def _tables(self, schema: knext.Schema) -> PerRowTables:
        names = ColumnNames(self.output.prefix)
        return PerRowTables(
            schema, _columns(), reason_columns(REASON, ERROR_CODE), names, self.output.keep_failed
        )


def _columns() -> list[knext.Column]:
    return [knext.Column(kind, name) for name, kind in _COLUMNS.values()]
