"""The one record that every reader yields and that every task takes, whatever file or table it came from."""

from __future__ import annotations

from dataclasses import dataclass

from kmaid_nodes.codes.reason import Reason


@dataclass(frozen=True, slots=True)
class Peak:
    """One entry of a 13C peak list.

    ppm: chemical shift in ppm.
    hydrogens: attached hydrogens from the multiplicity (S/D/T/Q = 0/1/2/3), None if not given.
    atoms: 0-based atom indices (the input structure's own order) that the source assigned to it.
    carbons: how many carbons the source says the peak stands for ("2C"), None if it does not say.
    """

    ppm: float
    hydrogens: int | None = None
    atoms: tuple[int, ...] = ()
    carbons: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A structure, a spectrum, or both, under one id; or the reason in `error` why not.

    structure: SMILES or molblock text as read, atom order untouched; None if there is none.
    peaks: None if the source has no spectrum.
    label_confidence: share of certainty in the recorded assignment, 0 to 1, None if not given.
    split: "train", "validation" or "test" when the source names it; any other word it uses is kept and
    names a part that is neither trained on nor measured.
    formula: molecular formula of the compound, where the source gives it.
    """

    id: str
    structure: str | None = None
    peaks: tuple[Peak, ...] | None = None
    solvent: str | None = None
    label_confidence: float | None = None
    split: str | None = None
    error: Reason | None = None
    formula: str | None = None
