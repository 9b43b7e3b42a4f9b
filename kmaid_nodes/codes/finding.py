"""What a check of structure and spectrum found, as stable codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FindingCode(StrEnum):
    """What is to be said of a list and its structure; the values are stable, since tables hold them.

    Too few peaks to judge; no carbon of the structure has a peak; peaks that no carbon explains; carbons
    without a peak; neither of these; peaks that stand far from their carbons; carbons of another multiplicity
    than their peak; all shifts together fit worse than usual; a consistent structure of low probability;
    carbons that the model was not taught; another structure of the formula fits clearly better; all shifts
    are off by the same; two sets of shifts.
    """

    TOO_FEW_PEAKS = "too_few_peaks"
    NO_CARBON_SHOWN = "no_carbon_shown"
    UNEXPLAINED_PEAKS = "unexplained_peaks"
    MISSING_CARBONS = "missing_carbons"
    ALL_EXPLAINED = "all_explained"
    FAR_PEAKS = "far_peaks"
    OTHER_MULTIPLICITY = "other_multiplicity"
    POOR_FIT = "poor_fit"
    LOW_PROBABILITY = "low_probability"
    NOT_TAUGHT = "not_taught"
    BETTER_ISOMER = "better_isomer"
    COMMON_OFFSET = "common_offset"
    TWO_SETS = "two_sets"


@dataclass(frozen=True)
class Finding:
    """A finding and what belongs to it.

    count: of peaks or carbons, 0 where there is nothing to count; ppm: shifts of those peaks, or the common
    offset; carbons: what those carbons are called; name: of the better structure; nats: how much better;
    probability: of the structure, 0 to 1.
    """

    code: FindingCode
    count: int = 0
    ppm: tuple[float, ...] = ()
    carbons: tuple[str, ...] = ()
    name: str = ""
    nats: float = 0.0
    probability: float = 0.0
