"""What it costs to say that a peak belongs to a carbon: minus the log likelihood of the pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kmaid_nodes.assignment.expected_surprise import expected_surprise, median_and_uncertainty
from kmaid_nodes.assignment.same_shift import TOLERANCE_PPM, has_repeats
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings, CostSettings
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS, known_hydrogens
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.reading.record import Peak

# Numerics alone: where the Gaussian of the common offset ends, in standard deviations.
_BLUR_REACH = 4.0
# Mathematics: highest value and entropy of the Student density with three degrees of freedom.
_STUDENT_PEAK, _STUDENT_ENTROPY = 0.3675525969, 1.7734775713


@dataclass(frozen=True)
class Classes:
    """Which carbons stand for their symmetry classes.

    is_first: bool [carbons], the first of its class; first: int [carbons], the first carbon of its class;
    members: int [carbons], carbons of its class; diastereotopic: bool [carbons], its class may well have
    two shifts.
    """

    is_first: np.ndarray
    first: np.ndarray
    members: np.ndarray
    diastereotopic: np.ndarray

    @classmethod
    def of(cls, symmetry_class: np.ndarray, diastereotopic: np.ndarray | None = None) -> Classes:
        """Of int [carbons] and bool [carbons], None for none."""
        carbons = len(symmetry_class)
        first_of: dict[int, int] = {}
        numbers = enumerate(symmetry_class.tolist())
        first = np.array([first_of.setdefault(number, k) for k, number in numbers], np.int64)
        members = np.bincount(first, minlength=carbons)[first]
        if diastereotopic is None:
            diastereotopic = np.zeros(carbons, bool)
        return cls(first == np.arange(carbons), first, members, diastereotopic)

    def __len__(self) -> int:
        """Number of classes."""
        return int(self.is_first.sum())


class _InClasses:
    symmetry_class: np.ndarray
    diastereotopic: np.ndarray | None

    @cached_property
    def classes(self) -> Classes:
        """The symmetry classes."""
        return Classes.of(self.symmetry_class, self.diastereotopic)

    def _diastereotopic_of(self, kept: np.ndarray) -> np.ndarray | None:
        return None if self.diastereotopic is None else self.diastereotopic[kept]


@dataclass(frozen=True)
class Carbons(_InClasses):
    """The carbons of one structure and where they are expected.

    log_density: [carbons, points] on `axis` (ppm, evenly spaced); hydrogens: int [carbons], attached;
    symmetry_class: int [carbons]; outside_domain: bool [carbons], the model was not taught such carbons, None
    where that is not known; diastereotopic: bool [carbons], as in `Structure`, None if not known.
    """

    log_density: np.ndarray
    axis: np.ndarray
    hydrogens: np.ndarray
    symmetry_class: np.ndarray
    outside_domain: np.ndarray | None = None
    diastereotopic: np.ndarray | None = None

    @classmethod
    def of(
        cls,
        structure: Structure,
        log_density: np.ndarray,
        axis: np.ndarray,
        outside_domain: np.ndarray | None = None,
    ) -> Carbons:
        """The carbons of a structure, given their densities."""
        return cls(
            log_density,
            axis,
            structure.hydrogens,
            structure.symmetry_class,
            outside_domain,
            structure.diastereotopic,
        )

    @cached_property
    def density(self) -> np.ndarray:
        """[carbons, points]."""
        density: np.ndarray = np.exp(self.log_density)
        return density

    def only(self, kept: np.ndarray) -> Carbons:
        """Some of the carbons; kept: bool [carbons]."""
        outside = None if self.outside_domain is None else self.outside_domain[kept]
        return Carbons(
            self.log_density[kept],
            self.axis,
            self.hydrogens[kept],
            self.symmetry_class[kept],
            outside,
            self._diastereotopic_of(kept),
        )

    def expected_costs(self, settings: AssignmentSettings = DEFAULT_SETTINGS) -> np.ndarray:
        """float64 [carbons]: what its own shift costs each carbon on average."""
        return self._expected_costs

    @cached_property
    def _expected_costs(self) -> np.ndarray:
        entropy = -np.einsum("cp,cp->c", self.density, self.log_density)
        expected: np.ndarray = entropy.astype(np.float64) + np.log(self.axis[1] - self.axis[0])
        return expected

    @cached_property
    def expected_surprise(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """float64 [carbons], twice: see `expected_surprise`."""
        return expected_surprise(self.density, self.log_density, self.axis)

    @cached_property
    def median_and_uncertainty(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """ppm [carbons], twice: see `median_and_uncertainty`."""
        return median_and_uncertainty(self.density, self.axis)

    def shift_costs(self, ppm: np.ndarray, settings: AssignmentSettings = DEFAULT_SETTINGS) -> np.ndarray:
        """float64 [carbons, peaks], not to be written to: see `shift_costs`."""
        asked = ppm.tobytes(), settings.costs
        if asked not in self._of_last_list:
            costs = shift_costs(self.density, self.axis, ppm, settings)
            costs.flags.writeable = False
            self._of_last_list.clear()
            self._of_last_list[asked] = costs
        return self._of_last_list[asked]

    @cached_property
    def _of_last_list(self) -> dict[tuple[bytes, CostSettings], np.ndarray]:
        """The costs of one list: it is assigned, judged and reported, each with them."""
        return {}


@dataclass(frozen=True)
class PredictedCarbons(_InClasses):
    """The carbons of one structure by predicted shifts alone, as a library keeps them.

    ppm, uncertainty_ppm: float [carbons], the uncertainty being half of the central 68 %; hydrogens: int
    [carbons], attached; symmetry_class: int [carbons]; diastereotopic: as in `Carbons`.
    """

    ppm: np.ndarray
    uncertainty_ppm: np.ndarray
    hydrogens: np.ndarray
    symmetry_class: np.ndarray
    diastereotopic: np.ndarray | None = None

    def only(self, kept: np.ndarray) -> PredictedCarbons:
        """Some of the carbons; kept: bool [carbons]."""
        return PredictedCarbons(
            self.ppm[kept],
            self.uncertainty_ppm[kept],
            self.hydrogens[kept],
            self.symmetry_class[kept],
            self._diastereotopic_of(kept),
        )

    def expected_costs(self, settings: AssignmentSettings = DEFAULT_SETTINGS) -> np.ndarray:
        """float64 [carbons]: what its own shift costs each carbon on average."""
        expected: np.ndarray = _STUDENT_ENTROPY + np.log(_student_scale(self.uncertainty_ppm, settings))
        return expected

    def shift_costs(self, ppm: np.ndarray, settings: AssignmentSettings = DEFAULT_SETTINGS) -> np.ndarray:
        """float64 [carbons, peaks]: see `predicted_shift_costs`."""
        return predicted_shift_costs(ppm[None, :], self.ppm[:, None], self.uncertainty_ppm[:, None], settings)


class ExpectedCarbons(Protocol):
    """What a solution needs to know of carbons."""

    @property
    def hydrogens(self) -> np.ndarray:
        """int [carbons], attached."""

    @property
    def symmetry_class(self) -> np.ndarray:
        """int [carbons]."""

    @property
    def classes(self) -> Classes:
        """The symmetry classes."""

    def only(self, kept: np.ndarray) -> ExpectedCarbons:
        """Some of the carbons; kept: bool [carbons]."""

    def expected_costs(self, settings: AssignmentSettings = DEFAULT_SETTINGS) -> np.ndarray:
        """float64 [carbons]: what its own shift costs each carbon on average."""

    def shift_costs(self, ppm: np.ndarray, settings: AssignmentSettings = DEFAULT_SETTINGS) -> np.ndarray:
        """float64 [carbons, peaks]: -log p(shift | carbon) of the peaks' ppm."""


@dataclass(frozen=True)
class PeakList:
    """The peaks of one spectrum.

    ppm: float64 [peaks]; hydrogens: int [peaks], attached, outside 0 to 3 where the multiplicity is not
    known; carbons: int [peaks], carbons that the list says a peak stands for, 0 where it does not say;
    possible: bool [peaks, 4], numbers of attached hydrogens that the list does not rule out although it
    leaves the multiplicity open, None if it rules out none.
    """

    ppm: np.ndarray
    hydrogens: np.ndarray
    carbons: np.ndarray
    possible: np.ndarray | None = None

    @classmethod
    def of(cls, peaks: Sequence[Peak]) -> PeakList:
        """The peaks of a record."""
        return cls(
            np.array([p.ppm for p in peaks], np.float64),
            known_hydrogens([p.hydrogens for p in peaks]),
            np.array([p.carbons or 0 for p in peaks], np.int64),
            _possible_hydrogens(peaks),
        )

    def only(self, kept: np.ndarray) -> PeakList:
        """Some of the peaks; kept: int [some], their positions."""
        possible = None if self.possible is None else self.possible[kept]
        return PeakList(self.ppm[kept], self.hydrogens[kept], self.carbons[kept], possible)

    def rules_out(self, carbon_hydrogens: np.ndarray) -> np.ndarray:
        """bool [carbons, peaks]: the multiplicity is open, but not for this carbon.

        carbon_hydrogens: int [carbons], attached.
        """
        if self.possible is None:
            return np.zeros((len(carbon_hydrogens), len(self.ppm)), bool)
        ruled_out: np.ndarray = ~self.possible.T[np.minimum(carbon_hydrogens, UNKNOWN_HYDROGENS - 1)]
        return ruled_out

    @cached_property
    def same_shift(self) -> np.ndarray:
        """bool [peaks, peaks]: which entries have the same shift."""
        same: np.ndarray = np.abs(self.ppm[:, None] - self.ppm[None, :]) <= TOLERANCE_PPM
        return same

    @cached_property
    def listed(self) -> np.ndarray:
        """int [peaks]: how many entries have the shift of each."""
        entries: np.ndarray = self.same_shift.sum(1)
        return entries

    @cached_property
    def counts_carbons(self) -> bool:
        """Whether the list says of any peak for how many carbons it stands."""
        return bool(self.carbons.any())

    @cached_property
    def repeats(self) -> bool:
        """Whether a shift is listed more than once."""
        return has_repeats(self.ppm)


def _possible_hydrogens(peaks: Sequence[Peak]) -> np.ndarray | None:
    open_ones = [p.possible_hydrogens if p.hydrogens is None else () for p in peaks]
    if not any(open_ones):
        return None
    return np.array([[not some or h in some for h in range(UNKNOWN_HYDROGENS)] for some in open_ones])


def pair_costs(
    carbons: ExpectedCarbons, peaks: PeakList, settings: AssignmentSettings = DEFAULT_SETTINGS
) -> np.ndarray:
    """float64 [carbons, peaks]: -log p(shift | carbon) - log p(multiplicity | carbon)."""
    of_multiplicity = multiplicity_costs(carbons.hydrogens, peaks.hydrogens, settings)
    costs: np.ndarray = carbons.shift_costs(peaks.ppm, settings) + of_multiplicity
    if peaks.possible is not None:
        costs += np.where(peaks.rules_out(carbons.hydrogens), -np.log(settings.costs.wrong_multiplicity), 0.0)
    return costs


def shift_costs(
    density: np.ndarray,
    axis: np.ndarray,
    ppm: np.ndarray,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
) -> np.ndarray:
    """float64 [carbons, peaks]: -log p(shift | carbon), the density blurred by a common offset.

    density: [carbons, points of axis], rows sum to 1; axis: evenly spaced, in ppm.
    """
    offset, gross = settings.costs.common_offset_ppm, settings.costs.gross_error
    step = axis[1] - axis[0]
    inside = np.clip(np.asarray(ppm, np.float64), axis[0], axis[-1])
    reach = int(np.ceil(_BLUR_REACH * offset / step))
    centre = np.rint((inside - axis[0]) / step).astype(int)
    points = centre[:, None] + np.arange(-reach, reach + 1)
    away = axis[0] + points * step - inside[:, None]
    blur = np.exp(-((away / offset) ** 2) / 2)
    blur[(points < 0) | (points >= len(axis))] = 0.0
    blur /= step * blur.sum(1, keepdims=True)
    near = density[:, np.clip(points, 0, len(axis) - 1)]
    per_ppm = np.einsum("cpk,pk->cp", near, blur.astype(density.dtype)).astype(np.float64)
    costs: np.ndarray = -np.log((1 - gross) * per_ppm + gross / (axis[-1] - axis[0]))
    return costs


def predicted_shift_costs(
    ppm: np.ndarray,
    expected: np.ndarray,
    uncertainty_ppm: np.ndarray,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
) -> np.ndarray:
    """-log p(shift | carbon) of a Student density (3 degrees of freedom) about each expected shift.

    ppm: of peaks; expected, uncertainty_ppm: of carbons, the uncertainty being half of the central 68 %. All
    shapes must broadcast.
    """
    gross = settings.costs.gross_error
    scale = _student_scale(uncertainty_ppm, settings)
    density = _STUDENT_PEAK / scale * (1 + ((ppm - expected) / scale) ** 2 / 3) ** -2
    costs: np.ndarray = -np.log((1 - gross) * density + gross / settings.costs.predicted_span_ppm)
    return costs


def _student_scale(uncertainty_ppm: np.ndarray, settings: AssignmentSettings) -> np.ndarray:
    costs = settings.costs
    scale: np.ndarray = costs.student_scale * np.maximum(uncertainty_ppm, costs.least_uncertainty_ppm)
    return scale


def multiplicity_costs(
    carbon_hydrogens: np.ndarray,
    peak_hydrogens: np.ndarray,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
) -> np.ndarray:
    """float64 [carbons, peaks]: -log p(multiplicity | carbon), 0 where the multiplicity is not known."""
    known = (peak_hydrogens >= 0) & (peak_hydrogens <= 3)
    if not known.any():
        return np.zeros((len(carbon_hydrogens), len(peak_hydrogens)))
    agrees = carbon_hydrogens[:, None] == peak_hydrogens[None, :]
    wrong = settings.costs.wrong_multiplicity
    return np.where(known, np.where(agrees, -np.log(1 - wrong), -np.log(wrong / 3)), 0.0)


def repetition_costs(
    classes: Classes,
    peaks: PeakList,
    each_carbon_listed: bool,
    settings: AssignmentSettings = DEFAULT_SETTINGS,
) -> np.ndarray:
    """float64 [carbons, peaks]: the cost of a shift that is not listed as often as expected of its class.

    Where two equivalent carbons share a shift, chemists list it twice or write "(2C)". Or they list every
    shift once (not `each_carbon_listed`). Several classes can make up a count that is larger than each of
    them, as in "29.7 (8C)" of a chain; they share the cost.
    """
    other_repetition = settings.costs.other_repetition
    members = classes.members[:, None]
    entries = np.maximum(peaks.listed, peaks.carbons)[None, :]
    agrees = (members == entries) | (classes.diastereotopic[:, None] & (members == 2 * entries))
    other: float | np.ndarray = -np.log(other_repetition)
    if not each_carbon_listed:
        agrees |= (peaks.listed == 1) & (peaks.carbons == 0)
        if peaks.counts_carbons:
            other = other * np.minimum(members / np.maximum(peaks.carbons, 1), 1.0)
    return np.where(agrees, -np.log(1 - other_repetition), other)
