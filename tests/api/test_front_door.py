"""The front door for Python: three lines, whatever the data come as."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from rdkit import Chem

import kmaid_nodes as kmaid
from kmaid_nodes.api.model import Model
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, IndexSettings

ANISALDEHYDE = "COc1ccc(C=O)cc1"
SHIFTS = "190.8, 164.6, 131.9, 130.0, 114.3, 55.6"
ETHANOL = "CCO"


@pytest.fixture(scope="module")
def model() -> Model:
    return kmaid.load_model()


def test_importing_the_package_loads_neither_torch_nor_rdkit():
    code = "import sys, kmaid_nodes; print({'torch', 'rdkit', 'pandas'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


def test_what_the_package_offers_can_be_had_and_nothing_else():
    assert all(getattr(kmaid, name) is not None for name in kmaid.__all__)
    assert set(kmaid.__all__) <= set(dir(kmaid))
    with pytest.raises(AttributeError, match="no attribute 'asign'"):
        kmaid.asign  # noqa: B018


def test_a_structure_and_a_list_are_assigned(model):
    result = model.assign(ANISALDEHYDE, SHIFTS)
    (molecule,) = result
    assert isinstance(molecule, kmaid.AssignedMolecule)
    shifts = {carbon.atom_index: carbon.ppm for carbon in molecule.carbons}
    assert shifts[6] == 190.8 and shifts[0] == 55.6 and shifts[2] == 164.6
    assert molecule.verdict == "consistent"
    assert result.to_pandas()["ppm"].tolist() == [carbon.ppm for carbon in molecule.carbons]
    assert isinstance(result.to_arrow(), pa.Table)
    assert result.summary()["verdict"].tolist() == ["consistent"]
    assert result.ranked(2)["rank"].unique().tolist() == [1, 2]


def test_a_list_may_be_numbers_with_multiplicities_and_a_solvent(model):
    with_letters = model.assign(ETHANOL, [58.0, 18.2, 77.16], multiplicity="T, Q, ?", solvent="CDCl3")
    table = with_letters.to_pandas()
    assert table["ppm"].tolist() == [18.2, 58.0, 77.16] and table["kind"].iloc[2] == "solvent"


ROTAMERS = "major: 171.3, 136.5, 128.9, 50.7, 35.5, 21.8; minor: 170.5, 137.3, 128.6, 54.3, 33.8, 21.5"


def test_each_labelled_set_of_rotamers_is_assigned(model):
    result = model.assign("CN(Cc1ccccc1)C(C)=O", ROTAMERS)
    assert [(row.record.id, row.record.set_label) for row in result] == [
        ("0/major", "major"),
        ("0/minor", "minor"),
    ]
    assert result.summary()["peaks"].tolist() == [6, 6] and result.summary()["row"].tolist() == [0, 0]
    assert [row.record.id for row in model.embed_spectra([ROTAMERS, SHIFTS])] == ["0/major", "0/minor", "1"]


def test_one_multiplicity_list_goes_with_each_set_of_rotamers(model):
    sets = "major: 58.0, 18.2; minor: 57.1, 17.9"
    molecules = model.assign(ETHANOL, sets, multiplicity="CH2, CH3")
    assert [[peak.hydrogens for peak in molecule.record.peaks] for molecule in molecules] == [[2, 3], [2, 3]]
    (refused,) = model.assign(ETHANOL, sets, multiplicity="CH2, CH3, CH2, CH3")
    assert str(refused.reason.code) == "multiplicity_count_mismatch"


def test_the_solvent_of_the_heading_goes_before_the_argument_and_both_are_said(model):
    heading = "13C NMR (101 MHz, DMSO-d6) δ 58.0, 18.2"
    (molecule,) = model.assign(ETHANOL, heading, solvent="CDCl3")
    assert molecule.record.solvent == "DMSO-d6"
    assert [note.code for note in molecule.record.notes] == ["solvents_disagree"]
    assert "CDCl3" in model.assign(ETHANOL, heading, solvent="CDCl3").to_pandas()["read_as"][0]


def test_a_solvent_that_is_not_known_is_said(model):
    table = model.assign(ETHANOL, "58.0, 18.2", solvent="krypton").to_pandas()
    assert "krypton is not known here" in table["read_as"][0]


def test_values_have_the_number_of_their_row(model):
    assert model.predict([ETHANOL, "C1CC"]).to_pandas()["row"].tolist() == [0, 0, 1]
    assert [row.record.row for row in model.embed_spectra([[58.0, 18.2], SHIFTS])] == [0, 1]


def test_a_notebook_shows_the_linked_drawing_and_spectrum_apart_from_its_own_page(model):
    html = model.assign(ANISALDEHYDE, SHIFTS)._repr_html_()
    assert (
        html.startswith("<iframe srcdoc=")
        and "&quot;picture&quot;:" in html
        and "allow-same-origin" not in html
    )
    assert "<script>" not in html  # escaped within the frame
    failed = model.assign("C1CC", SHIFTS)._repr_html_()
    assert "not a valid SMILES" in failed


@pytest.mark.parametrize("as_table", [lambda frame: frame, pa.Table.from_pandas])
def test_tables_are_read_by_their_columns_names_or_by_those_given(model, as_table):
    frame = pd.DataFrame({"name": ["a", "b"], "SMILES": [ETHANOL, "C1CC"], "peaks": ["58.0, 18.2"] * 2})
    result = model.assign(as_table(frame))
    assert [row.record.id for row in result] == ["a", "b"]
    assert [str(row.reason.code) for row in result.failed] == ["invalid_smiles"]
    assert repr(result) == "<Assignments of 2 records, 1 of them failed>"
    renamed = frame.rename(columns={"peaks": "measured", "SMILES": "drawn"})
    columns = {"peaks": "measured", "structure": "drawn"}
    assert model.assign(as_table(renamed), columns=columns).to_pandas().equals(result.to_pandas())
    with pytest.raises(kmaid.UserError, match="No column looks like"):
        model.assign(as_table(frame[["name"]]))


def test_files_and_records_are_read(model, tmp_path):
    path = tmp_path / "spectra.csv"
    path.write_text(f'id,smiles,peaks\nethanol,{ETHANOL},"58.0, 18.2"\n')
    from_text, from_path = model.assign(str(path)), model.assign(path)
    from_records = model.assign(kmaid.read_records(path))
    assert from_text.to_arrow().equals(from_path.to_arrow())
    assert from_text.to_arrow().equals(from_records.to_arrow())
    assert model.assign(list(kmaid.read_records(path)))[0].record.id == "ethanol"
    assert len(model.assign([])) == 0


@pytest.mark.parametrize("name", ["spectra.csv", "spectra.SDF", "molecules.smi.gz", "library.parquet"])
@pytest.mark.parametrize("task", ["assign", "predict", "embed", "embed_spectra", "library"])
def test_a_missing_file_is_no_molecule(model, task, name):
    with pytest.raises(kmaid.UserError, match=f"There is no file '{name}'"):
        getattr(model, task)(name)
    with pytest.raises(kmaid.UserError, match="There is no file"):
        getattr(model, task)(Path(name))


def test_an_empty_folder_is_no_molecule(model, tmp_path):
    for task in (model.assign, model.predict, model.library):
        with pytest.raises(kmaid.UserError, match="There is no file to read in the folder"):
            task(str(tmp_path))


def test_data_of_another_kind_are_an_error(model):
    with pytest.raises(kmaid.UserError, match=r"Cannot read records from this \(int\)"):
        model.predict(5)
    with pytest.raises(kmaid.UserError, match=r"Cannot read records from this \(list of dict\)"):
        model.predict([{"smiles": ETHANOL}])
    (row,) = model.assign(ETHANOL, "58.0, banana")
    assert isinstance(row, kmaid.FailedRow) and "banana" in row.sentence


def test_a_structure_that_is_missing_from_a_list_keeps_its_row(model):
    for smiles in ([ETHANOL, None], pd.Series([ETHANOL, np.nan]), pd.Series([ETHANOL, pd.NA])):
        result = model.predict(smiles)
        assert [str(row.reason.code) for row in result.failed] == ["no_structure"] and len(result) == 2


@pytest.mark.parametrize(
    "frame, words",
    [
        (pd.DataFrame([[ETHANOL, ETHANOL]], columns=["smiles", "smiles"]), "more than one column 'smiles'"),
        (pd.DataFrame({"smiles": [Chem.MolFromSmiles(ETHANOL)]}), "Write molecules as SMILES"),
        (pd.DataFrame({"smiles": [ETHANOL] * 2, "peaks": ["58.0", [58.0]]}), "a mixture of these"),
    ],
)
def test_a_table_that_arrow_cannot_hold_is_an_error(model, frame, words):
    with pytest.raises(kmaid.UserError, match=words):
        model.predict(frame)


def test_an_index_with_a_name_names_the_rows(model):
    frame = pd.DataFrame({"id": ["a", "b"], "smiles": [ETHANOL, "CO"]}).set_index("id")
    assert [row.record.id for row in model.predict(frame)] == ["a", "b"]


def test_a_column_that_is_not_needed_may_hold_anything(model):
    frame = pd.DataFrame({"smiles": [ETHANOL], "ROMol": [Chem.MolFromSmiles(ETHANOL)], "n": [10**30]})
    assert len(model.predict(frame).failed) == 0


def test_a_structure_is_no_folder_of_that_name(model, tmp_path, monkeypatch):
    (tmp_path / ETHANOL).mkdir()
    monkeypatch.chdir(tmp_path)
    assert len(model.predict(ETHANOL)) == 1 and len(model.library(ETHANOL)) == 1


def test_columns_go_with_a_table(model):
    with pytest.raises(kmaid.UserError, match="goes with a table"):
        model.assign(ETHANOL, "58.0, 18.2", columns={"peaks": "13C"})
    library = model.library([ETHANOL])
    with pytest.raises(kmaid.UserError, match="made already"):
        model.retrieve(SHIFTS, library, library_columns={"structure": "drawn"})
    with pytest.raises(kmaid.UserError, match="name it with library_columns"):
        model.retrieve(SHIFTS, pd.DataFrame({"peaks": ["58.0"]}))


def test_embedding_the_library_of_a_search_can_be_stopped(model):
    def stop(done: int) -> None:
        raise kmaid.Cancelled

    with pytest.raises(kmaid.Cancelled):
        model.retrieve([], [ETHANOL], progress=stop)


def test_a_library_says_how_many_molecules_it_lacks(model):
    assert repr(model.library([ETHANOL, "C1CC"])) == "<Library of 1 molecules, 1 left out>"


def test_multiplicity_and_solvent_go_with_one_structure(model):
    frame = pd.DataFrame({"smiles": [ETHANOL], "peaks": ["58.0, 18.2"]})
    for argument in ({"solvent": "CDCl3"}, {"multiplicity": ["CH2", "CH3"]}):
        with pytest.raises(kmaid.UserError, match="go with one structure"):
            model.assign(frame, **argument)


@pytest.mark.slow
def test_the_numbers_that_decide_can_be_chosen(model):
    def match(**chosen):
        (result,) = model.retrieve(SHIFTS, [ANISALDEHYDE, ETHANOL], **chosen)
        return [hit.match_score for hit in result.hits]

    ranking = replace(DEFAULT_SEARCH_SETTINGS.ranking, per_ppm=3.0)
    costs = replace(DEFAULT_SETTINGS.costs, gross_error=0.3)
    assert match(settings=replace(DEFAULT_SEARCH_SETTINGS, ranking=ranking)) != match()
    assert match(assignment=replace(DEFAULT_SETTINGS, costs=costs)) != match()
    inexact = replace(DEFAULT_SEARCH_SETTINGS, index=IndexSettings(exact_up_to=10))
    assert not model.library(["C" * n for n in range(1, 60)], settings=inexact).index.exact
    with pytest.raises(kmaid.UserError, match="exact_up_to must be at least 1"):
        IndexSettings(exact_up_to=0)
    far_off = replace(DEFAULT_SETTINGS, far_ppm=0.0, far_uncertainties=0.0)
    (molecule,) = model.assign(ETHANOL, "58.0, 18.2", settings=far_off)
    assert all("far_from_prediction" in carbon.flags for carbon in molecule.carbons)


def test_a_part_of_the_results_is_a_result(model):
    result = model.predict([ETHANOL, "C1CC", "CO"])
    assert result[1:].to_pandas()["id"].tolist() == ["1", "2"] and repr(result[:1]).endswith("1 record>")
    assert len(repr(model.assign(ETHANOL, "58.0, 18.2")[0])) < 2000


def test_at_least_one_ranked_assignment_is_asked_for(model):
    with pytest.raises(kmaid.UserError, match="at least 1"):
        model.assign(ETHANOL, "58.0, 18.2").ranked(0)


def test_shifts_are_predicted_for_one_or_many_structures(model):
    one = model.predict(ETHANOL).to_pandas()
    many = model.predict([ETHANOL, "O", ANISALDEHYDE])
    assert one["atom_index"].tolist() == [0, 1] and one["predicted_ppm"].between(10, 70).all()
    assert [len(getattr(result, "shifts", ())) for result in many] == [2, 0, 8]
    assert "13C NMR (predicted)" in many._repr_html_()


def test_a_molecule_and_its_spectrum_have_vectors_that_point_the_same_way(model):
    molecules = model.embed([ANISALDEHYDE, ETHANOL, "not a structure"]).vectors
    spectrum = model.embed_spectra(SHIFTS).vectors[0]
    assert np.linalg.norm(molecules[:2], axis=1) == pytest.approx([1, 1], abs=1e-3)
    assert np.isnan(molecules[2]).all()
    assert molecules[0] @ spectrum > molecules[1] @ spectrum
    both = model.embed_spectra([SHIFTS, [58.0, 18.2]])
    assert [row.record.id for row in both] == ["0", "1"]


@pytest.mark.slow
def test_spectra_are_looked_up_in_structures_or_in_a_library_made_once(model):
    isomers = [ANISALDEHYDE, "COc1cccc(C=O)c1", "COC(=O)c1ccccc1", "OC(=O)Cc1ccccc1"]
    library = model.library(isomers)
    hits = model.retrieve(SHIFTS, library, top=2)
    assert hits[0].hits[0].smiles == ANISALDEHYDE and len(hits[0].hits) == 2
    assert model.retrieve(SHIFTS, isomers, top=2).to_arrow().equals(hits.to_arrow())
    assert "<iframe" in hits._repr_html_()
    ranked = model.isomers(SHIFTS, library).to_pandas()
    assert ranked["rank"].tolist() == [1, 2, 3, 4] and ranked["probability"].is_monotonic_decreasing
    aldehydes = model.isomers(SHIFTS, library, only=kmaid.Filter(required=("[CH]=O",)))
    assert len(aldehydes[0].hits) == 2
    table = pd.DataFrame({"drawn": isomers, "smiles": [ETHANOL] * 4})
    (best,) = model.retrieve(SHIFTS, table, top=1, library_columns={"structure": "drawn"})[0].hits
    assert best.smiles == ANISALDEHYDE


def test_a_library_of_one_long_structure_is_no_path(model):
    (smiles,) = model.library("C" * 300).smiles.to_pylist()
    assert smiles == "C" * 300
    molblock = Chem.MolToMolBlock(Chem.MolFromSmiles(ANISALDEHYDE))
    assert len(model.library(molblock)) == 1


def test_the_columns_of_a_library_file_may_be_named(model, tmp_path):
    path = tmp_path / "molecules.csv"
    path.write_text(f"number,drawn,smiles\nA1,{ANISALDEHYDE},{ETHANOL}\n")
    columns = {"id": "number", "structure": "drawn"}
    for library in (model.library(path, columns=columns), model.library(str(path), columns=columns)):
        assert library.ids.to_pylist() == ["A1"] and library.smiles.to_pylist() == [ANISALDEHYDE]


@pytest.mark.parametrize(
    "shifts",
    [
        np.array([58, 18]),
        pd.Series([58, 18]),
        [np.int64(58), np.int64(18)],
        np.array([58, 18], np.float32),
        pd.Series([58.0, 18.0]),
    ],
)
def test_whole_numbers_and_arrays_are_one_peak_list(model, shifts):
    (row,) = model.embed_spectra(shifts)
    assert [peak.ppm for peak in row.record.peaks] == [58, 18]
    (molecule,) = model.assign(ETHANOL, shifts)
    assert [carbon.ppm for carbon in molecule.carbons] == [18, 58]


def test_a_wrong_key_of_columns_is_an_error_with_the_right_ones(model):
    frame = pd.DataFrame({"SMILES": [ETHANOL], "13C": ["58.0, 18.2"]})
    with pytest.raises(kmaid.UserError, match=r"unknown key 'peak'; its keys are id, structure, peaks, "):
        model.assign(frame, columns={"peak": "13C"})
    with pytest.raises(kmaid.UserError, match="columns must be a dict"):
        model.assign(frame, columns="13C")
    with pytest.raises(kmaid.UserError, match="unknown key"):
        model.library("library.csv", columns={"smiles": "SMILES"})


def test_a_table_has_its_peaks_in_a_column(model, tmp_path):
    frame = pd.DataFrame({"SMILES": [ETHANOL], "13C": ["58.0, 18.2"]})
    for table in (frame, pa.Table.from_pandas(frame), tmp_path / "spectra.csv", "spectra.csv"):
        with pytest.raises(kmaid.UserError, match=r"peaks goes with one structure.*columns=\{"):
            model.assign(table, "13C")


def test_a_column_that_is_missing_is_asked_for_without_an_option_of_the_command_line(model):
    with pytest.raises(
        kmaid.UserError,
        match=r'like 13C peak lists; name it with columns={"peaks": "NAME"}; the table has "SMILES"\.',
    ):
        model.assign(pd.DataFrame({"SMILES": [ETHANOL]}))


def test_a_search_has_at_least_one_hit(model):
    for top in (0, -1):
        with pytest.raises(kmaid.UserError, match="top must be at least 1"):
            model.retrieve(SHIFTS, [ANISALDEHYDE], top=top)
        with pytest.raises(kmaid.UserError, match="top must be at least 1"):
            model.isomers(SHIFTS, [ANISALDEHYDE], top=top)
    with pytest.raises(kmaid.UserError, match="rerank must be at least 0"):
        model.retrieve(SHIFTS, [ANISALDEHYDE], rerank=-1)


def test_progress_counts_the_records_and_can_stop_a_task(model, tmp_path):
    done: list[int] = []
    model.predict([ETHANOL, ANISALDEHYDE], progress=done.append)
    assert done[-1] == 2

    def stop(records: int) -> None:
        raise kmaid.Cancelled

    with pytest.raises(kmaid.Cancelled):
        model.predict([ETHANOL], progress=stop)
    (tmp_path / "molecules.smi").write_text(ETHANOL)
    with pytest.raises(kmaid.Cancelled):
        model.library(tmp_path / "molecules.smi", progress=stop)


def test_a_library_is_written_to_a_file_and_searched(model, tmp_path):
    path = tmp_path / "library.parquet"
    built = model.build_library(iter([ETHANOL, "C1CC", ETHANOL, "CCC"]), path, unique=True)
    assert (built.molecules, built.refused, built.duplicates) == (2, 1, 1)
    assert [record.number for record in built.refused_records] == [1]
    assert model.retrieve(SHIFTS, path).to_pandas()["smiles"][0] == "CCO"
    with pytest.raises(kmaid.UserError, match="exists already"):
        model.build_library([ETHANOL], path)
    assert model.build_library([ETHANOL], path, overwrite=True).rows == 1


def test_a_library_that_was_stopped_is_not_there_and_can_be_made(model, tmp_path):
    path, molecules = tmp_path / "library.parquet", ["C" * n for n in range(1, 100)]

    def stop(done):
        if done > 64:
            raise kmaid.Cancelled

    with pytest.raises(kmaid.Cancelled):
        model.build_library(molecules, path, progress=stop)
    assert not path.exists()
    assert model.build_library(molecules, path).rows == 99
