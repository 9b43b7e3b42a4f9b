"""The model file: one safetensors file whose header carries the description as JSON.

Nothing in it can execute. A digest over weights and description shows tampering; a file of another
major format version is refused.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load, save

from kmaid_nodes import __version__
from kmaid_nodes.errors import UserError
from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.km3aid import KM3AID

FORMAT = "kmaid-model"
FORMAT_VERSION = (1, 0)
FILE_NAME = "model.safetensors"
NOTICE = (
    "Contains information from nmrshiftdb2 (www.nmrshiftdb.org), which is made available here under "
    "the nmrshiftdb2 Database License."
)
_PACKAGES = ("torch", "rdkit", "lightning", "dgl")


@dataclass(frozen=True)
class Calibration:
    """What makes probabilities mean what they say, fitted on the validation split.

    density: divides log densities before they are normalised again; confidence_slope and
    confidence_offset: act on the log odds of a matching's marginals.
    """

    density: float = 1.0
    confidence_slope: float = 1.0
    confidence_offset: float = 0.0


@dataclass(frozen=True)
class TrainedModel:
    """A network ready for use, and what is known about it.

    about: training data and their counts, split rule, metrics, versions, licence notice.
    """

    network: KM3AID
    preset: Preset
    calibration: Calibration = field(default_factory=Calibration)
    about: dict[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The model file's content; equal for equal models."""
        weights = {name: tensor.contiguous().cpu() for name, tensor in self.network.state_dict().items()}
        description = {
            "format": FORMAT,
            "format_version": list(FORMAT_VERSION),
            "preset": self.preset.to_json(),
            "calibration": vars(self.calibration),
            "about": self.about,
        }
        text = json.dumps(description, sort_keys=True)
        return save(weights, {"description": text, "sha256": _digest(weights, text)})

    def save(self, path: Path) -> None:
        """Write the model file."""
        partial = path.with_name(path.name + ".part")
        partial.write_bytes(self.to_bytes())
        partial.replace(path)


def load_model(path: str | Path | None = None) -> TrainedModel:
    """The model in a file, or in a folder that `kmaid train` wrote; the bundled one if None.

    Raises UserError with the reason: no such file, no model, truncated, tampered with, other version.
    """
    place = bundled_model_path() if path is None else Path(path)
    if place.is_dir():
        place = place / FILE_NAME
    if not place.is_file():
        raise UserError(f"There is no model at {place}.")
    return model_from_bytes(place.read_bytes(), str(place))


def read_description(path: Path) -> dict[str, Any]:
    """The description alone, without loading weights; same errors as `load_model`."""
    try:
        with safe_open(path, "pt") as opened:
            return _checked_description(opened.metadata() or {}, str(path))
    except (SafetensorError, OSError) as problem:
        raise UserError(f"{path} is not a K-M3AID model, or it is truncated ({problem}).") from None


def model_from_bytes(content: bytes, name: str = "The model") -> TrainedModel:
    """The model in a model file's content; errors as in `load_model`."""
    try:
        weights = load(content)
        header_length = int.from_bytes(content[:8], "little")
        metadata = json.loads(content[8 : 8 + header_length]).get("__metadata__", {})
    except (SafetensorError, ValueError, UnicodeDecodeError, RuntimeError) as problem:
        raise UserError(f"{name} is not a K-M3AID model, or it is truncated ({problem}).") from None
    description = _checked_description(metadata, name)
    if _digest(weights, metadata["description"]) != metadata.get("sha256"):
        raise UserError(f"{name} was changed after it was written: its checksum does not fit.")
    preset = Preset.from_json(description["preset"])
    network = KM3AID(preset.architecture)
    try:
        network.load_state_dict(weights)
    except RuntimeError:
        raise UserError(f"{name} holds other weights than its description says.") from None
    network.eval()
    return TrainedModel(network, preset, Calibration(**description["calibration"]), description["about"])


def bundled_model_path() -> Path:
    """Where the model that comes with the software lies: beside the package, or inside it when installed."""
    package = Path(__file__).resolve().parent.parent
    beside = package.parent / "model_assets" / FILE_NAME
    return beside if beside.is_file() else package / "model_assets" / FILE_NAME


def software_versions() -> dict[str, str]:
    """Versions of this package and of those it stands on."""
    found = {"kmaid-nodes": __version__}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _checked_description(metadata: dict[str, str], name: str) -> dict[str, Any]:
    try:
        description = json.loads(metadata["description"])
        found = description["format"], description["format_version"][0]
        complete = {"preset", "calibration", "about"} <= set(description)
    except (KeyError, ValueError, TypeError, IndexError):
        raise UserError(f"{name} is not a K-M3AID model.") from None
    if found[0] != FORMAT or not complete:
        raise UserError(f"{name} is not a K-M3AID model.")
    if found[1] != FORMAT_VERSION[0]:
        raise UserError(
            f"{name} was written in model format {found[1]}; this version of K-M3AID reads format "
            f"{FORMAT_VERSION[0]}. Train it again or use the matching release."
        )
    return description


def _digest(weights: dict[str, torch.Tensor], description: str) -> str:
    digest = hashlib.sha256(description.encode())
    for name in sorted(weights):
        tensor = weights[name]
        digest.update(f"{name}{tensor.dtype}{tuple(tensor.shape)}".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
