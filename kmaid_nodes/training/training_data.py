"""The data of a training."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kmaid_nodes.training.examples import Examples, RetrievalData


@dataclass(frozen=True)
class TrainingData:
    """training, validation: assigned spectra; unlabelled: recombined molecules, for distillation; retrieval:
    what the hit probabilities are fitted on, None to fit none; about: what the model's description
    says of the data besides the numbers of spectra; for_widening: validation spectra, those with recovered
    labels among them, because carbons outside the domain are few; None: those of `validation`."""

    training: Examples
    validation: Examples
    unlabelled: Examples | None = None
    retrieval: RetrievalData | None = None
    about: dict[str, Any] = field(default_factory=dict)
    for_widening: Examples | None = None
