"""The data of a training."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kmaid_nodes.training.examples import Examples, RetrievalData
from kmaid_nodes.training.soft_targets import SoftTargets


@dataclass(frozen=True)
class TrainingData:
    """training, validation: assigned spectra; unlabelled: molecules without spectra, for distillation;
    taught: what teachers say of them, None if the members are the teachers; retrieval: what the hit
    probabilities are fitted on, None to fit none; about: what the model's description says of the data
    besides the numbers of spectra."""

    training: Examples
    validation: Examples
    unlabelled: Examples | None = None
    taught: SoftTargets | None = None
    retrieval: RetrievalData | None = None
    about: dict[str, Any] = field(default_factory=dict)
