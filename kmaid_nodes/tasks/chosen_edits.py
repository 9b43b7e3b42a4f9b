"""Which edits of a file a record gets: decided record by record, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kmaid_nodes.assignment.fixed_pairs import fixed_pairs
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.edits.edits import MoleculeEdits
from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
from kmaid_nodes.reading.edits.edits_of_structure import edits_of_structure
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tasks.rows import Row, read_rows

# The edits of a record, or why those that must be its own cannot hold; None where it has none.
Chosen = MoleculeEdits | Reason | None
EditedRecord = tuple[Record, Chosen]

# Edits that say so are of this structure and list, but cannot all hold.
_CONTRADICTIONS = (ReasonCode.EDITS_CONTRADICT, ReasonCode.EDITED_TWICE)


def with_chosen_edits(records: Iterable[Record], edits: EditsOfRows | None) -> Iterator[EditedRecord]:
    """Each record with its edits, which are noted as told; edits: None for none."""
    for record in records:
        yield record, None if edits is None else _chosen(record, edits)


def _chosen(record: Record, edits: EditsOfRows) -> Chosen:
    candidates, must = edits.of(record)
    if not candidates:
        return None
    ((row,),) = read_rows([record], structures=True, peaks=True)
    if row.structure is None:
        edits.told(candidates)  # by the reason why the row cannot be used
        return None
    refused: Reason | None = None
    for candidate in candidates:
        reason = _why_not(candidate, row)
        if reason is None:
            edits.told([candidate])
            return candidate
        refused = refused or reason
        if must and reason.code in _CONTRADICTIONS:
            break
    if must:
        edits.told(candidates)
        return refused
    return None


def _why_not(edits: MoleculeEdits, row: Row) -> Reason | None:
    """Why these edits do not hold for the structure and list of a row; None if they do."""
    assert row.structure is not None
    try:
        fixed_pairs(edits_of_structure(edits, row.structure), row.structure, row.peaks)
    except UnusableRow as unusable:
        return unusable.reason
    return None
