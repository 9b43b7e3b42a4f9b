"""The likeliest assignments of whole peak lists, with their odds."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from kmaid_nodes.assignment.accounts import best_accounts
from kmaid_nodes.assignment.assign import Assignment
from kmaid_nodes.tasks.rows import Row, table

ACCOUNT_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("rank", pa.int32()),
        ("odds", pa.float64()),
        ("atom_index", pa.int32()),
        ("symmetry_class", pa.int32()),
        ("peak_index", pa.int32()),
        ("ppm", pa.float64()),
    ]
)


def accounts_of(row: Row, assignment: Assignment | None, most: int) -> pa.RecordBatch:
    """One row per carbon of each of the `most` likeliest assignments; none for a row that cannot be used.

    rank counts from 1, the assignment that the task gives; odds: against that one. Indices are 0-based.
    """
    found: list[tuple[Any, ...]] = []
    if assignment is not None and row.structure is not None:
        accounts = best_accounts(assignment.interpretation, most, assignment.slope)
        for rank, account in enumerate(accounts, 1):
            for k, atom in enumerate(row.structure.carbon_atom_index.tolist()):
                peak = int(account.peak[k])
                found.append(
                    (
                        row.record.id,
                        rank,
                        account.odds,
                        atom,
                        int(row.structure.symmetry_class[k]),
                        peak if peak >= 0 else None,
                        row.peaks[peak].ppm if peak >= 0 else None,
                    )
                )
    return table(ACCOUNT_SCHEMA, found)
