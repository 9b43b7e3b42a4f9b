"""Plain lists of shifts, multiplicities and numbers of carbons: `157.4 C; 129.9 CH x2; 55.7 CH3`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.carbon_count import (
    COUNT_MARK,
    counted_formula,
    marked_count,
    with_marked_counts,
)
from kmaid_nodes.reading.multiplicity_entry import hydrogens_of_entry, short
from kmaid_nodes.reading.record import Peak, Spectrum
from kmaid_nodes.reading.shift import checked_shift, with_decimal_points

_SHIFT = re.compile(
    r"(?P<ppm>[-+]?\d+\.?\d*)(?:ppm)?(?:[:/]?(?P<multiplicity>[A-Za-z]\w*|(?<=[:/])\d))?", re.IGNORECASE
)
_LETTER_FOR_DECIMALS = re.compile(r"[-+]?\d+\.[A-Za-z]")
_HEADING = re.compile(r"(?<![\w.])([A-Za-z]\w*)\s*[:=]\s*(?=[-+.]?\d|$)")
_NUCLEUS = re.compile(r"\s*(?:13C(?=[\s:=])\s*[:=]?\s*(?=\d+(?![A-Za-z\d]))|13\s?C\b\s*[:=]?\s*(?=\d+\.\d))")
_NUCLEUS_OR_SHIFT = re.compile(r"\s*C\s*[:=]?\s*13\s+(?=\d)")
_SEPARATORS = ",;|\n"
# Hardly a compound has three carbons that all lie below this, and few protons lie above it.
_FEWEST_PROTONS, _HIGHEST_PROTON_PPM = 3, 13.0
_NUMBER = re.compile(r"[-+]?\d+\.?\d*")
_DECIMAL = re.compile(r"[-+]?\d+\.\d+")
_WHOLE = re.compile(r"\d+\.?")
_SMALL = re.compile(r"(?:1[0-2]|\d)\.?")
_FEWEST_PAIRS, _PAIR = 2, 2
_SILENT = {"m", "br", "brs", "?", "+", "-", "n.d.", "n.d", "nd"}
_PLACEHOLDERS = {"-", "n.d.", "nd", "n.o.", "n/a", "na", "nan", "none", "?"}


def parse_plain_list(text: str) -> Spectrum:
    """The spectrum of a list without words or brackets, peaks (ppm) in its order.

    Behind a shift may stand its attached hydrogens (a letter, a formula) and its number of carbons (`2C`,
    `2CH`, `x2`, `*2`; also before it, `2x129.9`). If the list starts with a multiplicity, each holds for
    the shifts behind it: `Cq: 157.6; CH: 129.9, 113.7`. Raises UnusableRow, naming the token that cannot
    be read or understood in one way.
    """
    listing = _PlainList(_in_tokens(text))
    peaks = listing.peaks()
    if not _NUCLEUS.match(text):
        refuse_protons(peaks)
    left_out = ReadingNote(NoteCode.PLACEHOLDER, str(listing.placeholders))
    return Spectrum(peaks, notes=(left_out,) * bool(listing.placeholders))


def refuse_protons(peaks: Sequence[Peak]) -> None:
    """Raises UnusableRow for several shifts without a multiplicity that all lie where protons have theirs."""
    shifts = [peak.ppm for peak in peaks if peak.hydrogens is None]
    lowest, highest = min(shifts, default=0.0), max(shifts, default=0.0)
    if len(shifts) == len(peaks) >= _FEWEST_PROTONS and lowest > 0 and highest < _HIGHEST_PROTON_PPM:
        raise UnusableRow(ReasonCode.PERHAPS_PROTONS, lowest=f"{lowest:g}", highest=f"{highest:g}")


def _in_tokens(text: str) -> list[str]:
    """Words, numbers and separators; `×2` is a number of carbons behind its shift, `2×` one before it."""
    text = with_decimal_points(re.sub(r"\r\n?", "\n", text))
    if _NUCLEUS_OR_SHIFT.match(text):
        raise UnusableRow(ReasonCode.AMBIGUOUS_NUCLEUS)
    text = _HEADING.sub(r"\1 ", _NUCLEUS.sub("", text, count=1) if _NUCLEUS.match(text) else text)
    return re.findall(r"[,;|\n]|[^\s,;|]+", with_marked_counts(text))


class _PlainList:
    """The peaks so far, and what the tokens so far mean for the next."""

    def __init__(self, tokens: list[str]):
        self._tokens = tokens
        self._peaks: list[Peak] = []
        self.placeholders = 0
        self._has_decimals = any(re.match(r"[-+]?\d+\.\d", token) for token in tokens)
        words = [token for token in tokens if token not in _SEPARATORS]
        self._headings_lead = bool(words) and _is_multiplicity(words[0])
        self._heading: str | None = None
        self._times_before: int | None = None
        self._entry: list[str] = []  # since the last separator
        self._entry_has_shift = False
        self._is_parted = any(separator in tokens for separator in ",;|")
        self._has_lines = "\n" in tokens

    def peaks(self) -> tuple[Peak, ...]:
        for token, following in zip(self._tokens, [*self._tokens[1:], "\n"]):
            if token in _SEPARATORS:
                self._entry, self._entry_has_shift = [], False
            elif token.lower() in _PLACEHOLDERS and not self._entry and following in _SEPARATORS:
                self.placeholders += 1
            else:
                self._check_apart(token, following)
                self._read(token)
                self._entry.append(token)
                self._entry_has_shift |= bool(_SHIFT.fullmatch(token))
        if not self._peaks:
            raise UnusableRow(ReasonCode.EMPTY_PEAK_LIST)
        _check_columns(self._tokens)
        if self._times_before or (self._headings_lead and _is_multiplicity(self._tokens[-1])):
            raise UnusableRow(
                ReasonCode.LABEL_WITHOUT_SHIFT, label=short(self._tokens[-1].rstrip(COUNT_MARK))
            )
        return tuple(self._peaks)

    def _read(self, token: str) -> None:
        marked, counted = marked_count(token), counted_formula(token)
        if marked:
            count, is_before_shift = marked
            if is_before_shift:
                self._times_before = count
            else:
                self._set_carbons(count, token)
        elif counted and self._counts_carbons(*counted):
            count, formula = counted
            self._set_carbons(count, token)
            if formula.upper() != "C":  # "2C" counts carbons of any kind
                self._set_hydrogens(formula, token)
        elif self._has_decimals and _LETTER_FOR_DECIMALS.fullmatch(token):
            raise _unreadable(token)
        elif shift := _SHIFT.fullmatch(token):
            self._add(float(shift["ppm"]), shift["multiplicity"], token)
        elif self._headings_lead and _is_multiplicity(token):
            self._heading = token
        elif self._peaks and token.lower() in _SILENT and self._entry:
            return
        elif self._peaks and _is_multiplicity(token):
            self._set_hydrogens(token, token)
        elif token.lower().rstrip(".") not in ("and", "ppm", "&"):
            raise _unreadable(token)

    def _counts_carbons(self, count: int, formula: str) -> bool:
        """Whether `2C` or `2CH` counts carbons, and is not a shift as in `157C 20CH3 2CH3`."""
        if self._has_decimals and (not self._peaks or self._headings_lead or formula.upper() == "C"):
            return True
        behind_a_shift_alone = bool(self._peaks) and self._peaks[-1].hydrogens is None
        return behind_a_shift_alone and (self._has_decimals or count <= 6)

    def _add(self, ppm: float, multiplicity: str | None, token: str) -> None:
        multiplicity = multiplicity or self._heading
        hydrogens = hydrogens_of_entry(multiplicity) if multiplicity else None
        self._peaks.append(Peak(checked_shift(ppm), hydrogens, (), self._times_before))
        self._times_before = None

    def _check_apart(self, token: str, following: str) -> None:
        """Refuse `162.9 d 245` in a list that parts its shifts by separators, and `4C 28, 3C 29`."""
        starts_entry = not self._entry and bool(self._peaks or not self._has_decimals)
        if starts_entry and counted_formula(token) and _NUMBER.fullmatch(following):
            raise UnusableRow(ReasonCode.AMBIGUOUS_CARBON_COUNT, count=token, number=following)
        if self._headings_lead or not self._entry_has_shift:
            return
        at_line_end = self._has_lines and following == "\n"
        behind_letter = re.fullmatch(r"[dtq]", self._entry[-1], re.IGNORECASE)
        if behind_letter and _SHIFT.fullmatch(token) and (self._is_parted or at_line_end):
            raise _ambiguous(token, "after", f"{self._peaks[-1].ppm:g}")

    def _set_carbons(self, carbons: int, token: str) -> None:
        if not self._peaks or self._peaks[-1].carbons is not None:
            raise _unreadable(token)
        self._peaks[-1] = replace(self._peaks[-1], carbons=carbons)

    def _set_hydrogens(self, multiplicity: str, token: str) -> None:
        hydrogens, last = hydrogens_of_entry(multiplicity), self._peaks[-1]
        if last.hydrogens is None or self._headings_lead:
            self._peaks[-1] = replace(last, hydrogens=hydrogens)
        elif last.hydrogens == hydrogens or last.carbons is not None:
            raise _unreadable(token)
        else:  # `129.8 C CH`: carbons of two kinds under one line
            self._peaks[-1] = replace(last, hydrogens=None, carbons=2)


def _check_columns(tokens: Sequence[str]) -> None:
    """Refuse numbers that may stand in columns of a table, of which one is not the shift.

    Beside a shift with decimals that is a whole number below 13 (`129.9 2, 113.7 1`, `1 157.4`), and any
    whole number where each entry, or each line, has just one shift with decimals (`157.4 100; 149.8 50`).
    """
    lines, entries = _parted(tokens, "\n"), _parted(tokens, _SEPARATORS)
    _refuse_pairs(entries)
    _refuse_pairs(lines)
    _refuse_numbers_of_hydrogens(_parted(tokens, ";\n"))
    for entry in entries:
        _refuse_beside_decimal(entry, _SMALL)
    for rows in (lines, entries):
        if len(rows) > 1 and all(_decimals(row) <= 1 for row in rows):
            all_have_one = all(_decimals(row) == 1 and len(row) > 1 for row in rows)
            if all_have_one or rows is lines:
                for row in rows:
                    _refuse_beside_decimal(row, _WHOLE if all_have_one else _SMALL)
    columns = list(zip(*([token for token in line if _NUMBER.fullmatch(token)] for line in lines)))
    if len(lines) > 1 and len(columns) > 1:
        for numbers in columns:
            if all(_SMALL.fullmatch(number.lstrip("+-")) for number in numbers):
                other = columns[numbers is columns[0]][0]
                raise _ambiguous(numbers[0], "beside", other)


def _refuse_pairs(entries: list[list[str]]) -> None:
    """Refuse `191.0 0.3; 152.0 0.4`, whose second numbers may be intensities."""
    if len(entries) < _FEWEST_PAIRS or any(
        len(row) != _PAIR or not all(_DECIMAL.fullmatch(t) for t in row) for row in entries
    ):
        return
    if max(abs(float(row[1])) for row in entries) <= 1.0 < max(float(row[0]) for row in entries):
        raise _ambiguous(entries[0][1], "after", entries[0][0])


def _refuse_numbers_of_hydrogens(rows: list[list[str]]) -> None:
    """Refuse `170.2,0;61.1,2`, whose second numbers may be those of hydrogens or carbons."""
    if len(rows) > 1 and all(
        len(row) == _PAIR and _DECIMAL.fullmatch(row[0]) and _SMALL.fullmatch(row[1]) for row in rows
    ):
        raise _ambiguous(rows[0][1], "after", rows[0][0])


def _parted(tokens: Sequence[str], separators: str) -> list[list[str]]:
    """The words and numbers of each line or entry, without the empty ones."""
    groups: list[list[str]] = [[]]
    for token in tokens:
        if token in separators:
            groups.append([])
        elif token not in _SEPARATORS:
            groups[-1].append(token)
    return [group for group in groups if group]


def _decimals(row: Sequence[str]) -> int:
    return sum(bool(_DECIMAL.match(token)) for token in row)


def _refuse_beside_decimal(row: Sequence[str], number: re.Pattern[str]) -> None:
    shift_at = next((at for at, token in enumerate(row) if _DECIMAL.match(token)), None)
    for at, token in enumerate(row):
        if shift_at is not None and number.fullmatch(token):
            shift = _DECIMAL.match(
                next(t for t in reversed(row[: max(at, shift_at + 1)]) if _DECIMAL.match(t))
            )
            assert shift is not None
            raise _ambiguous(token.rstrip("."), "after" if at > shift_at else "before", shift[0])


def _ambiguous(token: str, position: Literal["before", "after", "beside"], shift: str) -> UnusableRow:
    return UnusableRow(ReasonCode.AMBIGUOUS_NUMBER, number=token, position=position, shift=shift)


def _is_multiplicity(token: str) -> bool:
    return not re.match(r"[-+.]?\d", token) and attached_hydrogens(token) is not None


def _unreadable(token: str) -> UnusableRow:
    return UnusableRow(ReasonCode.UNREADABLE_VALUE, value=short(token))
