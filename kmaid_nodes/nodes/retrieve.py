"""The node that finds the structures of spectra in a library."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser, holds_number_lists
from kmaid_nodes.nodes.messages import refused_rows_warning, said_plainly
from kmaid_nodes.nodes.options import (
    device_option,
    id_option,
    multiplicity_option,
    peaks_option,
    structure_option,
    view_limit_option,
)
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.tables import NewTable, arrow_batches, chemical_type, record_batches, row_ids, texts

if TYPE_CHECKING:
    import pyarrow as pa

    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.retrieval.filters import Filter
    from kmaid_nodes.retrieval.library import Library

REASON = "Not searched because"


class LibraryForm(knext.EnumParameterOptions):
    """What the library is made of."""

    STRUCTURES = ("Structures", "Every structure is embedded first; that takes a while for a large library.")
    EMBEDDINGS = ("Embeddings", "A list column that K-M3AID Embed wrote with the same model.")


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
    "The best hits of every query, best first; one row with the reason for a query that could not be used.",
)
@knext.output_view("Hits", "Hits drawn, their predicted spectra mirrored against the measured one.")
class Retrieve:
    """Finds the molecules whose structure fits a 13C spectrum best.

    The library needs structures only, no spectra: structures and spectra are embedded in one space, and the
    **Score** of a hit is the cosine between the two vectors, at best 1. The nearest are then ranked by
    **Match score**, the log likelihood of the peak list given the structure, which allows for missing and
    foreign peaks; **Probability** says how likely the hit is the molecule, and what the probabilities lack
    of 1 is that it is not in the library. Use it to find known compounds again (dereplication), or to rank
    the candidates of a structure elucidation.

    For a library that is searched often, run **K-M3AID Embed** on it once with *One list column*, keep that
    table, and choose *Embeddings* here. Library rows that cannot be used are left out, and a warning counts
    them.
    """

    peaks = peaks_option(1)
    multiplicity = multiplicity_option(1)
    query_id = id_option(1, "Query ID column (optional)")
    library_form = knext.EnumParameter(
        "The library holds",
        "Structures that are to be embedded now, or embeddings that K-M3AID Embed made earlier.",
        LibraryForm.STRUCTURES.name,
        LibraryForm,
        style=knext.EnumParameter.Style.VALUE_SWITCH,
    )
    structure = structure_option(2, "Library structure column")
    embedding = knext.ColumnParameter(
        "Library embedding column",
        "The list column that K-M3AID Embed wrote.",
        port_index=2,
        column_filter=holds_number_lists,
    ).rule(knext.OneOf(library_form, [LibraryForm.EMBEDDINGS.name]), knext.Effect.SHOW)
    library_id = id_option(2, "Library ID column (optional)")
    top = knext.IntParameter(
        "Hits per query",
        "How many of the best hits of each query are returned.",
        10,
        min_value=1,
        max_value=1000,
    )
    rerank = knext.IntParameter(
        "Candidates ranked by their peaks",
        "The molecules with the nearest embeddings are ranked by how well their expected shifts explain the "
        "whole peak list. 0 keeps the order of the embeddings.",
        200,
        min_value=0,
        max_value=10_000,
    )
    formula = knext.StringParameter(
        "Molecular formula (optional)", "Only molecules of this formula are hits, such as `C6H12O6`.", ""
    )
    mass = knext.DoubleParameter(
        "Exact mass in Da (0: any)",
        "Only molecules of this monoisotopic mass are hits.",
        0.0,
        min_value=0.0,
        is_advanced=True,
    )
    mass_tolerance = knext.StringParameter(
        "Tolerance of the mass",
        "In millionths or in Da, such as `5ppm` or `0.01Da`.",
        "5ppm",
        is_advanced=True,
    )
    least_carbons = knext.IntParameter(
        "Least number of carbons (0: any)",
        "Molecules with fewer carbons are no hits.",
        0,
        min_value=0,
        is_advanced=True,
    )
    most_carbons = knext.IntParameter(
        "Largest number of carbons (0: any)",
        "Molecules with more carbons are no hits.",
        0,
        min_value=0,
        is_advanced=True,
    )
    elements = knext.StringParameter(
        "Elements allowed besides hydrogen (optional)",
        "Molecules with any other element are no hits: such as `C,N,O`.",
        "",
        is_advanced=True,
    )
    required = knext.StringParameter(
        "Required substructure (optional)", "A SMARTS pattern that every hit must have.", "", is_advanced=True
    )
    forbidden = knext.StringParameter(
        "Forbidden substructure (optional)", "A SMARTS pattern that no hit may have.", "", is_advanced=True
    )
    view_limit = view_limit_option(20)
    device = device_option()

    @said_plainly
    def configure(
        self, context: Any, model: ModelSpec, queries: knext.Schema, library: knext.Schema
    ) -> knext.Schema:
        """The columns of the hits, whatever the inputs."""
        checked(model)
        texts_told = self.formula + self.required + self.forbidden + self.elements
        if texts_told or self.mass:  # looking at them needs RDKit
            self._filter()
        query_columns, library_columns = self._choosers(queries, library)
        self._choose(query_columns, library_columns)
        query_columns.guesses += library_columns.guesses
        query_columns.warn(context)
        return knext.Schema.from_columns(self._columns())

    @said_plainly
    def execute(self, context: Any, model: ModelPort, queries: knext.Table, library: knext.Table) -> Any:
        """The library into memory as vectors, then the queries batch by batch."""
        roles = self._choose(*self._choosers(queries.schema, library.schema))
        progress = Progress(context, library.num_rows + queries.num_rows)
        predictor = model.predictor(self.device, progress)
        searched, names = self._library(library, predictor, progress)

        from kmaid_nodes.nodes.views import RetrievalView

        view = RetrievalView(predictor, self.view_limit)
        out, refused = NewTable(self._columns()), 0
        for batch in arrow_batches(queries):
            for found in self._search(batch, roles, searched, names, predictor, progress, view):
                refused += len(found["error"]) - found["error"].null_count
                out.append([found[name] for name in self._kinds()])
            progress.part_done(batch.num_rows)
        lost = library.num_rows - len(searched)
        self._warn(context, refused, queries.num_rows, lost)
        return out.finish(), knext.view_html(view.html(progress, queries.num_rows))

    def _library(
        self, table: knext.Table, predictor: Predictor, progress: Progress
    ) -> tuple[Library, dict[str, tuple[str, str | None]]]:
        """The library, its ids being places in the table, and what is told of each place: RowID and ID."""
        from kmaid_nodes.tasks.retrieve import load_library

        names: dict[str, tuple[str, str | None]] = {}

        def embedded() -> Iterator[pa.RecordBatch]:
            for batch in arrow_batches(table):
                start = len(names)
                ids = texts(batch, _chosen(self.library_id), progress.check).to_pylist()
                told = zip(row_ids(batch).to_pylist(), ids)
                names.update((str(start + n), pair) for n, pair in enumerate(told))
                yield from self._embedded(batch, start, predictor, progress)
                progress.part_done(batch.num_rows)

        return load_library(embedded(), predictor.length), names

    def _embedded(
        self, batch: pa.RecordBatch, start: int, predictor: Predictor, progress: Progress
    ) -> Iterator[pa.RecordBatch]:
        """A batch of the library as batches of EMBEDDING_SCHEMA, ids counting from `start`."""
        import pyarrow as pa

        from kmaid_nodes.tasks.embed import embed_molecules

        if self.library_form == LibraryForm.STRUCTURES.name:
            records = record_batches(batch, progress.check, structure=self.structure)
            for found in embed_molecules(records, predictor, progress):
                places = pa.array([str(start + int(n)) for n in found.column("id").to_pylist()], pa.string())
                yield found.set_column(0, "id", places)
        else:
            progress(batch.num_rows)
            columns = [
                pa.array([str(start + n) for n in range(batch.num_rows)], pa.string()),
                texts(batch, self.structure, progress.check),
                batch.column(batch.schema.names.index(self.embedding)).cast(pa.list_(pa.float32())),
            ]
            yield pa.RecordBatch.from_arrays(columns, names=["id", "smiles", "embedding"])

    def _search(
        self,
        batch: pa.RecordBatch,
        roles: dict[str, str | None],
        library: Library,
        names: dict[str, tuple[str, str | None]],
        predictor: Predictor,
        progress: Progress,
        view: Any,
    ) -> Iterator[dict[str, pa.Array]]:
        """The hits of one KNIME batch of queries, column by column."""
        import pyarrow as pa

        from kmaid_nodes.reading.record import from_record_batch
        from kmaid_nodes.tasks.retrieve import retrieve

        ids = row_ids(batch)
        query_names = texts(batch, _chosen(self.query_id), progress.check)
        kept: dict[str, Any] = {}

        def watched() -> Iterator[pa.RecordBatch]:
            for records in record_batches(batch, progress.check, **roles):
                kept.clear()
                if not view.full:
                    kept.update((record.id, record) for record in from_record_batch(records))
                yield records

        only = self._filter()
        for found in retrieve(watched(), library, predictor, self.top, progress, self.rerank, only):
            rows = found.to_pylist()
            for row in rows:
                row["library_rowid"], row["library_name"] = names.get(row["library_id"], (None, None))
                if row["smiles"] is not None and self.library_form == LibraryForm.EMBEDDINGS.name:
                    row["smiles"] = _canonical(row["smiles"])
            for place, record in kept.items():
                shown = query_names[int(place)].as_py() or ids[int(place)].as_py()
                hits = [
                    row | {"library_id": row["library_name"] or row["library_rowid"]}
                    for row in rows
                    if row["query_id"] == place
                ]
                view.add(shown, record, hits)
            place = found.column("query_id").cast("int64")
            yield {
                "query_rowid": ids.take(place),
                "query_name": query_names.take(place),
                "rank": found.column("rank"),
                "library_rowid": pa.array([row["library_rowid"] for row in rows], pa.string()),
                "library_name": pa.array([row["library_name"] for row in rows], pa.string()),
                "smiles": pa.array([row["smiles"] for row in rows], pa.string()),
                "score": found.column("score"),
                "match_score": found.column("match_score"),
                "matched_peaks": found.column("matched_peaks"),
                "probability": found.column("probability"),
                "error": found.column("error"),
            }

    def _filter(self) -> Filter:
        """What a hit must be; UserError where the dialog says what is none."""
        from kmaid_nodes.retrieval.filters import Filter, elements_in, mass_width

        def told(text: str) -> tuple[str, ...]:
            return (text.strip(),) if text.strip() else ()

        width, in_ppm = mass_width(self.mass_tolerance)
        return Filter(
            self.formula.strip() or None,
            self.mass or None,
            width,
            in_ppm,
            self.least_carbons or None,
            self.most_carbons or None,
            elements_in(self.elements),
            told(self.required),
            told(self.forbidden),
        )

    def _choosers(self, queries: knext.Schema, library: knext.Schema) -> tuple[ColumnChooser, ColumnChooser]:
        return ColumnChooser(queries, "table of query spectra"), ColumnChooser(library, "library")

    def _choose(self, queries: ColumnChooser, library: ColumnChooser) -> dict[str, str | None]:
        self.peaks = queries.peaks(self.peaks)
        multiplicity = queries.optional(self.multiplicity, "multiplicity", [self.peaks])
        self.multiplicity = multiplicity or self.multiplicity
        queries.optional(self.query_id, "the query ID")
        self.structure = library.structure(self.structure)
        if self.library_form == LibraryForm.EMBEDDINGS.name:
            self.embedding = library.embedding(self.embedding)
        library.optional(self.library_id, "the library ID")
        return {"peaks": self.peaks, "multiplicity": multiplicity}

    def _kinds(self) -> dict[str, knext.Column]:
        columns = {"query_rowid": knext.Column(knext.string(), "Query RowID")}
        if _chosen(self.query_id):
            columns["query_name"] = knext.Column(knext.string(), "Query ID")
        columns["rank"] = knext.Column(knext.int64(), "Rank")
        columns["library_rowid"] = knext.Column(knext.string(), "Library RowID")
        if _chosen(self.library_id):
            columns["library_name"] = knext.Column(knext.string(), "Library ID")
        columns["smiles"] = knext.Column(chemical_type("SmilesValue"), "Structure")
        columns["score"] = knext.Column(knext.double(), "Score")
        columns["match_score"] = knext.Column(knext.double(), "Match score")
        columns["matched_peaks"] = knext.Column(knext.int64(), "Matched peaks")
        columns["probability"] = knext.Column(knext.double(), "Probability")
        columns["error"] = knext.Column(knext.string(), REASON)
        return columns

    def _columns(self) -> list[knext.Column]:
        return list(self._kinds().values())

    @staticmethod
    def _warn(context: Any, refused: int, queries: int, lost: int) -> None:
        parts = [refused_rows_warning(refused, queries, REASON)]
        if lost:
            parts.append(f"{lost} rows of the library could not be used and were left out.")
        if message := " ".join(part for part in parts if part):
            context.set_warning(message)


def _chosen(column: str | None) -> str | None:
    return None if column in (None, knext.ColumnParameter.NONE) else column


@lru_cache(maxsize=100_000)
def _canonical(structure: str) -> str | None:
    from kmaid_nodes.chemistry.structure import parse_structure
    from kmaid_nodes.errors import UnusableRow

    try:
        return parse_structure(structure).smiles
    except UnusableRow:
        return None
