"""The description inside a model file, read without loading weights and without PyTorch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from kmaid_nodes.errors import UserError

FORMAT = "kmaid-model"
FORMAT_VERSION = (6, 0)
# Major versions that can be read; earlier ones by `model.earlier_formats`.
READ_FORMATS = (4, 5, 6)
FILE_NAME = "model.safetensors"
ASSETS = "model_assets"
# One entry of the metadata, because safetensors keeps several in no fixed order.
HEADER = "kmaid"


def read_description(path: Path) -> dict[str, Any]:
    """The description in a model file, as it was written.

    Raises UserError with the reason: no model, truncated, of another major format version.
    """
    try:
        with safe_open(path, "np") as opened:
            return signed_description(opened.metadata() or {}, str(path))[0]
    except (SafetensorError, OSError) as problem:
        raise UserError(f"{path} is not a K-M3AID model, or it is truncated ({problem}).") from None


def signed_description(metadata: dict[str, str], name: str) -> tuple[dict[str, Any], str]:
    """The description in the metadata of the model file called `name`, and the digest that goes with it.

    Errors as in `read_description`.
    """
    try:
        signed = json.loads(metadata[HEADER])
        description, digest = signed["description"], signed["sha256"]
        file_format, major = description["format"], description["format_version"][0]
        complete = {"preset", "calibration", "about"} <= set(description)
    except (KeyError, ValueError, TypeError, IndexError):
        raise UserError(f"{name} is not a K-M3AID model.") from None
    if file_format != FORMAT or not complete:
        raise UserError(f"{name} is not a K-M3AID model.")
    check_format(major, name)
    return description, digest


def check_format(major: Any, name: str) -> None:
    """Raises UserError if a model of this major format version cannot be read here."""
    if major not in READ_FORMATS:
        raise UserError(
            f"{name} was written in model format {major}; this version of K-M3AID reads formats "
            f"{READ_FORMATS[0]} to {READ_FORMATS[-1]}. Train it again or use the matching release."
        )


def bundled_model_path() -> Path:
    """Where the bundled model lies: inside an installed package, or at the root of a checkout.

    In a checkout the folder is beside the package; the build maps it into the package (`setup.py`).
    """
    package = Path(__file__).resolve().parents[1]
    installed = package / ASSETS / FILE_NAME
    return installed if installed.is_file() else package.parent / ASSETS / FILE_NAME
