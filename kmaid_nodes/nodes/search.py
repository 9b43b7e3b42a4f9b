"""What the nodes that search a library have in common: the options of a search, and the table of hits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import knime.extension as knext
import pyarrow as pa

from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.counts import tell_counts
from kmaid_nodes.nodes.kept_columns import KeptColumns, keep_columns_option
from kmaid_nodes.nodes.messages import refused_rows_warning, warn
from kmaid_nodes.nodes.new_columns import ColumnNames, prefix_option
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.options import (
    chosen_column,
    chosen_prior,
    device_option,
    prior_option,
    view_limit_option,
)
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.report_view import report_view
from kmaid_nodes.nodes.tables import NewTable, arrow_batches, chemical_type, records_of, row_ids, texts
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS

if TYPE_CHECKING:
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.results.retrieved_spectrum import Hit, RetrievedSpectrum
    from kmaid_nodes.retrieval.filters import Filter
    from kmaid_nodes.retrieval.library import Library

REASON = "Not searched because"
# What the table says of a hit besides its scores: library_rowid, library_name, smiles.
HitNames = dict[str, str | None]
Names = Callable[["Hit"], HitNames]
# How a table names a molecule of the library that is not a hit of its own, by its ID there.
ShownId = Callable[[str], str]


@option_group("Chemistry")
class SearchChemistry:
    """What a hit must be."""

    formula = knext.StringParameter(
        "Molecular formula (optional)",
        "Only molecules with this formula, such as `C6H12O6`.",
        "",
        since_version="0.1.0",
    )
    mass = knext.DoubleParameter(
        "Exact mass in Da (0: any)",
        "Only molecules with this monoisotopic mass.",
        0.0,
        min_value=0.0,
        since_version="0.1.0",
        is_advanced=True,
    )
    mass_tolerance = knext.StringParameter(
        "Tolerance of the mass",
        "In ppm or Da, such as `5ppm` or `0.01Da`.",
        "5ppm",
        since_version="0.1.0",
        is_advanced=True,
    )
    least_carbons = knext.IntParameter(
        "Smallest number of carbons (0: any)",
        "Only molecules with at least this many carbons.",
        0,
        min_value=0,
        since_version="0.1.0",
        is_advanced=True,
    )
    most_carbons = knext.IntParameter(
        "Largest number of carbons (0: any)",
        "Only molecules with at most this many carbons.",
        0,
        min_value=0,
        since_version="0.1.0",
        is_advanced=True,
    )
    elements = knext.StringParameter(
        "Elements allowed besides hydrogen (optional)",
        "Only molecules without other elements, such as `C,N,O`.",
        "",
        since_version="0.1.0",
        is_advanced=True,
    )
    required = knext.StringParameter(
        "Required substructure (optional)",
        "Only molecules with this substructure, given as SMARTS.",
        "",
        since_version="0.1.0",
        is_advanced=True,
    )
    forbidden = knext.StringParameter(
        "Forbidden substructure (optional)",
        "Only molecules without this substructure, given as SMARTS.",
        "",
        since_version="0.1.0",
        is_advanced=True,
    )


@option_group("Output")
class SearchOutput:
    """How many hits, and what the table and the view hold."""

    top = knext.IntParameter(
        "Hits per query",
        "Number of hits for each query.",
        10,
        min_value=1,
        max_value=1000,
        since_version="0.1.0",
    )
    keep_columns = keep_columns_option("a query")
    prefix = prefix_option()
    view_limit = view_limit_option(20)


@option_group("Advanced", is_advanced=True)
class SearchAdvanced:
    """How candidates are ranked, and the processor."""

    rerank = knext.IntParameter(
        "Candidates ranked by their peaks",
        "Number of candidates that are ranked by how well they explain the peak list. Candidates are chosen "
        "by embedding, by shift quantiles and by peak coverage. With 0, hits are ranked by their embeddings "
        "alone.",
        DEFAULT_SEARCH_SETTINGS.candidates,
        min_value=0,
        max_value=10_000,
        since_version="0.1.0",
    )
    prior = prior_option(
        "Probability that the library holds the compound",
        "If you know that the compound is among the molecules, choose 1: the probabilities of all candidates "
        "together are then 1.",
    )
    device = device_option()


class SpectrumSearch(GroupedOptions):
    """Options of a search and how its hits become a table; each node adds its source of the library."""

    input: Any
    chemistry: Any = SearchChemistry()
    output: Any = SearchOutput()
    advanced: Any = SearchAdvanced()

    def check_filter(self) -> None:
        """Raises UserError if the filter makes no sense; RDKit is loaded only if there is a filter."""
        wanted = self.chemistry
        if wanted.mass or any((wanted.formula, wanted.required, wanted.forbidden, wanted.elements)):
            self.filter()

    def search(
        self,
        context: Any,
        queries: knext.Table,
        roles: dict[str, str | None],
        library: Library,
        named: Names,
        shown: ShownId,
        predictor: Predictor,
        progress: Progress,
        unusable: int,
    ) -> Any:
        """The table of hits and the view. unusable: rows of the library that could not be used."""
        from kmaid_nodes.nodes.views import RetrievalView
        from kmaid_nodes.results.failed_row import FailedRow, RefusedRows
        from kmaid_nodes.tasks.retrieve import Search, retrieve

        prior = chosen_prior(self.advanced.prior)
        asked = Search(self.output.top, self.advanced.rerank, self.filter(), prior=prior)
        kept = self._kept(queries.schema, roles)
        view, out = RetrievalView(predictor, self.output.view_limit), NewTable(self._named(kept))
        refused, first_row = RefusedRows(), 0
        for batch in arrow_batches(queries):
            ids = row_ids(batch)
            query_names = texts(batch, chosen_column(self.input.query_id), progress.check)
            others = kept.cells(batch, progress.check)
            records = records_of(batch, progress.check, first_row, **roles)
            for result in retrieve(records, library, predictor, asked, progress):
                place = int(result.record.id)
                query = {"query_rowid": ids[place].as_py(), "query_name": query_names[place].as_py()}
                if isinstance(result, FailedRow):
                    refused.add(result.record)
                else:
                    result = with_shown_ids(result, shown)
                view.add(query["query_name"] or query["query_rowid"], result, named)
                rows = [query | row for row in _rows(result, named)]
                repeated = pa.array([place] * len(rows), pa.int64())
                out.append(
                    [
                        *([row.get(name) for row in rows] for name in self._kinds()),
                        *(column.take(repeated) for column in others),
                    ]
                )
            first_row += batch.num_rows
            progress.part_done(batch.num_rows)
        tell_counts(context, rows=queries.num_rows, failed_rows=refused.count)
        reason = ColumnNames(self.output.prefix).of(REASON, kept.names)
        self._warn(context, refused_rows_warning(refused.count, queries.num_rows, reason), unusable, library)
        return out.finish(), report_view(view.html(progress, queries.num_rows))

    def _warn(self, context: Any, refused: str | None, unusable: int, library: Library) -> None:
        """Say how many queries and rows of the library could not be used."""
        parts = [self.columns_gone, refused]
        if unusable:
            parts.append(f"{unusable} of {unusable + len(library)} rows of the library could not be used.")
        warn(context, *parts)

    def filter(self) -> Filter:
        """What a hit must be; UserError if that makes no sense."""
        from kmaid_nodes.retrieval.filters import Filter, elements_in, mass_width

        def patterns(text: str) -> tuple[str, ...]:
            return (text.strip(),) if text.strip() else ()

        wanted = self.chemistry
        width, in_ppm = mass_width(wanted.mass_tolerance) if wanted.mass else (0.0, True)
        return Filter(
            wanted.formula.strip() or None,
            wanted.mass or None,
            width,
            in_ppm,
            wanted.least_carbons or None,
            wanted.most_carbons or None,
            elements_in(wanted.elements),
            patterns(wanted.required),
            patterns(wanted.forbidden),
        )

    def query_roles(self, queries: ColumnChooser) -> dict[str, str | None]:
        """The columns of the query spectra by what they hold; see `ColumnChooser`."""
        asked = self.input
        asked.peaks = queries.peaks(asked.peaks)
        multiplicity = queries.optional(asked.multiplicity, "multiplicity", [asked.peaks])
        experiment = queries.experiment(asked.experiment)
        self.columns_gone = queries.gone_warning()
        queries.optional(asked.query_id, "the query ID")
        given = queries.optional(asked.given, "the structures of the queries")
        roles = {"peaks": asked.peaks, "multiplicity": multiplicity, "experiment": experiment}
        return roles | ({} if given is None else {"structure": given})

    def library_kinds(self) -> dict[str, knext.Column]:
        """The columns that identify a hit in the library."""
        raise NotImplementedError

    def _kinds(self) -> dict[str, knext.Column]:
        columns = {"query_rowid": knext.Column(knext.string(), "Query RowID")}
        if chosen_column(self.input.query_id):
            columns["query_name"] = knext.Column(knext.string(), "Query ID")
        columns["rank"] = knext.Column(knext.int64(), "Rank")
        columns |= self.library_kinds()
        columns["smiles"] = knext.Column(chemical_type("SmilesValue"), "Structure")
        columns["score"] = knext.Column(knext.double(), "Score")
        columns["match_score"] = knext.Column(knext.double(), "Match score")
        columns["matched_peaks"] = knext.Column(knext.int64(), "Matched peaks")
        columns["probability"] = knext.Column(knext.double(), "Probability")
        columns["error"] = knext.Column(knext.string(), REASON)
        columns["error_code"] = knext.Column(knext.string(), "Error code")
        columns["read_as"] = knext.Column(knext.string(), "Read as")
        columns["row"] = knext.Column(knext.int64(), "Row number")
        columns["copies"] = knext.Column(knext.string(), "Copies")
        columns["stereoisomers"] = knext.Column(knext.string(), "Stereoisomers")
        columns["verdict"] = knext.Column(knext.string(), "Verdict")
        columns["p_structure"] = knext.Column(knext.double(), "Structure probability")
        columns["given_rank"] = knext.Column(knext.int64(), "Rank of the given structure")
        columns["better_than_given"] = knext.Column(knext.double(), "Better than the given structure")
        return columns

    def columns(self, queries: knext.Schema, roles: dict[str, str | None]) -> list[knext.Column]:
        """The columns of the table of hits; queries: the table of the queries; roles: its columns by use."""
        return self._named(self._kept(queries, roles))

    def names_note(self, queries: knext.Schema, roles: dict[str, str | None]) -> str | None:
        """What to tell of names that are taken."""
        return ColumnNames(self.output.prefix).note(self._kept(queries, roles).names, self._columns())

    def _named(self, kept: KeptColumns) -> list[knext.Column]:
        return kept.behind(self._columns(), ColumnNames(self.output.prefix))

    def _columns(self) -> list[knext.Column]:
        return list(self._kinds().values())

    def _kept(self, queries: knext.Schema, roles: dict[str, str | None]) -> KeptColumns:
        return KeptColumns(
            queries, [*roles.values(), chosen_column(self.input.query_id)], self.output.keep_columns
        )


def _rows(result: RetrievedSpectrum | FailedRow, named: Names) -> list[dict[str, Any]]:
    """The rows of one query, one for each hit."""
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.results.read_as import read_as
    from kmaid_nodes.tables.hits import hit_cells

    of_query: dict[str, Any] = {"read_as": read_as(result.record), "row": result.record.row}
    if isinstance(result, FailedRow):
        return [of_query | {"error": result.sentence, "error_code": str(result.reason.code)}]
    of_query["given_rank"] = result.given_rank
    return [of_query | hit_cells(hit) | named(hit) for hit in result.hits]


def with_shown_ids(result: RetrievedSpectrum, shown: ShownId) -> RetrievedSpectrum:
    """The result with copies and stereoisomers named as the table names them; hits are named by `Names`."""
    hits = [
        replace(
            hit,
            copies=tuple(map(shown, hit.copies)),
            stereoisomers=tuple(
                replace(other, library_id=shown(other.library_id)) for other in hit.stereoisomers
            ),
        )
        for hit in result.hits
    ]
    return replace(result, hits=tuple(hits))
