"""Descriptors of molecules for QSAR: pooled states of the atoms in a network that was taught 13C shifts."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np
import torch

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.graphs.packed import GraphBatch, PackedGraphs
from kmaid_nodes.model.descriptor_layout import DescriptorLayout
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.model.model_file import TrainedModel, digest_of
from kmaid_nodes.model.weight_names import as_stored

_MOLECULES_AT_ONCE = 64
_NAME_LENGTH = 12
# Sums of numbers in double precision differ by the order of the atoms and by the neighbours in a batch, but
# only far behind this decimal. So the numbers of a molecule are always the same.
_DECIMALS = 6


class Describer:
    """Turns molecules into descriptors, whatever the device and its precision.

    It calculates in double precision: for the last decimals to be right, and not for learners to need them.
    Apple GPUs have none, so the CPU takes their place.
    """

    def __init__(self, trained: TrainedModel, device: torch.device | str = "cpu"):
        self.layout = DescriptorLayout.of(trained.preset)
        self._device = torch.device("cpu" if torch.device(device).type == "mps" else device)
        member = trained.network.members[self.layout.member]
        assert isinstance(member, KM3AID)
        stored = as_stored(member.graph_encoder.state_dict())
        self._encoder = copy.deepcopy(member.graph_encoder).eval().to(self._device, torch.float64)
        self._features = feature_set(trained.preset.architecture.features)
        layers = {"first_layer": self.layout.first_layer, "middle_layer": self.layout.middle_layer}
        weights = {name: tensor.detach().cpu().contiguous() for name, tensor in stored.items()}
        self.model = digest_of(weights, layers)[:_NAME_LENGTH]

    @torch.inference_mode()
    def descriptors(self, structures: Sequence[Structure]) -> np.ndarray:
        """float64 [structures, length], rounded to six decimals.

        They depend neither on the order of a molecule's atoms nor on the other molecules.
        """
        described = [np.zeros((0, self.layout.length))]
        for start in range(0, len(structures), _MOLECULES_AT_ONCE):
            some = structures[start : start + _MOLECULES_AT_ONCE]
            graph = PackedGraphs.pack([self._features.graph(s) for s in some]).whole().to(self._device)
            pooled = self._pooled(graph).cpu().numpy()
            described.append(np.round(pooled, _DECIMALS) + 0.0)  # no -0
        return np.concatenate(described)

    def _pooled(self, graph: GraphBatch) -> torch.Tensor:
        layers = (self.layout.first_layer, self.layout.middle_layer)
        near, wide = self._encoder.states_after(graph, layers)
        atoms = near.new_zeros(graph.size).index_add(0, graph.molecule, near.new_ones(len(near)))[:, None]
        sums = _sums(wide, graph)
        means = sums / atoms
        deviations = wide - means[graph.molecule]
        spread = (_sums(deviations * deviations, graph) / atoms).sqrt()
        return torch.cat([_sums(near, graph), sums, means, spread], dim=1)


def _sums(states: torch.Tensor, graph: GraphBatch) -> torch.Tensor:
    """[molecules, width]: sums over the atoms of each molecule."""
    return states.new_zeros(graph.size, states.shape[1]).index_add(0, graph.molecule, states)
