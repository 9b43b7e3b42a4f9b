"""Cost models in which fixed pairs hold and rejected ones do not.

All that a list hypothesis costs stays as it is. What no hypothesis foresees, such as a peak of two carbons of
different kinds that are not the first of theirs, is a coincidence: the chemist decides.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.assignment.cost_model import CostModel
from kmaid_nodes.assignment.costs import Classes
from kmaid_nodes.assignment.fixed_pairs import NO_PEAK, FixedPairs
from kmaid_nodes.assignment.settings import HypothesisSettings

# Numerics alone: a cost (nats) of what is ruled out.
NEVER = 1e6


def without_rejected(costs: CostModel, fixed: FixedPairs) -> CostModel:
    """The costs where rejected pairs are ruled out."""
    return replace(costs, pair=np.where(fixed.rejected, NEVER, costs.pair))


def each_carbon_fixed(costs: CostModel, fixed: FixedPairs, same_shift: NDArray[np.bool_]) -> CostModel:
    """The costs where every carbon has a peak of its own, or none.

    same_shift: bool [peaks, peaks]. A carbon that its class brings with it may have any entry of the shift.
    """
    allowed = _allowed(fixed, same_shift)
    return replace(
        costs,
        pair=np.where(allowed, costs.pair, NEVER),
        missing=np.where(fixed.has_peak, NEVER, costs.missing),
    )


def each_shift_fixed(
    costs: CostModel,
    fixed: FixedPairs,
    classes: Classes,
    same_shift: NDArray[np.bool_],
    penalties: HypothesisSettings,
) -> CostModel:
    """The costs where carbons of a class may share a peak; classes: with `FixedPairs.representatives`."""
    following = followers(fixed, classes)
    owner = fixed.has_peak & ~following
    allowed = _allowed(fixed, same_shift)
    allowed[following & ~fixed.implied] = False
    carbons = np.flatnonzero(following)
    allowed[carbons, fixed.peak[carbons]] = False
    coincides = np.where(np.isinf(costs.sharing), penalties.coincidence, costs.sharing)
    missing = np.where(owner, NEVER, np.where(following, 0.0, costs.missing))
    return replace(
        costs,
        pair=np.where(allowed, costs.pair, NEVER),
        missing=missing,
        sharing=np.where(owner, coincides, np.where(following, np.inf, costs.sharing)),
        owners=np.bincount(fixed.peak[owner], minlength=costs.pair.shape[1]),
    )


def followers(fixed: FixedPairs, classes: Classes) -> NDArray[np.bool_]:
    """bool [carbons]: which ones share the peak of another carbon of their class that was given it."""
    order = np.lexsort((np.arange(len(fixed.peak)), fixed.implied, ~classes.is_first))
    following = np.zeros(len(order), bool)
    owned: set[tuple[int, int]] = set()
    for carbon in order[fixed.has_peak[order]].tolist():
        pair = int(classes.first[carbon]), int(fixed.peak[carbon])
        following[carbon] = pair in owned
        owned.add(pair)
    return following


def with_followers(peak: NDArray[np.int64], fixed: FixedPairs, classes: Classes) -> NDArray[np.int64]:
    """The peaks of an assignment with those that carbons of a class share, int64 [carbons].

    classes: with `FixedPairs.representatives`. A carbon that was fixed without a peak has none,
    and none shares a peak that was ruled out for it.
    """
    own = np.where(fixed.has_peak & (peak < 0), fixed.peak, peak)
    of_class = own[classes.first]
    # The last column is for -1, no peak.
    ruled_out = np.pad(fixed.rejected, ((0, 0), (0, 1)))[np.arange(len(own)), of_class]
    shares = ~classes.is_first & (own < 0) & (fixed.peak != NO_PEAK) & ~ruled_out
    shared: NDArray[np.int64] = np.where(shares, of_class, own)
    return shared


def after_another(peak: NDArray[np.int64], symmetry_class: np.ndarray) -> NDArray[np.bool_]:
    """bool [carbons]: which ones have the peak of an earlier carbon of their class."""
    pairs = list(zip(symmetry_class.tolist(), peak.tolist()))
    return np.array([own[1] >= 0 and own in pairs[:k] for k, own in enumerate(pairs)], bool)


def _allowed(fixed: FixedPairs, same_shift: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """bool [carbons, peaks]: which pairs are not ruled out."""
    allowed = ~fixed.rejected
    allowed[fixed.is_fixed] = False
    given = np.flatnonzero(fixed.has_peak)
    allowed[given, fixed.peak[given]] = True
    brought = np.flatnonzero(fixed.has_peak & fixed.implied)
    allowed[brought] = same_shift[fixed.peak[brought]]
    return allowed
