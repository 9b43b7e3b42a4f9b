"""The node that trains a model on assigned spectra."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.messages import as_knime_errors, warn
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.options import device_option, structure_option
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress, wait_for
from kmaid_nodes.nodes.structure_with_assignment import assigned_shifts_option, assigned_spectra, split_option
from kmaid_nodes.nodes.tables import NewTable, all_records_of, arrow_batches

if TYPE_CHECKING:
    from kmaid_nodes.model.config import Preset
    from kmaid_nodes.model.model_file import TrainedModel
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.tasks.train import RowsForTraining

_READING = 0.05  # share of the progress bar that goes to reading the table

# Columns of the table of metrics, by the names under which the training keeps its history.
_METRICS = {
    "epoch": "Epoch",
    "train_loss": "Training loss",
    "train_graph": "Training loss, molecule to spectrum",
    "train_node": "Training loss, carbon to peak",
    "train_density": "Training loss, shift density",
    "validation_loss": "Validation loss",
    "validation_mae": "Shift error, mean (ppm)",
    "validation_median": "Shift error, median (ppm)",
    "validation_rmse": "Shift error, RMS (ppm)",
    "validation_coverage_50": "Shifts within the 50 % range",
    "validation_coverage_90": "Shifts within the 90 % range",
    "validation_carbons_right": "Carbons assigned right",
    "validation_molecules_right": "Molecules assigned right",
    "validation_carbons_right_with_multiplicity": "Carbons assigned right with multiplicity",
    "validation_molecules_right_with_multiplicity": "Molecules assigned right with multiplicity",
    "validation_molecules": "Validation molecules",
}
_COUNTS = ("epoch", "validation_molecules")
# Reasons that a warning gives.
_NAMED_REASONS = 3


class PresetName(knext.EnumParameterOptions):
    """Sets of settings. In lower case, the names are those of the presets."""

    DEFAULT = ("Recommended", "The settings with the most accurate assignments.")
    PAPER = ("As published", "The settings of the K-M3AID publication, for comparison.")


@option_group("Input")
class _Input:
    """The columns of the structures and their assigned spectra."""

    structure = structure_option(0)
    shifts = assigned_shifts_option(0)
    split = split_option(0)


@option_group("Training")
class _Training:
    """How the model is trained."""

    preset = knext.EnumParameter(
        "Settings",
        "The set of settings to train with. It is not used with a model to start from, which brings its own.",
        PresetName.DEFAULT.name,
        PresetName,
        since_version="0.1.0",
    )
    epochs = knext.IntParameter(
        "Epochs",
        "Largest number of passes through the training spectra; 0 uses the number in the settings. Training "
        "ends early if the error on the validation spectra has not become smaller for some epochs.",
        0,
        min_value=0,
        max_value=100_000,
        since_version="0.1.0",
    )
    seed = knext.IntParameter(
        "Seed",
        "Start of the random numbers. Another seed gives another model.",
        0,
        min_value=0,
        max_value=2**31 - 1,
        since_version="0.1.0",
    )


@option_group("Advanced", is_advanced=True)
class _Advanced:
    """Single settings, and the processor."""

    further = knext.MultilineStringParameter(
        "Further settings",
        "Changes to single settings, for experts. One per line, such as `architecture.width=128`, "
        "`schedule.batch=32` or `objective.tau1=1`, like `--set` of the command line.",
        "",
        number_of_lines=4,
        since_version="0.1.0",
    )
    device = device_option()


@knext.node(
    "K-M3AID Train",
    knext.NodeType.LEARNER,
    f"{ICONS}/train.png",
    CATEGORY,
    id="kmaid.train",
    keywords=["13C", "NMR", "training", "learner", "fine-tuning", "peak assignment", "contrastive learning"],
)
@knext.input_table(
    "Assigned spectra",
    "Structures with assigned 13C spectra, as **K-M3AID Read Spectra** reads them.",
)
@knext.input_port(
    "Model to start from",
    "A model that is trained further on your spectra, such as the bundled one.",
    MODEL_PORT,
    optional=True,
)
@knext.output_port("Model", "The trained model.", MODEL_PORT)
@knext.output_table("Metrics", "Losses, shift errors and shares of correct assignments by epoch.")
@knext.output_view("Training curves", "Losses, shift errors and shares of correct assignments by epoch.")
class Train(GroupedOptions):
    """Trains a model on structures whose 13C spectra are assigned.

    Each row needs a structure and its assigned shifts in the format of nmrshiftdb2,
    `shift;intensity+multiplicity;atom|...`. Atoms are counted from 0 in the order of the structure. The node
    **K-M3AID Read Spectra** provides both columns. The structures must be in their original atom order: use
    SDF, Mol or RDKit cells, not canonical SMILES.

    The spectra are divided by compound into training (80 %), validation (10 %) and test (10 %). The InChIKey
    decides, so that the division is always the same. A column with `train`, `validation` or `test` overrides
    it. The test spectra are never used; the metrics are measured on the validation spectra.

    With a model at the optional port, all of its networks are trained further, gently: they keep their
    architecture, and learn what that model predicts beside your shifts. This adapts a model to your own
    compounds or solvents. With fewer than 50 validation spectra, the calibration of that model is kept.
    Without such a model, training needs a few hundred spectra at least, and better thousands. It takes
    minutes to hours; a GPU helps. The same data, settings and seed give the same model on the same machine.

    Rows that cannot be used are left out. A warning gives their number and the commonest reasons, and says if
    there are fewer than 20 validation molecules: the metrics are not reliable then.
    """

    input = _Input()
    training = _Training()
    advanced = _Advanced()

    @as_knime_errors
    def configure(self, context: Any, schema: knext.Schema, start: ModelSpec | None = None) -> Any:
        """The model's spec, except for what only training can show, and the table of metrics."""
        from kmaid_nodes.model.description import FORMAT_VERSION

        chooser = ColumnChooser(schema)
        self._choose(chooser)
        preset = self._preset(_preset_of(start))
        chooser.warn(context)
        return ModelSpec(list(FORMAT_VERSION), preset.to_json()), knext.Schema.from_columns(_columns())

    @as_knime_errors
    def execute(self, context: Any, table: knext.Table, start: ModelPort | None = None) -> Any:
        """Train in a separate thread, so that Cancel takes effect at once."""
        roles = self._choose(ColumnChooser(table.schema))
        preset = self._preset(_preset_of(start.spec if start else None))
        progress = Progress(context)
        records = self._records(table, roles, progress)
        start_from = start.trained(progress) if start else None
        if start_from is not None:
            preset = self._preset(start_from.preset)
        run = _Run(records, preset, self.training.seed, self.advanced.device.lower(), start_from)
        try:
            trained = wait_for(run.work, lambda: progress.show(_READING + run.share * 0.94, run.message))
        except Cancelled:
            run.stopped = True
            raise
        warn(context, run.warning(trained))
        content = trained.to_bytes()
        port = ModelPort(_spec_of(trained), content)
        return port, _metrics(run.history), knext.view_png(run.curves)

    def _choose(self, chooser: ColumnChooser) -> dict[str, str | None]:
        return assigned_spectra(self.input, self.input.split, chooser)

    def _preset(self, start: Preset | None) -> Preset:
        """The settings; a model to start from brings its own with it."""
        from kmaid_nodes.model.config import preset
        from kmaid_nodes.model.fine_tuning import fine_tuning_preset, refuse_another_architecture

        changes = [line.strip() for line in self.advanced.further.splitlines() if line.strip()]
        if self.training.epochs:
            changes.append(f"schedule.epochs={self.training.epochs}")
        if start is None:
            return preset(self.training.preset.lower()).with_settings(changes)
        chosen = fine_tuning_preset(start).with_settings(changes)
        try:
            refuse_another_architecture(start, chosen)
        except UserError as problem:
            remedy = "Remove the architecture from the further settings, or disconnect the model."
            raise UserError(f"{problem} {remedy}") from None
        return chosen

    @staticmethod
    def _records(table: knext.Table, roles: dict[str, str | None], progress: Progress) -> list[Record]:
        records: list[Record] = []
        for batch in arrow_batches(table):
            for record in all_records_of(batch, progress.check, 0, **roles):
                records.append(record)
                done = len(records)
                progress.show(_READING * done / max(1, table.num_rows), f"{done} rows read")
        return records


class _Run:
    """A training run as another thread sees it: it may look at `share` and set `stopped`."""

    def __init__(
        self,
        records: list[Record],
        preset: Preset,
        seed: int,
        device: str,
        start_from: TrainedModel | None,
    ):
        self.records = records
        self.preset, self.seed, self.device, self.start_from = preset, seed, device, start_from
        self.share, self.message, self.stopped = 0.0, "Preparing the spectra", False
        self.history: list[dict[str, float]] = []
        self.curves = b""
        self.rows: RowsForTraining | None = None

    def work(self) -> TrainedModel:
        """The trained model; everything else that the run wrote is read before its folder goes."""
        from kmaid_nodes.tasks.train import train_model
        from kmaid_nodes.training.hardware import Hardware
        from kmaid_nodes.training.history import CURVES, HISTORY, read_history
        from kmaid_nodes.training.stages.stage import RunOptions

        with TemporaryDirectory(prefix="kmaid_") as name:
            folder = Path(name)
            trained = train_model(
                self._watched_records(),
                self.preset,
                folder,
                seed=self.seed,
                sources=["KNIME table"],
                options=RunOptions(
                    Hardware(self.device, 1),
                    start_from=self.start_from,
                    start_name="the connected model",
                    show_progress=False,
                    on_progress=self._on_progress,
                ),
                on_rows=self._on_rows,
            )
            self.history = read_history(folder / HISTORY)
            self.curves = (folder / CURVES).read_bytes()
        return trained

    def warning(self, trained: TrainedModel) -> str | None:
        """What the user should know of the rows, and of a calibration that was kept; None if nothing."""
        from kmaid_nodes.wording.training import calibration_kept, few_validation_molecules, rows_left_out

        said, rows = [], self.rows
        if rows is not None and rows.failed:
            reasons = [f"{count} x {sentence}" for _, count, sentence in rows.commonest(_NAMED_REASONS)]
            said.append(f"{rows_left_out(rows.left_out, rows.rows)} ({'; '.join(reasons)}).")
        if rows is not None and rows.too_few_to_tell:
            said.append(few_validation_molecules(rows.validation_molecules))
        started = trained.about.get("started")
        if rows is not None and started is not None and started["calibration_kept"]:
            said.append(calibration_kept(started["from"], rows.validation))
        return " ".join(said) or None

    def _on_rows(self, rows: RowsForTraining) -> None:
        self.rows = rows

    def _watched_records(self) -> Iterator[Record]:
        for record in self.records:
            self._check_cancelled()
            yield record

    def _on_progress(self, share: float, message: str) -> None:
        self.share, self.message = share, message
        self._check_cancelled()

    def _check_cancelled(self) -> None:
        if self.stopped:
            raise Cancelled


def _columns() -> list[knext.Column]:
    return [
        knext.Column(knext.int64() if name in _COUNTS else knext.double(), label)
        for name, label in _METRICS.items()
    ]


def _metrics(history: list[dict[str, float]]) -> Any:
    out = NewTable(_columns())
    out.append([[_cell(row, name) for row in history] for name in _METRICS])
    return out.finish()


def _cell(row: dict[str, float], name: str) -> float | int | None:
    value = row.get(name)
    return int(value) if name in _COUNTS and value is not None else value


def _preset_of(start: ModelSpec | None) -> Preset | None:
    from kmaid_nodes.model.earlier_formats import preset_from_json

    return None if start is None else preset_from_json(checked(start).preset)


def _spec_of(trained: TrainedModel) -> ModelSpec:
    from kmaid_nodes.model.description import FORMAT_VERSION

    return ModelSpec.of_description(
        {"format_version": list(FORMAT_VERSION), "preset": trained.preset.to_json(), "about": trained.about}
    )
