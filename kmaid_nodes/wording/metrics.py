"""What the figures of an evaluation mean, and what to think of them."""

from __future__ import annotations

from kmaid_nodes.codes.metric_unit import MetricUnit

SHARE, PPM, COUNT = MetricUnit.SHARE, MetricUnit.PPM, MetricUnit.COUNT
# The limits of a confidence interval, in a block named after its figure.
LOW, HIGH = "low", "high"
_LIMITS = {LOW: "Lower", HIGH: "Upper"}

# By block and name of a metric, or by its name alone (after a point), in whatever block: unit and meaning.
_MEANINGS: dict[str, tuple[MetricUnit, str]] = {
    ".spectra": (COUNT, "Spectra measured."),
    ".molecules": (COUNT, "Different molecules among them; stereoisomers count as one."),
    ".carbons": (COUNT, "Carbons with a recorded shift."),
    "shift.mae": (PPM, "Mean error of the predicted shifts."),
    "shift.median": (PPM, "Median error of the predicted shifts."),
    "shift.rmse": (PPM, "Root mean square error of the predicted shifts."),
    "shift.coverage_50": (SHARE, "Shifts within the 50 % range of their prediction; 0.5 is ideal."),
    "shift.coverage_90": (SHARE, "Shifts within the 90 % range of their prediction; 0.9 is ideal."),
    "assignment.carbons_right": (SHARE, "Carbons assigned right, without multiplicities."),
    "assignment.molecules_right": (SHARE, "Molecules assigned entirely right, without multiplicities."),
    "assignment.carbons_right_with_multiplicity": (SHARE, "Carbons assigned right, with multiplicities."),
    "assignment.molecules_right_with_multiplicity": (
        SHARE,
        "Molecules assigned entirely right, with multiplicities.",
    ),
    "paper_node_criterion.normalised": (
        SHARE,
        "Peaks whose most probable carbon is right, each by itself, as the K-M3AID paper counts.",
    ),
    "paper_node_criterion.plain": (
        SHARE,
        "The same, without making the probabilities of each carbon add up to 1.",
    ),
    ".graph_top1_in_128": (SHARE, "Spectra whose own molecule is the nearest of 128 drawn at random."),
    "retrieval.top1": (SHARE, "Spectra whose compound is the nearest of all of this split, by embedding."),
    "retrieval.top10": (SHARE, "Spectra whose compound is among the ten nearest of this split."),
    "isomers.cases": (COUNT, "Spectra of compounds that have isomers in this split."),
    "isomers.accuracy": (SHARE, "Of these, spectra whose compound is nearer than all of its isomers."),
    ".confidence_calibration_error": (
        SHARE,
        "Mean difference between the confidence and the share that is right; 0 is ideal.",
    ),
    "disturbed.carbons_right": (
        SHARE,
        "Carbons right in lists that were corrupted (missing and extraneous peaks), without multiplicities.",
    ),
    "disturbed.carbons_right_with_multiplicity": (
        SHARE,
        "Carbons right in lists that were corrupted, with multiplicities.",
    ),
    "disturbed.foreign_found": (
        SHARE,
        "Extraneous peaks that were given to no carbon, without multiplicities.",
    ),
    "disturbed.foreign_found_with_multiplicity": (
        SHARE,
        "Extraneous peaks that were given to no carbon, with multiplicities.",
    ),
    "disturbed.lost_found": (
        SHARE,
        "Carbons whose peak was removed that were given none, without multiplicities.",
    ),
    "disturbed.lost_found_with_multiplicity": (
        SHARE,
        "Carbons whose peak was removed that were given none, with multiplicities.",
    ),
}


def metric_meaning(block: str, name: str) -> tuple[MetricUnit | None, str]:
    """The unit of a metric and its meaning; None and nothing if it is not known.

    block: where it stands, such as `full_lists.shift`.
    """
    outer, _, last = block.rpartition(".")
    if name in _LIMITS:
        unit, meaning = metric_meaning(outer, last)
        return unit, f"{_LIMITS[name]} limit of the 95 % confidence interval of: {meaning}"
    return _MEANINGS.get(f"{last}.{name}") or _MEANINGS.get(f".{name}") or (None, "")


def few_molecules(molecules: int) -> str:
    """What to think of figures that rest on so few molecules."""
    counted = "1 molecule" if molecules == 1 else f"{molecules} molecules"
    return f"Measured on {counted} only: the figures are not reliable."


def perhaps_taught(taught: int, molecules: int) -> str:
    """That the model may know some of the molecules on which it was measured."""
    some = "The molecule is" if molecules == 1 else f"{taught} of {molecules} molecules are"
    return (
        f"{some} for training by the rule of the split (InChIKey). If the model was trained on them, these "
        "figures are no test of it."
    )


def evaluation_warnings(molecules: int, too_few: bool, taught: int) -> list[str]:
    """What a user should know before believing the figures; empty if nothing.

    molecules: measured on; taught: those of them that the rule of the split assigns to training.
    """
    warnings = [few_molecules(molecules)] if too_few else []
    return warnings + ([perhaps_taught(taught, molecules)] if taught else [])
