"""The one record that every reader yields and that every task takes, whatever file or table it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import ReadingNote
from kmaid_nodes.codes.reason import Reason


@dataclass(frozen=True, slots=True)
class Peak:
    """One entry of a 13C peak list.

    ppm: chemical shift in ppm.
    hydrogens: attached hydrogens from the multiplicity (S/D/T/Q = 0/1/2/3), None if not given.
    atoms: 0-based atom indices (the input structure's own order) that the source assigned to it.
    carbons: how many carbons the source says the peak stands for ("2C"), None if it does not say.
    label: what the source calls the peak (`C-4`, `OCH3`), None if it does not say.
    splitting: multiplicity of its couplings to F, P and the like (`d`, `dd`), None if none is given.
    couplings_hz: those couplings.
    possible_hydrogens: the numbers of attached hydrogens that the source leaves open, where it rules others
    out: (1, 3) for a positive peak of a DEPT-135, (1, 2, 3) for one in an HSQC. Empty if `hydrogens` is
    given or nothing is known.
    """

    ppm: float
    hydrogens: int | None = None
    atoms: tuple[int, ...] = ()
    carbons: int | None = None
    label: str | None = None
    splitting: str | None = None
    couplings_hz: tuple[float, ...] = ()
    possible_hydrogens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A structure, a spectrum, or both, under one id; or the reason in `error` why not.

    structure: SMILES or molblock text as read, atom order untouched; None if there is none.
    peaks: None if the source has no spectrum.
    label_confidence: share of certainty in the recorded assignment, 0 to 1, None if not given.
    split: "train", "validation" or "test" when the source names it; any other word it uses is kept and
    names a part that is neither trained on nor measured.
    formula: molecular formula of the compound, where the source gives it.
    numbers: the chemist's own numbers of the atoms as the source writes them, see `reading.own_numbers`; None
    where a column or data field has none (the structure itself may hold some).
    row: 0-based number of the row or record in its source; it tells equal ids apart.
    experiment, frequency_mhz: of the spectrum, the frequency None where the source does not say.
    set_label: which of several sets of shifts of one sample this is (`major`, `E`, `α`), else None.
    notes: what the reader left out or read otherwise than written.
    columns: the other columns of the source's row, by name, as they are.
    """

    id: str
    structure: str | None = None
    peaks: tuple[Peak, ...] | None = None
    solvent: str | None = None
    label_confidence: float | None = None
    split: str | None = None
    error: Reason | None = None
    formula: str | None = None
    row: int | None = None
    experiment: Experiment = Experiment.CARBON
    frequency_mhz: float | None = None
    set_label: str | None = None
    notes: tuple[ReadingNote, ...] = ()
    columns: tuple[tuple[str, Any], ...] = ()
    numbers: str | None = None


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The peaks of one spectrum (ppm) and what the source says of it; see `Record` for the fields."""

    peaks: tuple[Peak, ...]
    experiment: Experiment = Experiment.CARBON
    solvent: str | None = None
    frequency_mhz: float | None = None
    set_label: str | None = None
    notes: tuple[ReadingNote, ...] = ()
