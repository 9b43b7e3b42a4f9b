"""Which edits belong to which record of a table."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

from kmaid_nodes.reading.edits.edits import Edits, MoleculeEdits
from kmaid_nodes.reading.record import Record


def _id(record: Record) -> str:
    return record.id


class EditsOfRows:
    """The edits of a table, looked up record by record, which they know by its id."""

    def __init__(self, edits: Edits):
        self._by_id: dict[str, list[MoleculeEdits]] = {}
        self._name_of: Callable[[Record], str] = _id
        self._used: set[str] = set()
        for molecule in edits.molecules:
            self._by_id.setdefault(molecule.id, []).append(molecule)

    def named(self, name_of: Callable[[Record], str]) -> EditsOfRows:
        """The same edits, which know a record by another name; what is used here counts there."""
        renamed = copy(self)
        renamed._name_of = name_of
        return renamed

    def of(self, record: Record) -> tuple[list[MoleculeEdits], bool]:
        """The edits that may be meant, and whether one of them must be.

        The row decides between equal ids. In a table with other rows than the one that was edited, an id
        alone tells little: its edits then count where they fit. So do those of a row with several sets of
        shifts.
        """
        name = self._name_of(record)
        named = self._by_id.get(name, [])
        if named:
            self._used.add(name)
        of_row = [one for one in named if one.row is not None and one.row == record.row]
        meant = of_row or [one for one in named if one.row is None]
        must = bool(meant) and record.set_label is None
        return (meant, must) if meant else (named, False)

    @property
    def unknown(self) -> list[str]:
        """Ids of edits that no record had, in the order of the file."""
        return [name for name in self._by_id if name not in self._used]
