"""Lines of solvents, impurities and references by the solvent that is told."""

import pytest

from kmaid_nodes.assignment.extraneous_peaks import named_signal
from kmaid_nodes.chemistry.extraneous_signals import (
    extraneous_signals,
    solvents_in_table,
    solvents_without_lines,
)
from kmaid_nodes.chemistry.solvent import canonical_solvent


def named(ppm, solvent):
    signal = named_signal(ppm, None, solvent)
    return None if signal is None else signal.compound


@pytest.mark.parametrize(
    "solvent, lines",
    [
        ("pyridine-d5", [150.35, 149.9, 135.9, 123.9]),
        ("DMF-d7", [163.15, 34.9, 29.8]),
        ("TFA-d", [164.2, 116.6]),
        ("C6D5Cl", [134.2, 129.3, 128.3, 126.0]),
        ("toluene-d8", [137.5, 128.9, 128.0, 125.1, 20.4]),
        ("TFE-d3", [61.5, 126.3]),
        ("CD3NO2", [62.8]),
        ("C2D2Cl4", [73.8]),
        ("o-dichlorobenzene-d4", [132.6, 130.0, 127.2]),
        ("cyclohexane-d12", [26.4]),
        ("acetic acid-d4", [179.0, 20.0]),
        ("ethanol-d6", [57.0, 17.3]),
        ("dioxane-d8", [66.7]),
        ("CS2", [192.8]),
        ("CCl4", [96.7]),
        ("CDCl3 + TFA-d", [77.16, 116.6]),
    ],
)
def test_the_lines_of_a_solvent_are_named_as_its_own(solvent, lines):
    name = canonical_solvent(solvent)
    for ppm in lines:
        signal = named_signal(ppm, None, name)
        assert signal.compound == signal.solvent and signal.solvent in name


@pytest.mark.parametrize("solvent", ["D2O", "pyridine-d5", "D2SO4", "liquid SO2", "neat", "DMSO-d6"])
def test_no_line_of_another_solvent_is_named_as_the_solvent(solvent):
    names = set(solvent.split(" + "))
    for other in solvents_in_table():
        for line in extraneous_signals(other):
            signal = named_signal(line.ppm, None, solvent)
            assert signal is None or signal.compound != signal.solvent or signal.solvent in names


def test_77_ppm_is_no_solvent_in_heavy_water():
    assert named(77.2, "D2O") is None


def test_shares_add_up_whatever_is_known_of_the_solvent():
    for solvent in ("pyridine-d5", "D2SO4", "neat", "CDCl3 + TFA-d", "TFA-d + pyridine-d5"):
        assert sum(signal.share for signal in extraneous_signals(solvent)) == pytest.approx(1)


def test_impurities_are_named_in_a_solvent_without_a_table_of_them():
    acetone = named_signal(207.0, None, "pyridine-d5")
    assert (acetone.compound, acetone.solvent) == ("acetone", "CDCl3")


@pytest.mark.parametrize("solvent", ["CDCl3", "DMSO-d6", "pyridine-d5", "neat", None])
def test_tms_is_named_in_every_solvent(solvent):
    assert named(0.0, solvent) == named(0.03, solvent) == "TMS"


def test_the_reference_in_heavy_water_is_not_tms():
    assert named(0.0, "D2O") == "DSS or TSP"


@pytest.mark.parametrize("solvent", ["CDCl3", "DMSO-d6", "CD3CN", "pyridine-d5", "neat"])
def test_silicone_grease_is_named_in_every_solvent(solvent):
    # In CD3CN the methyl of the solvent stands there.
    assert named(1.2, solvent) == ("CD3CN" if solvent == "CD3CN" else "silicone grease")


def test_solvents_whose_lines_are_not_known_are_told():
    assert solvents_without_lines("neat + CDCl3 + liquid SO2") == ["neat", "liquid SO2"]
    assert solvents_without_lines(None) == solvents_without_lines("D2O + TFA-d") == []
