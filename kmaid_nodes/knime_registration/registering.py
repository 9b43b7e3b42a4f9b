"""Writes the entry and the line by which KNIME finds this extension, and takes them out again."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from kmaid_nodes.codes.registration import Change
from kmaid_nodes.errors import UserError
from kmaid_nodes.files.paths import make_folder
from kmaid_nodes.files.whole_file import whole_file
from kmaid_nodes.knime_registration.config_file import ConfigFile, read_config
from kmaid_nodes.knime_registration.installation import Entry
from kmaid_nodes.knime_registration.startup_file import StartupFile, line_for, read_ini


@dataclass(frozen=True)
class Registration:
    """What was done: to KNIME's list of extensions, and to a knime.ini if one was named.

    others: other extensions in the list. line: the line of knime.ini that names the list. backups: copies of
    the files that were changed, as they were.
    """

    config: Path
    entry: Change
    others: list[str]
    line: str
    ini: Path | None = None
    ini_line: Change | None = None
    backups: tuple[Path, ...] = ()


def register(entry: Entry, usual: Path, config: Path | None = None, ini: Path | None = None) -> Registration:
    """Write the entry, and with `ini` the line of that knime.ini.

    config: the list of extensions that is to have the entry. Without one it is that which the knime.ini
    names already, or else `usual`. Raises UserError, with all files as they were, if a file is not what it
    should be or if other extensions of this KNIME would be lost.
    """
    startup = read_ini(ini) if ini else None
    path = config or _named_list(startup) or usual
    if startup is not None:
        _check_no_other_is_lost(startup, path)
    before = read_config(path)
    after, change = before.with_entry(entry)
    started, line = startup.with_config(path) if startup else (None, None)
    backups: list[Path] = []
    if change != Change.PRESENT:
        make_folder(path.parent)
        backups += _write(path, after.text.encode())
    if ini is not None and started is not None and line != Change.PRESENT:
        backups += _write(ini, started.data, f"add this line by hand, below -vmargs: {line_for(path)}")
    return Registration(path, change, after.others, line_for(path), ini, line, tuple(backups))


def unregister(usual: Path, config: Path | None = None, ini: Path | None = None) -> Registration:
    """Take the entry out, and with `ini` the line of that knime.ini unless other extensions need it.

    A list that is empty then is removed, since KNIME cannot read one without entries. Parameters and errors
    are those of `register`.
    """
    startup = read_ini(ini) if ini else None
    path = config or _named_list(startup) or usual
    after, change = read_config(path).without_entry()
    started, line = _without_line(startup, path, after)
    backups: list[Path] = []
    if change == Change.REMOVED:
        backups += _write(path, after.text.encode()) if after.others else _moved_away(path)
    if ini is not None and started is not None and line == Change.REMOVED:
        backups += _write(ini, started.data)
    return Registration(path, change, after.others, line_for(path), ini, line, tuple(backups))


def _without_line(
    startup: StartupFile | None, path: Path, after: ConfigFile
) -> tuple[StartupFile | None, Change | None]:
    if startup is None:
        return None, None
    if not startup.names(path):
        return startup, Change.ABSENT
    return (startup, Change.NEEDED_BY_OTHERS) if after.others else startup.without_config()


def _named_list(startup: StartupFile | None) -> Path | None:
    """The list that a knime.ini names, if it is there."""
    if startup is None or startup.config is None:
        return None
    path = Path(startup.config)
    if not path.is_absolute():
        raise UserError(
            f"{startup.name} names the list of extensions {path} without its folder. Write the whole path "
            "there, or take the line out."
        )
    return path if path.is_file() else None


def _check_no_other_is_lost(startup: StartupFile, path: Path) -> None:
    """KNIME reads one list: the line must not leave one that other extensions are in."""
    named = _named_list(startup)
    if named is None or startup.names(path):
        return
    others = read_config(named).others
    if others:
        raise UserError(
            f"{startup.name} names {named} already, which has {', '.join(others)}. KNIME reads only one such "
            "file. Leave out --config, and K-M3AID is added to that one."
        )


def _write(path: Path, data: bytes, by_hand: str = "change it by hand.") -> list[Path]:
    """Write a file in one step, with the rights it had; the copy of what was there before, if anything.

    by_hand: what the user may do if it cannot be written (UserError).
    """
    path = path.resolve()  # a link stays a link
    try:
        backup = _backup(path) if path.exists() else None
        with whole_file(path) as partial:
            partial.write_bytes(data)
            if backup is not None:
                shutil.copymode(path, partial)
    except OSError as error:
        raise UserError(
            f"Cannot write {path}: {error.strerror or error}. It is as it was. Run the command with the "
            f"rights to write there, or {by_hand}"
        ) from error
    return [backup] if backup else []


def _backup(path: Path) -> Path:
    """A copy beside the file under a name of its own; an earlier copy of the same content will do."""
    number = 0
    while True:
        backup = path.with_name(f"{path.name}.{f'{number}.' if number else ''}bak")
        if not backup.exists():
            shutil.copy2(path, backup)
            return backup
        if backup.is_file() and backup.read_bytes() == path.read_bytes():
            return backup
        number += 1


def _moved_away(path: Path) -> list[Path]:
    path = path.resolve()
    try:
        backup = _backup(path)
        os.unlink(path)
    except OSError as error:
        raise UserError(f"Cannot remove {path}: {error.strerror or error}.") from error
    return [backup]
