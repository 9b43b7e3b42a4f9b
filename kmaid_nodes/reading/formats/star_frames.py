"""The saveframes of an NMR-STAR file as pynmrstar reads them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kmaid_nodes.codes.file_format import FileFormat
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.formats.packages import package_for
from kmaid_nodes.reading.formats.whole_text import whole_text

Row = dict[str, str]
_NOTHING = (".", "?")


@dataclass(frozen=True, slots=True)
class StarFrame:
    """tags: single values; loops: rows by category. Names are in lower case, `.` and `?` are empty."""

    tags: dict[str, str] = field(default_factory=dict)
    loops: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StarFile:
    """id: what stands behind `data_`."""

    id: str
    frames: tuple[StarFrame, ...]

    def rows(self, category: str) -> list[Row]:
        """The rows of all loops of a category."""
        return [row for frame in self.frames for row in frame.loops.get(category, ())]

    def tag(self, *names: str) -> str:
        """The first value that one of the tags (`category.name`) has; empty if none has."""
        return next((v for name in names for frame in self.frames if (v := frame.tags.get(name, ""))), "")


def star_file(path: Path) -> StarFile:
    """The frames of a file.

    A file that is no whole entry, such as a loop that somebody cut out, gives one frame per loop. Raises
    UserError if the file cannot be read, is damaged, or pynmrstar is not installed.
    """
    pynmrstar = package_for(FileFormat.NMR_STAR, "pynmrstar")
    text = whole_text(path)
    if not text.strip():
        raise UserError(f"{path.name} is empty.")
    logging.getLogger("pynmrstar").setLevel(logging.CRITICAL)  # what it warns of is told in the records
    try:
        entry = pynmrstar.Entry.from_string(text)
        return StarFile(str(entry.entry_id), tuple(_frame(frame) for frame in entry))
    except (pynmrstar.exceptions.ParsingError, ValueError) as error:
        problem = error
    if "_Chem_shift_value" in text:
        raise UserError(f"{path.name} is NMR-STAR of version 2; choose version 3, which the BMRB also has.")
    if _is_cut_off(text):
        raise UserError(f"{path.name} is cut off: its last loop has no end (stop_).") from problem
    try:
        loops = [pynmrstar.Loop.from_string(loop) for loop in _loops(text)]
    except (pynmrstar.exceptions.ParsingError, ValueError):
        loops = []
    if not loops:
        line = getattr(problem, "line_number", None)
        where = f" at line {line}" if line else ""
        raise UserError(f"{path.name} is a damaged or cut-off NMR-STAR file{where}.") from problem
    frames = tuple(StarFrame({}, {_category(loop): _rows(loop)}) for loop in loops)
    return StarFile(_name(text) or path.stem, frames)


def _frame(frame: Any) -> StarFrame:
    category = str(frame.tag_prefix or "").lstrip("_").lower()
    tags = {f"{category}.{str(name).lower()}": _value(value) for name, value, *_ in frame.tags}
    loops: dict[str, list[Row]] = {}
    for loop in frame.loops:
        loops.setdefault(_category(loop), []).extend(_rows(loop))
    return StarFrame(tags, loops)


def _category(loop: Any) -> str:
    return str(loop.category or "").lstrip("_").lower()


def _rows(loop: Any) -> list[Row]:
    names = [str(tag).lower() for tag in loop.tags]
    return [dict(zip(names, map(_value, row))) for row in loop.data]


def _value(value: Any) -> str:
    text = "" if value is None else str(value).strip()
    return "" if text in _NOTHING else text


def _loops(text: str) -> Iterator[str]:
    """The texts from each `loop_` to its `stop_`."""
    lines: list[str] | None = None
    for line in text.split("\n"):
        word = line.strip().lower()
        if word == "loop_":
            lines = []
        if lines is not None:
            lines.append(line)
        if word == "stop_" and lines is not None:
            yield "\n".join(lines)
            lines = None


def _is_cut_off(text: str) -> bool:
    words = [line.strip().lower() for line in text.split("\n")]
    return words.count("loop_") > words.count("stop_")


def _name(text: str) -> str:
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return first[5:].strip() if first.lower().startswith("data_") else ""
