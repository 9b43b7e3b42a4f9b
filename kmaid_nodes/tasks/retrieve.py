"""Retrieving structures for spectra: the nearest embeddings, ranked by how well they explain the peaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from kmaid_nodes.assignment.assign import Assignment
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.retrieved_spectrum import Hit, RetrievedSpectrum, Stereoisomer
from kmaid_nodes.retrieval.candidate_ranking import carbons_with_densities, rank_candidates
from kmaid_nodes.retrieval.candidates import CandidateSearch
from kmaid_nodes.retrieval.distinct_structures import DistinctStructures
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.molecules import Molecules
from kmaid_nodes.retrieval.ranking import Candidate, CandidateRanking, by_cosine
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, SearchSettings
from kmaid_nodes.tasks.given_structure import GivenStructure, given_structures
from kmaid_nodes.tasks.hit_verdicts import GoOn, HitVerdicts
from kmaid_nodes.tasks.rows import Progress, Row, further, in_batches, no_progress, read_rows
from kmaid_nodes.wording.reading import too_high_by
from kmaid_nodes.wording.reason import reason_sentence

# Queries whose candidates near the best are solved again in one go: quick, and Cancel works in between.
_LOOKED_AT_TOGETHER = 8
# So many times more molecules are taken where hits are ranked by embeddings alone, because some are copies.
_MORE_FOR_COPIES = 3
# Numerics alone: decimals of a difference of match scores.
_DIGITS = 4

# Positions in the library, int64, and cosines, float32, best first.
Nearest = tuple[np.ndarray, np.ndarray]
# The candidates of one query, ranked by its peaks or as they are, or why there are none.
_Answer = CandidateRanking | list[Candidate] | Reason


@dataclass(frozen=True)
class Search:
    """What is asked of a library.

    top: hits per query. rerank: molecules, at least `top`, the nearest by embeddings, shift quantiles
    and peak coverage, that are ranked by how they explain the peaks; 0: the nearest by embeddings alone, not
    ranked again; None: as many as the settings say. only: what a hit must be; same_formula: and of the
    query's own formula, if it has one. settings, assignment: the numbers that decide; the library's indices
    and its table of peak coverage keep those with which they were made. prior: the probability that the
    library holds the compound, 0 to 1, None for that with which the model was calibrated; with 1, the
    probabilities of all candidates are 1 together. judge_each: stereoisomers of a hit get a verdict too.

    Raises UserError for a `top` below 1, a `rerank` below 0 or a `prior` outside 0 to 1.
    """

    top: int = 10
    rerank: int | None = None
    only: Filter = field(default_factory=Filter)
    same_formula: bool = False
    settings: SearchSettings = DEFAULT_SEARCH_SETTINGS
    assignment: AssignmentSettings = DEFAULT_SETTINGS
    prior: float | None = None
    judge_each: bool = False

    def __post_init__(self) -> None:
        if self.top < 1:
            raise UserError(f"top must be at least 1, not {self.top}.")
        if self.ranked < 0:
            raise UserError(f"rerank must be at least 0, not {self.ranked}.")
        if self.prior is not None and not 0 <= self.prior <= 1:
            raise UserError(f"prior must be from 0 to 1, not {self.prior:g}.")

    @property
    def ranked(self) -> int:
        """Candidates that are ranked by how they explain the peaks; 0 if hits are ranked by embeddings."""
        return self.settings.candidates if self.rerank is None else self.rerank

    @property
    def wanted(self) -> int:
        """Candidates of each query; some may be copies of others, or their stereoisomers."""
        return max(self.top, self.ranked or _MORE_FOR_COPIES * self.top)


@dataclass(frozen=True)
class FoundQueries:
    """Some queries with the molecules of a library that are near each of them.

    near: positions int64 and cosines float32, best first; or why a query has none.
    """

    rows: tuple[Row, ...]
    near: tuple[Nearest | Reason, ...]

    def __len__(self) -> int:
        """Number of queries."""
        return len(self.rows)


def retrieve(
    records: Iterable[Record],
    library: Library,
    predictor: Predictor,
    search: Search | None = None,
    progress: Progress = no_progress,
) -> Iterator[RetrievedSpectrum | FailedRow]:
    """The best hits of each record's peak list in a library, or why there are none.

    Where a record has a structure of its own, the hits are compared with it.
    Raises UserError if the library lacks what the search looks at: structures, formulas or masses; or if a
    prior is given and the model has no probabilities.
    """
    search = search or Search()
    done = 0
    for queries in found_queries(records, library, predictor, search):
        yield from ranked_queries(queries, library, predictor, search, further(progress, done))
        done += len(queries)


def found_queries(
    records: Iterable[Record], library: Library, predictor: Predictor, search: Search
) -> Iterator[FoundQueries]:
    """The first half of `retrieve`, which needs the whole library: the nearest molecules of each query.

    Queries come in groups that are ranked together. Raises UserError as `retrieve` does.
    """
    _check(search, library, predictor)
    looked_at = search.wanted * (search.settings.more_for_smarts if search.only.by_structure else 1)
    candidates = CandidateSearch(
        library, search.only, looked_at, search.same_formula, bool(search.ranked), search.settings
    )
    if search.same_formula:
        records = map(_without_formula_said, records)
    for rows in read_rows(records, structures=False, peaks=True):
        usable = [row for row in rows if row.reason is None]
        lists = [row.peaks for row in usable]
        nearest = candidates.nearest(
            lists, predictor.embed_spectra(lists), [row.record.formula for row in usable]
        )
        for some in in_batches(rows, _LOOKED_AT_TOGETHER):
            yield FoundQueries(tuple(some), tuple(row.reason or next(nearest) for row in some))


def ranked_queries(
    queries: FoundQueries,
    molecules: Molecules,
    predictor: Predictor,
    search: Search,
    progress: Progress = no_progress,
) -> Iterator[RetrievedSpectrum | FailedRow]:
    """The second half of `retrieve`, which needs these molecules alone: the hits of each query.

    molecules: those that the positions count, the library or a part of it.
    """
    answers: list[tuple[Row, _Answer]] = []
    for done, (row, near) in enumerate(zip(queries.rows, queries.near), 1):
        progress(done)
        if isinstance(near, Reason):
            answers.append((row, near))
        else:
            answers.append((row, _candidates(row, *near, molecules, predictor, search)))
    yield from _results(answers, search, molecules, predictor, partial(progress, len(queries)))


def _check(search: Search, library: Library, predictor: Predictor) -> None:
    """Raises UserError if the library or the model lacks what a search needs."""
    if (search.ranked or search.only.by_structure) and library.smiles.null_count == len(library):
        raise UserError(
            "The library holds no structures. Embed molecules, not spectra; choose the column of structures."
        )
    search.only.check(library, search.same_formula)
    if search.prior is not None and not search.ranked:
        raise UserError("A prior changes nothing where hits are ranked by their embeddings alone.")
    if search.prior is not None and predictor.trained.calibration.hits is None:
        raise UserError(
            "A prior changes nothing, because this model has no probabilities of hits: too few validation "
            "spectra were there to fit them."
        )


def _without_formula_said(record: Record) -> Record:
    """A query without a formula is not restricted to one; nobody must think that it is."""
    if record.formula is not None or record.error is not None:
        return record
    return replace(record, notes=(*record.notes, ReadingNote(NoteCode.NO_FORMULA)))


def _results(
    answers: list[tuple[Row, _Answer]],
    search: Search,
    library: Molecules,
    predictor: Predictor,
    go_on: GoOn,
) -> Iterator[RetrievedSpectrum | FailedRow]:
    """The results of several queries; those near the best of any of them are looked at closer together."""
    near = sorted({p for _, answer in answers if isinstance(answer, CandidateRanking) for p in answer.near})
    known = carbons_with_densities(library, near, predictor)
    found: list[list[Candidate] | Reason] = []
    for _, answer in answers:
        if isinstance(answer, CandidateRanking):
            answer.refine(known)
            found.append(answer.candidates() or Reason(ReasonCode.NO_PEAK_EXPLAINED))
        else:
            found.append(answer)
    ranked = [isinstance(answer, CandidateRanking) for _, answer in answers]
    shown = {
        c.position
        for some, is_ranked in zip(found, ranked)
        if is_ranked and isinstance(some, list)
        for c in _judged_candidates(some[: search.top], search.judge_each)
    }
    verdicts = HitVerdicts(library, predictor, shown, known, search.assignment, go_on)
    given = given_structures([row.record for row, _ in answers], predictor)
    for (row, answer), some, own in zip(answers, found, given):
        if isinstance(some, Reason):
            yield FailedRow(row.record, some)
            continue
        hits = [
            _hit(rank, candidate, library, isinstance(answer, CandidateRanking))
            for rank, candidate in enumerate(some[: search.top], 1)
        ]
        if isinstance(answer, CandidateRanking):
            assigned = [verdicts.of(c.position, row.record) for c in some[: search.top]]
            judged = tuple(map(_judged, hits, assigned))
            if search.judge_each:
                judged = tuple(
                    _each_judged(hit, candidate, verdicts, row.record) for hit, candidate in zip(judged, some)
                )
            record = _with_offset_said(row.record, assigned)
            yield _compared(RetrievedSpectrum(record, judged), answer, some, own, library)
        else:
            yield RetrievedSpectrum(row.record, tuple(hits))


def _judged_candidates(candidates: Sequence[Candidate], each: bool) -> Iterator[Candidate]:
    for candidate in candidates:
        yield candidate
        if each:
            yield from candidate.stereoisomers


def _each_judged(hit: Hit, candidate: Candidate, verdicts: HitVerdicts, record: Record) -> Hit:
    """The hit with verdicts of its stereoisomers, which stand in the order of the candidate's."""
    assigned = [
        assignment
        for other in candidate.stereoisomers
        for assignment in [verdicts.of(other.position, record)] * (1 + len(other.copies))
    ]
    others = tuple(
        other
        if one is None
        else replace(other, verdict=one.verdict.code, p_structure=one.verdict.p_structure)
        for other, one in zip(hit.stereoisomers, assigned, strict=True)
    )
    return replace(hit, stereoisomers=others)


def _judged(hit: Hit, assignment: Assignment | None) -> Hit:
    """The hit with the verdict of `assign` on its structure and the list."""
    if assignment is None:
        return hit
    verdict = assignment.verdict
    return replace(hit, verdict=verdict.code, p_structure=verdict.p_structure)


def _with_offset_said(record: Record, assigned: Sequence[Assignment | None]) -> Record:
    """The query; with a note if the verdicts of its hits rest on another zero point than its list."""
    offsets = [one.offset_ppm for one in assigned if one is not None and one.offset_ppm]
    if not offsets:
        return record
    note = ReadingNote(NoteCode.COMMON_OFFSET, too_high_by(offsets[0]))
    return replace(record, notes=(*record.notes, note))


def _compared(
    result: RetrievedSpectrum,
    ranking: CandidateRanking,
    candidates: list[Candidate],
    given: GivenStructure | Reason | None,
    library: Molecules,
) -> RetrievedSpectrum:
    """The result with the comparison of its hits and the structure that the record came with."""
    if given is None:
        return result
    if isinstance(given, Reason):
        note = ReadingNote(NoteCode.GIVEN_NOT_COMPARED, reason_sentence(given))
        return replace(result, record=replace(result.record, notes=(*result.record.notes, note)))
    rank, likelihood = given.compared(ranking, candidates, library)
    hits = [
        replace(hit, better_than_given=round(hit.match_score - likelihood, _DIGITS))
        for hit in result.hits
        if hit.match_score is not None
    ]
    return replace(result, hits=tuple(hits), given_rank=rank)


def _why_no_hit(positions: np.ndarray, only: Filter) -> Reason:
    if not (positions >= 0).any():
        return Reason(ReasonCode.NO_MOLECULE_PASSES)
    by_structure = only.by_structure
    return Reason(ReasonCode.NO_NEAR_MOLECULE_PASSES if by_structure else ReasonCode.UNREADABLE_HITS)


def _candidates(
    row: Row,
    positions: np.ndarray,
    cosines: np.ndarray,
    library: Molecules,
    predictor: Predictor,
    search: Search,
) -> _Answer:
    """The candidates of a query, ranked or as they are; or why there are none."""
    reason = _why_no_hit(positions, search.only)
    positions, cosines = positions[positions >= 0], cosines[positions >= 0]
    if search.only.by_structure:
        allowed = [
            k for k, p in enumerate(positions.tolist()) if search.only.allows(library.smiles[p].as_py())
        ]
        positions, cosines = positions[allowed[: search.wanted]], cosines[allowed[: search.wanted]]
    if not search.ranked:
        return by_cosine(DistinctStructures.among(library, positions.tolist()), positions, cosines) or reason
    ranking = rank_candidates(
        row.record, positions, cosines, library, predictor, search.settings, search.assignment, search.prior
    )
    return ranking or reason


def _hit(rank: int, candidate: Candidate, library: Molecules, reranked: bool) -> Hit:
    others = [
        Stereoisomer(
            library.ids[position].as_py(),
            library.smiles[position].as_py(),
            other.likelihood if reranked else None,
            other.cosine,
            other.matched if reranked else None,
        )
        for other in candidate.stereoisomers
        for position in (other.position, *other.copies)
    ]
    return Hit(
        rank,
        library.ids[candidate.position].as_py(),
        library.smiles[candidate.position].as_py(),
        candidate.cosine,
        candidate.likelihood if reranked else None,
        candidate.matched if reranked else None,
        candidate.probability,
        tuple(library.ids[position].as_py() for position in candidate.copies),
        tuple(others),
    )
