"""From results of the tasks to what the report shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from kmaid_nodes.assignment.accounts import best_accounts
from kmaid_nodes.assignment.assign import Assignment
from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.report.content import (
    AssignedCarbon,
    AssignedMolecule,
    Hit,
    OtherAccount,
    RetrievedQuery,
)
from kmaid_nodes.tasks.assign import alternatives_text, carbon_statuses
from kmaid_nodes.tasks.rows import Row
from kmaid_nodes.wording.unassigned import unassigned_reason
from kmaid_nodes.wording.verdict import verdict_words

# Whole assignments that a report tells, the one shown included.
_ACCOUNTS = 5


def assigned_molecule(row: Row, density: ShiftDensities, assignment: Assignment) -> AssignedMolecule:
    """What the report shows of a usable row that `tasks.assign.assign_rows` yielded."""
    assert row.structure is not None
    statuses = carbon_statuses(row, density, assignment)
    alternatives = alternatives_text(row, assignment)
    carbons = []
    for k, atom in enumerate(row.structure.carbon_atom_index.tolist()):
        peak = int(assignment.interpretation.peak[k])
        carbons.append(
            AssignedCarbon(
                atom,
                int(row.structure.symmetry_class[k]),
                peak if peak >= 0 else None,
                row.peaks[peak].ppm if peak >= 0 else None,
                float(density.predicted_ppm[k]),
                float(density.uncertainty_ppm[k]),
                float(assignment.confidence[k]) if peak >= 0 else None,
                statuses[k],
                alternatives[k],
            )
        )
    return AssignedMolecule(
        row.record.id,
        row.structure,
        row.peaks,
        carbons,
        {
            left.peak: unassigned_reason(left.kind, left.compound, left.solvent, left.atom_index)
            for left in assignment.leftover
        },
        row.record.solvent,
        verdict_words(assignment.verdict.code),
        _accounts(row, assignment),
    )


def _accounts(row: Row, assignment: Assignment) -> list[OtherAccount]:
    """The next-best accounts of the whole list, each told by the carbons whose shift changes."""
    assert row.structure is not None
    found = assignment.interpretation
    accounts = best_accounts(found, _ACCOUNTS, assignment.slope)
    told = []
    for account in accounts[1:]:
        changed = [
            k for k in range(len(account.peak)) if _ppm(row, account.peak[k]) != _ppm(row, found.peak[k])
        ]
        told.append(
            OtherAccount(
                account.odds,
                [
                    f"C{row.structure.carbon_atom_index[k]}: {_ppm(row, found.peak[k])} → "
                    f"{_ppm(row, account.peak[k])}"
                    for k in changed
                ],
            )
        )
    return told


def _ppm(row: Row, peak: int) -> str:
    return f"{row.peaks[peak].ppm:g}" if peak >= 0 else "no peak"


def retrieved_queries(queries: Iterable[Row], hits: pa.Table, predictor: Predictor) -> list[RetrievedQuery]:
    """The queries with their hits in a table that `tasks.retrieve.retrieve` wrote.

    A hit is the truth if it is the query's own structure; queries need usable structures only for that.
    """
    of_query: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for hit in hits.to_pylist():
        if hit["smiles"] is not None:
            of_query[hit["query_id"]].append(hit)
    return [
        RetrievedQuery(
            row.record.id,
            row.peaks,
            shown_hits(of_query[row.record.id], predictor, row.structure),
            row.structure,
        )
        for row in queries
    ]


def shown_hits(
    rows: Sequence[dict[str, Any]], predictor: Predictor, truth: Structure | None = None
) -> list[Hit]:
    """Rows of a table of hits as the report shows them; a structure that cannot be read is not drawn."""
    structures = [_readable(row["smiles"]) for row in rows]
    densities = iter(predictor.shift_densities([s for s in structures if s is not None]))
    return [
        Hit(
            row["rank"],
            row["library_id"],
            structure,
            row["score"],
            next(densities).predicted_ppm.tolist() if structure is not None else [],
            None if truth is None or structure is None else structure.smiles == truth.smiles,
            row["matched_peaks"],
            row["match_score"],
            row["probability"],
        )
        for row, structure in zip(rows, structures)
    ]


def _readable(smiles: str | None) -> Structure | None:
    try:
        return parse_structure(smiles)
    except UnusableRow:
        return None
