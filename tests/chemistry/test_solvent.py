import pytest

from kmaid_nodes.chemistry.solvent import canonical_solvent, solvents_named_in


@pytest.mark.parametrize(
    "text, name",
    [
        ("Chloroform-D1 (CDCl3)", "CDCl3"),
        ("CDCL3,TMS", "CDCl3"),
        ("CDCI3", "CDCl3"),
        ("chloroform-d", "CDCl3"),
        ("Dimethylsulphoxide-D6 (DMSO-D6, C2D6SO))", "DMSO-d6"),
        ("[D6]DMSO", "DMSO-d6"),
        ("d6-DMSO", "DMSO-d6"),
        ("DMSO−d6", "DMSO-d6"),
        ("Methanol-D4 (CD3OD)", "CD3OD"),
        ("MeOD-d4", "CD3OD"),
        ("METHANOL-D1 (CH3OD)", "CD3OD"),
        ("Acetone-D6 ((CD3)2CO)", "acetone-d6"),
        ("(CD3)2CO", "acetone-d6"),
        ("Benzene-D6 (C6D6)", "C6D6"),
        ("Pyridin-D5 (C5D5N)", "pyridine-d5"),
        ("Deuteriumoxide (D2O)", "D2O"),
        ("Acetonitrile-D3(CD3CN)", "CD3CN"),
        ("Methylenchloride-D2 (CD2Cl2)", "CD2Cl2"),
        ("Tetrahydrofuran-D8 (THF-D8, C4D4O)", "THF-d8"),
        ("[D8]THF", "THF-d8"),
        ("Toluol-d8", "toluene-d8"),
        ("Trifluoroacetic Acid (TFA-D1, C2DF3O2)", "TFA-d"),
        ("Dimethylformamide-D7 (DMF-D7, CDON(CD3)2 )", "DMF-d7"),
        ("TETRACHLORO-METHANE (CCl4)", "CCl4"),
        ("Tetrachloro-Ethanol (C2D2Cl4)", "C2D2Cl4"),
        ("Chloroform-D1 (CDCl3) + Methanol-D4 (CD3OD) (4:1)", "CDCl3 + CD3OD"),
        ("CF3COOD-CD3OD (5:95)", "TFA-d + CD3OD"),
        ("CDCN", "CD3CN"),
        ("СDCl3", "CDCl3"),  # with a Cyrillic C
        ("CD Cl3", "CDCl3"),
        ("d8THF", "THF-d8"),
        ("DMSO_d6", "DMSO-d6"),
        ("(CD₃)₂SO", "DMSO-d6"),
        ("hexadeuterodimethylsulfoxide", "DMSO-d6"),
        ("perdeuteromethanol", "CD3OD"),
        ("d4-MeOH", "CD3OD"),
        ("d-TFA", "TFA-d"),
        ("py-d5", "pyridine-d5"),
        ("CF3CD2OD", "TFE-d3"),
        ("HFIP", "HFIP-d2"),
        ("AcOH-d4", "acetic acid-d4"),
        ("PhMe-d8", "toluene-d8"),
        ("C6H5Cl", "chlorobenzene-d5"),
        ("p-xylene", "p-xylene"),
        ("1,2-C6D4Cl2", "1,2-dichlorobenzene-d4"),
        ("1,2-dichloroethane-d4", "DCE-d4"),
        ("CDCl2CDCl2", "C2D2Cl4"),
        ("i-PrOH-d8", "2-propanol-d8"),
        ("sulfolane", "sulfolane-d8"),
        ("NaOD in water", "D2O"),
        ("DCl", "D2O"),
        ("CH2O", "CH2O"),
        ("CDCl3 + few drops of CD3OD", "CDCl3 + CD3OD"),
        ("CDCl3/CD3OD 9:1", "CDCl3 + CD3OD"),
        ("liquid SO2", "liquid SO2"),
        ("not specified", None),
        ("neat", "neat"),
        ("Unreported", None),
        ("Unknown", None),
        ("", None),
        (None, None),
    ],
)
def test_solvents_of_nmrshiftdb2_and_papers(text, name):
    assert canonical_solvent(text) == name


def test_a_header_names_a_solvent_or_none():
    assert solvents_named_in("13C NMR (151 MHz, [D8]THF)") == "THF-d8"
    assert solvents_named_in("13C NMR (151 MHz)") is None
