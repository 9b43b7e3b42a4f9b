"""The spectra of a split, scored with a model: each is predicted once, and every list is assigned once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.tasks.split_retrieval import (
    drawn_batches,
    embedded_molecules,
    embedded_spectra,
    retrieval_scores,
)
from kmaid_nodes.training.calibration import log_densities, with_temperature
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.full_lists import RULE as FULL_LISTS
from kmaid_nodes.training.full_lists import full_lists, with_every_carbon
from kmaid_nodes.training.scoring import Scorer
from kmaid_nodes.training.spectrum_scores import RetrievalScores, SpectrumScores, figures, flat_figures

# Densities of so many spectra are held at a time.
_AT_ONCE = 512
# Without and with multiplicities, as recorded and corrupted.
_LISTS_OF_EACH = 4
# The log densities of the carbons of examples, float [carbons, points of the axis].
Densities = Callable[[Examples], np.ndarray]
# Called with the share done (0 to 1) and what goes on; it may raise Cancelled.
Step = Callable[[float, str], None]


def no_step(share: float, message: str) -> None:
    """Said to nobody."""


@dataclass(frozen=True)
class ScoredSplit:
    """The scores of the spectra of a split, and of those that have a full list.

    with_full_list: int64 [full lists], their spectra.
    """

    scores: SpectrumScores
    with_full_list: np.ndarray
    full_lists: SpectrumScores

    def figures(self, part: np.ndarray | None = None) -> dict[str, Any]:
        """The figures of a part, bool [spectra], as `kmaid evaluate` prints them; None for all."""
        part = np.ones(len(self.scores), bool) if part is None else part
        if not part.any():
            return dict(_NOTHING)
        of_full = part[self.with_full_list]
        full = figures(self.full_lists, of_full) if of_full.any() else _NOTHING
        return figures(self.scores, part) | {"full_lists": {"rule": FULL_LISTS} | full}

    def flat_figures(self, part: np.ndarray) -> dict[str, float]:
        """Shares and errors by their names in `figures`; part: [spectra], how often each spectrum counts."""
        flat = flat_figures(self.scores, part)
        of_full = part[self.with_full_list]
        if of_full.any():
            full = flat_figures(self.full_lists, of_full)
            flat |= {f"full_lists.{name}": value for name, value in full.items()}
        return flat


_NOTHING: dict[str, Any] = {"spectra": 0, "molecules": 0, "too_few_to_tell": True}


def scored_split(examples: Examples, predictor: Predictor, on_step: Step = no_step) -> ScoredSplit:
    """The scores of a model, retrieval within these spectra among them; on_step: called for every list."""
    calibration, said = predictor.trained.calibration, _Assigned(len(examples), on_step)
    scorer = Scorer(
        predictor.axis, calibration.interval_masses, calibration.confidence, on_spectrum=said.one_more
    )
    split = scored_lists(examples, calibrated_densities(predictor), scorer)
    on_step(0.9, "Comparing spectra with molecules")
    molecules = embedded_molecules(examples, predictor)
    retrieved = retrieval_scores(examples, embedded_spectra(examples, predictor), molecules)
    kept, full = split.with_full_list, split.full_lists
    if len(kept):
        spectra = embedded_spectra(full_lists(examples.only(kept)), predictor)
        drawn, first = drawn_batches(full.compound, spectra, molecules[kept])
        not_ranked = np.full(len(kept), np.nan)
        full = full.with_retrieval(RetrievalScores(drawn, first, not_ranked, not_ranked))
    return ScoredSplit(split.scores.with_retrieval(retrieved), kept, full)


def calibrated_densities(predictor: Predictor) -> Densities:
    """The densities of a model."""
    trained = predictor.trained

    def densities(examples: Examples) -> np.ndarray:
        raw = log_densities(predictor.network, examples, trained.preset.objective)
        return with_temperature(raw, trained.calibration.density)

    return densities


def scored_lists(examples: Examples, densities: Densities, scorer: Scorer) -> ScoredSplit:
    """The scores of any densities; examples: at least one."""
    scores, full, with_full_list = [], [], []
    for start in range(0, len(examples), _AT_ONCE):
        chunk = examples.only(np.arange(start, min(start + _AT_ONCE, len(examples))))
        log_density = densities(chunk)
        scores.append(scorer.scores(chunk, log_density))
        if len(with_every_carbon(chunk)):
            kept, of_kept = scorer.of_full_lists(chunk, log_density, scores[-1])
            with_full_list.append(kept + start)
            full.append(of_kept)
    if not full:
        nobody = np.zeros(0, np.int64)
        return ScoredSplit(SpectrumScores.joined(scores), nobody, scores[0].only(nobody))
    return ScoredSplit(
        SpectrumScores.joined(scores), np.concatenate(with_full_list), SpectrumScores.joined(full)
    )


class _Assigned:
    """Says how many of the lists are assigned."""

    def __init__(self, spectra: int, on_step: Step):
        self._lists, self._done, self._on_step = _LISTS_OF_EACH * spectra, 0, on_step

    def one_more(self) -> None:
        """Another list is to be assigned."""
        share = min(0.85 * self._done / self._lists, 0.9)
        self._on_step(share, f"Assigning lists, {self._done} of {self._lists} done")
        self._done += 1
