"""How the text for a journal is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.errors import UserError
from kmaid_nodes.writing.shift_text import shift_text

_MOST_DECIMALS = 6


@dataclass(frozen=True)
class JournalStyle:
    """The style of a house and what the text holds.

    numbers: the atoms of each shift; types: C, CH, CH2, CH3; leftovers: peaks without a carbon, with the
    reason; decimals: of the shifts, None for all that the list has. By default the text loses nothing of the
    assignment. Papers give 0.1 ppm where that tells peaks apart (`decimals=1`). Raises UserError for decimals
    below 0 or above 6.
    """

    house: JournalHouse = JournalHouse.ACS
    numbers: bool = True
    types: bool = True
    leftovers: bool = False
    decimals: int | None = None

    def __post_init__(self) -> None:
        if self.decimals is not None and self.decimals not in range(_MOST_DECIMALS + 1):
            raise UserError(f"Shifts have 0 to {_MOST_DECIMALS} decimals, not {self.decimals}.")

    def shifts(self, ppm: Sequence[float]) -> list[str]:
        """The shifts as text; rounded ones that differ and would read alike get one digit more."""
        if self.decimals is None:
            return [shift_text(one) for one in ppm]
        rounded = [_rounded(one, self.decimals) for one in ppm]
        first: dict[str, set[float]] = {}
        for text, one in zip(rounded, ppm):
            first.setdefault(text, set()).add(one)
        return [
            _rounded(one, self.decimals + 1) if len(first[text]) > 1 else text
            for text, one in zip(rounded, ppm)
        ]


def _rounded(ppm: float, decimals: int) -> str:
    """Rounded as people round: 128.45 is 128.5."""
    rounded = Decimal(repr(float(ppm))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return format(rounded if rounded else abs(rounded), "f")  # no -0.0


USUAL_STYLE = JournalStyle()
"""All that is known of the assigned peaks."""
