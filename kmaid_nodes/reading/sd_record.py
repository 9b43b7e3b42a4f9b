"""What a record of an SD file holds: spectra of nmrshiftdb2, NMReDATA or other fields, or no spectrum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.identifier_names import named_among
from kmaid_nodes.reading.nmredata import nmredata_records
from kmaid_nodes.reading.nmrshiftdb2 import nmrshiftdb2_records
from kmaid_nodes.reading.own_numbers import named_numbers
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.sd_file import SdRecord
from kmaid_nodes.reading.sd_identifier import identifier_of, other_columns
from kmaid_nodes.reading.sd_spectra import (
    frequency_of_fields,
    records_of_fields,
    solvent_of_fields,
    spectrum_fields,
)
from kmaid_nodes.reading.sd_structure import structure_of
from kmaid_nodes.reading.tables.columns import TableColumns

_TOLD = ("peaks", "multiplicity", "solvent", "split", "formula")  # by the user, of `TableColumns`
_LOOKED_AT = 1000  # records for a field that the user named
_MOST_NAMES = 40  # of a sentence
_NMRSHIFTDB2 = re.compile(r"Spectrum .+ \d{1,6}")


def records_of_sd_records(
    sd_records: Iterable[SdRecord], columns: TableColumns | None = None
) -> Iterator[Record]:
    """The records of a whole SD file, one at a time; see `records_of_sd_record`.

    columns: the data fields that the user named; their case does not matter. Raises UserError if none of the
    first 1,000 records has a named field.
    """
    iterator = iter(sd_records)
    waiting = _until_found(iterator, columns.names() if columns else [])
    for sd_record in chain(waiting, iterator):
        yield from records_of_sd_record(sd_record, columns)


def records_of_sd_record(sd_record: SdRecord, columns: TableColumns | None = None) -> Iterator[Record]:
    """The records of one record of an SD file, recognised by its data fields: one for each 13C spectrum.

    columns: the data fields that the user named; a record may lack them. See `identifier_of` for the id, and
    `nmrshiftdb2_records`, `nmredata_records` and `sd_spectra` for the spectra. Without any, the record has
    only its structure: the molblock, or where that is empty a SMILES or InChI of the fields. The other fields
    are the record's columns.
    """
    named = columns or TableColumns()
    field = named_numbers(sd_record.fields, named.numbers)
    for record in _records_by_fields(sd_record, named):
        yield record if field is None else _with_numbers(record, field, sd_record.fields[field])


def _with_numbers(record: Record, field: str, text: str) -> Record:
    others = tuple(column for column in record.columns if column[0] != field)
    return replace(record, numbers=text.strip() or None, columns=others)


def _records_by_fields(sd_record: SdRecord, named: TableColumns) -> Iterator[Record]:
    if named.peaks is None and named.structure is None:
        if any(name.upper().startswith("NMREDATA_") for name in sd_record.fields):
            records = list(_with_identity(nmredata_records(sd_record), sd_record, named.id))
            if not (all(_has_no_spectrum(record) for record in records) and _other_spectra(sd_record)):
                return _with_told(iter(records), sd_record.fields, named)
        if any(map(_NMRSHIFTDB2.fullmatch, sd_record.fields)):
            return _with_told(nmrshiftdb2_records(sd_record, named.id), sd_record.fields, named)
    return _of_other_fields(sd_record, named)


def _has_no_spectrum(record: Record) -> bool:
    return record.error is not None and record.error.code is ReasonCode.NO_13C_SPECTRUM


def _other_spectra(sd_record: SdRecord) -> bool:
    """Whether a record has a 13C spectrum in a field other than those of NMReDATA."""
    names = [*filter(_NMRSHIFTDB2.fullmatch, sd_record.fields), *spectrum_fields(sd_record.fields)]
    return any(not name.upper().startswith("NMREDATA_") for name in names)


def _until_found(sd_records: Iterator[SdRecord], names: list[str]) -> list[SdRecord]:
    """The first records, up to the one with the last of the names that no earlier one has."""
    waiting: list[SdRecord] = []
    missing = names
    while missing and len(waiting) < _LOOKED_AT and (sd_record := next(sd_records, None)):
        waiting.append(sd_record)
        missing = [name for name in missing if named_among(sd_record.fields, name) is None]
    if missing and waiting:
        present = list(dict.fromkeys(name for sd_record in waiting for name in sd_record.fields))
        shown = ", ".join(f'"{name}"' for name in present[:_MOST_NAMES]) or "no data fields"
        more = f" and {len(present) - _MOST_NAMES} more" if len(present) > _MOST_NAMES else ""
        raise UserError(f'There is no data field "{missing[0]}"; the SD records have {shown}{more}.')
    return waiting


def _with_identity(records: Iterable[Record], sd_record: SdRecord, wanted: str | None) -> Iterator[Record]:
    """Records that their reader called by title or number, with the id and columns that the fields give."""
    name, field = identifier_of(sd_record, wanted)
    used = {field, *(name for name in sd_record.fields if name.upper().startswith("NMREDATA_"))}
    columns, notes = other_columns(sd_record.fields, used)
    called = sd_record.title or str(sd_record.number)
    for record in records:
        yield replace(
            record,
            structure=record.structure if sd_record.structure_complete else None,
            id=name + record.id.removeprefix(called) if record.id.startswith(called) else record.id,
            row=sd_record.number,
            notes=record.notes + notes,
            columns=columns,
        )


def _of_other_fields(sd_record: SdRecord, named: TableColumns) -> Iterator[Record]:
    fields = sd_record.fields
    name, id_field = identifier_of(sd_record, named.id)
    structure, structure_field = structure_of(sd_record, named.structure)
    record = Record(name, structure, row=sd_record.number)
    used = {id_field, structure_field}
    if structure_field and named.structure is None:
        record = replace(record, notes=(ReadingNote(NoteCode.STRUCTURE_FROM, structure_field),))
    told = _told(fields, named)
    spectra = [told["peaks"]] if "peaks" in told else [] if named.peaks else spectrum_fields(fields)
    if spectra:
        record, about_spectra = _with_conditions(record, fields, told)
        multiplicity = fields[told["multiplicity"]] if "multiplicity" in told else None
        records, read = records_of_fields(record, sd_record, spectra, multiplicity, told="peaks" in told)
        used |= read | about_spectra if records else set()
    else:
        records = []
    if not sd_record.structure_complete:
        records = [replace(record, error=Reason(ReasonCode.TRUNCATED_RECORD))]
    elif not records and structure is None:
        records = [replace(record, error=Reason(ReasonCode.NO_STRUCTURE_OR_PEAK_LIST))]
    columns, notes = other_columns(fields, used | set(told.values()))
    for found in records or [record]:
        yield replace(
            found,
            notes=found.notes + notes,
            columns=columns,
            split=_cell(fields, told.get("split")),
            formula=_cell(fields, told.get("formula")),
        )


def _told(fields: dict[str, str], named: TableColumns) -> dict[str, str]:
    """The data fields that the user named, by what they hold."""
    return {what: field for what in _TOLD if (field := named_among(fields, getattr(named, what) or ""))}


def _with_told(records: Iterator[Record], fields: dict[str, str], named: TableColumns) -> Iterator[Record]:
    """Records of a known format, with what the user named besides their spectra."""
    told = _told(fields, replace(named, multiplicity=None))
    if not told:
        return records
    return (
        replace(
            record,
            solvent=canonical_solvent(fields[told["solvent"]]) if "solvent" in told else record.solvent,
            split=_cell(fields, told.get("split")),
            formula=_cell(fields, told.get("formula")),
            columns=tuple(column for column in record.columns if column[0] not in told.values()),
        )
        for record in records
    )


def _cell(fields: dict[str, str], name: str | None) -> str | None:
    return None if name is None else fields[name].strip() or None


def _with_conditions(record: Record, fields: dict[str, str], told: dict[str, str]) -> tuple[Record, set[str]]:
    """The record with solvent and frequency, and the fields that tell them."""
    solvent, solvent_fields = solvent_of_fields(fields)
    frequency, frequency_fields = frequency_of_fields(fields)
    if "solvent" in told:
        solvent = canonical_solvent(fields[told["solvent"]])
    return replace(record, solvent=solvent, frequency_mhz=frequency), solvent_fields | frequency_fields
