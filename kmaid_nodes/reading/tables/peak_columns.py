"""Which column, or series of columns, holds the shifts: by names, and by content where names mislead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.tables.cells import says_no_shift
from kmaid_nodes.reading.tables.column_names import is_no_shift_column, key_of
from kmaid_nodes.reading.tables.columns import TableColumns, likely_peak_columns, with_guesses
from kmaid_nodes.reading.tables.content import (
    HIGHEST_PROTON_PPM,
    Content,
    are_like_protons,
    are_whole_numbers,
    content_of,
    is_running_number,
    peaks_in,
)
from kmaid_nodes.reading.tables.peak_series import PeakSeries, peak_series
from kmaid_nodes.reading.tables.sd_field_names import is_nmredata_field, sd_spectra

# Names that numbers of peaks and places have too; whole numbers under them are no shifts.
_MAY_BE_COUNTS = {"peaks", "peak", "spectra", "spectrum", "signal", "signals", "nmr"}
_HIGHEST_COUNT = 100
_FEWEST_PEAKS_OF_A_LIST = 3

Rows = Sequence[Sequence[Any]]
Choice = tuple[TableColumns, PeakSeries | None, tuple[ReadingNote, ...]]


def choose_columns(names: Sequence[str], rows: Rows, named: TableColumns, needed: Sequence[str]) -> Choice:
    """The columns, the series of columns with one peak each if the table has one, and what is to be said.

    rows: the first ones. A column of the user is never changed. Among the others, one with lists or shifts
    goes before one that only has such a name. Raises UserError if two are equally likely and hold different
    things, or the only one is a count and peaks are needed.
    """
    if named.peaks:
        return with_guesses(named, names), None, ()
    taken = set(named.names())
    guessed = with_guesses(named, names)
    further = sd_spectra(names)[1:]  # fields that are read together with the first of them
    likely = [name for name in likely_peak_columns(names) if name not in taken and name not in further]
    content = {name: _content(names, rows, name) for name in likely}
    readable = [n for n in likely if content[n] in (Content.LISTS, Content.SHIFTS)]
    counts = [n for n in readable if _is_count(names, rows, n, content[n])]
    readable = [n for n in readable if n not in counts]
    lists = [n for n in readable if content[n] == Content.LISTS]
    series = (
        None if lists else peak_series([n for n in names if n not in taken], _without(names, rows, taken))
    )
    if series is not None:
        without = with_guesses(named, [n for n in names if n not in series.names()])
        return replace(without, peaks=None), series, ()
    best = lists or readable
    best = [n for n in best if not are_like_protons(cells_of(names, rows, n))] or best[:1]
    if best and "peaks" in needed and are_like_protons(cells_of(names, rows, best[0])):
        raise UserError(
            f'No shift in the column "{best[0]}" is above {HIGHEST_PROTON_PPM:g} ppm. These look like 1H '
            "shifts; name the column with the 13C shifts."
        )
    if best:
        return _with_peaks(names, guessed, named, best[0]), None, _other_columns(names, rows, best)
    return _by_content(names, rows, named, guessed, likely, counts, needed)


def _content(names: Sequence[str], rows: Rows, name: str) -> Content:
    """What a column holds; NMReDATA is known by the name, for its texts are no usual lists."""
    together = sd_spectra(names)
    cells = cells_of(names, rows, name)
    if name in together:
        cells = [cell for one in together for cell in cells_of(names, rows, one)]
    if any(is_nmredata_field(one) for one in together if name in together):
        return Content.EMPTY if all(says_no_shift(cell) for cell in cells) else Content.LISTS
    return content_of(cells)


def _by_content(
    names: Sequence[str],
    rows: Rows,
    named: TableColumns,
    guessed: TableColumns,
    likely: list[str],
    counts: list[str],
    needed: Sequence[str],
) -> Choice:
    """The columns where no name leads to one with shifts."""
    others = set(replace(guessed, peaks=None).names())
    free = [n for n in names if n and n not in others and n not in likely and not is_no_shift_column(n)]
    found = [name for name in free if _holds_peak_lists(cells_of(names, rows, name))]
    if found:
        note = ReadingNote(NoteCode.COLUMN_TAKEN, f'"{found[0]}"')
        return _with_peaks(names, guessed, named, found[0]), None, (note,)
    if counts and "peaks" in needed:
        raise UserError(
            f'The column "{counts[0]}" holds whole numbers, which look like numbers of peaks and not like '
            "shifts. Name the column with the peak lists."
        )
    unread = [name for name in likely if name not in counts]
    keeps = unread and (
        "peaks" in needed or content_of(cells_of(names, rows, unread[0])) == Content.EMPTY or not rows
    )
    return _with_peaks(names, guessed, named, unread[0] if keeps else None), None, ()


def _with_peaks(
    names: Sequence[str], guessed: TableColumns, named: TableColumns, peaks: str | None
) -> TableColumns:
    """The guesses for all other roles, made anew so that no other role has the column of the peaks."""
    if peaks == guessed.peaks:
        return guessed
    taken = {peaks} if peaks else set()
    anew = with_guesses(named, [name for name in names if name not in taken])
    return replace(anew, peaks=peaks)


def _is_count(names: Sequence[str], rows: Rows, name: str, content: Content) -> bool:
    """Whether a column of this name numbers or counts the peaks."""
    if content != Content.SHIFTS or key_of(name) not in _MAY_BE_COUNTS:
        return False
    cells = cells_of(names, rows, name)
    if not are_whole_numbers(cells):
        return False
    values = [float(str(cell)) for cell in cells if str(cell or "").strip()]
    return is_running_number(cells) or max(values) < _HIGHEST_COUNT


def _holds_peak_lists(cells: Sequence[Any]) -> bool:
    """Whether most of some cells hold lists of at least three shifts, as only peak lists do."""
    filled = [cell for cell in cells if isinstance(cell, str | list) and cell][:10]
    fitting = sum(
        peaks_in(cell) >= _FEWEST_PEAKS_OF_A_LIST and (not isinstance(cell, str) or "." in cell)
        for cell in filled
    )
    return bool(filled) and 5 * fitting >= 4 * len(filled)


def _other_columns(names: Sequence[str], rows: Rows, best: list[str]) -> tuple[ReadingNote, ...]:
    """What is to be said if other columns could have been taken as well and hold something else."""
    first = cells_of(names, rows, best[0])
    others = [name for name in best[1:] if cells_of(names, rows, name) != first]
    if not others:
        return ()
    words = ", ".join(f'"{name}"' for name in others[:3])
    return (ReadingNote(NoteCode.COLUMN_TAKEN, f'"{best[0]}", not {words}'),)


def _without(names: Sequence[str], rows: Rows, taken: set[str]) -> Rows:
    if not taken:
        return rows
    kept = [n for n, name in enumerate(names) if name not in taken]
    return [[row[n] if n < len(row) else None for n in kept] for row in rows]


def cells_of(names: Sequence[str], rows: Rows, name: str) -> list[Any]:
    """The cells of a column in some rows; None where a row is too short."""
    at = names.index(name)
    return [row[at] if at < len(row) else None for row in rows]
