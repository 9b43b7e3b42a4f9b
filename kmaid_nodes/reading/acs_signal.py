"""A shift of a published 13C string with the words that stand behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kmaid_nodes.reading.acs_label import PeakLabel

HIGHEST_PPM = {3: 80.0, 2: 140.0}
"""No methyl or methylene lies higher; a label that says so names the neighbour: `161.3 (OCH3)`."""


@dataclass(slots=True)
class AcsSignal:
    """low, high: the ends of a range in ppm, equal for a single shift; list_part: parts of the list are
    separated by semicolons; heading: `CH` of a list in parts (`Cq: 168.6, 154.0; CH: 130.2`); texts: the
    words behind the shift, label: what they say."""

    low: float
    high: float
    list_part: int
    heading: str | None
    texts: list[str] = field(default_factory=list)
    label: PeakLabel = PeakLabel()  # noqa: RUF009  # frozen
