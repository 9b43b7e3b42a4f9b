"""The cheapest assignment in which a carbon may have two shifts, one in each of two sets.

Which two peaks are the two shifts of one carbon, and of which carbon, depends on each other. All of it is
chosen at once, exactly, as an integer linear programme (HiGHS, as in scipy).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
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


@dataclass
class _Programme:
    """The columns of the linear programme, and the rows that they are in."""

    costs: list[float] = field(default_factory=list)
    highest: list[float] = field(default_factory=list)
    is_choice: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)

    def add(self, cost: float, highest: float, is_choice: bool, rows: dict[int, float]) -> None:
        self.entries += [(row, len(self.costs), value) for row, value in rows.items()]
        self.costs.append(cost)
        self.highest.append(highest)
        self.is_choice.append(int(is_choice))


def solve_doublets(problem: DoubletProblem, two_sets: bool = True) -> Doublets | None:
    """The cheapest assignment; None if none was found within bounds. two_sets: doublets are allowed."""
    carbons, shifts = problem.single.shape
    programme, choices = _Programme(), []
    for carbon, cost in enumerate(problem.missing.tolist()):
        programme.add(cost, 1.0, True, {carbon: 1.0})
        choices.append((carbon, -1, -1))
    for carbon, shift in np.argwhere(np.isfinite(problem.single)).tolist():
        programme.add(problem.single[carbon, shift], 1.0, True, {carbon: 1.0, carbons + shift: 1.0})
        choices.append((carbon, shift, -1))
    for carbon, one, other in np.argwhere(np.isfinite(problem.doublet)).tolist() if two_sets else ():
        rows = {carbon: 1.0, carbons + one: 1.0, carbons + other: 1.0}
        programme.add(problem.doublet[carbon, one, other], 1.0, True, rows)
        choices.append((carbon, one, other))
    _add_sharing(programme, problem)
    solved = _solved(programme, carbons + shifts)
    if solved is None:
        return None
    first, second = np.full(carbons, -1), np.full(carbons, -1)
    for (carbon, one, other), value in zip(choices, solved[1].tolist()):
        if value > 0.5:
            first[carbon], second[carbon] = one, other
    return Doublets(first, second, solved[0])


def _add_sharing(programme: _Programme, problem: DoubletProblem) -> None:
    """What becomes of each shift besides its first carbon: none, or further ones."""
    carbons, shifts = problem.single.shape
    for shift in range(shifts):
        row = carbons + shift
        again = max(float(problem.again[shift]), -float(problem.extraneous[shift]))
        programme.add(float(problem.extraneous[shift]), 1.0, False, {row: 1.0})
        programme.add(0.0, float(max(problem.free[shift] - 1, 0)), False, {row: -1.0})
        programme.add(again, 1.0, False, {row: -1.0})
        programme.add(2 * again, float(carbons), False, {row: -1.0})


def _solved(programme: _Programme, rows: int) -> tuple[float, np.ndarray] | None:
    row, column, value = (np.array(numbers) for numbers in zip(*programme.entries))
    matrix = coo_array((value, (row, column)), (rows, len(programme.costs))).tocsr()
    result = milp(
        np.array(programme.costs),
        integrality=np.array(programme.is_choice),
        bounds=Bounds(0, np.array(programme.highest)),
        constraints=LinearConstraint(matrix, 1, 1),
        options={"node_limit": _MOST_NODES},
    )
    return (float(result.fun), result.x) if result.status == 0 else None
