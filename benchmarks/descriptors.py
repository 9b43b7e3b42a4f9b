"""How well properties are learned from K-M3AID's descriptors, and from others.

    python benchmarks/descriptors.py --computed nmrshiftdb2_true.sd.gz nmrshiftdb2_relabelled.sd.gz \
        --measured delaney.csv freesolv.csv lipo.csv bace.csv bbbp.csv tox21.csv:NR-AhR

Descriptors of the model against its embedding, Morgan fingerprints (counts, radius 2, 2,048 numbers) and the
2D descriptors of RDKit, with ridge regression and a random forest, on random splits and on splits by
Bemis-Murcko scaffold. Each figure is R2, or the area under the ROC curve where the property is 0 or 1: the
mean over the splits, and in brackets the central 95 % when the test molecules are drawn anew. A star: no
other is better beyond chance (the same draws, in pairs). Computed properties are those of the test split's
molecules, which the model has not seen. `docs/descriptors.md` says where the files of measured properties
come from.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from options import parser_of
from property_files import Property, computed, measured
from property_learners import LEARNERS, SPLITS, auc, r_squared
from rdkit import RDLogger
from rdkit.Chem import Descriptors
from rdkit.Chem.rdFingerprintGenerator import GetMorganGenerator

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor

OURS, EMBEDDING, MORGAN, RDKIT = "descriptors", "embedding", "Morgan", "RDKit 2D"
KINDS = (OURS, EMBEDDING, MORGAN, RDKIT)
_DRAWS = 500
_Score = Callable[[np.ndarray, np.ndarray], float]
_Predictions = list[tuple[np.ndarray, dict[str, np.ndarray]]]


def main() -> None:
    options = _options()
    RDLogger.DisableLog("rdApp.*")
    predictor = Predictor(load_model(options.model))
    properties = [measured(argument) for argument in options.measured]
    properties += computed(options.computed, options.split) if options.computed else []
    print(f"\n| property | molecules | split | learner | {' | '.join(KINDS)} |")
    print("| --- " * (4 + len(KINDS)) + "|")
    described: dict[str, np.ndarray] = {}
    before: Sequence[Structure] = ()
    for each in properties:
        if each.structures is not before:  # computed properties share their molecules
            described, before = _described(each.structures, predictor), each.structures
        for split in options.splits:
            for learner in options.learners:
                _print_row(each, described, split, learner, options.repeats)


def _options() -> argparse.Namespace:
    parser = parser_of(__doc__)
    parser.add_argument("--measured", nargs="*", default=[], metavar="FILE[:COLUMN]")
    parser.add_argument("--computed", nargs="*", type=Path, default=[], metavar="SPECTRA")
    parser.add_argument("--repeats", type=int, default=5, help="splits of each kind (default: 5)")
    parser.add_argument("--splits", nargs="+", choices=list(SPLITS), default=list(SPLITS))
    parser.add_argument("--learners", nargs="+", choices=list(LEARNERS), default=list(LEARNERS))
    return parser.parse_args()


def _described(structures: Sequence[Structure], predictor: Predictor) -> dict[str, np.ndarray]:
    """float64 [molecules, numbers] for each kind."""
    morgan = GetMorganGenerator(radius=2, fpSize=2048)
    all_2d = [list(Descriptors.CalcMolDescriptors(s.mol).values()) for s in structures]
    rdkit = np.clip(np.nan_to_num(np.array(all_2d, np.float64), posinf=1e30, neginf=-1e30), -1e30, 1e30)
    return {
        OURS: predictor.describer.descriptors(structures),
        EMBEDDING: predictor.describe_molecules(structures)[0].astype(np.float64),
        MORGAN: np.array([morgan.GetCountFingerprintAsNumPy(s.mol) for s in structures], np.float64),
        RDKIT: rdkit,
    }


def _print_row(
    of: Property, described: dict[str, np.ndarray], split: str, learner: str, repeats: int
) -> None:
    scaffolds = of.scaffolds
    predictions: _Predictions = []
    # RDKit's descriptors hold the computed properties themselves.
    kinds = [kind for kind in KINDS if not (of.computed and kind == RDKIT)]
    for seed in range(repeats):
        test = SPLITS[split](scaffolds, seed)
        predicted = {
            kind: LEARNERS[learner](described[kind][~test], of.values[~test], described[kind][test], seed)
            for kind in kinds
        }
        predictions.append((of.values[test], predicted))
    cells = _cells(predictions, auc if of.is_class else r_squared)
    found = [cells.get(kind, "-") for kind in KINDS]
    print(f"| {of.name} | {len(of.values)} | {split} | {learner} | {' | '.join(found)} |", flush=True)


def _cells(predictions: _Predictions, score: _Score) -> dict[str, str]:
    """The score of each kind with its interval, and a star unless another one is better beyond chance."""
    kinds = list(predictions[0][1])
    means = {kind: np.mean([score(y, p[kind]) for y, p in predictions]) for kind in kinds}
    draw = np.random.default_rng(0)
    drawn = np.empty((_DRAWS, len(kinds)))
    for number in range(_DRAWS):
        chosen = [(y, p, draw.integers(len(y), size=len(y))) for y, p in predictions]
        drawn[number] = [np.mean([score(y[c], p[kind][c]) for y, p, c in chosen]) for kind in kinds]
    best = max(range(len(kinds)), key=lambda k: means[kinds[k]])
    cells = {}
    for k, kind in enumerate(kinds):
        low, high = np.quantile(drawn[:, k], (0.025, 0.975))
        is_beaten = np.quantile(drawn[:, best] - drawn[:, k], 0.025) > 0
        cells[kind] = f"{means[kind]:.2f} ({low:.2f} to {high:.2f}){'' if is_beaten else ' *'}"
    return cells


if __name__ == "__main__":
    main()
