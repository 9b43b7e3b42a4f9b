"""How well a model does on each assigned spectrum, as a table."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from kmaid_nodes.results.evaluation import MeasuredMolecule
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tables.arrow import record_batch
from kmaid_nodes.wording.verdict import verdict_words

MEASURED_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("smiles", pa.string()),
        ("split", pa.string()),
        ("split_by_rule", pa.string()),
        ("carbons", pa.int32()),
        ("carbons_right", pa.int32()),
        ("mae", pa.float64()),
        ("verdict", pa.string()),
        ("p_structure", pa.float64()),
        ("error", pa.string()),
        ("error_code", pa.string()),
        ("row", pa.int64()),
    ]
)


def measured_batch(molecules: Iterable[MeasuredMolecule], failed: Iterable[FailedRow] = ()) -> pa.RecordBatch:
    """One row of `MEASURED_SCHEMA` for each spectrum, then one for each record that could not be used."""
    rows = [
        (
            one.record.id,
            one.smiles,
            one.split,
            one.split_by_rule,
            one.carbons,
            one.right,
            one.mae,
            verdict_words(one.verdict),
            one.p_structure,
            None,
            None,
            one.record.row,
        )
        for one in molecules
    ]
    of_record = (None,) * 8
    left_out = [
        (row.record.id, *of_record, row.sentence, str(row.reason.code), row.record.row) for row in failed
    ]
    return record_batch(MEASURED_SCHEMA, [*rows, *left_out])
