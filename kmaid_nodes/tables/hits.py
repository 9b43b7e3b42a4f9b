"""Hits of a library search as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from kmaid_nodes.results.each_candidate import each_candidate
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.results.retrieved_spectrum import Hit, RetrievedSpectrum, Stereoisomer
from kmaid_nodes.tables.arrow import record_batch
from kmaid_nodes.wording.verdict import verdict_words

_SEPARATOR = "; "

HIT_SCHEMA = pa.schema(
    [
        ("query_id", pa.string()),
        ("rank", pa.int32()),
        ("library_id", pa.string()),
        ("smiles", pa.string()),
        ("score", pa.float64()),
        ("error", pa.string()),
        ("match_score", pa.float64()),
        ("matched_peaks", pa.int32()),
        ("peaks", pa.int32()),
        ("probability", pa.float64()),
        ("error_code", pa.string()),
        ("read_as", pa.string()),
        ("row", pa.int64()),
        ("copies", pa.string()),
        ("stereoisomers", pa.string()),
        ("verdict", pa.string()),
        ("p_structure", pa.float64()),
        ("given_rank", pa.int32()),
        ("better_than_given", pa.float64()),
    ]
)
CANDIDATE_SCHEMA = pa.schema([*HIT_SCHEMA, ("relation", pa.string()), ("same_as", pa.string())])


def candidate_batch(results: Iterable[RetrievedSpectrum | FailedRow]) -> pa.RecordBatch:
    """One row of `CANDIDATE_SCHEMA` per candidate, best first, or one for a failed row.

    Copies and stereoisomers stand below the best of their constitution, with its rank, and without a
    probability of their own: relation says which they are, same_as names the best.
    """
    columns = CANDIDATE_SCHEMA.names
    rows = [
        tuple(row.get(column) for column in columns)
        for result in results
        for row in result_rows(result, each=True)
    ]
    return record_batch(CANDIDATE_SCHEMA, rows)


def hit_batch(results: Iterable[RetrievedSpectrum | FailedRow]) -> pa.RecordBatch:
    """One row of `HIT_SCHEMA` per hit, best first, or one for a failed row.

    read_as: what was read of the query, in words; row: its 0-based number in the input.
    """
    columns = HIT_SCHEMA.names
    rows = [tuple(row.get(column) for column in columns) for result in results for row in result_rows(result)]
    return record_batch(HIT_SCHEMA, rows)


def result_rows(result: RetrievedSpectrum | FailedRow, each: bool = False) -> Iterator[dict[str, Any]]:
    """The rows of one result, by the names of `CANDIDATE_SCHEMA`; each: one for each candidate."""
    record = result.record
    query = {"query_id": record.id, "read_as": read_as(record), "row": record.row}
    if isinstance(result, FailedRow):
        yield query | {"error": result.sentence, "error_code": str(result.reason.code)}
        return
    query |= {"peaks": len(record.peaks or ()), "given_rank": result.given_rank}
    for hit in result.hits:
        if not each:
            yield query | hit_cells(hit)
            continue
        for one in each_candidate(hit):
            yield query | hit_cells(one.hit) | {"relation": one.relation, "same_as": one.same_as}


def hit_cells(hit: Hit) -> dict[str, Any]:
    """What the columns of a table hold of a hit, by the names of `HIT_SCHEMA`."""
    return vars(hit) | {
        "copies": _SEPARATOR.join(hit.copies) or None,
        "stereoisomers": _SEPARATOR.join(_with_distance(other, hit) for other in hit.stereoisomers) or None,
        "verdict": None if hit.verdict is None else verdict_words(hit.verdict),
    }


def _with_distance(other: Stereoisomer, hit: Hit) -> str:
    """`R-camphor (-1.3)`: by how many nats its match score differs from that of the hit."""
    if other.match_score is None or hit.match_score is None:
        return other.library_id
    return f"{other.library_id} ({other.match_score - hit.match_score:+.1f})"
