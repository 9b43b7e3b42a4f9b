"""Fit the three constants of `retrieval.hit_probability.HitProbability`.

    python benchmarks/fit_probability.py nmrshiftdb2_true.sd.gz nmrshiftdb2_recovered.sd.gz --library FOLDER
        [--queries 150] [--candidates 200] [--model MODEL]

FOLDER: where `benchmarks/retrieval.py` built its library. Validation spectra as recorded and collapsed, with
and without multiplicity; one in five counts with its molecule taken out of the library. Prints the constants
and how far the probability of first hits is off, where no molecule, one in five and every second is missing.
"""

from __future__ import annotations

import argparse
from dataclasses import astuple, dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from retrieval import LISTS, as_listed, read_molecules
from scipy.optimize import minimize

from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.retrieval.candidates import CandidateSearch
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.hit_probability import DEFAULT_HIT_PROBABILITY, HitProbability
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.library_file import open_library
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS
from kmaid_nodes.retrieval.weighing import closer_carbons, weighed
from kmaid_nodes.training.split import VALIDATION

_MISSING = 0.2


@dataclass(frozen=True)
class Case:
    """The candidates of one query, best first: log likelihood, surprise; and whether the first is right."""

    likelihood: np.ndarray
    surprise: np.ndarray
    right: bool
    weight: float

    def told(self, fitted: tuple[float, float, float]) -> float:
        """The first hit's probability."""
        first = HitProbability(*fitted).probabilities(self.likelihood, self.surprise)[0]
        return float(np.clip(first, 1e-6, 1 - 1e-6))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("records", type=Path, nargs="+")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=150)
    parser.add_argument("--candidates", type=int, default=DEFAULT_SEARCH_SETTINGS.candidates)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    library = open_library(options.library / "whole.parquet", predictor)
    cases = _cases(options, library, predictor)

    with_it, without = cases

    def loss(fitted: np.ndarray) -> float:
        total = 0.0
        for case in chain(with_it, without):
            told = case.told(tuple(fitted))
            total -= case.weight * np.log(told if case.right else 1 - told)
        return total / len(with_it)

    found = minimize(loss, astuple(DEFAULT_HIT_PROBABILITY), method="Nelder-Mead")
    print("constants", [round(float(value), 3) for value in found.x], "loss", round(found.fun, 4))
    for missing in (0.0, _MISSING, 0.5):
        print(f"molecule missing in {missing:.0%}: off by {_off(cases, tuple(found.x), missing):.3f}")


def _cases(
    options: argparse.Namespace, library: Library, predictor: Predictor
) -> tuple[list[Case], list[Case]]:
    """Of every query, with its molecule in the library and without."""
    _, queries = read_molecules(options.records, VALIDATION)
    chosen = np.random.default_rng(0).permutation(len(queries))[: options.queries]
    ids = np.array(library.ids.to_pylist(), object)
    search = CandidateSearch(library, Filter(), options.candidates)
    with_it: list[Case] = []
    without: list[Case] = []
    for distinct, multiplicity in LISTS.values():
        for query in (as_listed(queries[k], distinct, multiplicity) for k in chosen):
            lists = [query.peaks or ()]
            (found,) = search.nearest(lists, predictor.embed_spectra(lists), [None])
            assert not isinstance(found, str)
            positions = found[0]
            for cases, weight in ((with_it, 1 - _MISSING), (without, _MISSING)):
                kept = positions if cases is with_it else positions[ids[positions] != query.id]
                cases.append(_case(query, kept, ids, weight, library, predictor))
    return with_it, without


def _case(
    query: Record,
    positions: np.ndarray,
    ids: np.ndarray,
    weight: float,
    library: Library,
    predictor: Predictor,
) -> Case:
    candidates = weighed(query, positions, np.zeros(len(positions)), library, predictor)
    assert candidates is not None
    candidates.look_closer(closer_carbons(library, candidates.near, predictor))
    ranked = candidates.candidates()
    return Case(
        np.array([candidate.likelihood for candidate in ranked]),
        np.array([candidate.surprise for candidate in ranked]),
        ids[ranked[0].position] == query.id,
        weight,
    )


def _off(cases: tuple[list[Case], list[Case]], fitted: tuple[float, float, float], missing: float) -> float:
    weights = np.repeat([1 - missing, missing], [len(each) for each in cases])
    told = np.array([case.told(fitted) for case in chain(*cases)])
    right = np.array([case.right for case in chain(*cases)])
    bins = np.minimum((told * 10).astype(int), 9)
    gaps = np.bincount(bins, weights * (told - right), minlength=10)
    return float(np.abs(gaps).sum() / weights.sum())


if __name__ == "__main__":
    main()
