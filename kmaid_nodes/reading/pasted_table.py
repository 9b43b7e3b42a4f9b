"""A table copied into one cell: of a paper (position, δC, δH), or of NMR software (ppm, intensity, width)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.acs.sections import cited
from kmaid_nodes.reading.record import Spectrum

_FEWEST_ROWS = 2
_CARBON = re.compile(r"δ\s?C|13\s?C|¹³C|\bC-?13\b|carbon\s?(?:shift|\(?ppm)|δ\(?C\)?", re.IGNORECASE)
_SHIFT = re.compile(
    r"^\W*(?:ppm|shift|chemical shift|δ|delta|f1|peak|centre|center|position)?\W*(?:\[?\(?ppm\)?\]?)?\W*$|"
    r"ν\(F1\)\s*\[ppm\]",
    re.IGNORECASE,
)
_OF_HYDROGEN = re.compile(r"δ\s?H|1\s?H\b|¹H|proton|\bH\b|HMBC|COSY|NOE|ROESY|HSQC", re.IGNORECASE)
_IN_HERTZ = re.compile(r"\bHz\b|\[Hz\]", re.IGNORECASE)
_TYPE = re.compile(r"\btype\b|mult|\bDEPT\b|\bCHn\b", re.IGNORECASE)
_ATOM = re.compile(r"^\W*(?:no|nr|pos|position|atom|carbon|c|label|assign\w*|annotation)\b", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_EMPTY = re.compile(r"[\W_]*|n\.?d\.?|n/a", re.IGNORECASE)
_NOT_OF_THE_COMPOUND = {"solvent", "impurity", "artifact", "artefact", "reference", "13c satellite"}


@dataclass(frozen=True, slots=True)
class PastedTable:
    """The cells of a pasted table; heading: None where its first line has numbers already."""

    heading: list[str] | None
    rows: list[list[str]]


def spectrum_of_pasted_table(text: str, parse_list: Callable[[str], Spectrum]) -> Spectrum | None:
    """The 13C spectrum of a pasted table, None if the text is none.

    With a heading, the column of 13C shifts is read by `parse_list`, with the multiplicities beside it and
    the names of the positions as labels. Without one, a second column of numbers up to 1 holds intensities.
    The other columns are named in a note. Raises UnusableRow where the column cannot be told.
    """
    table = _table(text)
    if table is None:
        return None
    if table.heading is None:
        return _without_intensities(table, parse_list)
    return _of_column(table.heading, table.rows, parse_list)


def _table(text: str) -> PastedTable | None:
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if len(lines) <= _FEWEST_ROWS:
        return None
    for separator in (r"\t", r"\s*\|\s*", r"\s{2,}"):
        rows = [re.split(separator, line if separator == r"\t" else line.strip(" |")) for line in lines]
        width = len(rows[0])
        if width > 1 and sum(len(row) > 1 for row in rows) >= 0.6 * len(rows):
            cells = [[cell.strip() for cell in row] for row in rows]
            return _with_heading(cells) if separator != r"\s{2,}" or _has_words(cells[0]) else None
    words = [line.split() for line in lines]
    if (
        _has_words(words[0])
        and len(words[0]) > 1
        and all(_of_numbers(row, len(words[0])) for row in words[1:])
    ):
        return PastedTable(words[0], words[1:])
    return None


def _with_heading(cells: list[list[str]]) -> PastedTable | None:
    if not _has_words(cells[0]):
        return PastedTable(None, cells)
    return (
        PastedTable(cells[0], cells[1:]) if any(_NUMBER.match(c) for row in cells[1:] for c in row) else None
    )


def _has_words(cells: Sequence[str]) -> bool:
    """Whether a line may be a heading: words, and no shift."""
    letters = any(re.search(r"[^\W\d_]{2,}|δ|No\b", cell) for cell in cells)
    return letters and not any(re.fullmatch(r"\d+\.\d+", cell) for cell in cells)


def _of_numbers(row: Sequence[str], width: int) -> bool:
    return 0 < len(row) <= width and bool(_NUMBER.fullmatch(row[0]))


def _of_column(heading: list[str], rows: list[list[str]], parse_list: Callable[[str], Spectrum]) -> Spectrum:
    column = _carbon_column(heading)
    types = [k for k, name in enumerate(heading) if k != column and _TYPE.search(name)]
    atoms = [k for k, name in enumerate(heading) if k != column and _ATOM.search(name)]
    entries, labels, left_out = [], [], 0
    for row in rows:
        entry = row[column] if column < len(row) else ""
        kind = next((row[k] for k in types if k < len(row)), "")
        if kind.lower() in _NOT_OF_THE_COMPOUND:
            left_out += 1
            continue
        if _EMPTY.fullmatch(entry):
            continue
        if _NUMBER.fullmatch(entry) and attached_hydrogens(kind) is not None and kind.upper() != "M":
            entry = f"{entry} {kind}"
        entries.append(entry)
        labels.append(next((row[k] for k in atoms if k < len(row) and row[k]), None))
    spectrum = parse_list("; ".join(entries))
    if len(spectrum.peaks) == len(labels):
        spectrum = replace(
            spectrum,
            peaks=tuple(replace(p, label=p.label or label) for p, label in zip(spectrum.peaks, labels)),
        )
    used = {column, *types, *atoms}
    others = ", ".join(name for k, name in enumerate(heading) if k not in used and name)
    notes = [ReadingNote(NoteCode.LAYOUT, f"table, shifts from the column {heading[column] or column + 1}")]
    if others:
        notes.append(ReadingNote(NoteCode.OTHER_COLUMNS, cited(others)))
    if left_out:
        notes.append(ReadingNote(NoteCode.OTHER_LINES, f"{left_out} of solvent, impurity or artefact"))
    return replace(spectrum, notes=(*spectrum.notes, *notes))


def _carbon_column(heading: Sequence[str]) -> int:
    """The only column of 13C shifts: named so, or else the only one of shifts in ppm."""
    for pattern in (_CARBON, _SHIFT):
        found = [
            k
            for k, name in enumerate(heading)
            if name and pattern.search(name) and not _OF_HYDROGEN.search(name) and not _IN_HERTZ.search(name)
        ]
        if len(found) == 1:
            return found[0]
        if found and pattern is _CARBON:
            break
    raise UnusableRow(ReasonCode.AMBIGUOUS_COLUMN)


def _without_intensities(table: PastedTable, parse_list: Callable[[str], Spectrum]) -> Spectrum | None:
    widths = {len(row) for row in table.rows}
    if widths != {2} or not all(_NUMBER.fullmatch(cell) for row in table.rows for cell in row):
        return None
    first, second = ([float(row[k]) for row in table.rows] for k in (0, 1))
    if max(map(abs, second)) <= 1.0 < max(first):
        spectrum = parse_list("; ".join(row[0] for row in table.rows))
        note = ReadingNote(NoteCode.OTHER_COLUMNS, "2, intensities up to 1")
        return replace(spectrum, notes=(*spectrum.notes, note))
    if all("." in cell for row in table.rows for cell in row):
        raise UnusableRow(ReasonCode.AMBIGUOUS_COLUMN)
    return None
