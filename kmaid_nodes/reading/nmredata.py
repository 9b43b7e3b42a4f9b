"""NMReDATA SD files (versions 1.0, 1.1 and 2): structures with assigned spectra."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens, letters_tell_hydrogens
from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.assignment import with_sound_atoms
from kmaid_nodes.reading.multiplicity_entry import short
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.reading.sd_file import SdRecord, atom_symbols
from kmaid_nodes.reading.shift import checked_shift

_SPECTRUM_13C = re.compile(r"NMREDATA_1D_13C(?:#(\d+))?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SHIFT = re.compile(r"(-?\d+(?:\.\d+)?)(?:\s*(?:-|\.\.)\s*(-?\d+(?:\.\d+)?))?")


def nmredata_records(sd_record: SdRecord) -> Iterator[Record]:
    """One record per 13C spectrum (`NMREDATA_1D_13C`) of an NMReDATA SD record.

    Signals get the atoms (0-based; the file counts from 1) that `NMREDATA_ASSIGNMENT` gives their label;
    a shift given as a range is its middle. Without a 13C spectrum tag the assigned carbons are the
    peaks. `S=` letters count as attached hydrogens only if they can (see `letters_tell_hydrogens`): in a
    decoupled spectrum all are `s`. `H=2`, as `writing.nmredata` writes it, always counts. The id is the
    molblock's title, else the record's 0-based number, with "/k" for spectrum `#k` if there are several.
    What cannot be read is a Record with `error`.
    """
    fields = sd_record.fields
    record = Record(
        sd_record.title or str(sd_record.number),
        sd_record.molblock,
        solvent=canonical_solvent(" ".join(_lines(fields.get("NMREDATA_SOLVENT", "")))),
    )
    if not sd_record.complete:
        yield replace(record, error=Reason(ReasonCode.TRUNCATED_RECORD))
        return
    symbols = atom_symbols(sd_record.molblock)
    spectra = {m[1]: text for name, text in fields.items() if (m := _SPECTRUM_13C.fullmatch(name))}
    try:
        assignment = _assignment(fields.get("NMREDATA_ASSIGNMENT", ""))
        if not spectra:
            yield replace(record, peaks=_assigned_carbons(assignment, symbols))
            return
    except UnusableRow as refusal:
        yield replace(record, error=refusal.reason)
        return
    for k, text in spectra.items():
        spectrum = record if len(spectra) == 1 else replace(record, id=f"{record.id}/{k or 1}")
        try:
            yield replace(spectrum, peaks=with_sound_atoms(_signals(text, assignment), symbols))
        except UnusableRow as refusal:
            yield replace(spectrum, error=refusal.reason)


@dataclass(frozen=True, slots=True)
class _Assigned:
    shift: str
    atoms: tuple[int, ...]  # 0-based; implicit hydrogens ("H12") are not among them
    is_hydrogen: bool


def _lines(text: str) -> list[str]:
    """The lines of a tag, without their comments (behind a semicolon)."""
    lines = (line.partition(";")[0].strip() for line in re.split(r"\\|\n", text))
    return [line for line in lines if line]


def _assignment(text: str) -> dict[str, _Assigned]:
    """`label, shift, atom[, atom...]` by label; atoms are 1-based, `H12` is a hydrogen on atom 12."""
    assigned = {}
    for line in _lines(text):
        label, *rest = (part.strip() for part in line.split(","))
        if len(rest) >= 2:
            numbers = tuple(int(part) - 1 for part in rest[1:] if re.fullmatch(r"\d{1,6}", part))
            assigned[label] = _Assigned(rest[0], numbers, any(re.match(r"H\d", part) for part in rest[1:]))
    return assigned


def _assigned_carbons(assignment: dict[str, _Assigned], symbols: list[str] | None) -> tuple[Peak, ...]:
    peaks = [
        Peak(_shift(entry.shift), None, entry.atoms)
        for entry in assignment.values()
        if symbols and not entry.is_hydrogen and entry.atoms and _are_carbons(entry.atoms, symbols)
    ]
    if not peaks:
        raise UnusableRow(ReasonCode.NO_13C_SPECTRUM)
    return tuple(peaks)


def _are_carbons(atoms: tuple[int, ...], symbols: list[str]) -> bool:
    return all(0 <= atom < len(symbols) and symbols[atom] == "C" for atom in atoms)


def _signals(text: str, assignment: dict[str, _Assigned]) -> tuple[Peak, ...]:
    """`128.3, L=C1, S=d, N=2` line by line; lines that start with no shift are the spectrum's conditions."""
    signals = []
    for line in _lines(text):
        shift, *parts = (part.strip() for part in line.split(","))
        if _SHIFT.fullmatch(shift):
            signals.append((shift, _attributes(parts)))
        elif "=" not in shift:
            raise UnusableRow(ReasonCode.UNREADABLE_SPECTRUM_LINE, line=repr(line[:40]))
    if not signals:
        raise UnusableRow(ReasonCode.EMPTY_SPECTRUM)
    letters_tell = letters_tell_hydrogens(keys.get("S", "") for _, keys in signals if "J" not in keys)
    peaks = []
    for shift, keys in signals:
        labels = re.split(r"[|&+]", keys.get("L", "").strip("()"))
        atoms = [
            a for label in labels if label.strip() in assignment for a in assignment[label.strip()].atoms
        ]
        hydrogens = attached_hydrogens(keys.get("S")) if letters_tell and "J" not in keys else None
        if re.fullmatch(r"[0-3]", keys.get("H", "")):
            hydrogens = int(keys["H"])
        carbons = int(keys["N"]) if re.fullmatch(r"\d{1,4}", keys.get("N", "")) else None
        couplings = _couplings(keys.get("J", ""))
        splitting = (keys.get("S") or None) if couplings else None
        ppm, given = _shift(shift), tuple(dict.fromkeys(atoms))
        peaks.append(Peak(ppm, hydrogens, given, carbons, splitting=splitting, couplings_hz=couplings))
    return tuple(peaks)


def _attributes(parts: list[str]) -> dict[str, str]:
    """`L=C1`, `J=9.30`, `4.81` by key; a part without one goes on with couplings."""
    attributes: dict[str, str] = {}
    last = ""
    for part in parts:
        key, equals, value = part.partition("=")
        if equals:
            last = key.strip()
            attributes[last] = value.strip()
        elif last == "J":
            attributes["J"] += f",{part}"
    return attributes


def _couplings(text: str) -> tuple[float, ...]:
    """`245.1,3.0(F1)` in Hz; what is no number is left out."""
    numbers = (_NUMBER.match(part.strip()) for part in text.split(","))
    return tuple(float(number[0]) for number in numbers if number)


def _shift(text: str) -> float:
    match = _SHIFT.fullmatch(text)
    if not match:
        raise UnusableRow(ReasonCode.UNREADABLE_SHIFT, value=short(text))
    low, high = float(match[1]), float(match[2] or match[1])
    return checked_shift(low if low == high else round((low + high) / 2, 4))
