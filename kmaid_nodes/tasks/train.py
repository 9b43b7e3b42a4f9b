"""Training a model on assigned spectra."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from kmaid_nodes.errors import UserError
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.model.config import DEFAULT, Preset
from kmaid_nodes.model.fine_tuning import fine_tuning_preset, refuse_another_architecture
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow, RefusedRows
from kmaid_nodes.training.cancelling import CheckCancelled
from kmaid_nodes.training.examples import ExampleBuilder, Examples
from kmaid_nodes.training.fragment_recombination import recombined_molecules
from kmaid_nodes.training.metrics import LEAST_MOLECULES
from kmaid_nodes.training.progress import OnProgress
from kmaid_nodes.training.run import train
from kmaid_nodes.training.soft_targets import SoftTargets
from kmaid_nodes.training.split import TRAIN, VALIDATION, inchikey_block, split_of
from kmaid_nodes.training.stages.stage import RunOptions
from kmaid_nodes.training.teacher_shifts import targets_of_teachers, taught_molecules, teacher_names
from kmaid_nodes.training.training_data import TrainingData
from kmaid_nodes.wording.training import no_spectra

OnRows = Callable[["RowsForTraining"], None]


@dataclass(frozen=True)
class RowsForTraining:
    """What a training uses of its input.

    rows: of the input, of which those of several sets of shifts count once; left_out: how many of them could
    not be used; failed: their records; training, validation: spectra; validation_molecules: different ones;
    elsewhere: spectra in other splits, by its name.
    """

    rows: int
    left_out: int
    failed: tuple[FailedRow, ...]
    training: int
    validation: int
    validation_molecules: int
    elsewhere: dict[str, int]

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


# Names of splits that no record can have.
_RECOMBINED, _TAUGHT = "recombined\0", "taught\0"


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
    The split is the one that a record names, else that of its InChIKey. A spectrum whose labels have a
    confidence counts as much in training; on validation spectra everything is measured, whatever theirs. See
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
    unlabelled, taught = _unlabelled(builder, preset, seed, options)
    if taught is not None:
        about["taught_molecules"] = len(taught.unlabelled)
        about["teachers"] = teacher_names(pq.read_schema(options.teacher_shifts).names)
    data = TrainingData(
        training,
        validation,
        unlabelled,
        taught,
        builder.retrieval_data(),
        about,
    )
    return train(data, preset, folder, seed, options)


def training_preset(start_from: TrainedModel | None) -> Preset:
    """The settings where none are chosen: preset `default`, or those to train a whole model further."""
    return DEFAULT if start_from is None else fine_tuning_preset(start_from.preset)


def _split(builder: ExampleBuilder, split: str) -> Examples:
    """The examples of a split."""
    examples = builder.build(split)
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
    )


def _unlabelled(
    builder: ExampleBuilder, preset: Preset, seed: int, options: RunOptions
) -> tuple[Examples | None, SoftTargets | None]:
    """Molecules without spectra and what teachers say of them: those of the teachers' file if there is one,
    else molecules recombined from fragments of the training split, whose teachers are the members themselves.
    """
    if options.teacher_shifts is not None:
        return _taught(builder, preset, options.teacher_shifts, options.on_progress)
    if preset.recombined_molecules:
        molecules = recombined_molecules(
            builder.smiles(TRAIN),
            preset.recombined_molecules,
            seed,
            builder.compounds,
            _checking(options.on_progress, "Recombining fragments"),
        )
        for structure in molecules:
            builder.add_unlabelled(structure, _RECOMBINED)
    return builder.build(_RECOMBINED), None


def _taught(
    builder: ExampleBuilder, preset: Preset, path: Path, on_progress: OnProgress
) -> tuple[Examples | None, SoftTargets | None]:
    """The molecules of a teachers' file that the InChIKey rule puts into the training split."""
    known, ppm, error_ppm = builder.compounds, [], []
    check = _checking(on_progress, "Reading the teachers' shifts")
    for molecule in taught_molecules(path, preset.teachers.error_ppm, check):
        block = inchikey_block(molecule.structure.mol)
        if block in known or split_of(block) != TRAIN:
            continue
        builder.add_unlabelled(molecule.structure, _TAUGHT)
        ppm.append(molecule.ppm)
        error_ppm.append(molecule.error_ppm)
    examples = builder.build(_TAUGHT)
    if examples is None:
        raise UserError(f"The file of teachers' shifts {path} has no molecule to learn from.")
    first = preset.architecture
    axis = np.linspace(first.ppm_start, first.ppm_stop, first.ppm_bins)
    offsets = examples.graphs.carbon_offsets
    return examples, targets_of_teachers(np.hstack(ppm), np.hstack(error_ppm), offsets, axis)


def _checking(on_progress: OnProgress, doing: str) -> CheckCancelled:
    def check_cancelled() -> None:
        on_progress(0.0, doing)

    return check_cancelled
