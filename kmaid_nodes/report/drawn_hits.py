"""Results of a library search with what a report draws of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.reading.record import Record
from kmaid_nodes.report.content import DrawnHit, DrawnQuery
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.results.retrieved_spectrum import Hit, RetrievedSpectrum
from kmaid_nodes.tasks.assign import assigned_molecule

# Hits of a query to which its list is assigned. These are looked at; each takes some 15 kB and 10 ms.
ASSIGNED_HITS = 5


def drawn_queries(
    results: Iterable[RetrievedSpectrum], predictor: Predictor, with_truth: bool = False
) -> list[DrawnQuery]:
    """The queries with their hits; with_truth: a hit is the truth if it is the record's own structure."""
    return [_drawn_query(result, predictor, with_truth) for result in results]


def _drawn_query(result: RetrievedSpectrum, predictor: Predictor, with_truth: bool) -> DrawnQuery:
    record = result.record
    own = _readable(record.structure)
    structures = [_readable(hit.smiles) for hit in result.hits]
    readable = [structure for structure in (own, *structures) if structure is not None]
    densities = iter(predictor.shift_densities(readable))
    own_density = None if own is None else next(densities)
    truth = own if with_truth else None
    hits = []
    for number, (hit, structure) in enumerate(zip(result.hits, structures)):
        if structure is None:
            hits.append(DrawnHit(hit, None, []))
            continue
        density = next(densities)
        molecule = None
        if number < ASSIGNED_HITS:
            molecule = _assigned(_record_of_hit(record, hit), structure, density, predictor)
        hits.append(
            DrawnHit(
                hit,
                structure,
                density.predicted_ppm.tolist(),
                None if truth is None else structure.smiles == truth.smiles,
                molecule,
                own is not None and structure.smiles == own.smiles,
            )
        )
    given = None
    if own is not None and own_density is not None and not any(hit.molecule and hit.is_given for hit in hits):
        given = _assigned(_without_offset(record), own, own_density, predictor)
    return DrawnQuery(
        record.id, record.peaks or (), hits, truth, read_as(record), result.given_rank, given, record.row
    )


def _assigned(
    record: Record, structure: Structure, density: ShiftDensities, predictor: Predictor
) -> AssignedMolecule | None:
    return assigned_molecule(record, structure, density, predictor) if record.peaks else None


def _record_of_hit(record: Record, hit: Hit) -> Record:
    """The query's list under the name of a hit, of which no row of the input is the source."""
    return replace(_without_offset(record), id=hit.library_id, structure=hit.smiles, row=None)


def _without_offset(record: Record) -> Record:
    """Without the note on the first hit's common offset: each assignment makes its own."""
    notes = tuple(note for note in record.notes if note.code is not NoteCode.COMMON_OFFSET)
    return replace(record, notes=notes)


def _readable(smiles: str | None) -> Structure | None:
    try:
        return parse_structure(smiles)
    except UnusableRow:
        return None
