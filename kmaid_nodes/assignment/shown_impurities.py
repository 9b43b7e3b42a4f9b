"""Which impurities the unassigned peaks of a list show: those of which every line that must show is there.

A peak of a carbon stands in for a line only where it lies so close that the two would be one peak, and for
no more than half of the lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kmaid_nodes.assignment.settings import ExtraneousSettings
from kmaid_nodes.assignment.solution import AssignmentSolution
from kmaid_nodes.chemistry.extraneous_signals import ExtraneousSignal
from kmaid_nodes.chemistry.impurity_patterns import ONE_PEAK_PPM, required_lines
from kmaid_nodes.reading.record import Peak

# A substance in an NMR solvent: the solvent's canonical name, the substance.
Impurity = tuple[str, str]


def shown_impurities(
    signals: Iterable[ExtraneousSignal],
    peaks: Sequence[Peak],
    solution: AssignmentSolution,
    within_ppm: Callable[[ExtraneousSignal], float],
) -> frozenset[Impurity]:
    """The impurities that the list shows.

    signals: lines of impurities; peaks: unassigned; within_ppm: how far from its place in the tables a line
    may stand.
    """
    of_impurity: dict[Impurity, list[ExtraneousSignal]] = {}
    for signal in signals:
        of_impurity.setdefault((signal.solvent, signal.compound), []).append(signal)
    assigned = solution.peaks.ppm[sorted(set(solution.peak[solution.peak >= 0].tolist()))].tolist()
    settings = solution.settings.extraneous
    return frozenset(
        impurity
        for impurity, lines in of_impurity.items()
        if _shows(required_lines(lines, solution.hydrogens_seen), peaks, assigned, within_ppm, settings)
    )


def _shows(
    required: Sequence[ExtraneousSignal],
    peaks: Sequence[Peak],
    assigned: Sequence[float],
    within_ppm: Callable[[ExtraneousSignal], float],
    settings: ExtraneousSettings,
) -> bool:
    free, under_carbons, before = list(peaks), 0, None
    for line in required:
        if before is not None and abs(line.ppm - before) <= ONE_PEAK_PPM:
            continue  # one peak with the line before
        near = [peak for peak in free if is_near(line, peak, within_ppm(line))]
        if near:
            free.remove(min(near, key=lambda peak: abs(peak.ppm - line.ppm)))
        elif any(abs(ppm - line.ppm) <= settings.coincides_within_ppm for ppm in assigned):
            under_carbons += 1
        else:
            return False
        before = line.ppm
    return bool(required) and 2 * under_carbons <= len(required)


def is_near(signal: ExtraneousSignal, peak: Peak, within_ppm: float) -> bool:
    """Whether a peak may be a line by its shift and, where given, its multiplicity."""
    return abs(signal.ppm - peak.ppm) <= within_ppm and (
        None in (peak.hydrogens, signal.hydrogens) or peak.hydrogens == signal.hydrogens
    )
