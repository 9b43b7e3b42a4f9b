"""The numbers that decide what a search finds.

They supplement `AssignmentSettings`: candidates are ranked by the costs of an assignment. None of them was
fitted to one model; numbers that were (`HitProbability`) are in the model file.
"""

from __future__ import annotations

from dataclasses import dataclass

from kmaid_nodes.errors import UserError


@dataclass(frozen=True)
class CoverageSettings:
    """How well a molecule explains each peak of a list, taken one at a time.

    All but `per_class` are built into the tables beside libraries on disk, which are made with the defaults.
    """

    # ppm. Uncertainties count as at least this, because the points of the table are a ppm apart.
    least_uncertainty_ppm: float = 1.0
    # ppm. A carbon explains no peak that is further away.
    reach_ppm: int = 12
    # Nats. A peak that costs more than this is not explained by the molecule.
    unexplained: float = 8.5
    # Nats for each symmetry class, which may be left without a peak. Chosen on validation spectra in a
    # million molecules.
    per_class: float = 1.6


@dataclass(frozen=True)
class IndexSettings:
    """How the nearest vectors of a library are found.

    Indices beside libraries on disk are made with the defaults. Raises UserError for a count below 1 or a
    share outside 0 to 1.
    """

    # Vectors up to which an index is exact: 3 GB for embeddings of 256 numbers. A choice.
    exact_up_to: int = 3_000_000
    # An approximate index divides the vectors into so many lists for each square root of their number, and
    # examines this share of them for a query. A choice between recall and time, measured on a million
    # molecules (`docs/retrieval.md`).
    lists_per_root: float = 4.0
    share_of_lists_searched: float = 0.12
    # Vectors from which the lists are learned, and queries that measure the recall. Counts, at most.
    training_vectors: int = 200_000
    recall_queries: int = 100
    # How far these queries lie from vectors of the library on average: embeddings (of unit length), and shift
    # quantiles in ppm, which are off by as much as predictions are.
    embeddings_off_by: float = 0.3
    shifts_off_by_ppm: float = 2.0

    def __post_init__(self) -> None:
        for name in ("exact_up_to", "training_vectors", "recall_queries"):
            if getattr(self, name) < 1:
                raise UserError(f"{name} must be at least 1, not {getattr(self, name)}.")
        if self.lists_per_root <= 0 or not 0 < self.share_of_lists_searched <= 1:
            raise UserError("lists_per_root must be above 0, share_of_lists_searched above 0 and at most 1.")


@dataclass(frozen=True)
class EmbeddingCheckSettings:
    """How it is found out whether embeddings without a note of their model are a model's own."""

    # Molecules of a batch of a library that are embedded again, spread over it, and beyond the first so many
    # at most this share of all. A choice between certainty and time.
    molecules: int = 16
    most_of_all: float = 0.01
    # Cosine from which on two embeddings are the same. Of 100 molecules of nmrshiftdb2, one model in float32
    # and in bfloat16 gave 0.9999 or more for all; the bundled model before and after one more epoch gave less
    # than 0.999 for 89, and a molecule and its spectrum at most 0.91.
    same: float = 0.999
    # More of them than this share differ if the model is another one. Structures that were changed since, as
    # by removing the configuration (17 of these 100), differ too.
    most_different: float = 0.5


@dataclass(frozen=True)
class RankingSettings:
    """How candidates are ranked, all chosen on validation spectra."""

    # Nats for each entry by which the list is longer or shorter than a complete one, and for how many entries
    # at most, because many lists are not complete.
    per_entry: float = 2.0
    most_entries: int = 3
    # Nats for each ppm (root mean square) by which the shift quantiles differ, and for how many ppm at most.
    per_ppm: float = 0.3
    most_ppm: float = 10.0
    # Nats for each peak that no carbon was given, beyond this share of the list. A molecule of a few carbons
    # could otherwise win by leaving most peaks unexplained. Lists with a second set of shifts, or with many
    # impurities, are ranked as without it: a smaller share made them worse. Chosen on validation spectra,
    # which do not tell 10 from 30 nats; within those by one list of limonene (`docs/retrieval.md`).
    per_unexplained: float = 25.0
    unexplained_share: float = 0.5
    # Candidates within so many nats of the best are solved again with the full densities of their shifts, and
    # so many at most.
    near: float = 12.0
    most_looked_at_closer: int = 30

    def cost_of_unexplained(self, unexplained: int, peaks: int) -> float:
        """In nats, of so many unexplained peaks in a list of so many peaks."""
        return self.per_unexplained * max(0.0, unexplained - self.unexplained_share * peaks)


@dataclass(frozen=True)
class SearchSettings:
    """All numbers of a search."""

    # Candidates of a query that are ranked by its peaks, unless the user says how many. On validation spectra
    # more than 150 to 200 no longer helped.
    candidates: int = 200
    # So many times more candidates are examined where a SMARTS is required or forbidden, because most will
    # not pass. A choice.
    more_for_smarts: int = 20
    index: IndexSettings = IndexSettings()
    coverage: CoverageSettings = CoverageSettings()
    ranking: RankingSettings = RankingSettings()


DEFAULT_SEARCH_SETTINGS = SearchSettings()
DEFAULT_EMBEDDING_CHECK = EmbeddingCheckSettings()
