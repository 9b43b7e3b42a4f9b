"""Retrieving structures for spectra: nearest embeddings first, then ranked by how they explain the peaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.retrieval.candidates import CandidateSearch
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library, load_library
from kmaid_nodes.retrieval.ranking import Candidate, Weighed
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS
from kmaid_nodes.retrieval.weighing import closer_carbons, weighed
from kmaid_nodes.tasks.rows import Batches, Progress, Row, no_progress, read_rows, table

__all__ = ["HIT_SCHEMA", "Library", "load_library", "retrieve"]
HIT_SCHEMA = pa.schema(
    [
        ("query_id", pa.string()),
        ("rank", pa.int32()),
        ("library_id", pa.string()),
        ("smiles", pa.string()),
        ("score", pa.float64()),
        ("error", pa.string()),
        ("match_score", pa.float64()),
        ("matched_peaks", pa.int32()),
        ("peaks", pa.int32()),
        ("probability", pa.float64()),
    ]
)
NOTHING_PASSES = "no molecule of the library passes the filter"
NONE_NEAR_PASSES = "none of the molecules nearest to the spectrum has what is required and nothing forbidden"
NOTHING_READABLE = "the structures of the nearest molecules cannot be read"
# Queries whose candidates near the best are looked at in one go: quick, and Cancel is heard in between.
_LOOKED_AT_TOGETHER = 8


def retrieve(
    batches: Batches,
    library: Library,
    predictor: Predictor,
    top: int = 10,
    progress: Progress = no_progress,
    rerank: int = DEFAULT_SEARCH_SETTINGS.candidates,
    only: Filter | None = None,
    same_formula: bool = False,
) -> Iterator[pa.RecordBatch]:
    """`top` hits per query spectrum, best first.

    score: cosine of the embeddings, -1 to 1. `rerank` molecules, at least `top`, the nearest by
    embeddings, sorted shifts and explained peaks (0: the nearest by embeddings alone, not ranked again), are
    ranked by match_score, the log likelihood of the peak list given the structure; for those near the best
    it is that of whole densities. matched_peaks of all peaks are explained;
    probability: that the hit is the molecule; what the probabilities lack of 1 is that the molecule is not
    in the library. only: what a hit must be; same_formula: and of the query's own formula, if it has one.
    A query that cannot be used gives one row with the reason, as does one for which nothing passes.
    """
    only = only or Filter()
    wanted = max(top, rerank)
    looked_at = wanted * (DEFAULT_SEARCH_SETTINGS.more_for_smarts if only.by_structure else 1)
    search = CandidateSearch(library, only, looked_at, same_formula, by_shifts=bool(rerank))
    done = 0
    for rows in read_rows(batches, structures=False, peaks=True):
        usable = [r for r in rows if not r.reason]
        lists = [r.peaks for r in usable]
        vectors = predictor.embed_spectra(lists)
        nearest = search.nearest(lists, vectors, [r.record.formula for r in usable])
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(rows), _LOOKED_AT_TOGETHER):
            asked: list[tuple[Row, Weighed | list[Candidate] | str]] = []
            for row in rows[start : start + _LOOKED_AT_TOGETHER]:
                done += 1
                progress(done)
                near = row.reason or next(nearest)
                if isinstance(near, str):
                    asked.append((row, near))
                else:
                    asked.append((row, _candidates(row, *near, library, predictor, wanted, rerank, only)))
            found += _hits(asked, top, library, predictor)
        yield table(HIT_SCHEMA, found)


def _hits(
    asked: list[tuple[Row, Weighed | list[Candidate] | str]], top: int, library: Library, predictor: Predictor
) -> list[tuple[Any, ...]]:
    """The rows of several queries; those near the best of any of them are looked at closer together."""
    near = sorted({p for _, told in asked if isinstance(told, Weighed) for p in told.near})
    known = closer_carbons(library, near, predictor)
    found = []
    for row, told in asked:
        if isinstance(told, str):
            found.append(_refused(row, told))
            continue
        reranked = isinstance(told, Weighed)
        if isinstance(told, Weighed):
            told.look_closer(known)
            told = told.candidates()
        found += [_row(row, number, hit, library, reranked) for number, hit in enumerate(told[:top], 1)]
    return found


def _why_no_hit(positions: np.ndarray, only: Filter) -> str:
    if not (positions >= 0).any():
        return NOTHING_PASSES
    return NONE_NEAR_PASSES if only.by_structure else NOTHING_READABLE


def _candidates(
    row: Row,
    positions: np.ndarray,
    cosines: np.ndarray,
    library: Library,
    predictor: Predictor,
    wanted: int,
    rerank: int,
    only: Filter,
) -> Weighed | list[Candidate] | str:
    """The candidates of a query, weighed or, without ranking, as they are; or why there are none."""
    reason = _why_no_hit(positions, only)
    positions, cosines = positions[positions >= 0], cosines[positions >= 0]
    if only.by_structure:
        kept = [k for k, p in enumerate(positions.tolist()) if only.allows(library.smiles[p].as_py())][
            :wanted
        ]
        positions, cosines = positions[kept], cosines[kept]
    if not rerank:
        plain = [Candidate(int(p), float(c), np.nan, 0, np.nan, np.nan) for p, c in zip(positions, cosines)]
        return plain or reason
    return weighed(row.record, positions, cosines, library, predictor) or reason


def _row(row: Row, number: int, hit: Candidate, library: Library, reranked: bool) -> tuple[Any, ...]:
    return (
        row.record.id,
        number,
        library.ids[hit.position].as_py(),
        library.smiles[hit.position].as_py(),
        hit.cosine,
        None,
        hit.likelihood if reranked else None,
        hit.matched if reranked else None,
        len(row.peaks),
        hit.probability if reranked else None,
    )


def _refused(row: Row, reason: str) -> tuple[Any, ...]:
    return (row.record.id, None, None, None, None, reason, None, None, None, None)
