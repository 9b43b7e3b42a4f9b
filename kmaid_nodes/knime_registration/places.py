"""Where KNIME's files are as a rule, on Windows, macOS and Linux."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

_INI = "knime.ini"
# Of a folder in which programs are: how KNIME's is called there.
_FOLDERS = ("KNIME*", "knime*")


def default_config(home: Path, environment: Mapping[str, str], system: str = sys.platform) -> Path:
    """Where this user's list of extensions is kept; system: as `sys.platform` calls it."""
    if system == "win32":
        folder = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
    elif system == "darwin":
        folder = home / "Library" / "Application Support"
    else:
        folder = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    return folder / "kmaid" / "knime" / "config.yml"


def found_ini_files(home: Path, environment: Mapping[str, str], system: str = sys.platform) -> list[Path]:
    """Each knime.ini in the usual places, sorted; nothing is searched but these folders."""
    candidates = {
        inside
        for folder in _program_folders(home, environment, system)
        for pattern in _FOLDERS
        for found in _entries(folder, pattern)
        for inside in (found / _INI, found / "Contents" / "Eclipse" / _INI)
    }
    return sorted(path for path in candidates if _is_file(path))


def ini_file_in(path: Path) -> Path:
    """The knime.ini itself where its folder, or KNIME's program on macOS, is named; else the path."""
    for inside in (path / _INI, path / "Contents" / "Eclipse" / _INI):
        if _is_file(inside):
            return inside
    return path


def _program_folders(home: Path, environment: Mapping[str, str], system: str) -> list[Path]:
    if system == "win32":
        named = [environment.get(name) for name in ("ProgramFiles", "ProgramW6432", "LOCALAPPDATA")]
        folders = [Path(name) for name in named if name]
        return [*folders, *(folder / "Programs" for folder in folders), home]
    if system == "darwin":
        return [Path("/Applications"), home / "Applications"]
    return [home, home / "Applications", home / "opt", Path("/opt"), Path("/usr/local")]


def _entries(folder: Path, pattern: str) -> list[Path]:
    try:
        return list(folder.glob(pattern))
    except OSError:
        return []


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
