"""The structures in a column whose name may also mean names: `Molecule`, as KNIME's SDF Reader has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.tables.cells import cell_text
from kmaid_nodes.reading.tables.column_names import key_of
from kmaid_nodes.reading.tables.columns import TableColumns, with_guesses
from kmaid_nodes.reading.tables.sd_field_names import molecule_column

_MAY_HOLD_STRUCTURES = ("molecule", "molecules", "compound", "compounds", "mols")
_CELLS_TRIED = 5


def with_structures_found(
    named: TableColumns, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> TableColumns:
    """The named columns, with that of the structures if no name tells it and a `Molecule` holds them.

    rows: the first ones. All of the first filled cells must be structures that can be read.
    """
    # The atoms of a SMILES have other numbers than those in fields of SD records.
    of_records = molecule_column(names) is not None
    if named.structure is not None or (with_guesses(named, names).structure is not None and not of_records):
        return named
    taken = set(named.names())
    for at, name in enumerate(names):
        if key_of(name) in _MAY_HOLD_STRUCTURES and name not in taken:
            cells = [row[at] for row in rows if at < len(row)]
            if _are_structures(cells):
                return replace(named, structure=name)
    return named


def _are_structures(cells: Sequence[Any]) -> bool:
    texts = [text for cell in cells if (text := cell_text(cell, strip=False))][:_CELLS_TRIED]
    try:
        return bool(texts) and all(parse_structure(text) for text in texts)
    except UnusableRow:
        return False
