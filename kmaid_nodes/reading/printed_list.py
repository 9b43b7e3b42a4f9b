"""A peak list as programs and pages print it: Python, numpy, R, JSON, HTML, LaTeX tables, bulleted lines."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow

_CALL = re.compile(
    r"\s*(?:(?:np\.|numpy\.|torch\.)?(?:array|tensor|Series)|list|tuple|c)\(\s*(\[?[-\d.,\s]*\]?)\s*(?:,\s*dtype=[\w.]+)?\)\s*"
)
_QUOTED = re.compile(r"(['\"])([^'\"\n]{0,60})\1")
_ALL_QUOTED = re.compile(r"\s*(['\"])([^'\"]*)\1\s*")
_KEYS = ("ppm", "shift", "delta", "δ", "chemical_shift", "chemicalshift", "centre", "center", "position")
_MULTIPLICITIES = ("mult", "multiplicity", "type")
_BREAK = re.compile(r"<(?:br\s?/?|/p|/div|/li|/tr)>", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]>\s{0,4}(?=<t)", re.IGNORECASE)
_LATEX_LINE = re.compile(r"[^\S\n]*(?:\\(?:begin|end|hline|toprule|midrule|bottomrule)[^\n]{0,80})(?:\n|$)")
_OTHER_TAG = re.compile(r"</?(?:p|div|li|ul|ol|table|tbody|thead|tr|td|th)(?:\s[^<>]{0,80})?>", re.IGNORECASE)
_WIDE = str.maketrans("，、；：．（）", ",,;:.()")  # as Chinese and Japanese keyboards write them
_WIDE_SIGN = re.compile("[，、；：．（）]")
_BULLET = re.compile(r"\s*[*•·–-]\s+(?=\d)")


def plain_text_of(text: str) -> str:
    """The text of a peak list without what a program or a page put around it; other text as it is.

    Raises UnusableRow for JSON in which the shifts cannot be told from the other values.
    """
    if "<" in text and (_BREAK.search(text) or _OTHER_TAG.search(text)):
        text = _OTHER_TAG.sub(" ", _BREAK.sub("\n", _CELL_END.sub("\t", text)))
    if _WIDE_SIGN.search(text):
        text = text.translate(_WIDE)
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if "\\begin" in text or "\\\\" in text:
        text = _LATEX_LINE.sub("", text).replace("\\\\", "")
        text = re.sub(r"[^\S\n]*&[^\S\n]*", "\t", text)
    if text.lstrip()[:1] in ("[", "{") and '"' in text:
        text = _of_json(text)
    if call := _CALL.fullmatch(text):
        text = call[1]
    if text.lstrip()[:1] in tuple("'\"[("):
        text = _without_quotes(text)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(_BULLET.match(line) for line in lines):
        text = "\n".join(_BULLET.sub("", line, count=1) for line in lines)
    return text


def _without_quotes(text: str) -> str:
    if whole := _ALL_QUOTED.fullmatch(text):
        return whole[2]
    quoted = _QUOTED.findall(text)
    only = bool(quoted) and not re.search(r"[^\s,;\[\]()]", _QUOTED.sub("", text))
    return _QUOTED.sub(r"\2", text) if only else text


def _of_json(text: str) -> str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if isinstance(value, dict):
        lists = [entry for entry in value.values() if isinstance(entry, list)]
        if len(lists) != 1:
            raise UnusableRow(ReasonCode.AMBIGUOUS_COLUMN)
        value = lists[0]
    if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
        return "; ".join(_entry(entry) for entry in value)
    if isinstance(value, list) and all(isinstance(entry, (int, float, str)) for entry in value):
        return "; ".join(map(str, value))
    return text


def _entry(entry: dict[str, Any]) -> str:
    names = {name.lower(): name for name in entry}
    key = next((names[name] for name in _KEYS if name in names), None)
    if key is None:
        raise UnusableRow(ReasonCode.AMBIGUOUS_COLUMN)
    multiplicity = next((entry[names[name]] for name in _MULTIPLICITIES if name in names), None)
    return f"{entry[key]} {multiplicity}" if isinstance(multiplicity, str) else str(entry[key])
