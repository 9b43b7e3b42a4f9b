"""What a report is told. Shifts are in ppm, atom indices 0-based in the input structure's own order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.reading.record import Peak


@dataclass(frozen=True)
class AssignedCarbon:
    """One carbon and the peak it got.

    atom_index: 0-based in the input structure; symmetry_class: as in `Structure`.
    peak_index: 0-based position in the peak list and ppm its shift, both None where it got no peak.
    predicted_ppm, uncertainty_ppm: what the model expects and ±, in ppm; ± is None if not known.
    confidence: 0 to 1, None where there is nothing to be confident of; status: a word or a few.
    alternatives: the next-best peaks with their odds as text, None if there are none.
    """

    atom_index: int
    symmetry_class: int
    peak_index: int | None
    ppm: float | None
    predicted_ppm: float
    uncertainty_ppm: float | None
    confidence: float | None
    status: str
    alternatives: str | None = None


@dataclass(frozen=True)
class OtherAccount:
    """Another assignment of the whole list: its odds against the one shown, and what changes, as text."""

    odds: float
    changes: Sequence[str]


@dataclass(frozen=True)
class AssignedMolecule:
    """A molecule, its peak list and who got which peak.

    leftover: why nobody got a peak, by its 0-based position; verdict: whether list and structure agree.
    """

    id: str
    structure: Structure
    peaks: Sequence[Peak]
    carbons: Sequence[AssignedCarbon]
    leftover: Mapping[int, str]
    solvent: str | None = None
    verdict: str | None = None
    others: Sequence[OtherAccount] = ()


@dataclass(frozen=True)
class Hit:
    """One library entry found for a query; rank counts from 1, predicted_ppm are its shifts in ppm.

    is_truth: whether it is the molecule that was looked for; None where that is not known. matched_peaks,
    match_score, probability: of the second stage, None where there was none.
    """

    rank: int
    library_id: str
    structure: Structure | None
    score: float
    predicted_ppm: Sequence[float]
    is_truth: bool | None = None
    matched_peaks: int | None = None
    match_score: float | None = None
    probability: float | None = None


@dataclass(frozen=True)
class RetrievedQuery:
    """A spectrum that was looked up, its hits in order of rank, and the true structure if known."""

    id: str
    peaks: Sequence[Peak]
    hits: Sequence[Hit]
    true_structure: Structure | None = None


@dataclass(frozen=True)
class Report:
    """All that one report shows; a part that is empty gets no tab.

    summary: label and value pairs for the head; refused: id and reason of each row not used.
    notice: the small print at the foot.
    """

    title: str
    summary: Sequence[tuple[str, object]] = ()
    assignments: Sequence[AssignedMolecule] = ()
    retrievals: Sequence[RetrievedQuery] = ()
    refused: Sequence[tuple[str, str]] = ()
    notice: str = field(default="")
