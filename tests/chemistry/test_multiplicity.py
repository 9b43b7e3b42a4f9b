import pytest

from kmaid_nodes.chemistry.multiplicity import (
    attached_hydrogens,
    leaves_multiplicity_open,
    letters_tell_hydrogens,
    multiplicity_letter,
)


@pytest.mark.parametrize(
    "spellings, hydrogens",
    [
        ("S s C Cq Cquat quaternary 0 ss 0H", 0),
        ("D d CH dd methine 1 1H tertiary CH/CH", 1),
        ("T t CH2 CH₂ -CH2- tt 2 2H secondary down neg negative", 2),
        ("Q q CH3 CH₃ Me methyl 3 H3C 3H primary", 3),
    ],
)
def test_every_spelling_of_a_multiplicity(spellings, hydrogens):
    assert {attached_hydrogens(text) for text in spellings.split()} == {hydrogens}


@pytest.mark.parametrize(
    "text", [None, "", "m", "br", "CH4", "5", "?", "dq", "C-4", "C 4a", "C (4)", "C=O", "xyz"]
)
def test_what_is_no_multiplicity(text):
    assert attached_hydrogens(text) is None


@pytest.mark.parametrize(
    "text, hydrogens",
    [
        ("C (s)", 0),
        ("CH (d)", 1),
        ("CH (s)", 1),
        ("C, ipso", 0),
        ("Cq (ipso)", 0),
        ("CH2 ring", 2),
        ("CH (2C)", 1),
        ("CH (d, J = 8 Hz)", 1),
        ("quaternary carbon", 0),
    ],
)
def test_the_first_word_tells(text, hydrogens):
    assert attached_hydrogens(text) == hydrogens


@pytest.mark.parametrize("text", ["CH (CH3)", "d (CH2)", "primary alcohol", "doublet of doublets"])
def test_contradictory_words_tell_no_hydrogens(text):
    assert attached_hydrogens(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "-", "−", "?", "+", "NA", "n/a", "unknown", "m", "br s", "up", "CH/CH3", "C or CH2", "d, J = 8 Hz"],
)
def test_what_leaves_the_multiplicity_open(text):
    assert leaves_multiplicity_open(text)
    assert attached_hydrogens(text) is None


@pytest.mark.parametrize("text", ["C", "CH", "Q", "2", "4", "xyz", "C-4", "CH (d)"])
def test_what_tells_something_or_is_no_multiplicity(text):
    assert not leaves_multiplicity_open(text)


def test_letters():
    assert [multiplicity_letter(h) for h in (0, 1, 2, 3, None)] == ["S", "D", "T", "Q", ""]


def test_letters_tell_hydrogens_only_beside_singlets():
    assert letters_tell_hydrogens("sdtq")
    assert not letters_tell_hydrogens("sss")
    assert not letters_tell_hydrogens("dd")
