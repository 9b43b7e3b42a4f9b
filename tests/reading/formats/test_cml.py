"""CML with molecules and spectra, as nmrshiftdb2 exports them."""

import re

import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.reading.files import read_records


def molecule(identifier="m1", atoms="C3 C0 N0", bonds="1-2S 2-3T", title="acetonitrile", inner=""):
    listed = ""
    for k, (element, hydrogens) in enumerate(re.findall(r"([A-Z])(\d)", atoms), 1):
        listed += f'<atom id="a{k}" elementType="{element}" hydrogenCount="{hydrogens}"/>'
    ends = [(bond[:-1].split("-"), bond[-1]) for bond in bonds.split()]
    joined = "".join(f'<bond atomRefs2="a{a} a{b}" order="{order}"/>' for (a, b), order in ends)
    return (
        f'<molecule id="{identifier}" title="{title}"><atomArray>{listed}</atomArray>'
        f"<bondArray>{joined}</bondArray>{inner}</molecule>"
    )


def spectrum(peaks="1.9Qa1 116.4Sa2", nucleus="13C", reference="m1", further="", identifier="s1"):
    listed = ""
    for ppm, letter, atoms in re.findall(r"([\d.]+)([SDTQ]?)([a\d,]*)", peaks):
        names = " ".join(f"a{number}" for number in re.findall(r"\d+", atoms))
        listed += f'<peak xValue="{ppm}" xUnits="units:ppm" peakMultiplicity="{letter}" atomRefs="{names}"/>'
    named = f'<metadata name="nmr:OBSERVENUCLEUS" content="{nucleus}"/>' if nucleus else ""
    owner = f' moleculeRef="{reference}"' if reference else ""
    return (
        f'<spectrum id="{identifier}"{owner} type="NMR"><metadataList>{named}{further}</metadataList>'
        f'<substanceList><substance role="subst:solvent" title="Chloroform-D1 (CDCl3)"/></substanceList>'
        f"<peakList>{listed}</peakList></spectrum>"
    )


def read(tmp_path, *parts, namespace=' xmlns="http://www.xml-cml.org/schema"'):
    path = tmp_path / "export.cml"
    path.write_text(f'<?xml version="1.0"?>\n<cml{namespace}>{"".join(parts)}</cml>')
    return list(read_records(path))


def facts(record):
    return [(peak.ppm, peak.hydrogens, peak.atoms) for peak in record.peaks]


@pytest.mark.parametrize(
    "namespace",
    ["", ' xmlns="http://www.xml-cml.org/schema"', ' xmlns="http://www.xml-cml.org/schema" xmlns:nmr="x"'],
)
def test_an_assigned_spectrum_has_the_atoms_of_its_molecule(tmp_path, namespace):
    (record,) = read(tmp_path, molecule(), spectrum(), namespace=namespace)
    assert facts(record) == [(1.9, 3, (0,)), (116.4, 0, (1,))]
    assert (record.id, record.solvent) == ("acetonitrile", "CDCl3")
    assert parse_structure(record.structure).smiles == "CC#N"


def test_a_prefix_of_the_namespace_does_not_matter(tmp_path):
    path = tmp_path / "export.xml"
    whole = f'<cml xmlns:c="http://www.xml-cml.org/schema">{molecule()}{spectrum()}</cml>'
    path.write_text(whole.replace("<", "<c:").replace("<c:/", "</c:").replace("<c:cml xmlns", "<c:cml xmlns"))
    (record,) = read_records(path)
    assert facts(record) == [(1.9, 3, (0,)), (116.4, 0, (1,))]


def test_several_molecules_and_spectra_are_kept_apart(tmp_path):
    methanol = molecule("m2", "C3 O1", "1-2S", "methanol")
    records = read(
        tmp_path,
        molecule(),
        methanol,
        spectrum(),
        spectrum("2.0Qa1 117.0Sa2"),
        spectrum("49.9Qa1", reference="m2"),
    )
    assert [(r.id, r.row, len(r.peaks)) for r in records] == [
        ("acetonitrile/1", 0, 2),
        ("acetonitrile/2", 1, 2),
        ("methanol", 2, 1),
    ]


def test_a_spectrum_within_its_molecule_belongs_to_it(tmp_path):
    inside = molecule("m2", "C3 O1", "1-2S", "methanol", spectrum("49.9Qa1", reference=""))
    first, second = read(tmp_path, molecule(), inside)
    assert first.peaks is None and facts(second) == [(49.9, 3, (0,))]


def test_spectra_of_other_nuclei_and_predicted_ones_are_left_out_and_said(tmp_path):
    predicted = spectrum(further='<metadata name="nmr:program" content="HOSE"/>', identifier="s9")
    (record,) = read(tmp_path, molecule(), spectrum("2.1a1", nucleus="1H"), spectrum(), predicted)
    assert len(record.peaks) == 2
    assert {note.code for note in record.notes} == {NoteCode.PROTON_NMR, NoteCode.PREDICTED_SPECTRUM}
    (record,) = read(tmp_path, molecule(), predicted)
    assert record.error.code is ReasonCode.ONLY_PREDICTED_SPECTRA
    (record,) = read(tmp_path, molecule(), spectrum("2.1a1", nucleus="1H"))
    assert record.error.code is ReasonCode.NO_13C_SPECTRUM and record.structure


def test_a_spectrum_of_an_unknown_molecule_has_no_structure(tmp_path):
    first, second = read(tmp_path, molecule(), spectrum(reference="m7"))
    assert first.structure and first.peaks is None
    assert second.structure is None and facts(second) == [(1.9, 3, ()), (116.4, 0, ())]
    assert [note.code for note in second.notes] == [NoteCode.ASSIGNMENT_WITHOUT_STRUCTURE]


def test_an_assignment_to_an_atom_that_is_no_carbon_goes_as_a_whole(tmp_path):
    (record,) = read(tmp_path, molecule(), spectrum("1.9Qa1 116.4Sa3"))
    assert facts(record) == [(1.9, 3, ()), (116.4, 0, ())]
    assert [note.code for note in record.notes] == [NoteCode.ASSIGNMENT_TO_NO_CARBON]


def test_one_peak_may_stand_for_two_atoms(tmp_path):
    acetone = molecule("m1", "C3 C0 C3 O0", "1-2S 2-3S 2-4D", "acetone")
    (record,) = read(tmp_path, acetone, spectrum("30.8Qa1,3 206.7Sa2"))
    assert facts(record) == [(30.8, 3, (0, 2)), (206.7, 0, (1,))]


def test_aromatic_bonds_become_single_and_double_ones(tmp_path):
    pyrrole = molecule("m1", "C1 C1 C1 C1 N1", "1-2A 2-3A 3-4A 4-5A 5-1A", "pyrrole")
    (record,) = read(tmp_path, pyrrole)
    assert parse_structure(record.structure).smiles == "c1cc[nH]c1"
    pyridine = molecule("m1", "C1 C1 C1 C1 C1 N0", "1-2A 2-3A 3-4A 4-5A 5-6A 6-1A", "pyridine")
    (record,) = read(tmp_path, pyridine)
    assert parse_structure(record.structure).smiles == "c1ccncc1"
    (record,) = read(tmp_path, pyrrole.replace('"N" hydrogenCount="1"', '"C" hydrogenCount="1"'))
    assert record.error.code is ReasonCode.AROMATIC_BONDS


def test_hydrogens_that_do_not_fit_the_drawing_are_said(tmp_path):
    (record,) = read(tmp_path, molecule(atoms="C0 C0 N0"), spectrum())
    assert [note.code for note in record.notes] == [NoteCode.STRUCTURE_CHANGED]
    assert parse_structure(record.structure).smiles == "CC#N"


def test_charges_explicit_hydrogens_and_deuterium_are_kept(tmp_path):
    atoms = (
        '<atom id="a1" elementType="C" hydrogenCount="2"/><atom id="a2" elementType="N" formalCharge="1"/>'
        '<atom id="a3" elementType="H"/><atom id="a4" elementType="H"/><atom id="a5" elementType="H"/>'
        '<atom id="a6" elementType="H" isotopeNumber="2"/>'
    )
    bonds = "".join(
        f'<bond atomRefs2="a{a} a{b}" order="1"/>' for a, b in ((1, 2), (2, 3), (2, 4), (2, 5), (1, 6))
    )
    (record,) = read(
        tmp_path, f'<molecule id="m"><atomArray>{atoms}</atomArray><bondArray>{bonds}</bondArray></molecule>'
    )
    assert parse_structure(record.structure).smiles == "[2H]C[NH3+]"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([molecule(bonds="1-9S"), spectrum()], ReasonCode.UNKNOWN_BOND),
        ([molecule().replace('elementType="N"', 'elementType="Xx"')], ReasonCode.UNKNOWN_ELEMENT),
        ([molecule(), spectrum("")], ReasonCode.EMPTY_SPECTRUM),
        ([molecule(), spectrum().replace("116.4", "1164")], ReasonCode.SHIFT_OUT_OF_RANGE),
        ([molecule(), spectrum().replace("units:ppm", "units:hz")], ReasonCode.UNKNOWN_UNIT),
        ([molecule(), spectrum("1.9Qa1", nucleus="")], ReasonCode.PERHAPS_PROTONS),
        ([], ReasonCode.NO_STRUCTURE_OR_PEAK_LIST),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, parts, code):
    (record,) = read(tmp_path, *parts)
    assert record.error.code is code


def test_ions_of_one_molecule_are_one_structure(tmp_path):
    cation = molecule("m2", "C3 N3", "1-2S").replace('"N"', '"N" formalCharge="1"')
    chloride = '<atom id="a3" elementType="Cl" formalCharge="-1"/>'
    anion = f'<molecule id="m3"><atomArray>{chloride}</atomArray></molecule>'
    (record,) = read(tmp_path, f'<molecule id="m1">{cation}{anion}</molecule>', spectrum("25.0a1"))
    assert parse_structure(record.structure).smiles == "C[NH3+].[Cl-]"
    assert facts(record) == [(25.0, None, (0,))]


def test_atoms_in_arrays_of_values_keep_their_charges(tmp_path):
    arrays = (
        '<molecule id="m1"><atomArray atomID="a1 a2" elementType="C N" formalCharge="0 1"/>'
        '<bondArray><bond atomRefs2="a1 a2" order="1"/></bondArray></molecule>'
    )
    (record,) = read(tmp_path, arrays)
    assert parse_structure(record.structure).smiles == "C[NH3+]"


@pytest.mark.parametrize("bonds", ["1-1S 2-3T", "1-2S 2-3T 2-1S"])
def test_a_bond_of_an_atom_with_itself_or_given_twice_is_told(tmp_path, bonds):
    (record,) = read(tmp_path, molecule(bonds=bonds), spectrum())
    assert record.error.code is ReasonCode.UNKNOWN_BOND


def test_an_aromatic_bond_outside_a_ring_is_told(tmp_path):
    (record,) = read(tmp_path, molecule(bonds="1-2A 2-3T"))
    assert record.error.code is ReasonCode.AROMATIC_BONDS
