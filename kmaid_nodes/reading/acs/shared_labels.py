"""Which shifts of a published 13C string a label describes: the one before it, or several.

Where a label counts (`2NCH2`), it may count the shifts since the last label, `48.2, 48.7 (2NCH2)`, or the
carbons of the shift just before it, `157.6, 129.9 (2CH), 113.7 (2CH)`. Shifts that are counted together
belong to carbons of one kind and lie close together, and an author counts in one way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from kmaid_nodes.reading.acs.label import PeakLabel
from kmaid_nodes.reading.acs.signal import HIGHEST_PPM, AcsSignal

_NEXT_PPM = 5.0
# That a label counts this many shifts or more by chance is unlikely, even where others count carbons.
_MANY = 4
_HIGHEST_BARE_COUNT = 6


def share_labels(signals: list[AcsSignal]) -> None:
    """Give every signal the label that describes it, and the labels their counts of carbons."""
    _share_labels_of_parts(signals)
    _count_carbons_by_bare_numbers(signals)
    runs = list(_runs(signals))
    counts_carbons = any(_counts_carbons_of_one_shift(run) for run in runs)
    for run in runs:
        label = run[-1].label
        count = label.carbons or 1
        if len(run) == 1 or count == 1 or not label.names_carbon or count == label.atoms:
            continue
        counted = run[-count:]
        together = _lie_together(counted)
        if count == len(run) and together and (count >= _MANY or not counts_carbons):
            _share(run)
        elif count > len(run):  # they share the carbons in an unknown way
            if together or not _is_tert_butyl(label):
                run[-1].label = _uncounted(label)
        elif together and not counts_carbons:
            run[-1].label = _uncounted(label)


def _share_labels_of_parts(signals: list[AcsSignal]) -> None:
    """Between semicolons, a single label at the end describes all: `41.5, 44.0 (CH2); 61.0 (OCH2)`."""
    parts = [list(part) for _, part in groupby(signals, key=lambda s: s.list_part)]
    if len(parts) > 1:
        for part in parts:
            if part[-1].label.names_carbon and part[-1].label.carbons is None:
                _share(part)


def _count_carbons_by_bare_numbers(signals: list[AcsSignal]) -> None:
    """`112.46 (2), 115.46 (2), 119.23 (3)`: small numbers that repeat count carbons.

    Otherwise, or beside counts spelt out (`4C`), they may be the atom numbers of the paper: `168.4 (3),
    129.1 (2), 128.9 (1)`.
    """
    numbered = [signal for signal in signals if signal.label.number is not None]
    numbers = [signal.label.number or 0 for signal in numbered]
    counts_are_spelt_out = any(signal.label.carbons is not None for signal in signals)
    if counts_are_spelt_out or not all(1 <= number <= _HIGHEST_BARE_COUNT for number in numbers):
        return
    if len(set(numbers)) < len(numbers):
        for signal, number in zip(numbered, numbers):
            signal.label = replace(signal.label, carbons=number)


def _runs(signals: Sequence[AcsSignal]) -> Iterator[list[AcsSignal]]:
    """The shifts since the last label, up to each that has a label."""
    run: list[AcsSignal] = []
    for signal in signals:
        run.append(signal)
        if signal.texts:
            yield run
            run = []


def _counts_carbons_of_one_shift(run: list[AcsSignal]) -> bool:
    label = run[-1].label
    return (label.carbons or 1) > 1 and (len(run) == 1 or not label.names_carbon)


def _lie_together(run: list[AcsSignal]) -> bool:
    """Whether shifts may be of one kind: the more they are, the further one may stand from the next."""
    shifts = sorted(signal.low for signal in run)
    gap = max((high - low for low, high in pairwise(shifts)), default=0.0)
    possible = shifts[-1] <= HIGHEST_PPM.get(run[-1].label.hydrogens or 0, math.inf)
    return possible and gap <= _NEXT_PPM * (len(run) - 1)


def _is_tert_butyl(label: PeakLabel) -> bool:
    return label.hydrogens == 3 and (label.carbons or 1) % 3 == 0


def _share(run: list[AcsSignal]) -> None:
    if len(run) > 1 and not any(s.texts for s in run[:-1]):
        for signal in run:
            signal.texts, signal.label = run[-1].texts, _uncounted(run[-1].label)


def _uncounted(label: PeakLabel) -> PeakLabel:
    return replace(label, carbons=None)
