"""Where a file is that somebody names by a path, by a file URL or by one of KNIME's own URLs."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote

from kmaid_nodes.errors import UserError

_KNIME = re.compile(r"knime:[\\/]*([^\\/]*)(?:[\\/](.*))?$", re.IGNORECASE | re.DOTALL)
_FILE = re.compile(r"file:(?://([^/]*)(?=/|$))?(.*)$", re.IGNORECASE | re.DOTALL)
# At least two letters: one is a drive.
_OTHER_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_DRIVE = re.compile(r"[a-z]:(?:[\\/]|$)", re.IGNORECASE)
_METADATA = ".metadata"  # the folder by which KNIME and Eclipse tell a workspace
_OF_MOUNTPOINT = ("knime.mountpoint", "knime.space")


@dataclass(frozen=True)
class KnownFolders:
    """The folders from which paths start.

    workflow: that of the workflow; workspace: that which KNIME mounts as LOCAL; None where it is not known.
    final: whether nothing more can be found out later.
    """

    workflow: Path | None = None
    workspace: Path | None = None
    final: bool = True

    @property
    def mountpoint(self) -> Path | None:
        """The folder at the top of the workflow's own mountpoint: the workspace that it lies in."""
        if self.workflow is None:
            return None
        above = self.workflow.parents
        if self.workspace is not None and self.workspace in above:
            return self.workspace
        return next((folder for folder in above if (folder / _METADATA).is_dir()), None)


def workspace_of(flow_variables: Mapping[str, object], knime_home: str | None) -> Path | None:
    """KNIME's workspace, from the flow variable `knime.workspace` or KNIME's home folder inside it."""
    told = flow_variables.get("knime.workspace")
    if isinstance(told, str) and told.strip():
        return Path(told)
    if knime_home and _METADATA in (names := Path(knime_home).parts):
        return Path(*names[: names.index(_METADATA)])
    return None


def located(text: str, folders: KnownFolders, windows: bool = os.name == "nt") -> Path | None:
    """The path that a text means; None if a folder that it starts from is not known yet.

    text: a path (relative ones start from the workflow's folder, `~` is the user's), also in quotation marks;
    a `file:` URL; or `knime://` with knime.workflow, knime.mountpoint, knime.space or LOCAL. windows: whether
    it is a path on Windows. Raises UserError, with what to do, for what is not on this computer or cannot be
    found out.
    """
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':  # as Windows copies a path
        text = text[1:-1].strip()
    if "\0" in text:
        raise UserError("The path holds a character that no path can have. Type it again.")
    if knime := _KNIME.match(text):
        rest = _slashes(unquote(knime[2] or "")).lstrip("/")
        return _of_knime(text, unquote(knime[1]), rest, folders)
    if file := _FILE.match(text):
        text = _of_file_url(text, unquote(file[1] or ""), _slashes(unquote(file[2])), windows)
    elif _OTHER_URL.match(text):
        raise _elsewhere(text)
    if _DRIVE.match(text) and not windows:
        raise UserError(f"{text} is a path on Windows, but KNIME does not run on Windows here.")
    if text.startswith("~"):
        text = os.path.expanduser(text)
    if (PureWindowsPath if windows else PurePosixPath)(text).is_absolute():
        return Path(os.path.normpath(text))
    return _inside(
        folders.workflow, text if windows else _slashes(text), "the folder of the workflow", folders
    )


def _of_knime(url: str, host: str, rest: str, folders: KnownFolders) -> Path | None:
    if host == "knime.workflow":
        return _inside(folders.workflow, rest, "the folder of the workflow", folders)
    if host == "knime.node":
        raise UserError(
            f"{url} starts from the folder of the node, which this node cannot find. Start from the workflow "
            "instead, as in knime://knime.workflow/data/name."
        )
    if host in _OF_MOUNTPOINT:
        return _below(folders.mountpoint, rest, url, folders)
    if host.upper() == "LOCAL":
        return _below(folders.workspace, rest, url, folders)
    raise _elsewhere(url)


def _below(top: Path | None, rest: str, url: str, folders: KnownFolders) -> Path | None:
    """As `_inside`; KNIME lets nobody climb above a mountpoint."""
    place = _inside(top, rest, "the workspace", folders)
    if place is not None and top is not None and not place.is_relative_to(os.path.normpath(top)):
        raise UserError(f"{url} climbs out of the workspace. Write the whole path instead.")
    return place


def _inside(folder: Path | None, rest: str, called: str, folders: KnownFolders) -> Path | None:
    if folder is not None:
        return Path(os.path.normpath(folder / rest))
    if not folders.final:
        return None
    raise UserError(f"KNIME does not tell where {called} is on this computer. Write the whole path instead.")


def _of_file_url(url: str, host: str, path: str, windows: bool) -> str:
    """The path of a `file:` URL, with the slips that are usual on Windows: file://C:/x, file:/C:/x."""
    if _DRIVE.match(f"{host}/"):
        return host + path
    if re.match(r"/+[A-Za-z]:(/|$)", path):
        return path.lstrip("/")
    if host and host.lower() != "localhost":
        if not windows:
            raise _elsewhere(url)
        return f"//{host}{path}"
    return path


def _slashes(path: str) -> str:
    """A workflow from Windows runs elsewhere too."""
    return path.replace("\\", "/")


def _elsewhere(url: str) -> UserError:
    return UserError(
        f"{url} is not on this computer. Bring the file here first, for example with KNIME's node Transfer "
        "Files, and choose the copy."
    )
