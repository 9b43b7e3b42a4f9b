import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.acs.string import parse_acs_string
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.own_numbers import numbered
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedCarbon, AssignedMolecule
from kmaid_nodes.results.predicted_molecule import PredictedMolecule, PredictedShift
from kmaid_nodes.tables.assignments import assignment_batch
from kmaid_nodes.tables.predictions import prediction_batch
from kmaid_nodes.tasks.rows import read_rows
from kmaid_nodes.writing.acs_text import journal_text
from kmaid_nodes.writing.assigned_spectra import assigned_spectrum_record

# p-cresol numbered as chemists do, C-1 at the oxygen, and the methyl called 7.
MAPPED_CRESOL = "[CH3:7][c:4]1[cH:3][cH:2][c:1]([OH:8])[cH:6][cH:5]1"
SHIFTS = {0: 20.4, 1: 130.0, 2: 130.1, 3: 115.1, 4: 153.0, 6: 115.1, 7: 130.1}


def assigned(smiles: str, text: str | None = None) -> AssignedMolecule:
    structure = numbered(parse_structure(smiles), text)
    ppm = sorted(set(SHIFTS.values()), reverse=True)
    carbons = tuple(
        AssignedCarbon(
            atom,
            int(structure.symmetry_class[k]),
            int(structure.hydrogens[k]),
            ppm.index(SHIFTS[atom]),
            SHIFTS[atom],
            SHIFTS[atom],
            1.0,
            0.9,
            number=structure.atom_numbers.get(atom),
        )
        for k, atom in enumerate(structure.carbon_atom_index.tolist())
    )
    record = Record("cresol", smiles, tuple(map(Peak, ppm)), "CDCl3", numbers=text)
    return AssignedMolecule(record, structure, carbons, (), VerdictCode.CONSISTENT, -3.0)


def test_numbers_of_an_atom_mapped_smiles_reach_the_journals_text():
    assert journal_text(assigned(MAPPED_CRESOL)) == (
        "13C NMR (CDCl3) δ 153.0 (Cq, C-1), 130.1 (2C, CH, C-3, C-5), 130.0 (Cq, C-4), "
        "115.1 (2C, CH, C-2, C-6), 20.4 (CH3, C-7)"
    )


def test_without_own_numbers_the_text_counts_atoms_from_1():
    assert journal_text(assigned("Cc1ccc(O)cc1")).endswith("20.4 (CH3, C-1)")


def test_a_carbon_without_a_number_is_not_called_like_another_one():
    text = journal_text(assigned("Cc1ccc(O)cc1", "1:4; 2:3; 3:2; 4:1; 6:2; 7:3"))
    assert text.endswith("20.4 (CH3, atom 1)")
    assert "130.1 (2C, CH, C-3)" in text and "115.1 (2C, CH, C-2)" in text


@pytest.mark.parametrize("numbers", [None, "Me,4,3,2,1,-,6,5", "0:7a'; 1:C4", "0:α; 4:ipso"])
def test_the_text_with_own_numbers_is_read_back(numbers):
    molecule = assigned("Cc1ccc(O)cc1", numbers)
    parsed = parse_acs_string(journal_text(molecule))
    assert [(p.ppm, p.hydrogens, p.carbons or 1) for p in parsed.peaks] == [
        (153.0, 0, 1), (130.1, 1, 2), (130.0, 0, 1), (115.1, 1, 2), (20.4, 3, 1)
    ]  # fmt: skip


def test_the_table_of_assignments_has_the_numbers():
    batch = assignment_batch([assigned(MAPPED_CRESOL)])
    assert batch.schema.names[:3] == ["id", "atom_index", "number"]
    assert batch["number"].to_pylist() == ["7", "4", "3", "2", "1", "6", "5"]


def test_the_table_of_predictions_has_the_numbers():
    structure = parse_structure("[CH3:2][CH2:1]O")
    shifts = tuple(
        PredictedShift(atom, 20.0, 1.0, number=structure.atom_numbers.get(atom)) for atom in (0, 1)
    )
    batch = prediction_batch([PredictedMolecule(Record("a", "CCO"), structure, shifts)])
    assert batch["number"].to_pylist() == ["2", "1"]


@pytest.mark.parametrize(
    ("smiles", "text"),
    [
        (MAPPED_CRESOL, None),
        ("Cc1ccc(O)cc1", "7,4,3,2,1,-,6,5"),
        ("Cc1ccc(O)cc1", "Me,4',3',2',1',O1,6',5'"),
        ("Cc1ccc(O)cc1", "1:4; 2:3; 3:2; 4:1; 6:2; 7:3"),
    ],
)
def test_numbers_reach_the_sd_file_and_come_back(tmp_path, smiles, text):
    molecule = assigned(smiles, text)
    path = tmp_path / "a.sdf"
    path.write_text(assigned_spectrum_record(molecule), encoding="utf-8")
    (record,) = read_records(path)
    ((row,),) = read_rows([record], structures=True, peaks=True)
    assert dict(row.structure.atom_numbers) == dict(molecule.structure.atom_numbers)
    wanted = {(peak.ppm, peak.atoms) for peak in molecule.assigned_peaks()}
    assert {(peak.ppm, peak.atoms) for peak in record.peaks} == wanted
    assert not any(name.startswith("KMAID_ATOM") for name, _ in record.columns)


def test_signals_of_the_sd_file_are_labelled_with_the_numbers():
    text = assigned_spectrum_record(assigned(MAPPED_CRESOL))
    assert "C1, 153, 5\\" in text or "C1, 153.0, 5\\" in text
    assert "C7, 20.4, 1\\" in text
    assert '<"C3/C5">, 130.1, 3, 8\\' in text
