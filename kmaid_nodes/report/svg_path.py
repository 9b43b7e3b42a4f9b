"""SVG coordinates in few characters: a report of 50 molecules holds some 100,000 of them."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NUMBERS_OF = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


def short_path(d: str) -> str:
    """Path data to 0.1 px with relative commands; what has other commands than M, L, Q, C, Z stays.

    Whole tenths are counted, so that rounding does not add up along the path.
    """
    commands = _COMMAND.findall(d)
    if any(letter not in _NUMBERS_OF for letter, _ in commands):
        return d
    parts: list[str] = []
    here = start = (0, 0)
    for letter, text in commands:
        if letter == "Z":
            parts.append("z")
            here = start
            continue
        numbers = [round(10 * float(n)) for n in _NUMBER.findall(text)]
        size = _NUMBERS_OF[letter]
        for i in range(0, len(numbers), size):
            points = numbers[i : i + size]
            kind = "L" if letter == "M" and i else letter  # as SVG reads further pairs after M
            parts.append(_relative(kind, [n - here[k % 2] for k, n in enumerate(points)]))
            here = (points[-2], points[-1])
            start = here if kind == "M" else start
    return "".join(parts)


def _relative(letter: str, numbers: list[int]) -> str:
    if letter == "L" and numbers[1] == 0:
        return "h" + _tenths(numbers[0])
    if letter == "L" and numbers[0] == 0:
        return "v" + _tenths(numbers[1])
    return letter.lower() + " ".join(map(_tenths, numbers)).replace(" -", "-")


def _tenths(n: int) -> str:
    whole, tenth = divmod(abs(n), 10)
    text = f"{whole or ''}.{tenth}" if tenth else str(whole)
    return f"-{text}" if n < 0 else text
