"""`kmaid train`: a model from assigned spectra."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from kmaid_nodes.commands.column_options import add_column_options, columns_of, records_of
from kmaid_nodes.commands.command_line import command_line
from kmaid_nodes.commands.failed_rows import NAMED_REASONS, print_reasons
from kmaid_nodes.commands.number_types import devices, positive, seed
from kmaid_nodes.commands.parser import add_command

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands
    from kmaid_nodes.model.model_file import TrainedModel
    from kmaid_nodes.tasks.train import RowsForTraining

# The table of the rows that a training left out, in its folder.
LEFT_OUT = "left_out.csv"


def add_to(commands: Commands) -> None:
    """Add the command."""
    train = add_command(commands, "train", run, "Train a model on assigned spectra.")
    train.add_argument("input", type=Path, nargs="+", metavar="FILE")
    train.add_argument(
        "--out",
        type=Path,
        required=True,
        help="folder for model, checkpoints and training curves",
    )
    train.add_argument(
        "--preset",
        help="settings: default, paper (as published), bundled (as for the bundled model, with "
        "--teacher-shifts) or ensemble (three networks that teach each other); with --start-from, leave this "
        "out, so that all networks of that model are trained further",
    )
    train.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PART.NAME=VALUE",
        help="change one setting, such as schedule.batch=32; may be repeated",
    )
    train.add_argument("--epochs", type=positive, help="the same as --set schedule.epochs=N")
    train.add_argument("--seed", type=seed, default=0, help="start of the random numbers (default: 0)")
    train.add_argument("--device", default="auto", help="auto, cpu, cuda or mps (default: auto)")
    train.add_argument("--devices", type=devices, default="auto", help="number of devices (default: all)")
    train.add_argument(
        "--nodes",
        type=positive,
        default=1,
        help="number of machines; run the command on each (default: 1)",
    )
    train.add_argument("--resume", action="store_true", help="continue the interrupted training in --out")
    train.add_argument(
        "--start-from",
        metavar="MODEL",
        help="train this model further on your spectra: `bundled` for the bundled model, or a model file or "
        "training folder",
    )
    train.add_argument(
        "--teacher-shifts",
        type=Path,
        metavar="FILE",
        help="Parquet file of molecules without spectra and the shifts that other predictors give for them, "
        "to learn from besides the spectra (see docs/model.md)",
    )
    add_column_options(train)


def run(options: argparse.Namespace) -> None:
    """Train, write the model, and print its accuracy."""
    from kmaid_nodes.model.config import preset
    from kmaid_nodes.tasks.train import train_model, training_preset
    from kmaid_nodes.training.hardware import Hardware, first_process
    from kmaid_nodes.training.stages.stage import RunOptions

    start_from, start_name = _start_from(options)
    chosen = preset(options.preset) if options.preset else training_preset(start_from)
    epochs = [] if options.epochs is None else [f"schedule.epochs={options.epochs}"]
    chosen = chosen.with_settings([*options.set, *epochs])
    said: list[str] = []

    def say_rows(rows: RowsForTraining) -> None:
        if first_process():
            said.extend(_say_rows(rows, options.out))

    trained = train_model(
        records_of(options.input, columns_of(options), ["structure", "peaks"]),
        chosen,
        options.out,
        seed=options.seed,
        sources=[path.name for path in options.input],
        options=RunOptions(
            Hardware(options.device, options.devices, options.nodes),
            resume=options.resume,
            start_from=start_from,
            start_name=start_name,
            teacher_shifts=options.teacher_shifts,
            command=_command(options),
        ),
        on_rows=say_rows,
    )
    if first_process():
        print(f"Model written to {options.out}. Accuracy on the validation spectra, after calibration:")
        print(json.dumps(trained.about["validation"], indent=2))
        for sentence in (*said, *_started(trained)):
            print(sentence)


def _command(options: argparse.Namespace) -> str:
    """The command for the model card; the folder and whether a training was resumed make no difference."""
    paths = [*options.input, *filter(None, (options.teacher_shifts, options.start_from))]
    return command_line(options.arguments, paths, left_out={"--out"}, flags={"--resume"})


def _say_rows(rows: RowsForTraining, folder: Path) -> list[str]:
    """Print what a training uses of its input, and write the rows left out; what is to be said again."""
    from kmaid_nodes.files.paths import make_folder
    from kmaid_nodes.tables.left_out import LEFT_OUT_SCHEMA, left_out_batch
    from kmaid_nodes.wording.training import few_validation_molecules, rows_left_out
    from kmaid_nodes.writing.table_file import write_table

    print(f"Training spectra: {rows.training}; validation spectra: {rows.validation}", flush=True)
    for split, count in rows.elsewhere.items():
        print(f"Spectra of the split {split}, which are not used: {count}")
    make_folder(folder)
    table = folder / LEFT_OUT
    table.unlink(missing_ok=True)
    if rows.failed:
        write_table([left_out_batch(rows.failed)], LEFT_OUT_SCHEMA, table)
        print(f"{rows_left_out(rows.left_out, rows.rows)} (see {table})")
        print_reasons(rows.commonest(NAMED_REASONS))
    if not rows.too_few_to_tell:
        return []
    warning = few_validation_molecules(rows.validation_molecules)
    print(warning, flush=True)
    return [warning]


def _started(trained: TrainedModel) -> list[str]:
    """What to say of the model that training started from, if any."""
    from kmaid_nodes.wording.training import before_and_after, calibration_kept

    started = trained.about.get("started")
    if started is None:
        return []
    said = [before_and_after(started["validation_before"]["mae"], trained.about["validation"]["mae"])]
    if started["calibration_kept"]:
        said.append(calibration_kept(started["from"], trained.about["data"]["validation_spectra"]))
    return said


def _start_from(options: argparse.Namespace) -> tuple[TrainedModel | None, str]:
    """The model that training starts from, and what messages call it."""
    from kmaid_nodes.model.model_file import load_model

    if options.start_from is None:
        return None, ""
    if options.start_from == "bundled":
        return load_model(), "the bundled model"
    return load_model(options.start_from), f"the model {options.start_from}"
