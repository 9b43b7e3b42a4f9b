"""Every candidate of a spectrum by itself, also those that are one hit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kmaid_nodes.codes.relation import Relation
from kmaid_nodes.results.retrieved_spectrum import Hit, Stereoisomer


@dataclass(frozen=True)
class RankedCandidate:
    """A candidate as if it were a hit of its own.

    Candidates of one constitution have the same rank, and the probability of all stands beside the best of
    them alone. relation: what the others are to it; same_as: its id.
    """

    hit: Hit
    relation: Relation | None = None
    same_as: str | None = None


def each_candidate(hit: Hit) -> Iterator[RankedCandidate]:
    """The hit, then its copies and stereoisomers."""
    alone = replace(hit, copies=(), stereoisomers=())
    yield RankedCandidate(alone)
    for copy in hit.copies:
        repeated = replace(alone, library_id=copy, probability=None)
        yield RankedCandidate(repeated, Relation.COPY, hit.library_id)
    for other in hit.stereoisomers:
        yield RankedCandidate(_as_hit(other, alone), Relation.STEREOISOMER, hit.library_id)


def _as_hit(other: Stereoisomer, hit: Hit) -> Hit:
    better = None
    if None not in (hit.better_than_given, hit.match_score, other.match_score):
        assert hit.better_than_given is not None
        assert hit.match_score is not None and other.match_score is not None
        better = hit.better_than_given + other.match_score - hit.match_score
    return Hit(
        hit.rank,
        other.library_id,
        other.smiles,
        hit.score if other.score is None else other.score,
        other.match_score,
        other.matched_peaks,
        verdict=other.verdict,
        p_structure=other.p_structure,
        better_than_given=better,
    )
