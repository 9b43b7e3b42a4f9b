"""nmrshiftdb2's SD files: one record per measured 13C spectrum."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.assignment import with_sound_atoms
from kmaid_nodes.reading.frequency import frequency_mhz
from kmaid_nodes.reading.nmrshiftdb2_spectrum import parse_nmrshiftdb2_spectrum
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.sd_file import SdRecord, atom_symbols
from kmaid_nodes.reading.sd_identifier import identifier_of, other_columns
from kmaid_nodes.reading.sd_spectra import by_spectrum

_SPECTRUM_13C = re.compile(r"Spectrum 13C (\d{1,6})")
_PROGRAM_FIELDS = ("Program", "NMRProgram")
_SOLVENT, _FREQUENCY = "Solvent", "Field Strength [MHz]"
_READ = {*_PROGRAM_FIELDS, _SOLVENT, _FREQUENCY, "label_confidence"}


def nmrshiftdb2_records(sd_record: SdRecord, id_field: str | None = None) -> Iterator[Record]:
    """One record per measured 13C spectrum of an nmrshiftdb2 SD record.

    Spectra that name a program were predicted and are left out. The id is the `nmrshiftdb2 ID` (see
    `identifier_of`; id_field: another field that the user named), with "/k" for spectrum k if the record has
    several measured 13C spectra. Atoms are 0-based indices of the molblock, whose explicit hydrogens stay. If
    any entry of a spectrum names an atom that is not in the molecule or is no carbon, the numbering is not
    this molblock's: the peaks stay, all assignments of that spectrum go, with a note, so that no carbon is
    trained on another's shift. The frequency is the printed one, which may be the proton's. A spectrum that
    cannot be read, and an SD record without a measured 13C spectrum, is a Record with `error`. Never raises.
    """
    fields = sd_record.fields
    name, used_as_id = identifier_of(sd_record, id_field)
    used = {used_as_id, *_READ, *(field for field in fields if field.startswith("Spectrum "))}
    columns, notes = other_columns(fields, used)
    record = Record(
        name,
        sd_record.molblock if sd_record.structure_complete else None,
        label_confidence=_confidence(fields.get("label_confidence")),
        row=sd_record.number,
        notes=notes,
        columns=columns,
    )
    if not sd_record.structure_complete or sd_record.unfinished is not None:
        yield replace(record, error=Reason(ReasonCode.TRUNCATED_RECORD))
        return
    spectra = {int(m[1]): text for field, text in fields.items() if (m := _SPECTRUM_13C.fullmatch(field))}
    predicted = {k for field in _PROGRAM_FIELDS if field in fields for k in by_spectrum(fields[field])}
    measured = {k: text for k, text in sorted(spectra.items()) if k not in predicted}
    if not measured:
        code = ReasonCode.ONLY_PREDICTED_SPECTRA if spectra else ReasonCode.NO_13C_SPECTRUM
        yield replace(record, error=Reason(code))
        return
    yield from _measured(record, fields, measured)


def _measured(record: Record, fields: dict[str, str], spectra: dict[int, str]) -> Iterator[Record]:
    solvents = by_spectrum(fields.get(_SOLVENT, ""))
    frequencies = by_spectrum(fields.get(_FREQUENCY, ""))
    symbols = atom_symbols(record.structure or "")
    for k, text in spectra.items():
        error, notes, peaks = None, record.notes, None
        try:
            peaks, left_out = with_sound_atoms(parse_nmrshiftdb2_spectrum(text), symbols)
            notes += left_out
        except UnusableRow as refusal:
            error = refusal.reason
        yield replace(
            record,
            id=record.id if len(spectra) == 1 else f"{record.id}/{k}",
            peaks=peaks,
            solvent=canonical_solvent(solvents.get(k)),
            frequency_mhz=frequency_mhz(frequencies.get(k)),
            error=error,
            notes=notes,
        )


def _confidence(text: str | None) -> float | None:
    try:
        confidence = float(text or "")
    except ValueError:
        return None
    return confidence if math.isfinite(confidence) and 0 <= confidence <= 1 else None
