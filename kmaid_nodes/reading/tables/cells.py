"""Single cells of tables: empty ones, their text, single shifts, dates and formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from kmaid_nodes.codes.reason import Reason, ReasonCode

# `18. Apr`, `18-Apr` and `18.04.2024`, which a spreadsheet makes of 18.4
_DATE = re.compile(
    r"\s*\d{1,2}[. -]{1,2}"
    r"(?:(?:Jan|Feb|M[aä]r|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz])\w{0,6}\.?|\d{2}\.\d{4})\s*"
)
# A number with a decimal comma where a cell holds one shift; `128,129` stays what it is, perhaps two.
_DECIMAL_COMMA = re.compile(r"(\s*[-+−–]?\d{1,3}),(\d{1,2}|\d{4,})(?!\d|\s*,?\s*\d)")
_NO_SHIFT = frozenset(
    [
        "-",
        "--",
        "---",
        "–",
        "—",
        "−",
        "―",
        ".",
        "..",
        "...",
        "…",
        "*",
        "/",
        "?",
        "n.d.",
        "nd",
        "n.d",
        "n.o.",
        "n/a",
        "na",
        "#n/a",
        "nan",
        "none",
        "null",
        "obscured",
    ]
) | {"not observed", "not detected"}


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell of a spreadsheet that holds a formula, not a value."""

    text: str

    def __str__(self) -> str:
        return self.text


def is_missing(cell: Any) -> bool:
    """Whether a cell is empty: None, blank text or NaN."""
    return (
        cell is None
        or (isinstance(cell, str) and not cell.strip())
        or (isinstance(cell, float) and cell != cell)
    )


def cell_text(cell: Any, strip: bool = True) -> str | None:
    """A cell as text, None if it is empty; whole numbers without a decimal point."""
    if type(cell) is str:  # nearly always
        stripped = cell.strip()
        return (stripped if strip else cell) if stripped else None
    if is_missing(cell):
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bytes):
        cell = cell.decode("utf-8", errors="replace")
    return str(cell).strip() if strip else str(cell)


def says_no_shift(cell: Any) -> bool:
    """Whether a cell for one shift says that there is none: empty, `-`, `n.d.` and the like."""
    return is_missing(cell) or (isinstance(cell, str) and cell.strip().lower() in _NO_SHIFT)


def single_number(cell: Any) -> float | None:
    """The one number that a cell is, also with a decimal comma; None for anything else."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    if not isinstance(cell, str) or len(cell) > 40:
        return None
    try:
        return float(with_decimal_point(cell).strip().replace("−", "-"))
    except ValueError:
        return None


def with_decimal_point(cell: Any) -> Any:
    """A text cell for one shift with its decimal comma as a point; any other cell unchanged."""
    if isinstance(cell, str) and "," in cell:
        return _DECIMAL_COMMA.sub(r"\1.\2", cell, count=1) if _DECIMAL_COMMA.match(cell) else cell
    return cell


def refusal_of_kind(cell: Any) -> Reason | None:
    """Why a cell can hold neither shifts nor a structure because of what a spreadsheet made of it."""
    if isinstance(cell, Formula):
        return Reason.of(ReasonCode.CELL_IS_FORMULA, value=repr(cell.text[:40]))
    if isinstance(cell, date | time | timedelta) or (isinstance(cell, str) and _DATE.fullmatch(cell)):
        return Reason.of(ReasonCode.CELL_IS_DATE, value=str(cell))
    return None


def is_plain_scalar(cell: Any) -> bool:
    """Whether a cell is a text, number, truth value, date or empty, and not a list, image or the like."""
    return cell is None or isinstance(cell, str | int | float | bool | date | time | timedelta | Formula)
