"""What all stages of a training have in common, and what they pass on to the next."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kmaid_nodes.files.paths import make_folder
from kmaid_nodes.files.whole_file import whole_file
from kmaid_nodes.model.calibration import Calibration
from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.hardware import Hardware, first_process
from kmaid_nodes.training.progress import OnProgress, RunProgress, unwatched
from kmaid_nodes.training.soft_targets import SoftTargets
from kmaid_nodes.training.training_data import TrainingData

FINISHED = "finished.json"


@dataclass(frozen=True)
class RunOptions:
    """How a training is carried out, independent of its settings.

    resume: go on in a folder where a training was stopped; start_from: a model of the same architecture, of
    which each member gives the starting weights of its own; start_name: what it is called; teacher_shifts:
    file of molecules without spectra (`training/teacher_shifts.py`), None for none; command: what was typed,
    for the model card; show_progress: lines on the standard error, with a bar on a terminal; on_progress:
    called after every batch, may raise Cancelled.
    """

    hardware: Hardware = field(default_factory=Hardware)
    resume: bool = False
    start_from: TrainedModel | None = None
    start_name: str = "the model given"
    teacher_shifts: Path | None = None
    command: str = ""
    show_progress: bool = True
    on_progress: OnProgress = unwatched


@dataclass
class Run:
    """A training in progress: its inputs, and what its stages have made so far.

    members: the networks as first trained, which are the teacher of the distillation; distilled: the first of
    them after distillation; epochs: how many each member was trained for; soft: examples and soft targets for
    distillation, start_targets: those of the model that training starts from, both calculated when they are
    needed.
    """

    data: TrainingData
    preset: Preset
    seed: int
    options: RunOptions
    progress: RunProgress
    members: list[KM3AID] = field(default_factory=list)
    distilled: list[KM3AID] = field(default_factory=list)
    epochs: list[int] = field(default_factory=list)
    soft: tuple[Examples, SoftTargets] | None = None
    start_targets: SoftTargets | None = None
    model: TrainedModel | None = None

    @property
    def start_calibration(self) -> Calibration | None:
        """That of the model that is fine-tuned, None if none is."""
        start = self.options.start_from
        return None if start is None or self.preset.fine_tuning is None else start.calibration

    @property
    def kept_calibration(self) -> Calibration | None:
        """The same where too few validation spectra allow no other."""
        fine_tuning = self.preset.fine_tuning
        enough = fine_tuning is None or len(self.data.validation) >= fine_tuning.least_validation
        return None if enough else self.start_calibration


class Stage(ABC):
    """One stage. Its folder holds its checkpoint and, once it is finished, a file that says so.

    title: what it does, in a few words; work: how long it takes, in epochs of one member.
    """

    title: str
    work: float = 1.0

    def __init__(self, folder: Path):
        self.folder = folder

    def run(self, run: Run) -> None:
        """Do the stage's work, or take up its result if it was finished before."""
        make_folder(self.folder)
        if self.is_finished:
            self.take_up(run, self.read_result())
            return
        result = self.work_on(run)
        if first_process():
            with whole_file(self.folder / FINISHED) as partial:
                partial.write_text(json.dumps(result, indent=2) + "\n")

    @abstractmethod
    def work_on(self, run: Run) -> dict[str, Any]:
        """Do the work and pass it on in `run`; return a JSON-able result from which `take_up` does the
        same."""

    @abstractmethod
    def take_up(self, run: Run, result: dict[str, Any]) -> None:
        """Pass on in `run` what was made before."""

    @property
    def is_finished(self) -> bool:
        """Whether the work was done before."""
        return (self.folder / FINISHED).is_file()

    def read_result(self) -> dict[str, Any]:
        """What the finished stage wrote; ValueError if it is damaged."""
        result = json.loads((self.folder / FINISHED).read_text())
        if not isinstance(result, dict):
            raise ValueError(f"{FINISHED} is no table")
        return result

    @property
    def checkpoints(self) -> tuple[Path, ...]:
        """The files from which the stage goes on where it was stopped."""
        return ()

    def forget(self) -> None:
        """Remove what an earlier training left in the folder."""
        for file in (self.folder / FINISHED, *self.checkpoints):
            file.unlink(missing_ok=True)
