"""The model file: one safetensors file whose header carries the description as JSON.

Nothing in it can execute. A digest over weights and description shows tampering. Files of formats 4 and 5 are
read too (`earlier_formats`); other formats are refused.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.whole_file import whole_file
from kmaid_nodes.model.calibration import Calibration
from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.description import (
    FILE_NAME,
    FORMAT,
    FORMAT_VERSION,
    HEADER,
    bundled_model_path,
    signed_description,
)
from kmaid_nodes.model.domain import Domain, TaughtDomain, UsualElements, without_domain
from kmaid_nodes.model.earlier_formats import description_of_today
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.model.weight_names import as_in_network, as_stored
from kmaid_nodes.version import __version__

_PACKAGES = ("torch", "rdkit", "lightning", "dgl")

# Of `about`: fingerprints of earlier models that embed by the same network.
SAME_EMBEDDER = "same_embedder_as"


@dataclass(frozen=True)
class TrainedModel:
    """A network ready for use, and what is known about it.

    about: training data and their counts, split rule, metrics, versions, licence notice; taught: which
    carbons it was taught, None in files of earlier versions.
    """

    network: Ensemble
    preset: Preset
    calibration: Calibration = field(default_factory=Calibration)
    about: dict[str, Any] = field(default_factory=dict)
    taught: TaughtDomain | None = None

    @property
    def domain(self) -> Domain:
        """What is known of its domain."""
        return UsualElements() if self.taught is None else self.taught

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the libraries that this model embedded.

        A digest of what libraries depend on: the first member and how its densities are read. The domain is
        left out: it changes only a few uncertainties, and libraries made without it can still be opened.
        """
        weights = {
            name: _compact(tensor) for name, tensor in as_stored(self.network.first.state_dict()).items()
        }
        read = {"density": self.calibration.density, "interval_masses": self.calibration.interval_masses}
        return digest_of(weights, read)

    @property
    def opens_libraries_of(self) -> frozenset[str]:
        """The fingerprints of the models whose libraries this model can search.

        Besides its own, that of the model that it was fine-tuned from, if both embed by the same network.
        """
        earlier = self.about.get(SAME_EMBEDDER, [])
        return frozenset([self.fingerprint, *(e for e in earlier if isinstance(e, str))])

    def to_bytes(self) -> bytes:
        """The model file's content; equal for equal models."""
        weights, description = self._content()
        signed = {"description": description, "sha256": digest_of(weights, description)}
        return save(weights, {HEADER: json.dumps(signed, sort_keys=True)})

    def _content(self) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
        weights = {name: _compact(tensor) for name, tensor in as_stored(self.network.state_dict()).items()}
        if self.taught is not None:
            weights |= self.taught.to_tensors()
        return weights, {
            "format": FORMAT,
            "format_version": list(FORMAT_VERSION),
            "members": len(self.network.members),
            "preset": self.preset.to_json(),
            "calibration": self.calibration.to_json(),
            "about": self.about,
        }

    def save(self, path: Path) -> None:
        """Write the model file."""
        with whole_file(path) as partial:
            partial.write_bytes(self.to_bytes())


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


def model_from_bytes(content: bytes, name: str = "The model") -> TrainedModel:
    """The model in a model file's content; errors as in `load_model`."""
    try:
        weights = load(content)
        header_length = int.from_bytes(content[:8], "little")
        metadata = json.loads(content[8 : 8 + header_length]).get("__metadata__", {})
    except (SafetensorError, ValueError, UnicodeDecodeError, RuntimeError) as problem:
        raise UserError(f"{name} is not a K-M3AID model, or it is truncated ({problem}).") from None
    description, digest = signed_description(metadata, name)
    if digest_of(weights, description) != digest:
        raise UserError(f"{name} was changed after it was written: its checksum does not fit.")
    try:
        description = description_of_today(description)
        preset = Preset.from_json(description["preset"])
        calibration = Calibration.from_json(description["calibration"])
        if description["members"] != len(preset.members):
            raise ValueError("settings of another number of members")
        shapes = [preset.finished(number).architecture for number in range(len(preset.members))]
        network = Ensemble.untrained(shapes, preset.embedder_in_ensemble)
        weights, taught = without_domain(weights)
        network.load_state_dict(as_in_network(weights))
    except (UserError, RuntimeError, TypeError, ValueError, KeyError):
        raise UserError(f"{name} holds other weights or settings than its description says.") from None
    network.eval()
    return TrainedModel(network, preset, calibration, description["about"], taught)


def round_weights(network: torch.nn.Module) -> None:
    """Round the weights to half precision in place, so that the model file is half as large."""
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(parameter.half().float())


def _compact(tensor: torch.Tensor) -> torch.Tensor:
    tensor = tensor.detach().cpu().contiguous()
    half = tensor.half() if tensor.dtype == torch.float32 else tensor
    return half if torch.equal(half.to(tensor.dtype), tensor) else tensor


def software_versions() -> dict[str, str]:
    """Versions of this package and of the main ones it depends on."""
    versions = {"kmaid-nodes": __version__}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return versions


def digest_of(weights: dict[str, torch.Tensor], description: dict[str, Any]) -> str:
    """The digest by which a changed file is recognised: of weights by name, and of their description."""
    digest = hashlib.sha256(json.dumps(description, sort_keys=True).encode())
    for name in sorted(weights):
        tensor = weights[name]
        digest.update(f"{name}{tensor.dtype}{tuple(tensor.shape)}".encode())
        if tensor.numel():  # an empty one cannot be viewed as bytes
            digest.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
