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
    refused = f" (rows left out: {', '.join(reasons)})" if reasons else ""
    sentence = f"There is no usable assigned spectrum in the {split} split{refused}."
    if not usable:
        return sentence
    spectra = "1 usable spectrum is" if usable == 1 else f"{usable} usable spectra are"
    return (
        f"{sentence} The {spectra} in other splits. By rule, one compound in ten is for validation, one in "
        "ten for the test, and the others are for training; of few compounds, this may leave none. Add a "
        "column `split` that says `train` or `validation` in each row. At least 20 compounds should be for "
        "validation."
    )


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
    return f"Mean shift error on the validation spectra: {before:.2f} ppm before, {after:.2f} ppm now."


def _networks(number: int) -> str:
    return "the network" if number == 1 else f"{number} networks"
