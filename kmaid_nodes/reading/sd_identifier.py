"""What a record of an SD file is called, and the user's fields that go with it."""

from __future__ import annotations

from collections.abc import Container

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.reading.identifier_names import clearest_identifier, named_among
from kmaid_nodes.reading.sd_file import SdRecord
from kmaid_nodes.wording.reading import too_long

LONGEST_CARRIED = 2000
_DATABASE_FIELD = "nmrshiftdb2 ID"
# Titles that programs write where there is none.
_NO_TITLES = {
    "untitled",
    "unnamed",
    "noname",
    "no name",
    "none",
    "null",
    "nan",
    "n/a",
    "-",
    ".",
    "?",
    "no structure",
}


def identifier_of(sd_record: SdRecord, wanted: str | None = None) -> tuple[str, str | None]:
    """The id of a record, and the data field that it stands in (None for the title or the number).

    wanted: the field that the user named; without a value there the id is the record's number. Otherwise the
    id is the `nmrshiftdb2 ID`, else the title, else the clearest identifier among the data fields (see
    `clearest_identifier`), else the number.
    """
    fields = sd_record.fields
    if wanted is not None:
        field = named_among(fields, wanted)
        return _text(fields, field) or str(sd_record.number), field
    if _text(fields, _DATABASE_FIELD):
        return _text(fields, _DATABASE_FIELD), _DATABASE_FIELD
    title = sd_record.title
    if title and title.casefold() not in _NO_TITLES:
        return title, None
    field = clearest_identifier(name for name, value in fields.items() if value.strip())
    if field is not None:
        return _text(fields, field), field
    return title or str(sd_record.number), None


def other_columns(
    fields: dict[str, str], used: Container[str | None]
) -> tuple[tuple[tuple[str, str], ...], tuple[ReadingNote, ...]]:
    """The fields that were not used, as the user's columns, and a note of those too long to be carried."""
    others = [(name, value) for name, value in fields.items() if name not in used]
    carried = tuple((name, value) for name, value in others if len(value) <= LONGEST_CARRIED)
    if len(carried) == len(others):
        return carried, ()
    left_out = (name for name, value in others if len(value) > LONGEST_CARRIED)
    return carried, (ReadingNote(NoteCode.OTHER_COLUMNS, too_long(left_out)),)


def _text(fields: dict[str, str], field: str | None) -> str:
    return " ".join(fields[field].split()) if field in fields else ""
