"""Fitting the probabilities of retrieved molecules: validation spectra searched among known molecules.

The library holds the molecules of the training and validation spectra. Lists are searched as recorded and
collapsed to distinct shifts, with and without multiplicity, and also with their molecule removed. Copies
and stereoisomers are one candidate, as in a search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.optimize import minimize

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.codes.reason import Reason
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.model.settings import HitProbabilitySettings
from kmaid_nodes.reading.record import Record
from kmaid_nodes.retrieval.candidate_ranking import carbons_with_densities, rank_candidates
from kmaid_nodes.retrieval.candidates import CandidateSearch
from kmaid_nodes.retrieval.embedding_columns import embedding_columns
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library, load_library
from kmaid_nodes.retrieval.ranking import Candidate
from kmaid_nodes.training.cancelling import CheckCancelled, never_cancelled
from kmaid_nodes.training.examples import RetrievalData
from kmaid_nodes.training.list_forms import LIST_FORMS, as_listed

# Few, so that Cancel soon takes effect.
_EMBEDDED_AT_ONCE = 32
# Progress at the end of the library and at the end of the queries; the rest is the fit.
_LIBRARY, _QUERIES = 0.3, 0.65
# Numerics alone: the bounds of a probability in the likelihood, and where the search for constants starts.
_SMALLEST = 1e-6
_START = (0.41, 4.91, 0.68)
# A log likelihood that counts for nothing.
_NO_CANDIDATE = -1e9


@dataclass(frozen=True)
class Case:
    """One search. likelihood, surprise: float64 [candidates], best first; right: the first candidate is the
    query's molecule; in_library: that molecule was in the library."""

    likelihood: np.ndarray
    surprise: np.ndarray
    right: bool
    in_library: bool


class Cases:
    """Many searches, weighted so that those without their molecule in the library have a given share."""

    def __init__(self, cases: Sequence[Case], missing: float):
        """missing: weight of a search whose molecule is not in the library; the others have 1 - missing."""
        most = max(len(case.likelihood) for case in cases)
        self.likelihood = np.full((len(cases), most), _NO_CANDIDATE)
        self.surprise = np.zeros((len(cases), most))
        for row, case in enumerate(cases):
            self.likelihood[row, : len(case.likelihood)] = case.likelihood
            self.surprise[row, : len(case.surprise)] = case.surprise
        self.right = np.array([case.right for case in cases])
        in_library = np.array([case.in_library for case in cases])
        self.weight = np.where(in_library, 1 - missing, missing)
        self.weight /= self.weight.sum()

        self.weight_in_library = in_library / max(in_library.sum(), 1)

    def first_probability(self, hits: HitProbability, prior: float | None = None) -> np.ndarray:
        """float64 [cases]: the probability of each first candidate; prior: as of `HitProbability`."""
        return hits.probabilities(self.likelihood, self.surprise, prior)[:, 0]

    def loss(self, hits: HitProbability) -> float:
        """Mean negative log likelihood that the first candidates are right or wrong, of both questions.

        They are: with all searches by their weights; and with those whose molecule is in the library, if that
        is known (a prior of 1).
        """
        both = (self.weight, None), (self.weight_in_library, 1.0)
        return sum(self._loss(hits, weight, prior) for weight, prior in both)

    def _loss(self, hits: HitProbability, weight: np.ndarray, prior: float | None) -> float:
        first = np.clip(self.first_probability(hits, prior), _SMALLEST, 1 - _SMALLEST)
        return -float((weight * np.log(np.where(self.right, first, 1 - first))).sum())

    def calibration_error(self, hits: HitProbability, all_in_library: bool = False) -> float:
        """Expected calibration error of the first candidates' probabilities, over ten equal bins.

        all_in_library: of the searches whose molecule is in the library, if that is known (a prior of 1).
        """
        first = self.first_probability(hits, 1.0 if all_in_library else None)
        weight = self.weight_in_library if all_in_library else self.weight
        bins = np.minimum((first * 10).astype(int), 9)
        return float(np.abs(np.bincount(bins, weight * (first - self.right), minlength=10)).sum())


def fit_hit_probability(
    data: RetrievalData,
    predictor: Predictor,
    settings: HitProbabilitySettings,
    show: Callable[[float], None] = lambda share: None,
) -> tuple[HitProbability, dict[str, Any]]:
    """The constants for a model, and a description of the fit.

    show: called several times a second with the share done, 0 to 1; it may raise Cancelled.
    """
    library = library_in_memory(data.molecules, predictor, lambda share: show(_LIBRARY * share))
    chosen = np.random.default_rng(settings.seed).permutation(len(data.queries))[: settings.queries]
    queries = [data.queries[k] for k in chosen]
    cases = cases_of(
        queries,
        library,
        predictor,
        settings.candidates,
        lambda share: show(_LIBRARY + (_QUERIES - _LIBRARY) * share),
    )
    searches = Cases(cases, settings.missing)
    hits = fitted(searches, 1 - settings.missing, lambda: show(_QUERIES))
    return hits, {
        "queries": len(queries),
        "library": len(library),
        "right": round(float(np.mean([case.right for case in cases if case.in_library])), 4),
        "calibration_error": round(searches.calibration_error(hits), 4),
        "calibration_error_all_in_library": round(searches.calibration_error(hits, True), 4),
    }


def fitted(
    searches: Cases, prior: float = 0.8, check_cancelled: CheckCancelled = never_cancelled
) -> HitProbability:
    """The constants by maximum likelihood; prior: weight of the searches whose molecule is in the library."""

    def hits_of(constants: np.ndarray) -> HitProbability:
        weight, fits, per_surprise = map(float, constants)
        return HitProbability(weight, fits, per_surprise, prior)

    def loss(constants: np.ndarray) -> float:
        check_cancelled()
        return searches.loss(hits_of(constants))

    return hits_of(minimize(loss, _START, method="Nelder-Mead").x.round(3))


def cases_of(
    queries: list[Record],
    library: Library,
    predictor: Predictor,
    candidates: int,
    show: Callable[[float], None] = lambda share: None,
) -> list[Case]:
    """All queries searched with their lists in all forms, with their molecules in the library and without.

    The id of each query is that of its molecule.
    """
    ids = np.array(library.ids.to_pylist(), object)
    search = CandidateSearch(library, Filter(), candidates)
    cases = []
    forms = [as_listed(query, *form) for form in LIST_FORMS.values() for query in queries]
    for number, query in enumerate(forms):
        peaks = [query.peaks or ()]
        (nearest,) = search.nearest(peaks, predictor.embed_spectra(peaks), [None])
        assert not isinstance(nearest, Reason)
        positions = nearest[0]
        others = positions[ids[positions] != query.id]
        for kept, in_library in ((positions, True), (others, False)):
            if not len(kept):
                continue
            ranked = _ranked(query, kept, library, predictor, partial(show, number / len(forms)))
            if not ranked:  # none explains a peak
                continue
            cases.append(
                Case(
                    np.array([candidate.likelihood for candidate in ranked]),
                    np.array([candidate.surprise for candidate in ranked]),
                    query.id in ids[list(ranked[0].all_positions)],
                    in_library,
                )
            )
    return cases


def _ranked(
    query: Record,
    positions: np.ndarray,
    library: Library,
    predictor: Predictor,
    check_cancelled: CheckCancelled,
) -> list[Candidate]:
    check_cancelled()
    candidates = rank_candidates(query, positions, np.zeros(len(positions)), library, predictor)
    assert candidates is not None, "all molecules of this library have a structure"
    check_cancelled()
    carbons = carbons_with_densities(library, candidates.near, predictor)
    check_cancelled()
    candidates.refine(carbons)
    return candidates.candidates()


def library_in_memory(
    molecules: Mapping[str, str],
    predictor: Predictor,
    show: Callable[[float], None] = lambda share: None,
) -> Library:
    """A library of known molecules; molecules: SMILES by id, at least one."""

    def batches() -> Iterator[pa.RecordBatch]:
        ids, texts = list(molecules), list(molecules.values())
        for start in range(0, len(ids), _EMBEDDED_AT_ONCE):
            show(start / len(ids))
            rows = slice(start, start + _EMBEDDED_AT_ONCE)
            structures = {}
            for identifier, text in zip(ids[rows], texts[rows]):
                with suppress(UnusableRow):
                    structures[identifier] = parse_structure(text)
            yield _batch(structures, predictor)

    return load_library(batches(), predictor.length)


def _batch(structures: dict[str, Structure], predictor: Predictor) -> pa.RecordBatch:
    vectors, shifts = predictor.describe_molecules(list(structures.values()))
    smiles = [structure.smiles for structure in structures.values()]
    named = {"id": pa.array(list(structures), pa.string()), "smiles": pa.array(smiles, pa.string())}
    return pa.RecordBatch.from_pydict(named | embedding_columns(vectors, shifts))
