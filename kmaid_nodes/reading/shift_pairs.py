"""Peak lists of pairs, each a shift and its attached hydrogens: `(157.6, 0), (129.9, 1)`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens, leaves_multiplicity_open
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.multiplicity_entry import hydrogens_of_entry, short
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.reading.shift import shift_of_value

_PAIR = re.compile(
    r"[\[({]\s*(?P<ppm>[-+]?\d+(?:[.,]\d+)?)\s*[,;:]\s*(?P<multiplicity>[^()\[\]{},;:]*?)\s*[\])}]\s*[,;]?\s*"
)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?")


def pairs_of_text(text: str) -> list[tuple[float, str]] | None:
    """The pairs of a text that holds nothing else, also as `[[157.6, 0], [129.9, 1]]`; None for other text.

    The second of a pair is a number, a multiplicity, or says that none is known. A single pair needs two
    pairs of brackets, as `(157.6, 129.9)` is a plain list.
    """
    listing = text.strip().replace("−", "-")
    bare = listing
    if re.match(r"[\[(]\s*[\[({]", listing) and listing[-1] in "])":
        bare = listing[1:-1].strip()
    matches = list(_PAIR.finditer(bare))
    if "".join(m[0] for m in matches) != bare or len(matches) + (bare != listing) < 2:
        return None
    multiplicities = [m["multiplicity"].strip("'\"") for m in matches]
    if not all(
        _NUMBER.fullmatch(t) or leaves_multiplicity_open(t) or attached_hydrogens(t) is not None
        for t in multiplicities
    ):
        return None
    return [(float(m["ppm"].replace(",", ".")), t) for m, t in zip(matches, multiplicities)]


def pairs_of_cells(values: Sequence[Any]) -> list[tuple[Any, Any]] | None:
    """The pairs of a list of lists with two entries each; None for any other list."""
    if not values or any(isinstance(v, (str, bytes)) or not isinstance(v, Iterable) for v in values):
        return None
    pairs = [tuple(value) for value in values]
    return [(pair[0], pair[1]) for pair in pairs] if all(len(pair) == 2 for pair in pairs) else None


def peaks_of_pairs(pairs: Iterable[tuple[Any, Any]]) -> tuple[Peak, ...]:
    """A peak (ppm, attached hydrogens) per pair.

    Raises UnusableRow if a shift is none, or a number in the second place is not 0, 1, 2 or 3: then the
    pairs may hold intensities, or two shifts each.
    """
    return tuple(Peak(_shift(ppm), _hydrogens(ppm, multiplicity)) for ppm, multiplicity in pairs)


def _shift(ppm: Any) -> float:
    if ppm is None:
        raise UnusableRow(ReasonCode.MISSING_VALUE)
    return shift_of_value(ppm)


def _hydrogens(ppm: Any, multiplicity: Any) -> int | None:
    try:
        number = float(str(multiplicity)) if _NUMBER.fullmatch(str(multiplicity)) else None
    except ValueError:  # an int of more digits than Python prints
        number = math.inf
    if number is not None and number not in (0, 1, 2, 3):
        written = multiplicity if abs(number) < 1e15 else short(multiplicity)
        raise UnusableRow(ReasonCode.INVALID_PAIR, first=ppm, second=written)
    return hydrogens_of_entry(multiplicity if number is None else number)
