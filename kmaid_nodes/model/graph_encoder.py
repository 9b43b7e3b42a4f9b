"""Atom vectors from a molecular graph by message passing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import torch
from torch import nn

from kmaid_nodes.graphs.features import N_BOND_TYPES, feature_set
from kmaid_nodes.graphs.message_passing import Messages
from kmaid_nodes.graphs.packed import GraphBatch
from kmaid_nodes.model.dropout import Dropout
from kmaid_nodes.model.settings import Architecture

_OFTEN_ENOUGH = 40
_ROUND_ATOMS = 128
_ROUND_EDGES = 256


class CategoricalEmbedding(nn.Module):
    """Sum of one learned vector per categorical field."""

    starts: torch.Tensor

    def __init__(self, sizes: tuple[int, ...], width: int):
        super().__init__()
        starts = [sum(sizes[:k]) for k in range(len(sizes))]
        self.register_buffer("starts", torch.tensor(starts), persistent=False)
        self.table = nn.EmbeddingBag(sum(sizes), width, mode="sum")
        nn.init.normal_(self.table.weight, std=len(sizes) ** -0.5)

    def forward(self, fields: torch.Tensor) -> torch.Tensor:
        """[rows, width] from int64 [rows, fields]."""
        summed: torch.Tensor = self.table(fields + self.starts)
        return summed


class GatedLayer(nn.Module):
    """Residual gated graph convolution with edge states (Bresson & Laurent 2017, arXiv 1711.07553)."""

    def __init__(self, width: int, dropout: float):
        super().__init__()
        self.atom_norm, self.edge_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.at_source, self.at_target = nn.Linear(width, 2 * width), nn.Linear(width, 2 * width)
        self.at_edge = nn.Linear(width, width)
        self.mix = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, 2 * width),
            nn.GELU(),
            nn.Linear(2 * width, width),
            Dropout(dropout),
        )

    def forward(
        self, atoms: torch.Tensor, edges: torch.Tensor, messages: Messages
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Atom states [atoms, width] and edge states [edges, width], each one step on."""
        normed = self.atom_norm(atoms)
        gate_source, value = self.at_source(normed).chunk(2, dim=1)
        gate_target, own = self.at_target(normed).chunk(2, dim=1)
        edge = self.at_edge(self.edge_norm(edges))
        edge += gate_source.index_select(0, messages.source)
        edge += gate_target.index_select(0, messages.target)
        gate = torch.sigmoid(edge)
        received = messages.weighted_sum(value, gate) / (messages.edge_sum(gate) + 1e-3)
        atoms = atoms + torch.nn.functional.gelu(own + received)
        return atoms + self.mix(atoms), edges + torch.nn.functional.gelu(edge)


class GinLayer(nn.Module):
    """Graph isomorphism layer with bond vectors and batch normalisation (arXiv 1810.00826, 1905.12265)."""

    def __init__(self, width: int, edge_fields: tuple[int, ...], last: bool):
        super().__init__()
        self.bond = CategoricalEmbedding(edge_fields, width)
        self.epsilon = nn.Parameter(torch.zeros(()))
        self.mix = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
        self.norm = nn.BatchNorm1d(width)
        self.last = last

    def forward(self, atoms: torch.Tensor, fields: torch.Tensor, messages: Messages) -> torch.Tensor:
        """Atom states [atoms, width] one step on."""
        bonds = self.bond(fields)
        received = messages.weighted_sum(atoms, torch.ones_like(bonds)) + messages.edge_sum(bonds)
        atoms = self.norm(self.mix((1 + self.epsilon) * atoms + received))
        return atoms if self.last else torch.relu(atoms)


class GraphEncoder(nn.Module):
    """Atom vectors [atoms, width] of a batch of molecules.

    Kinds of relations between atoms (`graphs.stereo`) that are too rare in training are left out: their
    vectors would be noise.
    """

    known_edges: torch.Tensor

    def __init__(self, architecture: Architecture):
        super().__init__()
        features, width = feature_set(architecture.features), architecture.width
        self.masked = architecture.masked
        self.atom = CategoricalEmbedding(features.atom_fields, width)
        self.register_buffer("known_edges", torch.ones(features.edge_fields[0], dtype=torch.bool))
        self.gated = architecture.message_passing == "gated"
        if self.gated:
            self.bond = CategoricalEmbedding(features.edge_fields, width)
            self.layers = nn.ModuleList(
                GatedLayer(width, architecture.dropout) for _ in range(architecture.layers)
            )
        else:
            self.layers = nn.ModuleList(
                GinLayer(width, features.edge_fields, last=k == architecture.layers - 1)
                for k in range(architecture.layers)
            )

    def meet(self, edges: np.ndarray, more: bool = False) -> None:
        """Note which kinds of relation are frequent in the training data; edges: integers [edges, fields].

        more: besides those that were frequent in the data it was trained on before.
        """
        counts = np.bincount(edges[:, 0], minlength=len(self.known_edges))
        known = (counts >= _OFTEN_ENOUGH) | (np.arange(len(counts)) < N_BOND_TYPES)
        if more:
            known |= self.known_edges.cpu().numpy()
        self.known_edges.copy_(torch.from_numpy(known))

    def _reduced_precision(self, device: str) -> bool:
        return self.atom.table.weight.dtype == torch.bfloat16 or torch.is_autocast_enabled(device)

    def _partly_hidden(self, rows: torch.Tensor) -> torch.Tensor:
        if not self.training or not self.masked:
            return rows
        return rows * (torch.rand(len(rows), 1, device=rows.device) >= self.masked)

    def forward(self, graph: GraphBatch) -> torch.Tensor:
        """[atoms, width]."""
        for atoms in self._steps(graph):  # noqa: B007
            pass
        return atoms[: len(graph.atoms)]

    def states_after(self, graph: GraphBatch, layers: Sequence[int]) -> list[torch.Tensor]:
        """Atom states [atoms, width] after each of these layers, which count from 1, in ascending order."""
        steps = enumerate(islice(self._steps(graph), max(layers)), 1)
        states = {layer: atoms[: len(graph.atoms)] for layer, atoms in steps if layer in layers}
        return [states[layer] for layer in layers]

    def _steps(self, graph: GraphBatch) -> Iterator[torch.Tensor]:
        """Atom states after each layer, in fast precisions with idle atoms behind them."""
        known = self.known_edges[graph.edges[:, 0]]
        source, target, fields = graph.source[known], graph.target[known], graph.edges[known]
        atom_fields = graph.atoms
        if self.gated and self._reduced_precision(atom_fields.device.type):
            atom_fields, source, target, fields = _in_round_numbers(atom_fields, source, target, fields)
        messages = Messages(source, target, len(atom_fields))
        atoms = self._partly_hidden(self.atom(atom_fields))
        edges = self._partly_hidden(self.bond(fields)) if self.gated else None
        for layer in self.layers:
            if edges is None:
                atoms = layer(atoms, fields, messages)
            else:
                atoms, edges = layer(atoms, edges, messages)
            yield atoms


def _in_round_numbers(
    atoms: torch.Tensor, source: torch.Tensor, target: torch.Tensor, edges: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """The same graph with idle atoms and edges: fast kernels are made once per size, so sizes must recur."""
    idle_atoms = _ROUND_ATOMS - len(atoms) % _ROUND_ATOMS
    idle_edges = -len(source) % _ROUND_EDGES
    ends = source.new_full((idle_edges,), len(atoms))
    return (
        torch.cat([atoms, atoms.new_zeros(idle_atoms, atoms.shape[1])]),
        torch.cat([source, ends]),
        torch.cat([target, ends]),
        torch.cat([edges, edges.new_zeros(idle_edges, edges.shape[1])]),
    )
