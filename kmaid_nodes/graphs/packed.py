"""Many molecular graphs in a few flat arrays, and batches cut out of them as one graph each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
import torch

from kmaid_nodes.graphs.features import N_BOND_TYPES, MolecularGraph
from kmaid_nodes.graphs.ragged import gather_index, offsets_of


@dataclass(frozen=True, eq=False)
class GraphBatch:
    """Several molecules as one disconnected graph.

    atoms: int64 [atoms, atom fields]; source, target: int64 [edges], atom positions in the batch;
    edges: int64 [edges, edge fields]; molecule: int64 [atoms], the molecule of each atom;
    carbons: int64 [carbons], atom positions; carbon_molecule: int64 [carbons]; size: molecules.
    """

    atoms: torch.Tensor
    source: torch.Tensor
    target: torch.Tensor
    edges: torch.Tensor
    molecule: torch.Tensor
    carbons: torch.Tensor
    carbon_molecule: torch.Tensor
    size: int

    def to(self, device: torch.device | str) -> GraphBatch:
        """The same batch on another device."""
        moved = {
            f.name: getattr(self, f.name).to(device, non_blocking=True)
            for f in fields(self)
            if f.name != "size"
        }
        return replace(self, **moved)

    def without_configuration(self, molecules: torch.Tensor) -> GraphBatch:
        """The same molecules, some without the relations that tell their configuration (`graphs.stereo`).

        molecules: bool [size], which of them; others keep what they have.
        """
        kept = (self.edges[:, 0] < N_BOND_TYPES) | ~molecules[self.molecule[self.source]]
        return replace(self, source=self.source[kept], target=self.target[kept], edges=self.edges[kept])


@dataclass(frozen=True)
class PackedGraphs:
    """Graphs of many molecules end to end; `*_offsets` (int64 [molecules + 1]) are their boundaries.

    Arrays as in `MolecularGraph`, atom positions counted from the start of each molecule.
    """

    atoms: np.ndarray
    atom_offsets: np.ndarray
    source: np.ndarray
    target: np.ndarray
    edges: np.ndarray
    edge_offsets: np.ndarray
    carbons: np.ndarray
    carbon_offsets: np.ndarray

    @classmethod
    def pack(cls, graphs: Iterable[MolecularGraph]) -> PackedGraphs:
        """Pack graphs of one feature set; at least one is needed."""
        graphs = list(graphs)
        return cls(
            np.concatenate([g.atoms for g in graphs]),
            offsets_of(np.array([len(g.atoms) for g in graphs])),
            np.concatenate([g.source for g in graphs]),
            np.concatenate([g.target for g in graphs]),
            np.concatenate([g.edges for g in graphs]),
            offsets_of(np.array([len(g.source) for g in graphs])),
            np.concatenate([g.carbons for g in graphs]),
            offsets_of(np.array([len(g.carbons) for g in graphs])),
        )

    @classmethod
    def joined(cls, first: PackedGraphs, second: PackedGraphs) -> PackedGraphs:
        """The molecules of two, end to end."""
        arrays = {}
        for f in fields(cls):
            a, b = getattr(first, f.name), getattr(second, f.name)
            arrays[f.name] = np.concatenate([a, a[-1] + b[1:]] if f.name.endswith("_offsets") else [a, b])
        return cls(**arrays)

    def __len__(self) -> int:
        """Number of molecules."""
        return len(self.atom_offsets) - 1

    def only(self, molecules: np.ndarray) -> PackedGraphs:
        """The molecules at these positions, packed in this order."""
        atoms, n_atoms = gather_index(self.atom_offsets, molecules)
        edges, n_edges = gather_index(self.edge_offsets, molecules)
        carbons, n_carbons = gather_index(self.carbon_offsets, molecules)
        return PackedGraphs(
            self.atoms[atoms],
            offsets_of(n_atoms),
            self.source[edges],
            self.target[edges],
            self.edges[edges],
            offsets_of(n_edges),
            self.carbons[carbons],
            offsets_of(n_carbons),
        )

    def batch(self, molecules: np.ndarray) -> GraphBatch:
        """The molecules at these positions as one graph, in this order."""
        atom_rows, n_atoms = gather_index(self.atom_offsets, molecules)
        edge_rows, n_edges = gather_index(self.edge_offsets, molecules)
        carbon_rows, n_carbons = gather_index(self.carbon_offsets, molecules)
        shift = np.cumsum(n_atoms) - n_atoms
        edge_shift = np.repeat(shift, n_edges)
        number = np.arange(len(molecules))

        def tensor(array: np.ndarray) -> torch.Tensor:
            return torch.from_numpy(array.astype(np.int64))

        return GraphBatch(
            tensor(self.atoms[atom_rows]),
            tensor(self.source[edge_rows] + edge_shift),
            tensor(self.target[edge_rows] + edge_shift),
            tensor(self.edges[edge_rows]),
            tensor(np.repeat(number, n_atoms)),
            tensor(self.carbons[carbon_rows] + np.repeat(shift, n_carbons)),
            tensor(np.repeat(number, n_carbons)),
            len(molecules),
        )

    def whole(self) -> GraphBatch:
        """All molecules as one graph."""
        return self.batch(np.arange(len(self)))


def batch_graphs(graphs: Iterable[MolecularGraph]) -> GraphBatch:
    """Graphs of one feature set as one batch."""
    return PackedGraphs.pack(graphs).whole()
