"""Lists that name each carbon before its shift: `C1 (129.8), C2 (108.9)`, `CH3: 14.2, C=O: 170.2`."""

from __future__ import annotations

import re

_FEWEST_ENTRIES = 2
_NAME = (
    r"C-?\d{1,2}[a-z]?'*(?:/C?-?\d{1,2}[a-z]?'*)*|(?:Ar|O|N|S)?-?C[qH]?[23]?|C=O|CO|COO|CO2|CHO|OMe|NMe|Me|OAc|Ac|"
    r"\d{1,2}[a-z]?'*(?=\s?:)"
)
_ENTRY = re.compile(
    rf"\s*(?P<name>{_NAME})\s?(?:[:=]\s?|,\s?|\s(?=\()|\s)"
    r"(?P<bracket>\()?(?P<ppm>-?\d{1,3}\.\d{1,3})(?(bracket)\))\s?(?:ppm)?\s?(?P<kind>\([sdtqSDTQ]\)|[SDTQ]|\(?CH?[23]?\)?)?\s*"
)
_SEPARATORS = (r"[;\n]", r",(?=\s?[A-Z\d])")


def with_names_behind(text: str) -> str:
    """The same list with each name in brackets behind its shift; any other text as it is.

    Each entry must have a name and one shift, so that no number can be taken for the other.
    """
    if not _ENTRY.match(text):
        return text
    for separator in _SEPARATORS:
        parts = [part for part in re.split(separator, text.strip(" .;\n")) if part.strip()]
        entries = [_ENTRY.fullmatch(part) for part in parts]
        if len(parts) >= _FEWEST_ENTRIES and all(entries):
            return "; ".join(_turned(entry) for entry in entries if entry)
    return text


def _turned(entry: re.Match[str]) -> str:
    kind, name = (entry["kind"] or "").strip("()"), entry["name"]
    if name[0].isdigit():
        name = f"C-{name}"  # alone it could count carbons
    return f"{entry['ppm']} ({', '.join(part for part in (kind, name) if part)})"
