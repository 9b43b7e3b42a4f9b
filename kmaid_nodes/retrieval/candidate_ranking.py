"""Candidates of one query ranked by the carbons that a library keeps, or that the model predicts."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import numpy as np

from kmaid_nodes.assignment.costs import Carbons, PeakList, PredictedCarbons
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.retrieval.distinct_structures import DistinctStructures
from kmaid_nodes.retrieval.library_shifts import carbons_of
from kmaid_nodes.retrieval.molecules import Molecules
from kmaid_nodes.retrieval.ranking import CandidateRanking
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, SearchSettings

# Memory alone: predicted carbons kept for a library without shifts.
_MOST_KEPT = 200_000


def rank_candidates(
    query: Record,
    positions: np.ndarray,
    cosines: np.ndarray,
    library: Molecules,
    predictor: Predictor,
    search: SearchSettings = DEFAULT_SEARCH_SETTINGS,
    assignment: AssignmentSettings = DEFAULT_SETTINGS,
    prior: float | None = None,
) -> CandidateRanking | None:
    """The candidates at these positions of a library, ranked; without a structure they are left out.

    prior: the probability that the molecule is in the library, None for that of the model. None if no
    candidate has a structure.
    """
    distinct = DistinctStructures.among(library, positions.tolist())
    expected = dict(
        zip(distinct.positions, expected_carbons(library, list(distinct.positions), predictor), strict=True)
    )
    usable = {position: carbons for position, carbons in expected.items() if carbons is not None}
    if not usable:
        return None
    cosine_of = dict(zip(positions.tolist(), cosines.tolist()))
    return CandidateRanking(
        list(usable),
        [cosine_of[position] for position in usable],
        list(usable.values()),
        PeakList.of(query.peaks or ()),
        predictor.trained.calibration.hits,
        canonical_solvent(query.solvent),
        search,
        assignment,
        query.experiment.hydrogens_seen,
        distinct,
        prior,
    )


def carbons_with_densities(
    library: Molecules, positions: Iterable[int], predictor: Predictor
) -> dict[int, Carbons]:
    """By position, the carbons of candidates with the full densities of their shifts.

    Candidates without a structure are left out.
    """
    structures = {}
    for position in positions:
        with suppress(UnusableRow):
            structures[position] = parse_structure(library.smiles[position].as_py())
    return {
        position: Carbons.of(structure, density.log_density, predictor.axis, density.outside_domain)
        for (position, structure), density in zip(
            structures.items(), predictor.shift_densities(list(structures.values()))
        )
    }


def expected_carbons(
    library: Molecules, positions: list[int], predictor: Predictor
) -> list[PredictedCarbons | None]:
    """The carbons of candidates, from the library or predicted once; None where there is no structure."""
    known = library.predicted
    if len(known) > _MOST_KEPT:
        known.clear()
    missing: dict[int, Structure] = {}
    stored = library.shifts.known(np.array(positions, np.int64))
    for position, is_stored in zip(positions, stored):
        if is_stored or position in known:
            continue
        try:
            missing[position] = parse_structure(library.smiles[position].as_py())
        except UnusableRow:
            known[position] = None
    _, shifts = predictor.describe_molecules(list(missing.values()))
    for number, position in enumerate(missing):
        known[position] = carbons_of(shifts, number)
    return [known[p] if p in known else library.shifts.carbons(p) for p in positions]
