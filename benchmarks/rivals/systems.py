"""Systems under comparison: each gives densities over ppm, which are all assigned and counted alike.

A system that only predicts shifts gets a density around each of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from rivals.predictions import read_predictions
from scipy.special import logsumexp

from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.tasks.predict import predict_shifts
from kmaid_nodes.tasks.scored_split import ScoredSplit, calibrated_densities, scored_lists, scored_split
from kmaid_nodes.training.examples import ExampleBuilder, ExampleRow, Examples
from kmaid_nodes.training.scoring import Scorer
from kmaid_nodes.training.spectrum_scores import ListScores, SpectrumScores

BUNDLED = "bundled"
AXIS = np.linspace(-30.0, 260.0, 1161)
# The cost in nats of a peak at a distance (ppm) from a plain prediction. The first, a Student density of
# three degrees of freedom, is best on the validation split and favours systems that give no density.
_SCALE_PPM = 2.0
COSTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "student": lambda away: 2 * np.log1p((away / _SCALE_PPM) ** 2 / 3),
    "distance": lambda away: away / _SCALE_PPM,
}
# The lower limit of a density.
_LEAST = 1e-12
# Where a system predicts nothing; these spectra count as wrong.
_ANYWHERE_PPM = 100.0


@dataclass(frozen=True)
class System:
    """One system, measured on the spectra of a split.

    missing: bool [spectra], it predicts nothing; densities: of examples, log [carbons, points of AXIS]; seen:
    whether it was trained on the molecules; calibrated: its confidences are; per_second: molecules by task.
    """

    name: str
    split: ScoredSplit
    missing: np.ndarray
    densities: Callable[[Examples], np.ndarray]
    seen: str = "no"
    calibrated: bool = False
    per_second: dict[str, float] = field(default_factory=dict)


def of_model(name: str, model: str, records: Sequence[Record], split: str, timed: int) -> System:
    """A model of ours; timed: how many molecules are predicted and assigned for its speed."""
    predictor = Predictor(load_model(None if model == BUNDLED else Path(model)))
    builder = ExampleBuilder(predictor.features)
    for record in records:
        builder.add(record)
    rows, examples = builder.rows(split), builder.build(split)
    assert examples is not None, f"the {split} split has no spectra"
    rates = _rates(predictor, [row.record for row in rows[:timed]])
    scored = scored_split(examples, predictor)
    nothing = np.zeros(len(examples), bool)
    return System(name, scored, nothing, calibrated_densities(predictor), calibrated=True, per_second=rates)


def _rates(predictor: Predictor, records: Sequence[Record]) -> dict[str, float]:
    """Molecules per second from text to result, the fastest of three runs: other work slows a run."""
    rates = {}
    for name, task in (("predicted", predict_shifts), ("assigned", assign)):
        seconds = []
        for _ in range(3):
            start = time.perf_counter()
            for _ in task(records, predictor):
                pass
            seconds.append(time.perf_counter() - start)
        rates[name] = len(records) / min(seconds)
    return rates


def of_files(
    name: str, files: Iterable[Path], rows: Sequence[ExampleRow], examples: Examples, cost: str
) -> System:
    """A system whose shifts are in files; equivalent carbons get the mean of their shifts."""
    shifts: dict[str, dict[int, float]] = {}
    runs = []
    for file in files:
        of_file, run = read_predictions(file)
        shifts |= of_file
        runs.append(run)
    by_id, missing = {}, np.zeros(len(rows), bool)
    for k, row in enumerate(rows):
        of_atom, structure = shifts.get(row.record.id, {}), row.structure
        ppm = np.array([of_atom.get(int(atom), np.nan) for atom in structure.carbon_atom_index])
        missing[k] = np.isnan(ppm).any()
        number = structure.symmetry_class
        mean = (np.bincount(number, ppm) / np.bincount(number))[number]
        by_id[row.record.id] = np.full(len(ppm), _ANYWHERE_PPM) if missing[k] else mean

    def densities(chunk: Examples) -> np.ndarray:
        return plain(np.concatenate([by_id[spectrum] for spectrum in chunk.ids]), cost)

    rate = {"predicted": sum(run.molecules for run in runs) / sum(run.seconds for run in runs)}
    seen = "; ".join(sorted({run.seen for run in runs}))
    return System(name, _scored(examples, densities, missing), missing, densities, seen, per_second=rate)


def plain(ppm: np.ndarray, cost: str) -> np.ndarray:
    """Log densities around predicted shifts, float32 [carbons, points of AXIS]; ppm: float64 [carbons]."""
    log_density = -COSTS[cost](np.abs(ppm[:, None] - AXIS[None, :]))
    log_density -= np.log(np.exp(log_density).sum(1, keepdims=True))
    return log_density.astype(np.float32)


def together(systems: Sequence[System], examples: Examples) -> System:
    """The mean of the densities of all systems that predict a spectrum."""
    missing_ids = [{examples.ids[k] for k in np.flatnonzero(system.missing)} for system in systems]

    def densities(chunk: Examples) -> np.ndarray:
        n_carbons = np.diff(chunk.graphs.carbon_offsets)
        total, weights = np.zeros((n_carbons.sum(), len(AXIS))), np.zeros(n_carbons.sum())
        for system, lacking in zip(systems, missing_ids):
            weight = np.repeat([float(spectrum not in lacking) for spectrum in chunk.ids], n_carbons)
            log_density = system.densities(chunk)
            total += weight[:, None] * np.exp(log_density - logsumexp(log_density, 1, keepdims=True))
            weights += weight
        return np.log(total / np.maximum(weights, 1)[:, None] + _LEAST).astype(np.float32)

    missing = np.all([system.missing for system in systems], 0)
    name = " + ".join(system.name for system in systems)
    return System(name, _scored(examples, densities, missing), missing, densities)


def _scored(
    examples: Examples, densities: Callable[[Examples], np.ndarray], missing: np.ndarray
) -> ScoredSplit:
    split = scored_lists(examples, densities, Scorer(AXIS))
    return ScoredSplit(
        _without(split.scores, missing),
        split.with_full_list,
        _without(split.full_lists, missing[split.with_full_list]),
    )


def _without(scores: SpectrumScores, missing: np.ndarray) -> SpectrumScores:
    """The scores with nothing right, and without shift errors, where there is no prediction."""
    kept, rows = ~missing[scores.spectrum_of_error], np.flatnonzero(missing)

    def nothing(lists: ListScores) -> ListScores:
        wrong, own = ListScores.nothing_right(len(rows)), lists.only(rows)
        wrong = replace(wrong, extraneous=own.extraneous, missing=own.missing, peaks=own.peaks)
        return lists.with_rows(rows, wrong)

    return replace(
        scores,
        errors=np.where(missing, 0, scores.errors),
        error=scores.error[kept],
        inside=scores.inside[kept],
        recorded=nothing(scores.recorded),
        corrupted=None if scores.corrupted is None else nothing(scores.corrupted),
    )
