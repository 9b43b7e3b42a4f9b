"""The lines that an impurity must show: a substance is not in the sample because one of its lines is.

Carbons with hydrogens show wherever the substance does; those without may be too weak. A substance with one
such line or none (acetic acid, carbon dioxide) must show all of its lines.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kmaid_nodes.chemistry.extraneous_signals import ExtraneousSignal

# Lines closer than this in the tables may be one peak.
ONE_PEAK_PPM = 0.1


def required_lines(
    lines: Sequence[ExtraneousSignal], hydrogens_seen: Collection[int] = (0, 1, 2, 3)
) -> list[ExtraneousSignal]:
    """Those of a substance's lines in one solvent that must show, by falling shift.

    hydrogens_seen: numbers of attached hydrogens whose carbons the experiment shows.
    """
    seen = [line for line in lines if line.hydrogens is None or line.hydrogens in hydrogens_seen]
    with_hydrogens = [line for line in seen if line.hydrogens != 0]
    required = with_hydrogens if len(with_hydrogens) > 1 else seen
    return sorted(required, key=lambda line: -line.ppm)
