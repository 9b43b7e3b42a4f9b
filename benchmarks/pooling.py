"""Which pooling of atom states describes molecules best: the measurement behind `model/descriptor_layout.py`.

    python benchmarks/pooling.py --split validation \
        --computed nmrshiftdb2_true.sd.gz nmrshiftdb2_relabelled.sd.gz \
        --measured Tetrahymena_pyriformis_Work_set_OCHEM.sdf:IGC50 logBB.sdf:logBB

A pooling has parts such as 2.3.sum: the second network, the states after its third layer, summed over
the atoms. Each figure is R2 of ridge regression in five-fold cross-validation.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from options import parser_of
from property_files import Property, computed, measured
from property_learners import r_squared, ridge

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.graphs.packed import PackedGraphs
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor

POOLINGS = (
    "1.5.mean", "1.5.sum", "1.1.sum", "2.6.mean", "2.6.sum", "2.3.mean", "2.3.sum", "2.3.max", "2.3.spread",
    "2.1.sum", "2.3.mean+2.3.sum", "2.1.sum+2.3.sum", "2.3.sum+3.3.sum",
    "1.1.sum+1.3.sum+1.3.mean+1.3.spread",
    "2.1.sum+2.3.sum+2.3.mean", "2.1.sum+2.3.sum+2.3.mean+2.3.max", "2.1.sum+2.3.sum+2.3.mean+2.3.spread",
    "2.1.sum+2.3.sum+2.3.mean+2.3.spread+log",
)  # fmt: skip
_FOLDS = 5
_AT_ONCE = 64


def main() -> None:
    options = _options()
    predictor = Predictor(load_model(options.model))
    properties = [measured(argument) for argument in options.measured]
    properties += computed(options.computed, options.split) if options.computed else []
    sets = {id(each.structures): each.structures for each in properties}
    states = {key: _parts(structures, predictor, options.poolings) for key, structures in sets.items()}
    print(f"\n| pooling | numbers | {' | '.join(each.name for each in properties)} | mean |")
    print("| --- " * (3 + len(properties)) + "|")
    for pooling in options.poolings:
        names = pooling.split("+")
        vectors = {
            key: np.concatenate([parts[name] for name in names], axis=1) for key, parts in states.items()
        }
        scores = [_score(vectors[id(each.structures)], each) for each in properties]
        numbers = next(iter(vectors.values())).shape[1]
        shown = " | ".join(f"{score:.3f}" for score in [*scores, float(np.mean(scores))])
        print(f"| {pooling} | {numbers} | {shown} |", flush=True)


def _options() -> argparse.Namespace:
    parser = parser_of(__doc__)
    parser.add_argument("--measured", nargs="*", default=[], metavar="FILE[:COLUMN]")
    parser.add_argument("--computed", nargs="*", type=Path, default=[], metavar="SPECTRA")
    parser.add_argument("--poolings", nargs="+", default=POOLINGS)
    return parser.parse_args()


def _score(x: np.ndarray, of: Property) -> float:
    fold = np.random.default_rng(0).permutation(len(x)) % _FOLDS
    predicted = np.empty(len(x))
    for number in range(_FOLDS):
        test = fold == number
        predicted[test] = ridge(x[~test], of.values[~test], x[test], number)
    return r_squared(of.values, predicted)


@torch.inference_mode()
def _parts(
    structures: Sequence[Structure], predictor: Predictor, poolings: Sequence[str]
) -> dict[str, np.ndarray]:
    """float64 [molecules, numbers] by the names of all parts."""
    names = dict.fromkeys(name for pooling in poolings for name in pooling.split("+"))
    found: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for start in range(0, len(structures), _AT_ONCE):
        some = structures[start : start + _AT_ONCE]
        graph = PackedGraphs.pack([predictor.features.graph(s) for s in some]).whole()
        atoms = np.bincount(graph.molecule.numpy())
        for name in names:
            if name == "log":
                found[name].append(np.log(atoms)[:, None])
                continue
            network, layer, kind = name.split(".")
            member = predictor.trained.network.members[int(network) - 1]
            assert isinstance(member, KM3AID)
            (states,) = member.graph_encoder.states_after(graph, [int(layer)])
            each = np.split(states.double().numpy(), np.cumsum(atoms)[:-1])
            pooled = {"sum": np.sum, "mean": np.mean, "max": np.max, "spread": np.std}[kind]
            found[name].append(np.stack([pooled(own, axis=0) for own in each]))
    return {name: np.concatenate(parts) for name, parts in found.items()}


if __name__ == "__main__":
    main()
