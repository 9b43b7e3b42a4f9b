"""A table copied into one cell: of a paper (position, δC, δH), or of NMR software (ppm, intensity, width)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens
from kmaid_nodes.chemistry.solvent import solvents_named_in
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.record import Spectrum
from kmaid_nodes.reading.shortened import words_of
from kmaid_nodes.wording.table_layout import INTENSITIES, lines_of_other_compounds

_FEWEST_ROWS = 2
_CARBON = re.compile(r"δ\s?C|\bdC\b|13\s?C|¹³C|\bC-?13\b|carbon\s?(?:shift|\(?ppm)|δ\(?C\)?", re.IGNORECASE)
_SHIFT = re.compile(
    r"^\W*(?:ppm|shift|chemical shift|δ|delta|f1|peak|centre|center|position)?\W*(?:\[?\(?ppm\)?\]?)?\W*$|"
    r"ν\(F1\)\s*\[ppm\]",
    re.IGNORECASE,
)
_OF_HYDROGEN = re.compile(r"δ\s?H|1\s?H\b|¹H|proton|\bH\b|HMBC|COSY|NOE|ROESY|HSQC", re.IGNORECASE)
_IN_HERTZ = re.compile(r"\bHz\b|\[Hz\]", re.IGNORECASE)
_TYPE = re.compile(r"\btype\b|mult|\bDEPT\b|\bCHn\b", re.IGNORECASE)
_ATOM = re.compile(r"^\W*(?:no|nr|pos|position|atom|carbon|c|label|assign\w*|annotation)\b", re.IGNORECASE)
_SHIFT_IN_CELL = re.compile(r"(?<![\w.])\d{1,3}\.\d")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_EMPTY = re.compile(r"[\W_]*|n\.?d\.?|n/a", re.IGNORECASE)
_NAME_OF_SHIFTS = re.compile(
    r"(?:(?:chemical )?shifts?|ppm|peaks?|δ\s?C?|δ\s?(?:13C|¹³C))(?:\s?(?:13C|¹³C))?"
    r"\s?(?:[/,]?\s?[(\[]?ppm[)\]]?)?",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"\bTable\b|\bNMR\b.*(?:MHz|\bdata\b|\()|\d\s?MHz|^\s*Compound\b", re.IGNORECASE)
_FREQUENCY = re.compile(r"(\d{2,4}(?:\.\d+)?)\s?MHz", re.IGNORECASE)
_MOST_CAPTION_LINES = 3
_HIGHEST_WIDTH = 5.0
_ATOM_LABEL = re.compile(
    r"C-?\d{1,2}[a-z]?'*|C\(\d{1,2}\)|[A-Z][a-z]?\d{1,2}|OMe|OCH3|N?Me|Ac|CHO|COOH", re.IGNORECASE
)
_RULE = re.compile(r"[\s|:+-]*")
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
    caption, body = _without_caption(text)
    table = _table(body)
    if table is None:
        return None
    if table.heading is None and len(table.rows) <= _FEWEST_ROWS:
        return None
    if table.heading is None:
        spectrum = _without_intensities(table, parse_list) or _of_obvious_column(table, parse_list)
    else:
        spectrum = _of_column(table.heading, table.rows, parse_list)
    return _with_caption(spectrum, caption) if spectrum is not None and caption else spectrum


def is_name_of_shifts(line: str) -> bool:
    """Whether a line is the heading of one column of shifts: `δC`, `shift (ppm)`, `δ 13C (ppm)`."""
    return bool(_NAME_OF_SHIFTS.fullmatch(line.strip(" :=,;")))


def _without_caption(text: str) -> tuple[str, str]:
    """The lines above a table, without cells, and the rest: `Table 2. NMR data of 1 (CDCl3, 100 MHz)`."""
    lines = [line for line in text.splitlines() if line.strip()]
    above = 0
    while (
        above < min(_MOST_CAPTION_LINES, len(lines))
        and _CAPTION.search(lines[above])
        and "\t" not in lines[above]
    ):
        above += 1
    return " ".join(lines[:above]), "\n".join(lines[above:])


def _with_caption(spectrum: Spectrum, caption: str) -> Spectrum:
    frequency = _FREQUENCY.search(caption)
    return replace(
        spectrum,
        solvent=spectrum.solvent or solvents_named_in(caption),
        frequency_mhz=spectrum.frequency_mhz or (float(frequency[1]) if frequency else None),
        notes=(*spectrum.notes, ReadingNote(NoteCode.OTHER_WORDS, words_of(caption))),
    )


def _table(text: str) -> PastedTable | None:
    lines = [line.rstrip() for line in text.splitlines() if line.strip() and not _RULE.fullmatch(line)]
    if len(lines) < _FEWEST_ROWS:
        return None
    for separator in (r"\t", r"\s*\|\s*", r"\s{2,}"):
        rows = [re.split(separator, line if separator == r"\t" else line.strip(" |")) for line in lines]
        width = len(rows[0])
        if width > 1 and sum(len(row) > 1 for row in rows) >= 0.6 * len(rows):
            cells = [[cell.strip() for cell in row] for row in rows]
            return _with_heading(cells) if separator != r"\s{2,}" or _has_words(cells[0]) else None
    if (table := _of_csv(lines)) is not None:
        return table
    words = [line.split() for line in lines]
    if (
        _has_words(words[0])
        and len(words[0]) > 1
        and all(_of_numbers(row, len(words[0])) for row in words[1:])
    ):
        _refuse_missing_cells(words[0], words[1:])
        return PastedTable(words[0], words[1:])
    if _names_columns(words[0]) and any(_SHIFT_IN_CELL.search(line) for line in lines[1:]):
        raise UnusableRow(ReasonCode.AMBIGUOUS_COLUMN)
    return None


def _names_columns(heading: Sequence[str]) -> bool:
    """Whether a line is nothing but names of columns, shifts and others: `No. δC δH`."""
    carbon = any(_CARBON.search(name) for name in heading)
    known = (_CARBON, _OF_HYDROGEN, _TYPE, _ATOM, _SHIFT, _IN_HERTZ)
    return carbon and len(heading) > 1 and all(any(kind.search(name) for kind in known) for name in heading)


def _refuse_missing_cells(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Refuse `4 3.93` under `No. δC δH`, where the blanks do not say which cell is missing."""
    protons = any(_OF_HYDROGEN.search(name) for name in heading)
    if protons and any(len(row) != len(heading) for row in rows):
        raise UnusableRow(ReasonCode.AMBIGUOUS_COLUMN)


def _of_csv(lines: Sequence[str]) -> PastedTable | None:
    """`atom,ppm,mult` above `C1,129.8,C`; with semicolons the numbers may have decimal commas."""
    for separator in ";,":
        rows = [[cell.strip() for cell in line.split(separator)] for line in lines]
        named = any(_NAME_OF_SHIFTS.fullmatch(name) or _CARBON.search(name) for name in rows[0])
        if len(rows[0]) > 1 and named and _has_words(rows[0]) and len({len(row) for row in rows}) == 1:
            body = [[re.sub(r"^(\d{1,3}),(\d{1,3})$", r"\1.\2", cell) for cell in row] for row in rows[1:]]
            return PastedTable(rows[0], body)
    return None


def _of_obvious_column(table: PastedTable, parse_list: Callable[[str], Spectrum]) -> Spectrum | None:
    """A table without heading: one column of decimals beside line numbers, atoms or multiplicities."""
    width = len(table.rows[0])
    if len(table.rows) < _FEWEST_ROWS or {len(row) for row in table.rows} != {width}:
        return None
    kinds = [_kind_of_column([row[k] for row in table.rows]) for k in range(width)]
    if "number" in kinds and (len(table.rows) <= _FEWEST_ROWS or kinds[0] != "number"):
        return None  # it may count carbons
    if kinds.count("shift") == width > 1 and _has_small_column(table.rows):
        raise UnusableRow(ReasonCode.AMBIGUOUS_COLUMN)
    if kinds.count("shift") != 1 or "" in kinds or set(kinds) <= {"shift", "type"}:
        return None
    names = {"shift": "ppm", "number": "no", "atom": "atom", "type": "type"}
    return _of_column([names[kind] for kind in kinds], table.rows, parse_list)


def _has_small_column(rows: Sequence[Sequence[str]]) -> bool:
    """Whether one of several columns of decimals may hold intensities or widths."""
    highest = [max(float(cell) for cell in column) for column in zip(*rows)]
    return min(highest) <= _HIGHEST_WIDTH < max(highest)


def _kind_of_column(cells: Sequence[str]) -> str:
    if all(re.fullmatch(r"-?\d{1,3}\.\d{1,4}", cell) for cell in cells):
        return "shift"
    if (
        cells
        and cells[0] in ("0", "1")
        and list(cells) in ([str(k) for k in range(first, first + len(cells))] for first in (0, 1))
    ):
        return "number"
    if all(cell[:1].isalpha() and attached_hydrogens(cell) is not None for cell in cells):
        return "type"
    return "atom" if all(_ATOM_LABEL.fullmatch(cell) for cell in cells) else ""


def _with_heading(cells: list[list[str]]) -> PastedTable | None:
    if not _has_words(cells[0]):
        return PastedTable(None, cells)
    return (
        PastedTable(cells[0], cells[1:]) if any(_NUMBER.match(c) for row in cells[1:] for c in row) else None
    )


def _has_words(cells: Sequence[str]) -> bool:
    """Whether a line may be a heading: words, and no shift."""
    letters = any(re.search(r"[^\W\d_]{2,}|δ|No\b", cell) for cell in cells)
    return letters and not any(_SHIFT_IN_CELL.search(cell) for cell in cells)


def _of_numbers(row: Sequence[str], width: int) -> bool:
    return 0 < len(row) <= width and bool(_NUMBER.fullmatch(row[0]))


def _of_column(heading: list[str], rows: list[list[str]], parse_list: Callable[[str], Spectrum]) -> Spectrum:
    column = _carbon_column(heading, rows)
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
    notes = [ReadingNote(NoteCode.COLUMN_TAKEN, words_of(heading[column]) or str(column + 1))]
    if others:
        notes.append(ReadingNote(NoteCode.OTHER_COLUMNS, words_of(others)))
    if left_out:
        notes.append(ReadingNote(NoteCode.OTHER_LINES, lines_of_other_compounds(left_out)))
    return replace(spectrum, notes=(*spectrum.notes, *notes))


def _carbon_column(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """The only column of 13C shifts: named so, or else the only one of shifts in ppm."""
    for pattern in (_CARBON, _SHIFT):
        found = [
            k
            for k, name in enumerate(heading)
            if name and pattern.search(name) and not _OF_HYDROGEN.search(name) and not _IN_HERTZ.search(name)
        ]
        if pattern is _SHIFT:
            found = [k for k in found if _has_shifts(rows, k)]
            found = [k for k in found if "ppm" in heading[k].lower()] or found
        if len(found) == 1:
            return found[0]
        if found and pattern is _CARBON:
            break
    raise UnusableRow(ReasonCode.AMBIGUOUS_COLUMN)


def _has_shifts(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column holds numbers with decimals, as that of line numbers or positions does not."""
    cells = [row[column] for row in rows if column < len(row)]
    return any(re.match(r"\W*\d+[.,]\d", cell) for cell in cells)


def _without_intensities(table: PastedTable, parse_list: Callable[[str], Spectrum]) -> Spectrum | None:
    widths = {len(row) for row in table.rows}
    if widths != {2} or not all(_NUMBER.fullmatch(cell) for row in table.rows for cell in row):
        return None
    first, second = ([float(row[k]) for row in table.rows] for k in (0, 1))
    if max(map(abs, second)) <= 1.0 < max(first):
        spectrum = parse_list("; ".join(row[0] for row in table.rows))
        note = ReadingNote(NoteCode.OTHER_COLUMNS, INTENSITIES)
        return replace(spectrum, notes=(*spectrum.notes, note))
    if all("." in cell for row in table.rows for cell in row):
        raise UnusableRow(ReasonCode.AMBIGUOUS_COLUMN)
    return None
