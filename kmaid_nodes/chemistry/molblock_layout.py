"""Molblocks that people and small programs wrote, laid out as the format prescribes (V2000, V3000).

Programs such as RDKit count columns. Others, among them Open Babel and CDK, also read molblocks whose blanks
are collapsed, whose header has a line too many or too few, or which lack `M  END`. So do we, where the text
can mean one structure only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.wording.structure import (
    ATOM_LINE,
    BOND_LINE,
    COUNTS_LINE,
    PROPERTY_LINE,
    counts_promise,
    numbered_property_line,
)

_HEADER_LINES = 3
_FURTHEST_COUNTS_LINE = 12
_HIGHEST_ORDER = 14
_HIGHEST_CHARGE = 7  # the code of charge -3
_MOST = 999  # atoms or bonds of a V2000 molblock
_NUMBER = r"(?: {2}\d| \d\d|\d{3})"
_AS_PRESCRIBED = re.compile(
    rf"(?:.*\n){{3}}(?P<atoms>{_NUMBER})(?P<bonds>{_NUMBER})"
    r"(?:.{28}V(?P<version>[23])000.*|.{0,32})\n"
    r"(?P<atom_lines>(?:[-+ .\d]{30} [A-Z*](?:[A-Za-z\d#]{0,2} *|[A-Za-z\d# ]{2}[ -]\d(?:  [0-7].*)?)\n)*)"
    rf"(?P<bond_lines>(?:{_NUMBER}{{3}}(?!\d).*\n)*)"
    r"[MAGVS]  ",
    re.ASCII,
)
# Lines that programs skip without a word: a charge would be lost.
_LOOSE_PROPERTY = re.compile(
    r"^M(?: |\t|   +)[A-Z]"
    rf"|^M  (?:CHG|RAD|ISO)(?!{_NUMBER}(?: {_NUMBER} (?:{_NUMBER}| [+-]\d|[+-]\d\d))+\s*$)",
    re.MULTILINE,
)
# A bond line where columns would part a number, as in `  2  3  31`.
_PARTED_NUMBER = re.compile(r"(?:.{3}){0,2}..\d\d(?!\d\d)")
_VERSION = re.compile(r"V([23])000\s*$", re.IGNORECASE)
_SYMBOL = re.compile(r"[A-Z*][A-Za-z\d#]{0,2}")
_PROGRAM = re.compile(
    r".{20}[23]D|\s{0,5}(?:-OEChem-|-ISIS-)"
    r"|\s{1,5}(?:RDKit|Mrv|Marvin|CDK|ChemDraw|OpenBabel|ACD/Labs|Ketcher|JME|SciTegic|CACTVS|MOE)"
)
_NUMBERED = ("CHG", "RAD", "ISO")


def molblock_as_prescribed(text: str) -> str:
    """The molblock as the format prescribes it, the text itself where it is so; the atoms keep their order.

    Raises UnusableRow, naming the first line that cannot be what it should be.
    """
    return text if is_as_prescribed(text) else _laid_out(text)


def check_lines(text: str) -> None:
    """Raises UnusableRow, naming the first line of a molblock that cannot be what it should be."""
    _laid_out(text)


def is_as_prescribed(text: str) -> bool:
    """Whether the header, the counts, and the lines of atoms and bonds are where the format wants them."""
    match = _AS_PRESCRIBED.match(text)
    if match is None or "\nM  END" not in text or _LOOSE_PROPERTY.search(text, match.end() - 3):
        return False
    return match["version"] == "3" or (
        int(match["atoms"]) == match["atom_lines"].count("\n")
        and int(match["bonds"]) == match["bond_lines"].count("\n")
    )


def _laid_out(text: str) -> str:
    lines = text.rstrip().split("\n")
    at = _counts_line(lines)
    header = _header(lines[:at])
    version = _VERSION.search(lines[at])
    if version is None or version[1] == "2":
        return "\n".join([*header, *_rewritten(lines, at), ""])
    end = [] if lines[-1] == "M  END" else ["M  END"]
    return "\n".join([*header, "  0  0  0     0  0            999 V3000", *lines[at + 1 :], *end, ""])


def _fault(line: int, text: str, wanted: str) -> UnusableRow:
    cited = repr(text.strip()[:40])
    return UnusableRow(ReasonCode.UNREADABLE_MOLBLOCK_LINE, line=line + 1, text=cited, wanted=wanted)


def _counts_line(lines: list[str]) -> int:
    """The position of the counts line: the fourth, or another one that can be nothing else."""
    near = range(min(len(lines), _FURTHEST_COUNTS_LINE))
    for at in sorted(near, key=lambda at: at != _HEADER_LINES):
        if _VERSION.search(lines[at]) or (_counts(lines[at]) and _begins_atoms(lines, at)):
            return at
    if not any(line.strip() for line in lines):
        raise UnusableRow(ReasonCode.NO_STRUCTURE)
    shown = lines[_HEADER_LINES] if len(lines) > _HEADER_LINES else ""
    if _counts(shown):
        return _HEADER_LINES
    raise _fault(_HEADER_LINES, shown, COUNTS_LINE)


def _begins_atoms(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at + 1 :] if line.strip()), "")
    return _atom(following) is not None


def _header(lines: list[str]) -> list[str]:
    """Title, program and comment of a header that may have too many or too few lines."""
    lines = list(lines)
    while len(lines) > _HEADER_LINES and not lines[0].strip() and not _PROGRAM.match(lines[1]):
        del lines[0]
    if lines and len(lines) < _HEADER_LINES and _PROGRAM.match(lines[0]):
        lines.insert(0, "")
    title, *others = lines or [""]
    others = sorted(others, key=lambda line: not line.strip())[: _HEADER_LINES - 1]
    return [title, *others, *[""] * (_HEADER_LINES - 1 - len(others))]


def _counts(line: str) -> tuple[int, int] | None:
    """Numbers of atoms and bonds."""
    for parts in ([line[0:3], line[3:6]], line.split()[:2]):
        numbers = [_integer(part) for part in parts]
        if len(numbers) == 2 and numbers[0] is not None and numbers[1] is not None:
            return numbers[0], numbers[1]
    return None


def _rewritten(lines: list[str], at: int) -> Iterator[str]:
    counts = _counts(lines[at])
    if counts is None or max(counts) > _MOST:
        raise _fault(at, lines[at], COUNTS_LINE)
    atoms, bonds = counts
    chiral = "1" if lines[at][12:15].strip() == "1" or lines[at].split()[4:5] == ["1"] else "0"
    yield f"{atoms:3d}{bonds:3d}  0  0  {chiral}  0            999 V2000"
    promise = counts_promise(at + 1, atoms, bonds)
    written = ((n, line) for n, line in enumerate(lines) if n > at and line.strip())
    for k in range(atoms + bonds):
        n, line = next(written, (len(lines), ""))
        if not line:
            raise UnusableRow(ReasonCode.MOLBLOCK_ENDS_EARLY, promise=promise)
        laid_out = _atom(line) if k < atoms else _bond(line, atoms)
        if laid_out is None:
            wanted = ATOM_LINE if k < atoms else BOND_LINE
            raise _fault(n, line, f"{wanted}; {promise}")
        yield laid_out
    for n, line in written:
        if line.split()[:2] == ["M", "END"]:
            break
        if _atom(line) or _bond(line, _MOST):
            raise _fault(n, line, f"{PROPERTY_LINE}; {promise}")
        yield _property(n, line)
    yield "M  END"


def _atom(line: str) -> str | None:
    """An atom line in its columns; None for any other line."""
    in_columns = [line[0:10], line[10:20], line[20:30], line[31:34].strip(), *line[34:].split()]
    for parts in (in_columns, line.split()):
        places = [place for part in parts[:3] if (place := _place(part)) is not None]
        numbers = [number for part in parts[4:16] if (number := _integer(part)) is not None]
        is_atom = len(parts) > 3 and len(places) == 3 and len(numbers) == len(parts[4:16])
        is_atom = is_atom and all(0 <= charge <= _HIGHEST_CHARGE for charge in numbers[1:2])
        if not is_atom or not _SYMBOL.fullmatch(parts[3]):
            continue
        first, *others = [*numbers, *[0] * (12 - len(numbers))]
        columns = "".join(f"{number:3d}" for number in others)
        return "".join(f"{place:10.4f}" for place in places) + f" {parts[3]:<3}{first:2d}{columns}"
    return None


def _bond(line: str, atoms: int) -> str | None:
    """A bond line in its columns; None for any other line, or if there is no such atom."""
    in_columns = [line[at : at + 3] for at in range(0, min(len(line.rstrip()), 21), 3)]
    for parts in ([] if _PARTED_NUMBER.match(line) else in_columns, line.split()[:7]):
        numbers = [_integer(part) for part in parts]
        if len(numbers) < 3 or None in numbers:
            continue
        first, second, order = (number or 0 for number in numbers[:3])
        if 1 <= first <= atoms and 1 <= second <= atoms and first != second and 1 <= order <= _HIGHEST_ORDER:
            return "".join(f"{number:3d}" for number in numbers)
    return None


def _property(n: int, line: str) -> str:
    """A line between bonds and `M  END`."""
    mark, *numbers = line.removeprefix("M").split() or [""]
    if not line.startswith("M") or mark not in _NUMBERED:
        return re.sub(r"^M[ \t]+(?=[A-Z])", "M  ", line)
    values = [_integer(number) for number in numbers]
    if not values or None in values or len(values) != 2 * (values[0] or 0) + 1:
        raise _fault(n, line, numbered_property_line(mark))
    return f"M  {mark}{values[0]:3d}" + "".join(f"{value:4d}" for value in values[1:])


def _integer(text: str) -> int | None:
    text = text.strip()
    return int(text) if re.fullmatch(r"[-+]?\d{1,4}", text, re.ASCII) else None


def _place(text: str) -> float | None:
    try:
        place = float(text)
    except ValueError:
        return None
    return place if math.isfinite(place) and abs(place) < 9999 else None
