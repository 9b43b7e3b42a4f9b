"""The node that provides a model which is already trained."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from pathlib import Path
from typing import Any

import knime.extension as knext

from kmaid_nodes.errors import UserError
from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.file_paths import PATHS_HELP, found, found_in
from kmaid_nodes.nodes.messages import as_knime_errors
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec

# What the file is called, and what to say if none is chosen.
_FILE = ("model file", "Choose a model file.")


class Source(knext.EnumParameterOptions):
    """Where the model comes from."""

    BUNDLED = ("Bundled model", "The model that comes with this extension, trained on nmrshiftdb2.")
    FILE = ("Model file", "A file that `kmaid train` wrote (model.safetensors).")


@option_group("Input")
class _Input:
    """Where the model comes from."""

    source = knext.EnumParameter(
        "Model",
        "The bundled model, or one from a file.",
        Source.BUNDLED.name,
        Source,
        style=knext.EnumParameter.Style.VALUE_SWITCH,
        since_version="0.1.0",
    )
    path = knext.LocalPathParameter(
        "Model file",
        f"A model file (`model.safetensors`), or the folder into which `kmaid train` wrote it. {PATHS_HELP}",
        validator=lambda value: None,  # a workflow from another machine must still open; see configure
        since_version="0.1.0",
    ).rule(knext.OneOf(source, [Source.FILE.name]), knext.Effect.SHOW)


@knext.node(
    "K-M3AID Pretrained Model",
    knext.NodeType.SOURCE,
    f"{ICONS}/pretrained_model.png",
    CATEGORY,
    id="kmaid.pretrained_model",
    keywords=["13C", "NMR", "carbon", "model", "pretrained", "peak assignment", "chemical shift", "reader"],
)
@knext.output_port("Model", "The trained model, for the other K-M3AID nodes.", MODEL_PORT)
class PretrainedModel(GroupedOptions):
    """Provides a trained model of molecules and their 13C NMR spectra.

    The bundled model was trained on assigned 13C spectra of nmrshiftdb2 (www.nmrshiftdb.org): organic
    compounds in common solvents. Connect it to **K-M3AID Assign Peaks**, **Predict Shifts**, **Embed** or
    **Retrieve**. If your compounds are unlike those of nmrshiftdb2, use a model of your own, from
    **K-M3AID Train** or from the command `kmaid train`.

    A model file contains numbers and a description, and nothing that could be executed. A damaged or altered
    file is refused.
    """

    input = _Input()

    @as_knime_errors
    def configure(self, context: Any) -> ModelSpec | None:
        """The spec, from the file's header alone; None if the file is not known before the node runs."""
        from kmaid_nodes.model.description import read_description

        if self.input.source != Source.FILE.name:
            return ModelSpec.of_description(read_description(_bundled()))
        place = found_in(context, self.input.path, *_FILE)
        return None if place is None else ModelSpec.of_description(read_description(_model_file(place)))

    @as_knime_errors
    def execute(self, context: Any) -> ModelPort:
        """The file's content, checked."""
        from kmaid_nodes.model.description import read_description
        from kmaid_nodes.nodes.progress import Progress

        is_file = self.input.source == Source.FILE.name
        place = _model_file(found(context, self.input.path, *_FILE)) if is_file else _bundled()
        port = ModelPort(ModelSpec.of_description(read_description(place)), place.read_bytes())
        port.trained(Progress(context))
        return port


def _model_file(place: Path) -> Path:
    from kmaid_nodes.model.description import FILE_NAME

    place = place / FILE_NAME if place.is_dir() else place
    if not place.is_file():
        raise UserError(f"There is no model file {place}.")
    return place


def _bundled() -> Path:
    from kmaid_nodes.model.description import bundled_model_path

    if not bundled_model_path().is_file():
        raise UserError("This copy of the extension has no bundled model. Choose a model file instead.")
    return bundled_model_path()
