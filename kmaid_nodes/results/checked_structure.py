"""A registered structure and its spectrum, checked against each other. In ppm; atoms count from 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kmaid_nodes.codes.finding import Finding, FindingCode
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.traffic_light import TrafficLight
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.assigned_molecule import AssignedCarbon, AssignedMolecule
from kmaid_nodes.wording.carbon_names import carbon_name

_LIGHT_OF = {
    VerdictCode.CONSISTENT: TrafficLight.GREEN,
    VerdictCode.DOUBTFUL: TrafficLight.YELLOW,
    VerdictCode.CONTRADICTED: TrafficLight.RED,
    VerdictCode.TOO_FEW_PEAKS: TrafficLight.GREY,
}
# Peaks that are no sign of another structure.
_NOT_OF_COMPOUND = (PeakKind.SOLVENT, PeakKind.IMPURITY, PeakKind.REFERENCE)
_AGAINST = (VerdictCode.DOUBTFUL, VerdictCode.CONTRADICTED)


@dataclass(frozen=True)
class Isomer:
    """Another structure of the same formula.

    candidate_id, smiles: as the candidates have them; match_score: log likelihood of the list if this is the
    compound, in nats; better_by: by how many nats it is better than the structure that was checked, negative
    if it is worse; probability: that this is the compound, None if the model has no constants for it.
    """

    candidate_id: str
    smiles: str | None
    match_score: float
    better_by: float
    probability: float | None

    @property
    def name(self) -> str:
        """What it is called in words; its SMILES where the candidates only have numbers."""
        return self.smiles if self.smiles and self.candidate_id.isdecimal() else self.candidate_id


@dataclass(frozen=True)
class IsomerComparison:
    """The structure among the candidates of its formula.

    others: structures of another constitution that were compared with it; rank: its own among all of them,
    from 1; match_score, probability: its own, as of `Isomer`, None where no other was compared; best: the
    best other, None where none explains a peak; is_clearly_better: whether the best other is so by more than
    the settings ask.
    """

    others: int
    rank: int = 1
    match_score: float | None = None
    probability: float | None = None
    best: Isomer | None = None
    is_clearly_better: bool = False


@dataclass(frozen=True)
class CheckedStructure:
    """A structure whose spectrum was assigned to it, and what that says of the structure.

    molecule: the assignment with its verdict; comparison: with other structures of the formula, None where
    no candidates were given; green_from: the least `p_structure` of a green light.
    """

    molecule: AssignedMolecule
    comparison: IsomerComparison | None = None
    green_from: float = 0.0

    @property
    def record(self) -> Record:
        """The record, with what was read of it."""
        return self.molecule.record

    @property
    def light(self) -> TrafficLight:
        """That of the verdict.

        Yellow for a consistent structure where another one fits clearly better, or where `p_structure` is too
        low.
        """
        light = _LIGHT_OF[self.molecule.verdict]
        surpassed = self.comparison is not None and self.comparison.is_clearly_better
        return (
            TrafficLight.YELLOW if light is TrafficLight.GREEN and (surpassed or self._is_unsure) else light
        )

    @property
    def _is_unsure(self) -> bool:
        p = self.molecule.p_structure
        return self.molecule.verdict is VerdictCode.CONSISTENT and p is not None and p < self.green_from

    @cached_property
    def unexplained_ppm(self) -> tuple[float, ...]:
        """The peaks that no carbon and no known impurity explains."""
        return tuple(peak.ppm for peak in self.molecule.unassigned if peak.kind is PeakKind.UNEXPLAINED)

    @property
    def foreign_peaks(self) -> int:
        """How many peaks are of the solvent, of known impurities or of the reference."""
        return sum(peak.kind in _NOT_OF_COMPOUND for peak in self.molecule.unassigned)

    @cached_property
    def missing(self) -> tuple[AssignedCarbon, ...]:
        """The carbons without a peak that the experiment should show."""
        return tuple(carbon for carbon in self.molecule.carbons if carbon.is_missing)

    @cached_property
    def far(self) -> tuple[AssignedCarbon, ...]:
        """The carbons with a peak that stands far from the prediction, or that speaks against them."""
        against = self.molecule.verdict in _AGAINST
        wanted = {CarbonFlag.FAR_FROM_PREDICTION} | ({CarbonFlag.AGAINST_STRUCTURE} if against else set())
        return tuple(
            carbon
            for carbon in self.molecule.carbons
            if carbon.ppm is not None
            and wanted & set(carbon.flags)
            and CarbonFlag.AGAINST_MULTIPLICITY not in carbon.flags
        )

    @cached_property
    def farthest(self) -> AssignedCarbon | None:
        """The carbon whose peak deviates most from its prediction; None if no carbon has a peak."""
        assigned = [carbon for carbon in self.molecule.carbons if carbon.ppm is not None]
        return max(assigned, key=self.deviation_ppm, default=None)

    def deviation_ppm(self, carbon: AssignedCarbon) -> float:
        """How far the carbon's peak is from the prediction, in ppm, a common offset taken out."""
        if carbon.ppm is None:
            return 0.0
        return abs(carbon.ppm - self.molecule.offset_ppm - carbon.predicted_ppm)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said, in the order of its codes; at least one finding."""
        return tuple(self._of_peaks()) + tuple(self._of_shifts()) + tuple(self._of_the_whole())

    def _of_peaks(self) -> Iterator[Finding]:
        """What has no explanation, or that all has."""
        shows_none = all(carbon.peak_index is None for carbon in self.molecule.carbons)
        if self.molecule.verdict is VerdictCode.TOO_FEW_PEAKS:
            yield Finding(FindingCode.TOO_FEW_PEAKS)
        elif shows_none:
            yield Finding(FindingCode.NO_CARBON_SHOWN)
        if self.unexplained_ppm:
            yield Finding(FindingCode.UNEXPLAINED_PEAKS, len(self.unexplained_ppm), self.unexplained_ppm)
        if self.missing and not shows_none:
            yield self._of_carbons(FindingCode.MISSING_CARBONS, self.missing)
        if not self.unexplained_ppm and not self.missing and not shows_none:
            unseen = sum(carbon.not_shown_by is not None for carbon in self.molecule.carbons)
            yield Finding(FindingCode.ALL_EXPLAINED, unseen)

    def _of_the_whole(self) -> Iterator[Finding]:
        """What is to be said of the list as a whole, and of other structures."""
        molecule, comparison = self.molecule, self.comparison
        if comparison is not None and comparison.is_clearly_better and comparison.best is not None:
            best = comparison.best
            yield Finding(FindingCode.BETTER_ISOMER, name=best.name, nats=best.better_by)
        if molecule.offset_ppm:
            yield Finding(FindingCode.COMMON_OFFSET, ppm=(molecule.offset_ppm,))
        second = tuple(peak.ppm for peak in molecule.unassigned if peak.kind is PeakKind.SECOND_SET)
        if second:
            yield Finding(FindingCode.TWO_SETS, len(second), second)

    def _of_shifts(self) -> Iterator[Finding]:
        """What does not fit of the carbons with peaks."""
        others = [c for c in self.molecule.carbons if CarbonFlag.AGAINST_MULTIPLICITY in c.flags]
        untaught = [c for c in self.molecule.carbons if CarbonFlag.NOT_TAUGHT in c.flags]
        if self.far:
            yield self._of_carbons(FindingCode.FAR_PEAKS, self.far)
        if others:
            yield self._of_carbons(FindingCode.OTHER_MULTIPLICITY, others)
        speaks = self.unexplained_ppm or self.missing or self.far or others
        if self.molecule.verdict in _AGAINST and not speaks:
            yield Finding(FindingCode.POOR_FIT)
        if self._is_unsure and self.molecule.p_structure is not None:
            yield Finding(FindingCode.LOW_PROBABILITY, probability=self.molecule.p_structure)
        if untaught:
            yield self._of_carbons(FindingCode.NOT_TAUGHT, untaught)

    def _of_carbons(self, code: FindingCode, carbons: Sequence[AssignedCarbon]) -> Finding:
        numbers = self.molecule.numbers
        names = tuple(carbon_name(carbon.atom_index, numbers) for carbon in carbons)
        return Finding(code, len(names), carbons=names)
