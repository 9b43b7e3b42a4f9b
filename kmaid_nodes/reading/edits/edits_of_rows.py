"""Which edits belong to which record of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from itertools import chain

from kmaid_nodes.reading.edits.edits import Edits, MoleculeEdits
from kmaid_nodes.reading.record import Record


def _id(record: Record) -> str:
    return record.id


class EditsOfRows:
    """The edits of a table, looked up record by record, which they know by its id."""

    def __init__(self, edits: Edits):
        self._by_id: dict[str, list[MoleculeEdits]] = {}
        self._name_of: Callable[[Record], str] = _id
        self._told: set[MoleculeEdits] = set()
        self._of_their_row: set[MoleculeEdits] = set()
        self._parts: dict[MoleculeEdits, list[MoleculeEdits]] = {}
        for molecule in edits.molecules:
            self._by_id.setdefault(molecule.id, []).append(molecule)

    def named(self, name_of: Callable[[Record], str]) -> EditsOfRows:
        """The same edits, which know a record by another name; what is used here counts there."""
        renamed = copy(self)
        renamed._name_of = name_of
        return renamed

    def of(self, record: Record) -> tuple[list[MoleculeEdits], bool]:
        """The edits that may be meant, the likeliest first, and whether one of them must be.

        The row decides between equal ids; what is said of it in several places holds together. In a table
        with other rows than the one that was edited, an id alone tells little: its edits then count where
        they fit, unless an earlier row was theirs. So do those of a row with several sets of shifts, each set
        of which has its own.
        """
        named = self._by_id.get(self._name_of(record), [])
        of_row = [one for one in named if one.row is not None and one.row == record.row]
        self._of_their_row.update(of_row)
        meant = of_row or [one for one in named if one.row is None]
        if record.set_label is not None or not meant:
            meant = meant or [one for one in named if one not in self._of_their_row]
            return sorted(meant, key=self._told.__contains__), False
        if len(of_row) > 1 and (joined := _joined(of_row)):
            self._parts[joined] = of_row
            return [joined, *sorted(of_row, key=self._told.__contains__)], True
        return meant, True

    def told(self, edits: Iterable[MoleculeEdits]) -> None:
        """These edits hold in a row, or its reason says why they do not."""
        for one in edits:
            self._told.update(self._parts.get(one, [one]))

    @property
    def without_row(self) -> list[str]:
        """Ids of edits that no record had or that fitted none, in the order of the file."""
        ids = {one.id: None for one in chain(*self._by_id.values()) if one not in self._told}
        return list(ids)


def _joined(several: list[MoleculeEdits]) -> MoleculeEdits | None:
    """The edits of one row as one, None where they are of several structures."""
    if len({(one.smiles, one.structure) for one in several}) > 1:
        return None
    return replace(
        several[0],
        fixed=tuple(chain(*(one.fixed for one in several))),
        rejected=tuple(chain(*(one.rejected for one in several))),
        marked=tuple(chain(*(one.marked for one in several))),
        numbers=tuple(chain(*(one.numbers for one in several))),
    )
