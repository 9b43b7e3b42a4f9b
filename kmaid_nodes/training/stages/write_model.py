"""The last stage: the model file, and its card."""

from __future__ import annotations

from typing import Any

from kmaid_nodes.files.whole_file import write_whole
from kmaid_nodes.model.description import FILE_NAME
from kmaid_nodes.training.hardware import first_process
from kmaid_nodes.training.model_card import CARD, model_card
from kmaid_nodes.training.stages.stage import Run, Stage


class WriteModel(Stage):
    """Writes the model file and its card. It is repeated in every run and has no checkpoint."""

    title = "Writing the model"
    work = 0.1

    def run(self, run: Run) -> None:
        """Write the model file, in the first process alone."""
        if first_process():
            self.work_on(run)

    def work_on(self, run: Run) -> dict[str, Any]:
        """Write the model file and its card."""
        assert run.model is not None
        run.model.save(self.folder / FILE_NAME)
        write_whole(self.folder / CARD, model_card(run.model).encode(), "the model card")
        return {}

    def take_up(self, run: Run, result: dict[str, Any]) -> None:
        """Nothing to do: this stage is always repeated."""
