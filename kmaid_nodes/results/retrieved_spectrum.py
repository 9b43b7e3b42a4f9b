"""A spectrum that was searched in a library."""

from __future__ import annotations

from dataclasses import dataclass

from kmaid_nodes.reading.record import Record


@dataclass(frozen=True)
class Hit:
    """One molecule of the library.

    rank: from 1; score: cosine of the embeddings, -1 to 1. Where candidates were ranked by their peaks:
    match_score: log likelihood of the list given the structure, in nats; matched_peaks: peaks that a carbon
    explains; probability: that the hit is the compound, 0 to 1, None also if the model has no constants for
    it. The remainder over all candidates is the probability that the compound is not in the library.
    """

    rank: int
    library_id: str
    smiles: str | None
    score: float
    match_score: float | None = None
    matched_peaks: int | None = None
    probability: float | None = None


@dataclass(frozen=True)
class RetrievedSpectrum:
    """A record and its hits, best first; at least one."""

    record: Record
    hits: tuple[Hit, ...]
