"""What is told of a registration, as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kmaid_nodes.codes.registration import Change
from kmaid_nodes.knime_registration.installation import Entry
from kmaid_nodes.knime_registration.registering import Registration
from kmaid_nodes.wording.registration import (
    backup_sentence,
    entry_sentence,
    line_sentence,
    line_to_add,
    line_to_remove,
    others_sentence,
    restart_sentence,
    used_sentence,
)


def registration_text(done: Registration, entry: Entry | None, found: Sequence[Path] = ()) -> str:
    """What was done and what is left to do.

    entry: what was registered, or None if it was taken out. found: knime.ini files of this computer, which
    are offered if none was named.
    """
    return "\n".join(_lines(done, entry, [str(path) for path in found]))


def _lines(done: Registration, entry: Entry | None, found: list[str]) -> Iterator[str]:
    yield entry_sentence(done.entry, str(done.config))
    if entry is not None:
        yield used_sentence(entry.folder, entry.python)
    if done.others and done.entry not in (Change.PRESENT, Change.ABSENT):
        yield others_sentence(done.others)
    if done.ini is not None and done.ini_line is not None:
        yield line_sentence(done.ini_line, str(done.ini))
    yield from (backup_sentence(str(backup)) for backup in done.backups)
    if done.ini is not None:
        if {done.entry, done.ini_line} & {Change.ADDED, Change.REPLACED, Change.REMOVED}:
            yield restart_sentence(taken_out=entry is None)
    elif entry is not None:
        yield from line_to_add(done.line, found)
    elif not done.others:
        yield from line_to_remove(done.line)
