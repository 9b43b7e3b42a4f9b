"""The node that embeds molecules or spectra."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from typing import Any

import knime.extension as knext

from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.messages import as_knime_errors, refused_rows_warning
from kmaid_nodes.nodes.options import device_option, multiplicity_option, peaks_option, structure_option
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.tables import PerRowTable, appended, arrow_batches, first_of_each, records_of

REASON = "Not embedded because"
ERROR_CODE = "Embedding error code"


class Input(knext.EnumParameterOptions):
    """What is embedded."""

    STRUCTURES = ("Structures", "Embed the molecule of each row.")
    SPECTRA = ("13C spectra", "Embed the peak list of each row.")


class Form(knext.EnumParameterOptions):
    """The columns of an embedding."""

    LIST = ("One list column", "For K-M3AID Retrieve and for nodes that take lists of numbers.")
    COLUMNS = ("One column per number", "As descriptors, for QSAR, clustering and other learners.")


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
@knext.output_table(
    "Embeddings",
    "The input table with the embedding of each row, or the reason why there is none.",
)
class Embed:
    """Turns molecules or 13C spectra into vectors that can be compared with each other.

    A molecule and its own 13C spectrum get similar vectors: the cosine of the angle between them measures how
    well a spectrum fits a structure. The vectors of molecules also serve as descriptors of the chemical
    environments of all carbons, for QSAR, clustering or similarity searches.

    All vectors have unit length, so that a dot product is a cosine. Rows, their order and their RowIDs do not
    change. Of a list with several sets of shifts, the first is embedded.
    A row whose structure or peak list cannot be used gets missing values and the reason.
    """

    what = knext.EnumParameter(
        "Embed",
        "What is embedded: the structures or the spectra of the table.",
        Input.STRUCTURES.name,
        Input,
        style=knext.EnumParameter.Style.VALUE_SWITCH,
    )
    structure = structure_option(1).rule(knext.OneOf(what, [Input.STRUCTURES.name]), knext.Effect.SHOW)
    peaks = peaks_option(1).rule(knext.OneOf(what, [Input.SPECTRA.name]), knext.Effect.SHOW)
    multiplicity = multiplicity_option(1).rule(knext.OneOf(what, [Input.SPECTRA.name]), knext.Effect.SHOW)
    form = knext.EnumParameter(
        "Write the embedding as",
        "One list column, or one number column for each element of the vector.",
        Form.LIST.name,
        Form,
        style=knext.EnumParameter.Style.RADIO,
    )
    device = device_option()

    @as_knime_errors
    def configure(self, context: Any, model: ModelSpec, schema: knext.Schema) -> knext.Schema:
        """The input's columns and those of the embedding."""
        length = checked(model).embedding_length
        chooser = ColumnChooser(schema)
        self._choose(chooser)
        chooser.warn(context)
        return appended(schema, self._columns(length))

    @as_knime_errors
    def execute(self, context: Any, model: ModelPort, table: knext.Table) -> Any:
        """Batch by batch."""
        roles = self._choose(ColumnChooser(table.schema))
        progress = Progress(context, table.num_rows)
        predictor = model.predictor(self.device, progress)

        from kmaid_nodes.tables.embeddings import embedding_batch
        from kmaid_nodes.tasks.embed import embed_molecules, embed_spectra

        task: Any = embed_molecules if self.what == Input.STRUCTURES.name else embed_spectra
        out = PerRowTable(table.schema, self._columns(predictor.length))
        failed = further_sets = 0
        for batch in arrow_batches(table):
            results = task(records_of(batch, progress.check, 0, **roles), predictor, progress)
            all_sets = embedding_batch(results)
            # Of a list with several sets of shifts, the first: the table keeps its rows.
            embedded = all_sets.take(first_of_each(all_sets.column("id").to_pylist()))
            further_sets += all_sets.num_rows - embedded.num_rows
            failed += embedded.num_rows - embedded.column("error").null_count
            vectors = self._values(embedded.column("embedding"), predictor.length)
            out.append(batch, [*vectors, embedded.column("error"), embedded.column("error_code")])
            progress.part_done(batch.num_rows)
        parts = [refused_rows_warning(failed, table.num_rows, out.columns[-2].name)]
        if further_sets:
            parts.append(f"Further sets of shifts of the same list, which were not embedded: {further_sets}.")
        if message := " ".join(part for part in parts if part):
            context.set_warning(message)
        return out.result

    def _choose(self, chooser: ColumnChooser) -> dict[str, str | None]:
        if self.what == Input.STRUCTURES.name:
            self.structure = chooser.structure(self.structure)
            return {"structure": self.structure}
        self.peaks = chooser.peaks(self.peaks)
        multiplicity = chooser.optional(self.multiplicity, "multiplicity", [self.peaks])
        self.multiplicity = multiplicity or self.multiplicity
        return {"peaks": self.peaks, "multiplicity": multiplicity}

    def _columns(self, length: int) -> list[knext.Column]:
        if self.form == Form.LIST.name:
            vector = [knext.Column(knext.list_(knext.double()), "Embedding")]
        else:
            vector = [knext.Column(knext.double(), f"Embedding {n}") for n in range(1, length + 1)]
        return [*vector, knext.Column(knext.string(), REASON), knext.Column(knext.string(), ERROR_CODE)]

    def _values(self, embeddings: Any, length: int) -> list[Any]:
        if self.form == Form.LIST.name:
            return [embeddings]

        import pyarrow.compute as pc

        return [pc.list_element(embeddings, n) for n in range(length)]
