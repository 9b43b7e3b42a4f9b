"""Which edits belong to which record of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from itertools import chain

from kmaid_nodes.reading.edits.edits import Edits, MoleculeEdits
from kmaid_nodes.reading.record import Record

_Key = tuple[str, int | None]


def _id(record: Record) -> str:
    return record.id


class EditsOfRows:
    """The edits of a table, looked up record by record, which they know by its id."""

    def __init__(self, edits: Edits):
        self._by_id: dict[str, list[MoleculeEdits]] = {}
        self._name_of: Callable[[Record], str] = _id
        self._told: set[_Key] = set()
        self._of_their_row: set[_Key] = set()
        for molecule in edits.molecules:
            self._by_id.setdefault(molecule.id, []).append(molecule)

    def named(self, name_of: Callable[[Record], str]) -> EditsOfRows:
        """The same edits, which know a record by another name; what is used here counts there."""
        renamed = copy(self)
        renamed._name_of = name_of
        return renamed

    def of(self, record: Record) -> tuple[list[MoleculeEdits], bool]:
        """The edits that may be meant, and whether one of them must be.

        The row decides between equal ids; what is said of it in several places holds together. In a table
        with other rows than the one that was edited, an id alone tells little: its edits then count where
        they fit, unless an earlier row was theirs. So do those of a row with several sets of shifts.
        """
        named = self._by_id.get(self._name_of(record), [])
        of_row = [one for one in named if one.row is not None and one.row == record.row]
        self._of_their_row.update(map(_key, of_row))
        meant = of_row or [one for one in named if one.row is None]
        if record.set_label is None and meant:
            return (_joined(of_row) if of_row else meant), True
        return meant or [one for one in named if _key(one) not in self._of_their_row], False

    def told(self, edits: Iterable[MoleculeEdits]) -> None:
        """These edits hold in a row, or its reason says why they do not."""
        self._told.update(map(_key, edits))

    @property
    def without_row(self) -> list[str]:
        """Ids of edits that no record had or that fitted none, in the order of the file."""
        ids = {one.id: None for one in chain(*self._by_id.values()) if _key(one) not in self._told}
        return list(ids)


def _key(edits: MoleculeEdits) -> _Key:
    return edits.id, edits.row


def _joined(several: list[MoleculeEdits]) -> list[MoleculeEdits]:
    """The edits of one row as one, where they are of one structure."""
    if len({(one.smiles, one.structure) for one in several}) > 1:
        return several
    return [
        replace(
            several[0],
            fixed=tuple(chain(*(one.fixed for one in several))),
            rejected=tuple(chain(*(one.rejected for one in several))),
            marked=tuple(chain(*(one.marked for one in several))),
            numbers=tuple(chain(*(one.numbers for one in several))),
        )
    ]
