"""Measuring a model on assigned spectra: shifts, assignment, alignment, retrieval, isomers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import torch
from torch.nn.functional import normalize

from kmaid_nodes.errors import UserError
from kmaid_nodes.graphs.ragged import gather_index
from kmaid_nodes.model.km3aid import Vectors
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.evaluation import Evaluation
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tasks.measured_molecules import measured_molecules
from kmaid_nodes.tasks.rows import Progress, no_progress
from kmaid_nodes.training.calibration import (
    log_densities,
    raw_confidences,
    with_temperature,
)
from kmaid_nodes.training.examples import ExampleBatch, ExampleBuilder, Examples
from kmaid_nodes.training.full_lists import RULE as FULL_LISTS
from kmaid_nodes.training.full_lists import full_lists, with_every_carbon
from kmaid_nodes.training.gross_errors import RULE, with_gross_error
from kmaid_nodes.training.metrics import (
    LEAST_MOLECULES,
    assignment_metrics,
    corrupted_metrics,
    how_many,
    shift_metrics,
)
from kmaid_nodes.training.paper_criterion import paper_node_criterion
from kmaid_nodes.training.spectra import spectra_of
from kmaid_nodes.training.split import TEST, TRAIN, VALIDATION
from kmaid_nodes.wording.training import nothing_to_measure

ALL = "all"
SPLITS = (TEST, VALIDATION, TRAIN, ALL)
_PAPER_BATCH = 128
_DRAWS_OF_BATCHES = 20


# Called with the share done (0 to 1) and what goes on; it may raise Cancelled.
Step = Callable[[float, str], None]


class NothingToMeasure(UserError):
    """There is no usable spectrum in a split; failed: the records that could not be used."""

    def __init__(self, sentence: str, failed: tuple[FailedRow, ...]):
        super().__init__(sentence)
        self.failed = failed


def no_step(share: float, message: str) -> None:
    """Said to nobody."""


def evaluate(
    records: Iterable[Record], predictor: Predictor, split: str = TEST, progress: Progress = no_progress
) -> dict[str, Any]:
    """The metrics of `predictor` on the records of a split: shares between 0 and 1, errors in ppm.

    Each block has the number of its molecules, and too_few_to_tell is true where these are fewer than 20.

    Compounds are identified by the first block of the InChIKey: stereoisomers count as one. Records with
    recovered labels are left out if there are others.

    Raises UserError for an unknown split or one without usable spectra.
    """
    return evaluation(records, predictor, split, progress, with_molecules=False).metrics


def evaluation(
    records: Iterable[Record],
    predictor: Predictor,
    split: str = TEST,
    progress: Progress = no_progress,
    on_step: Step = no_step,
    with_molecules: bool = True,
) -> Evaluation:
    """The same with the figures of each molecule, and with the records that could not be used.

    progress: called while records are read; on_step: before each step of measuring. Raises NothingToMeasure.
    """
    if split not in SPLITS:
        raise UserError(f"Unknown split {split!r}; it must be one of {', '.join(SPLITS)}.")
    builder = ExampleBuilder(predictor.features)
    for done, record in enumerate(records, 1):
        builder.add(record, ALL if split == ALL else None)
        progress(done)
    examples = builder.build(split, certain=True)
    if examples is None:
        reasons = builder.reasons(3)
        sentence = nothing_to_measure(split, sum(builder.spectra.values()), reasons)
        raise NothingToMeasure(sentence, _failed(builder))
    on_step(0.0, "Predicting shifts")
    density = _densities(examples, predictor)
    metrics = metrics_of(examples, predictor, density, on_step)
    metrics |= {"split": split, "refused": dict(builder.refused)}
    training = builder.build(TRAIN, certain=True)
    if split in (TEST, VALIDATION) and training is not None:
        on_step(0.5, "Measuring again without gross errors")
        believed = examples.only(np.flatnonzero(~with_gross_error(examples, training)))
        if len(believed):
            metrics["without_gross_errors"] = {"rule": RULE} | metrics_of(believed, predictor)
    rows = builder.rows(split, certain=True)
    on_step(0.9, "Judging each molecule")
    return Evaluation(
        split,
        metrics,
        measured_molecules(rows, examples, density, predictor) if with_molecules else (),
        _failed(builder),
        {name: count for name, count in builder.spectra.items() if name != split},
        examples.molecules,
        len({row.compound for row in rows if row.by_rule == TRAIN}),
    )


def _failed(builder: ExampleBuilder) -> tuple[FailedRow, ...]:
    return tuple(FailedRow(record, reason) for record, reason in builder.left_out)


def _densities(examples: Examples, predictor: Predictor) -> np.ndarray:
    """float [all carbons of examples, points of axis]: calibrated log densities."""
    trained = predictor.trained
    log_density = log_densities(predictor.network, examples, trained.preset.objective)
    return with_temperature(log_density, trained.calibration.density)


def metrics_of(
    examples: Examples,
    predictor: Predictor,
    density: np.ndarray | None = None,
    on_step: Step = no_step,
) -> dict[str, Any]:
    """The metrics of `predictor` on prepared examples; density: of their carbons if they are known."""
    calibration = predictor.trained.calibration
    density = _densities(examples, predictor) if density is None else density
    on_step(0.1, "Comparing confidences with what is right")
    recorded, corrupted = (
        calibration_error(raw.calibrated(calibration.confidence), raw.right)
        for raw in (raw_confidences(examples, density, predictor.axis, seed) for seed in (None, 0))
    )
    molecules = _molecules(examples, predictor)
    similarity = _spectra(examples, predictor) @ molecules.T
    kept = with_every_carbon(examples)
    carbons, _ = gather_index(examples.graphs.carbon_offsets, kept)
    full = full_lists(examples.only(kept))
    of_full: dict[str, Any] = {"spectra": 0, "molecules": 0, "too_few_to_tell": True}
    on_step(0.25, "Assigning full lists")
    if len(full):
        similar = _spectra(full, predictor) @ molecules[kept].T
        of_full = _of_lists(full, density[carbons], similar, predictor)
    on_step(0.35, "Assigning the lists, and corrupted ones")
    return _of_lists(examples, density, similarity, predictor) | {
        "disturbed": corrupted_metrics(examples, density, predictor.axis, solvent_given=True)
        | {"confidence_calibration_error": corrupted},
        "confidence_calibration_error": recorded,
        "full_lists": {"rule": FULL_LISTS} | of_full,
        "retrieval": retrieval_metrics(examples, similarity),
        "isomers": isomer_metrics(examples, similarity),
    }


def _of_lists(
    examples: Examples, density: np.ndarray, similarity: np.ndarray, predictor: Predictor
) -> dict[str, Any]:
    """The metrics that deposited lists and full lists have in common.

    density: log, [all carbons, points of axis]; similarity: [spectra, molecules], cosines.
    """
    masses = predictor.trained.calibration.interval_masses
    return {
        "spectra": len(examples),
        **how_many(examples),
        "carbons": int((~np.isnan(examples.carbon_ppm)).sum()),
        "shift": shift_metrics(examples, density, predictor.axis, masses),
        "assignment": assignment_metrics(examples, density, predictor.axis),
        "paper_node_criterion": paper_node_criterion(
            spectra_of(examples, density, predictor.axis, multiplicity=True)
        ),
        "graph_top1_in_128": graph_top1(examples, similarity),
    }


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error: mean difference of confidence and share right, over ten equal bins.

    Method: Guo et al. 2017, arXiv 1706.04599.
    """
    bins = np.minimum((confidence * 10).astype(int), 9)
    counts = np.bincount(bins, minlength=10)
    gaps = np.abs(np.bincount(bins, confidence - right, minlength=10))
    return float(gaps.sum() / max(counts.sum(), 1))


def graph_top1(examples: Examples, similarity: np.ndarray, seed: int = 0) -> float:
    """Share of spectra whose own molecule is the nearest of 128 drawn at random, or of all if fewer.

    Spectra are drawn 20 times into batches of 128; the result is the mean over all complete batches.
    """
    drawn = np.random.default_rng(seed)
    size = min(_PAPER_BATCH, len(examples))
    right = []
    for _ in range(_DRAWS_OF_BATCHES):
        order = drawn.permutation(len(examples))
        for start in range(0, len(order) - size + 1, size):
            rows = order[start : start + size]
            best = rows[similarity[np.ix_(rows, rows)].argmax(1)]
            right.append(examples.compound[best] == examples.compound[rows])
    return float(np.concatenate(right).mean())


def retrieval_metrics(examples: Examples, similarity: np.ndarray) -> dict[str, float]:
    """Shares of spectra whose compound ranks first, or among the first ten, of all compounds of the split."""
    ranks = np.array([_rank(examples, similarity[k], k, slice(None)) for k in range(len(examples))])
    return {"top1": float((ranks == 1).mean()), "top10": float((ranks <= 10).mean())}


def isomer_metrics(examples: Examples, similarity: np.ndarray) -> dict[str, float | None]:
    """Share of spectra whose compound is nearest of all compounds of its formula, where there are others."""
    ranks = []
    for k in range(len(examples)):
        isomers = np.flatnonzero(examples.formula == examples.formula[k])
        if len(set(examples.compound[isomers])) > 1:
            ranks.append(_rank(examples, similarity[k], k, isomers))
    return {
        "cases": len(ranks),
        "too_few_to_tell": len(ranks) < LEAST_MOLECULES,
        "accuracy": float((np.array(ranks) == 1).mean()) if ranks else None,
    }


def _rank(examples: Examples, scores: np.ndarray, query: int, among: Any) -> int:
    """The rank of the query's compound: 1 + the number of others that score at least as high."""
    compound, scores = examples.compound[among], scores[among]
    own = compound == examples.compound[query]
    return 1 + len(set(compound[~own & ~(scores < scores[own].max())]))


def _spectra(examples: Examples, predictor: Predictor) -> np.ndarray:
    return _unit_vectors(examples, predictor, lambda batch: predictor.network.spectra(batch.peaks))


def _molecules(examples: Examples, predictor: Predictor) -> np.ndarray:
    return _unit_vectors(examples, predictor, lambda batch: predictor.network.molecules(batch.graph))


@torch.inference_mode()
def _unit_vectors(
    examples: Examples, predictor: Predictor, embed: Callable[[ExampleBatch], Vectors]
) -> np.ndarray:
    """float32 [spectra, length]: embeddings of unit length."""
    vectors = []
    for start in range(0, len(examples), _PAPER_BATCH):
        rows = np.arange(start, min(start + _PAPER_BATCH, len(examples)))
        batch = examples.batch(rows).to(predictor.device)
        vectors.append(normalize(embed(batch).graph, dim=1).cpu().numpy())
    return np.concatenate(vectors)
