"""Tasks: records in, results out, with reasons for the records that cannot be used."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA
from kmaid_nodes.retrieval.library import load_library
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS
from kmaid_nodes.tables.arrow import record_batches
from kmaid_nodes.tables.assignments import ASSIGNMENT_SCHEMA, assignment_batch
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tables.hits import HIT_SCHEMA, hit_batch
from kmaid_nodes.tables.predictions import PREDICTION_SCHEMA, prediction_batch
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.tasks.embed import embed_molecules, embed_spectra
from kmaid_nodes.tasks.evaluate import evaluate
from kmaid_nodes.tasks.predict import predict_shifts
from kmaid_nodes.tasks.retrieve import Search, retrieve
from kmaid_nodes.tasks.rows import in_batches
from kmaid_nodes.training.calibration_error import calibration_error

ANISOLE = "COc1ccccc1"
BUCKMINSTERFULLERENE = (
    "c12c3c4c5c1c1c6c7c2c2c8c3c3c9c4c4c%10c5c5c1c1c6c6c%11c7c2c2c7c8c3c3c8c9c4c4c9c%10c5c5c1c1c6c6c%11c2c2c7c3"
    "c3c8c4c4c9c5c1c1c6c2c3c41"
)
HALICHONDRIN_B = (
    "CC1CC2CCC3C(=C)CC(O3)CCC45CC6C(O4)C7C(O6)C(O5)C8C(O7)CCC(O8)CC(=O)OC9C(C3C(CC4C(O3)CC3(O4)CC4C(O3)C(CC3"
    "(O4)CC(C4C(O3)CC(O4)C(CC(CO)O)O)C)C)OC9CC(C1=C)O2)C"
)
ANISOLE_PEAKS = tuple(Peak(ppm) for ppm in (159.6, 129.4, 120.6, 113.9, 55.1))
TABLE = [
    Record("anisole", ANISOLE, ANISOLE_PEAKS),
    Record("no structure", None, ANISOLE_PEAKS),
    Record("not a structure", "C1CC", ANISOLE_PEAKS),
    Record("water", "O", ANISOLE_PEAKS),
    Record("empty list", ANISOLE, ()),
    Record("no list", ANISOLE, None),
    Record("garbled list", ANISOLE, None, error=Reason.of(ReasonCode.UNREADABLE_SHIFT, value="'abc'")),
    Record("anisole", ANISOLE, (*ANISOLE_PEAKS, *[Peak(p) for p in (77.2, 129.4, 113.9, 14.1)])),
]


TASKS = {
    embed_molecules: embedding_batch,
    embed_spectra: embedding_batch,
    predict_shifts: prediction_batch,
    assign: assignment_batch,
}


def rows_of(task, predictor, records=TABLE) -> list[dict]:
    return TASKS[task](task(records, predictor)).to_pylist()


@pytest.mark.parametrize(
    ("task", "schema"),
    [
        (embed_molecules, EMBEDDING_SCHEMA),
        (embed_spectra, EMBEDDING_SCHEMA),
        (predict_shifts, PREDICTION_SCHEMA),
        (assign, ASSIGNMENT_SCHEMA),
    ],
)
def test_every_table_has_the_announced_schema_also_an_empty_one(predictor, task, schema):
    batches = list(record_batches(task(TABLE, predictor), TASKS[task], at_once=3))
    assert [batch.schema.equals(schema) for batch in batches] == [True] * 3
    empty = TASKS[task](task([], predictor))
    assert empty.num_rows == 0 and empty.schema.equals(schema)


@pytest.mark.parametrize("task", TASKS)
def test_every_record_gives_one_result_in_its_place(predictor, task):
    results = list(task(iter(TABLE), predictor))
    assert [result.record for result in results] == TABLE
    assert all(result.reason.code for result in results if isinstance(result, FailedRow))


def test_records_are_read_only_as_fast_as_they_are_used(predictor):
    read = []

    def many():
        for n in range(1000):
            read.append(n)
            yield Record(str(n), ANISOLE)

    next(predict_shifts(many(), predictor))
    assert len(read) <= 2 * len(next(in_batches(many())))


def test_embeddings_come_one_per_row_in_order_with_reasons(predictor):
    rows = rows_of(embed_molecules, predictor)
    assert [row["id"] for row in rows] == [record.id for record in TABLE]
    assert [row["embedding"] is not None for row in rows] == [
        True,
        False,
        False,
        False,
        True,
        True,
        True,
        True,
    ]
    assert rows[1]["error"] == "no structure given"
    assert np.linalg.norm(rows[0]["embedding"]) == pytest.approx(1, abs=1e-5)
    assert rows[0]["smiles"] == ANISOLE


def test_spectra_are_embedded_without_structures(predictor):
    rows = rows_of(embed_spectra, predictor)
    assert [row["error"] for row in rows] == [
        None,
        None,
        None,
        None,
        "the peak list is empty",
        "no peak list",
        "cannot read 'abc' among the 13C shifts",
        None,
    ]


def test_embeddings_do_not_depend_on_the_batches(predictor):
    together = rows_of(embed_molecules, predictor)
    alone = [row for record in TABLE for row in rows_of(embed_molecules, predictor, [record])]
    # Where a CPU rounds products to bfloat16, a molecule alone is a little different.
    for row, other in zip(together, alone, strict=True):
        assert row["embedding"] == (other["embedding"] and pytest.approx(other["embedding"], abs=2e-3))


def test_every_carbon_gets_a_predicted_shift(predictor):
    rows = [row for row in rows_of(predict_shifts, predictor) if row["id"] == "anisole"]
    assert [row["atom_index"] for row in rows[:7]] == [0, 2, 3, 4, 5, 6, 7]
    assert all(row["uncertainty_ppm"] > 0 for row in rows)
    ortho, other_ortho = rows[2], rows[6]
    assert ortho["predicted_ppm"] == pytest.approx(other_ortho["predicted_ppm"], abs=1e-3)


def test_assignment_lists_carbons_then_unassigned_peaks(predictor):
    rows = rows_of(assign, predictor)
    last = [row for row in rows if row["id"] == "anisole"][7:]
    assert [row["atom_index"] is None for row in last] == [False] * 7 + [True] * 2
    assert all(row["kind"] in set(PeakKind) and row["ppm"] is not None for row in last[7:])
    given = [row["peak_index"] for row in last]
    assert sorted(given) == list(range(9))


def test_equivalent_carbons_share_a_peak_of_a_list_with_one_entry_per_class(predictor):
    rows = [row for row in rows_of(assign, predictor) if row["id"] == "anisole"][:7]
    peaks = {}
    for row in rows:
        peaks.setdefault(row["symmetry_class"], set()).add(row["peak_index"])
    assert len(peaks) == 5
    assert all(len(of_class) == 1 for of_class in peaks.values())
    assert sorted(p for of_class in peaks.values() for p in of_class) == [0, 1, 2, 3, 4]


def test_confidence_is_a_probability(predictor):
    rows = [r for r in rows_of(assign, predictor) if r["confidence"] is not None]
    assert rows and all(0 < row["confidence"] < 1 for row in rows)


def test_refused_rows_of_an_assignment_give_the_reason(predictor):
    reasons = {row["id"]: row["status"] for row in rows_of(assign, predictor) if row["id"] != "anisole"}
    assert reasons == {
        "no structure": "not usable: no structure given",
        "not a structure": "not usable: cannot read the structure: not a valid SMILES: "
        "ring 1 is opened but not closed",
        "water": "not usable: the structure has no carbon",
        "empty list": "not usable: the peak list is empty",
        "no list": "not usable: no peak list",
        "garbled list": "not usable: cannot read 'abc' among the 13C shifts",
    }


def test_the_best_hit_is_the_nearest_embedding(predictor):
    molecules = [*TABLE, Record("toluene", "Cc1ccccc1")]
    library = load_library([embedding_batch(embed_molecules(molecules, predictor))], predictor.length)
    assert library.ids.to_pylist() == [
        *("anisole", "empty list", "no list", "garbled list", "anisole"),
        "toluene",
    ]
    table = hit_batch(retrieve(TABLE, library, predictor, Search(top=2, rerank=0)))
    assert table.schema.equals(HIT_SCHEMA)
    rows = table.to_pylist()
    first = [row for row in rows if row["query_id"] == "anisole"][:2]
    assert [row["rank"] for row in first] == [1, 2]  # anisole, though five times in the library, is one hit
    assert first[0]["score"] >= first[1]["score"] - 2e-3
    assert [row["error"] for row in rows if row["error"]] == [
        "the peak list is empty",
        "no peak list",
        "cannot read 'abc' among the 13C shifts",
    ]


def test_hits_of_a_model_without_constants_for_it_have_no_probability(predictor):
    library = load_library([embedding_batch(embed_molecules(TABLE, predictor))], predictor.length)
    constants = HitProbability(weight=0.41, fits=4.91, per_surprise=0.68)
    calibration = replace(predictor.trained.calibration, hits=constants)
    with_constants = Predictor(replace(predictor.trained, calibration=calibration))
    without, known = (
        hit_batch(retrieve(TABLE[:1], library, each)).to_pandas() for each in (predictor, with_constants)
    )
    assert predictor.trained.calibration.hits is None
    assert without["probability"].isna().all() and known["probability"].between(0, 1).all()
    others = [name for name in HIT_SCHEMA.names if name != "probability"]
    assert without[others].equals(known[others])


def test_the_settings_of_an_assignment_can_be_chosen(predictor):
    few = replace(DEFAULT_SETTINGS, most_alternatives=1, least_alternative=0.0)
    (default,) = assign(TABLE[:1], predictor)
    (chosen,) = assign(TABLE[:1], predictor, settings=few)
    assert {len(carbon.alternatives) for carbon in chosen.carbons} == {1}
    assert max(len(carbon.alternatives) for carbon in default.carbons) > 1


def test_the_settings_of_a_search_can_be_chosen(predictor):
    library = load_library([embedding_batch(embed_molecules(TABLE, predictor))], predictor.length)

    def scores(**options) -> list[float]:
        (result,) = retrieve(TABLE[:1], library, predictor, Search(**options))
        return [hit.match_score for hit in result.hits]

    ranking = replace(DEFAULT_SEARCH_SETTINGS.ranking, per_ppm=3.0)
    assert scores(settings=replace(DEFAULT_SEARCH_SETTINGS, ranking=ranking)) != scores()
    costs = replace(DEFAULT_SETTINGS.costs, gross_error=0.3)
    assert scores(assignment=replace(DEFAULT_SETTINGS, costs=costs)) != scores()
    few = replace(DEFAULT_SEARCH_SETTINGS, candidates=2)
    assert Search(settings=few).wanted == 10
    assert Search(settings=few).ranked == 2 and Search(rerank=0).ranked == 0


def test_a_library_of_another_model_is_refused(predictor):
    with pytest.raises(UserError, match="embed it again"):
        load_library([embedding_batch(embed_molecules(TABLE, predictor))], predictor.length + 1)


def test_a_library_without_a_usable_molecule_is_refused(predictor):
    with pytest.raises(UserError, match="no usable molecule"):
        load_library([embedding_batch(embed_molecules(TABLE[1:4], predictor))], predictor.length)


def test_a_library_of_embedded_spectra_is_refused(predictor):
    library = load_library([embedding_batch(embed_spectra(TABLE, predictor))], predictor.length)
    with pytest.raises(UserError, match="no structures"):
        list(retrieve(TABLE, library, predictor))


def test_a_library_knows_how_many_molecules_it_lacks(predictor):
    library = load_library([embedding_batch(embed_molecules(TABLE, predictor))], predictor.length)
    assert 0 < library.left_out == len(TABLE) - len(library)


def test_progress_is_reported_and_can_cancel(predictor):
    reported = []
    list(predict_shifts(TABLE * 20, predictor, reported.append))
    assert reported == [32, 64, 96, 128, 160]

    def stop(rows):
        raise Cancelled()

    with pytest.raises(Cancelled):
        list(predict_shifts(TABLE, predictor, stop))


@pytest.mark.slow
def test_evaluation_of_the_shipped_test_spectra(predictor, shipped_records):
    metrics = evaluate(shipped_records, predictor, "test")
    assert metrics["spectra"] == 150
    assert 0 < metrics["shift"]["median"] < metrics["shift"]["mae"] < metrics["shift"]["rmse"]
    assert (
        metrics["assignment"]["carbons_right_with_multiplicity"]
        > metrics["assignment"]["carbons_right"]
        > 0.1
    )
    assert 0 <= metrics["graph_top1_in_128"] <= 1
    assert metrics["retrieval"]["top1"] <= metrics["retrieval"]["top10"]
    assert 0 < metrics["full_lists"]["spectra"] <= 150
    assert 0.1 < metrics["full_lists"]["assignment"]["carbons_right"] < 1


def test_an_unknown_split_is_refused(predictor, shipped_records):
    with pytest.raises(UserError, match="must be one of"):
        evaluate(shipped_records, predictor, "holdout")


@pytest.mark.parametrize(
    "smiles",
    [
        "C1C2CC3CC1CC(C2)C3",
        "[Na+].CC(=O)[O-]",
        "[Fe+2].[CH-]1C=CC=C1.[CH-]1C=CC=C1",
        "[2H]C(Cl)(Cl)Cl",
        "C" * 60,
        BUCKMINSTERFULLERENE,
        HALICHONDRIN_B,
    ],
)
def test_odd_structures_are_assigned(predictor, smiles):
    record = Record("odd", smiles, (Peak(38.1), Peak(28.6)))
    rows = rows_of(assign, predictor, [record])
    assert {row["atom_index"] for row in rows} - {None} == set(
        parse_structure(smiles).carbon_atom_index.tolist()
    )


def test_a_digitised_spectrum_is_no_peak_list(predictor):
    digitised = Record("digitised", ANISOLE, tuple(Peak(k / 10) for k in range(2000)))
    (row,) = rows_of(embed_spectra, predictor, [digitised])
    assert row["embedding"] is None and "more than 500 entries" in row["error"]


@pytest.mark.parametrize("numbers", [[float("nan")] * 32, [0.0] * 32, [0.1] * 31])
def test_damaged_embeddings_are_refused(predictor, numbers):
    rows = [{"id": "1", "smiles": "C", "embedding": numbers, "error": None}] * 2
    with pytest.raises(UserError, match="embed it again"):
        load_library([pa.RecordBatch.from_pylist(rows, schema=EMBEDDING_SCHEMA)], predictor.length)


def test_calibration_error_by_hand():
    confidence = np.array([0.95, 0.95, 0.95, 0.95, 0.15, 0.15])
    right = np.array([True, True, True, False, False, False])
    assert calibration_error(confidence, right) == pytest.approx((abs(3.8 - 3) + 0.3) / 6)


def test_the_status_says_what_speaks_against_an_assignment(bundled):
    record = Record("ethanol", "CCO", (Peak(190.0), Peak(20.5, 1)))
    statuses = [row["status"] for row in rows_of(assign, bundled, [record])]
    assert statuses == [
        "assigned, contradicts the given multiplicity; this speaks against the structure",
        "assigned, far from the predicted shift; this speaks against the structure",
    ]


def test_what_was_read_otherwise_of_a_structure_is_a_note_of_its_record(predictor):
    row = next(iter(assign([Record("iso", "CCCCN#C", ANISOLE_PEAKS)], predictor)))
    assert [(note.code, note.words) for note in row.record.notes] == [
        (NoteCode.STRUCTURE_CHANGED, "positive charge on nitrogen 5"),
        (NoteCode.STRUCTURE_CHANGED, "negative charge on carbon 6"),
    ]
