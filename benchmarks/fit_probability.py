"""Fit the three constants of `retrieval.ranking.probabilities`.

    python benchmarks/fit_probability.py nmrshiftdb2_true.sd.gz nmrshiftdb2_recovered.sd.gz --library FOLDER
        [--queries 150] [--candidates 200] [--model MODEL]

FOLDER: where `benchmarks/retrieval.py` built its library. Validation spectra as recorded and collapsed, with
and without multiplicity; one in five counts with its molecule taken out of the library. Prints the constants
and how far the probability of first hits is off, where no molecule, one in five and every second is missing.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from retrieval import LISTS, as_listed, read_molecules
from scipy.optimize import minimize

from kmaid_nodes.assignment.costs import PeakList
from kmaid_nodes.assignment.interpretation import interpret
from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.retrieval.candidates import CandidateSearch
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.library_file import open_library
from kmaid_nodes.retrieval.ranking import FITTED, log_likelihood, probabilities, surprise_of
from kmaid_nodes.tasks.retrieve import RERANKED, expected_carbons
from kmaid_nodes.training.split import VALIDATION

_MISSING = 0.2


@dataclass(frozen=True)
class Case:
    """The candidates of one query: log likelihood, surprise, and which is its molecule."""

    likelihood: np.ndarray
    surprise: np.ndarray
    right: np.ndarray

    def first(self, fitted: tuple[float, float, float], without: bool) -> tuple[float, bool]:
        """The first hit's probability and whether it is right; the molecule may be left out."""
        kept = ~self.right if without else np.ones(len(self.right), bool)
        told = probabilities(self.likelihood[kept], self.surprise[kept], fitted)
        best = int(self.likelihood[kept].argmax())
        return float(np.clip(told[best], 1e-6, 1 - 1e-6)), bool(self.right[kept][best])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("records", type=Path, nargs="+")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=150)
    parser.add_argument("--candidates", type=int, default=RERANKED)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    library = open_library(options.library / "whole.parquet", predictor)
    cases = _cases(options, library, predictor)

    def loss(fitted: np.ndarray) -> float:
        total = 0.0
        for case in cases:
            for without, weight in ((False, 1 - _MISSING), (True, _MISSING)):
                told, right = case.first(tuple(fitted), without)
                total -= weight * np.log(told if right else 1 - told)
        return total / len(cases)

    found = minimize(loss, FITTED, method="Nelder-Mead")
    print("constants", [round(float(value), 3) for value in found.x], "loss", round(found.fun, 4))
    for missing in (0.0, _MISSING, 0.5):
        print(f"molecule missing in {missing:.0%}: off by {_off(cases, tuple(found.x), missing):.3f}")


def _cases(options: argparse.Namespace, library: Library, predictor: Predictor) -> list[Case]:
    _, queries = read_molecules(options.records, VALIDATION)
    chosen = np.random.default_rng(0).permutation(len(queries))[: options.queries]
    ids = np.array(library.ids.to_pylist(), object)
    search = CandidateSearch(library, Filter(), options.candidates)
    cases = []
    for distinct, multiplicity in LISTS.values():
        for query in (as_listed(queries[k], distinct, multiplicity) for k in chosen):
            lists = [query.peaks or ()]
            (found,) = search.nearest(lists, predictor.embed_spectra(lists), [None])
            assert not isinstance(found, str)
            expected = expected_carbons(library, found[0].tolist(), predictor)
            carbons = [each for each in expected if each is not None]
            positions = [p for p, each in zip(found[0].tolist(), expected) if each is not None]
            peaks, solvent = PeakList.of(query.peaks or ()), canonical_solvent(query.solvent)
            accounts = [interpret(each, peaks, solvent) for each in carbons]
            cases.append(
                Case(
                    np.array([log_likelihood(a, c) for a, c in zip(accounts, carbons)]),
                    np.array([surprise_of(a, c) for a, c in zip(accounts, carbons)]),
                    ids[positions] == query.id,
                )
            )
    return cases


def _off(cases: list[Case], fitted: tuple[float, float, float], missing: float) -> float:
    told, right, weights = [], [], []
    for case in cases:
        for without, weight in ((False, 1 - missing), (True, missing)):
            probability, ok = case.first(fitted, without)
            told.append(probability)
            right.append(ok)
            weights.append(weight)
    bins = np.minimum((np.array(told) * 10).astype(int), 9)
    gaps = np.bincount(bins, np.array(weights) * (np.array(told) - np.array(right)), minlength=10)
    return float(np.abs(gaps).sum() / np.sum(weights))


if __name__ == "__main__":
    main()
