"""What each node is for, beyond not breaking."""

import json
from dataclasses import replace

import pyarrow as pa
import pytest
from node_bench import MULTIPLICITY, PEAKS, SMILES, columns
from rdkit.Chem import MolFromMolBlock, MolFromSmiles
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.library_building.building import build_library
from kmaid_nodes.model.description import FORMAT_VERSION
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.formats.examples import BINARY_FORMATS
from kmaid_nodes.reading.formats.registry import FORMATS
from kmaid_nodes.reading.peak_list import parse_peak_list
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tables.assignments import assignment_batch
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tables.predictions import prediction_batch
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.tasks.embed import embed_molecules
from kmaid_nodes.tasks.predict import predict_shifts


@pytest.fixture(scope="module")
def expected(tiny_model):
    """The tasks' own results on the same rows."""
    rows = [Record(str(n), s, tuple(parse_peak_list(p))) for n, (s, p) in enumerate(zip(SMILES, PEAKS))]
    predictor = Predictor(tiny_model)

    return {
        "embed": embedding_batch(embed_molecules(rows, predictor)).to_pandas(),
        "predict": prediction_batch(predict_shifts(rows, predictor)).to_pandas(),
        "assign": assignment_batch(assign(rows, predictor)).to_pandas(),
    }


def close(got, wanted):
    return list(got) == pytest.approx(list(wanted), abs=1e-4)


def test_embed_gives_what_the_task_gives(bench, model, expected):
    table = bench.table(columns())
    frame, failed = bench.run("embed", model, table).frames
    assert len(failed) == 0
    for got, wanted in zip(frame["Embedding"], expected["embed"]["embedding"]):
        assert close(got, wanted)
    wide = bench.run("embed", model, table, form="COLUMNS").frames[0]
    assert close([wide[f"Embedding {n}"].iloc[2] for n in range(1, 33)], frame["Embedding"].iloc[2])


def test_embedded_spectrum_has_unit_length(bench, model):
    frame = bench.run("embed", model, bench.table(columns()), what="SPECTRA").frames[0]
    assert sum(x * x for x in frame["Embedding"].iloc[0]) == pytest.approx(1, abs=1e-5)


def test_predict_shifts(bench, model, expected):
    result = bench.run("predict_shifts", model, bench.table(columns(), ids=list("abcdefg")), id_column="Name")
    frame, wanted = result.frames[0], expected["predict"]
    assert list(frame["Atom index"]) == list(wanted["atom_index"])
    assert close(frame["Predicted shift (ppm)"], wanted["predicted_ppm"])
    assert list(frame["Molecule RowID"])[:3] == ["a", "a", "b"] and frame["ID"].iloc[0] == "compound 0"


def test_assign_peaks(bench, model, expected):
    table = bench.table(columns(), ids=list("abcdefg"))
    result = bench.run("assign_peaks", model, table, multiplicity="<none>")
    carbons, molecules, ranked = result.frames
    wanted = expected["assign"]
    assert len(ranked) == 0
    assert list(carbons["Status"]) == list(wanted["status"])
    assert [int(p) for p in carbons["Peak index"]] == [int(p) for p in wanted["peak_index"]]
    ethanol = molecules.loc["a"]
    counts = ["Carbon count", "Peak count", "Carbons assigned", "Leftover peaks"]
    assert ethanol[counts].tolist() == [2, 2, 2, 0]
    assert ethanol["Assignment status"] == "every carbon has a peak"
    mine = carbons[carbons["Molecule RowID"] == "a"]["Confidence"]
    assert ethanol["Mean confidence"] == pytest.approx(sum(mine) / 2)
    assert ethanol["Lowest confidence"] == pytest.approx(min(mine))
    assert result.view.html.startswith("<!DOCTYPE html>") and '"carbons":[{"atom":0,' in result.view.html


def test_ranked_assignments_begin_with_the_assignment_itself(bench, model):
    table = bench.table(columns(), ids=list("abcdefg"))
    carbons, _, ranked = bench.run("assign_peaks", model, table, id_column="Name", whole_assignments=2).frames
    assert set(ranked["Rank"]) == {1, 2}
    first = ranked[ranked["Rank"] == 1]
    keys = ["Molecule RowID", "Atom index"]
    of_carbons = carbons.dropna(subset=["Atom index"]).set_index(keys)["Peak index"]
    assert first.set_index(keys)["Peak index"].equals(of_carbons)
    assert (first["Odds"] == 1).all() and (ranked["Odds"] <= 1).all()
    assert ranked["ID"].iloc[0] == "compound 0"


def test_pairs_that_were_fixed_in_the_view_are_kept(bench, model, tmp_path):
    edits = tmp_path / "edits.csv"
    edits.write_text("id,row,atom,peak,ppm,edit\nb,1,0,0,159.6,fixed\nc,2,0,0,999,fixed\n")
    peaks = [[159.6, 129.4, 120.6, 113.9, 55.1]] * 3
    table = bench.table(columns(["COc1ccccc1"] * 3, peaks, [None] * 3), ids=["a", "b", "c"])
    carbons, molecules, _ = bench.run("assign_peaks", model, table, edits=str(edits)).frames
    methoxy = carbons[carbons["Atom index"] == 0].set_index("Molecule RowID")
    assert methoxy.loc["b", "Shift (ppm)"] == 159.6 and "fixed" in methoxy.loc["b", "Flags"]
    assert "fixed" not in (methoxy.loc["a", "Flags"] or "")
    assert molecules.loc["c", "Assignment error code"] == "edited_peak_not_in_list"


def test_a_file_of_edits_that_is_not_there_is_refused_in_the_dialog(bench, model, tmp_path):
    table = bench.table(columns(), ids=list("abcdefg"))
    with pytest.raises(bench.failed, match="There is no file of edits"):
        bench.run("assign_peaks", model, table, edits=str(tmp_path / "none.json"))


def test_multiplicity_is_used(bench, model):
    swapped = columns(["CCO"], [[20.0, 21.0]], ["T, Q"])
    carbons = bench.run("assign_peaks", model, bench.table(swapped)).frames[0]
    assert carbons.set_index("Atom index")["Peak index"].to_dict() == {0: 1, 1: 0}


def test_a_solvent_peak_is_named_and_verdict_and_texts_are_given(bench):
    bundled = bench.run("pretrained_model").outputs[0]
    table = {
        "SMILES": pa.array(["CCOC(=O)c1ccccc1"]),
        "13C NMR": pa.array(["166.6, 132.8, 130.5, 129.5, 128.3, 77.2, 60.9, 14.3"]),
        "Solvent": pa.array(["CDCl3"]),
    }
    carbons, molecules, _ = bench.run("assign_peaks", bundled, bench.table(table)).frames
    assert carbons["Status"].iloc[-1] == "unassigned peak: solvent CDCl3"
    assert molecules["Verdict"].iloc[0] == "consistent" and molecules["Leftover peaks"].iloc[0] == 1
    assert molecules["13C NMR text"].iloc[0].startswith("13C NMR (CDCl3) δ 166.6 (Cq, C-4), ")
    assert "77.2;0.0;|" in molecules["Assigned shifts"].iloc[0]


@pytest.mark.slow
def test_views_are_bounded(bench, model):
    table = bench.table(columns(SMILES * 4, PEAKS * 4, MULTIPLICITY * 4))
    assert "3 of 28" in bench.run("assign_peaks", model, table, view_limit=3).view.html
    assert "2 of 28" in bench.run("retrieve", model, table, table, view_limit=2, top=2).view.html
    assert "0 of 28" in bench.run("assign_peaks", model, table, view_limit=0).view.html


@pytest.mark.parametrize("peaks", ["57.8, 18.3", "57.8 CH2; 18.3 CH3", "57.8;0.0T;1|18.3;0.0Q;0|"])
def test_peak_lists_as_text(bench, model, peaks):
    table = {"SMILES": pa.array(["CCO"]), "13C NMR": pa.array([peaks])}
    molecules = bench.run("assign_peaks", model, bench.table(table)).frames[1]
    assert molecules["Carbons assigned"].iloc[0] == 2


@pytest.mark.slow
def test_retrieve_from_structures_and_from_embeddings(bench, model):
    queries, library = bench.table(columns(), ids=list("abcdefg")), bench.table(columns())
    settings = {"top": 3, "library_id": "Name", "query_id": "Name"}
    direct = bench.run("retrieve", model, queries, library, **settings).frames[0]
    embedded = bench.run("embed", model, library).outputs[0]
    result = bench.run("retrieve", model, queries, embedded, library_form="EMBEDDINGS", **settings)
    later = result.frames[0]
    # Three hits each, or fewer where the others explain none of the peaks.
    ranks = direct.groupby("Query RowID", sort=False)["Rank"].agg(list)
    assert list(ranks.index) == list("abcdefg")
    assert all(one == list(range(1, len(one) + 1)) and len(one) <= 3 for one in ranks)
    assert close(direct["Score"], later["Score"])
    assert set(later["Structure"]) <= set(direct["Structure"]) | {"CCO"}
    assert direct["Library ID"].iloc[0].startswith("compound")
    assert '"picture":{"svg":"' in result.view.html


def formulas(frame) -> set[str]:
    return {CalcMolFormula(MolFromSmiles(text)) for text in frame["Structure"].dropna()}


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        {"formula": "C2H6O"},
        {"mass": 46.0419, "mass_tolerance": "10 ppm"},
        {"elements": "C,O", "least_carbons": 2, "most_carbons": 2, "forbidden": "C=O"},
    ],
)
def test_retrieve_finds_only_what_the_filter_lets_pass(bench, model, settings):
    queries, library = bench.table(columns()), bench.table(columns(["CCO", "CC(=O)O", "CCN", *SMILES[3:]]))
    hits = bench.run("retrieve", model, queries, library, view_limit=0, **settings).frames[0]
    assert formulas(hits) == {"C2H6O"}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"mass": 46.0, "mass_tolerance": "wide"}, "5ppm"),
        ({"elements": "C,Xx"}, "not an element"),
        ({"formula": "water"}, "not a molecular formula"),
        ({"required": "((("}, "not a SMARTS"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_in_the_dialog(bench, model, settings, sentence):
    table = bench.table(columns())
    with pytest.raises(bench.failed, match=sentence):
        bench.configure("retrieve", [model, table, table], **settings)


@pytest.fixture(scope="module")
def library_file(tiny_model, tmp_path_factory):
    path = tmp_path_factory.mktemp("library") / "library.parquet"
    rows = [Record(f"compound {n}", text) for n, text in enumerate([*SMILES, "nothing"])]
    build_library(rows, Predictor(tiny_model), path, {"name": "rows"})
    return path


@pytest.mark.slow
def test_a_library_file_gives_the_hits_that_its_table_gives(bench, model, library_file):
    queries = bench.table(columns(), ids=list("abcdefg"))
    settings = {"top": 3, "query_id": "Name"}
    result = bench.run("retrieve_from_file", model, queries, library=str(library_file), **settings)
    table = bench.run("retrieve", model, queries, bench.table(columns()), library_id="Name", **settings)
    hits, expected = result.frames[0], table.frames[0]
    assert list(hits.columns) == [c for c in expected.columns if c != "Library RowID"]
    assert list(hits["Query RowID"]) == list(expected["Query RowID"])
    assert close(hits["Match score"], expected["Match score"])
    assert set(hits["Library ID"]) <= {f"compound {n}" for n in range(7)}
    assert '"picture":{"svg":"' in result.view.html


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Choose a library"), ("/nowhere.parquet", "There is no library /nowhere.parquet")],
)
def test_a_library_file_that_does_not_exist_is_refused_in_the_dialog(bench, model, text, sentence):
    with pytest.raises(bench.failed, match=sentence):
        bench.configure("retrieve_from_file", [model, bench.table(columns())], library=text)


def test_a_file_that_is_no_library_is_refused(bench, model, tmp_path):
    (tmp_path / "library.parquet").write_bytes(b"PAR1 no table")
    with pytest.raises(bench.failed, match="no library of"):
        settings = {"library": str(tmp_path / "library.parquet")}
        bench.run("retrieve_from_file", model, bench.table(columns()), **settings)


def test_retrieve_refuses_embeddings_of_another_length(bench, model):
    library = columns() | {"Embedding": pa.array([[1.0, 2.0]] * len(SMILES))}
    with pytest.raises(bench.failed, match="not 32 numbers long"):
        bench.run("retrieve", model, bench.table(columns()), bench.table(library), library_form="EMBEDDINGS")


def test_retrieve_needs_a_usable_library(bench, model):
    with pytest.raises(bench.failed, match="no usable molecule"):
        bench.run("retrieve", model, bench.table(columns()), bench.table(columns(["O"], [None], [None])))


def test_read_spectra(bench, shipped_records):
    result = bench.run("read_spectra", path=str(SLICE))
    frame = result.frames[0]
    assert len(frame) == len(shipped_records)
    record, row = shipped_records[0], frame.iloc[0]
    again = parse_peak_list(row["Assigned shifts"])
    facts = [[(p.ppm, p.hydrogens, p.atoms) for p in peaks] for peaks in (again, record.peaks)]
    assert facts[0] == facts[1]
    assert row["Peaks"] == [p.ppm for p in record.peaks]
    assert row["Structure"].startswith(record.structure.rstrip("\n")) and row["ID"] == record.id


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("", "Choose a file"), ("/no/such/file.sdf", "There is no file")],
)
def test_read_spectra_says_what_is_wrong(bench, path, sentence):
    with pytest.raises(bench.failed, match=sentence) as failure:
        bench.configure("read_spectra", path=path)
    assert failure.value.invalid_settings


TEXT_FORMATS = [form for form in FORMATS if form.kind not in BINARY_FORMATS]


@pytest.mark.parametrize("form", TEXT_FORMATS, ids=lambda form: form.kind.value)
def test_read_spectra_reads_every_format(bench, tmp_path, form):
    path = tmp_path / f"example{form.endings[0]}"
    path.write_text(form.example + "\n", "utf-8")
    frame = bench.run("read_spectra", path=str(path)).frames[0]
    row, (record, *_) = frame.iloc[0], read_records(path)
    assert row["ID"] == record.id and row["Not usable because"] is None
    assert row["Peaks"] == (None if record.peaks is None else [peak.ppm for peak in record.peaks])
    assert row["Frequency [MHz]"] == record.frequency_mhz
    if record.structure:
        assert MolFromMolBlock(row["Structure"]).GetNumHeavyAtoms() == 3
    else:
        assert row["Structure"] is None
    assert (row["Read as"] is None) == (record.peaks is None)


def test_read_spectra_reads_a_folder_and_names_what_it_cannot(bench, tmp_path):
    (tmp_path / "a.smi").write_text("CCO ethanol\nC1CC broken\n")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    result = bench.run("read_spectra", path=str(tmp_path))
    frame = result.frames[0]
    assert list(frame["ID"]) == ["a/ethanol", "a/broken", "b.pdf"]
    assert list(frame["Error code"]) == [None, "invalid_smiles", "unreadable_file"]
    assert "b.pdf is a PDF" in frame["Not usable because"].iloc[2] and "2 of 3 rows" in result.warnings[-1]


def test_the_schema_of_read_spectra_is_that_of_its_table(bench, tmp_path):
    (tmp_path / "a.smi").write_text("CCO ethanol\n")
    (spec,) = bench.configure("read_spectra", path=str(tmp_path)).specs
    names = list(bench.run("read_spectra", path=str(tmp_path)).frames[0].columns)
    assert bench.schema_names(spec) == names
    assert names[:8] == ["ID", "Structure", "Assigned shifts", "Peaks", "Multiplicity", "Solvent",
                         "Not usable because", "Error code"]  # fmt: skip
    assert names[8:] == ["Read as", "Frequency [MHz]", "Set", "Row number", "Experiment", "Atom numbers"]


def test_read_spectra_refuses_a_file_of_another_kind(bench, tmp_path):
    path = tmp_path / "structure.cdx"
    path.write_bytes(b"VjCD0100")
    with pytest.raises(bench.failed, match="ChemDraw file, which cannot be read; save the structure"):
        bench.run("read_spectra", path=str(path))


def test_unreadable_records_stay(bench, tmp_path):
    path = tmp_path / "two.sdf"
    path.write_text("good\n\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n"
                    "    0.0000    0.0000    0.0000 C   0  0\nM  END\n$$$$\nbad\n\n\n  9  9\n")  # fmt: skip
    result = bench.run("read_spectra", path=str(path))
    assert len(result.frames[0]) == 2 and result.frames[0]["Peaks"].isna().all()
    assert result.frames[0]["Not usable because"].notna().sum() == 1
    assert "1 of 2 rows" in result.warnings[-1]


@pytest.mark.slow
def test_many_rows_come_in_even_batches(bench, tmp_path):
    header = "x\n\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n"
    block = header + "    0.0000    0.0000    0.0000 C   0  0\nM  END\n"
    entry = block + "> <Spectrum 13C 0>\n{};0.0Q;0|\n\n$$$$\n"
    path = tmp_path / "many.sdf"
    path.write_text("".join(entry.format(n % 200) for n in range(17000)))
    frame = bench.run("read_spectra", path=str(path)).frames[0]
    assert [p[0] for p in frame["Peaks"]] == [float(n % 200) for n in range(17000)]
    assert frame.index[-1] == "Row16999"


def test_model_is_described_before_it_is_loaded(bench, model_file, model):
    spec = bench.model_spec(bench.configure("pretrained_model", source="FILE", path=str(model_file)).specs[0])
    assert spec == bench.model_spec(model)
    assert spec["embedding_length"] == 32 and spec["format_version"] == list(FORMAT_VERSION)
    assert spec["spectra"]["training"] > 0 and spec["metrics"]["mae"] > 0
    json.dumps(spec)


@pytest.mark.parametrize(
    ("path", "sentence"), [("", "Choose a model file"), ("/no/model", "There is no model file")]
)
def test_missing_model_file(bench, path, sentence):
    with pytest.raises(bench.failed, match=sentence) as failure:
        bench.configure("pretrained_model", source="FILE", path=path)
    assert failure.value.invalid_settings


def test_damaged_model_file(bench, model_file, tmp_path):
    for content in (b"nonsense", model_file.read_bytes()[:5000], b""):
        path = tmp_path / "model.safetensors"
        path.write_bytes(content)
        with pytest.raises(bench.failed, match="is not a K-M3AID model"):
            bench.run("pretrained_model", source="FILE", path=str(path))
    altered = bytearray(model_file.read_bytes())
    altered[-1] ^= 1
    path.write_bytes(altered)
    with pytest.raises(bench.failed, match="checksum"):
        bench.run("pretrained_model", source="FILE", path=str(path))


@pytest.mark.parametrize("content", ["", "\n", "$$$$\n"])
def test_empty_file(bench, tmp_path, content):
    path = tmp_path / "empty.sdf"
    path.write_text(content)
    frame = bench.run("read_spectra", path=str(path)).frames[0]
    assert len(frame) == 0 and "Peaks" in frame.columns


def test_cancel_while_reading(bench, tmp_path):
    if not bench.can_cancel:
        pytest.skip("knime_host's jvm mode cannot press Cancel")
    path = tmp_path / "big.sdf"
    path.write_text("x\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n$$$$\n" * 200_000)
    with pytest.raises(bench.failed, match="ancel"):
        bench.run("read_spectra", path=str(path), cancel=lambda context: len(context.progress) > 1)


def test_rows_of_one_peak_each_are_refused_and_not_assigned_as_spectra(bench, model):
    """A table with a row for each peak cannot keep its rows; the other rows are used."""
    table = {
        "SMILES": pa.array(["CCO", "CCO", "c1ccccc1"]),
        "13C NMR": pa.array(["57.8", "18.3", "128.4"]),
    }
    molecules = bench.run("assign_peaks", model, bench.table(table)).frames[1]
    assert list(molecules["Assignment error code"].fillna("")) == ["one_peak_per_row"] * 2 + [""]


def test_train_takes_the_assigned_spectrum_and_not_the_method_of_its_assignment(bench):
    """Columns as KNIME's SDF reader gives them for a file of nmrshiftdb2."""
    table = {
        "SMILES": pa.array([None] * 3, pa.string()),
        "Assignment Method": pa.array(["HSQC, HMBC"] * 3),
        "Spectrum 13C 0": pa.array(["18.3;0.0Q;0|57.8;0.0T;1|"] * 3),
    }
    with pytest.raises(bench.failed, match="3 x no structure given"):
        bench.run("train", bench.table(table), epochs=1)
    with pytest.raises(bench.failed, match=r"no column that can hold|Choose the column"):
        bench.run("train", bench.table({k: v for k, v in table.items() if "Spectrum" not in k}), epochs=1)


def test_rows_are_numbered_through_the_batches_and_say_what_was_read(bench, model):
    table = bench.table(columns(), batch=3)
    carbons, molecules, _ = bench.run("assign_peaks", model, table).frames
    assert list(molecules["Row number"]) == list(range(7))
    assert sorted(set(carbons["Row number"])) == list(range(7))
    assert carbons["Read as"].iloc[0] == "2 peaks; 13C, solvent not given"
    hits = bench.run("retrieve", model, table, table, top=1).frames[0]
    assert list(hits["Row number"]) == list(range(7)) and hits["Read as"].notna().all()
    predicted = bench.run("predict_shifts", model, table).frames[0]
    assert sorted(set(predicted["Row number"])) == list(range(7))


def test_two_sets_of_shifts_in_one_row_are_two_assignments_of_it(bench, model, monkeypatch):
    if bench.mode == "jvm":
        pytest.skip("runs in a process of its own")
    from kmaid_nodes.reading import table

    read = table.records_from_table

    def in_two_sets(*arguments):
        for record in read(*arguments):
            for label in ("major", "minor"):
                yield replace(record, id=f"{record.id}/{label}", set_label=label)

    monkeypatch.setattr(table, "records_from_table", in_two_sets)
    ethanol = bench.table(columns(["CCO", "CCO"], [[57.8, 18.3]] * 2, [None] * 2), ids=["a", "b"])
    carbons, molecules, _ = bench.run("assign_peaks", model, ethanol).frames
    assert list(carbons["Molecule RowID"]) == ["a"] * 4 + ["b"] * 4
    assert [("major" in text, "minor" in text) for text in carbons["Read as"]][1:3] == [
        (True, False),
        (False, True),
    ]
    assert list(molecules.index) == ["a", "b"] and list(molecules["Row number"]) == [0, 1]
    assert "set major | " in molecules["Read as"].iloc[0]
    assert len(bench.run("embed", model, ethanol, what="SPECTRA").frames[0]) == 2
    assert list(bench.run("retrieve", model, ethanol, ethanol, top=1).frames[0]["Query RowID"]) == list(
        "aabb"
    )


BOC_PROLINE = (
    "13C NMR (101 MHz, CDCl3) δ 173.8, 173.5 (minor), 154.5 (minor), 153.9, 79.9 (minor), 79.8, 59.1, "
    "58.8 (minor), 52.1 (minor), 51.9, 46.6 (minor), 46.3, 30.9, 30.0 (minor), 28.5 (minor), 28.3, "
    "24.4 (minor), 23.7"
)


def test_rotamers_of_boc_proline_are_two_sets_of_one_row(bench, model):
    structures = ["COC(=O)C1CCCN1C(=O)OC(C)(C)C", "C1CC"]
    table = bench.table(
        {"SMILES": pa.array(structures), "13C NMR": pa.array([BOC_PROLINE] * 2)}, ids=["good", "broken"]
    )
    result = bench.run("assign_peaks", model, table)
    carbons, molecules, _ = result.frames
    row_ids = list(carbons["Molecule RowID"])
    assert row_ids == sorted(row_ids, reverse=True) and row_ids.count("broken") == 2
    assert row_ids.count("good") >= 22  # and peaks that the tiny model leaves over
    assert list(molecules["Peak count"]) == [9, None]
    assert "set major | 9 peaks" in molecules["Read as"].iloc[0]
    assert result.warnings[-1].startswith("1 of 2 rows could not be used")
    hits = bench.run("retrieve", model, table, table, top=1).frames[0]
    assert list(hits["Query RowID"]) == ["good"] * 2 + ["broken"] * 2
    assert [text.partition("set ")[2] for text in hits["Read as"]] == ["major", "minor"] * 2
    embedded = bench.run("embed", model, table, what="SPECTRA")
    assert len(embedded.frames[0]) == 2 and "not embedded: 2" in embedded.warnings[-1]
    assert len(bench.run("predict_shifts", model, table).frames[0]) == 11 + 1


def test_the_other_columns_of_the_input_are_repeated_if_wanted(bench, model):
    plates = {
        "plate": pa.array([f"P{n}" for n in range(7)]),
        "Score": pa.array([n / 2 for n in range(6)] + [None]),
        "wells": pa.array([[n, n + 1] for n in range(7)], pa.list_(pa.int64())),
        "kept": pa.array([True, False, None] * 2 + [True]),
    }
    table = bench.table(columns() | plates, ids=list("abcdefg"), batch=4)
    for node, tables, own in (
        ("assign_peaks", [table], True),
        ("predict_shifts", [table], False),
        ("retrieve", [table, table], True),
    ):
        frame = bench.run(node, model, *tables, keep_columns=True).frames[0]
        assert list(frame.columns[-5:]) == ["Flag", "plate", "Score", "wells", "kept"], node
        assert ("K-M3AID Score" in frame.columns) == own
        for _, row in frame.iterrows():
            n = int(row["Row number"])
            assert row["plate"] == f"P{n}" and list(row["wells"]) == [n, n + 1]
            assert (row["Score"] is None) if n == 6 else (row["Score"] == n / 2)
        assert "plate" not in bench.run(node, model, *tables).frames[0].columns


@pytest.mark.parametrize("node, tables", [("assign_peaks", 1), ("predict_shifts", 1), ("retrieve", 2)])
def test_a_workflow_that_was_saved_before_an_option_was_there_loads(bench, model, monkeypatch, node, tables):
    def as_saved_with_0_1_0(settings):
        """0.1.0 knew no groups, and fewer options."""
        loose = {n: v for group in settings["model"].values() for n, v in group.items()}
        later = {"keep_columns", "experiment", "numbers", "edits", "given", "prior", "prefix", "number_taken"}
        return {"model": {name: value for name, value in loose.items() if name not in later}}

    experiments = {"Experiment": pa.array(["hsqc"] * 7)}
    inputs = [model, *[bench.table(columns() | experiments)] * tables]
    monkeypatch.setattr(bench.host.yml, "version", "0.1.0")
    result = bench.host.execute(f"kmaid.{node}", inputs, as_saved_with_0_1_0)
    frame = bench.frame(result.outputs[0])
    assert "Flag" not in frame.columns and not frame["Read as"].str.contains("HSQC").any()


BENZYL_ALCOHOL = "C1=CC=C(C=C1)CO"
TAGS_OF_BENZYL_ALCOHOL = """BnOH


  8  8  0  0  0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 C   0  0
    1.0000    0.0000    0.0000 C   0  0
    2.0000    0.0000    0.0000 C   0  0
    3.0000    0.0000    0.0000 C   0  0
    4.0000    0.0000    0.0000 C   0  0
    5.0000    0.0000    0.0000 C   0  0
    6.0000    0.0000    0.0000 C   0  0
    7.0000    0.0000    0.0000 O   0  0
  1  2  2  0
  2  3  1  0
  3  4  2  0
  4  5  1  0
  5  6  2  0
  6  1  1  0
  4  7  1  0
  7  8  1  0
M  END
> <NMREDATA_1D_13C>
Larmor=100.6\\
Sequence=dept135\\
128.6, L=m\\
127.7, L=p\\
127.0, L=o\\
65.3, L=a\\

> <NMREDATA_ASSIGNMENT>
m, 128.6, 2, 6\\
p, 127.7, 1\\
o, 127.0, 3, 5\\
a, 65.3, 7\\

$$$$
"""


def test_the_experiment_goes_from_read_spectra_to_assign_peaks_and_retrieve(bench, tmp_path):
    path = tmp_path / "dept.nmredata.sdf"
    path.write_text(TAGS_OF_BENZYL_ALCOHOL)
    bundled = bench.run("pretrained_model").outputs[0]
    spectra = bench.run("read_spectra", path=str(path))
    (row,) = spectra.frames[0].to_dict("records")
    assert (row["Experiment"], row["Row number"], row["Set"]) == ("dept135", 0, None)
    configured = bench.configure("assign_peaks", [bundled, spectra.outputs[0]])
    assert '"Experiment" (experiment)' in configured.warnings[0]
    assert configured.params["model"]["input"]["experiment"] in ("", None)  # a guess is no choice
    carbons, molecules, _ = bench.run("assign_peaks", bundled, spectra.outputs[0]).frames
    (ipso,) = carbons[carbons["Kind"] != "assigned"].to_dict("records")
    assert (ipso["Kind"], ipso["Status"]) == ("not_in_experiment", "no peak: not seen in a DEPT-135")
    assert molecules["Verdict"].iloc[0] == "consistent"
    hits = bench.run("retrieve", bundled, spectra.outputs[0], spectra.outputs[0]).frames[0]
    assert hits["Read as"].iloc[0].startswith("4 peaks; DEPT-135")
    unsaid = bench.run("assign_peaks", bundled, spectra.outputs[0], experiment="<none>").frames[0]
    assert "not_in_experiment" not in set(unsaid["Kind"])


def test_the_experiment_of_a_record_without_a_spectrum_is_missing(bench, tmp_path):
    (tmp_path / "a.smi").write_text("CCO ethanol\nCCC propane\n")
    frame = bench.run("read_spectra", path=str(tmp_path / "a.smi")).frames[0]
    assert list(frame["Experiment"]) == [None, None] and list(frame["Row number"]) == [0, 1]


def test_experiments_in_other_words_are_said_and_protons_refused(bench, model):
    table = bench.table(
        columns(["CCO"] * 4, [[57.8, 18.3]] * 4, [None] * 4)
        | {"Experiment": pa.array(["DEPT-135", "EXP-2026-11", None, "1H"])}
    )
    molecules = bench.run("assign_peaks", model, table).frames[1]
    read_as = list(molecules["Read as"])
    assert read_as[0].startswith("2 peaks; DEPT-135") and "EXP-2026-11 is not known" in read_as[1]
    assert read_as[2] == "2 peaks; 13C, solvent not given"
    assert list(molecules["Assignment error code"]) == [None, None, None, "proton_spectrum"]


def test_columns_of_nmredata_as_the_sdf_reader_gives_them(bench, model):
    molblock, _, fields = TAGS_OF_BENZYL_ALCOHOL.partition("> <NMREDATA_1D_13C>\n")
    spectrum, _, assignment = fields.partition("> <NMREDATA_ASSIGNMENT>\n")
    table = {
        "Molecule": pa.array([molblock, BENZYL_ALCOHOL]),
        "NMREDATA_ASSIGNMENT": pa.array([assignment.removesuffix("$$$$\n")] * 2),
        "NMREDATA_2D_13C_1J_1H": pa.array(["a/Ha\\"] * 2),
        "NMREDATA_1D_13C": pa.array([spectrum] * 2),
        "NMREDATA_SOLVENT": pa.array(["CDCl3\\"] * 2),
    }
    carbons, molecules, _ = bench.run("assign_peaks", model, bench.table(table), structure="Molecule").frames
    words = "4 peaks; DEPT-135 at 100.6 MHz in CDCl3; shows only carbons with hydrogen"
    left_out = "; left out: assignment (its atom numbers need a molblock)"  # whose atoms it could number
    assert list(molecules["Read as"]) == [words, words + left_out]
    assert set(carbons["Peak label"].dropna()) == {"m", "p", "o", "a"}


def test_hits_of_the_node_are_compounds_beside_the_structure_of_the_query(bench):
    names = ["ethanol", "lot 2", "propane"]
    library = {"Structure": ["CCO", "OCC", "CCC"], "Name": names}
    query = {"Peaks": ["57.8, 18.2"], "Proposed": ["CCC"]}
    bundled = bench.run("pretrained_model").outputs[0]
    settings = {"library_id": "Name", "given": "Proposed", "structure": "Structure", "peaks": "Peaks"}
    tables = bench.table(query), bench.table(library)
    for prior in (0.8, 1.0):
        hits = bench.run("retrieve", bundled, *tables, prior=prior, **settings).frames[0]
        first = hits.iloc[0]
        assert (first["Library ID"], first["Copies"]) == ("ethanol", "lot 2")
        assert first["Verdict"] == "consistent" and first["Better than the given structure"] > 0
        assert first["Rank of the given structure"] == 2 or len(hits) == 1
        assert (hits["Probability"].sum() == pytest.approx(1)) is (prior == 1.0)
