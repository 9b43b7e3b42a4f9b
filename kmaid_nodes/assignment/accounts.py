"""The next-best accounts of a whole peak list, by Murty's ranking (Oper. Res. 1968, 16, 682)."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from kmaid_nodes.assignment.interpretation import Interpretation
from kmaid_nodes.assignment.matching import Terms, cheapest
from kmaid_nodes.assignment.settings import AssignmentSettings

# Numerics alone: a cost (nats) of what is ruled out, below that of what the matching itself forbids.
_NEVER = 1e5


@dataclass(frozen=True)
class Account:
    """peak: int64 [carbons], 0-based peak of each, -1 for none; odds: against the best account, 1 for it."""

    peak: np.ndarray
    odds: float


def best_accounts(found: Interpretation, most: int, slope: float = 1.0) -> list[Account]:
    """The likeliest accounts in the reading of an interpretation, the best first, at most `most`.

    Accounts that give every symmetry class the same shifts are told once. slope: of the calibration, which
    acts on odds.
    """
    if not len(found.peaks.ppm):
        return []
    terms = found.terms
    if found.one_to_one:
        terms = replace(
            terms,
            without=np.full(len(terms.without), _NEVER),
            foreign=np.full(len(terms.foreign), _NEVER),
        )
    accounts: list[Account] = []
    told: set[tuple[tuple[float, ...], ...]] = set()
    lowest: float | None = None
    for cost, choice in _ranked(terms, found.settings):
        lowest = cost if lowest is None else lowest
        peak = found.with_shared_peaks(choice)
        shifts = _shifts_of_classes(found, peak)
        if shifts in told:
            continue
        told.add(shifts)
        accounts.append(Account(peak, float(np.exp(-slope * (cost - lowest)))))
        if len(accounts) == most:
            break
    return accounts


def _ranked(terms: Terms, settings: AssignmentSettings) -> Iterator[tuple[float, np.ndarray]]:
    cost, choice = cheapest(terms, settings)
    number = count()
    queue = [(cost, next(number), choice, terms, 0)]
    for _ in range(settings.most_ranked_considered):
        if not queue:
            return
        cost, _, choice, within, start = heapq.heappop(queue)
        if cost >= _NEVER * max(1, len(terms.foreign)) + _NEVER / 2:
            return
        yield cost, choice
        # Every other account differs first at some carbon; those before it are held.
        for carbon in range(start, len(choice)):
            other = _without_choice(within, carbon, choice[carbon])
            new_cost, new_choice = cheapest(other, settings)
            heapq.heappush(queue, (new_cost, next(number), new_choice, other, carbon))
            within = _held(within, carbon, choice[carbon])


def _without_choice(terms: Terms, carbon: int, peak: int) -> Terms:
    pair, without = terms.pair.copy(), terms.without.copy()
    if peak >= 0:
        pair[carbon, peak] = _NEVER
    else:
        without[carbon] = _NEVER
    return replace(terms, pair=pair, without=without)


def _held(terms: Terms, carbon: int, peak: int) -> Terms:
    pair, without = terms.pair.copy(), terms.without.copy()
    kept = pair[carbon, peak] if peak >= 0 else without[carbon]
    pair[carbon], without[carbon] = _NEVER, _NEVER
    if peak >= 0:
        pair[carbon, peak] = kept
    else:
        without[carbon] = kept
    return replace(terms, pair=pair, without=without)


def _shifts_of_classes(found: Interpretation, peak: np.ndarray) -> tuple[tuple[float, ...], ...]:
    classes = found.carbons.symmetry_class
    shifts = np.where(peak >= 0, np.append(found.peaks.ppm, np.nan)[peak], np.inf)
    return tuple(tuple(sorted(shifts[classes == number].tolist())) for number in np.unique(classes))
