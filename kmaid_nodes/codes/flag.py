"""What is worth a look at one assigned carbon, as stable codes."""

from enum import StrEnum


class CarbonFlag(StrEnum):
    """Why a carbon's assignment wants a second look; codes stay the same between versions.

    Of a carbon with a peak: the peak is shared within its symmetry class, or lies far from the predicted
    shift. It contradicts the multiplicity given, or one that was not believed. It is a line of the carbon's
    multiplet, whose centre is known where all lines were found. The class shows several shifts, or several
    lines of one multiplet.
    Of a carbon without a peak: it may lie under another peak, or has no hydrogen and is often too weak.
    Of either: it speaks against the structure.
    """

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
    AGAINST_STRUCTURE = "against_structure"
