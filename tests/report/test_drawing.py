"""Any structure can be drawn, however odd."""

from xml.etree import ElementTree

import pytest
from rdkit.Chem.Draw import rdMolDraw2D

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.report.picture import structure_picture

C60 = (
    "C12=C3C4=C5C6=C1C7=C8C9=C1C%10=C%11C(=C29)C3=C2C3=C4C4=C5C5=C9C6=C7C6=C7C8=C1C1=C8C%10=C%10C%11=C2"
    "C2=C3C3=C4C4=C5C5=C%11C%12=C(C6=C95)C7=C1C1=C%12C5=C%11C4=C3C3=C5C(=C81)C%10=C23"
)
ODD = {
    "methane": "C",
    "adamantane": "C1C2CC3CC1CC(C2)C3",
    "C60": C60,
    "salt": "CC(=O)[O-].[Na+]",
    "ferrocene, ions": "[Fe+2].c1cc[cH-]c1.c1cc[cH-]c1",
    "ferrocene, bonds": "[CH]12[CH]3[CH]4[CH]5[CH]1[Fe]23451678[CH]2[CH]1[CH]6[CH]7[CH]28",
    "dative": "C[NH2]->[Cu]",
    "explicit hydrogens": "[H]C([H])([H])O[H]",
    "isotopes, charge, radical": "[13CH3]C([2H])([2H])[N+](C)(C)[CH2]",
    "atom maps": "[CH3:7][CH2:3][OH:1]",
    "dummy": "*CC*",
    "peptide": "N[C@@H](C)C(=O)" + "N[C@@H](C)C(=O)" * 40 + "O",
}


@pytest.mark.parametrize(
    "smiles",
    [
        pytest.param(smiles, id=name, marks=[pytest.mark.slow] * (name == "peptide"))
        for name, smiles in ODD.items()
    ],
)
def test_every_carbon_has_a_place_and_a_place_for_its_label(smiles: str) -> None:
    structure = parse_structure(smiles)
    picture = structure_picture(structure)
    ElementTree.fromstring(picture.svg)
    carbons = set(structure.carbon_atom_index.tolist())
    assert carbons == picture.labels.keys() == picture.long_labels.keys() and carbons <= picture.atoms.keys()
    x, y, width, height = picture.view_box
    for at_x, at_y in picture.labels.values():
        assert x <= at_x <= x + width and y <= at_y <= y + height


def test_can_be_inlined_many_times_and_is_lean() -> None:
    svg = structure_picture(parse_structure("CN1C=NC2=C1C(=O)N(C(=O)N2C)C")).svg
    assert " id=" not in svg and "<rect" not in svg and "style=" not in svg
    assert len(svg) < 4000


def test_shifts_of_a_natural_product_do_not_overlap() -> None:
    steroid = "C[C@]12CC[C@H]3[C@H]([C@@H]1CC[C@@H]2O)CCC4=CC(=O)CC[C@]34C"
    at = list(structure_picture(parse_structure(steroid)).labels.values())
    assert len(at) == 19
    assert not [
        (a, b) for i, a in enumerate(at) for b in at[:i] if abs(a[0] - b[0]) < 22 and abs(a[1] - b[1]) < 8
    ]


def test_the_structure_itself_is_not_changed() -> None:
    structure = parse_structure("[CH3:7][CH2:3]O")
    before = structure.mol.ToBinary(), structure.mol.GetNumConformers()
    structure_picture(structure)
    assert (structure.mol.ToBinary(), structure.mol.GetNumConformers()) == before


def test_what_rdkit_cannot_draw_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(width: int, height: int) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(rdMolDraw2D, "MolDraw2DSVG", fail)
    picture = structure_picture(parse_structure("CCO"))
    assert picture.labels.keys() == {0, 1} and "Cannot be drawn" in picture.svg
