"""What deserves a second look at one carbon, as stable codes."""

from enum import StrEnum


class CarbonFlag(StrEnum):
    """Why the assignment of a carbon deserves a second look; codes stay the same between versions.

    Carbon with a peak: the peak is shared within its symmetry class, or lies far from the predicted shift.
    The carbon contradicts the given multiplicity, or one that was disregarded. The peak is a line of the
    carbon's multiplet, whose centre is known where all lines are in the list. The class has several shifts,
    or several lines of one multiplet.
    Carbon without a peak: it may lie under another peak, or it has no hydrogens and is often too weak to be
    seen; or the experiment cannot show it, or shows it as a negative peak where the list has positive ones
    only (then it is not missing).
    Either: it was fixed by a chemist. It speaks against the structure. The model was not taught such carbons,
    so its prediction is a guess.
    """

    FIXED = "fixed"
    SHARED_PEAK = "shared_peak"
    FAR_FROM_PREDICTION = "far_from_prediction"
    AGAINST_MULTIPLICITY = "against_multiplicity"
    MULTIPLICITY_NOT_BELIEVED = "multiplicity_not_believed"
    MULTIPLET_LINE = "multiplet_line"
    MULTIPLET_CENTRE = "multiplet_centre"
    CLASS_SHOWS_SEVERAL_SHIFTS = "class_shows_several_shifts"
    CLASS_SHOWS_SEVERAL_LINES = "class_shows_several_lines"
    MAY_LIE_UNDER_PEAK = "may_lie_under_peak"
    OFTEN_TOO_WEAK = "often_too_weak"
    NOT_IN_EXPERIMENT = "not_in_experiment"
    NEGATIVE_NOT_LISTED = "negative_not_listed"
    AGAINST_STRUCTURE = "against_structure"
    NOT_TAUGHT = "not_taught"
