"""Confidence intervals of figures by bootstrap over compounds: all spectra of one are drawn together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kmaid_nodes.training.spectrum_scores import SpectrumScores, flat_figures

LEVEL = 0.95
RULE = (
    "95 % confidence interval: the figure of 1000 sets of as many compounds, drawn with repetition, all "
    "spectra of a compound together"
)
DRAWS = 1000


def drawn_parts(
    scores: SpectrumScores, part: np.ndarray, draws: int = DRAWS, seed: int = 0
) -> Iterator[np.ndarray]:
    """int64 [spectra] for each draw: how often each spectrum of a part counts; part: bool [spectra].

    The same for a seed and equal compounds, so that models measured on the same spectra can be compared.
    """
    compounds, own = np.unique(scores.compound[part], return_inverse=True)
    generator = np.random.default_rng(seed)
    for _ in range(draws if len(compounds) else 0):
        chosen = generator.integers(0, len(compounds), len(compounds))
        times = np.zeros(len(scores), np.int64)
        times[part] = np.bincount(chosen, minlength=len(compounds))[own]
        yield times


def bootstrap_intervals(
    scores: SpectrumScores, part: np.ndarray, draws: int = DRAWS, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """The lower and upper limit of each of the `flat_figures` of a part; part: bool [spectra].

    A figure that some draws lack, such as the isomers of a few compounds, has no interval.
    """
    return limits([flat_figures(scores, times) for times in drawn_parts(scores, part, draws, seed)])


def paired_intervals(
    first: SpectrumScores, second: SpectrumScores, part: np.ndarray, draws: int = DRAWS, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """The limits of second - first, of models measured on the same spectra in the same order.

    Raises ValueError if the spectra differ.
    """
    if not (
        np.array_equal(first.compound, second.compound) and np.array_equal(first.carbons, second.carbons)
    ):
        raise ValueError("only models that were measured on the same spectra can be compared")
    drawn = drawn_parts(first, part, draws, seed)
    return limits([differences(flat_figures(first, t), flat_figures(second, t)) for t in drawn])


def differences(first: dict[str, float], second: dict[str, float]) -> dict[str, float]:
    """second - first, of the figures that both have."""
    return {name: second[name] - value for name, value in first.items() if name in second}


def limits(drawn: Sequence[dict[str, float]]) -> dict[str, tuple[float, float]]:
    """The lower and upper limit of each figure that all draws have; none if there are no draws."""
    names = [name for name in drawn[0] if all(name in one for one in drawn)] if drawn else []
    levels = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    of_names = {}
    for name in names:
        low, high = np.quantile([one[name] for one in drawn], levels)
        of_names[name] = float(low), float(high)
    return of_names
