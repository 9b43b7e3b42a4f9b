"""knime.ini, of which one line is changed: bytes, line ends and all other lines stay as they are.

Its lines are arguments of KNIME's launcher, one each, without quotes. Those below `-vmargs` are for Java.
"""

from __future__ import annotations

import locale
import os
from dataclasses import dataclass
from pathlib import Path

from kmaid_nodes.codes.registration import Change
from kmaid_nodes.errors import UserError

_PROPERTY = b"-Dknime.python.extension.config="
_VM_ARGUMENTS = b"-vmargs"
# Any of these tells KNIME's file from another with Java's arguments.
_KNIMES = (b"-startup", b"-Dknime.", b"-Dorg.knime.")


def line_for(config: Path) -> str:
    """The line of knime.ini that names a list of extensions."""
    return _PROPERTY.decode() + str(config)


@dataclass(frozen=True)
class StartupFile:
    """The lines of a knime.ini, each with its line end."""

    lines: tuple[bytes, ...]
    name: str = "knime.ini"

    @property
    def data(self) -> bytes:
        """The whole file."""
        return b"".join(self.lines)

    @property
    def config(self) -> str | None:
        """The list of extensions that this KNIME reads: the last one named counts."""
        places = self._places()
        if not places:
            return None
        value = self.lines[places[-1]].strip()[len(_PROPERTY) :]
        for encoding in ("utf-8", locale.getencoding()):
            try:
                return value.decode(encoding)
            except UnicodeDecodeError:
                continue
        return value.decode("latin-1")

    def names(self, config: Path) -> bool:
        """Whether it is this list that KNIME reads."""
        return self.config is not None and os.path.normcase(self.config) == os.path.normcase(config)

    def with_config(self, config: Path) -> tuple[StartupFile, Change]:
        """The file in which the line names this list; it stands right below `-vmargs` if it is new."""
        places = self._places()
        if self.names(config):
            return self, Change.PRESENT
        line = _PROPERTY + self._encoded(str(config))
        lines = list(self.lines)
        if places:
            last = places[-1]
            lines[last] = line + _end(lines[last])
            return StartupFile(tuple(lines), self.name), Change.REPLACED
        place = self._vm_arguments() + 1
        above = lines[place - 1]
        if _end(above):
            lines.insert(place, line + _end(above))
        else:
            lines[place - 1 :] = [above + self._usual_end(), line]
        return StartupFile(tuple(lines), self.name), Change.ADDED

    def without_config(self) -> tuple[StartupFile, Change]:
        """The file without the line that counts; nothing else of `with_config` stays."""
        places = self._places()
        if not places:
            return self, Change.ABSENT
        lines = list(self.lines)
        removed = lines.pop(places[-1])
        if not _end(removed) and places[-1] == len(lines):
            lines[-1] = lines[-1].rstrip(b"\r\n")
        return StartupFile(tuple(lines), self.name), Change.REMOVED

    def _places(self) -> list[int]:
        start = self._vm_arguments()
        return [n for n, line in enumerate(self.lines) if n > start and line.strip().startswith(_PROPERTY)]

    def _vm_arguments(self) -> int:
        return next(n for n, line in enumerate(self.lines) if line.strip() == _VM_ARGUMENTS)

    def _usual_end(self) -> bytes:
        ends = [_end(line) for line in self.lines if _end(line)]
        return ends[0] if ends else os.linesep.encode()

    def _encoded(self, text: str) -> bytes:
        """A path as the other lines are encoded; plain letters are the same in all encodings."""
        encoding = "utf-8"
        if not text.isascii():
            encoding = self._encoding()
        try:
            return text.encode(encoding)
        except UnicodeEncodeError as error:
            raise UserError(
                f"{self.name} cannot hold all characters of {text}. Name a file in a folder of plain letters "
                "with --config."
            ) from error

    def _encoding(self) -> str:
        if self.data.isascii():
            return locale.getencoding()
        try:
            self.data.decode("utf-8")
        except UnicodeDecodeError:
            return locale.getencoding()
        return "utf-8"


def read_ini(path: Path) -> StartupFile:
    """A knime.ini; UserError if it is not there, or is another file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"There is no file {path}.") from error
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror or error}.") from error
    lines = data.splitlines(keepends=True)
    wanted = [line.strip() for line in lines]
    if b"\0" in data or _VM_ARGUMENTS not in wanted:
        raise UserError(f"{path} is not a knime.ini, as it has no line -vmargs. It was left as it is.")
    if not any(line.startswith(_KNIMES) for line in wanted):
        raise UserError(f"{path} is not the knime.ini of a KNIME. It was left as it is.")
    return StartupFile(tuple(lines), str(path))


def _end(line: bytes) -> bytes:
    return line[len(line.rstrip(b"\r\n")) :]
