"""Training a model on assigned spectra."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from kmaid_nodes.errors import UserError
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.reading.record import Record
from kmaid_nodes.training.examples import ExampleBuilder
from kmaid_nodes.training.made_molecules import made_molecules
from kmaid_nodes.training.run import Hardware, train
from kmaid_nodes.training.split import TRAIN, VALIDATION

# As no record can name its split.
_MADE = "made\0"


def train_model(
    records: Iterable[Record],
    preset: Preset,
    folder: Path,
    seed: int = 0,
    hardware: Hardware | None = None,
    resume: bool = False,
    start_from: TrainedModel | None = None,
    sources: Sequence[str] = (),
    show_progress: bool = True,
    on_batch: Callable[[float], None] | None = None,
) -> TrainedModel:
    """Train on the training split of the records and watch the validation split; test is never read.

    The split is the one that a record names, else its InChIKey's. Recovered labels (those that come
    with a confidence) only train, unless there is nothing else to validate on. See
    `training.run.train` for the rest. Raises UserError if either split has no usable assigned
    spectrum, or if `start_from` is of another architecture.
    """
    if start_from is not None and start_from.preset.finished(0).architecture != preset.architecture:
        raise UserError("The model to start from has another architecture than these settings.")
    builder = ExampleBuilder(feature_set(preset.architecture.features))
    for record in records:
        builder.add(record)
    training, validation = builder.build(TRAIN), builder.build(VALIDATION, certain=True)
    for name, examples in (("training", training), ("validation", validation)):
        if examples is None:
            reasons = "; ".join(f"{n} x {reason}" for reason, n in builder.refused.most_common(3))
            raise UserError(
                f"There is no usable assigned spectrum in the {name} split"
                + (f" ({reasons})." if reasons else ".")
            )
    assert training is not None and validation is not None
    unlabelled = None
    if made := max((preset.of_taught(k).schedule.made for k in range(preset.members_taught)), default=0):

        def heard() -> None:
            if on_batch is not None:
                on_batch(0.0)

        for structure in made_molecules(builder.smiles(TRAIN), made, seed, builder.compounds, heard):
            builder.add_unlabelled(structure, _MADE)
        unlabelled = builder.build(_MADE)
    data = {"sources": list(sources), "refused": dict(builder.refused.most_common(20))}
    return train(
        training,
        validation,
        preset,
        folder,
        seed,
        hardware,
        resume,
        start_from,
        data,
        show_progress,
        on_batch,
        unlabelled,
    )
