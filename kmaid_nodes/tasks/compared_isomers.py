"""Structures among the candidates of their own formula, ranked by how they explain one peak list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from kmaid_nodes.assignment.costs import PeakList
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.chemistry.constitution import Constitution, constitution_of
from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.errors import UserError
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.checked_structure import Isomer, IsomerComparison
from kmaid_nodes.retrieval.candidate_ranking import carbons_with_densities, expected_carbons
from kmaid_nodes.retrieval.candidates import CandidateSearch
from kmaid_nodes.retrieval.distinct_structures import DistinctStructures
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.ranking import Candidate, CandidateRanking
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, SearchSettings
from kmaid_nodes.tasks.given_structure import GivenStructure, given_structures

# The place of the checked structure itself among those of a library.
_OWN = -1
# Numerics alone: decimals of a difference of match scores.
_DIGITS = 4


@dataclass(frozen=True)
class CheckSettings:
    """The numbers that decide a check.

    green_from: the least `p_structure` of a green light, 0 to 1; with 0, every consistent structure is green.
    prior: the probability that the compound is among the structure and the candidates, 0 to 1, None for that
    with which the model was calibrated.
    """

    # Nats by which another structure of the formula must fit better for a consistent one to be yellow. On
    # validation spectra, 3 make yellow at most 0.4 % of the right structures and three of four of those with
    # a moved substituent (`docs/assignment.md`).
    clearly_better: float = 3.0
    # Candidates of one formula that are compared, the nearest if there are more. Time alone.
    most_compared: int = 1000
    # A choice of the user: 0.5 makes about a third of the wrong ones yellow (`docs/assignment.md`).
    green_from: float = 0.0
    prior: float | None = None
    search: SearchSettings = DEFAULT_SEARCH_SETTINGS
    assignment: AssignmentSettings = DEFAULT_SETTINGS

    def __post_init__(self) -> None:
        if self.prior is not None and not 0 <= self.prior <= 1:
            raise UserError(f"prior must be from 0 to 1, not {self.prior:g}.")
        if not 0 <= self.green_from <= 1:
            raise UserError(f"green_from must be from 0 to 1, not {self.green_from:g}.")


DEFAULT_CHECK_SETTINGS = CheckSettings()


def check_candidates(candidates: Library) -> None:
    """Raises UserError if the candidates have no structures."""
    if candidates.smiles.null_count == len(candidates):
        raise UserError("The candidates have no structures. Choose the column of structures.")


def compared_isomers(
    molecules: Sequence[AssignedMolecule],
    candidates: Library,
    predictor: Predictor,
    settings: CheckSettings = DEFAULT_CHECK_SETTINGS,
) -> list[IsomerComparison | None]:
    """Each molecule compared with the candidates of its formula; None where it cannot be predicted again.

    All are ranked as `tasks.retrieve` ranks hits, the molecule among them. A common offset that was found is
    taken out of the list first. Stereoisomers are one structure.
    """
    records = [_without_offset(molecule) for molecule in molecules]
    lists = [record.peaks or () for record in records]
    formulas = [CalcMolFormula(molecule.structure.mol) for molecule in molecules]
    search = CandidateSearch(candidates, Filter(), settings.most_compared, same_formula=True)
    nearest = search.nearest(lists, predictor.embed_spectra(lists), formulas)
    ranked: list[_Ranked | None] = []
    for record, own, near in zip(records, given_structures(records, predictor), nearest, strict=True):
        if not isinstance(own, GivenStructure) or not isinstance(near, tuple):
            ranked.append(None)
            continue
        ranked.append(_Ranked(record, own, near[0][near[0] >= 0], candidates, predictor, settings))
    closer = {p for one in ranked if one is not None for p in one.near}
    known = carbons_with_densities(candidates, sorted(closer), predictor)
    for one in ranked:
        if one is not None and one.ranking is not None:
            one.ranking.refine(known | {_OWN: one.own.expected})
            one.ranking.refine_another(_OWN, one.own.expected)
    return [None if one is None else one.comparison(candidates, settings) for one in ranked]


def _without_offset(molecule: AssignedMolecule) -> Record:
    if not molecule.offset_ppm:
        return molecule.record
    peaks = tuple(replace(peak, ppm=peak.ppm - molecule.offset_ppm) for peak in molecule.peaks)
    return replace(molecule.record, peaks=peaks)


class _Ranked:
    """One structure and the candidates of its formula.

    positions: int64 [candidates], in the library.
    """

    def __init__(
        self,
        record: Record,
        own: GivenStructure,
        positions: np.ndarray,
        library: Library,
        predictor: Predictor,
        settings: CheckSettings,
    ):
        self.own = own
        self.distinct = _with_own(own.constitution, positions, library)
        others = [position for position in self.distinct.positions if position != _OWN]
        carbons = dict(zip(others, expected_carbons(library, others, predictor), strict=True))
        usable = {position: found for position, found in carbons.items() if found is not None}
        compounds = {self.distinct.compounds[position] for position in usable}
        self.others = len(compounds - {self.distinct.compounds[_OWN]})
        self.ranking: CandidateRanking | None = None
        if self.others:
            self.ranking = CandidateRanking(
                [_OWN, *usable],
                [0.0] * (1 + len(usable)),
                [own.predicted, *usable.values()],
                PeakList.of(record.peaks or ()),
                predictor.trained.calibration.hits,
                canonical_solvent(record.solvent),
                settings.search,
                settings.assignment,
                record.experiment.hydrogens_seen,
                self.distinct,
                settings.prior,
            )

    @property
    def near(self) -> list[int]:
        """Positions of the candidates that are to be looked at closer."""
        return [] if self.ranking is None else [p for p in self.ranking.near if p != _OWN]

    def comparison(self, library: Library, settings: CheckSettings) -> IsomerComparison:
        """What the ranking says."""
        if self.ranking is None:
            return IsomerComparison(0)
        hits = self.ranking.candidates()
        ranks = [rank for rank, hit in enumerate(hits, 1) if _OWN in hit.all_positions]
        own = hits[ranks[0] - 1] if ranks else None
        if own is None:  # it explains no peak
            likelihood = self.ranking.compared_with(self.own.predicted, self.own.expected)
            probability = None if self.ranking.hits is None else 0.0
        else:
            likelihood, probability = own.likelihood, own.probability
        best = next((hit for hit in hits if hit is not own), None)
        isomer = None if best is None else _isomer(best, likelihood, library)
        return IsomerComparison(
            self.others,
            ranks[0] if ranks else len(hits) + 1,
            likelihood,
            probability,
            isomer,
            isomer is not None and isomer.better_by > settings.clearly_better,
        )


def _isomer(hit: Candidate, likelihood: float, library: Library) -> Isomer:
    return Isomer(
        library.ids[hit.position].as_py(),
        library.smiles[hit.position].as_py(),
        hit.likelihood,
        round(hit.likelihood - likelihood, _DIGITS),
        hit.probability,
    )


def _with_own(own: Constitution | None, positions: np.ndarray, library: Library) -> DistinctStructures:
    """The candidates at these positions and the structure itself; copies of it among them are left out."""
    distinct = DistinctStructures.among(library, positions.tolist())
    compounds, others = dict(distinct.compounds), []
    for position in distinct.positions:
        known = constitution_of(library.smiles[position].as_py())
        if known is not None:
            compounds[position] = known.smiles
        if known is None or own is None or known.configured != own.configured:
            others.append(position)
    compounds[_OWN] = _OWN if own is None else own.smiles
    return DistinctStructures((_OWN, *others), compounds, {**distinct.copies, _OWN: ()})
