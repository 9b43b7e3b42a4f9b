"""The stage that fits the probabilities of retrieved molecules for the new model."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.model.settings import HitProbabilitySettings
from kmaid_nodes.training.hit_probability import fit_hit_probability
from kmaid_nodes.training.stages.stage import Run, Stage


class FitHitProbability(Stage):
    """Fits the constants on validation spectra.

    With too few spectra there are none, or those of the model that is fine-tuned.
    """

    title = "Fitting hit probabilities"
    work = 2.0

    def __init__(self, folder: Path, settings: HitProbabilitySettings):
        super().__init__(folder)
        self.settings = settings

    def work_on(self, run: Run) -> dict[str, Any]:
        """Fit the constants if there are enough queries."""
        hits, about = self._fitted(run)
        _hand_on(run, hits, about)
        return {"hits": None if hits is None else asdict(hits), "about": about}

    def take_up(self, run: Run, result: dict[str, Any]) -> None:
        """Use the constants that were fitted before."""
        hits = None if result["hits"] is None else HitProbability(**result["hits"])
        _hand_on(run, hits, result["about"])

    def _fitted(self, run: Run) -> tuple[HitProbability | None, dict[str, Any]]:
        assert run.model is not None
        retrieval = run.data.retrieval
        if retrieval is None:
            return None, {
                "queries": 0,
                "note": "not fitted: these data allow no search; hits have no probability",
            }
        queries = min(len(retrieval.queries), self.settings.queries)
        if queries < self.settings.least_queries:
            too_few = (
                f"not fitted: {queries} validation spectra are too few, "
                f"{self.settings.least_queries} are needed"
            )
            earlier = run.start_calibration
            if earlier is not None and earlier.hits is not None:
                note = f"{too_few}; those of {run.options.start_name} are kept"
                return earlier.hits, {"queries": queries, "note": note}
            return None, {"queries": queries, "note": f"{too_few}; hits have no probability"}
        predictor = Predictor(run.model, run.options.hardware.available)
        progress = run.progress

        def show(share: float) -> None:
            progress.show(share, self.title)

        return fit_hit_probability(retrieval, predictor, self.settings, show)


def _hand_on(run: Run, hits: HitProbability | None, about: dict[str, Any]) -> None:
    assert run.model is not None
    run.model = replace(
        run.model,
        calibration=replace(run.model.calibration, hits=hits),
        about=run.model.about | {"hit_probability": about},
    )
