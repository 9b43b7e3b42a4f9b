"""The stage that notes what the model was taught, and how unsure it is of anything else."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.model.domain import TaughtDomain
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.model.settings import DomainSettings
from kmaid_nodes.model.widening import Widening, Widenings
from kmaid_nodes.training.calibration import log_densities, with_temperature
from kmaid_nodes.training.cancelling import CheckCancelled, never_cancelled
from kmaid_nodes.training.domain import fitted_widenings, taught_domain
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.stages.stage import Run, Stage


class LearnDomain(Stage):
    """Keeps the environments of the training spectra, and fits the widening of densities outside them."""

    title = "Noting what was taught"
    work = 0.1

    def __init__(self, folder: Path, settings: DomainSettings):
        super().__init__(folder)
        self.settings = settings

    def work_on(self, run: Run) -> dict[str, Any]:
        """Note the environments and fit the widening."""
        assert run.model is not None
        check = run.progress.check_cancelled
        run.model, about = with_domain(
            run.model,
            run.data.training,
            run.data.validation,
            self.settings,
            check,
            run.options.start_from,
        )
        if run.kept_calibration is not None:
            kept = replace(run.model.calibration, widening=run.kept_calibration.widening)
            run.model = replace(run.model, calibration=kept)
        return {"widening": asdict(run.model.calibration.widening), "about": about}

    def take_up(self, run: Run, result: dict[str, Any]) -> None:
        """Note the environments again, with the widening that was fitted before."""
        assert run.model is not None
        features = feature_set(run.preset.architecture.features)
        domain = _with_earlier(
            taught_domain(run.data.training, features, self.settings), run.options.start_from
        )
        widening = Widenings(**{degree: Widening(**own) for degree, own in result["widening"].items()})
        run.model = _with(run.model, domain, widening, result["about"])


def _with_earlier(domain: TaughtDomain, start: TrainedModel | None) -> TaughtDomain:
    """The domain, and that of the model that training starts from."""
    return domain if start is None or start.taught is None else domain.joined(start.taught)


def with_domain(
    model: TrainedModel,
    training: Examples,
    validation: Examples,
    settings: DomainSettings | None = None,
    check_cancelled: CheckCancelled = never_cancelled,
    start: TrainedModel | None = None,
) -> tuple[TrainedModel, dict[str, Any]]:
    """The model, knowing which carbons these training spectra taught it, and what is to be said of that.

    The weights stay as they are. validation: spectra on which the widening is fitted; start: the model that
    it was fine-tuned from, which taught it too.
    """
    features = feature_set(model.preset.architecture.features)
    domain = _with_earlier(taught_domain(training, features, settings), start)

    def calibrated(examples: Examples) -> np.ndarray:
        raw = log_densities(model.network, examples, model.preset.objective, check_cancelled)
        return with_temperature(raw, model.calibration.density)

    axis = model.network.axis.cpu().numpy().astype(np.float64)
    widening, about = fitted_widenings(domain, validation, features, calibrated, axis, settings)
    about = {"kinds": len(domain.kinds), "environments": len(domain.environments), **about}
    return _with(model, domain, widening, about), about


def _with(
    model: TrainedModel, domain: TaughtDomain, widening: Widenings, about: dict[str, Any]
) -> TrainedModel:
    calibration = replace(model.calibration, widening=widening)
    return replace(model, calibration=calibration, taught=domain, about=model.about | {"domain": about})
