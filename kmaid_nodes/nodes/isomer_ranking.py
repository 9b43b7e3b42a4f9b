"""The node that ranks candidate structures for each spectrum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import knime.extension as knext
import pyarrow as pa

from kmaid_nodes.nodes.candidates import CandidateNames, FailedCandidates, failed_columns, keys
from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser, holds_text
from kmaid_nodes.nodes.counts import tell_counts
from kmaid_nodes.nodes.kept_columns import KeptColumns, keep_columns_option
from kmaid_nodes.nodes.messages import as_knime_errors, refused_rows_warning, warn
from kmaid_nodes.nodes.new_columns import ColumnNames, prefix_option
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.options import (
    Processor,
    chosen_column,
    chosen_prior,
    experiment_option,
    given_structure_option,
    id_option,
    multiplicity_option,
    peaks_option,
    prior_option,
    solvent_option,
    structure_option,
    view_limit_option,
)
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.report_view import report_view
from kmaid_nodes.nodes.search import with_shown_ids
from kmaid_nodes.nodes.tables import NewTable, arrow_batches, chemical_type, records_of, row_ids, texts

if TYPE_CHECKING:
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.nodes.views import RetrievalView
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.results.retrieved_spectrum import RetrievedSpectrum
    from kmaid_nodes.retrieval.candidate_sets import CandidateSets
    from kmaid_nodes.tasks.isomers import Ranking

REASON = "Not ranked because"
# Candidates of a spectrum that the view shows; the table holds all.
_CANDIDATES_IN_VIEW = 10


def _key_option(port: int, label: str, description: str) -> knext.ColumnParameter:
    return knext.ColumnParameter(
        label,
        description,
        port_index=port,
        include_none_column=True,
        default_value=knext.ColumnParameter.NONE,
        since_version="0.2.0",
    )


@option_group("Input")
class _Input:
    """The columns of the spectra and of the candidates."""

    peaks = peaks_option(1)
    multiplicity = multiplicity_option(1)
    solvent = solvent_option(1)
    experiment = experiment_option(1)
    query_id = id_option(1, "Spectrum ID column (optional)")
    given = given_structure_option(1)
    formula = knext.ColumnParameter(
        "Formula column (optional)",
        "The molecular formula of each spectrum, such as `C10H16O`, if it is known.",
        port_index=1,
        column_filter=holds_text,
        include_none_column=True,
        default_value=knext.ColumnParameter.NONE,
        since_version="0.2.0",
    )
    key = _key_option(
        1,
        "Key column of the spectra (optional)",
        "What candidates call a spectrum. Without it, they call it by its RowID.",
    )
    structure = structure_option(2, "Candidate structure column")
    candidate_id = id_option(2, "Candidate ID column (optional)")
    belongs_to = _key_option(
        2,
        "Spectrum of a candidate (optional)",
        "The column of the candidates that holds the key, or else the RowID, of the spectrum to which each "
        "belongs. Without it, all candidates are candidates of every spectrum.",
    )


@option_group("Chemistry")
class _Chemistry:
    """Which candidates come into question."""

    same_formula = knext.BoolParameter(
        "Only candidates of the same formula",
        "Candidates must have the formula of the spectrum: that of the formula column, or else that of the "
        "query structure. A spectrum that has neither is not restricted.",
        False,
        since_version="0.2.0",
    )
    prior = prior_option(
        "Probability that the compound is among the candidates",
        "If you know that it is, as with all isomers of a generator, choose 1: the probabilities of the "
        "candidates of a spectrum then add up to 1.",
    )


@option_group("Output")
class _Output:
    """What the table and the view hold."""

    top = knext.IntParameter(
        "Candidates for each spectrum (0: all)",
        "The best of them. With thousands of candidates, a small number saves the time for their verdicts.",
        0,
        min_value=0,
        max_value=1_000_000,
        since_version="0.2.0",
    )
    each = knext.BoolParameter(
        "Rows for copies and stereoisomers",
        "Every candidate has a row, also a copy or a stereoisomer of another. Otherwise one row stands for "
        "all candidates of one constitution.",
        True,
        since_version="0.2.0",
    )
    keep_columns = keep_columns_option("a spectrum")
    prefix = prefix_option()
    view_limit = view_limit_option(20)


@knext.node(
    "K-M3AID Isomer Ranking",
    knext.NodeType.PREDICTOR,
    f"{ICONS}/isomer_ranking.png",
    CATEGORY,
    id="kmaid.isomer_ranking",
    keywords=["13C", "NMR", "isomers", "structure elucidation", "candidates", "ranking", "CASE", "DP4"],
)
@knext.input_port("Model", "A trained K-M3AID model.", MODEL_PORT)
@knext.input_table("Spectra", "A table with a column of 13C peak lists.")
@knext.input_table("Candidates", "The candidate structures, of all spectra or of one each.")
@knext.output_table(
    "Ranked candidates",
    "The candidates of every spectrum, best first. A spectrum that could not be used has one row with the "
    "reason.",
)
@knext.output_table(
    "Failed rows", "Spectra that could not be used and candidates without a rank, with the reasons."
)
@knext.output_view(
    "Ranked candidates",
    "The best candidates as drawings, with predicted spectra mirrored against the measured one. They can be "
    "opened and compared.",
)
class IsomerRanking(GroupedOptions):
    """Ranks the candidate structures of each 13C spectrum by how well they explain its peaks.

    Use it for the proposals of a structure elucidation, or for all isomers that a generator gives. To search
    a library, use **K-M3AID Retrieve**.

    * **Match score** is the log likelihood of the peak list if the candidate is the compound. It allows for
      missing carbons and for extraneous peaks. Candidates are ranked by it. **Matched peaks** counts the
      peaks that a carbon explains. **Score** is the cosine of the embeddings of spectrum and structure.
    * **Probability** is the probability that the candidate is the compound. What is missing to 1 is the
      probability that none of the candidates is. It is missing if the model has no constants for it.
    * **Verdict** says whether list and candidate belong together, as **K-M3AID Assign Peaks** says it. The
      best of several wrong candidates is still wrong: look at its verdict.
    * The model hardly knows relative configuration. Candidates of one constitution therefore have the same
      **Rank**. The best of them comes first and has the probability of all; **Relation** says what the others
      are (`copy` or `stereoisomer`), **Same as** to which.
    * **Rank of the given structure** and **Better than the given structure** compare the candidates with a
      structure that the spectrum came with, also if it is none of them.

    Candidates that could not be read, that explain none of the peaks, or that name a spectrum that is not
    there, are in the table **Failed rows**. So are candidates of another formula, if they belong to one
    spectrum.

    Flow variables count the spectra, `kmaid_rows` and `kmaid_failed_rows`, the candidates,
    `kmaid_candidates`, and the rows about candidates among the failed rows, `kmaid_failed_candidates`. A
    candidate of several spectra can have several such rows.
    """

    input = _Input()
    chemistry = _Chemistry()
    output = _Output()
    advanced = Processor()

    @as_knime_errors
    def configure(
        self, context: Any, model: ModelSpec, spectra: knext.Schema, candidates: knext.Schema
    ) -> Any:
        """The columns of both tables, whatever the inputs."""
        checked(model)
        of_spectra, of_candidates = _choosers(spectra, candidates)
        roles = self._choose(of_spectra, of_candidates)
        of_spectra.guesses += of_candidates.guesses
        kept = self._kept(spectra, roles)
        of_spectra.warn(context, ColumnNames(self.output.prefix).note(kept.names, self._columns()))
        failed = knext.Schema.from_columns(failed_columns())
        return knext.Schema.from_columns(self._named(kept)), failed

    @as_knime_errors
    def execute(self, context: Any, model: ModelPort, spectra: knext.Table, candidates: knext.Table) -> Any:
        """The candidates are embedded; then the spectra, batch by batch."""
        roles = self._choose(*_choosers(spectra.schema, candidates.schema))
        progress = Progress(context, candidates.num_rows + spectra.num_rows)
        predictor = model.predictor(self.advanced.device, progress)

        from kmaid_nodes.nodes.views import RetrievalView

        names = CandidateNames(self.input.structure, self.input.candidate_id, self.input.belongs_to)
        failed = FailedCandidates(names)
        sets = names.sets(candidates, predictor, progress, failed)
        view = RetrievalView(predictor, self.output.view_limit, _CANDIDATES_IN_VIEW)
        kept = self._kept(spectra.schema, roles)
        out, first_row = NewTable(self._named(kept)), 0
        for batch in arrow_batches(spectra):
            others = kept.cells(batch, progress.check)
            for place, rows in self._ranked(
                batch, first_row, roles, sets, predictor, progress, names, failed, view
            ):
                repeated = pa.array([place] * len(rows), pa.int64())
                own = ([row.get(name) for row in rows] for name in self._kinds())
                out.append([*own, *(column.take(repeated) for column in others)])
            first_row += batch.num_rows
            progress.part_done(batch.num_rows)
        failed.add_without_spectrum(sets)
        self._tell(context, spectra.num_rows, candidates.num_rows, failed, kept)
        page = report_view(view.html(progress, spectra.num_rows))
        return out.finish(), failed.table(), page

    def _ranked(
        self,
        batch: pa.RecordBatch,
        first_row: int,
        roles: dict[str, str | None],
        sets: CandidateSets,
        predictor: Predictor,
        progress: Progress,
        names: CandidateNames,
        failed: FailedCandidates,
        view: RetrievalView,
    ) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """The place of each spectrum of a batch, and its rows of the table."""
        from kmaid_nodes.results.failed_row import FailedRow
        from kmaid_nodes.tasks.isomers import rank_isomers

        ids = row_ids(batch).to_pylist()
        titles = texts(batch, chosen_column(self.input.query_id), progress.check).to_pylist()
        column = chosen_column(self.input.key)
        of_spectra = ids if column is None else keys(batch, column, progress)

        def key_of(record: Record) -> str | None:
            return of_spectra[int(record.id)]

        def name_of(record: Record) -> str:
            return titles[int(record.id)] or ids[int(record.id)]

        records = records_of(batch, progress.check, first_row, **roles)
        for result in rank_isomers(
            records, sets, predictor, self._ranking(), progress, key_of, failed.add_candidate, name_of
        ):
            place, name = int(result.record.id), name_of(result.record)
            shown = result
            if isinstance(result, FailedRow):
                failed.add_spectrum(ids[place], titles[place], result)
            else:
                shown = with_shown_ids(result, names.shown)
            view.add(name, shown, names.of_hit)
            # Where each candidate has a row, it is found by its place; a text names it for the reader.
            rows = _rows(result, names, True) if self.output.each else _rows(shown, names, False)
            of_spectrum = {"query_rowid": ids[place], "query_name": titles[place]}
            yield place, [of_spectrum | row for row in rows]

    def _ranking(self) -> Ranking:
        from kmaid_nodes.tasks.isomers import Ranking

        return Ranking(
            self.output.top or None,
            same_formula=self.chemistry.same_formula,
            each=self.output.each,
            prior=chosen_prior(self.chemistry.prior),
        )

    def _tell(
        self, context: Any, spectra: int, candidates: int, failed: FailedCandidates, kept: KeptColumns
    ) -> None:
        """Counts as flow variables, and a warning of what could not be used."""
        tell_counts(
            context,
            rows=spectra,
            failed_rows=failed.spectra,
            candidates=candidates,
            failed_candidates=failed.candidates,
        )
        reason = ColumnNames(self.output.prefix).of(REASON, kept.names)
        parts = [self.columns_gone, refused_rows_warning(failed.spectra, spectra, reason)]
        if failed.candidates:
            parts.append(_without_rank(failed.candidates))
        warn(context, *parts)

    def _choose(self, spectra: ColumnChooser, candidates: ColumnChooser) -> dict[str, str | None]:
        given = self.input
        given.peaks = spectra.peaks(given.peaks)
        multiplicity = spectra.optional(given.multiplicity, "multiplicity", [given.peaks])
        taken = [given.peaks, *([multiplicity] if multiplicity else [])]
        solvent = spectra.optional(given.solvent, "solvent", taken)
        experiment = spectra.experiment(given.experiment)
        self.columns_gone = spectra.gone_warning()
        spectra.optional(given.query_id, "the spectrum ID")
        spectra.optional(given.key, "the keys of the spectra")
        roles = {
            "peaks": given.peaks,
            "multiplicity": multiplicity,
            "solvent": solvent,
            "experiment": experiment,
            "formula": spectra.optional(given.formula, "formulas"),
        }
        structure = spectra.optional(given.given, "the structures of the queries")
        given.structure = candidates.structure(given.structure)
        candidates.optional(given.candidate_id, "the candidate ID")
        candidates.optional(given.belongs_to, "the spectra of the candidates")
        return roles | ({} if structure is None else {"structure": structure})

    def _kinds(self) -> dict[str, knext.Column]:
        """The columns of the table by the names of `CANDIDATE_SCHEMA`."""
        kinds: dict[str, tuple[Any, str]] = {"query_rowid": (knext.string(), "Spectrum RowID")}
        if chosen_column(self.input.query_id):
            kinds["query_name"] = (knext.string(), "Spectrum ID")
        kinds["rank"] = (knext.int64(), "Rank")
        kinds["library_rowid"] = (knext.string(), "Candidate RowID")
        if chosen_column(self.input.candidate_id):
            kinds["library_name"] = (knext.string(), "Candidate ID")
        kinds |= {
            "smiles": (chemical_type("SmilesValue"), "Structure"),
            "match_score": (knext.double(), "Match score"),
            "probability": (knext.double(), "Probability"),
            "verdict": (knext.string(), "Verdict"),
            "p_structure": (knext.double(), "Structure probability"),
            "matched_peaks": (knext.int64(), "Matched peaks"),
            "peaks": (knext.int64(), "Peak count"),
            "score": (knext.double(), "Score"),
            "relation": (knext.string(), "Relation"),
            "same_as": (knext.string(), "Same as"),
            "given_rank": (knext.int64(), "Rank of the given structure"),
            "better_than_given": (knext.double(), "Better than the given structure"),
            "error": (knext.string(), REASON),
            "error_code": (knext.string(), "Error code"),
            "read_as": (knext.string(), "Read as"),
            "row": (knext.int64(), "Row number"),
        }
        return {name: knext.Column(kind, label) for name, (kind, label) in kinds.items()}

    def _columns(self) -> list[knext.Column]:
        return list(self._kinds().values())

    def _named(self, kept: KeptColumns) -> list[knext.Column]:
        return kept.behind(self._columns(), ColumnNames(self.output.prefix))

    def _kept(self, spectra: knext.Schema, roles: dict[str, str | None]) -> KeptColumns:
        used = [*roles.values(), chosen_column(self.input.query_id)]
        return KeptColumns(spectra, used, self.output.keep_columns)


def _without_rank(rows: int) -> str:
    """rows: of the table of failed rows that are about candidates."""
    named = "1 row about a candidate" if rows == 1 else f"{rows} rows about candidates"
    return f'The table "Failed rows" has {named} without a rank, with the reasons.'


def _choosers(spectra: knext.Schema, candidates: knext.Schema) -> tuple[ColumnChooser, ColumnChooser]:
    return (
        ColumnChooser(spectra, "table of spectra"),
        ColumnChooser(candidates, "table of candidates", "of the candidates"),
    )


def _rows(result: RetrievedSpectrum | FailedRow, names: CandidateNames, each: bool) -> list[dict[str, Any]]:
    """The rows of one spectrum, one for each candidate or each constitution."""
    from kmaid_nodes.tables.hits import result_rows

    rows = []
    for row in result_rows(result, each):
        place = row.get("library_id")
        of_candidate = {} if place is None else names.cells(place)
        same_as = row.get("same_as")
        shown = {"same_as": None if same_as is None else names.shown(same_as)}
        rows.append(row | of_candidate | shown)
    return rows
