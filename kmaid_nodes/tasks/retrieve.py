"""Retrieving structures for spectra: the nearest embeddings, ranked by how well they explain the peaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.retrieved_spectrum import Hit, RetrievedSpectrum
from kmaid_nodes.retrieval.candidate_ranking import carbons_with_densities, rank_candidates
from kmaid_nodes.retrieval.candidates import CandidateSearch
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.ranking import Candidate, CandidateRanking
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, SearchSettings
from kmaid_nodes.tasks.rows import Progress, Row, no_progress, read_rows

# Queries whose candidates near the best are solved again in one go: quick, and Cancel works in between.
_LOOKED_AT_TOGETHER = 8

# The candidates of one query, ranked by its peaks or as they are, or why there are none.
_Answer = CandidateRanking | list[Candidate] | Reason


@dataclass(frozen=True)
class Search:
    """What is asked of a library.

    top: hits per query. rerank: molecules, at least `top`, the nearest by embeddings, shift quantiles
    and peak coverage, that are ranked by how they explain the peaks; 0: the nearest by embeddings alone, not
    ranked again; None: as many as the settings say. only: what a hit must be; same_formula: and of the
    query's own formula, if it has one. settings, assignment: the numbers that decide; the library's indices
    and its table of peak coverage keep those with which they were made.

    Raises UserError for a `top` below 1 or a `rerank` below 0.
    """

    top: int = 10
    rerank: int | None = None
    only: Filter = field(default_factory=Filter)
    same_formula: bool = False
    settings: SearchSettings = DEFAULT_SEARCH_SETTINGS
    assignment: AssignmentSettings = DEFAULT_SETTINGS

    def __post_init__(self) -> None:
        if self.top < 1:
            raise UserError(f"top must be at least 1, not {self.top}.")
        if self.ranked < 0:
            raise UserError(f"rerank must be at least 0, not {self.ranked}.")

    @property
    def ranked(self) -> int:
        """Candidates that are ranked by how they explain the peaks; 0 if hits are ranked by embeddings."""
        return self.settings.candidates if self.rerank is None else self.rerank

    @property
    def wanted(self) -> int:
        """Candidates of each query."""
        return max(self.top, self.ranked)


def retrieve(
    records: Iterable[Record],
    library: Library,
    predictor: Predictor,
    search: Search | None = None,
    progress: Progress = no_progress,
) -> Iterator[RetrievedSpectrum | FailedRow]:
    """The best hits of each record's peak list in a library, or why there are none.

    Raises UserError if the search looks at structures and the library has none.
    """
    search = search or Search()
    if (search.ranked or search.only.by_structure) and library.smiles.null_count == len(library):
        raise UserError(
            "The library holds no structures. Embed molecules, not spectra; choose the column of structures."
        )
    looked_at = search.wanted * (search.settings.more_for_smarts if search.only.by_structure else 1)
    candidates = CandidateSearch(
        library, search.only, looked_at, search.same_formula, bool(search.ranked), search.settings
    )
    done = 0
    if search.same_formula:
        records = map(_without_formula_said, records)
    for rows in read_rows(records, structures=False, peaks=True):
        usable = [row for row in rows if row.reason is None]
        lists = [row.peaks for row in usable]
        nearest = candidates.nearest(
            lists, predictor.embed_spectra(lists), [row.record.formula for row in usable]
        )
        for start in range(0, len(rows), _LOOKED_AT_TOGETHER):
            answers: list[tuple[Row, _Answer]] = []
            for row in rows[start : start + _LOOKED_AT_TOGETHER]:
                done += 1
                progress(done)
                near = row.reason or next(nearest)
                if isinstance(near, Reason):
                    answers.append((row, near))
                else:
                    answers.append((row, _candidates(row, *near, library, predictor, search)))
            yield from _results(answers, search.top, library, predictor)


def _without_formula_said(record: Record) -> Record:
    """A query without a formula is not restricted to one; nobody must think that it is."""
    if record.formula is not None or record.error is not None:
        return record
    return replace(record, notes=(*record.notes, ReadingNote(NoteCode.NO_FORMULA)))


def _results(
    answers: list[tuple[Row, _Answer]], top: int, library: Library, predictor: Predictor
) -> Iterator[RetrievedSpectrum | FailedRow]:
    """The results of several queries; those near the best of any of them are looked at closer together."""
    near = sorted({p for _, answer in answers if isinstance(answer, CandidateRanking) for p in answer.near})
    known = carbons_with_densities(library, near, predictor)
    for row, answer in answers:
        if isinstance(answer, Reason):
            yield FailedRow(row.record, answer)
            continue
        reranked = isinstance(answer, CandidateRanking)
        if isinstance(answer, CandidateRanking):
            answer.refine(known)
            answer = answer.candidates()
        hits = (_hit(rank, candidate, library, reranked) for rank, candidate in enumerate(answer[:top], 1))
        yield RetrievedSpectrum(row.record, tuple(hits))


def _why_no_hit(positions: np.ndarray, only: Filter) -> Reason:
    if not (positions >= 0).any():
        return Reason(ReasonCode.NO_MOLECULE_PASSES)
    by_structure = only.by_structure
    return Reason(ReasonCode.NO_NEAR_MOLECULE_PASSES if by_structure else ReasonCode.UNREADABLE_HITS)


def _candidates(
    row: Row,
    positions: np.ndarray,
    cosines: np.ndarray,
    library: Library,
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
        plain = [Candidate(int(p), float(c), np.nan, 0, np.nan, None) for p, c in zip(positions, cosines)]
        return plain or reason
    ranking = rank_candidates(
        row.record, positions, cosines, library, predictor, search.settings, search.assignment
    )
    return ranking or reason


def _hit(rank: int, candidate: Candidate, library: Library, reranked: bool) -> Hit:
    return Hit(
        rank,
        library.ids[candidate.position].as_py(),
        library.smiles[candidate.position].as_py(),
        candidate.cosine,
        candidate.likelihood if reranked else None,
        candidate.matched if reranked else None,
        candidate.probability,
    )
