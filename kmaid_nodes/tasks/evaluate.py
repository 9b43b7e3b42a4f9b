"""Measuring a model on assigned spectra: shifts, assignment, alignment, retrieval, isomers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np

from kmaid_nodes.errors import UserError
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.evaluation import Evaluation
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tasks.measured_molecules import measured_molecules
from kmaid_nodes.tasks.rows import Progress, no_progress
from kmaid_nodes.tasks.scored_split import ScoredSplit, Step, no_step, scored_split
from kmaid_nodes.training.bootstrap import RULE as BOOTSTRAP
from kmaid_nodes.training.bootstrap import bootstrap_intervals
from kmaid_nodes.training.examples import ExampleBuilder, ExampleRow, Examples
from kmaid_nodes.training.gross_errors import RULE, with_gross_error
from kmaid_nodes.training.metrics import LEAST_MOLECULES
from kmaid_nodes.training.spectrum_scores import put
from kmaid_nodes.training.split import TEST, TRAIN, VALIDATION
from kmaid_nodes.wording.metrics import HIGH, LOW
from kmaid_nodes.wording.training import nothing_to_measure

ALL = "all"
SPLITS = (TEST, VALIDATION, TRAIN, ALL)
CERTAIN, OUTSIDE, CERTAIN_OUTSIDE = "certain", "outside", "certain_outside"
PARTS = {
    CERTAIN: "spectra whose labels were assigned by hand, not restored: those without a label confidence",
    OUTSIDE: "spectra of compounds that are not in the list of compounds to be kept apart",
    CERTAIN_OUTSIDE: "spectra of both of these parts",
}
# The figures that have a confidence interval.
WITH_INTERVAL = (
    "shift.mae",
    "shift.median",
    "assignment.carbons_right",
    "assignment.carbons_right_with_multiplicity",
    "assignment.molecules_right",
    "assignment.molecules_right_with_multiplicity",
    "disturbed.carbons_right",
    "disturbed.carbons_right_with_multiplicity",
    "confidence_calibration_error",
    "disturbed.confidence_calibration_error",
    "graph_top1_in_128",
    "retrieval.top1",
)


class NothingToMeasure(UserError):
    """There is no usable spectrum in a split; failed: the records that could not be used."""

    def __init__(self, sentence: str, failed: tuple[FailedRow, ...]):
        super().__init__(sentence)
        self.failed = failed


def evaluate(
    records: Iterable[Record],
    predictor: Predictor,
    split: str = TEST,
    progress: Progress = no_progress,
    apart: Collection[str] | None = None,
) -> dict[str, Any]:
    """The metrics of `predictor` on the records of a split: shares between 0 and 1, errors in ppm.

    Each block has the number of its molecules, and too_few_to_tell is true where these are fewer than 20.
    `intervals` has the confidence intervals of some figures. `parts` has the figures of the spectra whose
    labels were assigned by hand, if there are others, and, where compounds are given to be kept `apart`
    (first blocks of InChIKeys), of all other compounds.

    Compounds are identified by the first block of the InChIKey: stereoisomers count as one.

    Raises UserError for an unknown split or one without usable spectra.
    """
    return evaluation(records, predictor, split, progress, with_molecules=False, apart=apart).metrics


def evaluation(
    records: Iterable[Record],
    predictor: Predictor,
    split: str = TEST,
    progress: Progress = no_progress,
    on_step: Step = no_step,
    with_molecules: bool = True,
    apart: Collection[str] | None = None,
) -> Evaluation:
    """The same with the figures of each molecule, and with the records that could not be used.

    progress: called while records are read; on_step: while lists are assigned. Raises NothingToMeasure.
    """
    if split not in SPLITS:
        raise UserError(f"Unknown split {split!r}; it must be one of {', '.join(SPLITS)}.")
    builder = ExampleBuilder(predictor.features)
    for done, record in enumerate(records, 1):
        builder.add(record, ALL if split == ALL else None)
        progress(done)
    rows, examples = builder.rows(split), _examples(builder, split)
    on_step(0.0, "Predicting shifts")
    scored = scored_split(examples, predictor, on_step)
    metrics = scored.figures() | {"split": split, "refused": dict(builder.refused)}
    metrics["model"] = predictor.trained.fingerprint
    on_step(0.91, "Looking for gross errors")
    believed = _without_gross_errors(builder, examples, split)
    if believed.any():
        metrics["without_gross_errors"] = {"rule": RULE} | scored.figures(believed)
    on_step(0.92, "Drawing sets of molecules")
    metrics["intervals"] = _intervals(scored, np.ones(len(examples), bool))
    metrics["parts"] = {}
    for name, part in split_parts(rows, builder.blocks(split), apart).items():
        on_step(0.93, "Measuring parts of the spectra")
        of_part = scored.figures(part) | {"intervals": _intervals(scored, part)}
        metrics["parts"][name] = {"rule": PARTS[name]} | of_part
    on_step(0.95, "Judging each molecule")
    return Evaluation(
        split,
        metrics,
        measured_molecules(rows, scored.scores, predictor, on_step) if with_molecules else (),
        _failed(builder),
        {name: count for name, count in builder.spectra.items() if name != split},
        examples.molecules,
        len({row.compound for row in rows if row.by_rule == TRAIN}),
    )


def _examples(builder: ExampleBuilder, split: str) -> Examples:
    examples = builder.build(split)
    if examples is None:
        sentence = nothing_to_measure(split, sum(builder.spectra.values()), builder.reasons(3))
        raise NothingToMeasure(sentence, _failed(builder))
    return examples


def _without_gross_errors(builder: ExampleBuilder, examples: Examples, split: str) -> np.ndarray:
    """bool [spectra]; none of them where gross errors cannot be told."""
    training = builder.build(TRAIN, certain=True)
    if split not in (TEST, VALIDATION) or training is None:
        return np.zeros(len(examples), bool)
    believed: np.ndarray = ~with_gross_error(examples, training)
    return believed


def _failed(builder: ExampleBuilder) -> tuple[FailedRow, ...]:
    return tuple(FailedRow(record, reason) for record, reason in builder.left_out)


def split_parts(
    rows: Sequence[ExampleRow], blocks: Sequence[str], apart: Collection[str] | None
) -> dict[str, np.ndarray]:
    """The parts of a split of which figures are given beside those of the whole: bool [spectra] by name.

    blocks: first blocks of the InChIKeys of `rows`; apart: of those that the part `outside` leaves out.
    """
    certain = np.array([row.record.label_confidence is None for row in rows])
    parts = {}
    if certain.any() and not certain.all():
        parts[CERTAIN] = certain
    if apart is not None:
        parts[OUTSIDE] = np.array([block not in apart for block in blocks])
        if CERTAIN in parts:
            parts[CERTAIN_OUTSIDE] = certain & parts[OUTSIDE]
    return parts


def _intervals(scored: ScoredSplit, part: np.ndarray) -> dict[str, Any]:
    """The confidence intervals of a part, nested like its figures; none where molecules are too few."""
    nested: dict[str, Any] = {"rule": BOOTSTRAP}
    if len(np.unique(scored.scores.compound[part])) < LEAST_MOLECULES:
        return nested
    limits = bootstrap_intervals(scored.scores, part)
    for name in WITH_INTERVAL:
        if name in limits:
            low, high = limits[name]
            put(nested, name, {LOW: low, HIGH: high})
    return nested
