"""What two sets of shifts cost at least: a bound that is quick to find where the exact cost is not.

Lagrangian relaxation (Fisher, Management Sci. 1981, 27, 1): each carbon takes the best for itself, and pays a
price for each shift that it takes. Prices of shifts that several carbons want are raised step by step.
"""

from __future__ import annotations

import numpy as np

from kmaid_nodes.assignment.doublets import DoubletProblem, Sharing, choices_of

# Time alone: most problems that cannot gain enough are known as such after a few steps.
_MOST_STEPS = 32
# Numerics alone: how far beyond the limit (nats) the steps aim.
_BEYOND = 0.5


def costs_more(problem: DoubletProblem, limit: float) -> bool:
    """Whether every assignment is known to cost more than this limit, in nats; if not, one still may."""
    carbons, shifts = problem.single.shape
    choices, costs = choices_of(problem)
    order = np.argsort(choices[:, 0], kind="stable")
    owner, one, other = choices[order].T  # -1, no shift, is the last price, which stays 0
    costs, starts = costs[order], np.searchsorted(owner, np.arange(carbons))
    sharing = Sharing.of(problem)
    saved = np.append(problem.extraneous, 0.0)  # by a carbon that takes the shift: the price, with its sign
    for _ in range(_MOST_STEPS):
        reduced = costs - saved[one] - saved[other]
        least = np.minimum.reduceat(reduced, starts)
        bound = float(least.sum()) + sharing.least_cost(saved[:-1])
        if bound > limit:
            return True
        best = np.flatnonzero(reduced == least[owner])
        best = best[np.diff(owner[best], prepend=-1) > 0]  # one for each carbon
        wanted = np.bincount(np.concatenate([one[best], other[best]]) + 1, minlength=shifts + 1)[1:]
        surplus = sharing.left_over(saved[:-1]) - wanted
        if not surplus.any():
            return False
        saved[:-1] += (limit + _BEYOND - bound) / float(surplus @ surplus) * surplus
    return False
