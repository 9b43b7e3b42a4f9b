"""A searched spectrum and its hits as plain values for the page; `page/src/data.ts` describes them."""

from __future__ import annotations

from typing import Any

from kmaid_nodes.report.content import DrawnHit, DrawnQuery
from kmaid_nodes.report.molecule_data import bare_picture_data, molecule_data, peak_data, picture_data
from kmaid_nodes.results.retrieved_spectrum import Stereoisomer


def query_data(query: DrawnQuery) -> dict[str, Any]:
    """A searched spectrum with its hits."""
    probabilities = [drawn.hit.probability for drawn in query.hits]
    known = [p for p in probabilities if p is not None]
    return {
        "id": query.id,
        "row": query.row,
        "readAs": query.read_as,
        "peaks": [peak_data(peak) for peak in query.peaks],
        "givenRank": query.given_rank,
        "truthKnown": query.true_structure is not None or any(h.is_truth is not None for h in query.hits),
        "truthRank": next((drawn.hit.rank for drawn in query.hits if drawn.is_truth), None),
        "truth": None if query.true_structure is None else picture_data(query.true_structure),
        "elsewhere": max(0.0, 1.0 - sum(known)) if known and len(known) == len(probabilities) else None,
        "given": None if query.given is None else molecule_data(query.given),
        "hits": [_hit(drawn) for drawn in query.hits],
    }


def _hit(drawn: DrawnHit) -> dict[str, Any]:
    hit, structure = drawn.hit, drawn.structure
    return {
        "rank": hit.rank,
        "id": hit.library_id,
        "score": hit.score,
        "matchScore": hit.match_score,
        "matchedPeaks": hit.matched_peaks,
        "probability": hit.probability,
        "verdict": None if hit.verdict is None else str(hit.verdict),
        "pStructure": hit.p_structure,
        "copies": list(hit.copies),
        "stereoisomers": [_stereoisomer(hit.match_score, one) for one in hit.stereoisomers],
        "betterThanGiven": hit.better_than_given,
        "isTruth": drawn.is_truth,
        "isGiven": drawn.is_given,
        # The assigned molecule has the same picture: it is the largest part of a hit.
        "picture": None if structure is None or drawn.molecule is not None else bare_picture_data(structure),
        "predicted": [float(ppm) for ppm in drawn.predicted_ppm],
        "carbonAtoms": [] if structure is None else structure.carbon_atom_index.tolist(),
        "molecule": None if drawn.molecule is None else molecule_data(drawn.molecule),
    }


def _stereoisomer(of_hit: float | None, one: Stereoisomer) -> dict[str, Any]:
    worse_by = None if of_hit is None or one.match_score is None else of_hit - one.match_score
    return {"id": one.library_id, "worseBy": worse_by}
