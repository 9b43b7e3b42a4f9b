import math
import re
import time
from xml.etree import ElementTree

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import rdDepictor

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.report.picture import Picture, prepared, structure_picture
from kmaid_nodes.report.symbol_colours import ON_DARK, ON_WHITE, symbol_styles

TESTOSTERONE = "C[C@]12CC[C@H]3[C@H]([C@@H]1CC[C@@H]2O)CCC4=CC(=O)CC[C@]34C"
CHOLESTEROL = "C[C@H](CCCC(C)C)[C@H]1CC[C@@H]2[C@@]1(CC[C@H]3[C@H]2CC=C4[C@@]3(CC[C@@H](C4)O)C)C"
MORPHINE = "CN1CC[C@]23[C@@H]4[C@H]1CC5=C2C(=C(C=C5)O)O[C@H]3[C@H](C=C4)O"
GLUCOSE = "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O"
SUCROSE = "OC[C@H]1O[C@H](O[C@]2(CO)O[C@H](CO)[C@@H](O)[C@@H]2O)[C@H](O)[C@@H](O)[C@@H]1O"
QUERCETIN = "O=c1c(O)c(-c2ccc(O)c(O)c2)oc2cc(O)cc(O)c12"
LUPEOL = "CC(=C)[C@@H]1CC[C@]2(C)[C@H]1[C@H]1CC[C@@H]3[C@@]4(C)CC[C@H](O)C(C)(C)[C@@H]4CC[C@@]3(C)[C@]1(C)CC2"
PENICILLIN_G = "CC1([C@@H](N2[C@H](S1)[C@@H](C2=O)NC(=O)CC3=CC=CC=C3)C(=O)O)C"
TAXOL = (
    "CC1=C2[C@H](C(=O)[C@@]3([C@H](C[C@@H]4[C@]([C@H]3[C@@H]([C@@](C2(C)C)(C[C@@H]1OC(=O)[C@@H]([C@H]"
    "(C5=CC=CC=C5)NC(=O)C6=CC=CC=C6)O)O)OC(=O)C7=CC=CC=C7)(CO4)OC(=O)C)O)C)OC(=O)C"
)
STRYCHNINE = "C1CN2CC3=CCO[C@H]4CC(=O)N5[C@H]6[C@H]4[C@H]3C[C@H]2[C@@]61C7=CC=CC=C75"
CAMPHOR = "C[C@@]12CC[C@@H](C1(C)C)CC2=O"
DIOSGENIN = (
    "C[C@@H]1CC[C@@]2(OC1)O[C@H]1C[C@H]3[C@@H]4CC=C5C[C@@H](O)CC[C@]5(C)[C@H]4CC[C@]3(C)[C@H]1[C@@H]2C"
)
NATURAL_PRODUCTS = {
    "testosterone": TESTOSTERONE,
    "cholesterol": CHOLESTEROL,
    "morphine": MORPHINE,
    "glucose": GLUCOSE,
    "sucrose": SUCROSE,
    "lupeol": LUPEOL,
    "penicillin G": PENICILLIN_G,
    "taxol": TAXOL,
    "strychnine": STRYCHNINE,
    "camphor": CAMPHOR,
    "diosgenin": DIOSGENIN,
    "omeprazole, a sulfoxide": "COc1ccc2[nH]c(nc2c1)[S@](=O)Cc1ncc(C)c(OC)c1C",
    "binol, an axis": "Oc1ccc2ccccc2c1-c1c(O)ccc2ccccc12",
}
WEDGES = (Chem.BondDir.BEGINWEDGE, Chem.BondDir.BEGINDASH)


def place(picture: Picture, structure: Structure, smarts: str, at: int = 0) -> np.ndarray:
    """x to the right, y upwards, of an atom that a SMARTS names in an input without hydrogens."""
    (match, *_) = structure.mol.GetSubstructMatches(Chem.MolFromSmarts(smarts))
    x, y = picture.atoms[int(structure.atom_index[match[at]])]
    return np.array([x, -y])


def bond_angle(smiles: str, smarts: str) -> float:
    """The direction from the first to the second atom of a SMARTS, in degrees: 90 is up."""
    structure = parse_structure(smiles)
    picture = structure_picture(structure)
    way = place(picture, structure, smarts, 1) - place(picture, structure, smarts, 0)
    return math.degrees(math.atan2(way[1], way[0]))


def wedged_ring_bonds(smiles: str) -> int:
    drawn = prepared(parse_structure(smiles).mol)
    return sum(bond.GetBondDir() in WEDGES and bond.IsInRing() for bond in drawn.GetBonds())


@pytest.mark.parametrize("smiles", [TESTOSTERONE, CHOLESTEROL])
def test_the_methyls_c18_and_c19_of_steroids_point_up(smiles: str) -> None:
    structure = parse_structure(smiles)
    picture = structure_picture(structure)
    methyls = structure.mol.GetSubstructMatches(Chem.MolFromSmarts("[CX4;R2][CH3]"))
    assert len(methyls) == 2
    for ring_atom, methyl in methyls:
        x, y = np.subtract(picture.atoms[methyl], picture.atoms[ring_atom])
        assert abs(x) < 1 and y < -30


def test_ring_d_of_a_steroid_lies_at_the_upper_right_of_ring_a() -> None:
    structure = parse_structure(TESTOSTERONE)
    picture = structure_picture(structure)
    ketone = place(picture, structure, "C=O")
    alcohol = place(picture, structure, "C[OX2H]")
    assert alcohol[0] - ketone[0] > 150 and alcohol[1] - ketone[1] > 50


def test_cholesterols_side_chain_runs_to_the_right() -> None:
    structure = parse_structure(CHOLESTEROL)
    picture = structure_picture(structure)
    chain = "[CR][CH]([CH3])[CH2][CH2][CH2][CH](C)C"
    c17, c25 = place(picture, structure, chain, 0), place(picture, structure, chain, 6)
    assert c25[0] - c17[0] > 100 and abs(c25[1] - c17[1]) < 100


@pytest.mark.parametrize(
    "smiles", [TESTOSTERONE, CHOLESTEROL, GLUCOSE, SUCROSE, LUPEOL, PENICILLIN_G, CAMPHOR]
)
def test_no_ring_bond_is_wedged(smiles: str) -> None:
    assert wedged_ring_bonds(smiles) == 0


def test_only_the_centre_without_substituents_has_a_wedged_ring_bond_in_morphine() -> None:
    assert wedged_ring_bonds(MORPHINE) == 1  # C-13 has four bonds, all in rings


def test_hydrogens_of_a_steroid_are_drawn_at_c8_c9_and_c14_and_wedged() -> None:
    structure = parse_structure(TESTOSTERONE)
    drawn = prepared(structure.mol)
    hydrogens = [a for a in drawn.GetAtoms() if a.GetAtomicNum() == 1]
    assert len(hydrogens) == 3
    for hydrogen in hydrogens:
        assert hydrogen.GetIdx() >= structure.mol.GetNumAtoms()
        (bond,) = hydrogen.GetBonds()
        assert bond.GetBondDir() in WEDGES and bond.GetBeginAtomIdx() != hydrogen.GetIdx()


def test_drawn_hydrogens_are_no_atoms_of_the_structure() -> None:
    structure = parse_structure(CHOLESTEROL)
    picture = structure_picture(structure)
    assert sorted(picture.atoms) == list(range(28))
    assert len(picture.carbons) == len(picture.labels) == len(picture.long_labels) == 27
    assert "data-atom" not in picture.svg


@pytest.mark.parametrize("name", NATURAL_PRODUCTS)
def test_wedges_show_the_configuration_that_was_given(name: str) -> None:
    structure = parse_structure(NATURAL_PRODUCTS[name])
    drawn = Chem.Mol(prepared(structure.mol))
    Chem.AssignChiralTypesFromBondDirs(drawn)
    Chem.SanitizeMol(drawn)
    read = Chem.RemoveHs(drawn)
    Chem.AssignStereochemistry(read, cleanIt=True, force=True)
    assert Chem.CanonSmiles(Chem.MolToSmiles(read)) == Chem.CanonSmiles(structure.smiles)


def test_morphine_stands_as_in_textbooks() -> None:
    structure = parse_structure(MORPHINE)
    picture = structure_picture(structure)
    phenol = place(picture, structure, "c[OX2H]", 1)
    alcohol = place(picture, structure, "[CX4][OX2H]", 1)
    bridge = place(picture, structure, "cO[CX4]", 1)
    nitrogen = place(picture, structure, "N")
    middle = np.mean([(x, -y) for x, y in picture.atoms.values()], 0)
    assert phenol[1] > bridge[1] > alcohol[1]
    assert max(phenol[0], bridge[0], alcohol[0]) < middle[0] < nitrogen[0]


def test_glucose_has_its_anomeric_carbon_right_and_its_oxygen_upper_right() -> None:
    structure = parse_structure(GLUCOSE)
    picture = structure_picture(structure)
    ring = structure.mol.GetRingInfo().AtomRings()[0]
    middle = np.mean([picture.atoms[a] for a in ring], 0) * (1, -1)
    anomeric = place(picture, structure, "[CX4;R](O)[O;R]") - middle
    oxygen = place(picture, structure, "[O;R]") - middle
    assert anomeric[0] > 30 and abs(anomeric[1]) < 3
    assert oxygen[0] > 10 and oxygen[1] > 25
    assert max(picture.atoms[a][0] for a in ring) == pytest.approx(anomeric[0] + middle[0])


def test_quercetin_has_ring_a_left_ring_b_right_and_its_carbonyl_below() -> None:
    assert bond_angle(QUERCETIN, "c=O") == pytest.approx(-90, abs=2)
    structure = parse_structure(QUERCETIN)
    picture = structure_picture(structure)
    ether, carbonyl = place(picture, structure, "[o]"), place(picture, structure, "c=O")
    catechol = place(picture, structure, "[cH]c(O)c(O)", 1)
    assert ether[1] > carbonyl[1] and abs(ether[0] - carbonyl[0]) < 2
    assert catechol[0] > ether[0] + 60


def test_a_layout_that_came_with_a_molblock_is_not_turned() -> None:
    mol = Chem.MolFromSmiles(TESTOSTERONE)
    rdDepictor.Compute2DCoords(mol)
    given = mol.GetConformer().GetPositions()[:, :2]
    picture = structure_picture(parse_structure(Chem.MolToMolBlock(mol)))
    drawn = np.array([picture.atoms[i] for i in range(len(given))]) * (1, -1)
    drawn, given = drawn - drawn.mean(0), given - given.mean(0)
    assert np.allclose(drawn / np.ptp(drawn), given / np.ptp(given), atol=0.01)


def test_what_has_no_skeleton_lies_along_the_page() -> None:
    picture = structure_picture(parse_structure("CCCCCCCCCCCC(=O)O"))
    xy = np.array(list(picture.atoms.values()))
    assert np.ptp(xy[:, 0]) > 4 * np.ptp(xy[:, 1])


def test_deuterium_has_a_place_and_an_odd_metal_a_class() -> None:
    structure = parse_structure("[2H]C([2H])([2H])[2H].[Zn+2]")
    picture = structure_picture(structure)
    assert set(picture.atoms) >= {0, 1, 2, 3, 4, 5}
    assert 'class="sym-Zn sym-other"' in picture.svg


def test_paths_have_classes_and_the_colours_for_white_paper() -> None:
    svg = structure_picture(parse_structure("C[C@H](N)C(=O)O")).svg
    root = ElementTree.fromstring(svg)
    paths = list(root.iter("path"))
    assert {p.attrib["class"] for p in paths} == {"bond", "sym-N", "sym-O"}
    for path in paths:
        colour = path.attrib["stroke" if path.attrib["class"] == "bond" else "fill"]
        assert colour in ON_WHITE.values()
    assert "style=" not in svg


def test_long_labels_do_not_overlap_in_a_steroid() -> None:
    picture = structure_picture(parse_structure(TESTOSTERONE), {0: "18", 1: "13"})
    at = list(picture.long_labels.values())
    clashes = [
        (a, b) for i, a in enumerate(at) for b in at[:i] if abs(a[0] - b[0]) < 45 and abs(a[1] - b[1]) < 8
    ]
    assert not clashes
    x, y, width, height = picture.long_view_box
    assert all(x < a < x + width and y < b < y + height for a, b in at)


@pytest.mark.parametrize(("ground", "colours"), [("#ffffff", ON_WHITE), ("#15191e", ON_DARK)])
def test_symbols_can_be_read_on_white_and_on_dark(ground: str, colours: dict[str, str]) -> None:
    for colour in colours.values():
        lighter, darker = sorted((luminance(ground), luminance(colour)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, colour


def luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def test_styles_name_every_class_that_paths_have() -> None:
    styles = symbol_styles(dark=True)
    assert re.findall(r"\.([\w-]+)\{", styles) == [
        "bond",
        "wedge",
        *(f"sym-{s}" for s in ON_DARK if s != "bond"),
    ]


def test_labels_of_a_peptide_of_a_hundred_carbons_are_placed_soon():
    peptide = parse_structure("C" + "C(C)(CO)C(=O)NC" * 20 + "C")
    start = time.perf_counter()
    assert len(structure_picture(peptide).labels) == len(peptide.carbons) > 100
    assert time.perf_counter() - start < 5
