"""Candidates by compound: copies of a structure count once, and stereoisomers are one hit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from kmaid_nodes.chemistry.constitution import Constitution, constitution_of
from kmaid_nodes.retrieval.molecules import Molecules


@dataclass(frozen=True)
class DistinctStructures:
    """Which candidates of a library are copies of a structure, and which are of one constitution.

    positions: of each structure the first in the library, in the order of the candidates; compounds: by
    position, what all of one constitution have in common; copies: by position, the other candidates of the
    same structure.
    """

    positions: tuple[int, ...]
    compounds: dict[int, Hashable]
    copies: dict[int, tuple[int, ...]]

    @classmethod
    def among(cls, library: Molecules, positions: Sequence[int]) -> DistinctStructures:
        """Of the candidates at these positions."""
        constitutions = _constitutions(library, positions)
        first: dict[Hashable, list[int]] = {}
        for position in positions:
            known = constitutions.get(position)
            first.setdefault(position if known is None else known.configured, []).append(position)
        distinct = {min(same): tuple(sorted(set(same) - {min(same)})) for same in first.values()}
        compounds: dict[int, Hashable] = {}
        for position in distinct:
            known = constitutions.get(position)
            compounds[position] = position if known is None else known.smiles
        return cls(tuple(distinct), compounds, distinct)

    def compound_of(self, position: int) -> Hashable:
        """Equal for candidates of one constitution."""
        return self.compounds[position]

    def copies_of(self, position: int) -> tuple[int, ...]:
        """The other candidates of the same structure."""
        return self.copies[position]


def _constitutions(library: Molecules, positions: Sequence[int]) -> dict[int, Constitution | None]:
    """By position; of a candidate that is alone with its formula it is not needed, and left out."""
    formulas = {position: library.formulas[position].as_py() for position in positions}
    same = Counter(formulas.values())
    return {
        position: constitution_of(library.smiles[position].as_py())
        for position, formula in formulas.items()
        if formula is None or same[formula] > 1
    }
