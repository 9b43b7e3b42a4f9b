"""The prose of a model card, and the figures that it shows."""

from __future__ import annotations

from collections.abc import Mapping

TITLE = "# A K-M3AID model"
INTRODUCTION = (
    "{file} predicts 13C shifts, assigns 13C peaks to carbons, and embeds molecules and spectra. This card "
    "was written by K-M3AID from what the file holds; `kmaid info` prints all of it."
)

NETWORKS = "## Networks"
SIZE = "The file has {megabytes:.1f} MB; weights are stored in half precision where that changes nothing."
PREDICTS_AND_EMBEDS = "predicts shifts; embeds molecules and spectra"
EMBEDS = "embeds molecules and spectra"
PREDICTS = "predicts shifts"
MEAN_OF_SEVERAL = "The density of a shift is the mean of the densities of the networks that predict."

DATA = "## Data"
SOURCES = "**Files**: {files}."
SPECTRA = (
    "**Spectra**: {training} for training; {validation} for validation, on which epochs were chosen and the "
    "model was calibrated. Test spectra were used for nothing."
)
TAUGHT = (
    "**Molecules without spectra**: {number}, with the shifts that other predictors give for them "
    "({teachers}). All of them are in the training split by its rule."
)
UNNAMED_TEACHERS = "not named in the model file"
LEFT_OUT = "**Left out**: {left_out} of {rows} rows could not be used."
SPLIT = "**Split**: {rule}."
STARTED = (
    "**Started from** {name}. That model was trained on {files} ({training} training spectra), which taught "
    "this one too."
)

TRAINING = "## Training"
COMMAND = "The command, without the folder that it wrote to:"
SETTINGS = "Settings: preset `{preset}`, seed {seed}, epochs of each network: {epochs}."
VERSIONS = "Versions: {versions}."

VALIDATION = "## Figures on the validation spectra"
VALIDATION_INTRODUCTION = (
    "{spectra} spectra of {molecules} compounds. The model was chosen and calibrated on them, so that the "
    "figures flatter it a little. {right}"
)
RIGHT = (
    "A carbon is **right** if the shift of its peak equals, to 0.005 ppm, a shift that is recorded for a "
    "carbon of its symmetry class."
)
TOO_FEW = "There are so few molecules that the figures tell little."

TEST = "## Measured with `kmaid evaluate`"
TEST_INTRODUCTION = (
    "- {right}\n"
    "- **Corrupted lists** (`disturbed`) name every shift once. The peaks of one or two carbons are missing, "
    "two lines of solvents or impurities are added, and the solvent is given.\n"
    "- **Full lists** are spectra in which every carbon has a recorded shift, rewritten with one entry for "
    "each carbon. All other rows have the lists as they were deposited.\n"
    "- **First of 128** is the mean of 20 drawings."
)
INTERVALS = (
    "95 % confidence intervals of the main figures. As many compounds were drawn with repetition 1,000 "
    "times, all spectra of a compound together:"
)
PARTS: Mapping[str, str] = {
    "certain": "labels assigned by hand",
    "outside": "compounds kept apart left out",
    "certain_outside": "both of these",
}
WITHOUT_GROSS_ERRORS = "without gross errors"

CALIBRATION = "## Calibration"
TEMPERATURE = "Log densities are divided by {temperature:g}. Intervals are read where they held their share."
CONFIDENCES = (
    "The log odds of a confidence become slope x log odds + offset; {odds} (slope, offset) for lists with a "
    "peak for each carbon, other complete lists, and incomplete ones."
)
HITS = (
    "The probability of a retrieved molecule was fitted on {queries} queries in a library of {library} "
    "molecules; its calibration error is {error:.3f}."
)
NO_HITS = "Retrieved molecules have no probability: the validation spectra were too few to fit it."
STRUCTURES = (
    "`p_structure` was fitted on {pairs} pairs of a list and a right or wrong structure; its calibration "
    "error is {error:.3f}."
)
NO_STRUCTURES = "Verdicts have no `p_structure`: the validation spectra were too few to fit it."

DOMAIN = "## Domain"
TAUGHT_DOMAIN = (
    "The training spectra taught {kinds} kinds of atoms (element, charge, aromaticity) and {environments} "
    "environments of carbons. Other carbons are flagged (`not_taught`), and their densities are widened."
)
NO_DOMAIN = "The file does not say which carbons were taught; carbons near unusual elements are flagged."
SOLVENT = "Solvents do not enter the prediction. Deuterium counts as hydrogen."

LICENCE = "## Licence and credits"
# By the beginning of a teacher's name in its file.
TEACHERS: Mapping[str, str] = {
    "csp5": (
        "Shifts of molecules without spectra were predicted by CSP5 (github.com/Goodman-lab/CSP5, MIT "
        "licence). CSP5 was trained on the assigned spectra of Exp22K, some of them of test compounds, and "
        "on spectra of publications; which ones is not known. Accuracy is therefore also to be told on "
        "compounds that are not in Exp22K."
    )
}

FIGURES: Mapping[str, str] = {
    ".spectra": "number of spectra",
    ".molecules": "number of compounds",
    ".carbons": "number of carbons",
    "assignment.carbons_right_with_multiplicity": "carbons right, multiplicity given",
    "assignment.carbons_right": "carbons right, multiplicity not given",
    "assignment.molecules_right_with_multiplicity": "molecules entirely right, multiplicity given",
    "assignment.molecules_right": "molecules entirely right, multiplicity not given",
    "shift.mae": "shift, mean error (ppm)",
    "shift.median": "shift, median error (ppm)",
    "shift.rmse": "shift, root mean square error (ppm)",
    "shift.coverage_50": "shifts inside the 50 % interval",
    "shift.coverage_90": "shifts inside the 90 % interval",
    ".confidence_calibration_error": "expected calibration error of the confidence",
    "disturbed.carbons_right_with_multiplicity": "corrupted lists: carbons right, multiplicity given",
    "disturbed.carbons_right": "corrupted lists: carbons right, multiplicity not given",
    "disturbed.foreign_found": "corrupted lists: extraneous peaks recognised, multiplicity not given",
    "disturbed.confidence_calibration_error": "corrupted lists: calibration error of the confidence",
    "paper_node_criterion.normalised": "the paper's node criterion, normalised",
    "paper_node_criterion.plain": "the paper's node criterion, plain",
    ".graph_top1_in_128": "spectrum to molecule, first of 128",
    "retrieval.top1": "spectrum to molecule, first of the split",
    "retrieval.top10": "spectrum to molecule, among ten of the split",
    "isomers.accuracy": "isomers, truth first",
    "full_lists.spectra": "full lists: spectra",
    "full_lists.carbons": "full lists: carbons",
    "full_lists.assignment.carbons_right_with_multiplicity": "full lists: carbons right, multiplicity given",
    "full_lists.assignment.carbons_right": "full lists: carbons right, multiplicity not given",
    "full_lists.assignment.molecules_right_with_multiplicity": (
        "full lists: molecules entirely right, multiplicity given"
    ),
    "full_lists.shift.mae": "full lists: shift, mean error (ppm)",
    "full_lists.shift.median": "full lists: shift, median error (ppm)",
    "full_lists.paper_node_criterion.normalised": "full lists: the paper's node criterion, normalised",
    "full_lists.graph_top1_in_128": "full lists: spectrum to molecule, first of 128",
}
"""Titles of figures in the order of the card, by their names in `kmaid evaluate`; those in no block
begin with a point."""


def credits_of(teachers: list[str]) -> list[str]:
    """What is to be said of the predictors whose shifts a model learned, by their names."""
    return [
        sentence
        for beginning, sentence in TEACHERS.items()
        if any(name.lower().startswith(beginning) for name in teachers)
    ]


def of_another_model(name: str) -> str:
    """That figures do not belong to the model whose card is written."""
    return f"The figures in {name} were measured with another model."


def no_evaluation(name: str) -> str:
    """That a file does not hold figures."""
    return f"{name} does not hold what `kmaid evaluate` writes."
