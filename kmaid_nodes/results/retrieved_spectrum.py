"""A spectrum that was searched in a library."""

from __future__ import annotations

from dataclasses import dataclass

from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Record


@dataclass(frozen=True)
class Stereoisomer:
    """Another molecule of the library with the constitution of a hit.

    match_score, score, matched_peaks: as of the hit. verdict, p_structure: None unless stereoisomers are
    judged too.
    """

    library_id: str
    smiles: str | None
    match_score: float | None = None
    score: float | None = None
    matched_peaks: int | None = None
    verdict: VerdictCode | None = None
    p_structure: float | None = None


@dataclass(frozen=True)
class Hit:
    """One compound of the library: all molecules of one constitution are one hit.

    rank: from 1; score: cosine of the embeddings, -1 to 1. Where candidates were ranked by their peaks:
    match_score: log likelihood of the list given the structure, in nats; matched_peaks: peaks that a carbon
    explains; probability: that the hit is the compound, 0 to 1, None also if the model has no constants for
    it. The remainder over all candidates is the probability that the compound is not in the library.
    copies: ids of the other candidates of the same structure; stereoisomers: those of the same constitution
    with another configuration, best first. verdict, p_structure: as the task `assign` gives them for this
    structure and list, None where candidates were not ranked by their peaks.
    better_than_given: nats of match_score by which the hit is better than the structure that the query came
    with, negative if it is worse; None without one.
    """

    rank: int
    library_id: str
    smiles: str | None
    score: float
    match_score: float | None = None
    matched_peaks: int | None = None
    probability: float | None = None
    copies: tuple[str, ...] = ()
    stereoisomers: tuple[Stereoisomer, ...] = ()
    verdict: VerdictCode | None = None
    p_structure: float | None = None
    better_than_given: float | None = None

    @property
    def candidates(self) -> int:
        """How many molecules of the library it stands for."""
        return 1 + len(self.copies) + len(self.stereoisomers)


@dataclass(frozen=True)
class RetrievedSpectrum:
    """A record and its hits, best first; at least one.

    given_rank: from 1, that of the structure that the record came with, or that it would have among the
    candidates if it is none of them; None without a structure.
    """

    record: Record
    hits: tuple[Hit, ...]
    given_rank: int | None = None
