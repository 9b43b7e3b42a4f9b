"""NMR-STAR files of the BMRB's small molecules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.assignment import with_sound_atoms
from kmaid_nodes.reading.formats.peaks import (
    CARBON,
    checked_peaks,
    left_out_spectrum,
    shift_of,
)
from kmaid_nodes.reading.formats.star_frames import Row, StarFile, star_file
from kmaid_nodes.reading.formats.star_structure import StarStructure, star_structure
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.reading.shortened import shortened

_SHIFTS = "atom_chem_shift"


def read_nmr_star(path: Path, stem: str) -> Iterator[Record]:
    """One record per list of assigned shifts, with the structure if the file has it.

    Rows of 13C are the peaks; their atoms are 0-based numbers in the file's list of atoms, found by name.
    Shifts of other nuclei are left out with a note. The id is the entry's, with "/k" for the k-th of several
    lists. Raises UserError if the file cannot be read or pynmrstar is not installed.
    """
    star = star_file(path)
    name = star.tag("entry.id") or star.id or stem
    base = Record(name, solvent=_solvent(star))
    try:
        structure = star_structure(star, star.tag("chem_comp.name") or name)
        base = replace(base, structure=structure.structure, notes=structure.notes)
    except UnusableRow as refusal:
        yield replace(base, error=refusal.reason, row=0)
        return
    lists = [frame.loops[_SHIFTS] for frame in star.frames if frame.loops.get(_SHIFTS)]
    if not lists:
        yield replace(base, row=0, error=Reason(ReasonCode.NO_13C_SPECTRUM))
    for row, rows in enumerate(lists):
        record = replace(base, row=row, id=name if len(lists) == 1 else f"{name}/{row + 1}")
        try:
            yield _with_peaks(record, rows, structure)
        except UnusableRow as refusal:
            yield replace(record, error=refusal.reason)


def _with_peaks(record: Record, rows: list[Row], structure: StarStructure) -> Record:
    units = {(row.get("entity_assembly_id"), row.get("comp_index_id")) for row in rows}
    if len(units) > 1:
        raise UnusableRow(ReasonCode.POLYMER, units=len(units))
    by_nucleus: dict[str, list[Row]] = {}
    for row in rows:
        by_nucleus.setdefault(_nucleus(row), []).append(row)
    others = sorted(nucleus for nucleus in by_nucleus if nucleus != CARBON)
    notes = [left_out_spectrum(n, f"{len(by_nucleus[n])} shifts" if n == "1H" else "") for n in others]
    if CARBON not in by_nucleus:
        named = ", ".join(nucleus for nucleus in others if nucleus)
        code = ReasonCode.OTHER_NUCLEUS if named else ReasonCode.NO_13C_SPECTRUM
        raise UnusableRow(code, **({"nucleus": named} if named else {}))
    carbon = [row for row in by_nucleus[CARBON] if row.get("val")]
    without = [row.get("atom_id", "") for row in by_nucleus[CARBON] if not row.get("val")]
    if without:
        notes.append(ReadingNote(NoteCode.PLACEHOLDER, shortened(", ".join(without))))
    peaks = checked_peaks(_peak(row, structure) for row in carbon)
    peaks, more = with_sound_atoms(peaks, structure.symbols or None)
    return replace(record, peaks=peaks, notes=record.notes + tuple(notes) + more)


def _nucleus(row: Row) -> str:
    """The nucleus of a shift; where the isotope is missing, the usual one of its element."""
    element = row.get("atom_type", "").capitalize() or row.get("atom_id", "")[:1].upper()
    usual = {"C": "13", "H": "1", "N": "15", "P": "31", "F": "19"}
    return f"{row.get('atom_isotope_number') or usual.get(element, '')}{element}"


def _peak(row: Row, structure: StarStructure) -> Peak:
    name = row.get("atom_id", "")
    atoms = (structure.atoms.get(name, -1),) if structure.atoms else ()
    return Peak(shift_of(row["val"]), atoms=atoms, label=name or None)


def _solvent(star: StarFile) -> str | None:
    system = star.tag("sample.solvent_system")
    named = [
        row.get("mol_common_name", "")
        for row in star.rows("sample_component")
        if row.get("type", "").lower() == "solvent"
    ]
    return canonical_solvent(system or " + ".join(dict.fromkeys(named)))
