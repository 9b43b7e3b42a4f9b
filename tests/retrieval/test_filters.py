"""What a chemist knows of the molecule that is looked for."""

import numpy as np
import pyarrow as pa
import pytest

from kmaid_nodes.errors import UserError
from kmaid_nodes.retrieval.filters import Filter, atoms_of, elements_in, hill, mass_width
from kmaid_nodes.retrieval.library import Library, load_library

SMILES = ["CCO", "COC", "CC(=O)O", "c1ccccc1Br", "[NH3+]CC(=O)[O-]", "C[NH3+]"]


def library(**columns) -> Library:
    count = len(SMILES)
    return load_library(
        [
            pa.RecordBatch.from_pydict(
                {
                    "id": pa.array([str(n) for n in range(count)]),
                    "smiles": pa.array(SMILES),
                    "embedding": pa.array(
                        np.eye(8, dtype=np.float32)[:count].tolist(), pa.list_(pa.float32())
                    ),
                    **columns,
                }
            )
        ],
        8,
    )


def passing(**wanted) -> list[str]:
    passing = Filter(**wanted).passing(library())
    return SMILES if passing is None else [SMILES[k] for k in passing]


def test_nothing_asked_for_lets_everything_pass():
    assert Filter().passing(library()) is None


@pytest.mark.parametrize("formula", ["C2H6O", "C2 H6 O", "OC2H6"])
def test_isomers_have_one_formula_in_any_order(formula):
    assert passing(formula=formula) == ["CCO", "COC"]


def test_a_charge_is_part_of_a_formula():
    assert passing(formula="CH6N+") == ["C[NH3+]"] and passing(formula="CH6N") == []


def test_exact_mass_within_millionths_or_daltons():
    assert passing(mass=46.04186, mass_tolerance=5.0) == ["CCO", "COC"]
    assert passing(mass=46.05, mass_tolerance=5.0) == []
    assert passing(mass=46.0, mass_tolerance=0.1, tolerance_in_ppm=False) == ["CCO", "COC"]


def test_carbons_and_elements():
    assert passing(least_carbons=3) == ["c1ccccc1Br"]
    assert passing(most_carbons=1) == ["C[NH3+]"]
    assert passing(elements=frozenset({"C", "O"})) == ["CCO", "COC", "CC(=O)O"]


@pytest.mark.parametrize(
    ("text", "width"), [("5ppm", (5.0, True)), (" 0.01 Da", (0.01, False)), (".5 PPM", (0.5, True))]
)
def test_widths_of_a_mass(text, width):
    assert mass_width(text) == width


@pytest.mark.parametrize("text", ["wide", "5", "ppm", "-1ppm", "1.2.3Da", "5 ppm or so"])
def test_a_width_without_its_unit_is_refused(text):
    with pytest.raises(UserError, match="5ppm"):
        mass_width(text)


def test_elements_are_told_by_their_symbols():
    assert elements_in("C, N;O Cl") == {"C", "N", "O", "Cl"}
    assert elements_in(" ") == frozenset()
    with pytest.raises(UserError, match="'Xx' is not an element"):
        elements_in("C,Xx")


def test_a_library_molecule_with_an_atom_that_may_be_any_only_does_not_fit():
    odd = library(formula=pa.array(["C2H6*N", "C2H6O", None, "C6H5Br", "C2H5NO2", "CH6N+"]))
    assert Filter(least_carbons=1, elements=frozenset("CO")).passing(odd).tolist() == [1, 2]


def test_formulas_and_masses_that_the_library_tells_are_believed():
    complete = library(formula=pa.array(["X"] * 6), exact_mass=pa.array([1.0] * 6))
    assert Filter(formula="C2H6O").passing(complete).tolist() == []
    assert Filter(mass=1.0).passing(complete) is None


def test_substructures():
    both = Filter(required=("[CX3]=O",), forbidden=("[N+]",))
    assert [both.allows(text) for text in SMILES] == [False, False, True, False, False, False]
    assert not both.allows(None) and not both.allows("no structure")


@pytest.mark.parametrize("text", ["", "c6h12", "C6H12O6;", "?", "12"])
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(UserError, match="not a molecular formula"):
        Filter(formula=text)


def test_what_is_no_smarts_is_refused():
    with pytest.raises(UserError, match="not a SMARTS"):
        Filter(required=("[CX3",))


def test_formulas_are_taken_apart_and_put_in_order():
    assert atoms_of("C5H12NO2+") == {"C": 5, "H": 12, "N": 1, "O": 2}
    assert hill("H2SO4") == "H2O4S" and hill("BrC6H5") == "C6H5Br" and hill("CH6N+") == "CH6N+"


@pytest.mark.parametrize(
    "text", ["C₁₀H₁₆O", "C10 H16 O", "C<sub>10</sub>H<sub>16</sub>O", "C_{10}H_{16}O", "C10D16O"]
)
def test_formulas_are_read_as_they_are_printed(text):
    assert hill(text) == "C10H16O"


def test_charges_are_written_in_several_ways():
    assert hill("C5H12NO2⁺") == hill("C5H12NO2+1") == "C5H12NO2+"
    assert hill("C10H8N2²⁺") == "C10H8N2+2" and hill("C6H5O-") == "C6H5O-"


@pytest.mark.parametrize("text", ["XYZ", "C6Q2", "A", "Hz"])
def test_letters_that_are_no_elements_make_no_formula(text):
    with pytest.raises(UserError, match="not a molecular formula, because"):
        Filter(formula=text)
