"""The front door for Python: three lines, whatever the data come as."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import kmaid_nodes as kmaid
from kmaid_nodes.api.model import Model

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


def test_a_notebook_shows_the_linked_drawing_and_spectrum_apart_from_its_own_page(model):
    html = model.assign(ANISALDEHYDE, SHIFTS)._repr_html_()
    assert html.startswith("<iframe srcdoc=") and "data-atom=" in html and "allow-same-origin" not in html
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


def test_what_is_no_data_is_said_plainly(model):
    with pytest.raises(kmaid.UserError, match=r"There is no file 'spectra\.csv'"):
        model.assign("spectra.csv")
    with pytest.raises(kmaid.UserError, match="Cannot read records from a int"):
        model.predict(5)
    with pytest.raises(kmaid.UserError, match="Cannot read records from a list of dict"):
        model.predict([{"smiles": ETHANOL}])
    (row,) = model.assign(ETHANOL, "58.0, banana")
    assert isinstance(row, kmaid.FailedRow) and "banana" in row.sentence


def test_shifts_are_predicted_for_one_or_many_structures(model):
    one = model.predict(ETHANOL).to_pandas()
    many = model.predict([ETHANOL, "O", ANISALDEHYDE])
    assert one["atom_index"].tolist() == [0, 1] and one["predicted_ppm"].between(10, 70).all()
    assert [len(getattr(result, "shifts", ())) for result in many] == [2, 0, 8]
    assert "predicted_ppm" in many._repr_html_()


def test_a_molecule_and_its_spectrum_have_vectors_that_point_the_same_way(model):
    molecules = model.embed([ANISALDEHYDE, ETHANOL, "not a structure"]).vectors
    spectrum = model.embed_spectra(SHIFTS).vectors[0]
    assert np.linalg.norm(molecules[:2], axis=1) == pytest.approx([1, 1], abs=1e-3)
    assert np.isnan(molecules[2]).all()
    assert molecules[0] @ spectrum > molecules[1] @ spectrum
    both = model.embed_spectra([SHIFTS, [58.0, 18.2]])
    assert [row.record.id for row in both] == ["0", "1"]


def test_spectra_are_looked_up_in_structures_or_in_a_library_made_once(model):
    isomers = [ANISALDEHYDE, "COc1cccc(C=O)c1", "COC(=O)c1ccccc1", "OC(=O)Cc1ccccc1"]
    library = model.library(isomers)
    hits = model.retrieve(SHIFTS, library, top=2)
    assert hits[0].hits[0].smiles == ANISALDEHYDE and len(hits[0].hits) == 2
    assert model.retrieve(SHIFTS, isomers, top=2).to_arrow().equals(hits.to_arrow())
    assert "<iframe" in hits._repr_html_()
    ranked = model.isomers(SHIFTS, library).to_pandas()
    assert ranked["rank"].tolist() == [1, 2, 3, 4] and ranked["probability"].is_monotonic_decreasing


def test_progress_is_told_and_can_stop(model):
    def stop(done: int) -> None:
        raise kmaid.Cancelled

    with pytest.raises(kmaid.Cancelled):
        model.predict([ETHANOL], progress=stop)
