"""The communication channel between the two levels of one modality, and the projections.

The node level (atoms of a molecule, peaks of a spectrum) and the graph level exchange information only
within their own modality, so that a molecule or a spectrum can still be embedded alone. The graph's context
reaches the nodes before they are aligned. The aligned nodes contribute to the vector of the graph. With the
channel closed, nodes and graph are projected independently, as in the paper's code.
"""

from __future__ import annotations

import torch
from torch import nn

from kmaid_nodes.model.dropout import Dropout
from kmaid_nodes.model.settings import Architecture

ROUND_ROWS = 256


class Projection(nn.Module):
    """Linear-GELU-Linear with residual and LayerNorm, to the length in which vectors are compared."""

    def __init__(self, width: int, length: int, dropout: float):
        super().__init__()
        self.enter = nn.Linear(width, length)
        self.refine = nn.Sequential(nn.GELU(), nn.Linear(length, length), Dropout(dropout))
        self.norm = nn.LayerNorm(length)

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        """[rows, length] from [rows, width]."""
        entered = self.enter(vectors)
        projected: torch.Tensor = self.norm(entered + self.refine(entered))
        return projected


class Channel(nn.Module):
    """Aligned node vectors and graph vectors of one modality, with or without communication."""

    def __init__(self, architecture: Architecture):
        super().__init__()
        width, length = architecture.width, architecture.projection
        self.open = architecture.channel
        self.node = Projection(width, length, architecture.dropout)
        self.graph = Projection(width, length, architecture.dropout)
        self.summary = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, width))
        if self.open:
            self.down = nn.Sequential(
                nn.LayerNorm(width), nn.Linear(width, width), nn.GELU(), nn.Linear(width, width)
            )
            self.up = nn.Sequential(nn.Linear(length, length), nn.GELU(), nn.Linear(length, width))

    def keep_only_nodes(self) -> None:
        """Drop all but what `context` and `nodes` need."""
        del self.graph
        if self.open:
            del self.up

    def keep_only_nodes_alone(self) -> None:
        """Drop all but what `nodes_alone` needs."""
        self.keep_only_nodes()
        del self.summary
        if self.open:
            del self.down

    def nodes(self, states: torch.Tensor, owner: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        """[nodes, length]: aligned vectors of `states` [nodes, width], each node of graph `owner`."""
        if self.open:
            states = states + self.down(context)[owner]
        return in_round_numbers(self.node, states)

    def nodes_alone(self, states: torch.Tensor) -> torch.Tensor:
        """[nodes, length]: aligned vectors of nodes without a graph (a peak that might be)."""
        aligned: torch.Tensor = self.node(states)
        return aligned

    def graphs(self, context: torch.Tensor, aligned: torch.Tensor, owner: torch.Tensor) -> torch.Tensor:
        """[graphs, length]: vectors of graphs from their context [graphs, width] and aligned nodes."""
        if self.open:
            context = context + pool(in_round_numbers(self.up, aligned), owner, len(context))
        vectors: torch.Tensor = self.graph(context)
        return vectors

    def context(self, states: torch.Tensor, owner: torch.Tensor, size: int) -> torch.Tensor:
        """[graphs, width]: a summary of each graph's nodes."""
        summary: torch.Tensor = self.summary(pool(states, owner, size))
        return summary


def in_round_numbers(network: nn.Module, rows: torch.Tensor) -> torch.Tensor:
    """The network's output for each row. In prediction, idle rows are added so that sizes recur.

    Fast kernels are made, and kept in memory, once per size.
    """
    results: torch.Tensor
    if torch.is_grad_enabled():
        results = network(rows)
        return results
    idle = rows.new_zeros(-len(rows) % ROUND_ROWS, rows.shape[1])
    results = network(torch.cat([rows, idle]))
    return results[: len(rows)]


def pool(vectors: torch.Tensor, owner: torch.Tensor, size: int) -> torch.Tensor:
    """[size, width]: sum of the vectors of each owner, damped so that large molecules stay in range."""
    total = vectors.new_zeros(size, vectors.shape[1]).index_add(0, owner, vectors)
    count = torch.bincount(owner, minlength=size).to(vectors.dtype).clamp(min=1)
    return total / count.sqrt()[:, None]
