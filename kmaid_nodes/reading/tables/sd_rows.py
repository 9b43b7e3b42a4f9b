"""The spectra of a row whose columns are the data fields of an SD record, read as those of the file are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.chemistry.structure_text import kind_of_text
from kmaid_nodes.codes.experiment import EVERY_CARBON
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.codes.structure_text import TextKind
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.assignment import with_sound_atoms
from kmaid_nodes.reading.frequency import frequency_mhz
from kmaid_nodes.reading.nmredata import solvent_of_nmredata, spectra_of_nmredata_fields
from kmaid_nodes.reading.peak_list import parse_peak_list
from kmaid_nodes.reading.record import Peak, Spectrum
from kmaid_nodes.reading.sd_file import atom_symbols, sd_record_of
from kmaid_nodes.reading.sd_spectra import by_spectrum
from kmaid_nodes.reading.tables.cells import cell_text, is_missing, refusal_of_kind
from kmaid_nodes.reading.tables.sd_field_names import (
    is_nmrshiftdb2_field,
    number_of_spectrum,
    sd_fields,
    sd_spectra,
)

_PROGRAMS = ("Program", "NMRProgram")


class WhichSpectra(Enum):
    """Which spectra of a row are read.

    ALL: each of them; FIRST: one, for tables that have one result for each row; CHOSEN: the one in the
    column of the peak lists.
    """

    ALL = auto()
    FIRST = auto()
    CHOSEN = auto()


@dataclass(frozen=True, slots=True)
class SdSpectrum:
    """A spectrum of a row, or why it cannot be used; number: as the id of its record has it."""

    column: str
    number: str
    content: Spectrum | Reason

    @property
    def readable(self) -> bool:
        """Whether it can be used."""
        return isinstance(self.content, Spectrum)

    @property
    def shows_every_carbon(self) -> bool:
        """Whether it is no DEPT or HSQC, which lack carbons."""
        content = self.content
        return isinstance(content, Spectrum) and content.experiment.hydrogens_seen == EVERY_CARBON


class SdRows:
    """Reads the spectra in the columns of a table that are data fields of SD records.

    names: of all columns; peaks: the column chosen for the peak lists; which: see `WhichSpectra`.
    """

    def __init__(self, names: Sequence[str], peaks: str, which: WhichSpectra):
        self._peaks, self._which = peaks, which
        self._fields = {names.index(name): (name, field) for name, field in sd_fields(names).items()}
        self._first = next(iter(sd_spectra(names)))

    def spectra(self, cells: Sequence[Any], structure: Any) -> list[SdSpectrum]:
        """The spectra that are to be read of a row; empty if none of its cells holds one.

        cells: of all columns; structure: that of the row, whose atoms the fields number if it is a molblock.
        Of several spectra, `FIRST` gives the one in the chosen column if that is not merely the first of them
        all, else the first that shows every carbon; what was left out is noted.
        """
        found = list(self._all(cells, _molblock(structure)))
        if self._which is WhichSpectra.ALL or not found:
            return found
        of_column = [spectrum for spectrum in found if spectrum.column == self._peaks]
        if self._which is WhichSpectra.CHOSEN:
            return of_column
        if self._peaks != self._first and of_column:
            best = of_column[0]
        else:
            best = max(found, key=lambda spectrum: (spectrum.readable, spectrum.shows_every_carbon))
        return [self._noted(best, [one.column for one in found if one is not best])]

    def _noted(self, spectrum: SdSpectrum, others: Sequence[str]) -> SdSpectrum:
        content = spectrum.content
        if not isinstance(content, Spectrum):
            return spectrum
        notes = []
        if spectrum.column != self._peaks:
            notes.append(ReadingNote(NoteCode.COLUMN_TAKEN, f'"{spectrum.column}"'))
        if others:
            notes.append(ReadingNote(NoteCode.OTHER_SPECTRUM, ", ".join(dict.fromkeys(others))))
        return replace(spectrum, content=replace(content, notes=(*content.notes, *notes)))

    def _all(self, cells: Sequence[Any], molblock: str | None) -> Iterator[SdSpectrum]:
        filled = {
            field: (name, cells[at])
            for at, (name, field) in self._fields.items()
            if at < len(cells) and not is_missing(cells[at])
        }
        nmredata = list(_nmredata(filled, molblock))
        nmrshiftdb2 = list(_nmrshiftdb2(filled, molblock))
        yield from () if nmrshiftdb2 and not any(one.readable for one in nmredata) else nmredata
        yield from nmrshiftdb2


def _nmredata(filled: Mapping[str, tuple[str, Any]], molblock: str | None) -> Iterator[SdSpectrum]:
    columns = {field: name for field, (name, _) in filled.items() if field.startswith("NMREDATA_")}
    if not columns:
        return
    some_column = next(iter([*sd_spectra(columns.values()), *columns.values()]))
    fields = {field: cell_text(filled[field][1]) or "" for field in columns}
    try:
        spectra: Mapping[str, Spectrum | Reason] = spectra_of_nmredata_fields(fields, molblock)
    except UnusableRow as refusal:
        spectra = {"1": refusal.reason}
    for number, content in spectra.items():
        if isinstance(content, Spectrum):
            content = replace(content, solvent=solvent_of_nmredata(fields))
        column = columns.get(f"NMREDATA_1D_13C#{number}")
        if number == "1":
            column = columns.get("NMREDATA_1D_13C", column)
        yield SdSpectrum(column or some_column, number, content)


def _nmrshiftdb2(filled: Mapping[str, tuple[str, Any]], molblock: str | None) -> Iterator[SdSpectrum]:
    """The measured spectra; if all were calculated by a program, that is why none can be used."""
    columns = {
        number_of_spectrum(field): cell for field, cell in filled.items() if is_nmrshiftdb2_field(field)
    }
    predicted = {k for field in _PROGRAMS for k in by_spectrum(_text(filled, field))}
    measured = {k: columns[k] for k in sorted(columns) if k not in predicted}
    if columns and not measured:
        number, (name, _) = min(columns.items())
        yield SdSpectrum(name, str(number), Reason(ReasonCode.ONLY_PREDICTED_SPECTRA))
    solvents, frequencies = (_text(filled, field) for field in ("Solvent", "Field Strength [MHz]"))
    symbols = None if molblock is None else atom_symbols(molblock)
    for number, (name, cell) in measured.items():
        try:
            peaks, notes = _with_sound_atoms(_peaks(cell), symbols)
        except UnusableRow as refusal:
            yield SdSpectrum(name, str(number), refusal.reason)
            continue
        solvent = canonical_solvent(_of_spectrum(solvents, number))
        frequency = frequency_mhz(_of_spectrum(frequencies, number))
        content = Spectrum(peaks, solvent=solvent, frequency_mhz=frequency, notes=notes)
        yield SdSpectrum(name, str(number), content)


def _peaks(cell: Any) -> tuple[Peak, ...]:
    unusable = refusal_of_kind(cell)
    if unusable is not None:
        raise UnusableRow.of(unusable)
    return parse_peak_list(cell)


def _with_sound_atoms(
    peaks: tuple[Peak, ...], symbols: Sequence[str] | None
) -> tuple[tuple[Peak, ...], tuple[ReadingNote, ...]]:
    """The peaks; their atoms are checked where the structure is a molblock."""
    return (peaks, ()) if symbols is None else with_sound_atoms(peaks, symbols)


def _of_spectrum(text: str, number: int) -> str | None:
    """`0:CDCl3 1:DMSO` tells each spectrum's own; a text without numbers is of all."""
    numbered = by_spectrum(text)
    return numbered.get(number) if numbered else text or None


def _text(filled: Mapping[str, tuple[str, Any]], field: str) -> str:
    return (cell_text(filled[field][1]) or "") if field in filled else ""


def _molblock(structure: Any) -> str | None:
    text = cell_text(structure, strip=False)
    if text is None or kind_of_text(text) is not TextKind.MOLBLOCK:
        return None
    record = sd_record_of(text)
    return None if record is None else record.molblock
