"""One multiplicity as a chemist entered it: attached hydrogens, left open, or not a multiplicity."""

from __future__ import annotations

import re
from numbers import Real
from typing import Any

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens, leaves_multiplicity_open
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow


def hydrogens_of_entry(entry: Any) -> int | None:
    """The attached hydrogens (0 to 3) of an entry, None if it leaves them open.

    entry: text or a number; None, NaN, `-`, `m`, `N/A`, `CH/CH3` and the like leave them open. Raises
    UnusableRow if it is not a multiplicity (4, `xyz`).
    """
    try:
        if entry is None or bool(entry != entry):
            return None
        is_whole = isinstance(entry, Real) and float(entry).is_integer()
        text = str(int(float(entry))) if is_whole else str(entry)
    except (TypeError, ValueError, ArithmeticError):  # 10**400, Decimal("sNaN"), an array
        raise UnusableRow(ReasonCode.INVALID_MULTIPLICITY, value=short(entry)) from None
    if leaves_multiplicity_open(text):
        return None
    hydrogens = attached_hydrogens(re.sub(r"^\s*(\d)\.0*\s*$", r"\1", text))
    if hydrogens is None:
        raise UnusableRow(ReasonCode.INVALID_MULTIPLICITY, value=short(entry))
    return hydrogens


def short(value: Any) -> str:
    """A value as it is cited in a sentence: quoted, and cut where it is long."""
    try:
        return repr(value if len(str(value)) <= 30 else str(value)[:27] + "...")
    except ValueError:  # an int of more digits than Python prints
        return f"a number of too many digits ({type(value).__name__})"
