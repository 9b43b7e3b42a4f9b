"""The status of a carbon, a peak or a molecule in tables and reports: sentences made from codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kmaid_nodes.codes.experiment import EVERY_CARBON, Experiment
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.wording.experiment import with_article

_WITH_PEAK = {
    CarbonFlag.FAR_FROM_PREDICTION: ", far from the predicted shift",
    CarbonFlag.AGAINST_MULTIPLICITY: ", contradicts the given multiplicity",
    CarbonFlag.MULTIPLICITY_NOT_BELIEVED: (
        ", contradicts the given multiplicity (the multiplicities of this list were disregarded)"
    ),
    CarbonFlag.MULTIPLET_LINE: ", one line of its multiplet",
    CarbonFlag.MULTIPLET_CENTRE: " (centre {centre:g} ppm)",
    CarbonFlag.CLASS_SHOWS_SEVERAL_SHIFTS: (
        ", its symmetry class has several shifts (diastereotopic, or slow rotation)"
    ),
    CarbonFlag.CLASS_SHOWS_SEVERAL_LINES: (
        ", its symmetry class has several shifts (lines of its multiplet, or diastereotopic)"
    ),
}
_AGAINST_STRUCTURE = "; this speaks against the structure"
_NOT_TAUGHT = "the model was not taught such carbons"


def carbon_status(
    has_peak: bool,
    flags: Collection[CarbonFlag],
    multiplet_centre_ppm: float | None = None,
    may_lie_under_ppm: float | None = None,
    not_shown_by: Experiment | None = None,
    second_set_ppm: float | None = None,
) -> str:
    """`assigned, far from the predicted shift`, `no peak fits`, and the like; shifts in ppm."""
    if CarbonFlag.NEGATIVE_NOT_LISTED in flags:
        return "no peak: the list seems to hold only positive peaks of the DEPT-135, and this one is negative"
    if not_shown_by is not None:
        return f"no peak: not seen in {with_article(not_shown_by)}"
    status = _with_peak(flags, multiplet_centre_ppm) if has_peak else _without_peak(flags, may_lie_under_ppm)
    if second_set_ppm is not None:
        status += f"; perhaps {second_set_ppm:g} ppm in a second set of shifts"
    status += _AGAINST_STRUCTURE * (CarbonFlag.AGAINST_STRUCTURE in flags)
    return status + f"; {_NOT_TAUGHT}" * (CarbonFlag.NOT_TAUGHT in flags)


def prediction_status(flags: Collection[CarbonFlag]) -> str:
    """`predicted`, or why the prediction is a guess."""
    return f"a guess: {_NOT_TAUGHT}" if CarbonFlag.NOT_TAUGHT in flags else "predicted"


def spectrum_status(not_taught: int, carbons: int) -> str:
    """`predicted`, or for how many carbons the prediction is a guess."""
    if not not_taught:
        return "predicted"
    return f"predicted; for {not_taught} of {carbons} carbons a guess: {_NOT_TAUGHT}"


def _with_peak(flags: Collection[CarbonFlag], centre: float | None) -> str:
    shared = CarbonFlag.SHARED_PEAK in flags
    status = "assigned, shares the peak of its symmetry class" if shared else "assigned"
    if CarbonFlag.FIXED in flags:
        status = "assigned by hand, shares the peak of its symmetry class" if shared else "assigned by hand"
    return status + "".join(
        words.format(centre=centre) for flag, words in _WITH_PEAK.items() if flag in flags
    )


def _without_peak(flags: Collection[CarbonFlag], under: float | None) -> str:
    if CarbonFlag.FIXED in flags:
        return "no peak, as chosen by hand"
    if CarbonFlag.MAY_LIE_UNDER_PEAK in flags:
        return f"no peak: may lie under the peak at {under:g} ppm"
    if CarbonFlag.OFTEN_TOO_WEAK in flags:
        return "no peak fits (carbons without hydrogens are often too weak to be seen)"
    return "no peak fits"


def alternatives_text(alternatives: Iterable[tuple[float | None, float]]) -> str | None:
    """`128.4 (12 %); no peak (3 %)` from shifts in ppm (None: no peak) and probabilities; None if none."""
    parts = [f"{shift_or_none(ppm)} ({100 * probability:.0f} %)" for ppm, probability in alternatives]
    return "; ".join(parts) or None


def shift_or_none(ppm: float | None) -> str:
    """`128.4`, or `no peak`."""
    return "no peak" if ppm is None else f"{ppm:g}"


def peak_status(reason: str) -> str:
    """The status of an unassigned peak in the table."""
    return f"unassigned peak: {reason}"


def failed_status(reason: str) -> str:
    """The status of an input row that could not be used."""
    return f"not usable: {reason}"


TWO_SETS = "perhaps two sets of shifts (rotamers, isomers)"
"""What is said of a molecule whose unassigned peaks seem to be a second set."""


def molecule_status(
    carbons: int,
    missing: int,
    experiment: Experiment = Experiment.CARBON,
    only_positive: bool = False,
    two_sets: bool = False,
) -> str:
    """Whether every carbon of a molecule has a peak; carbons: those that the experiment can show.

    only_positive: the list seems to hold only the positive peaks of a DEPT-135; two_sets: it seems to hold a
    second set of shifts.
    """
    suffix = f"; {TWO_SETS}" if two_sets else ""
    if experiment.hydrogens_seen == EVERY_CARBON:
        status = f"{missing} of {carbons} carbons without a peak" if missing else "every carbon has a peak"
        return status + suffix
    seen = f"seen in {with_article(experiment)}" + " as a positive peak" * only_positive
    if missing:
        return f"{missing} of {carbons} carbons {seen} without a peak{suffix}"
    return f"every carbon {seen} has a peak{suffix}"
