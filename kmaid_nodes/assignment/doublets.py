"""The cheapest assignment in which a carbon may have two shifts, one in each of two sets.

Which two peaks are the two shifts of one carbon, and of which carbon, depends on each other. All of it is
chosen at once, exactly, as an integer linear programme (HiGHS, as in scipy).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array

# Numerics alone: where a search is given up that does not end. A count, so that it ends alike everywhere.
_MOST_NODES = 200


@dataclass(frozen=True)
class DoubletProblem:
    """What every part costs, in nats; infinite where it is not allowed.

    single: [carbons, shifts], the carbon has this shift alone; missing: [carbons], it has none; doublet:
    [carbons, shifts, shifts], above the diagonal, it has these two; extraneous: [shifts], no carbon has it;
    again: [shifts], a further carbon has it; free: int [shifts], so many carbons have it at no such cost.
    """

    single: np.ndarray
    missing: np.ndarray
    doublet: np.ndarray
    extraneous: np.ndarray
    again: np.ndarray
    free: np.ndarray

    @property
    def size(self) -> int:
        """How many choices there are."""
        return int(np.isfinite(self.single).sum() + np.isfinite(self.doublet).sum())


@dataclass(frozen=True)
class Doublets:
    """first, second: int [carbons], the shifts of each carbon, -1 for none; cost: in nats."""

    first: np.ndarray
    second: np.ndarray
    cost: float


def solve_doublets(problem: DoubletProblem, two_sets: bool = True) -> Doublets | None:
    """The cheapest assignment; None if none was found within bounds. two_sets: doublets are allowed."""
    carbons, shifts = problem.single.shape
    choices, costs = choices_of(problem, two_sets)
    solved = _solved(choices, costs, Sharing.of(problem), carbons + shifts)
    if solved is None:
        return None
    first, second = np.full(carbons, -1), np.full(carbons, -1)
    chosen = choices[solved[1][: len(choices)] > 0.5]
    first[chosen[:, 0]], second[chosen[:, 0]] = chosen[:, 1], chosen[:, 2]
    return Doublets(first, second, solved[0])


def choices_of(problem: DoubletProblem, two_sets: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """All choices, int [choices, 3]: a carbon and its shifts, -1 for none; and what each costs, in nats."""
    single, doublet = np.isfinite(problem.single), np.isfinite(problem.doublet) & two_sets
    none = np.arange(len(problem.missing))[:, None]
    choices = [
        np.pad(none, ((0, 0), (0, 2)), constant_values=-1),
        np.pad(np.argwhere(single), ((0, 0), (0, 1)), constant_values=-1),
        np.argwhere(doublet),
    ]
    costs = [problem.missing, problem.single[single], problem.doublet[doublet]]
    return np.concatenate(choices), np.concatenate(costs)


def cost_without_doublets(problem: DoubletProblem) -> float:
    """In nats, of the cheapest assignment where every carbon has one shift or none.

    It is a rectangular linear assignment, which is solved sooner than the programme.
    """
    carbons, shifts = problem.single.shape
    sharing = Sharing.of(problem)
    # Each shift has a place for its first carbon, those at no cost, one for a further carbon, and others.
    free = np.minimum(sharing.free, carbons)
    each = np.arange(shifts)
    places = np.concatenate([each, np.repeat(each, free), each, np.repeat(each, carbons)])
    prices = np.concatenate(
        [-problem.extraneous, np.zeros(free.sum()), sharing.again, np.repeat(2 * sharing.again, carbons)]
    )
    missing = np.full((carbons, carbons), np.inf)
    np.fill_diagonal(missing, problem.missing)
    costs = np.hstack([problem.single[:, places] + prices, missing])
    rows, columns = linear_sum_assignment(costs)
    return float(costs[rows, columns].sum() + problem.extraneous.sum())


@dataclass(frozen=True)
class Sharing:
    """What becomes of each shift besides its first carbon: none has it, or further ones share it.

    extraneous, again: [shifts], nats, of no carbon and of one further; free: int [shifts], further carbons at
    no cost. Others cost twice as much as `again`; most: of these, for one shift.
    """

    extraneous: np.ndarray
    again: np.ndarray
    free: np.ndarray
    most: int

    @classmethod
    def of(cls, problem: DoubletProblem) -> Sharing:
        """That of a problem."""
        again = np.maximum(problem.again, -problem.extraneous)
        return cls(problem.extraneous, again, np.maximum(problem.free - 1, 0), len(problem.single))

    def least_cost(self, saved: np.ndarray) -> float:
        """In nats, of all shifts, where each carbon that takes one saves so much; saved: [shifts]."""
        costs = saved + np.minimum(self.extraneous - saved, 0.0) + self.free * np.minimum(saved, 0.0)
        costs += np.minimum(self.again + saved, 0.0) + self.most * np.minimum(2 * self.again + saved, 0.0)
        return float(costs.sum())

    def left_over(self, saved: np.ndarray) -> np.ndarray:
        """int [shifts]: for how many carbons there is room at that least cost."""
        room: np.ndarray = 1 - (saved > self.extraneous) + self.free * (saved < 0)
        room += (saved < -self.again) + self.most * (saved < -2 * self.again)
        return room


def _solved(
    choices: np.ndarray, costs: np.ndarray, sharing: Sharing, rows: int
) -> tuple[float, np.ndarray] | None:
    """The lowest cost, and the columns of the programme: how much of each choice, and of each sharing.

    choices: int [choices, 3], a carbon and two shifts, -1 for none. A row for each carbon says that one of
    its choices is taken, a row for each shift that its carbons are as many as are paid for.
    """
    shifts, taken = len(sharing.free), len(choices)
    first_shift = rows - shifts
    has_first, has_second = np.flatnonzero(choices[:, 1] >= 0), np.flatnonzero(choices[:, 2] >= 0)
    of_sharing = np.repeat(first_shift + np.arange(shifts), 4)
    row = np.concatenate(
        [
            choices[:, 0],
            first_shift + choices[has_first, 1],
            first_shift + choices[has_second, 2],
            of_sharing,
        ]
    )
    column = np.concatenate(
        [np.arange(taken), has_first, has_second, np.arange(taken, taken + len(of_sharing))]
    )
    value = np.ones(len(row))
    value[-len(of_sharing) :] = np.tile([1.0, -1.0, -1.0, -1.0], shifts)
    zero, one = np.zeros(shifts), np.ones(shifts)
    prices = np.column_stack([sharing.extraneous, zero, sharing.again, 2 * sharing.again])
    highest = np.column_stack([one, sharing.free, one, np.full(shifts, sharing.most)])
    size = (rows, taken + len(of_sharing))
    result = milp(
        np.concatenate([costs, prices.ravel()]),
        integrality=np.arange(size[1]) < taken,
        bounds=Bounds(0, np.concatenate([np.ones(taken), highest.ravel()])),
        constraints=LinearConstraint(coo_array((value, (row, column)), size).tocsr(), 1, 1),
        options={"node_limit": _MOST_NODES},
    )
    return (float(result.fun), result.x) if result.status == 0 else None
