"""The node that finds the structures of spectra in a library."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser, holds_number_lists
from kmaid_nodes.nodes.embedding_columns import EmbeddingColumns, embedding_columns
from kmaid_nodes.nodes.messages import as_knime_errors
from kmaid_nodes.nodes.option_groups import option_group
from kmaid_nodes.nodes.options import (
    chosen_column,
    experiment_option,
    given_structure_option,
    id_option,
    multiplicity_option,
    peaks_option,
    structure_option,
)
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.search import HitNames, SpectrumSearch
from kmaid_nodes.nodes.tables import arrow_batches, records_of, row_ids, texts

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.results.retrieved_spectrum import Hit
    from kmaid_nodes.retrieval.library import Library


class LibraryForm(knext.EnumParameterOptions):
    """What the library is made of."""

    STRUCTURES = ("Structures", "They are embedded first, which takes a while for a large library.")
    EMBEDDINGS = ("Embeddings", "A list column, or number columns, from K-M3AID Embed with the same model.")


@option_group("Input")
class _Input:
    """The columns of the queries and of the library."""

    peaks = peaks_option(1)
    multiplicity = multiplicity_option(1)
    experiment = experiment_option(1)
    query_id = id_option(1, "Query ID column (optional)")
    given = given_structure_option(1)
    library_form = knext.EnumParameter(
        "The library holds",
        "Structures, or embeddings that K-M3AID Embed made before.",
        LibraryForm.STRUCTURES.name,
        LibraryForm,
        style=knext.EnumParameter.Style.VALUE_SWITCH,
        since_version="0.1.0",
    )
    structure = structure_option(2, "Library structure column")
    embedding = knext.ColumnParameter(
        "Library embedding column",
        "The list column that K-M3AID Embed wrote. If none is chosen: a list column called an embedding, "
        "otherwise the number columns `Embedding 1` and so on.",
        port_index=2,
        column_filter=holds_number_lists,
        include_none_column=True,
        since_version="0.1.0",
    ).rule(knext.OneOf(library_form, [LibraryForm.EMBEDDINGS.name]), knext.Effect.SHOW)
    library_id = id_option(2, "Library ID column (optional)")


@knext.node(
    "K-M3AID Retrieve",
    knext.NodeType.PREDICTOR,
    f"{ICONS}/retrieve.png",
    CATEGORY,
    id="kmaid.retrieve",
    keywords=["13C", "NMR", "library search", "dereplication", "spectrum", "retrieval", "identification"],
)
@knext.input_port("Model", "A trained K-M3AID model.", MODEL_PORT)
@knext.input_table("Query spectra", "A table with a column of 13C peak lists.")
@knext.input_table("Library", "The candidates: structures, or embeddings with their structures.")
@knext.output_table(
    "Hits",
    "The hits of every query, best first. A query that could not be used has one row with the reason.",
)
@knext.output_view(
    "Hits",
    "The hits as drawings, with predicted spectra mirrored against the measured one. Hits can be opened and "
    "compared.",
)
class Retrieve(SpectrumSearch):
    """Finds the molecules of a library that fit a 13C spectrum best.

    The library needs no spectra, only structures. Use the node to recognise known compounds (dereplication),
    or to rank the candidates of a structure elucidation.

    * **Score** is the cosine of the embeddings of spectrum and structure, at best 1.
    * **Match score** is the log likelihood of the peak list if the hit is the compound. It allows for missing
      carbons and for extraneous peaks. Hits are ranked by it. **Matched peaks** counts the peaks that a
      carbon explains.
    * **Probability** is the probability that the hit is the compound. The remainder is the probability that
      the compound is not in the library. It is missing if the model was trained with too few validation
      spectra to fit it.
    * All molecules of one constitution are one hit. **Copies** names those of the same structure, by ID or
      else by RowID. **Stereoisomers** names those of another configuration, with the difference of their
      match score. Molecules that explain none of the peaks are no hits.
    * **Verdict** says whether list and hit belong together, as **K-M3AID Assign Peaks** says it.
    * **Rank of the given structure** and **Better than the given structure** compare the hits with a
      structure that the query came with: by how much the match score of the hit is better.
    * **Error code** gives the reason for a query without hits as a fixed code, to filter rows by.
    * **Read as** says what was read of the query: peaks, experiment, frequency, solvent, and what was left
      out. **Row number** counts the queries from 0. A list with several sets of shifts (rotamers, anomers) is
      searched set by set: its row has several hits of each rank, and **Read as** names the set.

    To search a library often, run **K-M3AID Embed** on it once with *One list column*, keep that table, and
    choose *Embeddings* here. Candidates are then chosen by embedding alone. Embeddings of another model are
    refused: by the column **Embedding model** or, without it, by embedding some structures again. Rows of the
    library that cannot be used are left out; a warning gives their number.

    Flow variables count the queries: `kmaid_rows` and `kmaid_failed_rows`.
    """

    input = _Input()

    @as_knime_errors
    def configure(
        self, context: Any, model: ModelSpec, queries: knext.Schema, library: knext.Schema
    ) -> knext.Schema:
        """The columns of the hits, whatever the inputs."""
        length = checked(model).embedding_length
        self.check_filter()
        query_columns, library_columns = self._choosers(queries, library)
        roles, _ = self._choose(query_columns, library_columns, length)
        query_columns.guesses += library_columns.guesses
        query_columns.warn(context, self.names_note(queries, roles))
        return knext.Schema.from_columns(self.columns(queries, roles))

    @as_knime_errors
    def execute(self, context: Any, model: ModelPort, queries: knext.Table, library: knext.Table) -> Any:
        """The library is read into memory as vectors; then the queries, batch by batch."""
        progress = Progress(context, library.num_rows + queries.num_rows)
        predictor = model.predictor(self.advanced.device, progress)
        choosers = self._choosers(queries.schema, library.schema)
        roles, embeddings = self._choose(*choosers, predictor.length)
        searched, names = self._library(library, embeddings, predictor, progress)

        def named(hit: Hit) -> HitNames:
            row_id, name = names[hit.library_id]
            smiles = _canonical(hit.smiles or "") if embeddings else hit.smiles
            return {"library_rowid": row_id, "library_name": name, "smiles": smiles}

        def shown(place: str) -> str:
            row_id, name = names[place]
            return name or row_id

        unusable = library.num_rows - len(searched)
        return self.search(context, queries, roles, searched, named, shown, predictor, progress, unusable)

    def _library(
        self,
        table: knext.Table,
        embeddings: EmbeddingColumns | None,
        predictor: Predictor,
        progress: Progress,
    ) -> tuple[Library, dict[str, tuple[str, str | None]]]:
        """The library, its ids being places in the table, and the RowID and ID of each place."""
        from kmaid_nodes.retrieval.embedding_model import of_this_model
        from kmaid_nodes.retrieval.library import load_library

        names: dict[str, tuple[str, str | None]] = {}

        def embedded() -> Iterator[pa.RecordBatch]:
            for batch in arrow_batches(table):
                start = len(names)
                ids = texts(batch, chosen_column(self.input.library_id), progress.check).to_pylist()
                pairs = zip(row_ids(batch).to_pylist(), ids)
                names.update((str(start + n), pair) for n, pair in enumerate(pairs))
                if embeddings is None:
                    yield from self._embedded(batch, start, predictor, progress)
                else:
                    progress(batch.num_rows)
                    yield self._embedded_before(batch, start, embeddings, predictor, progress)
                progress.part_done(batch.num_rows)

        batches = embedded() if embeddings is None else of_this_model(embedded(), predictor)
        return load_library(batches, predictor.length), names

    def _embedded(
        self, batch: pa.RecordBatch, start: int, predictor: Predictor, progress: Progress
    ) -> Iterator[pa.RecordBatch]:
        """A batch of the library as batches of EMBEDDING_SCHEMA, ids counting from `start`."""
        from kmaid_nodes.tables.arrow import record_batches
        from kmaid_nodes.tables.embeddings import embedding_batch
        from kmaid_nodes.tasks.embed import embed_molecules

        records = records_of(batch, progress.check, structure=self.input.structure)
        counted = (replace(record, id=str(start + int(record.id))) for record in records)
        yield from record_batches(embed_molecules(counted, predictor, progress), embedding_batch)

    def _embedded_before(
        self,
        batch: pa.RecordBatch,
        start: int,
        embeddings: EmbeddingColumns,
        predictor: Predictor,
        progress: Progress,
    ) -> pa.RecordBatch:
        """A batch of a library that holds embeddings, ids counting from `start`."""
        import pyarrow as pa

        from kmaid_nodes.retrieval.embedding_model import MODEL_COLUMN

        columns = {
            "id": pa.array([str(start + n) for n in range(batch.num_rows)], pa.string()),
            "smiles": texts(batch, self.input.structure, progress.check),
            "embedding": embeddings.cells(batch, predictor.length),
            MODEL_COLUMN: embeddings.models(batch),
        }
        return pa.RecordBatch.from_pydict(columns)

    def _choosers(self, queries: knext.Schema, library: knext.Schema) -> tuple[ColumnChooser, ColumnChooser]:
        return (
            ColumnChooser(queries, "table of query spectra"),
            ColumnChooser(library, "library", "of the library"),
        )

    def _choose(
        self, queries: ColumnChooser, library: ColumnChooser, length: int
    ) -> tuple[dict[str, str | None], EmbeddingColumns | None]:
        """The columns of the queries by role, and those of embeddings if the library holds any."""
        roles = self.query_roles(queries)
        given, embeddings = self.input, None
        given.structure = library.structure(given.structure)
        if given.library_form == LibraryForm.EMBEDDINGS.name:
            embeddings = embedding_columns(library, given.embedding, length)
            if embeddings.is_list:
                given.embedding = embeddings.vectors[0]
        library.optional(given.library_id, "the library ID")
        return roles, embeddings

    def library_kinds(self) -> dict[str, knext.Column]:
        """RowID, and the ID where one is chosen."""
        columns = {"library_rowid": knext.Column(knext.string(), "Library RowID")}
        if chosen_column(self.input.library_id):
            columns["library_name"] = knext.Column(knext.string(), "Library ID")
        return columns


@lru_cache(maxsize=100_000)
def _canonical(structure: str) -> str | None:
    from kmaid_nodes.chemistry.structure import parse_structure
    from kmaid_nodes.errors import UnusableRow

    try:
        return parse_structure(structure).smiles
    except UnusableRow:
        return None
