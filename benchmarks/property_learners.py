"""Learners, splits and scores of `descriptors.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np
from scipy.stats import rankdata

PENALTIES = np.logspace(-1, 5, 13)
# Of a column, in standard deviations. Some of RDKit's descriptors reach 1e100.
_FURTHEST = 10.0
_DONE: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}
_MOST_KEPT = 40
Learner = Callable[[np.ndarray, np.ndarray, np.ndarray, int], np.ndarray]


def ridge(x: np.ndarray, y: np.ndarray, others: np.ndarray, seed: int) -> np.ndarray:
    """Predictions for `others`; the penalty has the smallest error when each molecule is left out."""
    x, others = _standardised(x, others)
    mean = y.mean()
    weights, vectors = _decomposed(x)
    if len(x) >= x.shape[1]:
        left, right, power = x @ vectors, others @ vectors, 0
    else:
        left, right, power = vectors, others @ (x.T @ vectors), 1
    projected, best, least = left.T @ (y - mean), y[:0], np.inf
    for penalty in PENALTIES:
        shrunk = weights**power / (weights + penalty)
        leverage = left**2 @ shrunk + 1 / len(x)
        error = (((y - mean - left @ (shrunk * projected)) / (1 - leverage)) ** 2).sum()
        if error < least:
            least, best = error, right @ (projected / (weights + penalty)) + mean
    return best


def forest(x: np.ndarray, y: np.ndarray, others: np.ndarray, seed: int) -> np.ndarray:
    """Predictions of a random forest of 100 trees, each split of which sees a tenth of the columns.

    For classes, their probability: trees that minimise the squared error of 0 and 1 minimise the Gini index.
    """
    try:
        from sklearn.ensemble import RandomForestRegressor
    except ImportError:
        raise SystemExit("The forest needs scikit-learn: pip install 'kmaid-nodes[benchmarks]'.") from None
    trees = RandomForestRegressor(100, max_features=0.1, min_samples_leaf=2, random_state=seed)
    return trees.fit(x.astype(np.float32), y).predict(others.astype(np.float32))


LEARNERS: dict[str, Learner] = {"ridge": ridge, "forest": forest}


def _decomposed(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues and eigenvectors of the smaller Gram matrix, once for all properties of a set."""
    key = sha256(x.tobytes()).digest()
    if key not in _DONE:
        if len(_DONE) >= _MOST_KEPT:
            _DONE.clear()
        weights, vectors = np.linalg.eigh(x.T @ x if len(x) >= x.shape[1] else x @ x.T)
        _DONE[key] = np.maximum(weights, 0), vectors
    return _DONE[key]


def _standardised(x: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    spread = x.std(0)
    varies = spread > 1e-9 * np.abs(x).max(0)
    centre, spread = x[:, varies].mean(0), spread[varies]
    first, second = ((some[:, varies] - centre) / spread for some in (x, others))
    return np.clip(first, -_FURTHEST, _FURTHEST), np.clip(second, -_FURTHEST, _FURTHEST)


def random_split(scaffolds: Sequence[str], seed: int) -> np.ndarray:
    """A fifth of the molecules to test on, bool [molecules]."""
    test = np.zeros(len(scaffolds), bool)
    test[np.random.default_rng(seed).permutation(len(test))[: len(test) // 5]] = True
    return test


def scaffold_split(scaffolds: Sequence[str], seed: int) -> np.ndarray:
    """The same, no scaffold on both sides; scaffolds with a tenth of the molecules or more are trained on."""
    members = defaultdict(list)
    for place, scaffold in enumerate(scaffolds):
        members[scaffold].append(place)
    small = [places for places in members.values() if len(places) < len(scaffolds) / 10]
    test = np.zeros(len(scaffolds), bool)
    for number in np.random.default_rng(seed).permutation(len(small)):
        if test.sum() + len(small[number]) <= len(scaffolds) // 5:
            test[small[number]] = True
    return test


SPLITS = {"random": random_split, "scaffold": scaffold_split}


def r_squared(y: np.ndarray, predicted: np.ndarray) -> float:
    """Share of the variance that is explained."""
    return float(1 - ((y - predicted) ** 2).sum() / ((y - y.mean()) ** 2).sum())


def auc(y: np.ndarray, predicted: np.ndarray) -> float:
    """Area under the ROC curve."""
    ones = y == 1
    above = rankdata(predicted)[ones].sum() - ones.sum() * (ones.sum() + 1) / 2
    return float(above / (ones.sum() * (~ones).sum()))
