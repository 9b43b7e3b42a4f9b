"""The node Isomer Ranking: proposals of a structure elucidation, best first, and none lost."""

import pyarrow as pa
import pytest

CAMPHOR = [219.7, 57.7, 46.8, 43.3, 43.1, 29.9, 27.1, 19.8, 19.2, 9.3]
IBUPROFEN = [181.1, 140.8, 136.9, 129.4, 127.2, 45.0, 44.9, 30.1, 22.3, 18.0]
FENCHONE = "CC1(C)C(=O)C2(C)CCC1C2"
CANDIDATES = {
    "camphor": ("CC12CCC(CC1=O)C2(C)C", "q1"),
    "R-camphor": ("CC1(C)[C@@H]2CC[C@@]1(C)C(=O)C2", "q1"),
    "fenchone": (FENCHONE, "q1"),
    "ibuprofen": ("CC(C)Cc1ccc(cc1)C(C)C(=O)O", "q2"),
    "meta": ("CC(C)Cc1cccc(c1)C(C)C(=O)O", "q2"),
    "short": ("CCc1ccc(cc1)C(C)C(=O)O", "q2"),
}


def spectra(rows=None, **more):
    rows = rows or {"q1": CAMPHOR, "q2": IBUPROFEN}
    return {
        "Key": pa.array(list(rows), pa.string()),
        "Peaks": pa.array(list(rows.values()), pa.list_(pa.float64())),
        **more,
    }


def candidates(rows=CANDIDATES):
    return {
        "Name": pa.array(list(rows), pa.string()),
        "SMILES": pa.array([smiles for smiles, _ in rows.values()], pa.string()),
        "Of": pa.array([key for _, key in rows.values()], pa.string()),
    }


@pytest.fixture(scope="module")
def bundled_model(bench):
    return bench.run("pretrained_model").outputs[0]


def ranked(bench, model, of_spectra, of_candidates, **settings):
    chosen = {"candidate_id": "Name", "query_id": "Key", **settings}
    return bench.run("isomer_ranking", model, bench.table(of_spectra), bench.table(of_candidates), **chosen)


def test_each_spectrum_has_its_own_candidates_best_first(bench, bundled_model):
    result = ranked(bench, bundled_model, spectra(), candidates(), key="Key", belongs_to="Of")
    frame, failed = result.frames
    assert list(frame["Candidate ID"]) == [
        "camphor", "R-camphor", "fenchone", "ibuprofen", "meta", "short",
    ]  # fmt: skip
    assert list(frame["Rank"]) == [1, 1, 2, 1, 2, 3] and len(failed) == 0
    assert frame["Verdict"].iloc[0] == frame["Verdict"].iloc[3] == "consistent"
    assert frame["Relation"].iloc[1] == "stereoisomer" and frame["Same as"].iloc[1] == "camphor"
    assert frame["Probability"].iloc[0] > 0.9 and frame["Probability"].iloc[1] is None
    assert list(frame["Matched peaks"])[:2] == [10, 10] and not result.warnings


def test_without_a_column_of_spectra_all_are_candidates_of_every_spectrum(bench, model):
    frame, failed = ranked(bench, model, spectra(), candidates()).frames
    assert list(frame["Spectrum ID"]) == ["q1"] * 6 + ["q2"] * 6 and len(failed) == 0


def test_a_constitution_is_one_row_if_wanted(bench, model):
    frame = ranked(bench, model, spectra(), candidates(), each=False).frames[0]
    assert list(frame["Spectrum ID"]) == ["q1"] * 5 + ["q2"] * 5
    assert set(frame["Relation"]) == {None}


def test_the_probabilities_of_all_candidates_add_up_to_one_if_the_compound_is_among_them(
    bench, bundled_model
):
    frame = ranked(bench, bundled_model, spectra(), candidates(), prior=1.0).frames[0]
    for _, of_spectrum in frame.groupby("Spectrum ID"):
        assert sum(p for p in of_spectrum["Probability"] if p is not None) == pytest.approx(1, abs=1e-3)


def test_candidates_without_a_rank_and_spectra_that_fail_are_named(bench, model):
    more = {
        **CANDIDATES,
        "bad": ("C1CC", "q2"),
        "empty": (None, "q2"),
        "lost": ("CCC", None),
        "elsewhere": ("CCC", "q9"),
        "small": ("CCO", "q1"),
    }
    given = spectra({"q1": CAMPHOR, "q2": IBUPROFEN, "q3": CAMPHOR, "q4": None})
    given["Formula"] = pa.array(["C10H16O", None, None, None], pa.string())
    result = ranked(
        bench,
        model,
        given,
        candidates(more),
        key="Key",
        belongs_to="Of",
        formula="Formula",
        same_formula=True,
    )
    frame, failed = result.frames
    rows = {row["ID"]: (row["Table"], row["Error code"]) for row in failed.to_dict("records")}
    assert rows == {
        "bad": ("Candidates", "invalid_smiles"),
        "empty": ("Candidates", "no_structure"),
        "lost": ("Candidates", "no_spectrum_named"),
        "elsewhere": ("Candidates", "no_such_spectrum"),
        "small": ("Candidates", "other_formula"),
        "q3": ("Spectra", "no_candidates"),
        "q4": ("Spectra", "no_peak_list"),
    }
    reasons = dict(zip(failed["ID"], failed["Reason"]))
    assert reasons["small"] == "the candidate has the formula C2H6O, not C10H16O as the spectrum q1"
    assert list(frame[frame["Rank"].isna()]["Spectrum ID"]) == ["q3", "q4"]
    assert "2 of 4 rows could not be used" in result.warnings[-1]
    assert "Candidates without a rank: 5" in result.warnings[-1]
    told = {name: result.flow_variables[f"kmaid_{name}"] for name in ("rows", "failed_rows", "candidates")}
    assert told == {"rows": 4, "failed_rows": 2, "candidates": 11}
    assert result.flow_variables["kmaid_failed_candidates"] == 5


def test_the_formula_of_the_given_structure_counts_where_there_is_none(bench, model):
    given = spectra(Given=pa.array([FENCHONE, None], pa.string()))
    frame, failed = ranked(bench, model, given, candidates(), given="Given", same_formula=True).frames
    first = frame[frame["Spectrum ID"] == "q1"]
    assert set(first["Candidate ID"]) == {"camphor", "R-camphor", "fenchone"}
    assert set(first["Rank of the given structure"]) <= {1, 2}
    assert len(frame[frame["Spectrum ID"] == "q2"]) == 6, "no formula is known of it"
    assert len(failed) == 0, "candidates of all spectra are not listed for each"


def test_keys_are_compared_as_what_they_say(bench, model):
    """Numbers of a spreadsheet are 7.0 in one table and 7 in the other."""
    given = {**spectra(), "Key": pa.array([7, 8], pa.int64())}
    of = {**candidates(), "Of": pa.array([7.0, 7.0, 7.0, 8.0, 8.0, 8.0], pa.float64())}
    frame, failed = ranked(bench, model, given, of, key="Key", belongs_to="Of").frames
    assert len(frame) == 6 and len(failed) == 0


def test_without_a_key_column_candidates_name_the_row_id(bench, model):
    of = {**candidates(), "Of": pa.array(["Row0"] * 3 + ["Row1"] * 3)}
    table = bench.table(spectra(), batch=1)
    result = bench.run("isomer_ranking", model, table, bench.table(of, batch=2), belongs_to="Of")
    frame, failed = result.frames
    assert list(frame["Spectrum RowID"]) == ["Row0"] * 3 + ["Row1"] * 3 and len(failed) == 0
    assert set(frame["Candidate RowID"]) == {f"Row{n}" for n in range(6)}


def test_spectra_and_candidates_of_equal_names_stay_apart(bench, model):
    given = spectra()
    given["Key"] = pa.array(["same", "same"])
    of = {**candidates(), "Name": pa.array(["twin"] * 6)}
    frame = ranked(bench, model, given, of).frames[0]
    assert len(frame) == 12 and frame["Candidate RowID"].nunique() == 6


@pytest.mark.parametrize("empty", ["spectra", "candidates", "both"])
def test_empty_tables_keep_the_schema_of_configure(bench, model, empty):
    given, of = spectra(), candidates()
    if empty != "candidates":
        given = {name: column.slice(0, 0) for name, column in given.items()}
    if empty != "spectra":
        of = {name: column.slice(0, 0) for name, column in of.items()}
    specs = bench.configure("isomer_ranking", [model, bench.table(given), bench.table(of)]).specs
    result = bench.run("isomer_ranking", model, bench.table(given), bench.table(of))
    for spec, frame in zip(specs, result.frames, strict=True):
        assert bench.schema_names(spec) == list(frame.columns)
    assert [len(frame) for frame in result.frames] == ([2, 2] if empty == "candidates" else [0, 0])


def test_only_the_best_are_ranked_if_few_are_wanted(bench, bundled_model):
    frame, failed = ranked(bench, bundled_model, spectra(), candidates(), top=1).frames
    assert list(frame["Candidate ID"]) == ["camphor", "R-camphor", "ibuprofen"] and len(failed) == 0


def test_other_columns_of_a_spectrum_are_repeated_if_wanted(bench, model):
    given = spectra(Lab=pa.array(["north", "south"]))
    frame = ranked(bench, model, given, candidates(), keep_columns=True, prefix="r ").frames[0]
    assert list(frame["Lab"]) == ["north"] * 6 + ["south"] * 6 and "r Rank" in frame


def test_the_view_calls_candidates_by_their_ids(bench, model):
    page = ranked(bench, model, spectra(), candidates(), view_limit=1).view.html
    assert '"id":"ibuprofen"' in page and "1 of 2" in page


def test_a_table_without_structures_is_refused(bench, model):
    numbers = bench.table({"y": pa.array([1.0])})
    with pytest.raises(bench.failed) as failure:
        bench.configure("isomer_ranking", [model, bench.table(spectra()), numbers])
    assert failure.value.invalid_settings and "table of candidates" in failure.value.message


def test_a_prior_without_probabilities_is_refused_in_a_sentence(bench, model, tiny_model):
    if tiny_model.calibration.hits is not None:
        pytest.skip("this model has probabilities")
    with pytest.raises(bench.failed) as failure:
        ranked(bench, model, spectra(), candidates(), prior=0.5)
    assert "prior changes nothing" in failure.value.message


def test_cancel_is_heeded(bench, model):
    if not bench.can_cancel:
        pytest.skip("knime_host's jvm mode cannot press Cancel")
    asked = []

    def cancel(context):
        asked.append(context)
        return len(asked) > 2

    many = spectra({f"q{n}": CAMPHOR for n in range(400)})
    with pytest.raises(bench.failed) as failure:
        ranked(bench, model, many, candidates(), cancel=cancel)
    assert "ancel" in failure.value.message


def test_an_optional_column_that_is_gone_is_left_out_with_a_warning(bench, model):
    result = ranked(bench, model, spectra(), candidates(), solvent="Old solvent")
    assert len(result.frames[0]) == 12 and '"Old solvent" (solvent)' in result.warnings[-1]
