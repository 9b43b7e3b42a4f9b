"""Tables as KNIME's own readers give them: data fields of SD files as columns, and one row for each peak."""

import pyarrow as pa
import pytest

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.reading.sd_file import read_sd_file

ETHANOL = """ethanol


  3  2  0  0  0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 C   0  0
    1.5000    0.0000    0.0000 C   0  0
    2.2500    1.3000    0.0000 O   0  0
  1  2  1  0
  2  3  1  0
M  END
$$$$
"""
CARBON = "Larmor=100.6\\\nPulseprogram=zgpg30\\\n58.3, L=b, I=120.00\\\n18.4, L=a, I=99.5\\"
DEPT = "Larmor=100.6\\\nSequence=dept135\\\n58.3, L=b, I=-120.00\\\n18.4, L=a, I=130.00\\"
ASSIGNMENT = "a, 18.4, 1\\\nb, 58.3, 2\\"
OF_NMRSHIFTDB2 = "18.4;0.0Q;0|58.3;0.0T;1|"
LONG = {
    "Compound": ["ethanol", "ethanol", "toluene", "toluene", "toluene", "toluene", "toluene"],
    "SMILES": ["CCO"] * 2 + ["Cc1ccccc1"] * 5,
    "Shift (ppm)": [58.3, 18.4, 137.9, 129.1, 128.3, 125.4, 21.4],
    "Type": ["CH2", "CH3", "C", "CH", "CH", "CH", "CH3"],
    "Solvent": ["CDCl3"] * 7,
}


@pytest.fixture(scope="module")
def bundled(bench):
    return bench.run("pretrained_model").outputs[0]


def texts(**columns):
    return {name: pa.array(cells, pa.string()) for name, cells in columns.items()}


def sdf_reader(bench, records, name_column=True):
    """The table that KNIME's SDF Reader makes of these records, its molecules as text."""
    columns = {"Molecule": [record.molblock.rstrip("\n") + "\n$$$$\n" for record in records]}
    if name_column:
        columns["Molecule name"] = [record.title or None for record in records]
    for name in dict.fromkeys(name for record in records for name in record.fields):
        columns[name] = [record.fields.get(name) or None for record in records]
    return bench.table(texts(**columns))


def long_table(bench, **changed):
    cells = LONG | changed
    kinds = {"Shift (ppm)": pa.float64()}
    return bench.table({name: pa.array(c, kinds.get(name, pa.string())) for name, c in cells.items()})


def of_nmredata(bench, **more):
    """Three records with differing fields, as the SDF Reader gives them."""
    return bench.table(
        texts(
            Molecule=[ETHANOL] * 3,
            NMREDATA_1D_1H=["Larmor=400\\\n3.83, L=c\\"] * 3,
            NMREDATA_1D_13C=[CARBON, DEPT, None],
            NMREDATA_ASSIGNMENT=[ASSIGNMENT] * 3,
            NMREDATA_SOLVENT=["CDCl3\\"] * 3,
            **{"NMREDATA_1D_13C#2": [None, CARBON, CARBON]},
            **more,
        )
    )


def test_fields_of_nmredata_give_the_right_shifts_with_defaults(bench, bundled):
    result = bench.run("assign_peaks", bundled, of_nmredata(bench))
    carbons, molecules, _ = result.frames
    for row, of_row in carbons.groupby("Molecule RowID"):
        assert dict(zip(of_row["Atom index"], of_row["Shift (ppm)"])) == {0: 18.4, 1: 58.3}, row
    assert all(text.startswith("2 peaks; 13C at 100.6 MHz in CDCl3") for text in molecules["Read as"])
    assert list(molecules["Assignment error code"]) == [None] * 3
    (warning,) = result.configured.warnings
    assert "2 columns hold 13C spectra" in warning and "K-M3AID Table to Spectra" in warning


@pytest.mark.parametrize("name_column", [True, False])
def test_fields_of_nmrshiftdb2_are_read_as_read_spectra_reads_the_file(bench, bundled, name_column):
    records = list(read_sd_file(SLICE))[:12]
    molecules = bench.run("assign_peaks", bundled, sdf_reader(bench, records, name_column)).frames[1]
    spectra = bench.frame(bench.run("read_spectra", path=str(SLICE)).outputs[0])[:12]
    assert list(molecules["Peak count"]) == [len(peaks) for peaks in spectra["Peaks"]]
    told = [(text.split("; ")[1]) for text in molecules["Read as"]]
    assert told == [text.split("; ")[1] for text in spectra["Read as"]]


def test_a_filled_second_spectrum_serves_where_the_first_is_empty(bench, bundled):
    fields = {
        "Spectrum 13C 0": [OF_NMRSHIFTDB2, None],
        "Spectrum 13C 1": [None, OF_NMRSHIFTDB2],
        "Solvent": ["0:Chloroform-D1 (CDCl3)", "0:Unreported 1:Methanol-D4 (CD3OD)"],
        "Field Strength [MHz]": ["0:75.0", "0:Unreported 1:100.0"],
    }
    table = bench.table(texts(Molecule=[ETHANOL] * 2, **fields))
    read_as = list(bench.run("assign_peaks", bundled, table).frames[1]["Read as"])
    assert read_as[0].startswith("2 peaks; 13C at 75 MHz in CDCl3")
    assert read_as[1].startswith("2 peaks; 13C at 100 MHz in CD3OD")


def test_embed_and_retrieve_read_such_fields_too(bench, bundled):
    vectors = bench.run("embed", bundled, of_nmredata(bench), what="SPECTRA").frames[0]
    first, with_dept, last = map(list, vectors["Embedding"])
    # One spectrum, in the first and in the second column. With several threads, the last bit of a row of a
    # product depends on its place.
    assert last == pytest.approx(first, abs=1e-5)
    assert with_dept != pytest.approx(first, abs=1e-2)  # whose DEPT tells the multiplicities
    library = bench.table(texts(SMILES=["CCO", "Cc1ccccc1"]))
    hits = bench.run("retrieve", bundled, of_nmredata(bench), library, top=1).frames[0]
    assert list(hits["Structure"]) == ["CCO"] * 3


def test_train_takes_the_spectra_and_not_the_method_of_their_assignment(bench):
    columns = texts(
        Molecule=[ETHANOL],
        **{"Assignment Method": ["by the authors"], "Spectrum 13C 0": [OF_NMRSHIFTDB2]},
    )
    configured = bench.configure("train", [bench.table(columns)])
    assert configured.params["model"]["input"]["shifts"] == "Spectrum 13C 0"
    assert configured.params["model"]["input"]["structure"] == "Molecule"


def test_123_numbers_are_no_list_for_24_carbons(bench, bundled):
    peaks = ", ".join(f"{10 + k / 10:.1f}" for k in range(123))
    molecules = bench.run("assign_peaks", bundled, bench.table(texts(SMILES=["C" * 24], Peaks=[peaks])))
    (row,) = molecules.frames[1].to_dict("records")
    assert row["Assignment error code"] == "implausible_peak_count"
    assert "123 peaks are far too many for 24 carbons" in row["Assignment status"]


GIVEN = {
    "Solvent": ["CDCl3"],
    "Multiplicity": ["T, Q"],
    "Experiment": ["13c"],
    "Atom numbers": ["1, 2, -"],
}


@pytest.mark.parametrize("gone", GIVEN)
def test_an_optional_column_that_was_guessed_may_be_missing_in_the_next_table(bench, bundled, gone):
    given = texts(SMILES=["CCO"], Peaks=["58.3, 18.4"], **GIVEN)
    stored = bench.configure("assign_peaks", [bundled, bench.table(given)]).params["model"]["input"]
    roles = ("multiplicity", "solvent", "experiment", "numbers")
    assert not any(stored[role] for role in roles)
    without = {name: cells for name, cells in given.items() if name != gone}
    result = bench.run(
        "assign_peaks", bundled, bench.table(without), **{role: stored[role] for role in roles}
    )
    assert list(result.frames[1]["Carbons assigned"]) == [2] and not result.warnings


@pytest.mark.parametrize(
    ("option", "column"),
    [("solvent", "Solvent"), ("multiplicity", "Mult"), ("experiment", "Kind"), ("numbers", "Labels")],
)
def test_an_optional_column_that_is_gone_is_left_out_with_a_warning(bench, bundled, option, column):
    table = bench.table(texts(SMILES=["CCO"], Peaks=["58.3, 18.4"]))
    result = bench.run("assign_peaks", bundled, table, **{option: column})
    assert list(result.frames[1]["Carbons assigned"]) == [2]
    for warnings in (result.configured.warnings, result.warnings):
        assert f'no longer has the column "{column}"' in warnings[-1]


def test_a_guess_that_0_1_0_stored_may_be_gone_as_well(bench, bundled, monkeypatch):
    def as_saved_with_0_1_0(settings):
        """0.1.0 knew no groups, and stored what it had guessed."""
        loose = {n: v for group in settings["model"].values() for n, v in group.items()}
        known = ("structure", "peaks", "multiplicity", "solvent", "id_column", "whole_assignments")
        stored = {name: loose[name] for name in (*known, "view_limit", "device")}
        guessed = {"structure": "SMILES", "peaks": "Peaks", "multiplicity": "Mult", "solvent": "Solvent"}
        return {"model": stored | guessed}

    table = bench.table(texts(SMILES=["CCO"], Peaks=["58.3, 18.4"]))
    monkeypatch.setattr(bench.host.yml, "version", "0.1.0")
    result = bench.host.execute("kmaid.assign_peaks", [bundled, table], as_saved_with_0_1_0)
    assert list(bench.frame(result.outputs[1])["Carbons assigned"]) == [2]
    assert 'the column "Mult" (multiplicity) and the column "Solvent" (solvent)' in result.warnings[-1]


def test_so_it_is_in_the_other_nodes(bench, bundled):
    table, library = bench.table(texts(Peaks=["58.3, 18.4"])), bench.table(texts(SMILES=["CCO"]))
    runs = [
        bench.run("embed", bundled, table, what="SPECTRA", multiplicity="Mult"),
        bench.run("retrieve", bundled, table, library, multiplicity="Mult"),
        bench.run("predict_shifts", bundled, library, numbers="Mult"),
    ]
    assert all('no longer has the column "Mult"' in run.warnings[-1] for run in runs)


@pytest.mark.parametrize(("node", "option"), [("assign_peaks", "id_column"), ("train", "split")])
def test_ids_and_splits_are_missed(bench, bundled, node, option):
    table = bench.table(texts(SMILES=["CCO"], **{"Spectrum 13C 0": [OF_NMRSHIFTDB2]}))
    inputs = [table] if node == "train" else [bundled, table]
    with pytest.raises(bench.failed) as failure:
        bench.configure(node, inputs, **{option: "Batch"})
    assert 'There is no column "Batch"' in failure.value.message


@pytest.mark.parametrize("node", ["assign_peaks", "embed", "retrieve"])
def test_a_table_of_single_peaks_is_sent_to_table_to_spectra(bench, bundled, node):
    library = [long_table(bench)] if node == "retrieve" else []
    settings = {"what": "SPECTRA"} if node == "embed" else {}
    with pytest.raises(bench.failed) as failure:
        bench.configure(node, [bundled, long_table(bench), *library], **settings)
    message = failure.value.message
    assert failure.value.invalid_settings and '"Shift (ppm)"' in message
    assert "Put K-M3AID Table to Spectra before this node" in message


def test_a_table_with_a_column_for_each_peak_is_sent_there_too(bench, bundled):
    wide = {"SMILES": pa.array(["CCO"]), "peak1": pa.array([58.3]), "peak2": pa.array([18.4])}
    with pytest.raises(bench.failed) as failure:
        bench.configure("assign_peaks", [bundled, bench.table(wide)])
    assert '"peak1", "peak2"' in failure.value.message and "Table to Spectra" in failure.value.message


def test_one_row_for_each_peak_becomes_one_row_for_each_spectrum(bench, bundled):
    spectra = bench.run("table_to_spectra", long_table(bench))
    frame = spectra.frames[0]
    assert list(frame["ID"]) == ["ethanol", "toluene"]
    assert list(map(list, frame["Peaks"])) == [[58.3, 18.4], [137.9, 129.1, 128.3, 125.4, 21.4]]
    assert list(frame["Multiplicity"]) == ["T, Q", "S, D, D, D, Q"]
    assert list(frame["Solvent"]) == ["CDCl3"] * 2 and list(frame["First RowID"]) == ["Row0", "Row2"]
    assert all("one row for each peak" in text for text in frame["Read as"])
    molecules = bench.run("assign_peaks", bundled, spectra.outputs[0]).frames[1]
    assert list(molecules["Assignment status"]) == ["every carbon has a peak"] * 2


def test_batches_of_the_table_do_not_part_a_spectrum(bench):
    kinds = {"Shift (ppm)": pa.float64()}
    cells = {name: pa.array(c, kinds.get(name, pa.string())) for name, c in LONG.items()}
    frame = bench.run("table_to_spectra", bench.table(cells, batch=3)).frames[0]
    assert [len(peaks) for peaks in frame["Peaks"]] == [2, 5]


def test_columns_of_peaks_and_of_compounds_become_spectra(bench):
    wide = {"SMILES": ["CCO", "CCC"], "peak1": [58.3, 16.3], "peak2": [18.4, 15.9]}
    frame = bench.run("table_to_spectra", bench.table({n: pa.array(c) for n, c in wide.items()})).frames[0]
    assert list(map(list, frame["Peaks"])) == [[58.3, 18.4], [16.3, 15.9]]


def test_all_spectra_of_sd_fields_get_their_rows(bench):
    frame = bench.run("table_to_spectra", of_nmredata(bench)).frames[0]
    assert list(frame["Experiment"]) == ["13c", "dept135", "13c", "13c"]
    assert list(frame["Row number"]) == [0, 1, 1, 2]
    assert list(frame["Frequency [MHz]"]) == [100.6] * 4
    assert frame["Assigned shifts"].iloc[0] == "58.3;0.0;1|18.4;0.0;0|"


def test_it_writes_what_read_spectra_writes(bench):
    records = list(read_sd_file(SLICE))
    of_table = bench.run("table_to_spectra", sdf_reader(bench, records)).frames[0]
    of_file = bench.run("read_spectra", path=str(SLICE)).frames[0]
    assert list(of_table.columns)[: len(of_file.columns)] == list(of_file.columns)
    for name in of_file.columns:
        assert list(of_table[name].map(str)) == list(of_file[name].map(str)), name


def test_rows_that_cannot_be_used_are_counted_and_told(bench):
    table = long_table(bench, **{"Shift (ppm)": [58.3, 18.4, 137.9, None, 128.3, 125.4, 1840.0]})
    result = bench.run("table_to_spectra", table)
    frame = result.frames[0]
    assert list(frame["Error code"]) == [None, "shift_out_of_range"]
    assert result.warnings == ['1 of 2 rows could not be used. The column "Not usable because" says why.']
    table = long_table(bench, **{"Shift (ppm)": [58.3, 18.4, 137.9, None, 128.3, 125.4, 21.4]})
    read_as = bench.run("table_to_spectra", table).frames[0]["Read as"].iloc[1]
    assert "left out: places without a carbon (1)" in read_as


def test_columns_may_be_chosen_by_hand(bench):
    cells = {
        "x": ["a", "a", "b"],
        "y": [58.3, 18.4, 16.1],
        "z": ["CCO", "CCO", "CCC"],
        "d": ["CH2", "CH3", ""],
    }
    table = bench.table({name: pa.array(values) for name, values in cells.items()})
    chosen = {"peaks": "y", "structure": "z", "id_column": "x", "multiplicity": "d"}
    frame = bench.run("table_to_spectra", table, **chosen).frames[0]
    assert list(frame["ID"]) == ["a", "b"] and list(map(list, frame["Peaks"])) == [[58.3, 18.4], [16.1]]
    with pytest.raises(bench.failed) as failure:
        bench.configure("table_to_spectra", [table], peaks="Old name")
    assert 'There is no column "Old name"' in failure.value.message


def test_a_table_that_holds_nothing_of_the_kind_is_refused_in_words(bench):
    with pytest.raises(bench.failed) as failure:
        bench.run("table_to_spectra", bench.table({"Price": pa.array([1.5]), "Shop": pa.array(["A"])}))
    assert "No column looks like structures or 13C peak lists" in failure.value.message


def test_an_empty_table_gives_an_empty_one(bench):
    empty = {"SMILES": pa.array([], pa.string()), "Shift (ppm)": pa.array([], pa.float64())}
    assert len(bench.run("table_to_spectra", bench.table(empty)).frames[0]) == 0
