"""Scoring spectra: their lists are assigned as recorded and corrupted, without and with multiplicities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kmaid_nodes.assignment.calibration import LIST_TYPES, ListType, LogOdds
from kmaid_nodes.assignment.confidence import calibrated
from kmaid_nodes.model.density import NOMINAL_SHARES, calibrated_levels, quantiles
from kmaid_nodes.training.calibration_error import confidence_bins
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.full_lists import full_lists, with_every_carbon
from kmaid_nodes.training.paper_criterion import NORMALISED, PLAIN, peaks_right
from kmaid_nodes.training.spectra import Corruption, Spectrum, spectra_of
from kmaid_nodes.training.spectrum_scores import WAYS, ListScores, SpectrumScores

_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_AS_RECORDED = (None, None)
OnSpectrum = Callable[[], None]


def ignore() -> None:
    """For callers that show no progress."""


@dataclass(frozen=True)
class Scorer:
    """Scores the spectra of a split in order, some at a time, with the densities of one model.

    axis: ppm of the points of the densities; interval_masses, confidence: of the model's calibration, by
    default none; corruptions: for lists without and with multiplicities. Each draws on from where it was, so
    that corrupted lists do not depend on how many spectra are scored at a time. on_spectrum: called for every
    assigned list; it may raise Cancelled.
    """

    axis: np.ndarray
    interval_masses: Sequence[float] = NOMINAL_SHARES
    confidence: Mapping[ListType, LogOdds] = field(
        default_factory=lambda: {list_type: LogOdds() for list_type in LIST_TYPES}
    )
    corruptions: tuple[Corruption, Corruption] = field(default_factory=lambda: corrupted_alike(0))
    on_spectrum: OnSpectrum = ignore

    def scores(self, examples: Examples, log_density: np.ndarray) -> SpectrumScores:
        """The scores of spectra; log_density: float [all carbons of examples, points of axis]."""
        recorded = ~np.isnan(examples.carbon_ppm)
        ppm = examples.carbon_ppm[recorded].astype(np.float64)
        low90, low50, middle, high50, high90 = quantiles(
            log_density[recorded], self.axis, calibrated_levels(_LEVELS, self.interval_masses)
        )
        own = np.repeat(np.arange(len(examples)), np.diff(examples.graphs.carbon_offsets))
        carbons = np.bincount(own[recorded], minlength=len(examples))
        return SpectrumScores(
            examples.compound,
            carbons,
            carbons,
            np.abs(middle - ppm),
            np.column_stack([(low50 <= ppm) & (ppm <= high50), (low90 <= ppm) & (ppm <= high90)]),
            self.lists(examples, log_density),
            self.lists(examples, log_density, self.corruptions),
        )

    def lists(
        self,
        examples: Examples,
        log_density: np.ndarray,
        corruptions: tuple[Corruption | None, Corruption | None] = _AS_RECORDED,
    ) -> ListScores:
        """What is right in lists, without and with multiplicities; corruptions: None for those recorded."""
        scores = ListScores.nothing_right(len(examples))
        for way in range(len(WAYS)):
            spectra = spectra_of(examples, log_density, self.axis, bool(way), corruptions[way])
            for k, spectrum in enumerate(spectra):
                self.on_spectrum()
                self._add(scores, k, way, spectrum)
                if way and corruptions[way] is None:
                    best = peaks_right(spectrum)
                    scores.best_right[k] = best[NORMALISED].sum(), best[PLAIN].sum()
                    scores.peaks[k] = spectrum.belongs.sum()
        return scores

    def _add(self, scores: ListScores, k: int, way: int, spectrum: Spectrum) -> None:
        """Add one assigned list to the scores of spectrum k."""
        solution, right, counted = spectrum.solved()
        scores.right[k, way] = right.sum()
        scores.extraneous[k, way] = spectrum.extraneous.sum()
        scores.extraneous_recognised[k, way] = spectrum.extraneous[solution.unassigned].sum()
        scores.missing[k, way] = (spectrum.missing & counted).sum()
        scores.missing_recognised[k, way] = (spectrum.missing & right).sum()
        kept = counted & (solution.peak >= 0)
        sure = calibrated(solution.confidence[kept], self.confidence[solution.list_type])
        counts, overconfidence = confidence_bins(sure, right[kept])
        scores.confident[k] += counts
        scores.overconfidence[k] += overconfidence

    def of_full_lists(
        self, examples: Examples, log_density: np.ndarray, scores: SpectrumScores
    ) -> tuple[np.ndarray, SpectrumScores]:
        """int64 [full lists], the spectra that have one, and their scores with an entry for each carbon.

        scores: of all `examples` as recorded. A list that was recorded so is not assigned again.
        """
        kept = with_every_carbon(examples)
        full = full_lists(examples.only(kept))
        others = np.flatnonzero([not _same_list(examples, k, full, j) for j, k in enumerate(kept)])
        of_kept = scores.only(kept)
        if len(others):
            offsets = examples.graphs.carbon_offsets
            carbons = np.concatenate([np.arange(*offsets[k : k + 2]) for k in kept[others]])
            rewritten = self.lists(full.only(others), log_density[carbons])
            of_kept = replace(of_kept, recorded=of_kept.recorded.with_rows(others, rewritten))
        return kept, replace(of_kept, corrupted=None)


def corrupted_alike(seed: int, solvent_given: bool = True) -> tuple[Corruption, Corruption]:
    """The same corruption of lists without and with multiplicities."""
    first, second = (Corruption(np.random.default_rng(seed), solvent_given) for _ in WAYS)
    return first, second


def _same_list(one: Examples, k: int, other: Examples, j: int) -> bool:
    """Whether two lists have the same entries, all of them assigned."""
    entries = []
    for examples, number in ((one, k), (other, j)):
        own = slice(*examples.peak_offsets[number : number + 2])
        ppm, hydrogens = examples.peak_ppm[own], examples.peak_hydrogens[own]
        order = np.lexsort((hydrogens, ppm))
        entries.append((ppm[order], hydrogens[order], examples.peak_assigned[own].all()))
    (ppm, hydrogens, assigned), (ppm_2, hydrogens_2, _) = entries
    return bool(assigned) and np.array_equal(ppm, ppm_2) and np.array_equal(hydrogens, hydrogens_2)
