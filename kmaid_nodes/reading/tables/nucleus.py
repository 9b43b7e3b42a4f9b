"""A column that says of which nucleus or experiment a spectrum or a shift is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.reading.experiment_names import EXPERIMENT_NAMES
from kmaid_nodes.reading.tables.cells import cell_text
from kmaid_nodes.reading.tables.column_names import NUCLEUS_NAMES, key_of

_ELEMENT_COLUMNS = frozenset(["type", "atomtype", "element", "atom"])
_CARBON = frozenset(["13c", "c13", "c", "carbon", "carbon13", "6", "13cnmr", "cnmr", "c13nmr", "13c1h"])
_PROTON = frozenset(
    ["1h", "h1", "h", "proton", "hydrogen", "1hnmr", "hnmr", "cosy", "noesy", "tocsy", "roesy"]
)
_OTHER_NAMES = "n o f p s si b 15n n15 19f f19 31p p31 29si 11b 17o 77se 119sn 2h hmbc 15nnmr 19fnmr 31pnmr"
_OTHER = frozenset(_OTHER_NAMES.split())
_KNOWN = _CARBON | _PROTON | _OTHER | EXPERIMENT_NAMES.keys()


def nucleus_column(names: Sequence[str], cells: Mapping[str, Sequence[Any]]) -> str | None:
    """The column whose cells are all nuclei or experiments, None if there is none.

    A column called `type` is one only if protons are among them: `C` alone may be a carbon without hydrogen.
    """
    for name in names:
        keys = {key_of(text) for cell in cells[name] if (text := cell_text(cell))}
        if not keys or not keys <= _KNOWN:
            continue
        if key_of(name) in NUCLEUS_NAMES or (key_of(name) in _ELEMENT_COLUMNS and keys & _PROTON):
            return name
    return None


def is_proton(cell: Any) -> bool:
    """Whether a cell of such a column names the proton or an experiment of protons."""
    return key_of(cell_text(cell) or "") in _PROTON


def is_other_nucleus(cell: Any) -> bool:
    """Whether a cell of such a column names neither carbon nor proton."""
    return key_of(cell_text(cell) or "") in _OTHER


def experiment_of(cell: Any) -> Experiment | None:
    """The experiment that a cell of such a column names besides plain 13C."""
    return EXPERIMENT_NAMES.get(key_of(cell_text(cell) or ""))
