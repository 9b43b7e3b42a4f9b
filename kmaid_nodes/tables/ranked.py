"""The ranked assignments of whole peak lists as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tables.arrow import record_batch

RANKED_SCHEMA = pa.schema(
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


def ranked_batch(results: Iterable[AssignedMolecule | FailedRow], most: int) -> pa.RecordBatch:
    """A row of `RANKED_SCHEMA` per carbon of each of the `most` best assignments of each result.

    rank: from 1, which is the assignment of the result itself; odds: relative to that one. Indices count
    from 0. A failed row has none.
    """
    molecules = (result for result in results if isinstance(result, AssignedMolecule))
    return record_batch(RANKED_SCHEMA, [row for result in molecules for row in _ranked_rows(result, most)])


def _ranked_rows(result: AssignedMolecule, most: int) -> Iterator[tuple[Any, ...]]:
    for ranked in result.ranked_assignments(most):
        for carbon, peak in zip(result.carbons, ranked.peak_indices):
            yield (
                result.record.id,
                ranked.rank,
                ranked.odds,
                carbon.atom_index,
                carbon.symmetry_class,
                peak,
                None if peak is None else result.peaks[peak].ppm,
            )
