"""The probability that a list and a structure belong together, by a small network fitted to one model.

It compares right pairs with hard wrong ones, as many of either. The network is monotonic (Sill 1998, NIPS 10,
661): whatever else the evidence is, one more unexplained peak or missing carbon never raises the probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.assignment.structure_evidence import AGAINST, CONTEXT, StructureEvidence
from kmaid_nodes.codes.verdict import VerdictCode

_NUMBERS = len(AGAINST) + len(CONTEXT)


@dataclass(frozen=True)
class StructureProbability:
    """A network of one hidden layer, and where the verdict changes.

    centre, scale: of each number of the evidence, [numbers]; hidden: weights [units][numbers + 1], the last
    one a constant; output: weights [units + 1], the last one a constant; consistent_from, doubtful_from:
    probabilities from which on a structure is consistent, or doubtful; below, the list contradicts it.
    Log odds against the structure rise with every number of `Against`: those weights are not below 0.
    """

    centre: tuple[float, ...]
    scale: tuple[float, ...]
    hidden: tuple[tuple[float, ...], ...]
    output: tuple[float, ...]
    consistent_from: float
    doubtful_from: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "centre", tuple(self.centre))
        object.__setattr__(self, "scale", tuple(self.scale))
        object.__setattr__(self, "hidden", tuple(map(tuple, self.hidden)))
        object.__setattr__(self, "output", tuple(self.output))
        sizes = len(self.centre) == len(self.scale) == _NUMBERS
        rows = all(len(row) == _NUMBERS + 1 for row in self.hidden)
        if not sizes or not rows or len(self.output) != len(self.hidden) + 1:
            raise ValueError("the network of p_structure is of another size than its evidence")
        numbers = [*self.centre, *self.scale, *self.output, *(n for row in self.hidden for n in row)]
        numbers += [self.consistent_from, self.doubtful_from]
        if not all(isinstance(n, (int, float)) and np.isfinite(n) for n in numbers) or min(self.scale) <= 0:
            raise ValueError("the network of p_structure is made of finite numbers, its scales above 0")
        if not 0 <= self.doubtful_from <= self.consistent_from <= 1:
            raise ValueError("the limits of the verdict are probabilities that rise")
        falling = [row[: len(AGAINST)] for row in self.hidden]
        if min([*self.output[:-1], *(n for row in falling for n in row)], default=0.0) < 0:
            raise ValueError("weights against a structure must not be below 0")

    @cached_property
    def _arrays(self) -> tuple[NDArray[np.float64], ...]:
        return tuple(np.array(a, np.float64) for a in (self.centre, self.scale, self.hidden, self.output))

    def probability(self, evidence: StructureEvidence) -> float:
        """p_structure, 0 to 1."""
        return float(self.probabilities(evidence.vector()[None, :])[0])

    def probabilities(self, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        """float64 [pairs]; vectors: [pairs, numbers], of `StructureEvidence.vector`."""
        centre, scale, hidden, output = self._arrays
        scaled = (vectors - centre) / scale
        units = np.tanh(scaled @ hidden[:, :-1].T + hidden[:, -1])
        against = units @ output[:-1] + output[-1]
        probability: NDArray[np.float64] = 1 / (1 + np.exp(np.clip(against, -50, 50)))
        return probability

    def verdict(self, probability: float) -> VerdictCode:
        """The verdict by the probability alone."""
        if probability >= self.consistent_from:
            return VerdictCode.CONSISTENT
        return VerdictCode.DOUBTFUL if probability >= self.doubtful_from else VerdictCode.CONTRADICTED
