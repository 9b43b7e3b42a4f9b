"""Hits as chemists mean them: compounds, with a verdict, beside the structure that was proposed."""

import numpy as np
import pyarrow as pa
import pytest

from kmaid_nodes.errors import UserError
from kmaid_nodes.library_building.any_library import library_of, library_of_records
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import load_library
from kmaid_nodes.tables.hits import HIT_SCHEMA, hit_batch
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.tasks.retrieve import Search, retrieve


def listed(*ppm: float) -> tuple[Peak, ...]:
    return tuple(map(Peak, ppm))


CAMPHOR = listed(219.7, 57.7, 46.8, 43.3, 43.1, 29.9, 27.1, 19.8, 19.2, 9.3)
LIMONENE = listed(150.3, 133.8, 120.7, 108.4, 41.2, 30.9, 30.7, 28.0, 23.5, 20.8)
IBUPROFEN = listed(181.1, 140.8, 136.9, 129.4, 127.2, 45.0, 44.9, 30.1, 22.3, 18.0)
ROSMARINIC = listed(
    *(168.4, 173.5, 149.7, 146.8, 147.7, 146.1, 145.2, 129.2, 127.6, 123.2),
    *(121.8, 117.6, 116.5, 116.3, 115.2, 114.4, 74.6, 37.9),
)
FLAT_CAMPHOR, R_CAMPHOR = "CC12CCC(CC1=O)C2(C)C", "CC1(C)[C@@H]2CC[C@@]1(C)C(=O)C2"
FENCHONE = "CC1(C)C(=O)C2(C)CCC1C2"
ROSMARINIC_ACID = "O=C(O)C(Cc1ccc(O)c(O)c1)OC(=O)C=Cc1ccc(O)c(O)c1"
ROSMARINIC_LOT = "OC(=O)C(Cc1ccc(O)c(O)c1)OC(=O)C=Cc1ccc(O)c(O)c1"
ROSMARINIC_E = "O=C(O)[C@@H](Cc1ccc(O)c(O)c1)OC(=O)/C=C/c1ccc(O)c(O)c1"
SMALL = {"methane": "C", "ethane": "CC", "methanol": "CO", "trisulfide": "CSSSC", "thiol": "CCCS"}
TERPENES = {
    "fenchone": FENCHONE,
    "carvone": "CC1=CCC(C(C)=C)CC1=O",
    "pulegone": "CC1CCC(=C(C)C)C(=O)C1",
    "menthone": "CC1CCC(C(C)C)C(=O)C1",
    "borneol": "CC12CCC(CC1O)C2(C)C",
    "allyl disulfide": "C=CCSSC",
}


def library_with(bundled, molecules: dict[str, str], unique: bool = False):
    records = [Record(name, smiles) for name, smiles in molecules.items()]
    return library_of_records(records, bundled, unique=unique)


def rows_of(bundled, molecules, peaks, structure=None, formula=None, **options) -> list[dict]:
    query = Record("q", structure, peaks, formula=formula)
    searched = retrieve([query], library_with(bundled, molecules), bundled, Search(**options))
    return hit_batch(searched).to_pylist()


def test_three_lots_of_rosmarinic_acid_are_one_hit_of_the_whole_probability(bundled):
    lots = {"lot 1": ROSMARINIC_ACID, "lot 2": ROSMARINIC_LOT, "E": ROSMARINIC_E}
    others = {"caffeic acid": "O=C(O)C=Cc1ccc(O)c(O)c1", "danshensu": "O=C(O)C(O)Cc1ccc(O)c(O)c1"}
    first, *rest = rows_of(bundled, lots | others, ROSMARINIC)
    assert first["probability"] > 0.9
    ids = {first["library_id"], *(first["copies"] or "").split("; ")}
    ids |= {text.partition(" (")[0] for text in first["stereoisomers"].split("; ")}
    assert ids - {""} == set(lots)
    assert not ids & {row["library_id"] for row in rest}


def test_copies_change_neither_probability_nor_order(bundled):
    once = rows_of(bundled, {"camphor": FLAT_CAMPHOR, "fenchone": FENCHONE}, CAMPHOR)
    lots = {"camphor": FLAT_CAMPHOR, **{f"lot {n}": FLAT_CAMPHOR for n in range(40)}, "fenchone": FENCHONE}
    often = rows_of(bundled, lots, CAMPHOR)
    assert [row["library_id"] for row in often] == ["camphor", "fenchone"]
    assert len(often[0]["copies"].split("; ")) == 40
    for before, after in zip(once, often, strict=True):
        assert after["probability"] == pytest.approx(before["probability"], abs=1e-3)
        assert before["copies"] is None


def test_a_stereoisomer_is_named_with_how_much_worse_it_fits(bundled):
    first, second = rows_of(
        bundled, {"flat": FLAT_CAMPHOR, "R-camphor": R_CAMPHOR, "fenchone": FENCHONE}, CAMPHOR
    )
    assert {first["library_id"], first["stereoisomers"].partition(" (")[0]} == {"flat", "R-camphor"}
    assert first["copies"] is None and second["library_id"] == "fenchone"
    assert first["rank"] == 1 and second["rank"] == 2


def test_labelled_compounds_are_copies_and_tautomers_are_not(bundled):
    forms = {"acetone": "CC(C)=O", "acetone-d6": "[2H]C([2H])([2H])C(=O)C([2H])([2H])[2H]", "enol": "CC(O)=C"}
    first, *others = rows_of(bundled, forms, listed(206.7, 30.9))
    assert (first["library_id"], first["copies"]) == ("acetone", "acetone-d6")
    assert all(row["library_id"] == "enol" for row in others)


def test_copies_are_one_hit_when_hits_are_ranked_by_embeddings_alone(bundled):
    lots = {"a": FLAT_CAMPHOR, "b": FLAT_CAMPHOR, "c": R_CAMPHOR, "fenchone": FENCHONE}
    rows = rows_of(bundled, lots, CAMPHOR, rerank=0, top=2)
    assert len(rows) == 2 and {row["verdict"] for row in rows} == {None}
    assert {"fenchone"} < {row["library_id"] for row in rows}


def test_repeated_structures_can_be_left_out_of_a_table_but_not_of_a_library(bundled, tmp_path):
    lots = {"a": FLAT_CAMPHOR, "b": FLAT_CAMPHOR, "c": R_CAMPHOR}
    assert library_with(bundled, lots, unique=True).ids.to_pylist() == ["a", "c"]
    path = tmp_path / "lots.smi"
    path.write_text("".join(f"{smiles} {name}\n" for name, smiles in lots.items()))
    assert len(library_of(path, bundled, unique=True)) == 2
    from kmaid_nodes.library_building.building import build_library

    built = tmp_path / "lots.parquet"
    build_library([Record(*pair) for pair in lots.items()], bundled, built, {})
    with pytest.raises(UserError, match="library already"):
        library_of(built, bundled, unique=True)


@pytest.mark.parametrize("prior", [None, 0.3, 1.0])
@pytest.mark.parametrize("peaks", [CAMPHOR, LIMONENE, IBUPROFEN, CAMPHOR[:3], listed(58.3, 18.2)])
def test_ranks_match_scores_and_probabilities_fall_together(bundled, peaks, prior):
    rows = rows_of(bundled, SMALL | TERPENES | {"camphor": FLAT_CAMPHOR}, peaks, top=20, prior=prior)
    for name in ("match_score", "probability"):
        values = [row[name] for row in rows]
        assert values == sorted(values, reverse=True)
    assert sum(row["probability"] for row in rows) <= 1 + 1e-9


def test_among_all_candidates_the_probabilities_are_one_where_one_of_them_must_be_right(bundled):
    rows = rows_of(bundled, TERPENES, LIMONENE, top=20, prior=1.0)
    assert sum(row["probability"] for row in rows) == pytest.approx(1)
    assert sum(row["probability"] for row in rows_of(bundled, TERPENES, LIMONENE, prior=0.0)) == 0


def test_the_likelier_the_compound_is_in_the_library_the_likelier_is_each_hit(bundled):
    first = [rows_of(bundled, TERPENES, CAMPHOR, prior=p)[0]["probability"] for p in (0.2, 0.8, 0.95)]
    assert first == sorted(first) and first[0] < first[2]
    assert first[1] == rows_of(bundled, TERPENES, CAMPHOR)[0]["probability"]


@pytest.mark.parametrize("prior", [-0.1, 1.1, float("nan")])
def test_a_prior_that_is_no_probability_is_refused(prior):
    with pytest.raises(UserError, match="prior must be from 0 to 1"):
        Search(prior=prior)


def test_a_prior_is_refused_where_the_model_has_no_probabilities(predictor):
    library = library_with(predictor, {"camphor": FLAT_CAMPHOR})
    with pytest.raises(UserError, match="no probabilities of hits"):
        next(retrieve([Record("q", None, CAMPHOR)], library, predictor, Search(prior=1.0)))


@pytest.mark.parametrize("peaks", [LIMONENE, IBUPROFEN])
def test_a_molecule_of_one_or_two_carbons_does_not_win_by_one_peak_of_many(bundled, peaks):
    rows = rows_of(bundled, SMALL | TERPENES, peaks)
    assert rows[0]["library_id"] in TERPENES and rows[0]["library_id"] != "allyl disulfide"
    assert rows[0]["probability"] < 0.2


def test_methane_is_no_hit_for_the_peak_of_benzene(bundled):
    (row,) = rows_of(bundled, {"methane": "C", "ethane": "CC"}, listed(128.4))
    assert row["error_code"] == "no_peak_explained" and row["library_id"] is None
    assert all(row["matched_peaks"] for row in rows_of(bundled, SMALL | TERPENES, listed(128.4)))


def test_hits_have_the_verdict_that_assign_gives(bundled):
    molecules = SMALL | TERPENES | {"camphor": FLAT_CAMPHOR, "R-camphor": R_CAMPHOR}
    queries = [Record(str(n), None, peaks, "CDCl3") for n, peaks in enumerate([CAMPHOR, LIMONENE, IBUPROFEN])]
    results = list(retrieve(queries, library_with(bundled, molecules), bundled, Search(top=20)))
    verdicts = set()
    for result in results:
        again = [Record("x", hit.smiles, result.record.peaks, "CDCl3") for hit in result.hits]
        for hit, assigned in zip(result.hits, assign(again, bundled), strict=True):
            assert hit.verdict is assigned.verdict
            verdicts.add(hit.verdict)
    assert len(verdicts) > 1


def test_the_structure_that_came_with_the_list_is_compared_though_it_is_no_candidate(bundled):
    first, *_ = rows_of(bundled, {"camphor": FLAT_CAMPHOR, "carvone": TERPENES["carvone"]}, CAMPHOR, FENCHONE)
    assert first["library_id"] == "camphor" and first["better_than_given"] > 3
    assert first["given_rank"] == 2
    first, *_ = rows_of(bundled, TERPENES, CAMPHOR, FLAT_CAMPHOR)
    assert first["given_rank"] == 1 and first["better_than_given"] < 0


def test_a_given_structure_among_the_candidates_is_not_better_than_itself(bundled):
    rows = rows_of(bundled, TERPENES | {"camphor": FLAT_CAMPHOR}, CAMPHOR, FENCHONE)
    own = next(row for row in rows if row["library_id"] == "fenchone")
    assert own["better_than_given"] == 0 and own["given_rank"] == own["rank"] > 1
    scores = [row["match_score"] - row["better_than_given"] for row in rows]
    assert scores == pytest.approx([scores[0]] * len(rows), abs=1e-3)


def test_without_a_given_structure_there_is_nothing_to_compare(bundled):
    rows = rows_of(bundled, TERPENES, CAMPHOR)
    assert {row["given_rank"] for row in rows} == {row["better_than_given"] for row in rows} == {None}
    (row, *_) = rows_of(bundled, TERPENES, CAMPHOR, "C1CC")
    assert row["given_rank"] is None and "not compared with the structure" in row["read_as"]


def test_a_formula_of_no_elements_fails_its_own_row_alone(bundled):
    library = library_with(bundled, TERPENES | {"camphor": FLAT_CAMPHOR})
    written = ["C10H16O", "C₁₀H₁₆O", "XYZ", None]
    queries = [Record(str(n), None, CAMPHOR, formula=text) for n, text in enumerate(written)]
    usual, subscripts, nonsense, without = retrieve(queries, library, bundled, Search(same_formula=True))
    assert [hit.smiles for hit in usual.hits] == [hit.smiles for hit in subscripts.hits]
    assert isinstance(nonsense, FailedRow) and nonsense.reason.code == "invalid_formula"
    assert "any formula" in hit_batch([without]).to_pylist()[0]["read_as"]


@pytest.mark.parametrize(
    "only",
    [Filter(formula="C2H6O"), Filter(mass=46.04), Filter(least_carbons=1), Filter(elements=frozenset("CO"))],
)
def test_a_filter_is_refused_where_the_library_lacks_what_it_looks_at(bundled, only):
    vectors = np.eye(2, bundled.length, dtype=np.float32)
    bare = pa.RecordBatch.from_pydict(
        {
            "id": ["a", "b"],
            "smiles": pa.array([None, None], pa.string()),
            "embedding": pa.array(list(vectors), pa.list_(pa.float32())),
        }
    )
    library = load_library([bare], bundled.length)
    with pytest.raises(UserError, match="library holds neither"):
        next(retrieve([Record("q", None, CAMPHOR)], library, bundled, Search(rerank=0, only=only)))


def test_the_table_has_the_columns_that_it_tells(bundled):
    assert list(rows_of(bundled, TERPENES, CAMPHOR)[0]) == HIT_SCHEMA.names
