"""JCAMP-DX files: peak tables and peak assignments, alone or linked with a structure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.assignment import with_sound_atoms
from kmaid_nodes.reading.formats.drawn_structure import Drawing
from kmaid_nodes.reading.formats.jcamp_blocks import COMMENT, Block, jcamp_blocks, value_of
from kmaid_nodes.reading.formats.jcamp_peaks import has_peaks, peaks_of
from kmaid_nodes.reading.formats.jcamp_structure import structure_of
from kmaid_nodes.reading.formats.peaks import (
    CARBON,
    left_out_spectrum,
    note_of_unnamed_nucleus,
    nucleus_of,
)
from kmaid_nodes.reading.frequency import frequency_mhz
from kmaid_nodes.reading.pulse_program import experiment_of_program
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.sd_file import atom_symbols

_REFERENCE = re.compile(r"STRUCTURE[^0-9]{0,40}(\d{1,6})", re.I)


@dataclass(frozen=True, slots=True)
class _Structures:
    """All structures of a file, and by the numbers of their blocks."""

    all: tuple[Drawing, ...]
    by_block: dict[str, Drawing]

    def of(self, block: Block | None) -> Drawing | None:
        """The one that a block refers to, or else the only one."""
        if block is None:
            return self.all[0] if len(self.all) == 1 else None
        named = _REFERENCE.search(block.get("CROSSREFERENCE", ""))
        if named and named[1] in self.by_block:
            return self.by_block[named[1]]
        return self.of(None)


def read_jcamp(path: Path, stem: str) -> Iterator[Record]:
    """One record per 13C spectrum with a list of peaks, with the structure that the file links to it.

    Of several lists of one spectrum the assignments are taken, or those that a person picked; spectra of
    other nuclei and other kinds are left out with a note. Atom numbers of assignments count only if the file
    has the structure. Without any 13C peaks the record has an `error`. The id is the title, or else the
    file's name. Raises UserError if the file cannot be read or nmrglue is not installed.
    """
    blocks = [block for block in jcamp_blocks(path) if value_of(block, "DATATYPE").upper() != "LINK"]
    structures, problem = _structures(blocks)
    lists, notes = _carbon_lists(blocks)
    titles = [title for block in [*lists, *blocks] if (title := value_of(block, "TITLE"))]
    title = (titles or [stem])[0]
    if not lists:
        only = structures.of(None)
        has_spectrum = any("DATATYPE" in block for block in blocks)
        error = problem or (_why_none(blocks) if has_spectrum else None)
        yield Record(title, only.molblock if only else None, error=error, row=0, notes=notes)
        return
    own_titles = len({value_of(block, "TITLE") for block in lists}) == len(lists)
    for row, block in enumerate(lists):
        name = value_of(block, "TITLE") or title
        drawn = structures.of(block)
        record = Record(
            name if own_titles else f"{name}/{row + 1}",
            drawn.molblock if drawn else None,
            solvent=canonical_solvent(_first(".SOLVENTNAME", block, blocks)),
            row=row,
            experiment=experiment_of_program(_first(".PULSESEQUENCE", block, blocks)),
            frequency_mhz=frequency_mhz(_first(".OBSERVEFREQUENCY", block, blocks)),
            notes=notes + (drawn.notes if drawn else ()),
        )
        record = _with_peaks(record, block, blocks)
        yield replace(record, error=problem) if problem and not drawn else record


def _with_peaks(record: Record, block: Block, blocks: Sequence[Block]) -> Record:
    try:
        peaks, notes = peaks_of(block, record.frequency_mhz)
        symbols = atom_symbols(record.structure) if record.structure else None
        peaks, more = with_sound_atoms(peaks, symbols)
        if _nucleus(block, blocks) is None:
            notes += (note_of_unnamed_nucleus(peaks),)
    except UnusableRow as refusal:
        return replace(record, error=refusal.reason)
    return replace(record, peaks=peaks, notes=record.notes + notes + more)


def _structures(blocks: Sequence[Block]) -> tuple[_Structures, Reason | None]:
    found: list[Drawing] = []
    by_block: dict[str, Drawing] = {}
    problem = None
    for block in blocks:
        try:
            structure = structure_of(block)
        except UnusableRow as refusal:
            problem = refusal.reason
            continue
        if structure is not None:
            found.append(structure)
            by_block[value_of(block, "BLOCKID")] = structure
    return _Structures(tuple(found), by_block), problem


def _carbon_lists(blocks: Sequence[Block]) -> tuple[list[Block], tuple[ReadingNote, ...]]:
    """The blocks that hold the peaks of 13C spectra, one for each spectrum, and what is left out."""
    notes: list[ReadingNote] = []
    lists: list[Block] = []
    for block in blocks:
        nucleus = _nucleus(block, blocks)
        kind = value_of(block, "DATATYPE").upper()
        if kind and not _is_nmr(block):
            notes.append(ReadingNote(NoteCode.OTHER_SPECTRUM, kind.lower()[:40]))
        elif nucleus not in (None, CARBON):
            notes.append(left_out_spectrum(nucleus))
        elif has_peaks(block):
            lists.append(block)
    chosen: dict[tuple[str, str], Block] = {}
    for block in sorted(lists, key=_rank):
        key = (_first(".SOLVENTNAME", block, []), _spectrum_title(block))
        if key in chosen:
            notes.append(ReadingNote(NoteCode.OTHER_PEAK_LIST, value_of(block, "DATATYPE").lower()[:40]))
        else:
            chosen[key] = block
    kept = [block for block in lists if any(block is one for one in chosen.values())]
    return kept, tuple(dict.fromkeys(notes))


def _spectrum_title(block: Block) -> str:
    return value_of(block, "TITLE").removesuffix("_PEAK_ASSIGNMENTS").removesuffix("_PEAK_TABLE")


def _rank(block: Block) -> tuple[bool, bool]:
    """Lists that were picked by a person go first, then assignments."""
    return "AUTO" in block.get(COMMENT, "").upper(), "PEAKASSIGNMENTS" not in block


def _is_nmr(block: Block) -> bool:
    kind = value_of(block, "DATATYPE").upper()
    return "NMR" in kind or kind in ("PEAK TABLE", "PEAK ASSIGNMENTS") or ".OBSERVENUCLEUS" in block


def _nucleus(block: Block, blocks: Sequence[Block]) -> str | None:
    """The block's own nucleus, or else the only one that the file names."""
    own = nucleus_of(value_of(block, ".OBSERVENUCLEUS"))
    others = {n for b in blocks if (n := nucleus_of(value_of(b, ".OBSERVENUCLEUS")))}
    return own or (others.pop() if len(others) == 1 else None)


def _first(label: str, block: Block, blocks: Sequence[Block]) -> str:
    """A block's own value, or else that of the first block of its nucleus that has one."""
    nucleus = value_of(block, ".OBSERVENUCLEUS")
    same = (b for b in blocks if nucleus in ("", value_of(b, ".OBSERVENUCLEUS")))
    return next((value for b in (block, *same) if (value := value_of(b, label))), "")


def _why_none(blocks: Sequence[Block]) -> Reason:
    """Why a file has no list of 13C peaks."""
    nuclei = [_nucleus(block, blocks) for block in blocks if _is_nmr(block)]
    if CARBON in nuclei or None in nuclei:
        return Reason(ReasonCode.NO_PEAKS_PICKED)
    if nuclei:
        return Reason.of(ReasonCode.OTHER_NUCLEUS, nucleus=nuclei[0])
    return Reason(ReasonCode.NO_13C_SPECTRUM)
