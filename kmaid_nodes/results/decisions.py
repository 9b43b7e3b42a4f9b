"""What a chemist had decided about a molecule before it was assigned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kmaid_nodes.codes.peak_mark import PeakMark


@dataclass(frozen=True, slots=True)
class Decisions:
    """The edits that were read for a molecule (`--fixed`), as they hold in its result.

    Carbons and peaks are 0-based positions in `AssignedMolecule.carbons` and in the peak list. fixed: carbons
    that have (or lack) their peak because a chemist said so, with those of their class that go with them;
    rejected: pairs of carbon and peak that were ruled out; marked: what a peak is, by the peak; numbers: own
    numbers that were changed, by the carbon.
    """

    fixed: tuple[int, ...] = ()
    rejected: tuple[tuple[int, int], ...] = ()
    marked: Mapping[int, PeakMark] = field(default_factory=dict)
    numbers: Mapping[int, str] = field(default_factory=dict)
