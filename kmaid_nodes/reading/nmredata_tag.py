"""The lines of an NMReDATA tag: conditions, signals of a 1D spectrum, cross peaks of a 2D one.

The format is that of nmredata.org (Pupier et al., Magn. Reson. Chem. 2018, 56, 703), versions 0.9 to 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.multiplicity_entry import short
from kmaid_nodes.reading.shift import checked_shift

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_SHIFT = re.compile(rf"({_NUMBER})(?:\s*(?:-|\.\.)\s*({_NUMBER}))?")
_STARTS_SIGNAL = re.compile(r"[-+]?\d+\.\d")
_CONDITION = re.compile(r"([A-Za-z][\w.-]*)\s*=(.*)", re.S)
_QUOTED = re.compile(r'<"([^"\n]*)">')
# Characters that part the fields of a line stand for themselves in a quoted label.
_SPECIAL = ",/\\|()&;+="
_PROTECT = str.maketrans({c: chr(0xE000 + k) for k, c in enumerate(_SPECIAL)})
_RESTORE = str.maketrans({chr(0xE000 + k): c for k, c in enumerate(_SPECIAL)})
# What the format writes where a shift is not known.
UNKNOWN_SHIFT = 777.777
_MOST_JOINED = 4
# What no other list of shifts has: the frequency as a condition, or a label behind a shift.
_OF_A_TAG = re.compile(r"^\s{0,9}(?:Larmor\s?=|[-+]?\d{1,3}\.\d{1,9}\s?,\s?L\s?=)", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Signal:
    """One line of a 1D spectrum. keys: `L`, `S`, `J`, `N`, `I`, `E` and the like, as text."""

    ppm: float
    keys: dict[str, str]
    range_text: str = ""

    @property
    def couplings_hz(self) -> tuple[float, ...]:
        """The values of `J=6.14(CH3), 1.11(OH)`, as far as they are numbers."""
        parts = _without_brackets(self.keys.get("J", "")).split(",")
        return tuple(float(part) for part in parts if re.fullmatch(_NUMBER, part.strip()))

    @property
    def intensity(self) -> float | None:
        """Height, else integral; the sign is that of the peak. None if not given."""
        for key in ("I", "E"):
            match = re.match(r"[-+]?\d+(?:\.\d+)?", self.keys.get(key, ""))
            if match:
                return float(match[0])
        return None


@dataclass(slots=True)
class SpectrumTag:
    """A tag of a 1D spectrum. conditions: `larmor`, `pulseprogram` and the like; left_out: unused lines."""

    conditions: dict[str, str] = field(default_factory=dict)
    signals: list[Signal] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def is_spectrum_tag(text: str) -> bool:
    """Whether a text is a tag of a 1D spectrum, whatever its name."""
    return "=" in text and bool(_OF_A_TAG.search(text))


def spectrum_tag(text: str) -> SpectrumTag:
    """`Larmor=125.7` and `128.3, L=C1, S=d, N=2`, line by line.

    Raises UnusableRow for a line that is neither, unless there is no digit in it.
    """
    tag = SpectrumTag()
    for line in tag_lines(text, lambda part: bool(_STARTS_SIGNAL.match(part) or _CONDITION.match(part))):
        condition = _CONDITION.fullmatch(line)
        if condition:
            tag.conditions[condition[1].lower()] = condition[2].strip()
            continue
        if not re.search(r"\d", line):  # debris of a program; it hides no shift
            tag.left_out.append(line)
            continue
        signal = _signal(line)
        if abs(signal.ppm - UNKNOWN_SHIFT) < 1e-3:
            tag.left_out.append(line)
        else:
            tag.signals.append(signal)
    return tag


def _signal(line: str) -> Signal:
    shift, *parts = (part.strip() for part in line.split(","))
    unreadable = UnusableRow(ReasonCode.UNREADABLE_SPECTRUM_LINE, line=repr(restored(line)[:40]))
    if not _SHIFT.fullmatch(shift):
        raise unreadable
    keys: dict[str, str] = {}
    last: str | None = None
    for part in parts:
        pair = _CONDITION.fullmatch(part)
        if pair:
            last = pair[1].upper()
            if last in keys:
                raise unreadable
            keys[last] = pair[2].strip()
        elif last is not None:
            keys[last] += f", {part}"
        elif part:
            raise unreadable
    if any(_hides_a_shift(key, value) for key, value in keys.items()):
        raise unreadable
    ppm = shift_in(shift)
    return Signal(ppm, keys, shift if not re.fullmatch(_NUMBER, shift) else "")


def _hides_a_shift(key: str, value: str) -> bool:
    """Whether the next line seems to have run into a value: `I=120.0018.77`, `S=s18.1`, `N=118.1`."""
    return bool(re.search(r"\d\.\d+\.\d", value) or (key in "SNH" and re.search(r"\d\.\d", value)))


def shift_in(text: str) -> float:
    """The shift in ppm, of a range `128.1-128.5` its middle; raises UnusableRow if it is none."""
    match = _SHIFT.fullmatch(text.strip())
    if not match:
        raise UnusableRow(ReasonCode.UNREADABLE_SHIFT, value=short(restored(text)))
    low, high = float(match[1]), float(match[2] or match[1])
    middle = low if low == high else round((low + high) / 2, 4)
    return middle if abs(middle - UNKNOWN_SHIFT) < 1e-3 else checked_shift(middle)


def cross_peaks(text: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """`C1/H1, I=1.2` as the two sides and the keys; other lines are left out."""
    for line in tag_lines(text, lambda part: "/" in part or bool(_CONDITION.match(part))):
        if _CONDITION.fullmatch(line):
            continue
        sides, *parts = re.split(r",\s*(?=[A-Za-z]\w*\s*=)", line)
        first, slash, second = sides.partition("/")
        if slash:
            pairs = (part.partition("=") for part in parts)
            yield first.strip(), second.strip(), {k.strip().upper(): v.strip() for k, _, v in pairs}


def conditions_of(text: str) -> dict[str, str]:
    """The conditions of any tag, `cortype` and the like, by their names in lower case."""
    matches = (_CONDITION.fullmatch(line) for line in tag_lines(text, lambda part: True))
    return {match[1].lower(): match[2].strip() for match in matches if match and "," not in match[1]}


def tag_lines(text: str, stands_alone: Callable[[str], bool]) -> Iterator[str]:
    r"""The lines of a tag without comments (behind a semicolon); quoted labels are protected.

    A line ends at a backslash, or, where the tag uses none, at the end of the line of text. With backslashes
    a line may be broken anywhere; two lines of text are one unless the second can stand alone.
    """
    with_backslashes = "\\" in text
    broken: list[str] = []
    for of_text in _QUOTED.sub(lambda m: m[1].translate(_PROTECT), text).split("\n"):
        if of_text.lstrip().startswith(";"):
            continue
        *closed, rest = of_text.split("\\")
        for part in closed:
            yield from _ended(broken, part, stands_alone)
            broken = []
        if not rest.strip():
            continue
        if ";" in rest or not with_backslashes or len(broken) >= _MOST_JOINED:
            yield from _ended(broken, rest, stands_alone)
            broken = []
        elif broken and stands_alone(rest.strip()):
            yield from _ended(broken, "", stands_alone)
            broken = [rest]
        else:
            broken.append(rest)
    yield from _ended(broken, "", stands_alone)


def _ended(broken: list[str], part: str, stands_alone: Callable[[str], bool]) -> Iterator[str]:
    before = "".join(broken)
    together = [before, part] if before and stands_alone(part.strip()) else [before + part]
    for line in together:
        without_comment = line.partition(";")[0].strip()
        if without_comment:
            yield without_comment


def restored(label: str) -> str:
    """A label or line with the characters that were protected in quotes."""
    return label.translate(_RESTORE)


def _without_brackets(text: str) -> str:
    kept, depth = [], 0
    for character in text:
        depth += character == "("
        if not depth:
            kept.append(character)
        depth -= character == ")" and depth > 0
    return "".join(kept)
