"""What a chemist decided about molecules: pairs kept or ruled out, marked peaks, own numbers."""

from __future__ import annotations

from dataclasses import dataclass

from kmaid_nodes.codes.peak_mark import PeakMark


@dataclass(frozen=True, slots=True)
class ListedPeak:
    """A peak of a list. index: 0-based position, None where only the shift is known; ppm: its shift.

    Where several entries have the shift, each carbon that is given it by its shift alone takes the next one.
    """

    index: int | None
    ppm: float


@dataclass(frozen=True, slots=True)
class FixedPair:
    """This carbon has this peak. atom: 0-based in the input structure; peak: None, it has no peak."""

    atom: int
    peak: ListedPeak | None


@dataclass(frozen=True, slots=True)
class RejectedPair:
    """This carbon does not have this peak. atom: 0-based in the input structure."""

    atom: int
    peak: ListedPeak


@dataclass(frozen=True, slots=True)
class MarkedPeak:
    """This peak is not of the compound."""

    peak: ListedPeak
    mark: PeakMark


@dataclass(frozen=True, slots=True)
class AtomNumber:
    """A chemist's own number of an atom (0-based in the input structure), None to take it away."""

    atom: int
    number: str | None


@dataclass(frozen=True, slots=True)
class MoleculeEdits:
    """The edits of one molecule.

    id, row: of its record, row None where it is not known; smiles: of its structure, None where it is not
    known; numbers: own numbers that differ from those of the record; structure: SMILES or molblock in whose
    order the atoms count, None for that of the record.
    """

    id: str
    row: int | None = None
    smiles: str | None = None
    fixed: tuple[FixedPair, ...] = ()
    rejected: tuple[RejectedPair, ...] = ()
    marked: tuple[MarkedPeak, ...] = ()
    numbers: tuple[AtomNumber, ...] = ()
    structure: str | None = None


@dataclass(frozen=True, slots=True)
class Edits:
    """The edits of a table, in the order of the file; several sets of shifts of a row may have one id."""

    molecules: tuple[MoleculeEdits, ...] = ()
