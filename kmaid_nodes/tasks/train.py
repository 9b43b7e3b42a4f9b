"""Training a model on assigned spectra."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from kmaid_nodes.errors import UserError
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.reading.record import Record
from kmaid_nodes.training.examples import ExampleBuilder, Examples
from kmaid_nodes.training.fragment_recombination import recombined_molecules
from kmaid_nodes.training.progress import OnProgress
from kmaid_nodes.training.run import train
from kmaid_nodes.training.split import TRAIN, VALIDATION
from kmaid_nodes.training.stages.stage import RunOptions
from kmaid_nodes.training.training_data import TrainingData
from kmaid_nodes.wording.reason import reason_sentence

# A name of a split that no record can have.
_RECOMBINED = "recombined\0"


def train_model(
    records: Iterable[Record],
    preset: Preset,
    folder: Path,
    seed: int = 0,
    sources: Sequence[str] = (),
    options: RunOptions | None = None,
) -> TrainedModel:
    """Train on the training split of the records, and validate on the validation split; test is not used.

    The split is the one that a record names, else that of its InChIKey. Recovered labels (those with a
    confidence) are used for training only, unless there is nothing else to validate on. See
    `training.run.train` for the rest. Raises UserError if either split has no usable assigned
    spectrum, or if the model to start from is of another architecture.
    """
    options = options or RunOptions()
    start_from = options.start_from
    if start_from is not None and start_from.preset.finished(0).architecture != preset.architecture:
        raise UserError("The model to start from has another architecture than these settings.")
    builder = ExampleBuilder(feature_set(preset.architecture.features))
    for record in records:
        builder.add(record)
    training, validation = _split(builder, TRAIN), _split(builder, VALIDATION)
    data = TrainingData(
        training,
        validation,
        _unlabelled(builder, preset.recombined_molecules, seed, options.on_progress),
        builder.retrieval_data(),
        {"sources": list(sources), "refused": dict(builder.refused.most_common(20))},
        builder.build(VALIDATION),
    )
    return train(data, preset, folder, seed, options)


def _split(builder: ExampleBuilder, split: str) -> Examples:
    """The examples of a split; for validation, only those with certain labels if there are any."""
    examples = builder.build(split, certain=split == VALIDATION)
    if examples is None:
        name = {TRAIN: "training", VALIDATION: "validation"}[split]
        reasons = ", ".join(_refused(builder, code) for code, _ in builder.refused.most_common(3))
        raise UserError(
            f"There is no usable assigned spectrum in the {name} split"
            + (f" (records refused: {reasons})." if reasons else ".")
        )
    return examples


def _refused(builder: ExampleBuilder, code: str) -> str:
    """`3 x no structure given`, with the first reason of its code."""
    first = builder.first_refused[code]
    like = " or the like" if first.details else ""
    return f"{builder.refused[code]} x {reason_sentence(first)}{like}"


def _unlabelled(builder: ExampleBuilder, wanted: int, seed: int, on_progress: OnProgress) -> Examples | None:
    """At most `wanted` molecules recombined from fragments of the training split; None if there are none."""

    def check_cancelled() -> None:
        on_progress(0.0, "Recombining fragments")

    if wanted:
        molecules = recombined_molecules(
            builder.smiles(TRAIN), wanted, seed, builder.compounds, check_cancelled
        )
        for structure in molecules:
            builder.add_unlabelled(structure, _RECOMBINED)
    return builder.build(_RECOMBINED)
