"""Numbers whose decimal point or digit was lost: `128;5`, `1,7.67`, `12` at a line's end before `8.5`."""

from __future__ import annotations

import re

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.shift import HIGHEST_PPM

_BARE_LINE = re.compile(r"\d{1,3}(?:\.\d{0,4})?(?: \d{1,3})?|\.\d{1,4}")
_WHOLE_DECIMAL = re.compile(r"\d{1,3}\.\d{1,4}")
_ENTRY_WITH_COMMA = re.compile(r"\s{0,3}-?\d{1,3},\d{1,3}\s{0,3}")
_ENTRY_MAYBE_LABELLED = re.compile(
    r"\s{0,3}-?\d{1,3}(?:,\d{1,3})?(?:\s{0,3}|\s?[A-Za-z(][^,;]{0,60}|\s\d{0,2}\s?[A-Za-z(*×][^;]{0,80})"
)
_DECIMALS = re.compile(r"\d\.\d")
_BLANK_BEHIND_SEPARATOR = re.compile(r"[,;] ")
# `9.83 (s, 1H). 13C NMR`: the point ends a sentence; without the bracket it would stand between two numbers.
_POINT_BEHIND_BRACKET = re.compile(r"(?<=[)\]])\.(?=\s)")
_INNERMOST = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BROKEN = re.compile(
    r"(?<![\w.,])\d{1,3}[;|xX*]\d{1,2}(?![\w.])"  # 128;5 and 128x5 for 128.5
    r"|\d\.[^\w\s.]+\d|\d\.δ\d"  # 173.;0
    r"|(?<![\w.])\d{1,3}[/='\"&_]\d"  # 37/52
    r"|\d[-‐‑–—−][^\w\s]\d"  # 126.9-=30.6
    r"|(?<![\w.])\d{1,2},\d\.\d"  # 1,0.7
    r"|(?:(?<=[,;:=δ] )|(?<=and )|^)\d{1,3} \d{1,2}(?=[,;(]| \(|\.?\s?(?:ppm)?\s?$)"  # 139 46
    r"|\d\.[-,;=/:]{1,2}\d|(?<=[,;:=] )\d{1,3}[=δ()]\d{1,2}(?=,)|\d \. \d"  # 191 . 0
    r"|,\s?\|\s?\d"  # , |47.3
    r"|(?:^|(?<=[,;] ))\d{1,2} \d{1,3}\.\d+(?=[,;])"  # 19 1.0
    r"|\d\.\d{3},\d{1,2}(?![\d.])"  # 1.234,5
    r"|\d[.]?[()\[\]{}][.]?\d"  # 127.)3
)
# What each of these needs, and few lists have; it spares the others the search.
_PERHAPS_BROKEN = re.compile(r"\d(?:[;|xX*/='\"&_δ,]\d|[-‐‑–—−][^\w\s]|\.[^\w\s]|\.δ|[()\[\]{}]| [\d.])|\|")
_WITHOUT_BLANK = re.compile(r"(?<![\w.,])\d{1,3}[,;|]\d{1,3}\.\d")  # 1,7.67
_ALL_COMMAS = re.compile(r"\s*\d{2,3},\d(?:,\d{2,3},\d)+\s*")  # 170,2,61,1
_BROKEN_LINE = re.compile(
    r"[\d.][^\S\n]{0,8}\n\s{0,8}(?:\.\d|\d+(?:\.\d+ ?[A-Za-z]{0,2}\d?)?\s{0,8}(?=[,;(\n]|ppm|$))"
)
_WHOLE_NUMBER_BEFORE = re.compile(r"\d[,;]\s")
_JOINED = re.compile(r"\d[^\s.\d]\d")
# 1,4 and 1(4 for 154
_COMMA_FOR_DIGIT = re.compile(r"(?:(?<=[,;:=δ]\s)|^)(?:\d[^\s.\d]\d{1,2}|\d{2}[^\s.\d]\d)(?=[,;])")
# Entries of `157,4; 149,8`, and one in which the comma is damaged
_WITH_DECIMAL_COMMA = re.compile(r"(?:^|;\s)-?\d{1,3},\d{1,2}(?=;|\s*$)")
_LOST_DECIMAL_COMMA = re.compile(r"\d(?:,\s{1,3}|;|\s{1,3}|[^\s\w.,;])\d{1,2}(?=;|\s*$)")
_FEWEST_WITH_COMMA = 2
_BROKEN_WHOLE_NUMBER = re.compile(
    r"(?:(?<=[,;:=δ]\s)|^)\d{1,3}\s{1,3}\d{1,3}(?=[,;]|\s{0,3}(?:ppm)?\.?\s{0,3}$)|\d(?:[,;.]{2}|\s[,;.])\d{1,2}(?![\d.])"
)
_FEWEST = 3
_FEWEST_DECIMALS = 2


def refuse_lost_points(text: str) -> None:
    """Raises UnusableRow for a number that may be two, in a list whose other shifts have decimals."""
    if _ALL_COMMAS.fullmatch(text):
        raise UnusableRow(ReasonCode.AMBIGUOUS_COMMA, text=text.strip()[:30])
    _refuse_broken_line_of_column(text)
    _refuse_damaged_entry(text)
    if len(_DECIMALS.findall(text)) < _FEWEST_DECIMALS:
        _refuse_broken_whole_number(text)
        return
    outside = _INNERMOST.sub("", _INNERMOST.sub("", _POINT_BEHIND_BRACKET.sub(";", text)))
    broken = _BROKEN.search(outside) if _PERHAPS_BROKEN.search(outside) else None
    if broken is None and len(_BLANK_BEHIND_SEPARATOR.findall(outside)) >= _FEWEST:
        broken = _WITHOUT_BLANK.search(outside)
    if broken is None and "\n" in text and ("," in text or ";" in text):
        one_in_each = all(len(_DECIMALS.findall(line)) <= 1 for line in outside.splitlines())
        broken = None if one_in_each else _broken_line(outside)
    if broken is not None:
        around = outside[max(0, broken.start() - 2) : broken.end() + 3]
        raise UnusableRow(ReasonCode.AMBIGUOUS_COMMA, text=" ".join(around.split()).strip(",; "))


def _broken_line(text: str) -> re.Match[str] | None:
    """The first number broken by a line's end; `152.0` and `147.3` on two lines are whole ones."""
    for broken in _BROKEN_LINE.finditer(text):
        before = re.search(
            r"(?<![\d.])\d{1,3}\.\d{1,3}$", text[max(0, broken.start() - 8) : broken.start() + 1]
        )
        behind = re.fullmatch(r"\s*\d{1,3}\.\d{1,3}(?: ?[A-Za-z]{1,2}\d?)?\s*", broken[0][1:])
        if before is None or behind is None:
            return broken
    return None


def _refuse_broken_whole_number(text: str) -> None:
    """Raises UnusableRow for `13` at a line's end before `0, 129`, and `24 2` among whole numbers."""
    if len(_WHOLE_NUMBER_BEFORE.findall(text)) < _FEWEST:
        return
    outside = _INNERMOST.sub("", text)
    broken = _BROKEN_WHOLE_NUMBER.search(outside)
    if broken is None and len(_WITH_DECIMAL_COMMA.findall(outside)) >= _FEWEST_WITH_COMMA:
        broken = _LOST_DECIMAL_COMMA.search(outside)
    if broken is None and len(_JOINED.findall(outside)) == 1:
        broken = _COMMA_FOR_DIGIT.search(outside)
    if broken is not None:
        raise UnusableRow(ReasonCode.AMBIGUOUS_COMMA, text=" ".join(broken[0].split()).strip(",; "))


def _refuse_broken_line_of_column(text: str) -> None:
    """Raises UnusableRow for `1` above `38.36` in a column of numbers that else all have decimals."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if "\n" not in text or len(lines) <= _FEWEST or any(not _BARE_LINE.fullmatch(line) for line in lines):
        return
    irregular = [at for at, line in enumerate(lines) if not _WHOLE_DECIMAL.fullmatch(line)]
    if 2 * len(irregular) >= len(lines):
        return
    lengths = [len(line.partition(".")[2]) for line in lines]
    usual = max(set(lengths), key=lengths.count)
    for at in irregular:
        around = lines[max(0, at - 1) : at + 2]
        beside = [line for line in around if line is not lines[at] and len(line.partition(".")[2]) != usual]
        joined = lines[at] + lines[at + 1] if at + 1 < len(lines) else ""
        is_one = (
            joined.count(".") == 1
            and not joined.endswith(".")
            and float(joined.replace(" ", "")) <= HIGHEST_PPM
        )
        if " " in lines[at] or beside or is_one:
            raise UnusableRow(ReasonCode.AMBIGUOUS_COMMA, text=" ".join(around))


def _refuse_damaged_entry(text: str) -> None:
    """Raises UnusableRow for `14(,8` and `1,9,8` in a list such as `157,4; 149,8; 128,1`."""
    if ";" not in text or "." in text:
        return
    entries = text.strip().strip(";.").split(";")
    regular = sum(bool(_ENTRY_WITH_COMMA.fullmatch(entry)) for entry in entries)
    if 2 * regular < len(entries) or len(entries) < _FEWEST:
        return
    blanks = sum(entry.startswith(" ") for entry in entries[1:])
    for number, entry in enumerate(entries):
        glued = number > 0 and blanks > 1 and not entry[:1].isspace()
        if glued or not _ENTRY_MAYBE_LABELLED.fullmatch(entry):
            raise UnusableRow(ReasonCode.AMBIGUOUS_COMMA, text=entry.strip())
