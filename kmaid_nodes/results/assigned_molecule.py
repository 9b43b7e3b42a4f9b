"""A molecule whose peak list was assigned. Shifts are in ppm, all indices count from 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kmaid_nodes.assignment.assign import Assignment
from kmaid_nodes.assignment.judging_costs import JudgingCosts
from kmaid_nodes.assignment.ranked_assignments import ranked_assignments
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.decisions import Decisions
from kmaid_nodes.wording.status import alternatives_text, carbon_status
from kmaid_nodes.wording.unassigned import unassigned_reason

# The largest number of attached hydrogens that has a multiplicity letter.
_MOST_HYDROGENS = 3


@dataclass(frozen=True)
class Alternative:
    """Another shift that a carbon may have; ppm and peak_index are None for no peak at all."""

    peak_index: int | None
    ppm: float | None
    probability: float


@dataclass(frozen=True)
class AssignedCarbon:
    """One carbon and its peak.

    atom_index: in the input structure's own order; symmetry_class: as in `Structure`; hydrogens: attached.
    peak_index: position in the peak list, ppm: its shift, both None where the carbon has no peak.
    predicted_ppm, uncertainty_ppm: where the model expects the carbon, and half the central 68 %.
    confidence: probability that the peak is the carbon's or an equivalent carbon's, None without a peak.
    multiplet_centre_ppm: with the flag `multiplet_centre`; may_lie_under_ppm: with `may_lie_under_peak`;
    not_shown_by: with `not_in_experiment` or `negative_not_listed`, the experiment of the list.
    second_set_ppm: its shift in a second set, None where that is the same or where the list holds one set.
    number: the chemist's own number of the carbon (`4a`), None where there is none.
    """

    atom_index: int
    symmetry_class: int
    hydrogens: int
    peak_index: int | None
    ppm: float | None
    predicted_ppm: float
    uncertainty_ppm: float
    confidence: float | None
    alternatives: tuple[Alternative, ...] = ()
    flags: tuple[CarbonFlag, ...] = ()
    multiplet_centre_ppm: float | None = None
    may_lie_under_ppm: float | None = None
    not_shown_by: Experiment | None = None
    second_set_ppm: float | None = None
    number: str | None = None

    @property
    def is_missing(self) -> bool:
        """Whether it has no peak although the list should show it."""
        return self.peak_index is None and self.not_shown_by is None

    @property
    def status(self) -> str:
        """The status of the assignment, in words."""
        has_peak = self.peak_index is not None
        return carbon_status(
            has_peak,
            self.flags,
            self.multiplet_centre_ppm,
            self.may_lie_under_ppm,
            self.not_shown_by,
            self.second_set_ppm,
        )

    @property
    def alternatives_text(self) -> str | None:
        """`128.4 (12 %); no peak (3 %)`, None without alternatives."""
        return alternatives_text((a.ppm, a.probability) for a in self.alternatives)


@dataclass(frozen=True)
class UnassignedPeak:
    """A peak without a carbon.

    kind: what it may be; compound, solvent: for a line of the solvent, an impurity or the reference;
    atom_index: for a line of a multiplet or a peak of a second set, its carbon; confidence: for a peak of a
    second set, the probability that it is this carbon's or an equivalent one's; number: the chemist's own
    number of the carbon; marked: a chemist says so.
    """

    peak_index: int
    ppm: float
    kind: PeakKind
    compound: str | None = None
    solvent: str | None = None
    atom_index: int | None = None
    confidence: float | None = None
    number: str | None = None
    marked: bool = False

    @property
    def reason(self) -> str:
        """What it may be, in words."""
        of_carbon = self.atom_index, self.number
        return unassigned_reason(self.kind, self.compound, self.solvent, *of_carbon, self.marked)


@dataclass(frozen=True)
class RankedAssignment:
    """One of the best assignments of the whole list.

    rank: from 1, which is the assignment of the result itself; odds: relative to that one; peak_indices: the
    peak of each carbon, in the order of `AssignedMolecule.carbons`, None for none.
    """

    rank: int
    odds: float
    peak_indices: tuple[int | None, ...]


@dataclass(frozen=True)
class AssignedMolecule:
    """A record whose peaks were assigned to the carbons of its structure.

    carbons: all of the structure, in input order; unassigned: peaks without a carbon, in the list's order;
    verdict: whether list and structure belong together; score: log likelihood in nats, comparable among
    structures of one formula and the same list; p_structure: probability that list and structure belong
    together (see `assignment.verdict`), None if the model has no network for it; assignment: the costs behind
    it, for further questions, None where no task made the result; offset_ppm: by how much all shifts of the
    list seem to be too high, 0.0 where they do not; judging: the costs of any other assignment of the list,
    None where no task made the result; decisions: the edits that were read for it, None for none. Shifts of
    carbons and peaks are those of the list.
    """

    record: Record
    structure: Structure
    carbons: tuple[AssignedCarbon, ...]
    unassigned: tuple[UnassignedPeak, ...]
    verdict: VerdictCode
    score: float
    p_structure: float | None = None
    assignment: Assignment | None = field(default=None, repr=False)
    offset_ppm: float = 0.0
    judging: JudgingCosts | None = field(default=None, repr=False)
    decisions: Decisions | None = None

    @property
    def peaks(self) -> tuple[Peak, ...]:
        """The peak list as it was read."""
        return self.record.peaks or ()

    @property
    def perhaps_two_sets(self) -> bool:
        """Whether unassigned peaks seem to be a second set of shifts, of a rotamer or an isomer."""
        return any(peak.kind is PeakKind.SECOND_SET for peak in self.unassigned)

    @property
    def lists_only_positive_peaks(self) -> bool:
        """Whether the list of a DEPT-135 seems to hold only its positive peaks."""
        return any(CarbonFlag.NEGATIVE_NOT_LISTED in carbon.flags for carbon in self.carbons)

    @property
    def numbers(self) -> Mapping[int, str]:
        """The chemist's own numbers of carbons, by 0-based atom index."""
        return {carbon.atom_index: carbon.number for carbon in self.carbons if carbon.number is not None}

    @cached_property
    def unassigned_reasons(self) -> Mapping[int, str]:
        """Why a peak has no carbon, in words, by its position in the list."""
        return {peak.peak_index: peak.reason for peak in self.unassigned}

    @cached_property
    def carbons_of_peak(self) -> Mapping[int, Sequence[AssignedCarbon]]:
        """The carbons of each assigned peak, by its position in the list."""
        carbons_of_peak: dict[int, list[AssignedCarbon]] = {}
        for carbon in self.carbons:
            if carbon.peak_index is not None:
                carbons_of_peak.setdefault(carbon.peak_index, []).append(carbon)
        return carbons_of_peak

    def ranked_assignments(self, most: int) -> tuple[RankedAssignment, ...]:
        """The best assignments of the whole list, at most `most`; the first is that of the result itself."""
        if self.assignment is None:
            return ()
        ranked = ranked_assignments(self.assignment.solution, most, self.assignment.slope)
        return tuple(
            RankedAssignment(
                rank,
                solution.odds,
                tuple(peak if peak >= 0 else None for peak in solution.peak.tolist()),
            )
            for rank, solution in enumerate(ranked, 1)
        )

    def assigned_peaks(self) -> list[Peak]:
        """The peaks of the list, each with its atoms and their number."""
        return [
            replace(
                peak,
                atoms=tuple(carbon.atom_index for carbon in self.carbons_of_peak.get(k, ())),
                carbons=len(self.carbons_of_peak[k]) if k in self.carbons_of_peak else None,
            )
            for k, peak in enumerate(self.peaks)
        ]

    def peaks_with_hydrogens_of_structure(self) -> list[Peak]:
        """The same, with the hydrogens attached to the atoms in place of the given multiplicities.

        None where the atoms of a peak differ, and for unassigned peaks.
        """
        described = []
        for k, peak in enumerate(self.assigned_peaks()):
            counts = {carbon.hydrogens for carbon in self.carbons_of_peak.get(k, ())}
            hydrogens = counts.pop() if len(counts) == 1 else None
            known = hydrogens is not None and hydrogens <= _MOST_HYDROGENS
            described.append(replace(peak, hydrogens=hydrogens if known else None))
        return described
