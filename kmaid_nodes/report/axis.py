"""The ppm axis of a 13C spectrum, which runs from right to left, and the spreading of labels along it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PpmAxis:
    """From `high` ppm at `left` px to `low` ppm at `right` px."""

    low: float
    high: float
    left: float
    right: float

    def x(self, ppm: float) -> float:
        """Where a shift (ppm) lies, in px."""
        return self.left + (self.high - ppm) / (self.high - self.low) * (self.right - self.left)

    def ticks(self, least_px: float = 34.0) -> list[float]:
        """Round shifts (ppm), at least `least_px` apart."""
        least = least_px * (self.high - self.low) / (self.right - self.left)
        decade = 10.0 ** math.floor(math.log10(least))
        step = next(m * decade for m in (1, 2, 5, 10) if m * decade >= least)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return [i * step for i in range(first, last + 1)]


def axis_for(shifts: Iterable[float], left: float, right: float) -> PpmAxis:
    """220 to 0 ppm, widened in tens where shifts (ppm) lie beyond, between `left` and `right` px."""
    shifts = list(shifts)
    low = min([0.0, *(math.floor((s - 2) / 10) * 10.0 for s in shifts if s < 0)])
    high = max([220.0, *(math.ceil((s + 2) / 10) * 10.0 for s in shifts if s > 220)])
    return PpmAxis(low, high, left, right)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places at least `gap` px apart, within `low` to `high`, as near to the ascending `wanted` as can be.

    The least-squares answer: places that would collide are pooled and centred on their mean.
    """
    blocks: list[tuple[float, int]] = []  # mean of (wanted - index * gap), count
    for i, place in enumerate(wanted):
        mean, count = place - i * gap, 1
        while blocks and blocks[-1][0] > mean:
            other, n = blocks.pop()
            mean, count = (mean * count + other * n) / (count + n), count + n
        blocks.append((mean, count))
    flat = [mean for mean, count in blocks for _ in range(count)]
    top = max(low, high - (len(flat) - 1) * gap)
    return [min(max(place, low), top) + i * gap for i, place in enumerate(flat)]


def thin(
    places: Sequence[float], keep_first: Sequence[bool], gap: float, low: float, high: float, farthest: float
) -> list[tuple[int, float]]:
    """Which labels to write and where: pairs of index into `places` and px.

    places: ascending px; labels are dropped until none stands more than `farthest` px from its place,
    those not in `keep_first` before the others.
    """
    chosen = list(range(len(places)))
    room = max(1, int((high - low) / gap))
    if len(chosen) > room:
        chosen = sorted({chosen[round(i * (len(chosen) - 1) / max(room - 1, 1))] for i in range(room)})
    while True:
        where = spread([places[i] for i in chosen], gap, low, high)
        away = [abs(w - places[i]) for i, w in zip(chosen, where)]
        if not away or max(away) <= farthest:
            return list(zip(chosen, where))
        worst = places[chosen[away.index(max(away))]]
        crowd = [k for k, i in enumerate(chosen) if abs(places[i] - worst) <= 3 * farthest]
        chosen.pop(min(crowd, key=lambda k: (keep_first[chosen[k]], _elbow_room(places, chosen, k))))


def _elbow_room(places: Sequence[float], chosen: Sequence[int], k: int) -> float:
    beside = [abs(places[chosen[j]] - places[chosen[k]]) for j in (k - 1, k + 1) if 0 <= j < len(chosen)]
    return sum(beside) / max(len(beside), 1)
