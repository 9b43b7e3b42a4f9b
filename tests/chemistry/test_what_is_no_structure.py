"""What cannot be read is refused in a chemist's words: which atom, which line, what is wrong."""

import random

import pytest
from rdkit import Chem

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.errors import UnusableRow


def refusal(text):
    with pytest.raises(UnusableRow) as refused:
        parse_structure(text)
    return str(refused.value), refused.value.reason.code.value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("YXFVVABEGXRONW-UHFFFAOYSA-N", "an InChIKey"),
        ("InChIKey=YXFVVABEGXRONW-UHFFFAOYSA-N", "an InChIKey"),
        ("108-88-3", "a CAS number"),
        ("CAS: 64-17-5", "a CAS number"),
        ("C6H12O6", "a molecular formula"),
        ("toluene", "a name"),
        ("acetic acid", "a name"),
        ("2-Methylpropan-1-ol", "a name"),
        ("CCO>>CC=O", "a reaction"),
    ],
)
def test_what_holds_no_structure_is_called_by_what_it_is(text, kind):
    sentence, code = refusal(text)
    assert sentence == f"{text} is {kind}, which does not hold the structure; give a SMILES"
    assert code == "not_a_structure"


@pytest.mark.parametrize(
    ("smiles", "where"),
    [
        ("C1CC", "ring 1 is opened but not closed"),
        ("C%12CC", "ring 12 is opened but not closed"),
        ("CC(C)(C", "the branch ( at position 6 is not closed"),
        ("CCC)O", "the ) at position 4 closes nothing"),
        ("CC[NH3+", "the bracket [ at position 3 is not closed"),
        ("CC[Xx]", "[Xx] at position 3 is neither an atom nor a bond"),
        ("C[Ph]", "[Ph] at position 2 is neither an atom nor a bond"),
        ("CC(=O)OEt", "E at position 8 is neither an atom nor a bond"),
        ("C==C", "an atom is missing at position 3"),
        ("CC=", "an atom is missing at position 4"),
        ("CC..C", "an atom is missing at position 4"),
        ("C11", "ring 1 at position 3 closes at the atom where it opens"),
        ("CC−C", "− at position 3 is neither an atom nor a bond"),
    ],
)
def test_a_broken_smiles_says_where(smiles, where):
    assert refusal(smiles) == (f"cannot read the structure: not a valid SMILES: {where}", "invalid_smiles")


@pytest.mark.parametrize(
    ("smiles", "problem"),
    [
        ("CN(C)(C)(C)C", "nitrogen 2 has 5 bonds; draw it with a charge, or with fewer bonds"),
        ("OC(C)(C)(C)C", "carbon 2 has 5 bonds"),
        ("CF(C)", "fluorine 2 has 2 bonds"),
        ("nc[CH200]", "carbon 3 has 200 hydrogens"),
        ("cc", "carbon 1 is written as aromatic, but is in no ring"),
        ("c1cccc1", "the aromatic ring with atoms 1, 2, 3, 4 and 5 cannot be drawn with double bonds"),
        ("Nc1ccnc(=O)n1", "an aromatic ring lacks an H; draw it on nitrogen 5 or 8"),
    ],
)
def test_an_impossible_structure_names_the_atom(smiles, problem):
    sentence, code = refusal(smiles)
    assert problem in sentence and code == "chemistry_problem"


@pytest.mark.parametrize("text", ["InChI=1S/C7H8/c1-", "InChI=1S/", "inchi=banana"])
def test_a_broken_inchi_is_called_one(text):
    assert refusal(text) == ("cannot read the structure: not a valid InChI", "invalid_inchi")


def molblock(symbols, bonds, orders=None, properties=()):
    lines = ["name", "", "", f"{len(symbols):3}{len(bonds):3}  0  0  0  0  0  0  0  0999 V2000"]
    lines += [
        f"{1.3 * i:10.4f}{0:10.4f}{0:10.4f} {symbol:<3} 0  0  0  0  0  0  0  0  0  0  0  0"
        for i, symbol in enumerate(symbols)
    ]
    lines += [f"{a:3}{b:3}{order:3}  0" for (a, b), order in zip(bonds, orders or [1] * len(bonds))]
    return "\n".join([*lines, *properties, "M  END"])


ETHANOL = molblock("CCO", [(1, 2), (2, 3)])
SRU = (
    "M  STY  1   1 SRU",
    "M  SAL   1  2   2   3",
    "M  SBL   1  2   1   3",
)


MOLBLOCK_CODES = ("invalid_molblock", "unreadable_molblock_line", "molblock_ends_early")


@pytest.mark.parametrize(
    ("block", "where"),
    [
        (molblock(["C", "Ph"], [(1, 2)]), "Ph in line 6 is not an element; draw the group out"),
        (molblock("CC", [(1, 3)]), "line 7 of its molblock, '1  3  1  0', is not a bond line"),
        (molblock("CC", [(1, 2), (2, 1)]), "line 8 repeats a bond"),
        (ETHANOL.replace("1.3000", "1.3OOO"), "line 6 of its molblock"),
        (
            "\n".join(ETHANOL.split("\n")[:6]),
            "but its molblock ends before",
        ),
        ("half a molblock\n\n\nand more", "is not a counts line"),
    ],
)
def test_a_broken_molblock_says_which_line(block, where):
    sentence, code = refusal(block)
    assert where in sentence and code in MOLBLOCK_CODES


@pytest.mark.parametrize(
    "mend", [lambda b: "\n" + b, lambda b: b.split("\n", 1)[1], lambda b: b.replace("\n", "\r")]
)
def test_a_molblock_with_a_line_too_many_or_other_line_ends_is_read(mend):
    assert parse_structure(mend(ETHANOL)).smiles == "CCO"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (molblock("CA", [(1, 2)]), "atom 2 (A) stands for several elements"),
        (molblock("CQ", [(1, 2)]), "atom 2 (Q) stands for several elements"),
        (
            molblock("CL", [(1, 2)], properties=["M  ALS   2  2 F N   O   "]),
            "atom 2 (a list) stands",
        ),
        (molblock("CC", [(1, 2)], [8]), "the bond between atoms 1 and 2 is not a single, double, triple or"),
        (molblock("CCCC", [(1, 2), (2, 3), (3, 4)], properties=SRU), "it has a polymer's brackets"),
        ("C~C", "the bond between atoms 1 and 2 is not"),
        ("C*C", "atom 2 is no element and not an end of the drawing"),
        ("C1CC1.C* |m:4:0.1|", "the position of a substituent is left open"),
        ("CC |Sg:n:0,1::ht|", "it has a polymer's brackets"),
    ],
)
def test_what_stands_for_several_molecules_is_refused(text, problem):
    sentence, code = refusal(text)
    assert problem in sentence and code == "not_a_molecule"


JARGON = ("kekul", "valence", "Unkekulized", "sanitiz", "Violation", "# ")


def test_no_reason_holds_jargon_and_nothing_else_is_raised(capfd):
    atoms = ["C", "c", "N", "n", "O", "[nH]", "[CH200]", "[N+]", "*", "Cl", "F", "[Na]", "B", "c1ccn1"]
    parts = [*atoms, "1", "(", ")", "=", "#", ".", "%"]
    rng = random.Random(0)
    for _ in range(3000):
        text = "".join(rng.choices(parts, k=rng.randint(1, 8)))
        try:
            parse_structure(text)
        except UnusableRow as refused:
            assert not any(word in str(refused) for word in JARGON), text
    out, err = capfd.readouterr()
    assert out == err == ""


def test_a_long_text_is_refused_in_no_time():
    for text in ("C(" * 20000, "[" * 20000, "a" * 20000, "1-" * 20000, "C1" * 20000):
        refusal(text)


def test_indole_with_aromatic_bonds_and_no_hydrogen_is_read_and_the_hydrogen_said():
    bonds = [(i, i % 9 + 1) for i in range(1, 10)] + [(8, 4)]
    indole = parse_structure(molblock("CCCCNCCCC", bonds, [4] * 10))
    assert indole.smiles == Chem.CanonSmiles("c1ccc2[nH]ccc2c1")
    assert [note.words for note in indole.notes] == ["H on nitrogen 5"]
