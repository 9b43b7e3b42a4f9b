"""CML files with molecules and 13C spectra, as nmrshiftdb2 exports them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens, letters_tell_hydrogens
from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.assignment import with_sound_atoms
from kmaid_nodes.reading.formats.cml_molecule import CmlMolecule, cml_molecule
from kmaid_nodes.reading.formats.peaks import (
    CARBON,
    checked_peaks,
    left_out_spectrum,
    note_of_unnamed_nucleus,
    nucleus_of,
    shift_of,
)
from kmaid_nodes.reading.formats.safe_xml import attribute, xml_root
from kmaid_nodes.reading.record import Peak, Record

_PREDICTED = ("predict", "calculat", "simulat", "hose")


def read_cml(path: Path, stem: str) -> Iterator[Record]:
    """One record per measured 13C spectrum, and one per molecule without a spectrum.

    A spectrum belongs to the molecule that it names (`moleculeRef`) or lies in, or to the file's only one.
    Atoms are 0-based numbers in the molecule's `atomArray`; letters of multiplicity count where they tell
    hydrogens. Spectra of other nuclei and predicted ones are left out with a note. The id is the molecule's
    title, its id, the spectrum's id or the file's name, with "/k" for the k-th of several spectra. Raises
    UserError if the file cannot be read.
    """
    root = xml_root(path)
    elements = [e for e in root.iter("molecule") if any(True for _ in e.iter("atomArray"))]
    nested = {id(inner) for e in elements for inner in e.iter("molecule") if inner is not e}
    elements = [e for e in elements if id(e) not in nested]
    molecules = [cml_molecule(element) for element in elements]
    owners = _owners(root, elements, molecules)
    row = 0
    for molecule in molecules:
        spectra = [spectrum for spectrum, owner in owners if owner is molecule]
        for record in _records(molecule, spectra, stem):
            yield replace(record, row=row)
            row += 1
    for spectrum in [spectrum for spectrum, owner in owners if owner is None]:
        for record in _records(None, [spectrum], stem):
            yield replace(record, row=row)
            row += 1
    if row == 0:
        yield Record(stem, error=Reason(ReasonCode.NO_STRUCTURE_OR_PEAK_LIST), row=0)


def _owners(
    root: Element, elements: Sequence[Element], molecules: Sequence[CmlMolecule]
) -> list[tuple[Element, CmlMolecule | None]]:
    """Each spectrum with its molecule."""
    by_id = {molecule.id: molecule for molecule in reversed(molecules) if molecule.id}
    inside = {id(s): m for e, m in zip(elements, molecules) for s in e.iter("spectrum")}
    owners: list[tuple[Element, CmlMolecule | None]] = []
    for spectrum in root.iter("spectrum"):
        named = attribute(spectrum, "moleculeRef") or attribute(spectrum, "moleculeRefs")
        if named:
            owner = by_id.get(named.removeprefix("#"))
        else:
            owner = inside.get(id(spectrum)) or (molecules[0] if len(molecules) == 1 else None)
        owners.append((spectrum, owner))
    return owners


def _records(molecule: CmlMolecule | None, spectra: Sequence[Element], stem: str) -> Iterator[Record]:
    """The records of one molecule, or of one spectrum without."""
    name = (molecule.title or molecule.id) if molecule else attribute(spectra[0], "title")
    base = Record(name or (attribute(spectra[0], "id") if spectra else "") or stem)
    if molecule is not None and molecule.drawing is not None:
        base = replace(base, structure=molecule.drawing.molblock, notes=molecule.drawing.notes)
    elif molecule is not None:
        yield replace(base, error=molecule.error)
        return
    carbon: list[Element] = []
    notes: list[ReadingNote] = []
    for spectrum in spectra:
        nucleus = _nucleus(spectrum)
        if "nmr" not in (attribute(spectrum, "type").lower() or "nmr"):
            notes.append(ReadingNote(NoteCode.OTHER_SPECTRUM, attribute(spectrum, "type")[:40]))
        elif nucleus not in (None, CARBON):
            notes.append(left_out_spectrum(nucleus))
        elif _is_predicted(spectrum):
            notes.append(ReadingNote(NoteCode.PREDICTED_SPECTRUM, attribute(spectrum, "id")))
        else:
            carbon.append(spectrum)
    base = replace(base, notes=base.notes + tuple(dict.fromkeys(notes)))
    if not carbon:
        predicted = any(note.code is NoteCode.PREDICTED_SPECTRUM for note in notes)
        code = ReasonCode.ONLY_PREDICTED_SPECTRA if predicted else ReasonCode.NO_13C_SPECTRUM
        yield replace(base, error=Reason(code) if spectra else None)
        return
    for k, spectrum in enumerate(carbon):
        record = base if len(carbon) == 1 else replace(base, id=f"{base.id}/{k + 1}")
        yield _with_peaks(record, spectrum, molecule)


def _with_peaks(record: Record, spectrum: Element, molecule: CmlMolecule | None) -> Record:
    record = replace(record, solvent=_solvent(spectrum))
    try:
        peaks = checked_peaks(_peaks(spectrum, molecule))
        notes: tuple[ReadingNote, ...] = ()
        if _nucleus(spectrum) is None:
            notes = (note_of_unnamed_nucleus(peaks),)
        peaks, more = with_sound_atoms(peaks, molecule.symbols if molecule else None)
    except UnusableRow as refusal:
        return replace(record, error=refusal.reason)
    return replace(record, peaks=peaks, notes=record.notes + notes + more)


def _peaks(spectrum: Element, molecule: CmlMolecule | None) -> list[Peak]:
    elements = [e for kind in ("peak", "peakGroup") for e in spectrum.iter(kind) if attribute(e, "xValue")]
    letters = [attribute(e, "peakMultiplicity") for e in elements]
    # nmrshiftdb2 writes capitals; the small letters of other sources may be couplings.
    tell = letters_tell_hydrogens(letters) or bool(set(letters) & {"D", "T", "Q"})
    peaks = []
    for element, letter in zip(elements, letters):
        unit = (attribute(element, "xUnits") or "ppm").rpartition(":")[2]
        if unit.lower() != "ppm":
            raise UnusableRow(ReasonCode.UNKNOWN_UNIT, unit=unit[:20])
        names = attribute(element, "atomRefs").split()
        known = molecule.atoms if molecule else {}
        atoms = tuple(dict.fromkeys(known.get(name, -1) for name in names))
        hydrogens = attached_hydrogens(letter) if tell else None
        peaks.append(Peak(shift_of(attribute(element, "xValue")), hydrogens, atoms))
    return peaks


def _metadata(spectrum: Element) -> dict[str, str]:
    """Names without prefix, lower case, and contents of the spectrum's metadata."""
    return {
        attribute(data, "name").rpartition(":")[2].lower(): attribute(data, "content")
        for data in spectrum.iter("metadata")
    }


def _nucleus(spectrum: Element) -> str | None:
    data = _metadata(spectrum)
    named = data.get("observenucleus") or data.get("nucleus") or attribute(spectrum, "nucleus")
    return nucleus_of(named or "")


def _is_predicted(spectrum: Element) -> bool:
    data = _metadata(spectrum)
    told = [attribute(spectrum, "convention"), data.get("assignmentmethod", ""), data.get("method", "")]
    has_program = any(name in data for name in ("program", "nmrprogram", "predictionsoftware"))
    return has_program or any(word in text.lower() for text in told for word in _PREDICTED)


def _solvent(spectrum: Element) -> str | None:
    for substance in spectrum.iter("substance"):
        if attribute(substance, "role").rpartition(":")[2].lower() == "solvent":
            return canonical_solvent(attribute(substance, "title"))
    return canonical_solvent(_metadata(spectrum).get("solvent") or _metadata(spectrum).get("solventname"))
