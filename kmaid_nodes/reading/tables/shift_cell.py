"""The peaks of a cell that holds one shift, as in tables with a row or a column for each peak."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.peak_list import with_multiplicities
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.reading.shift import checked_shift
from kmaid_nodes.reading.spectrum import parse_spectra
from kmaid_nodes.reading.tables.cells import (
    refusal_of_kind,
    says_no_shift,
    single_number,
    with_decimal_point,
)


def peaks_of_shift_cell(cell: Any, label: str | None = None, multiplicity: Any = None) -> tuple[Peak, ...]:
    """The one peak of a cell, or two of a pair; none if it says that there is no shift (`-`, `n.d.`).

    A comma is a decimal one. label: of the peak, where its text has none of its own. Raises UnusableRow.
    """
    if says_no_shift(cell):
        return ()
    if refusal := refusal_of_kind(cell):
        raise UnusableRow.of(refusal)
    number = single_number(cell)
    if number is not None and math.isfinite(number):
        peaks: tuple[Peak, ...] = (Peak(checked_shift(number)),)
    else:
        peaks = tuple(peak for spectrum in parse_spectra(with_decimal_point(cell)) for peak in spectrum.peaks)
    if multiplicity is not None and len(peaks) == 1:
        peaks = with_multiplicities(peaks, multiplicity)
    if label is None:
        return peaks
    return tuple(replace(peak, label=label) if peak.label is None else peak for peak in peaks)
