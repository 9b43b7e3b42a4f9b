"""How well a model does on each assigned spectrum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.results.evaluation import MeasuredMolecule
from kmaid_nodes.tasks.assign import assignment_of
from kmaid_nodes.tasks.rows import in_batches
from kmaid_nodes.tasks.scored_split import Step, no_step
from kmaid_nodes.training.examples import ExampleRow
from kmaid_nodes.training.spectrum_scores import SpectrumScores


def measured_molecules(
    rows: Sequence[ExampleRow], scores: SpectrumScores, predictor: Predictor, on_step: Step = no_step
) -> tuple[MeasuredMolecule, ...]:
    """The figures of each spectrum, in order; rows: of which `scores` are the scores.

    Carbons right add up to those of the metrics, with multiplicities. on_step: called for every batch.
    """
    error = scores.shift_sums[:, 0] / np.maximum(scores.errors, 1)
    measured = []
    for batch in in_batches(range(len(rows))):
        on_step(0.95 + 0.05 * batch[0] / len(rows), f"Judging molecule {batch[0] + 1} of {len(rows)}")
        densities = predictor.shift_densities([rows[k].structure for k in batch])
        for k, density in zip(batch, densities):
            row = rows[k]
            verdict = assignment_of(row.record, row.structure, density, predictor).verdict
            measured.append(
                MeasuredMolecule(
                    row.record,
                    row.structure.smiles,
                    row.record.split or row.by_rule,
                    row.by_rule,
                    int(scores.carbons[k]),
                    int(scores.recorded.right[k, 1]),
                    float(error[k]),
                    verdict.code,
                    verdict.p_structure,
                )
            )
    return tuple(measured)
