"""SD files: a molblock and data fields per record, whatever the fields mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kmaid_nodes.files.text_lines import text_lines


@dataclass(frozen=True, slots=True)
class SdRecord:
    """One record of an SD file.

    number: 0-based position in the file.
    molblock: text up to and with `M  END`, or all there is if that is missing.
    fields: data fields by name, in the file's order, values without the closing blank line; a name that
    comes again is `name#2`, `name#3`.
    complete: False for a last record that stops in the middle of its molblock or of a field.
    """

    number: int
    molblock: str
    fields: dict[str, str]
    complete: bool = True

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
    """The records of an SD file given as its lines."""
    number = 0
    record: list[str] = []
    for line in lines:
        if line.startswith("$$$$"):
            yield _record(number, record, closed=True)
            number += 1
            record = []
        else:
            record.append(line)
    if any(line.strip() for line in record):
        yield _record(number, record, closed=False)


def atom_symbols(molblock: str) -> list[str] | None:
    """The element symbols of a molblock (V2000 or V3000) in its atom order; None if it is garbled."""
    lines = molblock.split("\n")
    try:
        if "V3000" in lines[3]:
            start = next(i for i, line in enumerate(lines) if "BEGIN ATOM" in line) + 1
            end = next(i for i, line in enumerate(lines) if "END ATOM" in line)
            return [line.split()[3] for line in lines[start:end]]
        atoms = lines[4 : 4 + int(lines[3][:3])]
        symbols = [line[31:34].strip() for line in atoms]
        return symbols if all(symbols) and len(symbols) == int(lines[3][:3]) else None
    except (IndexError, ValueError, StopIteration):
        return None


def _record(number: int, lines: list[str], closed: bool) -> SdRecord:
    end = next((i for i, line in enumerate(lines) if line.startswith("M  END")), None)
    first_field = next((i for i, line in enumerate(lines) if line.startswith(">")), len(lines))
    molblock_end = first_field if end is None else end + 1
    fields: dict[str, str] = {}
    times: dict[str, int] = {}
    name: str | None = None
    value: list[str] = []
    for line in lines[molblock_end:]:
        if line.startswith(">") and "<" in line:
            written = line[line.index("<") + 1 : line.rfind(">")]
            name, value = written, []
            while name in fields:
                times[written] = times.get(written, 1) + 1
                name = f"{written}#{times[written]}"
            fields[name] = ""
        elif name is not None and line.strip():
            value.append(line.rstrip("\n"))
            fields[name] = "\n".join(value)
        elif name is None or not name.upper().startswith("NMREDATA_"):
            name = None  # a tag of many lines may hold an empty one, and its signals go on behind it
    complete = closed or (end is not None and (not fields or not lines[-1].strip()))
    return SdRecord(number, "".join(lines[:molblock_end]), fields, complete)
