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
from kmaid_nodes.nodes.columns import ColumnChooser, holds_text
from kmaid_nodes.nodes.messages import as_knime_errors
from kmaid_nodes.nodes.options import device_option, structure_option
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress, wait_for
from kmaid_nodes.nodes.tables import NewTable, arrow_batches, records_of

if TYPE_CHECKING:
    from kmaid_nodes.model.config import Preset
    from kmaid_nodes.model.model_file import TrainedModel
    from kmaid_nodes.reading.record import Record

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
}


class PresetName(knext.EnumParameterOptions):
    """Sets of settings; the names in lower case are those of the presets."""

    DEFAULT = ("Recommended", "The settings that assign best.")
    PAPER = ("As published", "The choices of the K-M3AID publication, for comparisons.")


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
    "Structures with assigned 13C spectra, as **K-M3AID Read Spectra** gives them.",
)
@knext.input_port("Model to start from", "A model whose training is continued.", MODEL_PORT, optional=True)
@knext.output_port("Model", "The trained model.", MODEL_PORT)
@knext.output_table("Metrics", "Losses, shift errors and shares assigned right, one row per epoch.")
@knext.output_view("Training curves", "Losses, shift errors and shares assigned right over the epochs.")
class Train:
    """Trains a model on structures whose 13C spectra are assigned.

    Each row needs a structure and its assigned shifts in the nmrshiftdb2 form
    `shift;intensity+multiplicity;atom|...`, atoms counted from 0 in the structure's own order; the node
    **K-M3AID Read Spectra** gives both columns. A structure column must keep the atom order of its source
    (SDF, Mol or RDKit cells, not a canonical SMILES).

    The spectra are divided by compound into training (80 %), validation (10 %) and test (10 %) by their
    InChIKey, always in the same way; the test part is never touched. A column with `train`, `validation` or
    `test` overrides that. The metrics are those of the validation part.

    With a model at the optional port, training goes on from its weights with its architecture: so a model is
    adapted to compounds or solvents of your own. Training needs some hundred spectra at least, and minutes
    to hours; a GPU helps. The same data, settings and seed give the same model on the same machine.
    """

    structure = structure_option(0)
    shifts = knext.ColumnParameter(
        "Assigned shifts column",
        "Text that names shift, multiplicity and atom of each peak: `17.6;0.0Q;9|18.3;0.0Q;3|`.",
        port_index=0,
        column_filter=holds_text,
    )
    split = knext.ColumnParameter(
        "Split column (optional)",
        "Text with `train`, `validation` or `test` for each row; other rows are divided by their InChIKey.",
        port_index=0,
        column_filter=holds_text,
        include_none_column=True,
        default_value=knext.ColumnParameter.NONE,
    )
    preset = knext.EnumParameter(
        "Settings", "Which set of settings to train with.", PresetName.DEFAULT.name, PresetName
    )
    epochs = knext.IntParameter(
        "Epochs",
        "How often the training spectra are gone through, at most; 0 for as many as the settings say. "
        "Training ends early when the validation loss has not improved for a while.",
        0,
        min_value=0,
        max_value=100_000,
    )
    seed = knext.IntParameter(
        "Seed", "Any whole number; another one gives another model.", 0, min_value=0, max_value=2**31 - 1
    )
    further = knext.MultilineStringParameter(
        "Further settings",
        "Changes to the settings for experts, one per line, such as `architecture.width=128`, "
        "`schedule.batch=32` or `objective.tau1=1`; the same as `--set` of the command line.",
        "",
        number_of_lines=4,
        is_advanced=True,
    )
    device = device_option()

    @as_knime_errors
    def configure(self, context: Any, schema: knext.Schema, start: ModelSpec | None = None) -> Any:
        """The model's spec but for what only training can tell, and the table of metrics."""
        from kmaid_nodes.model.description import FORMAT_VERSION

        chooser = ColumnChooser(schema)
        self._choose(chooser)
        preset = self._preset(start)
        chooser.warn(context)
        return ModelSpec(list(FORMAT_VERSION), preset.to_json()), knext.Schema.from_columns(_columns())

    @as_knime_errors
    def execute(self, context: Any, table: knext.Table, start: ModelPort | None = None) -> Any:
        """Train in a thread of its own, so that Cancel is heard at once whatever the training does."""
        roles = self._choose(ColumnChooser(table.schema))
        preset = self._preset(start.spec if start else None)
        progress = Progress(context)
        records = self._records(table, roles, progress)
        start_from = start.trained(progress) if start else None
        run = _Run(records, preset, self.seed, self.device.lower(), start_from)
        try:
            trained = wait_for(run.work, lambda: progress.show(_READING + run.share * 0.94, run.message))
        except Cancelled:
            run.stopped = True
            raise
        content = trained.to_bytes()
        port = ModelPort(_spec_of(trained), content)
        return port, _metrics(run.history), knext.view_png(run.curves)

    def _choose(self, chooser: ColumnChooser) -> dict[str, str | None]:
        self.structure = chooser.structure(self.structure)
        self.shifts = chooser.assigned_shifts(self.shifts, [self.structure])
        split = chooser.optional(self.split, "split", [self.structure, self.shifts])
        return {"structure": self.structure, "peaks": self.shifts, "split": split}

    def _preset(self, start: ModelSpec | None) -> Preset:
        """The settings; a model to start from brings its architecture with it."""
        from kmaid_nodes.model.config import preset
        from kmaid_nodes.model.earlier_formats import preset_from_json

        changes = [line.strip() for line in self.further.splitlines() if line.strip()]
        if self.epochs:
            changes.append(f"schedule.epochs={self.epochs}")
        chosen = preset(self.preset.lower())
        if start is not None:
            kept = preset_from_json(checked(start).preset).finished(0).architecture
            chosen = chosen.with_architecture(kept)
            if chosen.with_settings(changes).architecture != kept:
                raise UserError(
                    "A model that training starts from keeps its architecture; take the architecture out of "
                    "the further settings, or disconnect that model."
                )
        return chosen.with_settings(changes)

    @staticmethod
    def _records(table: knext.Table, roles: dict[str, str | None], progress: Progress) -> list[Record]:
        records: list[Record] = []
        for batch in arrow_batches(table):
            for record in records_of(batch, progress.check, **roles):
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

    def work(self) -> TrainedModel:
        """The trained model; everything else that the run wrote is read before its folder goes."""
        from kmaid_nodes.tasks.train import train_model
        from kmaid_nodes.training.run import CURVES, HISTORY, Hardware, RunOptions, read_history

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
                    show_progress=False,
                    on_progress=self._on_progress,
                ),
            )
            self.history = read_history(folder / HISTORY)
            self.curves = (folder / CURVES).read_bytes()
        return trained

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
        knext.Column(knext.int64() if name == "epoch" else knext.double(), label)
        for name, label in _METRICS.items()
    ]


def _metrics(history: list[dict[str, float]]) -> Any:
    out = NewTable(_columns())
    out.append(
        [[int(row[name]) if name == "epoch" else row.get(name) for row in history] for name in _METRICS]
    )
    return out.finish()


def _spec_of(trained: TrainedModel) -> ModelSpec:
    from kmaid_nodes.model.description import FORMAT_VERSION

    return ModelSpec.of_description(
        {"format_version": list(FORMAT_VERSION), "preset": trained.preset.to_json(), "about": trained.about}
    )
