"""What a training is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kmaid_nodes.training.examples import Examples, RetrievalData


@dataclass(frozen=True)
class TrainingData:
    """training, validation: assigned spectra; unlabelled: molecules without any, to learn from soft targets;
    retrieval: what the probabilities of hits are fitted on, None to keep their defaults; about: what the
    model's description says of the data besides the numbers of spectra."""

    training: Examples
    validation: Examples
    unlabelled: Examples | None = None
    retrieval: RetrievalData | None = None
    about: dict[str, Any] = field(default_factory=dict)
