"""The node that predicts 13C shifts."""

from __future__ import annotations

from typing import Any

import knime.extension as knext

from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.counts import tell_counts
from kmaid_nodes.nodes.kept_columns import KeptColumns, keep_columns_option
from kmaid_nodes.nodes.messages import as_knime_errors, refused_rows_warning, warn
from kmaid_nodes.nodes.new_columns import ColumnNames, prefix_option
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.options import (
    Processor,
    chosen_column,
    id_option,
    numbers_option,
    structure_option,
)
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.tables import NewTable, arrow_batches, records_of, row_ids, texts

REASON = "Not predicted because"
ERROR_CODE = "Error code"


@option_group("Input")
class _Input:
    """The columns of the structures and their atom numbers."""

    structure = structure_option(1)
    numbers = numbers_option(1)
    id_column = id_option(1)


@option_group("Output")
class _Output:
    """What the table holds."""

    keep_columns = keep_columns_option("a structure")
    prefix = prefix_option()


@knext.node(
    "K-M3AID Predict Shifts",
    knext.NodeType.PREDICTOR,
    f"{ICONS}/predict_shifts.png",
    CATEGORY,
    id="kmaid.predict_shifts",
    keywords=["13C", "NMR", "carbon", "chemical shift", "prediction", "ppm", "spectrum"],
)
@knext.input_port("Model", "A trained K-M3AID model.", MODEL_PORT)
@knext.input_table("Structures", "A table with a column of structures.")
@knext.output_table(
    "Predicted shifts",
    "One row for each carbon. A structure that could not be used has one row with the reason.",
)
class PredictShifts(GroupedOptions):
    """Predicts the 13C shift of every carbon of each structure, with its uncertainty.

    **Atom index** counts the atoms of the input structure from 0, in their original order, as the RDKit nodes
    do. **Number** is your own number of the carbon, from a column or from the structure, if there is one.
    **Predicted shift** is the median of the predicted distribution, in ppm relative to TMS.
    **Uncertainty** is half the width of its central 68 %: about two of three shifts lie within one
    uncertainty of the prediction. **Status** and **Flags** tell which carbons the model was not taught
    (`not_taught`): there, the prediction is a guess. **Read as** says how a structure was read where that is
    not as it is written. **Row number** counts the input rows from 0.

    Flow variables count the rows: `kmaid_rows` and `kmaid_failed_rows`.
    """

    input = _Input()
    output = _Output()
    advanced = Processor()

    @as_knime_errors
    def configure(self, context: Any, model: ModelSpec, schema: knext.Schema) -> knext.Schema:
        """The columns of the result, whatever the input."""
        checked(model)
        chooser = ColumnChooser(schema)
        roles, id_column = self._choose(chooser)
        kept = self._kept(schema, roles, id_column)
        chooser.warn(context, ColumnNames(self.output.prefix).note(kept.names, self._own_columns()))
        return knext.Schema.from_columns(self._columns(kept))

    @as_knime_errors
    def execute(self, context: Any, model: ModelPort, table: knext.Table) -> Any:
        """Batch by batch."""
        roles, id_column = self._choose(ColumnChooser(table.schema))
        progress = Progress(context, table.num_rows)
        predictor = model.predictor(self.advanced.device, progress)

        from kmaid_nodes.tables.arrow import record_batches
        from kmaid_nodes.tables.predictions import prediction_batch
        from kmaid_nodes.tasks.predict import predict_shifts

        kept = self._kept(table.schema, roles, id_column)
        out, failed, first_row = NewTable(self._columns(kept)), 0, 0
        for batch in arrow_batches(table):
            ids = [row_ids(batch)]
            if id_column:
                ids.append(texts(batch, id_column, progress.check))
            others = kept.cells(batch, progress.check)
            records = records_of(batch, progress.check, first_row, **roles)
            for rows in record_batches(predict_shifts(records, predictor, progress), prediction_batch):
                place = rows.column("id").cast("int64")
                failed += rows.num_rows - rows.column("error").null_count
                names, repeated = ([column.take(place) for column in some] for some in (ids, others))
                out.append([*names, *rows.columns[1:], *repeated])
            first_row += batch.num_rows
            progress.part_done(batch.num_rows)
        tell_counts(context, rows=table.num_rows, failed_rows=failed)
        refused = refused_rows_warning(failed, table.num_rows, self._reason(kept))
        warn(context, self.columns_gone, refused)
        return out.finish()

    def _choose(self, chooser: ColumnChooser) -> tuple[dict[str, str | None], str | None]:
        given = self.input
        given.structure = chooser.structure(given.structure)
        numbers = chooser.optional(given.numbers, "numbers", [given.structure])
        self.columns_gone = chooser.gone_warning()
        roles = {"structure": given.structure, "numbers": numbers}
        return roles, chooser.optional(given.id_column, "the ID")

    def _kept(self, schema: knext.Schema, roles: dict[str, str | None], id_column: str | None) -> KeptColumns:
        return KeptColumns(schema, [*roles.values(), id_column], self.output.keep_columns)

    def _columns(self, kept: KeptColumns) -> list[knext.Column]:
        return kept.behind(self._own_columns(), ColumnNames(self.output.prefix))

    def _reason(self, kept: KeptColumns) -> str:
        return ColumnNames(self.output.prefix).of(REASON, kept.names)

    def _own_columns(self) -> list[knext.Column]:
        named = [knext.Column(knext.string(), "ID")] if chosen_column(self.input.id_column) else []
        return [
            knext.Column(knext.string(), "Molecule RowID"),
            *named,
            knext.Column(knext.int64(), "Atom index"),
            knext.Column(knext.string(), "Number"),
            knext.Column(knext.double(), "Predicted shift (ppm)"),
            knext.Column(knext.double(), "Uncertainty (ppm)"),
            knext.Column(knext.string(), "Status"),
            knext.Column(knext.string(), "Flags"),
            knext.Column(knext.string(), REASON),
            knext.Column(knext.string(), ERROR_CODE),
            knext.Column(knext.string(), "Read as"),
            knext.Column(knext.int64(), "Row number"),
        ]
