"""Where files are, and where results are to be written."""

from __future__ import annotations

from pathlib import Path

from kmaid_nodes.errors import UserError


def check_present(path: Path, called: str) -> None:
    """Raises UserError if there is no such file; called: what it is, such as `file of edits`."""
    try:
        present = path.is_file()
    except (OSError, ValueError):  # too long, or with characters that no name has
        present = False
    if not present:
        raise UserError(f"There is no {called} {path}.")


def check_file(path: Path) -> None:
    """Raises UserError if no file can be written there: no such folder, or a folder itself."""
    if not path.resolve().parent.is_dir():
        raise UserError(f"There is no folder {path.parent} to write {path.name} into.")
    if path.is_dir():
        raise UserError(f"{path} is a folder; name a file in it.")


def make_folder(folder: Path) -> None:
    """Make a folder and those above it where they are missing; UserError if there is a file."""
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file; name a folder.")
    folder.mkdir(parents=True, exist_ok=True)
