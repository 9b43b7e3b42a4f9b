"""One multiplicity as a chemist entered it: attached hydrogens, nothing known, or no multiplicity at all."""

from __future__ import annotations

from numbers import Real
from typing import Any

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens, tells_nothing
from kmaid_nodes.errors import UnusableRow


def told_hydrogens(entry: Any) -> int | None:
    """The attached hydrogens (0 to 3) that an entry tells, None if it says that they are not known.

    entry: text or a number; None, NaN, `-`, `m`, `N/A`, `CH/CH3` and the like are not known. Raises
    UnusableRow if it is no multiplicity (4, `xyz`).
    """
    if entry is None or entry != entry or tells_nothing(str(entry)):
        return None
    is_whole = isinstance(entry, Real) and float(entry).is_integer()
    hydrogens = attached_hydrogens(str(int(float(entry))) if is_whole else str(entry))
    if hydrogens is None:
        raise UnusableRow(f"{short(entry)} is no multiplicity (S, D, T, Q or C, CH, CH2, CH3)")
    return hydrogens


def short(value: Any) -> str:
    """A value as it is cited in a sentence: quoted, and cut where it is long."""
    return repr(value if len(str(value)) <= 30 else str(value)[:27] + "...")
