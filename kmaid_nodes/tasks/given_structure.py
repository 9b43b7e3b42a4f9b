"""The structure that a query came with, compared with the hits of its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kmaid_nodes.assignment.costs import Carbons, PredictedCarbons
from kmaid_nodes.chemistry.constitution import Constitution, constitution_of
from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.codes.reason import Reason
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.retrieval.library_shifts import carbons_of
from kmaid_nodes.retrieval.molecules import Molecules
from kmaid_nodes.retrieval.ranking import Candidate, CandidateRanking


@dataclass(frozen=True)
class GivenStructure:
    """A structure whose carbons are predicted as those of candidates are.

    predicted: by shifts alone; expected: with full densities.
    """

    constitution: Constitution | None
    predicted: PredictedCarbons
    expected: Carbons

    def compared(
        self, ranking: CandidateRanking, candidates: Sequence[Candidate], library: Molecules
    ) -> tuple[int, float]:
        """Its rank, from 1, among the candidates of a ranking, and its likelihood in nats.

        A structure that is none of the candidates has the rank that it would have. One that is has its
        likelihood there, and the rank of its constitution.
        """
        likelihood = ranking.compared_with(self.predicted, self.expected)
        for rank, candidate in enumerate(candidates, 1):
            for one in (candidate, *candidate.stereoisomers):
                known = constitution_of(library.smiles[one.position].as_py())
                if known is None or self.constitution is None or known.smiles != self.constitution.smiles:
                    break  # stereoisomers have the same constitution
                if known.configured == self.constitution.configured:
                    return rank, one.likelihood
            else:
                return rank, likelihood
        return 1 + sum(candidate.likelihood > likelihood for candidate in candidates), likelihood


def given_structures(records: Sequence[Record], predictor: Predictor) -> list[GivenStructure | Reason | None]:
    """The structure of each record, predicted; or why it cannot be; None where there is none."""
    read: list[Structure | Reason | None] = []
    for record in records:
        try:
            read.append(parse_structure(record.structure) if record.structure else None)
        except UnusableRow as unusable:
            read.append(unusable.reason)
    structures = [structure for structure in read if isinstance(structure, Structure)]
    if not structures:
        return [one if isinstance(one, Reason) else None for one in read]
    _, shifts = predictor.describe_molecules(structures)
    densities = predictor.shift_densities(structures)
    predicted = iter(
        GivenStructure(
            constitution_of(structure.smiles),
            carbons_of(shifts, number),
            Carbons.of(structure, density.log_density, predictor.axis, density.outside_domain),
        )
        for number, (structure, density) in enumerate(zip(structures, densities))
    )
    return [next(predicted) if isinstance(one, Structure) else one for one in read]
