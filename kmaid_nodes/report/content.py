"""The content of a report. Shifts are in ppm, atom indices 0-based in the input structure's own order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.retrieved_spectrum import Hit


@dataclass(frozen=True)
class DrawnHit:
    """A hit and its drawing.

    structure: None where it cannot be read; predicted_ppm: its shifts; is_truth: whether it is the true
    structure, None where that is not known; molecule: the query's list assigned to it, None where that was
    not made; is_given: whether it is the structure that the query came with.
    """

    hit: Hit
    structure: Structure | None
    predicted_ppm: Sequence[float]
    is_truth: bool | None = None
    molecule: AssignedMolecule | None = None
    is_given: bool = False


@dataclass(frozen=True)
class DrawnQuery:
    """A spectrum that was searched, its hits in order of rank, and the true structure if known.

    read_as: what was read of it, in words; given_rank: that of the structure that the query came with;
    given: the list assigned to that structure, None where there is none, or where it is among the hits that
    are assigned; row: of the input.
    """

    id: str
    peaks: Sequence[Peak]
    hits: Sequence[DrawnHit]
    true_structure: Structure | None = None
    read_as: str | None = None
    given_rank: int | None = None
    given: AssignedMolecule | None = None
    row: int | None = None


@dataclass(frozen=True)
class Report:
    """All that one report shows; a part that is empty gets no tab.

    summary: label and value pairs for the head; refused: id and reason, in words, of each row not used.
    notice: the small print at the foot. opens_comparison: the assignments, all of one list, are first shown
    side by side.
    """

    title: str
    summary: Sequence[tuple[str, object]] = ()
    assignments: Sequence[AssignedMolecule] = ()
    retrievals: Sequence[DrawnQuery] = ()
    refused: Sequence[tuple[str, str]] = ()
    notice: str = ""
    opens_comparison: bool = False

    @property
    def molecules(self) -> list[AssignedMolecule]:
        """All that are assigned, hits and structures that queries came with among them."""
        of_hits = [hit.molecule for query in self.retrievals for hit in query.hits]
        given = [query.given for query in self.retrievals]
        return [*self.assignments, *(molecule for molecule in (*of_hits, *given) if molecule is not None)]
