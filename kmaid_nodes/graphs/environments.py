"""What surrounds each carbon, as numbers that are equal for equal surroundings.

Atoms have a kind: element, charge, aromaticity and unpaired electrons. The environment of a carbon is its own
kind with its hydrogens and whether it is in a ring of three or four; its bonds and the kinds at their other
ends; and for each of these the elements to which it has double or triple bonds, so that the CH2 of ketene is
another than that of ethene. Left out are configuration, the hydrogens of neighbours, and the charge of a
heteroatom that carries a hydrogen (an amine and its salt are one).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kmaid_nodes.graphs.features import N_BOND_TYPES, FeatureSet
from kmaid_nodes.graphs.packed import PackedGraphs

_ELEMENT, _CARBON = 0, 3
_NEUTRAL = 3
_DOUBLE, _TRIPLE = 2, 3
_SMALL_RINGS = (3, 4)
# Constants of SplitMix64 (Steele, Lea and Flood 2014), which spreads small integers over 64 bits.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))


@dataclass(frozen=True)
class _Fields:
    """Positions of atom fields in a feature set; what it does not have is empty or None.

    kind: what makes the kind of an atom besides its element and charge; own: what an environment tells of its
    carbon alone.
    """

    kind: tuple[int, ...] = ()
    own: tuple[int, ...] = ()
    hydrogens: int | None = None
    charge: int | None = None
    smallest_ring: int | None = None


# Feature set `paper` tells the hybridisation in place of hydrogens and charges.
_FIELDS = {
    "default": _Fields(kind=(5, 8), own=(2,), hydrogens=2, charge=3, smallest_ring=6),
    "paper": _Fields(own=(2,)),
}


class Surroundings:
    """The atoms and bonds of some molecules, seen from their carbons; graphs: of this feature set."""

    def __init__(self, graphs: PackedGraphs, features: FeatureSet):
        self._atoms, self._fields = graphs.atoms, _FIELDS[features.name]
        is_bond = graphs.edges[:, 0] < N_BOND_TYPES
        start = np.repeat(graphs.atom_offsets[:-1], np.diff(graphs.edge_offsets))
        self._source, self._target = (graphs.source + start)[is_bond], (graphs.target + start)[is_bond]
        self._bond = graphs.edges[is_bond, 0]
        of_molecule = np.repeat(graphs.atom_offsets[:-1], np.diff(graphs.carbon_offsets))
        self.carbons: np.ndarray = graphs.carbons + of_molecule
        self.kinds = self._kinds()

    @property
    def elements(self) -> np.ndarray:
        """uint8 [atoms]: the number of each element in the features, 0 for those without a number."""
        elements: np.ndarray = self._atoms[:, _ELEMENT]
        return elements

    def within(self, marked: np.ndarray, bonds: int) -> np.ndarray:
        """bool [carbons]: a marked atom is at most so many bonds away; marked: bool [atoms]."""
        reached = marked
        for _ in range(bonds):
            before, reached = reached, reached.copy()
            reached[self._target[before[self._source]]] = True
        near: np.ndarray = reached[self.carbons]
        return near

    def environments(self) -> np.ndarray:
        """uint64 [carbons]."""
        own = _number([self.kinds, *(self._atoms[:, field] for field in self._fields.own), self._ring()])
        multiple = (self._bond == _DOUBLE) | (self._bond == _TRIPLE)
        bond = _mixed(self._bond.astype(np.uint64))
        partners = self._sums(_mixed(self.elements.astype(np.uint64)), bond, multiple)
        around = self._sums(_mixed(self.kinds * _FIRST + partners), bond, np.ones_like(multiple))
        environments: np.ndarray = _mixed(own * _FIRST + around)[self.carbons]
        return environments

    def _sums(self, numbers: np.ndarray, bond: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """uint64 [atoms]: over the chosen bonds of each atom; the order of its neighbours does not matter."""
        sums = np.zeros(len(numbers), np.uint64)
        np.add.at(sums, self._target[chosen], _mixed(numbers[self._source[chosen]] ^ bond[chosen]))
        return sums

    def _kinds(self) -> np.ndarray:
        """uint64 [atoms]."""
        columns = [self.elements, *(self._atoms[:, field] for field in self._fields.kind)]
        if self._fields.charge is not None:
            charge = self._atoms[:, self._fields.charge]
            has_hydrogen = self._atoms[:, self._fields.hydrogens] > 0
            protonated = (charge == _NEUTRAL + 1) & has_hydrogen & (self.elements != _CARBON)
            columns.append(np.where(protonated, _NEUTRAL, charge))
        return _number(columns)

    def _ring(self) -> np.ndarray:
        if self._fields.smallest_ring is None:
            return np.zeros(len(self._atoms), np.uint8)
        size = self._atoms[:, self._fields.smallest_ring]
        return np.where(np.isin(size, _SMALL_RINGS), size, 0)


def _number(columns: Sequence[np.ndarray]) -> np.ndarray:
    """uint64 [atoms]: one number for each combination of values; columns: integers [atoms]."""
    number = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        number = _mixed(number + column.astype(np.uint64))
    return number


def _mixed(numbers: np.ndarray) -> np.ndarray:
    numbers = numbers + _STEP
    numbers = (numbers ^ (numbers >> _SHIFTS[0])) * _FIRST
    numbers = (numbers ^ (numbers >> _SHIFTS[1])) * _SECOND
    mixed: np.ndarray = numbers ^ (numbers >> _SHIFTS[2])
    return mixed
