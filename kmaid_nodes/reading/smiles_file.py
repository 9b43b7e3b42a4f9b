"""SMILES files: a SMILES and mostly a name per line, in the forms that programs and people write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from kmaid_nodes.errors import UnusableRow, UserError
from kmaid_nodes.files.text_lines import text_lines
from kmaid_nodes.reading.identifier_names import clearest_identifier, named_among, plain_name
from kmaid_nodes.reading.own_numbers import named_numbers, with_numbers_of_column
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.smiles_line import (
    SmilesHeader,
    SmilesLine,
    below_header,
    is_name_first,
    looks_like_smiles,
    name_first,
    smiles_first,
)
from kmaid_nodes.reading.table import TableColumns

_LOOKED_AT = 50  # lines, for the order of SMILES and name
_STRUCTURE_NAMES = {"smiles", "smile", "smi", "structure"}


def read_smiles_file(path: Path, columns: TableColumns | None = None) -> Iterator[Record]:
    """One record per line of a SMILES file (plain or gzip); peaks are None. See `smiles_records`."""
    return smiles_records(text_lines(path), path.name, columns)


def smiles_records(lines: Iterable[str], name: str, columns: TableColumns | None = None) -> Iterator[Record]:
    """One record per line of a SMILES file, given as its lines; name: what to call the file.

    Blanks, tabs, commas or semicolons separate. The id is the name behind the SMILES, without a CXSMILES
    block, which stays with the SMILES, or the 0-based number of the record if there is none. Blank lines and
    comments (`# ...`) are skipped and do not count. A header line, also behind `#`, tells the columns; the
    id is then the one that the user named, or the clearest identifier. Names stand first only if in the first
    50 lines some first words certainly are no SMILES, the last ones are, and none is the other way round.
    Other cells are the record's columns. A row with more cells than the header is a Record with `error`.
    Raises UserError if the file cannot be read or has no column that the user named.
    """
    lines = iter(lines)
    first, header = "", None
    for first in lines:
        header = _header(first.strip(), columns)
        if header is not None or list(_texts([first])):
            break
    if header is not None:
        named = columns.numbers if columns else None
        field = header.names[_position(list(header.names), named)] if named else named_numbers(header.names)
        for record in _records_below(header, lines):
            yield with_numbers_of_column(record, field)
        return
    if columns and columns.names():
        raise UserError(f'{name} has no header line, so it has no column "{columns.names()[0]}".')
    beginning = [first, *islice(lines, _LOOKED_AT - 1)]
    orders = {is_name_first(text) for text in _texts(beginning)}
    if True in orders and False not in orders:
        for row, text in enumerate(chain(_texts(beginning), _texts(lines))):
            yield _record(row, name_first(text), ())
    else:
        yield from _plain_records(chain(beginning, lines))


def _texts(lines: Iterable[str]) -> Iterator[str]:
    """The lines without blanks around them, empty ones and comments left out."""
    return (text for line in lines if (text := line.strip()) and text[0] != "#")


def _plain_records(lines: Iterable[str]) -> Iterator[Record]:
    row = 0
    for line in lines:
        words = line.split(None, 1)
        if not words or words[0][0] == "#":
            continue
        smiles, name = words[0], words[1].rstrip() if len(words) > 1 else ""
        if "," in smiles or ";" in smiles or '"' in line or "\t\t" in line or "\t" in name or name[:1] == "|":
            yield _record(row, smiles_first(line.strip()), ())
        else:
            yield Record(name or str(row), smiles, row=row)
        row += 1


def _records_below(header: SmilesHeader, lines: Iterable[str]) -> Iterator[Record]:
    known = (header.smiles_at, header.name_at)
    others = tuple(name for at, name in enumerate(header.names) if at not in known)
    for row, text in enumerate(_texts(lines)):
        try:
            yield _record(row, below_header(text, header), others)
        except UnusableRow as refusal:
            yield Record(str(row), error=refusal.reason, row=row)


def _record(row: int, line: SmilesLine, other_names: tuple[str, ...]) -> Record:
    names = other_names or tuple(f"column {number}" for number in range(3, 3 + len(line.others)))
    return Record(line.name or str(row), line.smiles or None, row=row, columns=tuple(zip(names, line.others)))


def _header(text: str, columns: TableColumns | None) -> SmilesHeader | None:
    """The header that a first line is; None if it is none. Raises UserError for an unknown named column."""
    text = text.lstrip("#").strip()
    separator = next((mark for mark in "\t,;" if mark in text), " ")
    names = [part.strip().strip('"') for part in text.split(separator if separator != " " else None)]
    forms = [plain_name(name) for name in names]
    if not _is_header(names, forms):
        return None
    named = columns or TableColumns()
    if named.peaks:
        raise UserError(
            "A SMILES file holds structures only; save it as .csv to read a column of peak lists."
        )
    at = {what: _position(names, wanted) for what in ("structure", "id") if (wanted := getattr(named, what))}
    structures = [at for at, form in enumerate(forms) if form in _STRUCTURE_NAMES or "smiles" in form]
    smiles_at = at.get("structure", min(structures, key=lambda at: forms[at] not in _STRUCTURE_NAMES))
    others = [name for position, name in enumerate(names) if position != smiles_at]
    clearest = others[0] if len(others) == 1 else clearest_identifier(others)
    name_at = at.get("id", None if clearest is None else names.index(clearest))
    return SmilesHeader(tuple(names), separator, smiles_at, name_at)


def _is_header(names: list[str], forms: list[str]) -> bool:
    if "smiles" in forms:
        return True
    tells_structure = any(form in _STRUCTURE_NAMES or "smiles" in form for form in forms)
    return tells_structure and not looks_like_smiles(names[0])


def _position(names: list[str], wanted: str) -> int:
    name = named_among(names, wanted)
    if name is None:
        raise UserError(f'There is no column "{wanted}"; the header has {", ".join(names)}.')
    return names.index(name)
