"""Candidates of spectra: ranked by what they explain, each accounted for."""

import pandas as pd
import pytest

import kmaid_nodes
from kmaid_nodes.cli import main
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.library_building.candidate_sets import candidate_sets, key_in_column
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.each_candidate import each_candidate
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.retrieval.candidate_sets import key_text
from kmaid_nodes.tables.hits import candidate_batch
from kmaid_nodes.tasks.isomers import Ranking, rank_isomers
from kmaid_nodes.wording.reason import reason_sentence

CAMPHOR = tuple(map(Peak, (219.7, 57.7, 46.8, 43.3, 43.1, 29.9, 27.1, 19.8, 19.2, 9.3)))
IBUPROFEN = tuple(map(Peak, (181.1, 140.8, 136.9, 129.4, 127.2, 45.0, 44.9, 30.1, 22.3, 18.0)))
FLAT_CAMPHOR, R_CAMPHOR = "CC12CCC(CC1=O)C2(C)C", "CC1(C)[C@@H]2CC[C@@]1(C)C(=O)C2"
FENCHONE = "CC1(C)C(=O)C2(C)CCC1C2"
OF_CAMPHOR = {
    "camphor": FLAT_CAMPHOR,
    "lot 2": "C1C2CCC(C)(C1=O)C2(C)C",
    "R-camphor": R_CAMPHOR,
    "fenchone": FENCHONE,
}
OF_IBUPROFEN = {"ibuprofen": "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "meta": "CC(C)Cc1cccc(c1)C(C)C(=O)O"}


def candidate(name, smiles, of):
    return Record(name, smiles, columns=(("of", of),))


def proposals(**further):
    of_both = [candidate(n, s, "q1") for n, s in OF_CAMPHOR.items()]
    of_both += [candidate(n, s, "q2") for n, s in OF_IBUPROFEN.items()]
    return of_both + [candidate(n, s, of) for n, (s, of) in further.items()]


def ranked(bundled, queries, records, by_key=True, **asked):
    sets, failed = candidate_sets(records, bundled, key_in_column("of") if by_key else None)
    left = []

    def leave_out(name, reason):
        left.append((name, reason))

    results = list(rank_isomers(queries, sets, bundled, Ranking(each=True, **asked), on_left_out=leave_out))
    return results, left, failed, sets


def rows(results):
    return candidate_batch(results).to_pylist()


def test_five_proposals_have_a_row_each_and_diastereomers_share_the_rank(bundled):
    results, left, failed, _ = ranked(bundled, [Record("q1", None, CAMPHOR)], proposals())
    table = rows(results)
    assert [row["library_id"] for row in table] == list(OF_CAMPHOR)
    assert [row["rank"] for row in table] == [1, 1, 1, 2]
    assert [row["relation"] for row in table] == [None, "copy", "stereoisomer", None]
    assert [row["same_as"] for row in table] == [None, "camphor", "camphor", None]
    assert table[0]["probability"] > 0.9 and table[1]["probability"] is None
    assert all(row["verdict"] == "consistent" for row in table[:3]) and table[2]["matched_peaks"] == 10
    assert not left and not failed


def test_a_stereoisomer_as_a_row_is_compared_with_the_given_structure_by_its_own_score(bundled):
    query = Record("q1", FENCHONE, CAMPHOR)
    table = rows(ranked(bundled, [query], proposals())[0])
    given = next(row for row in table if row["library_id"] == "fenchone")
    for row in table:
        assert row["better_than_given"] == pytest.approx(row["match_score"] - given["match_score"], abs=1e-3)


def test_the_same_candidates_give_the_same_whether_they_are_named_or_are_all_there_are(bundled):
    alone = [candidate(n, s, "q1") for n, s in OF_CAMPHOR.items()]
    query = [Record("q1", None, CAMPHOR)]
    named, every = (rows(ranked(bundled, query, alone, by_key)[0]) for by_key in (True, False))
    assert named == every


def test_nothing_is_lost(bundled):
    further = {
        "broken": ("C1CC", "q1"),
        "nowhere": ("CCC", "q9"),
        "nobody's": ("CCC", None),
        "ethanol": ("CCO", "q1"),
    }
    queries = [
        Record("q1", None, CAMPHOR, formula="C10H16O"),
        Record("q2", OF_IBUPROFEN["meta"], IBUPROFEN),
        Record("q3", None, IBUPROFEN),
        Record("q4", None, None),
    ]
    results, left, failed, sets = ranked(bundled, queries, proposals(**further), same_formula=True)
    assert [result.record.id for result in results] == ["q1", "q2", "q3", "q4"]
    reasons = [result.reason.code for result in results if isinstance(result, FailedRow)]
    assert reasons == [ReasonCode.NO_CANDIDATES, ReasonCode.NO_PEAK_LIST]
    assert [(row.record.id, row.reason.code) for row in failed] == [
        ("broken", ReasonCode.INVALID_SMILES),
        ("nobody's", ReasonCode.NO_SPECTRUM_NAMED),
    ]
    ((name, reason),) = left
    assert name == "ethanol"
    assert reason_sentence(reason) == "the candidate has the formula C2H6O, not C10H16O as the spectrum q1"
    assert sets.without_spectrum() == [("q9", "nowhere")]
    assert results[1].given_rank == 2, "the formula of the given structure lets both isomers pass"


def test_a_candidate_that_explains_no_peak_is_said(bundled):
    odd = [candidate("carbonyl", "O=C(Cl)Cl", "q"), candidate("ethanol", "CCO", "q")]
    results, left, _, _ = ranked(bundled, [Record("q", None, (Peak(57.8), Peak(18.2)))], odd)
    assert [row["library_id"] for row in rows(results)] == ["ethanol"]
    assert [(name, reason.code) for name, reason in left] == [("carbonyl", ReasonCode.EXPLAINS_NO_PEAK)]


def test_a_formula_that_is_none_fails_its_spectrum_alone(bundled):
    queries = [Record("q1", None, CAMPHOR, formula="banana"), Record("q2", None, IBUPROFEN)]
    results, left, _, _ = ranked(bundled, queries, proposals(), same_formula=True)
    assert results[0].reason.code == ReasonCode.INVALID_FORMULA and results[1].hits and not left


def test_only_the_best_are_given_if_few_are_wanted(bundled):
    results, left, _, _ = ranked(bundled, [Record("q1", None, CAMPHOR)], proposals(), top=1)
    assert {row["rank"] for row in rows(results)} == {1} and not left


def test_two_sets_of_shifts_of_a_sample_have_the_same_candidates(bundled):
    queries = [Record(f"q1/{label}", None, CAMPHOR, set_label=label, row=0) for label in ("major", "minor")]
    results, _, _, sets = ranked(bundled, queries, proposals())
    assert [len(list(each_candidate(result.hits[0]))) for result in results] == [3, 3]
    assert {key for key, _ in sets.without_spectrum()} == {"q2"}


def test_without_candidates_every_spectrum_says_so(bundled):
    for by_key in (True, False):
        results, _, _, _ = ranked(bundled, [Record("q1", None, CAMPHOR)], [], by_key)
        assert [result.reason.code for result in results] == [ReasonCode.NO_CANDIDATES]


def test_progress_counts_on_from_spectrum_to_spectrum_and_may_stop(bundled):
    sets, _ = candidate_sets(proposals(), bundled, key_in_column("of"))
    queries = [Record("q1", None, CAMPHOR), Record("q2", None, IBUPROFEN), Record("q3", None, CAMPHOR)]
    done = []
    list(rank_isomers(queries, sets, bundled, progress=done.append))
    assert sorted(set(done)) == [1, 2, 3] and done == sorted(done)
    assert len(done) >= 3 + 4, "it is asked at each verdict whether to go on"

    def stop(rows):
        raise Cancelled

    with pytest.raises(Cancelled):
        list(rank_isomers(queries, sets, bundled, progress=stop))


@pytest.mark.parametrize(
    ("value", "key"),
    [(7, "7"), (7.0, "7"), (" 7 ", "7"), ("7.0", "7.0"), (None, None), (float("nan"), None), (" ", None)],
)
def test_keys_are_compared_as_text(value, key):
    assert key_text(value) == key


def test_a_ranking_that_makes_no_sense_is_refused_before_anything_is_read(bundled):
    with pytest.raises(UserError, match="top must be at least 1"):
        list(rank_isomers([], candidate_sets([], bundled)[0], bundled, Ranking(top=0)))


@pytest.fixture
def files(tmp_path):
    (tmp_path / "q.csv").write_text(
        'id,shifts,lab\nq1,"219.7, 57.7, 46.8, 43.3, 43.1, 29.9, 27.1, 19.8, 19.2, 9.3",north\n'
        'q3,"20.1",south\n'
    )
    lines = [f"{name},{smiles},q1" for name, smiles in OF_CAMPHOR.items()]
    (tmp_path / "c.csv").write_text("id,smiles,of\n" + "\n".join([*lines, "x,C1CC,q1", "y,CCC,q9"]) + "\n")
    return tmp_path


def test_the_command_and_the_python_call_give_the_same_rows(files, capsys, bundled):
    out, left = files / "out.csv", files / "left.csv"
    command = ["isomers", str(files / "q.csv"), "--candidates", str(files / "c.csv"), "--out", str(out)]
    assert main([*command, "--spectrum-column", "of", "--every-candidate", "--left-out", str(left)]) == 0
    said = capsys.readouterr().out
    assert "Candidates without a rank: 2" in said and "no_such_spectrum" in said
    written = pd.read_csv(out)
    assert written["library_id"].fillna("").tolist() == [*OF_CAMPHOR, ""]
    assert written["lab"].tolist() == ["north"] * 4 + ["south"]
    assert pd.read_csv(left)["id"].tolist() == ["x", "y"]
    model = kmaid_nodes.load_model()
    result = model.isomers(files / "q.csv", files / "c.csv", spectrum_column="of")
    same = result.candidates()
    assert same["library_id"].fillna("").tolist() == written["library_id"].fillna("").tolist()
    assert same["match_score"].dropna().tolist() == pytest.approx(written["match_score"].dropna().tolist())
    assert [row.record.id for row in result.left_out] == ["x", "y"]


def test_a_column_of_spectra_that_is_not_there_is_refused(files, capsys, bundled):
    command = ["isomers", str(files / "q.csv"), "--candidates", str(files / "c.csv")]
    command += ["--out", str(files / "o.csv"), "--spectrum-column", "spectrum"]
    assert main(command) == 2 and "c.csv has no column 'spectrum'" in capsys.readouterr().err
    assert main([*command[:-1], "of", "--unique"]) == 2 and "--unique" in capsys.readouterr().err
    model = kmaid_nodes.load_model()
    with pytest.raises(UserError, match="no column 'spectrum'"):
        model.isomers(files / "q.csv", files / "c.csv", spectrum_column="spectrum")
    library = model.library(["CCO"])
    with pytest.raises(UserError, match="A library does not say"):
        model.isomers(files / "q.csv", library, spectrum_column="of")
