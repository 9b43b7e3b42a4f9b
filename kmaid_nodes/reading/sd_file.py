"""SD files: a molblock and data fields per record, whatever the fields mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kmaid_nodes.chemistry.molblock_layout import molblock_as_prescribed
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.files.text_lines import text_lines

_END = re.compile(r"M\s+END\s*$")


@dataclass(frozen=True, slots=True)
class SdRecord:
    """One record of an SD file.

    number: 0-based position in the file; empty records count.
    molblock: text up to and with `M  END`, laid out as the format prescribes where that is possible
    (`chemistry.molblock_layout`), else as it is; "" if there is none.
    fields: data fields by name, in the file's order, values without the closing blank line. A name that
    comes again with another value gets its number: `DOI#2`.
    complete: False for a last record that stops in the middle of its molblock or of a field.
    structure_complete: whether the molblock does not stop in the middle.
    unfinished: the field in whose value the file may have been cut off, None if there is none.
    """

    number: int
    molblock: str
    fields: dict[str, str]
    complete: bool = True
    structure_complete: bool = True
    unfinished: str | None = None

    @property
    def title(self) -> str:
        """The first line of the molblock."""
        return self.molblock.split("\n", 1)[0].strip()


def read_sd_file(path: Path) -> Iterator[SdRecord]:
    """The records of an SD file (plain or gzip), one at a time.

    Raises UserError if the file cannot be read. A record is never refused here: what is wrong with
    its molblock or fields shows when they are understood.
    """
    return sd_records(text_lines(path))


def sd_records(lines: Iterable[str]) -> Iterator[SdRecord]:
    """The records of an SD file given as its lines; empty ones are left out, but count."""
    number = 0
    record: list[str] = []
    for line in lines:
        if line[0] != "$" or not line.startswith("$$$$"):
            record.append(line)
            continue
        if not _is_empty(record):
            yield _record(number, record, closed=True)
        number += 1
        record = []
    if not _is_empty(record):
        yield _record(number, record, closed=False)


def sd_record_of(text: str) -> SdRecord | None:
    """The first record of a text, such as an SDF cell, with or without its `$$$$`; None if it is empty."""
    lines = text.replace("\r\n", "\n").removesuffix("\n").removesuffix("$$$$").splitlines()
    return next(sd_records([*(f"{line}\n" for line in lines), "$$$$\n"]), None)


def atom_symbols(molblock: str) -> list[str] | None:
    """The element symbols of a molblock (V2000 or V3000) in its atom order; None if it is garbled."""
    lines = molblock.split("\n")
    try:
        if "V3000" in lines[3]:
            start = next(i for i, line in enumerate(lines) if "BEGIN ATOM" in line) + 1
            end = next(i for i, line in enumerate(lines) if "END ATOM" in line)
            return [line.split()[3] for line in lines[start:end]]
        number = int(lines[3][:3])
        symbols = [line[31:34].strip() for line in lines[4 : 4 + number]]
        return symbols if all(symbols) and len(symbols) == number else None
    except (IndexError, ValueError, StopIteration):
        return None


def _is_empty(lines: list[str]) -> bool:
    return not any(line.strip() for line in lines)


def _record(number: int, lines: list[str], closed: bool) -> SdRecord:
    molblock, field_lines, has_end = _parted(lines)
    fields = _fields(field_lines)
    name = next(reversed(fields), None)
    is_open = not closed and name is not None and bool(lines[-1].strip())
    # A single line that has its line feed is whole; of several lines the last ones may be missing.
    may_be_cut = is_open and name is not None and ("\n" in fields[name] or not lines[-1].endswith("\n"))
    return SdRecord(
        number,
        molblock,
        fields,
        complete=closed or (has_end and not is_open),
        structure_complete=closed or has_end,
        unfinished=name if may_be_cut else None,
    )


def _parted(lines: list[str]) -> tuple[str, list[str], bool]:
    """The molblock, the lines behind it, and whether the molblock has its `M  END`."""
    try:
        end = lines.index("M  END\n") + 1
    except ValueError:
        end = next((n for n, line in enumerate(lines, 1) if _END.match(line)), len(lines) + 1)
    molblock = "".join(lines[:end])
    if "\n>" in molblock or molblock.startswith(">"):
        end = next(n for n, line in enumerate(lines) if line.startswith(">"))
        return _laid_out("".join(lines[:end])), lines[end:], False
    return _laid_out(molblock), lines[end:], end <= len(lines)


def _laid_out(molblock: str) -> str:
    try:
        return molblock_as_prescribed(molblock)
    except UnusableRow:  # told when the structure is wanted
        return molblock if molblock.strip() else ""


def _fields(lines: list[str]) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    times: Counter[str] = Counter()
    value: list[str] = []  # what stands before the first field belongs to none
    after_blank = True
    for line in lines:
        if not line.strip():
            after_blank = True
            continue
        if line.startswith(">") and (name := _field_name(line, after_blank)) is not None:
            written = name
            while name in values:
                times[written] = max(times[written], 1) + 1
                name = f"{written}#{times[written]}"
            values[name] = value = []
        else:
            value.append(line.rstrip("\n"))
        after_blank = False
    return {name: "\n".join(value) for name, value in values.items()}


def _field_name(line: str, after_blank: bool) -> str | None:
    """The name that a line beginning with `>` gives a field: `>  <Name> (1)`, also `> Name`; else None."""
    start, end = line.find("<"), line.rfind(">")
    if 0 <= start < end:
        return line[start + 1 : end].strip()
    return line[1:].strip() if after_blank else None
