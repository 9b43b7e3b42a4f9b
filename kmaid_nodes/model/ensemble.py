"""Several K-M3AID networks, trained from different seeds, that predict shifts together.

The mean of the members' densities is more accurate and better calibrated than each of them
(Lakshminarayanan et al. 2017, arXiv 1612.01474). Molecules and spectra are embedded by the first member
alone, so that embeddings stay short; the others keep only what their densities need. Where the first is
narrower than the others, to embed quickly, it may be left out of the mean.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence

import torch
from torch import nn

from kmaid_nodes.graphs.packed import GraphBatch
from kmaid_nodes.model.km3aid import KM3AID, Vectors
from kmaid_nodes.model.peak_lists import PeakLists
from kmaid_nodes.model.settings import Architecture


class Ensemble(nn.Module):
    """One network, or several. What the ensemble does not need is removed from the networks given.

    embedder_in_ensemble: the first member's densities count in the mean; those of a single member always do.
    """

    def __init__(self, members: Sequence[KM3AID], embedder_in_ensemble: bool = True):
        super().__init__()
        self.embedder_in_ensemble = embedder_in_ensemble or len(members) == 1
        for member in members[1:]:
            member.keep_only_carbons()
        self.members = nn.ModuleList(members)

    @classmethod
    def untrained(cls, architectures: Sequence[Architecture], embedder_in_ensemble: bool = True) -> Ensemble:
        """An ensemble of members of these shapes, ready for weights."""
        return cls([KM3AID(architecture) for architecture in architectures], embedder_in_ensemble)

    @property
    def first(self) -> KM3AID:
        """The member that embeds."""
        member = self.members[0]
        assert isinstance(member, KM3AID)
        return member

    @property
    def axis(self) -> torch.Tensor:
        """The ppm of the points of a density, [points]."""
        return self.first.axis

    def for_prediction(self, bfloat16: bool, device: torch.device | str = "cpu") -> Ensemble:
        """A copy on a device that is faster because it is no longer trained.

        bfloat16: its graph encoders calculate in that precision; vectors change by half a percent.
        """
        faster = copy.deepcopy(self).eval().to(device)
        for member in faster.members:
            assert isinstance(member, KM3AID)
            member.remember_possible_peaks()
            if bfloat16:
                member.graph_encoder.bfloat16()
        return faster

    def molecules(self, graph: GraphBatch) -> Vectors:
        """As `KM3AID.molecules`, of the first member."""
        return self.first.molecules(graph)

    def spectra(self, lists: PeakLists) -> Vectors:
        """As `KM3AID.spectra`, of the first member."""
        return self.first.spectra(lists)

    def log_density(
        self,
        graph: GraphBatch,
        hydrogens: torch.Tensor | None = None,
        rows: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """[carbons, points]: log of the mean of the predicting members' densities; see `KM3AID.log_density`.

        rows: int64, the carbons to calculate, among those of the graph; None: all. hydrogens: those attached
        to these carbons.
        """
        predicting = list(self.members)[0 if self.embedder_in_ensemble else 1 :]
        log_densities = (self._of_member(member, graph, hydrogens, rows) for member in predicting)
        total = next(log_densities)
        if len(predicting) == 1:
            return total
        total.exp_()
        for log_density in log_densities:
            total += log_density.exp_()
        return total.clamp_(min=torch.finfo(total.dtype).tiny).log_() - math.log(len(predicting))

    @staticmethod
    def _of_member(
        member: nn.Module,
        graph: GraphBatch,
        hydrogens: torch.Tensor | None,
        rows: torch.Tensor | None,
    ) -> torch.Tensor:
        assert isinstance(member, KM3AID)
        return member.log_density(member.carbons(graph, rows), hydrogens)
