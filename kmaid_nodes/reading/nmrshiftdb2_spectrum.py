"""nmrshiftdb2's own spectrum syntax: `shift;intensity+letter;atom|shift;intensity+letter;atom|...`."""

from __future__ import annotations

import re

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.reading.shift import checked_shift

# Every part is bounded, so that an entry of any length is told at once.
_NUMBER = r"[-+]?\d{0,32}\.?\d{%d,32}(?:[eE][-+]?\d{1,9})?"
_ENTRY = re.compile(
    rf"\s{{0,9}}(?P<ppm>{_NUMBER % 1})\s{{0,9}};"
    rf"\s{{0,9}}(?P<intensity>{_NUMBER % 0})\s{{0,9}}(?P<letters>[A-Za-z]{{0,80}})\s{{0,9}};"
    r"\s{0,9}(?P<atoms>(?:\d{1,6}(?:[\s,:/&]{1,9}\d{1,6})*)?)\s{0,9}"
)
_ATOM = re.compile(r"\d+")


def is_nmrshiftdb2_spectrum(text: str) -> bool:
    """Whether a text starts with an entry of this syntax; `157.4;149.8;55|` is one, without `|` a list."""
    first, bar, _ = text.partition("|")
    return bool(bar and _ENTRY.fullmatch(first))


def parse_nmrshiftdb2_spectrum(text: str) -> tuple[Peak, ...]:
    """The peaks (ppm) with their attached hydrogens (from the letter) and 0-based atoms.

    Entries come back one by one, so that equivalent carbons usually are several peaks of one shift; an
    entry that repeats an earlier one, atoms included, is left out. A letter other than S, D, T, Q (either
    case, also doubled) is ignored. Raises UnusableRow for an empty spectrum, a garbled entry or a
    shift outside -50 to 350 ppm.
    """
    peaks: list[Peak] = []
    seen: set[str] = set()
    for entry in text.split("|"):
        if not entry.strip() or entry in seen:
            continue
        match = _ENTRY.fullmatch(entry)
        if not match:
            raise UnusableRow(ReasonCode.UNREADABLE_SPECTRUM_ENTRY, entry=repr(entry.strip()[:40]))
        atoms = tuple(map(int, _ATOM.findall(match["atoms"])))
        peaks.append(Peak(checked_shift(float(match["ppm"])), attached_hydrogens(match["letters"]), atoms))
        if atoms:
            seen.add(entry)
    if not peaks:
        raise UnusableRow(ReasonCode.EMPTY_SPECTRUM)
    return tuple(peaks)
