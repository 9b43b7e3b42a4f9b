import re
from xml.etree import ElementTree

import pytest
from rdkit import Chem
from rdkit.Chem import rdDepictor
from rdkit.Chem.Draw import rdMolDraw2D

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.report.drawing import structure_svg

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


def atoms_of(svg: str) -> list[int]:
    return sorted(int(a) for a in re.findall(r'<g data-atom="(\d+)"', svg))


def texts_of(svg: str) -> dict[int, str]:
    root = ElementTree.fromstring(svg)
    return {
        int(g.attrib["data-atom"]): (g.findtext("{http://www.w3.org/2000/svg}text") or "")
        for g in root.iter("{http://www.w3.org/2000/svg}g")
        if "data-atom" in g.attrib
    }


def drawn(structure: Structure) -> tuple[str, dict[int, str]]:
    labels = {int(a): f"{20 + 0.1 * i:.1f}" for i, a in enumerate(structure.carbon_atom_index)}
    return structure_svg(structure, dict.fromkeys(labels, "#1f9e89"), labels), labels


@pytest.mark.parametrize(
    "smiles",
    [
        pytest.param(smiles, id=name, marks=[pytest.mark.slow] * (name == "peptide"))
        for name, smiles in ODD.items()
    ],
)
def test_every_carbon_is_there_with_its_shift(smiles: str) -> None:
    svg, labels = drawn(parse_structure(smiles))
    assert texts_of(svg) == labels  # also: it is well-formed XML
    halos = re.findall(r'<path d="([^"]*)" stroke="#1f9e89"/>', svg)
    assert len(halos) == 1 and halos[0].count("M") == halos[0].count("h0") == len(labels)


def test_can_be_inlined_many_times_and_is_lean() -> None:
    svg, _ = drawn(parse_structure("CN1C=NC2=C1C(=O)N(C(=O)N2C)C"))
    assert svg.startswith("<svg ")
    assert " id=" not in svg and "<rect" not in svg and "style=" not in svg
    assert len(svg) < 6000


def test_carbons_without_label_and_colour_are_still_marked() -> None:
    structure = parse_structure("OCC")
    svg = structure_svg(structure, {1: "#d1495b"}, {2: "18.0"})
    assert texts_of(svg) == {1: "", 2: "18.0"}
    assert atoms_of(structure_svg(structure)) == [1, 2]


def test_text_is_escaped() -> None:
    svg = structure_svg(parse_structure("CC"), {0: '"><script>'}, {0: "<b>&"})
    assert "<script" not in svg and "<b>" not in svg
    ElementTree.fromstring(svg)


def test_shifts_of_a_natural_product_do_not_overlap() -> None:
    svg, _ = drawn(parse_structure("C[C@]12CC[C@H]3[C@H]([C@@H]1CC[C@@H]2O)CCC4=CC(=O)CC[C@]34C"))
    at = [(float(x), float(y)) for x, y in re.findall(r'<text x="([-\d.]+)" y="([-\d.]+)"', svg)]
    assert len(at) == 19
    clashes = [
        (a, b) for i, a in enumerate(at) for b in at[:i] if abs(a[0] - b[0]) < 22 and abs(a[1] - b[1]) < 8
    ]
    assert not clashes


def first_bond_is_horizontal(block: str) -> bool:
    structure = parse_structure(block)
    svg = structure_svg(structure)
    points = re.findall(r'<circle cx="([-\d]+)" cy="([-\d]+)"', svg)
    return abs(int(points[0][1]) - int(points[1][1])) <= 1


def test_a_sane_layout_of_a_molblock_is_kept_and_a_bad_one_is_not() -> None:
    mol = Chem.MolFromSmiles("CCCC")
    rdDepictor.Compute2DCoords(mol)
    conformer = mol.GetConformer()
    for i in range(4):
        conformer.SetAtomPosition(i, (float(i), 0.0, 0.0))
    assert first_bond_is_horizontal(Chem.MolToMolBlock(mol))
    for i in range(4):
        conformer.SetAtomPosition(i, (0.0, 0.0, 0.0))
    assert not first_bond_is_horizontal(Chem.MolToMolBlock(mol))


def test_the_structure_itself_is_not_changed() -> None:
    structure = parse_structure("[CH3:7][CH2:3]O")
    before = structure.mol.ToBinary(), structure.mol.GetNumConformers()
    structure_svg(structure)
    assert (structure.mol.ToBinary(), structure.mol.GetNumConformers()) == before


def test_what_rdkit_cannot_draw_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(width: int, height: int) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(rdMolDraw2D, "MolDraw2DSVG", fail)
    svg, labels = drawn(parse_structure("CCO"))
    assert texts_of(svg) == labels and "Cannot be drawn" in svg
