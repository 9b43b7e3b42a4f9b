"""Results of a library search with what a report draws of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.report.content import DrawnHit, DrawnQuery
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.results.retrieved_spectrum import Hit, RetrievedSpectrum


def drawn_queries(
    results: Iterable[RetrievedSpectrum], predictor: Predictor, with_truth: bool = False
) -> list[DrawnQuery]:
    """The queries with their hits; with_truth: a hit is the truth if it is the record's own structure."""
    queries = []
    for result in results:
        truth = _readable(result.record.structure) if with_truth else None
        hits = drawn_hits(result.hits, predictor, truth)
        record = result.record
        queries.append(
            DrawnQuery(record.id, record.peaks or (), hits, truth, read_as(record), result.given_rank)
        )
    return queries


def drawn_hits(hits: Sequence[Hit], predictor: Predictor, truth: Structure | None = None) -> list[DrawnHit]:
    """Hits with structure and predicted shifts; a structure that cannot be read is not drawn."""
    structures = [_readable(hit.smiles) for hit in hits]
    densities = iter(predictor.shift_densities([s for s in structures if s is not None]))
    return [
        DrawnHit(
            hit,
            structure,
            next(densities).predicted_ppm.tolist() if structure is not None else [],
            None if truth is None or structure is None else structure.smiles == truth.smiles,
        )
        for hit, structure in zip(hits, structures)
    ]


def _readable(smiles: str | None) -> Structure | None:
    try:
        return parse_structure(smiles)
    except UnusableRow:
        return None
