"""With the cell types of KNIME's chemistry extension: SMILES, SDF and Mol cells in and out."""

import pyarrow as pa
import pytest
from node_bench import RDKIT_TYPES, columns
from rdkit import Chem

from kmaid_nodes.demo.spectra import SLICE

FROM_THE_OTHER_END = "OCC"  # ethanol, its atoms in another order than the library's


@pytest.fixture(scope="module")
def trained(chemistry, model_file):
    return chemistry.run("pretrained_model", source="FILE", path=str(model_file)).outputs[0]


def cells(bench, value_class, values):
    import knime.extension as knext
    from knime.types import chemistry

    kind = knext.logical(getattr(chemistry, value_class)).to_pyarrow()
    return pa.ExtensionArray.from_storage(kind, pa.array(values, kind.storage_type))


def molblock(smiles):
    return Chem.MolToMolBlock(Chem.MolFromSmiles(smiles))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("value_class", "text"),
    [("SmilesValue", str), ("SdfValue", lambda s: molblock(s) + "$$$$\n"), ("MolValue", molblock)],
)
def test_chemistry_cells_keep_their_atom_order(chemistry, trained, value_class, text):
    given = columns([None], [[57.8, 18.3]], ["T, Q"])
    given["SMILES"] = cells(chemistry, value_class, [text(FROM_THE_OTHER_END)])
    for node in ("predict_shifts", "embed", "assign_peaks"):
        result = chemistry.run(node, trained, chemistry.table(given))
        assert any('"SMILES" (structures)' in w for w in result.configured.warnings)
    carbons = result.frames[0]
    assert carbons.set_index("Atom index")["Peak index"].to_dict() == {1: 0, 2: 1}
    assert result.frames[1]["SMILES"].iloc[0].startswith(text(FROM_THE_OTHER_END)[:3])


def test_adapter_cells(chemistry, trained):
    if chemistry.mode == "stub":
        pytest.skip("the stand-in has no adapter cells")
    given = columns([None] * 2, [[57.8, 18.3], None], [None] * 2)
    given["SMILES"] = cells(chemistry, "SmilesAdapterValue", [{"0": "OCC", "1": None}, None])
    result = chemistry.run("assign_peaks", trained, chemistry.table(given))
    assert list(result.frames[0]["Atom index"])[:2] == [1, 2]
    assert "neither a structure nor a peak list" in result.frames[1]["Assignment status"].iloc[1]


@pytest.mark.parametrize("adapter", [False, True])
def test_rdkit_cells_keep_their_atom_order(chemistry, trained, adapter):
    if chemistry.mode == "stub" or not RDKIT_TYPES:
        pytest.skip("KNIME_RDKIT_TYPES does not name the python3 folder of github.com/rdkit/knime-rdkit")
    import knime.extension as knext

    mol = Chem.MolFromSmiles(FROM_THE_OTHER_END).ToBinary()
    if adapter:
        kind = knext.logical(Chem.Mol).to_pyarrow()
        storage = [{"0": mol, "1": None}, None]
    else:
        java = '{"value_factory_class":"org.rdkit.knime.types.RDKitMolCellValueFactory"}'
        kind = knext.LogicalType(java, knext.blob()).to_pyarrow()
        storage = [mol, None]
    given = columns([None] * 2, [[57.8, 18.3], [1.0]], ["T, Q", None])
    given["SMILES"] = pa.ExtensionArray.from_storage(kind, pa.array(storage, kind.storage_type))
    result = chemistry.run("assign_peaks", trained, chemistry.table(given))
    mine = result.frames[0].iloc[:2]
    assert mine.set_index("Atom index")["Peak index"].to_dict() == {1: 0, 2: 1}
    assert "no structure given" in result.frames[1]["Assignment status"].iloc[1]


@pytest.mark.slow
def test_structures_come_out_as_chemistry_cells(chemistry, trained):
    spectra = chemistry.run("read_spectra", path=str(SLICE)).outputs[0]
    hits = chemistry.run("retrieve", trained, spectra, spectra, top=1, view_limit=1).outputs[0]
    for table, name, kind in ((spectra, "Structure", "Sdf"), (hits, "Structure", "Smiles")):
        schema = chemistry.host.read(table).schema
        ktype = next(c.ktype for c in schema if c.name == name)
        assert f"org.knime.chem.types.{kind}CellValueFactory" in ktype.logical_type
    assert Chem.MolFromSmiles(chemistry.frame(hits)["Structure"].iloc[0]) is not None


@pytest.mark.slow
def test_many_chemistry_cells_come_in_even_batches(chemistry, tmp_path):
    header = "{}\n\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n"
    block = header + "    0.0000    0.0000    0.0000 C   0  0\nM  END\n$$$$\n"
    path = tmp_path / "many.sdf"
    path.write_text("".join(block.format(n) for n in range(17000)))
    frame = chemistry.run("read_spectra", path=str(path)).frames[0]
    assert [s.split("\n", 1)[0] for s in frame["Structure"]] == [str(n) for n in range(17000)]


def test_empty_and_all_missing_chemistry_columns(chemistry, trained):
    for rows in (0, 3):
        given = columns([None] * rows, [None] * rows, [None] * rows)
        given["SMILES"] = cells(chemistry, "SmilesValue", [None] * rows)
        for node in ("predict_shifts", "embed", "assign_peaks"):
            result = chemistry.run(node, trained, chemistry.table(given))
            assert len(result.frames[min(1, len(result.frames) - 1)]) == rows


@pytest.mark.slow
def test_workflow_with_chemistry_cells(chemistry):
    spectra = chemistry.run("read_spectra", path=str(SLICE)).outputs[0]
    small = "architecture.width=16\narchitecture.layers=1\narchitecture.projection=16\nschedule.average=0"
    model = chemistry.run("train", spectra, epochs=1, further=small).outputs[0]
    library = chemistry.run("embed", model, spectra).outputs[0]
    hits = chemistry.run("retrieve", model, spectra, library, library_form="EMBEDDINGS", top=1, view_limit=1)
    assert len(hits.frames[0]) == 240
    assert len(chemistry.run("assign_peaks", model, spectra, view_limit=1).frames[1]) == 240


def test_the_sdf_cells_alone_hold_spectra_too(chemistry):
    """An SDF Reader that extracts no properties leaves them in its cells."""
    fields = "> <Spectrum 13C 1>\n18.4;0.0Q;0|58.3;0.0T;1|\n\n> <Solvent>\n1:Methanol-D4 (CD3OD)\n\n$$$$\n"
    given = {"Molecule": cells(chemistry, "SdfValue", [molblock("CCO") + fields, molblock("CC") + "$$$$\n"])}
    frame = chemistry.run("table_to_spectra", chemistry.table(given)).frames[0]
    assert list(map(list, frame["Peaks"].iloc[:1])) == [[18.4, 58.3]] and frame["Solvent"].iloc[0] == "CD3OD"
    assert frame["Peaks"].iloc[1] is None and frame["Structure"].iloc[1] is not None


def test_rows_of_peaks_beside_sdf_cells_become_spectra(chemistry, trained):
    given = {
        "Mol": cells(chemistry, "SdfValue", [molblock("CCO") + "$$$$\n"] * 2),
        "Shift": pa.array([18.4, 58.3]),
    }
    spectra = chemistry.run("table_to_spectra", chemistry.table(given))
    assert list(map(list, spectra.frames[0]["Peaks"])) == [[18.4, 58.3]]
    molecules = chemistry.run("assign_peaks", trained, spectra.outputs[0]).frames[1]
    assert list(molecules["Carbons assigned"]) == [2]
