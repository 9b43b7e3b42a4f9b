"""Retrieval in several processes: this one searches the library, the others rank what it found.

The ranking takes most of the time, and needs nothing but the candidates of its queries. So the library is in
memory once, however many processes there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from kmaid_nodes.cluster.processes import in_processes
from kmaid_nodes.codes.reason import Reason
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.retrieved_spectrum import RetrievedSpectrum
from kmaid_nodes.retrieval.candidate_ranking import expected_carbons
from kmaid_nodes.retrieval.distinct_structures import DistinctStructures
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.molecules import Molecules
from kmaid_nodes.tasks.retrieve import FoundQueries, Nearest, Search, found_queries, ranked_queries, retrieve
from kmaid_nodes.tasks.rows import Progress, no_progress

_Result = RetrievedSpectrum | FailedRow


@dataclass(frozen=True)
class _Part:
    """Queries, and the molecules that are near any of them."""

    queries: FoundQueries
    molecules: Molecules

    def __len__(self) -> int:
        return len(self.queries)


def retrieve_in_processes(
    records: Iterable[Record],
    library: Library,
    predictor: Predictor,
    search: Search | None = None,
    processes: int = 1,
    progress: Progress = no_progress,
) -> Iterator[_Result]:
    """As `tasks.retrieve.retrieve`; raises UserError as `in_processes` does too."""
    if processes == 1:
        yield from retrieve(records, library, predictor, search, progress)
        return
    search = search or Search()
    done = 0

    def counted(rows: int) -> None:
        nonlocal done
        done = rows
        progress(rows)

    def parts() -> Iterator[_Part]:
        for queries in found_queries(records, library, predictor, search):
            if search.ranked and not search.only.by_structure:
                _predict_missing(queries, library, predictor, lambda: progress(done))
            yield _part(queries, library)

    for results in in_processes(parts(), partial(_ranked, search), predictor, processes, counted):
        yield from results


def _predict_missing(
    queries: FoundQueries, library: Library, predictor: Predictor, go_on: Callable[[], None]
) -> None:
    """Predict the carbons whose shifts the library lacks: once here, not for each part anew."""
    for positions in _positions(queries):
        if not library.shifts.known(positions).all():
            go_on()
            distinct = DistinctStructures.among(library, positions.tolist())
            expected_carbons(library, list(distinct.positions), predictor)


def _part(queries: FoundQueries, library: Library) -> _Part:
    kept = np.unique(np.concatenate([np.zeros(0, np.int64), *_positions(queries)]))

    def renumbered(near: Nearest | Reason) -> Nearest | Reason:
        if isinstance(near, Reason):
            return near
        positions, cosines = near
        return np.where(positions >= 0, np.searchsorted(kept, positions), positions), cosines

    return _Part(replace(queries, near=tuple(map(renumbered, queries.near))), library.only(kept))


def _positions(queries: FoundQueries) -> Iterator[np.ndarray]:
    """Of the molecules that are near each query."""
    for near in queries.near:
        if not isinstance(near, Reason):
            yield near[0][near[0] >= 0]


def _ranked(search: Search, predictor: Predictor, part: _Part) -> list[_Result]:
    return list(ranked_queries(part.queries, part.molecules, predictor, search))
