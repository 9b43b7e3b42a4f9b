"""The node that embeds molecules or spectra."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.counts import tell_counts
from kmaid_nodes.nodes.embedding_columns import MODEL, VECTOR
from kmaid_nodes.nodes.failed_rows import (
    PORT_DESCRIPTION,
    PORT_NAME,
    PerRowTables,
    keep_failed_option,
    reason_columns,
)
from kmaid_nodes.nodes.messages import as_knime_errors, warn
from kmaid_nodes.nodes.new_columns import ColumnNames, number_taken_option, prefix_option
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.options import Processor, multiplicity_option, peaks_option, structure_option
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.tables import arrow_batches, first_of_each, records_of

if TYPE_CHECKING:
    from kmaid_nodes.model.predictor import Predictor

REASON = "Not embedded because"
ERROR_CODE = "Embedding error code"


class Input(knext.EnumParameterOptions):
    """What is embedded."""

    STRUCTURES = ("Structures", "Embed the molecule of each row.")
    SPECTRA = ("13C spectra", "Embed the peak list of each row.")


class Use(knext.EnumParameterOptions):
    """What the vectors of molecules are for."""

    EMBEDDING = (
        "Embedding for retrieval",
        "For **K-M3AID Retrieve**, and to compare molecules with 13C spectra.",
    )
    DESCRIPTORS = (
        "Descriptors for QSAR",
        "For learners and clustering: number columns `descriptor_001` and so on.",
    )


class Form(knext.EnumParameterOptions):
    """The columns of an embedding."""

    LIST = ("One list column", "For K-M3AID Retrieve and for nodes that take lists of numbers.")
    COLUMNS = ("One column per number", "For nodes that take number columns only.")


@option_group("Input")
class _Input:
    """What is embedded, and its columns."""

    what = knext.EnumParameter(
        "Embed",
        "What is embedded: the structures or the spectra of the table.",
        Input.STRUCTURES.name,
        Input,
        style=knext.EnumParameter.Style.VALUE_SWITCH,
        since_version="0.1.0",
    )
    use = knext.EnumParameter(
        "Use",
        "What the vectors of structures are for. Take descriptors where a learner follows: they predict "
        "properties better than the embedding does. Take the embedding where **K-M3AID Retrieve** follows.",
        Use.EMBEDDING.name,
        Use,
        style=knext.EnumParameter.Style.RADIO,
        since_version="0.2.0",
    ).rule(knext.OneOf(what, [Input.STRUCTURES.name]), knext.Effect.SHOW)
    structure = structure_option(1).rule(knext.OneOf(what, [Input.STRUCTURES.name]), knext.Effect.SHOW)
    peaks = peaks_option(1).rule(knext.OneOf(what, [Input.SPECTRA.name]), knext.Effect.SHOW)
    multiplicity = multiplicity_option(1).rule(knext.OneOf(what, [Input.SPECTRA.name]), knext.Effect.SHOW)


@option_group("Output")
class _Output:
    """What the tables hold."""

    form = knext.EnumParameter(
        "Write the embedding as",
        "One list column, or one number column for each element of the vector. Descriptors for QSAR always "
        "have number columns.",
        Form.LIST.name,
        Form,
        style=knext.EnumParameter.Style.RADIO,
        since_version="0.1.0",
    )
    note_model = knext.BoolParameter(
        "Write the model's fingerprint",
        "A text column **Embedding model** behind the list column. By it **K-M3AID Retrieve** knows "
        "embeddings of another model.",
        lambda version: tuple(version) >= (0, 2, 0),
        since_version="0.2.0",
    ).rule(knext.OneOf(form, [Form.LIST.name]), knext.Effect.SHOW)
    prefix = prefix_option()
    number_taken = number_taken_option()
    keep_failed = keep_failed_option()


@knext.node(
    "K-M3AID Embed",
    knext.NodeType.MANIPULATOR,
    f"{ICONS}/embed.png",
    CATEGORY,
    id="kmaid.embed",
    keywords=["13C", "NMR", "embedding", "descriptor", "fingerprint", "QSAR", "vector", "similarity"],
)
@knext.input_port("Model", "A trained K-M3AID model.", MODEL_PORT)
@knext.input_table("Molecules or spectra", "A table with a column of structures, or of 13C peak lists.")
@knext.output_table("Embeddings", "The input table with the embedding of each row.")
@knext.output_table(PORT_NAME, PORT_DESCRIPTION)
class Embed(GroupedOptions):
    """Turns molecules or 13C spectra into vectors that can be compared with each other.

    A molecule and its own 13C spectrum get similar vectors: the cosine of the angle between them measures how
    well a spectrum fits a structure. These embeddings have unit length, so that a dot product is a cosine.

    For QSAR and other learners, choose **Descriptors for QSAR** instead. They are number columns (768 with
    the bundled model) that do not depend on the order of the atoms. Stereochemistry changes them a little.
    The column `descriptor_model` names what made them: a learner needs descriptors of one and the same model.

    Rows, their order and their RowIDs do not change. Of a list with several sets of shifts, the first is
    embedded. A row whose structure or peak list cannot be used is in the second table, with the reason. Flow
    variables count the rows: `kmaid_rows` and `kmaid_failed_rows`.
    """

    input = _Input()
    output = _Output()
    advanced = Processor()

    @as_knime_errors
    def configure(self, context: Any, model: ModelSpec, schema: knext.Schema) -> Any:
        """The input's columns and those of the embedding; the input's columns and the reason."""
        checked(model)
        chooser = ColumnChooser(schema)
        self._choose(chooser)
        new = [*self._columns(model), *reason_columns(REASON, ERROR_CODE)]
        chooser.warn(context, ColumnNames.chosen(self.output).note([c.name for c in schema], new))
        tables = self._tables(schema, model)
        return tables.done_schema, tables.failed_schema

    @as_knime_errors
    def execute(self, context: Any, model: ModelPort, table: knext.Table) -> Any:
        """Batch by batch."""
        roles = self._choose(ColumnChooser(table.schema))
        progress = Progress(context, table.num_rows)
        predictor = model.predictor(self.advanced.device, progress)

        task, to_batch = self._task(model.spec)
        out = self._tables(table.schema, model.spec)
        out.start()
        further_sets = 0
        for batch in arrow_batches(table):
            results = task(records_of(batch, progress.check, 0, **roles), predictor, progress)
            all_sets = to_batch(results)
            # Of a list with several sets of shifts, the first: the table keeps its rows.
            embedded = all_sets.take(first_of_each(all_sets.column("id").to_pylist()))
            further_sets += all_sets.num_rows - embedded.num_rows
            vectors = self._values(embedded, model.spec, predictor)
            out.append(batch, vectors, [embedded.column("error"), embedded.column("error_code")])
            progress.part_done(batch.num_rows)
        tell_counts(context, rows=table.num_rows, failed_rows=out.failed_rows)
        self._warn(context, out, table.num_rows, further_sets)
        return out.finish()

    def _warn(self, context: Any, out: PerRowTables, rows: int, further_sets: int) -> None:
        parts = [self.columns_gone, out.warning(rows)]
        if further_sets:
            parts.append(f"Further sets of shifts of the same list, which were not embedded: {further_sets}.")
        warn(context, *parts)

    def _choose(self, chooser: ColumnChooser) -> dict[str, str | None]:
        given = self.input
        if given.what == Input.STRUCTURES.name:
            given.structure = chooser.structure(given.structure)
            return {"structure": given.structure}
        given.peaks = chooser.peaks(given.peaks)
        multiplicity = chooser.optional(given.multiplicity, "multiplicity", [given.peaks])
        self.columns_gone = chooser.gone_warning()
        return {"peaks": given.peaks, "multiplicity": multiplicity}

    @property
    def _describes(self) -> bool:
        """Where spectra are embedded, the option is hidden."""
        return self.input.what == Input.STRUCTURES.name and self.input.use == Use.DESCRIPTORS.name

    def _task(self, model: ModelSpec) -> tuple[Any, Any]:
        """The task, and what makes a table of its results."""
        from kmaid_nodes.tables.descriptors import descriptor_batch
        from kmaid_nodes.tables.embeddings import embedding_batch
        from kmaid_nodes.tasks.describe import describe_molecules
        from kmaid_nodes.tasks.embed import embed_molecules, embed_spectra

        if self._describes:
            names = model.descriptor_names
            return describe_molecules, lambda results: descriptor_batch(results, names)
        task = embed_molecules if self.input.what == Input.STRUCTURES.name else embed_spectra
        return task, embedding_batch

    def _tables(self, schema: knext.Schema, model: ModelSpec) -> PerRowTables:
        names, keep = ColumnNames.chosen(self.output), self.output.keep_failed
        return PerRowTables(schema, self._columns(model), reason_columns(REASON, ERROR_CODE), names, keep)

    def _columns(self, model: ModelSpec) -> list[knext.Column]:
        if self._describes:
            from kmaid_nodes.model.descriptor_layout import MODEL_COLUMN

            numbers = [knext.Column(knext.double(), name) for name in model.descriptor_names]
            return [*numbers, knext.Column(knext.string(), MODEL_COLUMN)]
        if self.output.form == Form.LIST.name:
            noted = [knext.Column(knext.string(), MODEL)] if self.output.note_model else []
            return [knext.Column(knext.list_(knext.double()), VECTOR), *noted]
        return [knext.Column(knext.double(), f"{VECTOR} {n}") for n in range(1, model.embedding_length + 1)]

    def _values(self, embedded: Any, model: ModelSpec, predictor: Predictor) -> list[Any]:
        import pyarrow.compute as pc

        if self._describes:
            return [embedded.column(column.name) for column in self._columns(model)]
        embeddings = embedded.column("embedding")
        if self.output.form == Form.LIST.name:
            note = pc.if_else(embeddings.is_valid(), predictor.trained.fingerprint, None)
            return [embeddings, note] if self.output.note_model else [embeddings]
        return [pc.list_element(embeddings, n) for n in range(model.embedding_length)]
