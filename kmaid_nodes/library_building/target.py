"""The file that a library is written to."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.paths import check_file
from kmaid_nodes.retrieval.embedding_schema import MODEL_KEY

ENDING = ".parquet"


def check_ending(name: str) -> None:
    """Raises UserError if a library's name has another ending."""
    if not name.lower().endswith(ENDING):
        raise UserError(f"The name of a library ends in {ENDING}, as in library{ENDING}.")


def check_library_target(path: Path, overwrite: bool, make_folders: bool = False) -> None:
    """Raises UserError if no library may be written there.

    That is: another ending, a folder, a missing folder unless it will be made, or a file that is there
    already. overwrite: a library may be replaced, but nothing else, be it what the library is made from.
    """
    check_ending(path.name)
    if not (make_folders and _can_be_made(path.parent)):
        check_file(path)
    if path.is_dir():
        raise UserError(f"{path} is a folder; name a file in it.")
    if not path.exists():
        return
    if not overwrite:
        raise UserError(f"{path} exists already. Choose another name, or that the file is replaced.")
    if not _is_library(path):
        raise UserError(f"{path} exists already and is no library. Choose another name.")


def _can_be_made(folder: Path) -> bool:
    return not any(place.is_file() for place in (folder, *folder.parents))


def _is_library(path: Path) -> bool:
    """As `library_file.is_library` says of a file, without the model's code, which takes seconds to load."""
    try:
        return MODEL_KEY in (pa.parquet.read_schema(path).metadata or {})
    except (OSError, pa.ArrowException):
        return False
