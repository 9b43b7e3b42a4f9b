"""Whether a structure can have so many peaks: other numbers than shifts may have been read as a list."""

from __future__ import annotations

from dataclasses import dataclass

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow


@dataclass(frozen=True)
class PlausibleCount:
    """The most peaks of a list: `per_carbon` for each carbon of the structure, and `beside` more.

    Two sets of shifts and couplings to fluorine give up to three lines for a carbon; `beside` is room for
    solvents, impurities and noise. No list of nmrshiftdb2 has more peaks than carbons. Of 641 lists from
    papers, the longest has 36 peaks for 14 carbons, half of what is allowed
    (`benchmarks/peak_counts.py`).
    """

    per_carbon: int = 3
    beside: int = 30

    def most(self, carbons: int) -> int:
        """The most peaks for a structure with so many carbons."""
        return self.per_carbon * carbons + self.beside


def check_plausible(peaks: int, carbons: int, settings: PlausibleCount = PlausibleCount()) -> None:
    """Raise UnusableRow if a list has far more peaks than a structure with so many carbons could have."""
    if peaks > settings.most(carbons):
        raise UnusableRow(ReasonCode.IMPLAUSIBLE_PEAK_COUNT, peaks=peaks, carbons=carbons)
