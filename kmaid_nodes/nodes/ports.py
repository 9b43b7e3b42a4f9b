"""The port of a trained model, and what is known of the model before any node runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.errors import UserError
from kmaid_nodes.version import __version__

if TYPE_CHECKING:
    from kmaid_nodes.model.model_file import TrainedModel
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.nodes.progress import Progress


class ModelSpec(knext.PortObjectSpec):
    """What configure knows of a model.

    format_version: [major, minor] of the model file; preset: all settings, as `Preset.to_json` gives them;
    spectra: counts by split, and metrics on the validation split, both empty until the model is trained.
    """

    def __init__(
        self,
        format_version: list[int],
        preset: dict[str, Any],
        spectra: dict[str, int] | None = None,
        metrics: dict[str, float] | None = None,
        software: str = __version__,
    ):
        self.format_version = list(format_version)
        self.preset = preset
        self.spectra = dict(spectra or {})
        self.metrics = dict(metrics or {})
        self.software = software

    @property
    def architecture(self) -> dict[str, Any]:
        """The settings of the network that embeds; earlier models have them outside the list of members."""
        members = self.preset.get("members") or [{}]
        return self.preset.get("architecture") or members[0].get("architecture", {})

    @property
    def embedding_length(self) -> int:
        """Length of the embeddings."""
        return int(self.architecture.get("projection", 0))

    @property
    def descriptor_names(self) -> list[str]:
        """Columns of the descriptors that the model makes; UserError if its settings cannot be read."""
        from kmaid_nodes.model.descriptor_layout import DescriptorLayout
        from kmaid_nodes.model.earlier_formats import preset_from_json

        return list(DescriptorLayout.of(preset_from_json(self.preset)).names)

    @property
    def summary(self) -> str:
        """The network in a few words."""
        a = self.architecture
        return (
            f"{a.get('message_passing', '?')} graph encoder, {a.get('layers', '?')} layers of "
            f"{a.get('width', '?')}, embeddings of length {self.embedding_length}"
        )

    def serialize(self) -> dict[str, Any]:
        """JSON-able, stored with the workflow."""
        return {
            "format_version": self.format_version,
            "software": self.software,
            "preset": self.preset,
            "architecture_summary": self.summary,
            "embedding_length": self.embedding_length,
            "spectra": self.spectra,
            "metrics": self.metrics,
        }

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> ModelSpec:
        """Never fails, so that another version can be refused with a clear message; see `checked`."""
        return cls(
            list(data.get("format_version") or [0, 0]),
            data.get("preset") or {},
            data.get("spectra"),
            data.get("metrics"),
            str(data.get("software", "")),
        )

    @classmethod
    def of_description(cls, description: dict[str, Any]) -> ModelSpec:
        """The spec of a model file, from its description."""
        about = description["about"]
        data = about.get("data", {})
        names = ("training_spectra", "validation_spectra")
        return cls(
            description["format_version"],
            description["preset"],
            {name.removesuffix("_spectra"): data[name] for name in names if name in data},
            about.get("validation"),
        )


class ModelPort(knext.PortObject):
    """A trained model: the content of its model file."""

    def __init__(self, spec: ModelSpec, content: bytes):
        super().__init__(spec)
        self.content = content

    def serialize(self) -> bytes:
        """The model file."""
        return self.content

    @classmethod
    def deserialize(cls, spec: ModelSpec, storage: bytes) -> ModelPort:
        """The weights are read when they are needed."""
        return cls(spec, storage)

    def trained(self, progress: Progress) -> TrainedModel:
        """The model, ready for use."""
        from kmaid_nodes.nodes.progress import wait_for

        checked(self.spec)

        def load() -> TrainedModel:
            from kmaid_nodes.model.model_file import model_from_bytes

            return model_from_bytes(self.content)

        return wait_for(load, lambda: progress.show(0.0, "Loading the model"))

    def predictor(self, device: str, progress: Progress) -> Predictor:
        """The model on a device: the name of an option of `Device`."""
        trained = self.trained(progress)

        from kmaid_nodes.model.device import available_device
        from kmaid_nodes.model.predictor import Predictor

        return Predictor(trained, available_device(device.lower()))


MODEL_PORT = knext.port_type("K-M3AID model", ModelPort, ModelSpec, id="io.github.kmaid.kmaid_nmr.model")


def checked(spec: ModelSpec | None) -> ModelSpec:
    """The spec of a connected model that this version can read; otherwise InvalidParametersError."""
    from kmaid_nodes.model.description import check_format

    if spec is None:
        raise knext.InvalidParametersError("Connect a K-M3AID model to the model port.")
    try:
        check_format(spec.format_version[0], "The connected model")
    except UserError as problem:
        raise knext.InvalidParametersError(str(problem)) from None
    return spec
