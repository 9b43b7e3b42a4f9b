"""Fitting the probabilities of retrieved molecules: validation spectra searched among known molecules.

The library is the molecules of the training and validation spectra. Lists are searched as recorded and
collapsed to distinct shifts, with and without multiplicity; some count with their molecule taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.optimize import minimize

from kmaid_nodes.assignment.calibration import DEFAULT_HIT_PROBABILITY, HitProbability
from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.codes.reason import Reason
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.model.settings import HitProbabilitySettings
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.retrieval.candidates import CandidateSearch
from kmaid_nodes.retrieval.embedding_schema import SHIFT_COLUMNS
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library, load_library
from kmaid_nodes.retrieval.weighing import closer_carbons, weighed
from kmaid_nodes.training.examples import RetrievalData

# By name: collapsed to distinct shifts; with multiplicity.
LIST_FORMS = {
    "as recorded, with multiplicity": (False, True),
    "as recorded, without": (False, False),
    "distinct shifts, with multiplicity": (True, True),
    "distinct shifts, without": (True, False),
}
_EMBEDDED_AT_ONCE = 128
# Shares of the progress: the library, the queries; the rest is the fit.
_LIBRARY, _QUERIES = 0.3, 0.65
_SMALLEST = 1e-6


@dataclass(frozen=True)
class Case:
    """The candidates of one query, best first: log likelihood and surprise, float64 [candidates]; right:
    whether the first is the query's molecule."""

    likelihood: np.ndarray
    surprise: np.ndarray
    right: bool

    def first_probability(self, hits: HitProbability) -> float:
        """The probability of the first candidate, a little above 0 and below 1."""
        first = hits.probabilities(self.likelihood, self.surprise)[0]
        return float(np.clip(first, _SMALLEST, 1 - _SMALLEST))


@dataclass(frozen=True)
class Cases:
    """Of every query the case with its molecule in the library, and the case without it."""

    with_molecule: list[Case]
    without: list[Case]

    def loss(self, hits: HitProbability, missing: float) -> float:
        """Mean negative log likelihood where this share of the molecules is missing from the library."""
        total = 0.0
        for cases, weight in ((self.with_molecule, 1 - missing), (self.without, missing)):
            for case in cases:
                probability = case.first_probability(hits)
                total -= weight * np.log(probability if case.right else 1 - probability)
        return float(total / len(self.with_molecule))

    def calibration_error(self, hits: HitProbability, missing: float) -> float:
        """Mean difference of probability and share right, over ten equal bins of probability."""
        both = list(chain(self.with_molecule, self.without))
        weights = np.repeat([1 - missing, missing], [len(self.with_molecule), len(self.without)])
        probability = np.array([case.first_probability(hits) for case in both])
        right = np.array([case.right for case in both])
        bins = np.minimum((probability * 10).astype(int), 9)
        gaps = np.bincount(bins, weights * (probability - right), minlength=10)
        return float(np.abs(gaps).sum() / weights.sum())


def fit_hit_probability(
    data: RetrievalData,
    predictor: Predictor,
    settings: HitProbabilitySettings,
    show: Callable[[float], None] = lambda share: None,
) -> tuple[HitProbability, dict[str, Any]]:
    """The constants for a model, and what is known of how they were fitted.

    show: called with the share done, several times a second; it may raise Cancelled.
    """
    library = library_of(data.molecules, predictor, lambda share: show(_LIBRARY * share))
    chosen = np.random.default_rng(settings.seed).permutation(len(data.queries))[: settings.queries]
    queries = [data.queries[k] for k in chosen]
    cases = cases_of(
        queries,
        library,
        predictor,
        settings.candidates,
        lambda share: show(_LIBRARY + (_QUERIES - _LIBRARY) * share),
    )
    hits = fitted(cases, settings.missing, lambda: show(_QUERIES))
    return hits, {
        "queries": len(queries),
        "library": len(library),
        "right": round(float(np.mean([case.right for case in cases.with_molecule])), 4),
        "calibration_error": round(cases.calibration_error(hits, settings.missing), 4),
    }


def fitted(
    cases: Cases, missing: float, check_cancelled: Callable[[], None] = lambda: None
) -> HitProbability:
    """The constants by maximum likelihood; missing: share of molecules that are not in the library."""

    def loss(constants: np.ndarray) -> float:
        check_cancelled()
        return cases.loss(HitProbability(*map(float, constants)), missing)

    start = DEFAULT_HIT_PROBABILITY
    best = minimize(loss, (start.weight, start.fits, start.per_surprise), method="Nelder-Mead").x
    return HitProbability(*(round(float(value), 3) for value in best))


def as_listed(query: Record, distinct: bool, multiplicity: bool) -> Record:
    """The query's list collapsed to distinct shifts, or as it is; with its multiplicities, or without."""
    peaks = [Peak(p.ppm, p.hydrogens if multiplicity else None) for p in query.peaks or ()]
    if distinct:
        peaks = list({round(p.ppm, 2): p for p in reversed(peaks)}.values())[::-1]
    return Record(query.id, None, tuple(peaks), query.solvent, formula=query.formula)


def cases_of(
    queries: list[Record],
    library: Library,
    predictor: Predictor,
    candidates: int,
    show: Callable[[float], None] = lambda share: None,
) -> Cases:
    """All queries in all forms of lists searched; their ids are those of their molecules in the library."""
    ids = np.array(library.ids.to_pylist(), object)
    search = CandidateSearch(library, Filter(), candidates)
    cases = Cases([], [])
    forms = [as_listed(query, *form) for form in LIST_FORMS.values() for query in queries]
    for number, query in enumerate(forms):
        peaks = [query.peaks or ()]
        (nearest,) = search.nearest(peaks, predictor.embed_spectra(peaks), [None])
        assert not isinstance(nearest, Reason)
        positions = nearest[0]
        others = positions[ids[positions] != query.id]
        for kept, collected in ((positions, cases.with_molecule), (others, cases.without)):
            show(number / len(forms))
            if len(kept):
                collected.append(_case(query, kept, ids, library, predictor))
    return cases


def _case(
    query: Record, positions: np.ndarray, ids: np.ndarray, library: Library, predictor: Predictor
) -> Case:
    candidates = weighed(query, positions, np.zeros(len(positions)), library, predictor)
    assert candidates is not None
    candidates.look_closer(closer_carbons(library, candidates.near, predictor))
    ranked = candidates.candidates()
    return Case(
        np.array([candidate.likelihood for candidate in ranked]),
        np.array([candidate.surprise for candidate in ranked]),
        bool(ids[ranked[0].position] == query.id),
    )


def library_of(
    molecules: Mapping[str, str],
    predictor: Predictor,
    show: Callable[[float], None] = lambda share: None,
) -> Library:
    """A library in memory of molecules, SMILES by id; at least one."""

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
    lengths = np.arange(len(structures) + 1, dtype=np.int32) * predictor.length
    of_classes = shifts.ppm, shifts.uncertainty_ppm, shifts.hydrogens, shifts.members
    columns = {
        "id": pa.array(list(structures), pa.string()),
        "smiles": pa.array([structure.smiles for structure in structures.values()], pa.string()),
        "embedding": pa.ListArray.from_arrays(lengths, vectors.reshape(-1)),
    }
    offsets = shifts.offsets.astype(np.int32)
    for name, values in zip(SHIFT_COLUMNS, of_classes):
        columns[name] = pa.ListArray.from_arrays(offsets, values)
    return pa.RecordBatch.from_pydict(columns)
