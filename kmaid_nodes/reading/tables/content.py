"""What the first cells of a column hold: lists of shifts, single shifts, a count, or something else."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import Any

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens, leaves_multiplicity_open
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.shift import HIGHEST_PPM, LOWEST_PPM
from kmaid_nodes.reading.spectrum import parse_spectra
from kmaid_nodes.reading.tables.cells import is_missing, says_no_shift, single_number, with_decimal_point

HIGHEST_PROTON_PPM = 14.0
_FEWEST_PROTON_SHIFTS = 4
_CELLS_TRIED = 25
_LONGEST_TRIED = 20_000
_DECIMAL_COMMAS = re.compile(r"\d,\d{1,2}(?:\s+|\s*[;|/]\s*)\d{1,3},\d{1,2}(?!\d)")


class Content(Enum):
    """EMPTY: no filled cell; LISTS: spectra; SHIFTS: one shift each; OTHER: neither."""

    EMPTY = auto()
    LISTS = auto()
    SHIFTS = auto()
    OTHER = auto()


def content_of(cells: Sequence[Any]) -> Content:
    """What most of the filled ones of some cells hold."""
    filled = [cell for cell in cells if not says_no_shift(cell)][:_CELLS_TRIED]
    if not filled:
        return Content.EMPTY
    numbers = [peaks_in(cell) for cell in filled]
    single = sum(number == 1 for number in numbers)
    lists = sum(number > 1 for number in numbers)
    if 2 * (single + lists) < len(filled):
        return Content.OTHER
    return Content.SHIFTS if single > lists else Content.LISTS


def peaks_in(cell: Any) -> int:
    """The number of peaks that a cell holds, 0 if it cannot be read; a list is never 1."""
    number = single_number(cell)
    if number is not None:
        return int(math.isfinite(number) and LOWEST_PPM <= number <= HIGHEST_PPM)
    if isinstance(cell, str) and len(cell) > _LONGEST_TRIED:
        return 0
    try:
        peaks = sum(len(spectrum.peaks) for spectrum in parse_spectra(with_decimal_point(cell)))
    except UnusableRow:
        return 0
    return peaks if isinstance(cell, str) else max(peaks, 2)


def are_like_protons(cells: Sequence[Any]) -> bool:
    """Whether at least four single shifts, all that some cells hold, are as small as only those of 1H are."""
    filled = [cell for cell in cells if not says_no_shift(cell)]
    shifts = [shift for cell in filled if (shift := single_number(cell)) is not None]
    return len(shifts) == len(filled) >= _FEWEST_PROTON_SHIFTS and max(shifts) <= HIGHEST_PROTON_PPM


def are_single(cells: Sequence[Any]) -> bool:
    """Whether no filled one of some cells holds more than one shift."""
    return all(peaks_in(cell) <= 1 for cell in cells if not says_no_shift(cell))


def have_decimal_commas(cells: Sequence[Any]) -> bool:
    """Whether lists among some cells can only be read with decimal commas, and none has a point."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    return any(_DECIMAL_COMMAS.search(text) for text in texts) and not any("." in text for text in texts)


def are_whole_numbers(cells: Sequence[Any]) -> bool:
    """Whether all filled cells are whole numbers written without decimals, as counts and places are."""
    filled = [cell for cell in cells if not is_missing(cell)]
    return bool(filled) and all(_is_whole(cell) for cell in filled)


def _is_whole(cell: Any) -> bool:
    if isinstance(cell, str):
        return cell.strip().isdigit()
    return isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer()


def is_running_number(cells: Sequence[Any]) -> bool:
    """Whether at least three cells count up by one from 0 or 1, perhaps several times from the start."""
    numbers = [single_number(cell) for cell in cells]
    if len(numbers) < 3 or numbers[0] not in (0.0, 1.0):
        return False
    return all(
        after is not None and before is not None and (after == before + 1 or after == numbers[0])
        for before, after in pairwise(numbers)
    )


def are_multiplicities(cells: Sequence[Any]) -> bool:
    """Whether most filled cells are single multiplicities (`CH2`, `d`)."""
    filled = [str(cell) for cell in cells if not is_missing(cell)]
    fitting = sum(attached_hydrogens(text) is not None or leaves_multiplicity_open(text) for text in filled)
    return bool(filled) and 2 * fitting > len(filled)
