"""Isomer Ranking, Predict Spectra and Evaluate with the cell types of KNIME's chemistry extension."""

import pyarrow as pa
import pytest
from rdkit import Chem

from kmaid_nodes.demo.spectra import SLICE

ETHANOL, ETHER = "OCC", "COC"


@pytest.fixture(scope="module")
def trained(chemistry, model_file):
    return chemistry.run("pretrained_model", source="FILE", path=str(model_file)).outputs[0]


def cells(value_class, values):
    import knime.extension as knext
    from knime.types import chemistry

    kind = knext.logical(getattr(chemistry, value_class)).to_pyarrow()
    return pa.ExtensionArray.from_storage(kind, pa.array(values, kind.storage_type))


def molblock(smiles):
    return Chem.MolToMolBlock(Chem.MolFromSmiles(smiles))


@pytest.mark.parametrize("value_class", ["SmilesValue", "SdfValue"])
def test_candidates_are_chemistry_cells(chemistry, trained, value_class):
    text = (lambda s: s) if value_class == "SmilesValue" else (lambda s: molblock(s) + "$$$$\n")
    spectra = chemistry.table({"Peaks": pa.array([[57.8, 18.3]], pa.list_(pa.float64()))})
    given = {
        "Name": pa.array(["ethanol", "ether", "nothing"]),
        "Molecule": cells(value_class, [text(ETHANOL), text(ETHER), None]),
    }
    result = chemistry.run("isomer_ranking", trained, spectra, chemistry.table(given), candidate_id="Name")
    frame, failed = result.frames
    assert set(frame["Candidate ID"]) == {"ethanol", "ether"}
    assert set(frame["Structure"]) == {"CCO", "COC"}
    assert list(failed["ID"]) == ["nothing"] and list(failed["Error code"]) == ["no_structure"]
    schema = chemistry.host.read(result.outputs[0]).schema
    ktype = next(c.ktype for c in schema if c.name == "Structure")
    assert "SmilesCellValueFactory" in ktype.logical_type


def test_spectra_of_molblocks_keep_their_atom_order(chemistry, trained):
    table = {"Molecule": cells("SdfValue", [molblock(ETHANOL) + "$$$$\n", None])}
    result = chemistry.run("predict_spectra", trained, chemistry.table(table))
    done, failed = result.frames
    text = done["Predicted 13C NMR text"].iloc[0]
    assert "(CH2, C-2)" in text and "(CH3, C-3)" in text, "oxygen is the first atom of the block"
    assert len(failed) == 1 and failed["Molecule"].iloc[0] is None


@pytest.mark.slow
def test_what_read_spectra_gives_is_measured(chemistry, trained):
    spectra = chemistry.run("read_spectra", path=str(SLICE)).outputs[0]
    metrics, molecules, failed = chemistry.run("evaluate", trained, spectra, split="VALIDATION").frames
    assert len(molecules) == 30 and len(failed) == 0
    assert Chem.MolFromSmiles(molecules["Structure"].iloc[0]) is not None
    assert metrics["Value"].notna().all() or set(metrics[metrics["Value"].isna()]["Block"]) <= {
        "isomers",
        "without_gross_errors.isomers",
    }
