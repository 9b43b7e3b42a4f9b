"""The stage that fits the probability that a list and a structure belong together."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from kmaid_nodes.assignment.structure_probability import StructureProbability
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.model.settings import StructureProbabilitySettings
from kmaid_nodes.training.stages.stage import Run, Stage
from kmaid_nodes.training.structure_pairs import structure_pairs
from kmaid_nodes.training.structure_probability import fit_structure_probability


class FitStructureProbability(Stage):
    """Fits the network on right and wrong structures of validation spectra; with too few, there is none."""

    title = "Fitting the probability of a structure"
    work = 4.0

    def __init__(self, folder: Path, settings: StructureProbabilitySettings):
        super().__init__(folder)
        self.settings = settings

    def work_on(self, run: Run) -> dict[str, Any]:
        """Fit the network if there are enough spectra."""
        fitted, about = self._fitted(run)
        _hand_on(run, fitted, about)
        return {"structure": None if fitted is None else asdict(fitted), "about": about}

    def take_up(self, run: Run, result: dict[str, Any]) -> None:
        """Use the network that was fitted before."""
        known = result["structure"]
        _hand_on(run, None if known is None else StructureProbability(**known), result["about"])

    def _fitted(self, run: Run) -> tuple[StructureProbability | None, dict[str, Any]]:
        assert run.model is not None
        data, settings, progress = run.data.retrieval, self.settings, run.progress
        queries = [] if data is None else data.queries
        if data is None or len(queries) < settings.least_spectra or not settings.spectra:
            too_few = (
                f"not fitted: {len(queries)} validation spectra are too few, "
                f"{settings.least_spectra} are needed"
            )
            earlier = run.start_calibration
            if earlier is not None and earlier.structure is not None:
                note = f"{too_few}; that of {run.options.start_name} is kept"
                return earlier.structure, {"spectra": len(queries), "note": note}
            return None, {"spectra": len(queries), "note": f"{too_few}; verdicts have no probability"}
        if len(queries) > settings.spectra:
            drawn = np.random.default_rng(settings.seed).permutation(len(queries))[: settings.spectra]
            queries = [queries[k] for k in sorted(drawn.tolist())]
        predictor = Predictor(run.model, run.options.hardware.available)

        def show(share: float) -> None:
            progress.show(share, self.title)

        pairs = structure_pairs(data, predictor, queries, settings.seed, show)
        return fit_structure_probability(pairs, settings, progress.check_cancelled)


def _hand_on(run: Run, fitted: StructureProbability | None, about: dict[str, Any]) -> None:
    assert run.model is not None
    run.model = replace(
        run.model,
        calibration=replace(run.model.calibration, structure=fitted),
        about=run.model.about | {"structure_probability": about},
    )
