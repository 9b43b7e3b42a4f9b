"""K-M3AID: two encoders, four projections, two levels of alignment, one channel in each modality.

Method: Xu, Zhou, Hong, ICML 2024 AI-for-Science workshop (arXiv 2311.13817); the spectrum encoder is
trained from scratch here, and a density over ppm is read off the node-level similarity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.functional import normalize

from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.graphs.packed import GraphBatch
from kmaid_nodes.model.channel import Channel
from kmaid_nodes.model.graph_encoder import GraphEncoder
from kmaid_nodes.model.histogram import ShiftHistograms
from kmaid_nodes.model.peak_lists import PeakLists
from kmaid_nodes.model.settings import Architecture
from kmaid_nodes.model.spectrum_encoder import PeakEncoder, SpectrumEncoder

_LARGEST_SCALE = 200.0


@dataclass(frozen=True, eq=False)
class UniqueCarbons:
    """One carbon for each group that no network can tell apart.

    rows: int64 [distinct], among the carbons of a batch; carbons: float32 [distinct], the size of each group.
    """

    rows: torch.Tensor
    carbons: torch.Tensor


@dataclass(frozen=True, eq=False)
class Vectors:
    """Aligned vectors of one modality: graph [graphs, projection], nodes [nodes, projection].

    log_density: what `KM3AID.log_density` gives for a molecule's nodes, where the channel has already
    needed it (ask `KM3AID.densities`); [carbons, points], or [distinct, points] where `UniqueCarbons` were
    given.
    """

    graph: torch.Tensor
    nodes: torch.Tensor
    log_density: torch.Tensor | None = None


class KM3AID(nn.Module):
    """The alignment model; see `Architecture` for its choices."""

    axis: torch.Tensor

    def __init__(self, architecture: Architecture):
        super().__init__()
        self.architecture = architecture
        self.graph_encoder = GraphEncoder(architecture)
        self.peak_encoder = PeakEncoder(architecture)
        self.spectrum_encoder = SpectrumEncoder(architecture)
        self.molecule = Channel(architecture)
        self.spectrum = Channel(architecture)
        self.histograms = ShiftHistograms(architecture) if architecture.channel else None
        self.hydrogens_field = feature_set(architecture.features).hydrogens_field
        self.mixed_precision = False
        self.only_carbons = False
        self._remembered: dict[int, torch.Tensor] | None = None
        axis = torch.linspace(architecture.ppm_start, architecture.ppm_stop, architecture.ppm_bins)
        self.register_buffer("axis", axis, persistent=False)
        self.log_scales = nn.ParameterDict(
            {name: nn.Parameter(torch.tensor(math.log(20.0))) for name in ("graph", "node", "density")}
        )

    def molecules(self, graph: GraphBatch, unique: UniqueCarbons | None = None) -> Vectors:
        """Graph vectors [molecules, projection] and vectors of the carbons [carbons, projection].

        unique: the carbons whose densities are calculated; None: all.
        """
        context, nodes = self._carbons(graph)
        vectors = self.molecule.graphs(context, nodes, graph.carbon_molecule)
        if self.histograms is None:
            return Vectors(vectors, nodes)
        hydrogens, owner = self._hydrogens(graph), graph.carbon_molecule
        if unique is None:
            log_density = self.log_density(nodes)
            shown = self.histograms.of_carbons(log_density, hydrogens, owner, graph.size)
        else:
            log_density = self.log_density(nodes[unique.rows])
            shown = self.histograms.of_carbons(
                log_density, hydrogens[unique.rows], owner[unique.rows], graph.size, unique.carbons
            )
        return Vectors(vectors + shown, nodes, log_density)

    def carbons(self, graph: GraphBatch, rows: torch.Tensor | None = None) -> torch.Tensor:
        """[carbons, projection]: only the nodes of `molecules`; rows: int64, which of them, None: all."""
        return self._carbons(graph, rows)[1]

    def _carbons(
        self, graph: GraphBatch, rows: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        with self._precision():
            states = self.graph_encoder(graph)
        states = states.float()
        context = self.molecule.context(states, graph.molecule, graph.size)
        carbons, owner = graph.carbons, graph.carbon_molecule
        if rows is not None:
            carbons, owner = carbons[rows], owner[rows]
        return context, self.molecule.nodes(states[carbons], owner, context)

    def keep_only_carbons(self) -> None:
        """Drop all but what `carbons` and `log_density` need: no graph vectors and no spectra afterwards."""
        if self.only_carbons:
            return
        self.only_carbons = True
        del self.spectrum_encoder, self.histograms
        self.molecule.keep_only_nodes()
        self.spectrum.keep_only_nodes_alone()

    def spectra(self, lists: PeakLists) -> Vectors:
        """Spectrum vectors [spectra, projection] and vectors of the peaks [peaks, projection]."""
        alone = self.peak_encoder(lists.ppm, lists.hydrogens)
        with self._precision():
            together = self.spectrum_encoder(alone, lists)
        together = together.float()
        context = self.spectrum.context(together, lists.spectrum, lists.size)
        nodes = self.spectrum.nodes(alone, lists.spectrum, context)
        vectors = self.spectrum.graphs(context, nodes, lists.spectrum)
        if self.histograms is not None:
            vectors = vectors + self.histograms.of_peaks(
                lists.ppm, lists.hydrogens, lists.spectrum, lists.size
            )
        return Vectors(vectors, nodes)

    def densities(self, molecules: Vectors, hydrogens: torch.Tensor | None = None) -> torch.Tensor:
        """[carbons, points]: `log_density` of molecules' carbons, reused where the channel has it already."""
        if hydrogens is None and molecules.log_density is not None:
            return molecules.log_density
        return self.log_density(molecules.nodes, hydrogens)

    def log_density(self, carbons: torch.Tensor, hydrogens: torch.Tensor | None = None) -> torch.Tensor:
        """[carbons, points]: log probability of each carbon's shift on `axis` (ppm), rows sum to 1.

        carbons: aligned carbon vectors [carbons, projection], compared with every possible peak.
        hydrogens: int64 [carbons], for models trained on the node level alone: only peaks of each carbon's
        own multiplicity are compared, as in node-level training.
        """
        if hydrogens is None:
            return torch.log_softmax(
                self.similarity("density", carbons, self._possible(UNKNOWN_HYDROGENS)), 1
            )
        logits = carbons.new_empty(len(carbons), len(self.axis))
        for count in torch.unique(hydrogens.clamp(max=UNKNOWN_HYDROGENS)).tolist():
            rows = hydrogens.clamp(max=UNKNOWN_HYDROGENS) == count
            logits[rows] = self.similarity("node", carbons[rows], self._possible(count))
        return torch.log_softmax(logits, dim=1)

    def _precision(self) -> torch.autocast:
        """Encoders may calculate in bfloat16 while training; similarities never do."""
        return torch.autocast(
            self.axis.device.type, torch.bfloat16, enabled=self.mixed_precision and self.training
        )

    def _hydrogens(self, graph: GraphBatch) -> torch.Tensor:
        if self.hydrogens_field is None:
            return torch.full_like(graph.carbons, UNKNOWN_HYDROGENS)
        return graph.atoms[graph.carbons, self.hydrogens_field].clamp(max=UNKNOWN_HYDROGENS)

    @torch.no_grad()
    def remember_possible_peaks(self) -> None:
        """Calculate the vectors of possible peaks once: for a network that is no longer trained.

        This is not left to the first use, since products may be rounded then.
        """
        self._remembered = {count: self._possible_anew(count) for count in range(UNKNOWN_HYDROGENS + 1)}

    def _possible(self, hydrogens: int) -> torch.Tensor:
        return self._possible_anew(hydrogens) if self._remembered is None else self._remembered[hydrogens]

    def _possible_anew(self, hydrogens: int) -> torch.Tensor:
        counts = torch.full(self.axis.shape, hydrogens, dtype=torch.long, device=self.axis.device)
        return self.spectrum.nodes_alone(self.peak_encoder(self.axis, counts))

    def similarity(self, level: str, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        """[rows of a, rows of b]: similarity of aligned vectors at the level "graph", "node" or "density"."""
        if not self.architecture.learned_temperature:
            return a @ b.T
        scale: torch.Tensor = self.log_scales[level].exp().clamp(max=_LARGEST_SCALE)
        if level == "graph":
            return scale * (normalize(a, dim=1) @ normalize(b, dim=1).T)
        return (scale / a.shape[1]) * (a @ b.T)
