"""Which column of a table holds what: as named by the user, or by the usual names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kmaid_nodes.errors import ColumnNotNamed, UserError
from kmaid_nodes.reading.identifier_names import clearest_identifier
from kmaid_nodes.reading.tables.column_names import (
    FURTHER_ID_NAMES,
    LABEL_NAMES,
    PARTS,
    WHOLE_NAMES,
    is_id_part,
    is_no_shift_column,
    is_no_structure_column,
    is_second_axis,
    key_of,
    key_without_unit,
    stated_first_atom,
    words_of,
)
from kmaid_nodes.reading.tables.sd_field_names import is_nmredata_field, molecule_column, sd_spectra

ROLES = ("id", "structure", "peaks", "multiplicity", "solvent", "split", "formula", "atoms", "numbers")
_CALLED = {"structure": "structures", "peaks": "13C peak lists"}


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Which column of a table holds what, by name, None where there is none; and how it is to be read.

    atoms: the carbons of each peak, as numbers of atoms that count from `first_atom` (0 or 1; None: as the
    name of the column says). in_atom_order: the peak list has one shift for each carbon of the structure, in
    the order of its atoms. sheet: of a spreadsheet, None for the first. numbers: the chemist's own numbers
    of the atoms, see `reading.own_numbers`.
    """

    id: str | None = None
    structure: str | None = None
    peaks: str | None = None
    multiplicity: str | None = None
    solvent: str | None = None
    split: str | None = None
    formula: str | None = None
    atoms: str | None = None
    first_atom: int | None = None
    in_atom_order: bool = False
    sheet: str | None = None
    numbers: str | None = None

    def names(self) -> list[str]:
        """The named columns."""
        return [name for role in ROLES if (name := getattr(self, role)) is not None]


def usual_columns(names: Sequence[str]) -> TableColumns:
    """The columns whose names show what they hold; there may be none."""
    columns: dict[str, Any] = {}
    free = [name for name in dict.fromkeys(names) if name]
    of_records, molecules = sd_spectra(free), molecule_column(free)
    for role in WHOLE_NAMES:
        fitting = [name for name in _by_whole_name(free, role) if _can_be(role, name)]
        if role == "id":
            fitting = [name for name in fitting if name != molecules]
        if fitting:
            columns[role] = fitting[0]
            free.remove(fitting[0])
    if of_records and columns.get("peaks") in (None, *of_records):
        columns["peaks"] = of_records[0]
    free = [name for name in free if name not in of_records]
    for role in PARTS:
        if role not in columns:
            fitting = [name for name in _by_part(free, role) if _can_be(role, name)]
            if fitting:
                columns[role] = fitting[0]
                free.remove(fitting[0])
    ids = _further_ids([name for name in free if name != molecules and not is_nmredata_field(name)])
    if "id" not in columns and ids:
        columns["id"] = ids[0]
        free.remove(ids[0])
    atoms = [name for name in free if stated_first_atom(name) is not None and "atom" in key_of(name)]
    return TableColumns(**columns, atoms=atoms[0] if atoms else None)


def _further_ids(names: Sequence[str]) -> list[str]:
    """Identifiers without one of the usual names, the likeliest first; names of labels of peaks are none."""
    clearest = clearest_identifier(name for name in names if key_of(name) not in LABEL_NAMES)
    further = [name for key in FURTHER_ID_NAMES for name in names if key_of(name) == key]
    return [*(name for name in names if is_id_part(name)), *([clearest] if clearest else []), *further]


def likely_peak_columns(names: Sequence[str]) -> list[str]:
    """All columns that may hold 13C shifts by their names, the likeliest first."""
    whole = _by_whole_name(names, "peaks")
    parts = [name for name in _by_part(names, "peaks") if name not in whole]
    of_records = sd_spectra(names)
    others = [
        [name for name in some if name not in of_records and _can_be("peaks", name)]
        for some in (whole, parts)
    ]
    likely = [*others[0], *of_records, *others[1]]
    if any(is_second_axis(name) for name in names):  # neither axis is a list of carbons
        return [name for name in likely if not re.search(r"\bf[12]\b", words_of(name))]
    return likely


def _by_whole_name(names: Sequence[str], role: str) -> list[str]:
    place = {key: n for n, key in enumerate(WHOLE_NAMES[role])}
    fitting = [(place.get(key_of(n), place.get(key_without_unit(n), len(place))), n) for n in names if n]
    return [name for at, name in sorted(fitting, key=lambda pair: pair[0]) if at < len(place)]


def _by_part(names: Sequence[str], role: str) -> list[str]:
    found = [name for part in PARTS[role] for name in names if part in key_of(name)]
    return list(dict.fromkeys(found))


def _can_be(role: str, name: str) -> bool:
    if role == "peaks":
        return not is_no_shift_column(name)
    return role != "structure" or not is_no_structure_column(name)


def checked_columns(columns: TableColumns | None, names: Sequence[str]) -> TableColumns:
    """The columns that the user named; raises UserError if the table lacks one or has it twice."""
    named = columns or TableColumns()
    for name in named.names():
        if name not in names:
            raise UserError(f'There is no column "{name}"; {present(names)}.')
        if list(names).count(name) > 1:
            raise UserError(f"The table has more than one column {name!r}; give them different names.")
    return named


def resolved_columns(
    columns: TableColumns | None, names: Sequence[str], needed: Sequence[str]
) -> TableColumns:
    """The named columns, and guesses by name among the others for what is not named.

    needed: fields of `TableColumns` that the table must have. Raises UserError if it lacks them, or has
    neither structures nor peak lists.
    """
    resolved = with_guesses(checked_columns(columns, names), names)
    return with_needed(resolved, names, needed)


def with_guesses(named: TableColumns, names: Sequence[str]) -> TableColumns:
    """The named columns, and guesses by name for the other roles."""
    guessed = usual_columns([name for name in names if name not in named.names()])
    return replace(named, **{role: getattr(named, role) or getattr(guessed, role) for role in ROLES})


def resolved_names(columns: TableColumns | None, names: Sequence[str]) -> list[str]:
    """The columns that may be read: the named ones and all that may be guessed by their names."""
    guesses = with_guesses(checked_columns(columns, names), names)
    return [*guesses.names(), *likely_peak_columns(names)]


def with_needed(columns: TableColumns, names: Sequence[str], needed: Sequence[str]) -> TableColumns:
    """The columns; raises UserError if they lack what is needed, or a column stands twice in the table."""
    if not any(names):
        raise UserError("The table is empty.")
    is_known = columns.structure or columns.peaks or likely_peak_columns(names)
    if not is_known:
        raise UserError(f"No column looks like structures or 13C peak lists; {present(names)}.")
    for role in needed:
        if getattr(columns, role) is None:
            raise ColumnNotNamed(role, _CALLED[role], present(names))
    checked_columns(columns, names)
    return columns


def present(names: Iterable[str]) -> str:
    """The columns of a table, for a sentence."""
    return "the table has " + (", ".join(f'"{name}"' for name in names if name) or "no columns")
