"""What a training says of its data and of the model that it starts from."""

from __future__ import annotations

from collections.abc import Sequence


def rows_left_out(left_out: int, rows: int) -> str:
    """How many rows of the input could not be used."""
    return f"Rows left out: {left_out} of {rows}"


def few_validation_molecules(molecules: int) -> str:
    """What to think of figures that were measured on so few molecules."""
    counted = "1 validation molecule" if molecules == 1 else f"{molecules} validation molecules"
    return (
        f"Only {counted}: the accuracy measured on {'it' if molecules == 1 else 'them'} is not reliable, and "
        "early stopping and calibration hardly mean anything."
    )


def no_spectra(split: str, usable: int, reasons: Sequence[str]) -> str:
    """Why there is nothing in a split ("training" or "validation"), and what to do.

    usable: assigned spectra in other splits; reasons: why rows were left out, commonest first.
    """
    sentence = nothing_in_split(split, usable, reasons)
    if not usable:
        return sentence
    return (
        f"{sentence} By rule, one compound in ten is for validation, one in ten for the test, and the others "
        "are for training; of few compounds, this may leave none. Add a column `split` that says `train` or "
        "`validation` in each row (in an SD file a data field, named with --split-column). At least 20 "
        "compounds should be for validation."
    )


def nothing_to_measure(split: str, usable: int, reasons: Sequence[str]) -> str:
    """Why nothing can be measured on a split; arguments as in `no_spectra`."""
    sentence = nothing_in_split(split, usable, reasons)
    return f"{sentence} To use them, measure on all splits (`all`)." if usable else sentence


def nothing_in_split(split: str, usable: int, reasons: Sequence[str]) -> str:
    """That a split is empty, why, and where the spectra are."""
    said = [f"There is no usable assigned spectrum in the {split} split."]
    if reasons:
        said.append(f"Rows left out: {', '.join(reasons)}.")
    if usable:
        spectra = "1 usable spectrum is" if usable == 1 else f"{usable} usable spectra are"
        said.append(f"The {spectra} in other splits.")
    return " ".join(said)


def fine_tuned(networks: int, name: str) -> str:
    """What is trained further; name: of the model, such as `the bundled model`."""
    return f"Fine-tuning {_networks(networks)} of {name}."


def started_from(networks: int, name: str) -> str:
    """What is trained with settings of its own, from the weights of a model."""
    return f"Training {_networks(networks)}, starting from the weights of {name}."


def calibration_kept(name: str, spectra: int) -> str:
    """That a calibration was not fitted anew; spectra: for validation."""
    return (
        f"Validation spectra: {spectra}. These are too few to calibrate; the calibration of {name} is kept."
    )


def before_and_after(before: float, after: float) -> str:
    """Mean shift errors in ppm on the validation spectra."""
    sentence = f"Mean shift error on the validation spectra: {before:.2f} ppm before, {after:.2f} ppm now."
    return sentence if after < before else f"{sentence} The model has not become better."


def _networks(number: int) -> str:
    return "the network" if number == 1 else f"{number} networks"
