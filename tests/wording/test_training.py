"""What a training says of its data."""

from kmaid_nodes.wording.training import before_and_after, few_validation_molecules, fine_tuned, no_spectra


def test_a_model_that_has_not_become_better_is_said_to_be_none():
    assert before_and_after(1.35, 1.31) == (
        "Mean shift error on the validation spectra: 1.35 ppm before, 1.31 ppm now."
    )
    assert before_and_after(1.3, 1.35).endswith("The model has not become better.")


def test_one_is_told_from_several():
    assert fine_tuned(1, "the bundled model") == "Fine-tuning the network of the bundled model."
    assert few_validation_molecules(1).startswith("Only 1 validation molecule: the accuracy measured on it ")
    assert few_validation_molecules(7).startswith("Only 7 validation molecules: ")


def test_what_to_do_is_said_only_where_there_are_usable_spectra():
    assert no_spectra("training", 0, ["3 x no structure given"]) == (
        "There is no usable assigned spectrum in the training split. Rows left out: 3 x no structure given."
    )
    assert "The 1 usable spectrum is in other splits." in no_spectra("validation", 1, [])
