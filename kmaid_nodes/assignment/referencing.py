"""Lists whose shifts are all off by the same amount, because the spectrum was referenced wrongly.

A list that fits badly as it stands is tried at other zero points. It is taken for shifted only where that
explains it much better: nearly all of its peaks are then on carbons, at no more than usual cost, and the gain
outweighs how rare such lists are. The line of the solvent is shifted too, which makes it a witness.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kmaid_nodes.assignment.costs import ExpectedCarbons, PeakList, pair_costs
from kmaid_nodes.assignment.extraneous_peaks import extraneous_costs
from kmaid_nodes.assignment.settings import ReferencingSettings
from kmaid_nodes.assignment.solution import AssignmentSolution
from kmaid_nodes.assignment.unassigned_peaks import Unassigned
from kmaid_nodes.chemistry.extraneous_signals import extraneous_signals, told_solvents
from kmaid_nodes.codes.peak_kind import EXPLAINED, PeakKind

Solve = Callable[[PeakList], AssignmentSolution]
Explain = Callable[[AssignmentSolution], Sequence[Unassigned]]
# Bounds the memory alone: costs of pairs of carbons and peaks calculated in one go.
_AT_ONCE = 100_000


@dataclass(frozen=True)
class Referenced:
    """A solution and the offset that it was found with.

    offset_ppm: by how much all shifts of the list are too high, 0.0 where no offset was found; solution: of
    the shifts less the offset, whose price is part of its cost.
    """

    offset_ppm: float
    solution: AssignmentSolution


@dataclass(frozen=True)
class _Fit:
    """How well the peaks of a list fit the carbons that they are on.

    peaks: distinct shifts on carbons; witnesses: 1 where a line of the solvent is in its place; left:
    distinct shifts that no carbon, multiplet or solvent explains; classes, missing: symmetry classes, and
    those without a peak; excess: in nats, how much more the peaks cost than their carbons' own shifts do on
    average; deviations: the same in standard deviations, about.
    """

    peaks: int
    witnesses: int
    left: int
    classes: int
    missing: int
    excess: float
    deviations: float


def less_offset(peaks: PeakList, offset_ppm: float) -> PeakList:
    """The peaks with their shifts less an offset."""
    return replace(peaks, ppm=peaks.ppm - offset_ppm)


def with_common_offset(
    solution: AssignmentSolution,
    solve: Solve,
    explain: Explain,
    solvent: str | None,
) -> Referenced:
    """The solution, or that of the list at another zero point where the list is surely shifted.

    solution: of the list as it stands; solve: the solution of another list for the same carbons; explain:
    what the unassigned peaks of such a solution may be; solvent: canonical name, None if not given.
    """
    limits, peaks = solution.settings.referencing, solution.peaks
    as_listed = Referenced(0.0, solution)
    classes = solution.counted
    if not classes.any() or len(np.unique(peaks.ppm)) < limits.least_peaks:
        return as_listed
    if _excess(solution) + limits.left * len(solution.unassigned) < limits.tried_from:
        return as_listed
    tried = [
        one
        for start in _starts(solution.carbons.only(classes), solution, solvent)
        for one in _solved(start, solution, solve, solvent)
    ]
    sure = [one for one in tried if _is_sure(one, solution, explain)]
    return min(sure, key=lambda one: round(one.solution.cost, 6), default=as_listed)


def _is_sure(one: Referenced, as_listed: AssignmentSolution, explain: Explain) -> bool:
    limits = as_listed.settings.referencing
    if abs(one.offset_ppm) < limits.least_ppm or one.solution.cost >= as_listed.cost:
        return False
    fit = _fit(one.solution, explain)
    return (
        fit.peaks + fit.witnesses >= limits.least_peaks
        and fit.left <= limits.most_left * (fit.peaks + fit.left)
        and fit.missing <= limits.most_missing * fit.classes
        and fit.deviations <= limits.most_deviations
    )


def _starts(carbons: ExpectedCarbons, solution: AssignmentSolution, solvent: str | None) -> list[float]:
    """The likeliest offsets in ppm, none where none can pay; carbons: one of each class.

    Each peak is put on its best carbon and each carbon on its best peak, which is quick and good enough to
    tell where to look.
    """
    limits = solution.settings.referencing
    steps = int(limits.most_ppm / limits.step_ppm)
    scan = np.arange(-steps, steps + 1) * limits.step_ppm
    offsets = np.concatenate([scan, _of_mistaken_solvents(limits)])
    costs = _quick_costs(carbons, solution, solvent, offsets)
    of_scan = np.pad(costs[: len(scan)], 1, constant_values=np.inf)
    worth_it = (np.abs(offsets) >= limits.least_ppm) & (costs < costs[steps] - limits.least_gain)
    worth_it[: len(scan)] &= (of_scan[1:-1] <= of_scan[:-2]) & (of_scan[1:-1] <= of_scan[2:])
    places = np.flatnonzero(worth_it)
    likeliest = places[np.argsort(costs[places], kind="stable")][: limits.most_tried]
    return [float(offset) for offset in offsets[likeliest]]


def _of_mistaken_solvents(limits: ReferencingSettings) -> np.ndarray:
    """Offsets beyond the scan of spectra that were referenced to the line of another solvent."""
    names = limits.mistaken_solvents
    lines = [next(s.ppm for s in extraneous_signals(name) if s.compound == name) for name in names]
    apart = {round(one - other, 2) for one in lines for other in lines}
    return np.array(sorted(offset for offset in apart if abs(offset) > limits.most_ppm), np.float64)


def _quick_costs(
    carbons: ExpectedCarbons, solution: AssignmentSolution, solvent: str | None, offsets: np.ndarray
) -> np.ndarray:
    """float64 [offsets], in nats: comparable among offsets only."""
    settings, peaks = solution.settings, solution.peaks
    parts = []
    for some in _few_at_once(offsets, len(carbons.symmetry_class) * len(peaks.ppm)):
        everywhere = _at_offsets(peaks, some)
        pair = pair_costs(carbons, everywhere, settings).reshape(-1, len(some), len(peaks.ppm))
        extraneous = extraneous_costs(
            everywhere.ppm, everywhere.hydrogens, solvent, settings, solution.solvent_shown
        ).reshape(len(some), -1)
        of_peaks = np.minimum(pair.min(0), extraneous).sum(1)
        of_carbons = np.minimum(pair.min(2), settings.hypotheses.missing_if_complete).sum(0)
        parts.append(of_peaks + of_carbons)
    return np.concatenate(parts)


def _few_at_once(values: np.ndarray, pairs: int) -> list[np.ndarray]:
    """The values in parts that bound the memory; pairs: of carbons and peaks, for each value."""
    return np.array_split(values, min(len(values), 1 + len(values) * pairs // _AT_ONCE))


def _at_offsets(peaks: PeakList, offsets: np.ndarray) -> PeakList:
    """The peaks at each offset, one list behind the other."""
    n = len(offsets)
    return PeakList(
        (peaks.ppm[None, :] - offsets[:, None]).ravel(),
        np.tile(peaks.hydrogens, n),
        np.tile(peaks.carbons, n),
        None if peaks.possible is None else np.tile(peaks.possible, (n, 1)),
    )


def _solved(
    start: float,
    as_listed: AssignmentSolution,
    solve: Solve,
    solvent: str | None,
) -> list[Referenced]:
    """The solutions near an offset: where the carbons fit best, and where a line of the solvent stands."""
    peaks, limits = as_listed.peaks, as_listed.settings.referencing
    offset, found = start, solve(less_offset(peaks, start))
    if found.cost > as_listed.cost:
        return []
    for _ in range(limits.rounds):
        offset += _best_move(found, limits)
        found = solve(less_offset(peaks, offset))
    witnesses = _of_solvent_lines(peaks, offset, solvent, limits) if as_listed.solvent_shown else []
    solved = [(offset, found), *((o, solve(less_offset(peaks, o))) for o in witnesses)]
    return [
        Referenced(round(o, limits.digits), replace(one, cost=one.cost + limits.price)) for o, one in solved
    ]


def _best_move(solution: AssignmentSolution, limits: ReferencingSettings) -> float:
    """By how many ppm the offset should be larger for the assigned carbons."""
    first = solution.carbons.classes.is_first & (solution.peak >= 0)
    if not first.any():
        return 0.0
    n = int(limits.step_ppm * 2 / limits.fine_step_ppm)
    moves = np.arange(-n, n + 1) * limits.fine_step_ppm
    ppm = solution.peaks.ppm[solution.peak[first]]
    carbons, own = solution.carbons.only(first), []
    for some in _few_at_once(moves, len(ppm) ** 2):
        costs = carbons.shift_costs((ppm[:, None] - some).ravel(), solution.settings)
        own.append(np.einsum("ccm->m", costs.reshape(len(ppm), len(ppm), len(some))))
    return float(moves[np.concatenate(own).argmin()])


def _of_solvent_lines(
    peaks: PeakList, offset: float, solvent: str | None, limits: ReferencingSettings
) -> list[float]:
    """Offsets near this one that put a peak on a line of a told solvent."""
    told = told_solvents(solvent)
    lines = [s.ppm for s in extraneous_signals(solvent) if s.compound in told and s.compound == s.solvent]
    if not lines:
        return []
    offsets = (peaks.ppm[:, None] - np.array(lines)[None, :]).ravel()
    near = offsets[np.abs(offsets - offset) <= limits.witness_within_ppm]
    return [float(near[np.abs(near - offset).argmin()])] if len(near) else []


def _excess(solution: AssignmentSolution) -> float:
    """How much more peaks cost their carbons than these carbons' own shifts do on average, in nats.

    Multiplicities and repetitions cost, too: enough to tell whether an offset is worth a look.
    """
    first = np.flatnonzero(solution.carbons.classes.is_first & (solution.peak >= 0))
    costs = solution.cost_model.pair[first, solution.peak[first]]
    return float((costs - solution.carbons.expected_costs(solution.settings)[first]).sum())


def _fit(solution: AssignmentSolution, explain: Explain) -> _Fit:
    peaks = solution.peaks
    counted = solution.counted
    first = np.flatnonzero(counted & (solution.peak >= 0))
    unassigned = explain(solution) if solution.unassigned else []
    left = {round(float(peaks.ppm[e.peak]), 2) for e in unassigned if e.kind not in EXPLAINED}
    own = peaks.ppm[solution.peak[first]]
    excess = float(solution.excess[first].sum())
    return _Fit(
        peaks=len(np.unique(own)),
        witnesses=int(any(entry.kind is PeakKind.SOLVENT for entry in unassigned)),
        left=len(left),
        classes=int(counted.sum()),
        missing=int(counted.sum()) - len(first),
        excess=excess,
        deviations=excess / float(np.sqrt(len(own) + 1)),
    )
