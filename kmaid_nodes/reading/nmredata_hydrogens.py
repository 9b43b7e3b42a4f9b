"""What the DEPT and HSQC tags of an NMReDATA record tell about the hydrogens at the carbons of a sample."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kmaid_nodes.codes.experiment import EVERY_CARBON, Experiment
from kmaid_nodes.reading.nmredata_assignment import AssignmentTag
from kmaid_nodes.reading.nmredata_tag import Signal, conditions_of, cross_peaks
from kmaid_nodes.reading.record import Peak

# ppm: how far the peaks of one carbon differ between spectra of a sample: two 1D spectra; a 1D spectrum and
# the coarse axis of a 2D one.
_APART_IN_1D, _APART_IN_2D = 0.15, 0.4
# ppm: protons further apart are two.
_TWO_PROTONS = 0.01
# Share of the highest peak of a DEPT below which a peak is noise; those of real carbons are far above it.
_NOISE = 0.02
# A DEPT with one peak may have lost its negative ones.
_FEWEST_OF_WHOLE = 2
# Longer lists are no lists of a molecule; they are not compared with each other, which takes its time.
_MOST = 500
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_CH2, _CH_OR_CH3 = frozenset({2}), frozenset({1, 3})
_WITH_HYDROGEN = frozenset({1, 2, 3})


@dataclass(frozen=True, slots=True)
class CarbonSeen:
    """A carbon that an experiment shows; hydrogens: the numbers that it may have."""

    ppm: float | None
    label: str | None
    hydrogens: frozenset[int]


@dataclass(frozen=True, slots=True)
class CarbonsSeen:
    """The carbons that one experiment shows; only_positive: its peaks have signs, and none is negative."""

    experiment: Experiment
    carbons: tuple[CarbonSeen, ...]
    only_positive: bool = False


def hydrogens_by_sign(signals: Sequence[Signal], experiment: Experiment) -> list[frozenset[int]]:
    """For each signal the numbers of hydrogens that it may have; all of 0 to 3 in a spectrum of every carbon.

    Negative peaks of a DEPT-135 are CH2, positive ones CH or CH3, where the list has both.
    """
    seen = experiment.hydrogens_seen
    signs = [_sign(signal.intensity) for signal in signals]
    if experiment is not Experiment.DEPT135 or not {-1, 1} <= set(signs):
        return [seen] * len(signals)
    return [_of_sign(sign) for sign in signs]


def without_noise(signals: Sequence[Signal]) -> tuple[list[Signal], list[Signal]]:
    """The signals of a DEPT, and those that are noise: programs list the place of every carbon there."""
    heights = [abs(signal.intensity) for signal in signals if signal.intensity is not None]
    least = _NOISE * max(heights, default=0.0)
    kept: list[Signal] = []
    noise: list[Signal] = []
    for signal in signals:
        is_noise = signal.intensity is not None and abs(signal.intensity) < least
        (noise if is_noise else kept).append(signal)
    return kept, noise


def all_positive(signals: Sequence[Signal]) -> bool:
    """Whether the signals have signs and none is negative."""
    return {_sign(signal.intensity) for signal in signals} == {1}


def _of_sign(sign: int) -> frozenset[int]:
    return {-1: _CH2, 1: _CH_OR_CH3}.get(sign, _WITH_HYDROGEN)


def _sign(intensity: float | None) -> int:
    return 0 if not intensity else (1 if intensity > 0 else -1)


def carbons_of_hsqc(text: str, assignment: AssignmentTag) -> CarbonsSeen | None:
    """The carbons of a tag `NMREDATA_2D_13C_1J_1H`, None if it has no cross peak that names one.

    Two protons of different shift make a CH2, as do negative peaks of an edited HSQC that has positive ones.
    """
    pairs = [(sides, keys) for *sides, keys in cross_peaks(text)]
    carbon_side = _carbon_side([sides for sides, _ in pairs], assignment)
    if carbon_side is None:
        return None
    signs = [_sign(Signal(0.0, keys).intensity) for _, keys in pairs]
    edited = _is_edited(text) and {-1, 1} <= set(signs)
    protons: dict[tuple[float | None, str | None], list[str]] = {}
    possible: dict[tuple[float | None, str | None], frozenset[int]] = {}
    for (sides, _), sign in zip(pairs, signs):
        carbon = _named(sides[carbon_side], assignment)
        if carbon is not None:
            protons.setdefault(carbon, []).append(sides[1 - carbon_side])
            possible[carbon] = possible.get(carbon, _WITH_HYDROGEN) & (
                _of_sign(sign) if edited else _WITH_HYDROGEN
            )
    carbons = tuple(
        CarbonSeen(*carbon, possible[carbon] & _by_protons(partners, assignment))
        for carbon, partners in protons.items()
    )
    return CarbonsSeen(Experiment.HSQC, carbons) if carbons else None


def _is_edited(text: str) -> bool:
    """Whether the name of the experiment says so: `HSQC-EDITED`, `hsqcedetgpsisp2.3`."""
    conditions = conditions_of(text)
    names = (conditions.get(key, "").lower() for key in ("cortype", "corrtype", "pulseprogram"))
    return any(re.search(r"hsqc-?ed", name) for name in names)


def _carbon_side(pairs: Sequence[Sequence[str]], assignment: AssignmentTag) -> int | None:
    """0 or 1: which side of the cross peaks names the carbons; their shifts are the larger ones."""
    ahead = 0.0
    for first, second in pairs:
        left, right = _ppm(first, assignment), _ppm(second, assignment)
        if left is not None and right is not None:
            ahead += left - right
    return None if ahead == 0 else int(ahead < 0)


def _ppm(side: str, assignment: AssignmentTag) -> float | None:
    if side in assignment.labels:
        return assignment.labels[side].ppm
    return float(side) if _NUMBER.fullmatch(side) else None


def _named(side: str, assignment: AssignmentTag) -> tuple[float | None, str | None] | None:
    """The shift and label of one carbon; None where several are possible."""
    if side in assignment.labels:
        return assignment.labels[side].ppm, side
    return (float(side), None) if _NUMBER.fullmatch(side) else None


def _by_protons(partners: Iterable[str], assignment: AssignmentTag) -> frozenset[int]:
    """What the labels of a carbon's protons tell; peaks without a label may be one proton picked twice."""
    labels = {label: assignment.labels[label] for label in partners if label in assignment.labels}
    shifts = sorted(assigned.ppm for assigned in labels.values() if assigned.ppm is not None)
    if len(labels) == len(shifts) == 2 and shifts[1] - shifts[0] > _TWO_PROTONS:
        return _CH2
    return _WITH_HYDROGEN


def with_hydrogens_seen(
    peaks: tuple[Peak, ...], seen: Sequence[CarbonsSeen]
) -> tuple[tuple[Peak, ...], list[Experiment]]:
    """The peaks of a 13C spectrum with what other spectra of the sample tell, and which ones told anything.

    A peak that an experiment shows has hydrogens. One that none of them shows has none, if the DEPT lists the
    carbons completely (see `_is_complete`). What the spectrum itself says goes before.
    """
    if len(peaks) > _MOST or any(len(one.carbons) > _MOST for one in seen):
        return peaks, []
    found = [(one, _found(peaks, one)) for one in seen]
    told = [one.experiment for one, of_peaks in found if of_peaks]
    possible = [EVERY_CARBON] * len(peaks)
    for _, of_peaks in found:
        for k, hydrogens in of_peaks.items():
            possible[k] = possible[k] & hydrogens or possible[k]
    if any(_is_complete(one, peaks, seen) for one in seen):
        shown = {k for _, of_peaks in found for k in of_peaks}
        possible = [of_peak if k in shown else frozenset({0}) for k, of_peak in enumerate(possible)]
    described = tuple(described_by(peak, hydrogens) for peak, hydrogens in zip(peaks, possible))
    return described, list(dict.fromkeys(told)) if described != peaks else []


def _is_complete(dept: CarbonsSeen, peaks: Sequence[Peak], seen: Sequence[CarbonsSeen]) -> bool:
    """Whether a DEPT-45 or DEPT-135 seems to list all of its carbons; many tags hold only some.

    All of them are among the peaks, and an HSQC of about as many carbons shows no others; or, without one,
    half of the peaks are among them. Programs often list only the positive peaks of a DEPT-135, which then
    needs the HSQC.
    """
    if dept.experiment not in (Experiment.DEPT45, Experiment.DEPT135):
        return False
    if not all(_positions(peaks, carbon, _APART_IN_1D) for carbon in dept.carbons):
        return False
    shown = set(_found(peaks, dept))
    in_hsqc = {k for one in seen if one.experiment is Experiment.HSQC for k in _found(peaks, one)}
    if in_hsqc:
        return in_hsqc <= shown and 2 * len(in_hsqc) >= len(shown)
    one_sign = dept.only_positive and dept.experiment is Experiment.DEPT135
    return not one_sign and len(shown) >= _FEWEST_OF_WHOLE and 2 * len(shown) >= len(peaks)


def described_by(peak: Peak, hydrogens: frozenset[int]) -> Peak:
    """The peak with the numbers of hydrogens that it may have, unless it has a multiplicity."""
    if peak.hydrogens is not None or hydrogens == EVERY_CARBON:
        return peak
    if len(hydrogens) == 1:
        return replace(peak, hydrogens=min(hydrogens))
    return replace(peak, possible_hydrogens=tuple(sorted(hydrogens)))


def _found(peaks: Sequence[Peak], seen: CarbonsSeen) -> dict[int, frozenset[int]]:
    within = _APART_IN_2D if seen.experiment is Experiment.HSQC else _APART_IN_1D
    found: dict[int, frozenset[int]] = {}
    for carbon in seen.carbons:
        for k in _positions(peaks, carbon, within):
            found[k] = found.get(k, EVERY_CARBON) & carbon.hydrogens or carbon.hydrogens
    return found


def _positions(peaks: Sequence[Peak], carbon: CarbonSeen, within: float) -> list[int]:
    """The peaks of a carbon: those of its label, else the nearest shift, all entries of it."""
    if carbon.label is not None:
        named = [k for k, peak in enumerate(peaks) if peak.label == carbon.label]
        if named:
            return named
    if carbon.ppm is None or not peaks:
        return []
    ppm = carbon.ppm
    nearest = min(peaks, key=lambda peak: abs(peak.ppm - ppm)).ppm
    return [k for k, peak in enumerate(peaks) if peak.ppm == nearest] if abs(nearest - ppm) <= within else []
