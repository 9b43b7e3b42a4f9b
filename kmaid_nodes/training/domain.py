"""What a training taught: the domain of the model, and how densities are widened outside it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from kmaid_nodes.graphs.environments import Surroundings
from kmaid_nodes.graphs.features import FeatureSet
from kmaid_nodes.model.domain import Familiarity, TaughtDomain
from kmaid_nodes.model.settings import DomainSettings
from kmaid_nodes.model.widening import Widening, Widenings
from kmaid_nodes.training.examples import Examples

# Widths and shares that are tried.
_BLURS_PPM = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)
_ANYWHERE = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
# Per ppm. Gross errors of the records should not decide.
_LEAST_DENSITY = 1e-5
# Nats. Of widenings that so few carbons cannot tell apart, the one that says most is taken.
_AS_LIKELY = 1.0

LogDensities = Callable[[Examples], np.ndarray]


def taught_domain(
    training: Examples, features: FeatureSet, settings: DomainSettings | None = None
) -> TaughtDomain:
    """The domain of a model that was trained on these spectra; features: those of its graphs.

    Of environments, those of carbons with a recorded shift count.
    """
    settings = settings or DomainSettings()
    around = Surroundings(training.graphs, features)
    recorded = ~np.isnan(training.carbon_ppm)
    of_carbons = np.repeat(training.compound, np.diff(training.graphs.carbon_offsets))
    of_atoms = np.repeat(training.compound, np.diff(training.graphs.atom_offsets))
    seen, compounds = _compounds_of_each(around.environments()[recorded], of_carbons[recorded])
    kinds, with_kind = _compounds_of_each(around.kinds, of_atoms)
    known = compounds >= settings.least_compounds
    return TaughtDomain(
        kinds[with_kind >= settings.least_with_kind], seen[known], seen[~known], settings.near_bonds
    )


def fitted_widenings(
    domain: TaughtDomain,
    validation: Examples,
    features: FeatureSet,
    log_densities: LogDensities,
    axis: np.ndarray,
    settings: DomainSettings | None = None,
) -> tuple[Widenings, dict[str, Any]]:
    """The likeliest widenings for the recorded carbons of the validation spectra, and how many there were.

    log_densities: gives the calibrated log densities of spectra, [all carbons, points of axis]; axis: in ppm.
    A degree with too few carbons keeps the default.
    """
    settings = settings or DomainSettings()
    familiarity = domain.familiarity(validation.graphs, features)
    outside = (familiarity > Familiarity.TAUGHT) & ~np.isnan(validation.carbon_ppm)
    spectrum = np.repeat(np.arange(len(validation)), np.diff(validation.graphs.carbon_offsets))
    chosen = np.unique(spectrum[outside])
    carbons = np.isin(spectrum, chosen)
    log_density = log_densities(validation.only(chosen)) if len(chosen) else np.zeros((0, len(axis)))
    fitted: dict[str, Widening] = {}
    counts = {}
    for degree in list(Familiarity)[1:]:
        own = outside & (familiarity == degree)
        name = degree.name.lower()
        counts[name] = int(own.sum())
        if counts[name] >= settings.least_carbons:
            weight = validation.weight[spectrum[own]]
            fitted[name] = _likeliest(log_density[own[carbons]], axis, validation.carbon_ppm[own], weight)
    return Widenings(**fitted), {"carbons": counts, "fitted": sorted(fitted)}


def _compounds_of_each(numbers: np.ndarray, compound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct numbers, sorted, and in how many compounds each occurs."""
    order = np.lexsort((compound, numbers))
    numbers, compound = numbers[order], compound[order]
    first = np.ones(len(numbers), bool)
    first[1:] = (numbers[1:] != numbers[:-1]) | (compound[1:] != compound[:-1])
    return np.unique(numbers[first], return_counts=True)


def _likeliest(log_density: np.ndarray, axis: np.ndarray, ppm: np.ndarray, weight: np.ndarray) -> Widening:
    step = float(axis[1] - axis[0])
    point = np.clip(np.rint((ppm - axis[0]) / step).astype(int), 0, len(axis) - 1)

    def surprise(widening: Widening) -> float:
        widened = widening.applied(log_density, step)[np.arange(len(point)), point]
        return float(-(weight * np.log(np.exp(widened) / step + _LEAST_DENSITY)).sum())

    surprises = {
        tried: surprise(tried) for tried in (Widening(*values) for values in product(_BLURS_PPM, _ANYWHERE))
    }
    least = min(surprises.values())
    as_likely = [tried for tried, value in surprises.items() if value <= least + _AS_LIKELY]
    return min(as_likely, key=lambda tried: (tried.anywhere, surprises[tried]))
