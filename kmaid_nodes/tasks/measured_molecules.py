"""How well a model does on each assigned spectrum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kmaid_nodes.model.density import calibrated_levels, quantiles
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.results.evaluation import MeasuredMolecule
from kmaid_nodes.tasks.assign import assignment_of
from kmaid_nodes.tasks.rows import in_batches
from kmaid_nodes.training.examples import ExampleRow, Examples
from kmaid_nodes.training.spectra import spectra_of

_MEDIAN = 0.5


def measured_molecules(
    rows: Sequence[ExampleRow], examples: Examples, log_density: np.ndarray, predictor: Predictor
) -> tuple[MeasuredMolecule, ...]:
    """The figures of each spectrum, in order.

    rows: of which `examples` were made; log_density: float [all carbons of examples, points of the axis].
    Carbons right add up to those of the metrics, with multiplicities.
    """
    levels = calibrated_levels((_MEDIAN,), predictor.trained.calibration.interval_masses)
    (predicted,) = quantiles(log_density, predictor.axis, levels)
    errors = np.abs(predicted - examples.carbon_ppm)
    right, counted = [], []
    for spectrum in spectra_of(examples, log_density, predictor.axis, multiplicity=True):
        _, is_right, counts = spectrum.solved()
        right.append(int(is_right.sum()))
        counted.append(int(counts.sum()))
    offsets = examples.graphs.carbon_offsets
    measured = []
    for batch in in_batches(range(len(rows))):
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
                    counted[k],
                    right[k],
                    float(np.nanmean(errors[slice(*offsets[k : k + 2])])),
                    verdict.code,
                    verdict.p_structure,
                )
            )
    return tuple(measured)
