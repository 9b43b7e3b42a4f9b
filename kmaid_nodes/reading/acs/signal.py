"""A shift of a published 13C string with the words that stand beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kmaid_nodes.reading.acs.label import PeakLabel

HIGHEST_PPM = {3: 80.0, 2: 140.0}
"""No methyl or methylene lies higher; a label that says so names the neighbour: `161.3 (OCH3)`."""

NARROW_RANGE_PPM = 6.0
"""A range up to this width is one unresolved or broad peak; a wider one is given by its two ends."""


@dataclass(slots=True)
class AcsSignal:
    """low, high: the ends of a range in ppm, equal for a single shift; list_part: parts of the list are
    separated by semicolons; heading: `CH` of a list in parts (`Cq: 168.6, 154.0; CH: 130.2`); texts: the
    words beside the shift, label: what they say; glued: the letter right behind the number, which may be a
    footnote or a multiplicity; set_label: the set of shifts that it belongs to; own_entry: whether it is the
    only number between two separators."""

    low: float
    high: float
    list_part: int
    heading: str | None
    texts: list[str] = field(default_factory=list)
    label: PeakLabel = PeakLabel()  # noqa: RUF009  # frozen
    glued: str | None = None
    set_label: str | None = None
