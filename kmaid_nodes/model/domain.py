"""What a model was taught: kinds of atoms, and environments of carbons, of its training spectra.

A carbon is outside the domain if its environment occurs in fewer than two compounds of the training spectra,
or if an atom of a rare kind is near. How far outside it is decides how much its density is widened
(`widening.py`). The rule needs no network. It was chosen on validation spectra, where the errors of the
carbons it finds are five times as large as those of the others (`docs/model.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
import torch
from rdkit import Chem

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.chemistry.transition_metals import TRANSITION_METALS
from kmaid_nodes.graphs.environments import Surroundings
from kmaid_nodes.graphs.features import FeatureSet, element_number
from kmaid_nodes.graphs.packed import PackedGraphs

# Elements of enough training spectra in the data of every model so far (H, B, C, N, O, F, Si, P, S, Cl, Se,
# Br, Sn, I), for models whose file does not say what they were taught.
_USUAL_ELEMENTS = (1, 5, 6, 7, 8, 9, 14, 15, 16, 17, 34, 35, 50, 53)
# As in `DomainSettings`, for the same models.
_NEAR_BONDS = 2
_PREFIX = "domain."
_CARBON = 6


class Familiarity(IntEnum):
    """How well a model knows a carbon. All but `TAUGHT` are outside its domain.

    NEAR_FOREIGN: an atom of a rare kind is near; ONCE: the environment occurs in one compound only; UNSEEN:
    it never occurs; FOREIGN: it occurs once at most, and an atom of a rare kind is near.
    """

    TAUGHT = 0
    NEAR_FOREIGN = 1
    ONCE = 2
    UNSEEN = 3
    FOREIGN = 4


class Domain(Protocol):
    """What a model knows."""

    def familiarity(
        self, graphs: PackedGraphs, features: FeatureSet, structures: Sequence[Structure] | None = None
    ) -> np.ndarray:
        """uint8 [carbons], values of `Familiarity`; structures: of the graphs, where they are at hand."""


@dataclass(frozen=True, eq=False)
class TaughtDomain:
    """What was taught.

    kinds: kinds of atoms that are not rare; environments: those of two or more compounds; once: those of one.
    All are sorted uint64, as `Surroundings` numbers them. near_bonds: how far the effect of a rare kind
    reaches.
    """

    kinds: np.ndarray
    environments: np.ndarray
    once: np.ndarray
    near_bonds: int

    def familiarity(
        self, graphs: PackedGraphs, features: FeatureSet, structures: Sequence[Structure] | None = None
    ) -> np.ndarray:
        """See `Domain`."""
        around = Surroundings(graphs, features)
        foreign = ~_among(around.kinds, self.kinds)
        environments = around.environments()
        level = np.full(len(environments), Familiarity.UNSEEN, np.uint8)
        level[_among(environments, self.once)] = Familiarity.ONCE
        level[_among(environments, self.environments)] = Familiarity.TAUGHT
        if foreign.any():
            near = around.within(foreign, self.near_bonds)
            known = level[near] == Familiarity.TAUGHT
            level[near] = np.where(known, Familiarity.NEAR_FOREIGN, Familiarity.FOREIGN)
            level[_beside_apart_metals(graphs, around, foreign, structures)] = Familiarity.FOREIGN
        return level

    def joined(self, other: TaughtDomain) -> TaughtDomain:
        """What either was taught; what each met once counts as once, unless the other knows it better."""
        environments = np.union1d(self.environments, other.environments)
        once = np.setdiff1d(np.union1d(self.once, other.once), environments)
        return TaughtDomain(np.union1d(self.kinds, other.kinds), environments, once, self.near_bonds)

    def to_tensors(self) -> dict[str, torch.Tensor]:
        """What the model file keeps, by name."""
        arrays = {"kinds": self.kinds, "environments": self.environments, "once": self.once}
        tensors = {_PREFIX + name: torch.from_numpy(array.view(np.int64)) for name, array in arrays.items()}
        return tensors | {_PREFIX + "near_bonds": torch.tensor([self.near_bonds])}


@dataclass(frozen=True)
class UsualElements:
    """The domain of a model whose file does not say what it was taught: the usual elements of organic
    compounds."""

    def familiarity(
        self, graphs: PackedGraphs, features: FeatureSet, structures: Sequence[Structure] | None = None
    ) -> np.ndarray:
        """See `Domain`: `FOREIGN` near another element, else `TAUGHT`."""
        around = Surroundings(graphs, features)
        foreign = ~np.isin(around.elements, [element_number(z) for z in _USUAL_ELEMENTS])
        level = np.full(len(around.carbons), Familiarity.TAUGHT, np.uint8)
        if foreign.any():
            level[around.within(foreign, _NEAR_BONDS)] = Familiarity.FOREIGN
            level[_beside_apart_metals(graphs, around, foreign, structures)] = Familiarity.FOREIGN
        return level


def without_domain(tensors: dict[str, torch.Tensor]) -> tuple[dict[str, torch.Tensor], TaughtDomain | None]:
    """The tensors of a model file apart from those of its domain, and the domain, None where it has none.

    Raises KeyError or ValueError if it is not whole.
    """
    own = {name.removeprefix(_PREFIX): t for name, t in tensors.items() if name.startswith(_PREFIX)}
    others = {name: tensor for name, tensor in tensors.items() if not name.startswith(_PREFIX)}
    if not own:
        return others, None
    kinds, environments, once = (
        own[name].numpy().view(np.uint64) for name in ("kinds", "environments", "once")
    )
    return others, TaughtDomain(kinds, environments, once, int(own["near_bonds"].item()))


def _among(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """bool [values]: the value occurs in `known`, which is sorted."""
    if not len(known):
        return np.zeros(len(values), bool)
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    found: np.ndarray = known[place] == values
    return found


def _beside_apart_metals(
    graphs: PackedGraphs, around: Surroundings, foreign: np.ndarray, structures: Sequence[Structure] | None
) -> np.ndarray:
    """bool [carbons]: the structure has a foreign transition metal in a part without carbon, such as the iron
    of ferrocene or the PdCl2 of a phosphine complex: drawn apart, it is bound nevertheless."""
    of_molecule = np.zeros(len(graphs), bool)
    if structures is None:
        return np.zeros(len(around.carbons), bool)
    for atom in np.flatnonzero(foreign):
        number = int(np.searchsorted(graphs.atom_offsets, atom, side="right")) - 1
        mol: Chem.Mol = structures[number].without_isotopes_of_hydrogen[0]
        own = int(atom - graphs.atom_offsets[number])
        if mol.GetAtomWithIdx(own).GetAtomicNum() in TRANSITION_METALS and not of_molecule[number]:
            (part,) = (part for part in Chem.GetMolFrags(mol) if own in part)
            of_molecule[number] = all(mol.GetAtomWithIdx(i).GetAtomicNum() != _CARBON for i in part)
    return np.repeat(of_molecule, np.diff(graphs.carbon_offsets))
