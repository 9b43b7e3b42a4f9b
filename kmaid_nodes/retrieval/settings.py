"""The numbers that decide what a search finds.

They stand beside `AssignmentSettings`: candidates are weighed with the costs of an assignment. None of them
was fitted to one model: what was (`HitProbability`) lies in the model file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CoverageSettings:
    """How well a molecule explains each peak of a list, one by one.

    All but `per_class` are in the tables that lie beside libraries on disk, which hold the defaults.
    """

    # ppm. Uncertainties count as at least this, for the points of the table are a ppm apart.
    least_uncertainty_ppm: float = 1.0
    # ppm. A carbon explains no peak that is further away.
    reach_ppm: int = 12
    # Nats. A peak that costs more than this is explained by no carbon of the molecule.
    unexplained: float = 8.5
    # Nats for each symmetry class, which may be left without a peak. Chosen on validation spectra in a
    # million molecules.
    per_class: float = 1.6


@dataclass(frozen=True)
class RankingSettings:
    """How candidates are ranked, all chosen on validation spectra."""

    # Nats for each entry that a complete list of the molecule would have more or less, and for how many
    # entries at most, for many a list is not complete.
    per_entry: float = 2.0
    most_entries: int = 3
    # Nats for each ppm (root mean square) by which the shifts in order differ, and for how many ppm at most.
    per_ppm: float = 0.3
    most_ppm: float = 10.0
    # Candidates this far below the best, in nats, are weighed anew with the whole densities of their
    # shifts, and this many at most.
    near: float = 12.0
    most_looked_at_closer: int = 30


@dataclass(frozen=True)
class SearchSettings:
    """All numbers of a search."""

    # Candidates of a query that are ranked by its peaks, where nobody says how many. On validation spectra
    # more than 150 to 200 no longer helped.
    candidates: int = 200
    # Factor by which more candidates are looked at where a SMARTS is required or forbidden, for most will
    # not pass. A choice.
    more_for_smarts: int = 20
    coverage: CoverageSettings = CoverageSettings()
    ranking: RankingSettings = RankingSettings()


DEFAULT_SEARCH_SETTINGS = SearchSettings()
