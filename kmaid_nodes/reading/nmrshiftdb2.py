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
from kmaid_nodes.reading.nmrshiftdb2_spectrum import parse_nmrshiftdb2_spectrum
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.sd_file import SdRecord, atom_symbols

_SPECTRUM_13C = re.compile(r"Spectrum 13C (\d{1,6})")
_PROGRAM_FIELDS = ("Program", "NMRProgram")


def nmrshiftdb2_records(sd_record: SdRecord) -> Iterator[Record]:
    """One record per measured 13C spectrum of an nmrshiftdb2 SD record.

    Spectra that name a program were predicted and are left out. The id is the `nmrshiftdb2 ID`, with
    "/k" for spectrum k if the record has several measured 13C spectra. Atoms are 0-based indices of the
    molblock, whose explicit hydrogens stay. If any entry of a spectrum names an atom that is not in the
    molecule or is no carbon, the numbering is not this molblock's: the peaks stay, all assignments of
    that spectrum go, so that no carbon is trained on another's shift. A spectrum that cannot be read, and
    an SD record without a measured 13C spectrum, is a Record with `error`. Never raises.
    """
    fields = sd_record.fields
    record = Record(
        fields.get("nmrshiftdb2 ID", "").strip() or sd_record.title or str(sd_record.number),
        sd_record.molblock,
        label_confidence=_confidence(fields.get("label_confidence")),
    )
    if not sd_record.complete:
        yield replace(record, error=Reason(ReasonCode.TRUNCATED_RECORD))
        return
    spectra = {int(m[1]): text for name, text in fields.items() if (m := _SPECTRUM_13C.fullmatch(name))}
    predicted = {k for name in _PROGRAM_FIELDS for k in _by_spectrum(fields.get(name, ""))}
    measured = {k: text for k, text in sorted(spectra.items()) if k not in predicted}
    if not measured:
        code = ReasonCode.ONLY_PREDICTED_SPECTRA if spectra else ReasonCode.NO_13C_SPECTRUM
        yield replace(record, error=Reason(code))
        return
    solvents = _by_spectrum(fields.get("Solvent", ""))
    symbols = atom_symbols(sd_record.molblock)
    for k, text in measured.items():
        record_of_spectrum = replace(
            record,
            id=record.id if len(measured) == 1 else f"{record.id}/{k}",
            solvent=canonical_solvent(solvents.get(k)),
        )
        try:
            peaks = with_sound_atoms(parse_nmrshiftdb2_spectrum(text), symbols)
            yield replace(record_of_spectrum, peaks=peaks)
        except UnusableRow as refusal:
            yield replace(record_of_spectrum, error=refusal.reason)


def _by_spectrum(text: str) -> dict[int, str]:
    """`0:CDCl3 1:DMSO` as a dictionary by spectrum number."""
    parts = re.split(r"(?:^|\s)(\d{1,6}):", text)
    return {int(k): value.strip() for k, value in zip(parts[1::2], parts[2::2])}


def _confidence(text: str | None) -> float | None:
    try:
        confidence = float(text or "")
    except ValueError:
        return None
    return confidence if math.isfinite(confidence) and 0 <= confidence <= 1 else None
