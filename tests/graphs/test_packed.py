"""Batches cut out of packed graphs are the molecules they were made of."""

import numpy as np
import torch

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.graphs.packed import PackedGraphs

SMILES = ["CCO", "c1ccccc1", "C", "CC(=O)OC1CCCCC1"]


def packed() -> PackedGraphs:
    return PackedGraphs.pack(feature_set("default").graph(parse_structure(s)) for s in SMILES)


def test_a_batch_holds_the_chosen_molecules_in_the_chosen_order():
    batch = packed().batch(np.array([3, 0]))
    assert batch.size == 2
    assert torch.bincount(batch.molecule).tolist() == [10, 3]
    assert torch.bincount(batch.carbon_molecule).tolist() == [8, 2]


def test_bonds_stay_inside_their_molecule():
    batch = packed().batch(np.array([1, 3, 0]))
    assert torch.equal(batch.molecule[batch.source], batch.molecule[batch.target])


def test_a_molecule_without_bonds_has_its_atom():
    batch = packed().batch(np.array([2]))
    assert len(batch.atoms) == 1 and len(batch.source) == 0


def test_carbons_are_carbons():
    batch = packed().batch(np.arange(4))
    carbon = batch.atoms[batch.carbons][:, 0]
    assert (carbon == carbon[0]).all() and len(carbon) == 2 + 6 + 1 + 8
