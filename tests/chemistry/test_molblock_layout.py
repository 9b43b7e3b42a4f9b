"""Molblocks that are not laid out as the format prescribes."""

import re

import pytest
from rdkit import Chem

from kmaid_nodes.chemistry.molblock_layout import is_as_prescribed, molblock_as_prescribed
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.errors import UnusableRow

ETHANOL = """ethanol
     RDKit          2D

  3  2  0  0  0  0  0  0  0  0999 V2000
   -1.2990   -0.2500    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0
    0.0000    0.5000    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0
    1.2990   -0.2500    0.0000 O   0  0  0  0  0  0  0  0  0  0  0  0
  1  2  1  0
  2  3  1  0
M  END
"""
HEADER, BODY = ETHANOL.split("  3  2", 1)
BODY = "  3  2" + BODY
GLYCINE = "C[NH2+]CC([O-])=O"


def collapsed(text):
    return "\n".join(re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        collapsed(ETHANOL),
        ETHANOL.replace("    ", "\t"),
        "\n" + ETHANOL,
        "\n\n \n" + ETHANOL,
        ETHANOL.replace("M  END\n", ""),
        ETHANOL.replace("M  END", "M END"),
        ETHANOL.replace("M  END", "\nM  END"),
        ETHANOL.replace(" V2000", ""),
        ETHANOL.replace(" V2000", " v2000"),
        ETHANOL.replace("999 V2000", "999   V2000"),
        ETHANOL.replace("  0  0  0  0  0  0  0  0999 V2000", ""),
        ETHANOL.replace(" O   0", "  O   0"),
        ETHANOL.replace("  1  2  1  0", "1  2  1  0"),
        ETHANOL.replace("V2000\n", "V2000\n\n"),
        "ethanol\n" + BODY,
        "ethanol\n\n" + BODY,
        "ethanol\n     RDKit          2D\na comment\nanother\n" + BODY,
    ],
)
def test_ethanol_in_hand_made_molblocks_is_ethanol_in_its_atom_order(text):
    laid_out = molblock_as_prescribed(text)
    assert is_as_prescribed(laid_out)
    mol = Chem.MolFromMolBlock(laid_out)
    assert [atom.GetSymbol() for atom in mol.GetAtoms()] == ["C", "C", "O"]
    assert laid_out.startswith("ethanol\n")
    assert parse_structure(text).smiles == "CCO"


@pytest.mark.parametrize(
    "smiles", ["CCO", GLYCINE, "[13CH3]C[O-]", "C[C@H](O)F", "C1CC1.[Na+].[Cl-]", "F/C=C/F"]
)
@pytest.mark.parametrize("v3000", [False, True])
def test_molblocks_of_programs_stay_as_they_are(smiles, v3000):
    block = Chem.MolToMolBlock(Chem.MolFromSmiles(smiles), forceV3000=v3000)
    assert is_as_prescribed(block)
    assert molblock_as_prescribed(block) is block


@pytest.mark.parametrize(
    "smiles", [GLYCINE, "[13CH3]C[O-]", "C[C@H](O)F", "C[CH2]", "F/C=C/F", "[O-][N+](=O)c1ccccc1"]
)
def test_charges_isotopes_radicals_and_wedges_outlive_collapsed_blanks(smiles):
    block = Chem.MolToMolBlock(Chem.MolFromSmiles(smiles))
    mol = Chem.MolFromMolBlock(molblock_as_prescribed(collapsed(block)))
    assert Chem.MolToSmiles(mol) == Chem.CanonSmiles(smiles)


def test_a_charge_with_collapsed_blanks_is_not_lost():
    block = Chem.MolToMolBlock(Chem.MolFromSmiles("CC[O-]"))
    assert (
        parse_structure(molblock_as_prescribed(block.replace("M  CHG  1   3  -1", "M CHG 1 3 -1"))).smiles
        == "CC[O-]"
    )


def test_a_v3000_molblock_after_a_blank_line_or_without_its_end_is_read():
    block = Chem.MolToMolBlock(Chem.MolFromSmiles("CCO"), forceV3000=True)
    for text in ("\n" + block.replace("RDKit", "Anyone"), block.replace("M  END\n", "")):
        assert parse_structure(text).smiles == "CCO"


def test_atom_numbers_of_three_digits_touch_each_other():
    block = Chem.MolToMolBlock(Chem.MolFromSmiles("C" * 120))
    assert "100101  1" in block and is_as_prescribed(block)
    blank = molblock_as_prescribed("\n" + block.replace("RDKit", "Anyone"))
    assert blank.split("M  END")[0].count("\n") == block.split("M  END")[0].count("\n")
    assert parse_structure(blank).smiles == "C" * 120


def test_the_program_line_is_no_title():
    laid_out = molblock_as_prescribed("\n\n     RDKit          2D\n\n" + BODY)
    assert laid_out.split("\n")[:2] == ["", "     RDKit          2D"]
    assert molblock_as_prescribed("     RDKit          2D\n\n" + BODY).startswith("\n     RDKit")


COUNTS_LINE = "a counts line (numbers of atoms and bonds)"


@pytest.mark.parametrize(
    "text, sentence",
    [
        (
            ETHANOL.replace("  3  2", "  x  2"),
            f"line 4 of its molblock, 'x  2  0  0  0  0  0  0  0  0999 V2000', is not {COUNTS_LINE}",
        ),
        ("a\nb\nc\nnothing\n", f"line 4 of its molblock, 'nothing', is not {COUNTS_LINE}"),
        (
            ETHANOL.replace("0.5000 ", "0.5OOO "),
            "line 6 of its molblock, '0.0000    0.5OOO    0.0000 C   0  0  0  ', is not an atom line",
        ),
        (
            ETHANOL.replace("  2  3  1", "  2  4  1"),
            "line 9 of its molblock, '2  4  1  0', is not a bond line",
        ),
        (
            ETHANOL.replace("  2  3  1", "  2  3  31"),
            "line 9 of its molblock, '2  3  31  0', is not a bond line",
        ),
        (
            ETHANOL.replace("  3  2  0", "  4  2  0"),
            "line 8 of its molblock, '1  2  1  0', is not an atom line (x, y, z, element); "
            "line 4 promises 4 atoms and 2 bonds",
        ),
        (
            ETHANOL.replace("  3  2  0", "  3  1  0"),
            "line 9 of its molblock, '2  3  1  0', is not a line of properties; line 4 promises 3 atoms",
        ),
        (
            ETHANOL[: ETHANOL.index("  2  3")],
            "line 4 promises 3 atoms and 2 bonds, but its molblock ends before",
        ),
        (
            ETHANOL.replace("M  END", "M CHG 2 3 -1\nM  END"),
            "line 10 of its molblock, 'M CHG 2 3 -1', is not a line of the form",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text, sentence):
    with pytest.raises(UnusableRow) as refusal:
        parse_structure(text)
    assert str(refusal.value).startswith("cannot read the structure: " + sentence)


def test_a_block_of_blank_lines_has_no_structure():
    with pytest.raises(UnusableRow, match="no structure given"):
        molblock_as_prescribed("\n \n\n\n")


def test_long_garbage_is_refused_in_time():
    for text in ("1 " * 200_000, "\n" * 200_000 + "x", "M  CHG" * 100_000, "a\n" * 200_000):
        assert not is_as_prescribed(text)
        with pytest.raises(UnusableRow):
            molblock_as_prescribed(text)
