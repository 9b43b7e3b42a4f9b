"""Edits whose structures, lists or rows are not quite those of the table, and own numbers among edits."""

from dataclasses import replace

import pytest
from rdkit import Chem

from kmaid_nodes.api.model import Model
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.reading.edits.edits import AtomNumber, Edits, FixedPair, ListedPeak, MoleculeEdits
from kmaid_nodes.reading.edits.edits_file import read_edits
from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.writing.acs_text import journal_text
from kmaid_nodes.writing.assigned_spectra import assigned_spectrum_record
from kmaid_nodes.writing.nmredata import nmredata_record

VANILLIN = "O=Cc1ccc(O)c(OC)c1"
VANILLIN_PPM = (191.0, 152.0, 147.3, 129.8, 127.5, 114.6, 108.9, 56.1)
MENTHOL = "CC(C)[C@@H]1CC[C@@H](C)C[C@H]1O"
MENTHOL_PPM = (71.5, 50.1, 45.1, 34.6, 31.7, 25.8, 23.2, 22.2, 21.0, 16.1)


@pytest.fixture(scope="module")
def model():
    return Model(load_model(), "cpu")


def record(smiles=VANILLIN, ppm=VANILLIN_PPM, name="a", row=0, **further):
    return Record(name, smiles, tuple(map(Peak, ppm)), row=row, **further)


def fixed_to(result):
    return {c.atom_index: c.ppm for c in result.carbons if CarbonFlag.FIXED in c.flags}


def saved(tmp_path, text):
    path = tmp_path / "edits.sdf"
    path.write_text(text, encoding="utf-8")
    return path


def drawn_from(smiles, first):
    """The same structure with another first atom, and the place of each atom in the other drawing."""
    mol = Chem.MolFromSmiles(smiles)
    other = Chem.MolToSmiles(mol, rootedAtAtom=first, canonical=False)
    return other, list(map(int, mol.GetProp("_smilesAtomOutputOrder").strip("[],").split(",")))


@pytest.mark.parametrize(("smiles", "ppm"), [(VANILLIN, VANILLIN_PPM), (MENTHOL, MENTHOL_PPM)])
@pytest.mark.parametrize("first", [1, 4, 8])
def test_atoms_of_a_file_that_draws_the_structure_in_another_order_are_the_right_ones(
    model, tmp_path, smiles, ppm, first
):
    other, order = drawn_from(smiles, first)
    (there,) = model.assign([record(other, ppm)])
    path = saved(tmp_path, assigned_spectrum_record(there))
    (here,) = model.assign([record(smiles, ppm)], fixed=path)
    assert isinstance(here, AssignedMolecule)
    assert fixed_to(here) == {order[c.atom_index]: c.ppm for c in there.carbons}


def test_a_file_without_configurations_fits_a_structure_with_them(model, tmp_path):
    plain = nmredata_record("a", "CC(C)C1CCC(C)CC1O", [Peak(71.5, atoms=(9,))])
    (result,) = model.assign([record(MENTHOL, MENTHOL_PPM)], fixed=saved(tmp_path, plain))
    assert fixed_to(result) == {9: 71.5}


def test_a_file_with_fewer_peaks_than_the_list_fits_it(model, tmp_path):
    some = [Peak(56.1, atoms=(9,)), Peak(191.0, atoms=(1,))]
    path = saved(tmp_path, nmredata_record("a", VANILLIN, some))
    (result,) = model.assign([record()], fixed=path)
    assert fixed_to(result) == {9: 56.1, 1: 191.0}


def test_a_file_with_another_structure_of_the_same_name_is_refused(model, tmp_path):
    isovanillin = "O=Cc1ccc(OC)c(O)c1"
    path = saved(tmp_path, nmredata_record("a", isovanillin, [Peak(56.1, atoms=(8,))]))
    (result,) = model.assign([record()], fixed=path)
    assert isinstance(result, FailedRow) and result.reason.code is ReasonCode.EDITED_STRUCTURE_DIFFERS


def test_carbons_given_one_shift_share_its_entries_out(model):
    benzoic = record("OC(=O)c1ccccc1", (172.6, 133.8, 130.2, 130.2, 129.3, 128.5, 128.5))
    pairs = tuple(FixedPair(atom, ListedPeak(None, 130.2)) for atom in (4, 8))
    (result,) = model.assign([benzoic], fixed=Edits((MoleculeEdits("a", 0, fixed=pairs),)))
    assert {c.atom_index: c.peak_index for c in result.carbons if c.atom_index in (4, 8)} == {4: 2, 8: 3}
    assert not result.unassigned


def test_own_numbers_among_edits_are_those_of_the_results(model):
    numbers = (AtomNumber(1, "7"), AtomNumber(9, "OMe"))
    (result,) = model.assign([record()], fixed=Edits((MoleculeEdits("a", 0, numbers=numbers),)))
    assert {c.atom_index: c.number for c in result.carbons if c.number} == {1: "7", 9: "OMe"}
    assert "C-7" in journal_text(result) and "OMe" in journal_text(result)
    assert not fixed_to(result)
    assert result.score == model.assign([record()])[0].score


def test_edited_numbers_go_before_those_of_the_structure_and_the_others_stay(model):
    one = record(numbers="1:7; 2:1; 9:8")
    numbers = (AtomNumber(2, "1'"), AtomNumber(9, None))
    (result,) = model.assign([one], fixed=Edits((MoleculeEdits("a", 0, numbers=numbers),)))
    assert {c.atom_index: c.number for c in result.carbons if c.number} == {1: "7", 2: "1'"}


def test_two_edited_numbers_are_exchanged(model):
    one = record(numbers="1:7; 9:8")
    numbers = (AtomNumber(1, "8"), AtomNumber(9, "7"))
    (result,) = model.assign([one], fixed=Edits((MoleculeEdits("a", 0, numbers=numbers),)))
    assert {c.atom_index: c.number for c in result.carbons if c.number} == {1: "8", 9: "7"}


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((AtomNumber(1, "8"),), "8 stands at different atoms"),
        ((AtomNumber(99, "3"),), "there is no atom 99"),
        ((AtomNumber(2, "=1+1"),), "=1+1 cannot be the number"),
        ((AtomNumber(2, "3"), AtomNumber(2, "4")), "3 and 4 stand at one atom"),
    ],
)
def test_numbers_that_cannot_be_are_left_out_and_it_is_said(model, numbers, words):
    (result,) = model.assign([record(numbers="9:8")], fixed=Edits((MoleculeEdits("a", 0, numbers=numbers),)))
    assert {c.atom_index: c.number for c in result.carbons if c.number} == {9: "8"}
    assert words in (read_as(result.record) or "")


def test_numbers_of_a_saved_spectrum_come_with_its_pairs(model, tmp_path):
    (numbered,) = model.assign([record(numbers="1:7; 2:1; 9:8")])
    path = saved(tmp_path, assigned_spectrum_record(numbered))
    (result,) = model.assign([record()], fixed=path)
    assert {c.atom_index: c.number for c in result.carbons if c.number} == {1: "7", 2: "1", 9: "8"}
    assert read_edits(path).molecules[0].numbers[0] == AtomNumber(1, "7")


def pair(ppm, row=None, name="a"):
    return MoleculeEdits(name, row, fixed=(FixedPair(9, ListedPeak(None, ppm)),))


def test_what_is_said_of_a_row_in_two_places_holds_together(model):
    other = MoleculeEdits("a", 0, fixed=(FixedPair(1, ListedPeak(0, 191.0)),))
    (result,) = model.assign([record()], fixed=Edits((pair(56.1, 0), other)))
    assert fixed_to(result) == {9: 56.1, 1: 191.0}


def test_edits_of_a_row_are_not_those_of_a_later_row_of_the_same_name(model):
    first, second = model.assign([record(), record(row=1)], fixed=Edits((pair(56.1, 0),)))
    assert fixed_to(first) == {9: 56.1} and not fixed_to(second)


def test_edits_that_fit_no_row_are_told_and_those_of_refused_rows_are_not(model):
    rows = EditsOfRows(
        Edits((pair(56.1, 0), pair(56.1, 7, "other list"), pair(1.0, None, "refused"), pair(1.0, 3, "none")))
    )
    records = [
        record(),
        replace(record(name="other list", row=1), peaks=tuple(map(Peak, (191.0, 56.5)))),
        record(name="refused", row=2),
        Record("none", "not a structure", (Peak(20.0),), row=3),
    ]
    results = list(assign(records, model._predictor, edits=rows))
    assert [isinstance(result, FailedRow) for result in results] == [False, False, True, True]
    assert rows.without_row == ["other list"]


@pytest.mark.parametrize("fixed", [3, {"molecules": []}, ["edits.json"]])
def test_what_are_no_edits_is_refused_in_one_sentence(model, fixed):
    with pytest.raises(UserError, match="The argument fixed takes"):
        model.assign([record()], fixed=fixed)


def test_what_is_said_of_a_row_in_two_places_may_contradict_itself(model):
    other = MoleculeEdits("a", 0, fixed=(FixedPair(9, ListedPeak(0, 191.0)),))
    (result,) = model.assign([record()], fixed=Edits((pair(56.1, 0), other)))
    assert isinstance(result, FailedRow) and result.reason.code is ReasonCode.EDITS_CONTRADICT


@pytest.mark.parametrize("labels", [("major", "minor"), (None, None)])
def test_two_spectra_of_one_row_have_their_own_edits(model, labels):
    major, minor = MENTHOL_PPM, (*MENTHOL_PPM[:9], 17.1)
    both = [record(MENTHOL, ppm, set_label=label) for ppm, label in zip((major, minor), labels)]
    edits = [
        MoleculeEdits("a", 0, fixed=(FixedPair(3, ListedPeak(1, 50.1)),)),
        MoleculeEdits("a", 0, fixed=(FixedPair(2, ListedPeak(9, 17.1)),)),
    ]
    first, second = model.assign(both, fixed=Edits(tuple(edits)))
    assert fixed_to(first) == {3: 50.1}
    assert fixed_to(second) in ({2: 17.1}, {3: 50.1, 2: 17.1})
