"""Columns that hold the fields of an NMReDATA file, as KNIME's SDF Reader gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kmaid_nodes.chemistry.structure_text import kind_of_text
from kmaid_nodes.codes.structure_text import TextKind
from kmaid_nodes.reading.nmredata import spectra_of_nmredata_tag
from kmaid_nodes.reading.record import Spectrum
from kmaid_nodes.reading.tables.cells import cell_text
from kmaid_nodes.reading.tables.column_names import key_of

_ASSIGNMENT = ("nmredataassignment", "nmredatasignals")


def is_nmredata_column(name: str | None) -> bool:
    """Whether a column is called like a field of NMReDATA, in any case."""
    return key_of(name or "").startswith("nmredata")


def is_nmredata_spectrum(name: str | None) -> bool:
    """Whether a column is called like the field of a 13C spectrum: `NMREDATA_1D_13C`, `nmredata_1d_13c#2`."""
    return bool(re.fullmatch(r"nmredata1d(?:13)?c\d*", key_of(name or "")))


def nmredata_assignment_column(names: Sequence[str]) -> str | None:
    """The column that says which atoms the labels of the spectra stand for."""
    return next((name for key in _ASSIGNMENT for name in names if key_of(name) == key), None)


def spectra_of_nmredata_cell(cell: Any, assignment: Any, structure: Any) -> tuple[Spectrum, ...]:
    """The spectrum of a cell of such a column; raises UnusableRow.

    The peaks have atoms where the structure is a molblock, whose numbering the assignment has. A SMILES has
    another.
    """
    text = cell_text(structure, strip=False)
    molblock = text if text is not None and kind_of_text(text) is TextKind.MOLBLOCK else None
    return spectra_of_nmredata_tag(cell_text(cell) or "", cell_text(assignment), molblock)
