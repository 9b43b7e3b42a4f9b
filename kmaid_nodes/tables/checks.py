"""Checks of structures and spectra as a table with one row for each record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from kmaid_nodes.results.checked_structure import CheckedStructure, IsomerComparison
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.tables.arrow import record_batch
from kmaid_nodes.wording.check import comparison_text, findings_text
from kmaid_nodes.wording.verdict import verdict_words

_SEPARATOR = ";"

CHECK_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("light", pa.string()),
        ("verdict", pa.string()),
        ("p_structure", pa.float64()),
        ("score", pa.float64()),
        ("reason", pa.string()),
        ("findings", pa.string()),
        ("carbons", pa.int32()),
        ("peaks", pa.int32()),
        ("unexplained_peaks", pa.int32()),
        ("foreign_peaks", pa.int32()),
        ("missing_carbons", pa.int32()),
        ("largest_deviation_ppm", pa.float64()),
        ("largest_deviation_atom", pa.int32()),
        ("comparison", pa.string()),
        ("isomers", pa.int32()),
        ("rank", pa.int32()),
        ("match_score", pa.float64()),
        ("probability", pa.float64()),
        ("best_isomer_id", pa.string()),
        ("best_isomer_smiles", pa.string()),
        ("best_isomer_match_score", pa.float64()),
        ("best_isomer_better_by", pa.float64()),
        ("best_isomer_probability", pa.float64()),
        ("error", pa.string()),
        ("error_code", pa.string()),
        ("read_as", pa.string()),
        ("row", pa.int64()),
        ("offset_ppm", pa.float64()),
    ]
)


def check_batch(results: Iterable[CheckedStructure | FailedRow]) -> pa.RecordBatch:
    """One row of `CHECK_SCHEMA` per result; a failed row has only its reason and what was read of it."""
    columns = CHECK_SCHEMA.names
    rows = [tuple(row.get(column) for column in columns) for row in map(check_cells, results)]
    return record_batch(CHECK_SCHEMA, rows)


def check_cells(result: CheckedStructure | FailedRow) -> dict[str, Any]:
    """What the columns of a table hold of a result, by the names of `CHECK_SCHEMA`."""
    record = result.record
    cells = {"id": record.id, "read_as": read_as(record), "row": record.row}
    if isinstance(result, FailedRow):
        return cells | {"error": result.sentence, "error_code": str(result.reason.code)}
    molecule, farthest = result.molecule, result.farthest
    return cells | {
        "light": str(result.light),
        "verdict": verdict_words(molecule.verdict),
        "p_structure": molecule.p_structure,
        "score": molecule.score,
        "reason": findings_text(result.findings),
        "findings": _SEPARATOR.join(str(finding.code) for finding in result.findings),
        "carbons": len(molecule.carbons),
        "peaks": len(molecule.peaks),
        "unexplained_peaks": len(result.unexplained_ppm),
        "foreign_peaks": result.foreign_peaks,
        "missing_carbons": len(result.missing),
        "largest_deviation_ppm": None if farthest is None else result.deviation_ppm(farthest),
        "largest_deviation_atom": None if farthest is None else farthest.atom_index,
        "offset_ppm": molecule.offset_ppm or None,
        **_comparison(result.comparison),
    }


def _comparison(comparison: IsomerComparison | None) -> dict[str, Any]:
    if comparison is None:
        return {}
    best = comparison.best
    cells = {
        "comparison": comparison_text(
            comparison.others, comparison.rank, None if best is None else best.name
        ),
        "isomers": comparison.others,
    }
    if comparison.others:
        cells |= {
            "rank": comparison.rank,
            "match_score": comparison.match_score,
            "probability": comparison.probability,
        }
    if best is not None:
        cells |= {
            "best_isomer_id": best.candidate_id,
            "best_isomer_smiles": best.smiles,
            "best_isomer_match_score": best.match_score,
            "best_isomer_better_by": best.better_by,
            "best_isomer_probability": best.probability,
        }
    return cells
