"""Training a model on assigned spectra."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmaid_nodes.errors import UserError
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.model.config import DEFAULT, Preset
from kmaid_nodes.model.fine_tuning import fine_tuning_preset, refuse_another_architecture
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow, RefusedRows
from kmaid_nodes.training.examples import ExampleBuilder, Examples
from kmaid_nodes.training.fragment_recombination import recombined_molecules
from kmaid_nodes.training.metrics import LEAST_MOLECULES
from kmaid_nodes.training.progress import OnProgress
from kmaid_nodes.training.run import train
from kmaid_nodes.training.split import TRAIN, VALIDATION
from kmaid_nodes.training.stages.stage import RunOptions
from kmaid_nodes.training.training_data import TrainingData
from kmaid_nodes.wording.training import no_spectra

OnRows = Callable[["RowsForTraining"], None]


@dataclass(frozen=True)
class RowsForTraining:
    """What a training uses of its input.

    rows: of the input, of which those of several sets of shifts count once; left_out: how many of them could
    not be used; failed: their records; training, validation: spectra; validation_molecules: different ones;
    elsewhere: spectra in other splits, by its name; uncertain: validation spectra with recovered labels, on
    which nothing is measured.
    """

    rows: int
    left_out: int
    failed: tuple[FailedRow, ...]
    training: int
    validation: int
    validation_molecules: int
    elsewhere: dict[str, int]
    uncertain: int

    @property
    def too_few_to_tell(self) -> bool:
        """Whether so few molecules are for validation that shares of them mean little."""
        return self.validation_molecules < LEAST_MOLECULES

    def commonest(self, number: int) -> list[tuple[str, int, str]]:
        """The commonest reasons: code, how often, and the sentence of the first."""
        counts = Counter(str(row.reason.code) for row in self.failed)
        sentences: dict[str, str] = {}
        for row in self.failed:
            sentences.setdefault(str(row.reason.code), row.sentence)
        return [(code, count, sentences[code]) for code, count in counts.most_common(number)]


def ignore_rows(rows: RowsForTraining) -> None:
    """For trainings that say nothing of their input."""


# A name of a split that no record can have.
_RECOMBINED = "recombined\0"


def train_model(
    records: Iterable[Record],
    preset: Preset | None,
    folder: Path,
    seed: int = 0,
    sources: Sequence[str] = (),
    options: RunOptions | None = None,
    on_rows: OnRows = ignore_rows,
) -> TrainedModel:
    """Train on the training split of the records, and validate on the validation split; test is not used.

    preset: None for the settings that `training_preset` gives; on_rows: called before training begins.
    The split is the one that a record names, else that of its InChIKey. Recovered labels (those with a
    confidence) are used for training only, unless there is nothing else to validate on. See
    `training.run.train` for the rest. Raises UserError if either split has no usable assigned
    spectrum, or if the model to start from is of another architecture.
    """
    options = options or RunOptions()
    if preset is None:
        preset = training_preset(options.start_from)
    if options.start_from is not None:
        refuse_another_architecture(options.start_from.preset, preset)
    builder = ExampleBuilder(feature_set(preset.architecture.features))
    given = RefusedRows()
    for record in records:
        given.add(record)
        builder.add(record)
    training, validation = _split(builder, TRAIN), _split(builder, VALIDATION)
    used = _rows(builder, given.count, validation)
    on_rows(used)
    about = {
        "sources": list(sources),
        "refused": dict(builder.refused.most_common(20)),
        "rows": used.rows,
        "rows_left_out": used.left_out,
    }
    data = TrainingData(
        training,
        validation,
        _unlabelled(builder, preset.recombined_molecules, seed, options.on_progress),
        builder.retrieval_data(),
        about,
        builder.build(VALIDATION),
    )
    return train(data, preset, folder, seed, options)


def training_preset(start_from: TrainedModel | None) -> Preset:
    """The settings where none are chosen: preset `default`, or those to train a whole model further."""
    return DEFAULT if start_from is None else fine_tuning_preset(start_from.preset)


def _split(builder: ExampleBuilder, split: str) -> Examples:
    """The examples of a split; for validation, only those with certain labels if there are any."""
    examples = builder.build(split, certain=split == VALIDATION)
    if examples is None:
        name = {TRAIN: "training", VALIDATION: "validation"}[split]
        raise UserError(no_spectra(name, sum(builder.spectra.values()), builder.reasons(3)))
    return examples


def _rows(builder: ExampleBuilder, rows: int, validation: Examples) -> RowsForTraining:
    refused, spectra = RefusedRows(), builder.spectra
    for record, _ in builder.left_out:
        refused.add(record)
    return RowsForTraining(
        rows,
        refused.count,
        tuple(FailedRow(record, reason) for record, reason in builder.left_out),
        spectra[TRAIN],
        len(validation),
        validation.molecules,
        {split: count for split, count in spectra.items() if split not in (TRAIN, VALIDATION)},
        spectra[VALIDATION] - len(validation),
    )


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
