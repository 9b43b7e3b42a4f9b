"""13C spectra that stand in data fields of SD files under one of many names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.assignment import with_sound_atoms
from kmaid_nodes.reading.atom_shifts import spectrum_of_atom_shifts
from kmaid_nodes.reading.frequency import frequency_mhz
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.sd_file import SdRecord, atom_symbols
from kmaid_nodes.reading.spectrum import records_of_cell, records_of_spectra
from kmaid_nodes.reading.spectrum_field import Holds, experiment_named, what_holds

_FEWEST_PEAKS = 2  # of a field that is a spectrum only if it reads as one
_NAMES_CARBON = re.compile(r"(?:13|¹³)\W{0,4}C\b|\bC\W?(?:13\W?)?NMR|\bcarbon", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:^|\s)(\d{1,6}):")


def spectrum_fields(fields: Mapping[str, str]) -> list[str]:
    """The names of the fields that hold, or may hold, a measured 13C spectrum."""
    return [name for name, value in fields.items() if _may_be_spectrum(name, value)]


def _may_be_spectrum(name: str, value: str) -> bool:
    holds = what_holds(name)
    if holds not in (Holds.SPECTRUM, Holds.PERHAPS) or not re.search(r"\d", value):
        return False
    return holds is Holds.SPECTRUM or bool(_NAMES_CARBON.search(f"{name}\n{value}"))


def records_of_fields(
    record: Record, sd_record: SdRecord, names: Sequence[str], multiplicity: str | None, told: bool
) -> tuple[list[Record], set[str]]:
    """The record with each spectrum of these fields, and the names of the fields that were read or refused.

    Several spectra have "/" and the name of their field at the end of their ids; a spectrum that repeats the
    shifts of another one is left out, the assigned one stays. A field that only may hold a spectrum is not
    among them if its value does not read as one, unless the user told that it is one.
    """
    read: dict[str, list[Record]] = {}
    for name in names:
        records = list(_of_field(record, sd_record, name, multiplicity))
        certain = told or what_holds(name) is Holds.SPECTRUM
        if certain or all(_is_spectrum(found) for found in records):
            read[name] = records
    distinct = _distinct(read)
    if len(distinct) == 1:
        return [found for records in distinct.values() for found in records], set(read)
    renamed = [
        replace(found, id=f"{record.id}/{name}{found.id.removeprefix(record.id)}")
        for name, records in distinct.items()
        for found in records
    ]
    return renamed, set(read)


def solvent_of_fields(fields: Mapping[str, str]) -> tuple[str | None, set[str]]:
    """The canonical solvent that the fields tell, and the names of those fields."""
    names = [name for name in fields if what_holds(name) is Holds.SOLVENT]
    told = [canonical_solvent(_first_numbered(fields[name])) for name in names]
    return next((solvent for solvent in told if solvent), None), set(names)


def frequency_of_fields(fields: Mapping[str, str]) -> tuple[float | None, set[str]]:
    """The frequency in MHz as the fields tell it, carbon's or the proton's, and the names of those fields."""
    names = [name for name in fields if what_holds(name) is Holds.FREQUENCY]
    told = [frequency_mhz(_first_numbered(fields[name])) for name in names]
    return next((frequency for frequency in told if frequency), None), set(names)


def by_spectrum(text: str) -> dict[int, str]:
    """`0:CDCl3 1:DMSO`, as nmrshiftdb2 writes it, as a dictionary by the number of the spectrum."""
    parts = _NUMBERED.split(text)
    return {int(k): value.strip() for k, value in zip(parts[1::2], parts[2::2])}


def _first_numbered(text: str) -> str:
    return next(iter(by_spectrum(text).values()), text)


def _of_field(record: Record, sd_record: SdRecord, name: str, multiplicity: str | None) -> Iterator[Record]:
    value = sd_record.fields[name]
    if name == sd_record.unfinished:
        yield replace(record, error=Reason(ReasonCode.TRUNCATED_RECORD))
        return
    symbols = atom_symbols(sd_record.molblock) if record.structure == sd_record.molblock else None
    try:
        spectrum = spectrum_of_atom_shifts(value, symbols, "assign" in name.casefold())
    except UnusableRow as refusal:
        yield replace(record, error=refusal.reason)
        return
    if spectrum is not None:
        yield from records_of_spectra(record, [spectrum])
        return
    experiment = experiment_named(name)
    for found in records_of_cell(record, value, multiplicity):
        if found.experiment is Experiment.CARBON:
            found = replace(found, experiment=experiment)
        if found.peaks is not None:
            peaks, left_out = with_sound_atoms(found.peaks, symbols)
            found = replace(found, peaks=peaks, notes=found.notes + left_out)
        yield found


def _is_spectrum(record: Record) -> bool:
    return record.error is None and len(record.peaks or ()) >= _FEWEST_PEAKS


def _distinct(read: dict[str, list[Record]]) -> dict[str, list[Record]]:
    """The fields whose shifts no other field repeats, or repeats without an assignment."""
    by_shifts: dict[object, str] = {}
    for name, records in read.items():
        shifts: object = name
        if not any(record.error for record in records):
            shifts = tuple(sorted((round(p.ppm, 1), r.experiment) for r in records for p in r.peaks or ()))
        rival = by_shifts.setdefault(shifts, name)
        if not _is_assigned(read[rival]) and _is_assigned(records):
            by_shifts[shifts] = name
    return {name: records for name, records in read.items() if name in by_shifts.values()}


def _is_assigned(records: list[Record]) -> bool:
    return any(peak.atoms for record in records for peak in record.peaks or ())
