"""A search whose candidates are ranked elsewhere, without the library: the hits are the same."""

import pickle
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from kmaid_nodes.cluster import search as cluster_search
from kmaid_nodes.cluster.search import retrieve_in_processes
from kmaid_nodes.library_building.any_library import library_of_records
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import load_library
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tasks.embed import embed_molecules
from kmaid_nodes.tasks.retrieve import Search, retrieve


@pytest.fixture(autouse=True)
def ranked_elsewhere(monkeypatch):
    """What goes to a process and comes from it is pickled, as with a real one; gives the molecules sent."""
    sent = []

    def in_processes(parts, work, predictor, processes, progress):
        work = pickle.loads(pickle.dumps(work))
        for part in parts:
            copy = pickle.loads(pickle.dumps(part))
            sent.append(copy.molecules)
            yield pickle.loads(pickle.dumps(work(predictor, copy)))
            progress(len(part))

    monkeypatch.setattr(cluster_search, "in_processes", in_processes)
    return sent


@pytest.fixture
def library(predictor, shipped_records):
    return library_of_records(shipped_records[:30], predictor)


@pytest.fixture
def queries(shipped_records):
    given = [
        replace(record, formula="C8H10O") if k % 3 else record
        for k, record in enumerate(shipped_records[:14])
    ]
    hopeless = Record("hopeless", "not a structure", (), row=5)
    unreadable = replace(given[6], id="unreadable", structure="not a structure")
    wrong_formula = replace(given[7], id="wrong formula", formula="Xx2")
    return [*given[:5], hopeless, unreadable, wrong_formula, *given[8:]]


@pytest.mark.parametrize(
    "search",
    [
        Search(),
        Search(top=3, rerank=5),
        Search(rerank=0),
        Search(same_formula=True),
        Search(only=Filter(formula="C2H6Os9")),
        Search(top=2, rerank=4, only=Filter(required=("[OX2H]",), forbidden=("[#7]",))),
        Search(only=Filter(most_carbons=9, elements=frozenset("CHO")), judge_each=True),
    ],
    ids=[
        "usual",
        "few candidates",
        "by embeddings",
        "of the formula",
        "none passes",
        "by SMARTS",
        "filtered",
    ],
)
def test_hits_are_those_of_a_search_in_one_process(search, library, queries, predictor):
    one = list(retrieve(queries, library, predictor, search))
    several = list(retrieve_in_processes(queries, library, predictor, search, processes=2))
    assert several == one
    assert isinstance(several[5], FailedRow) and len(several) == len(queries)


def test_only_the_candidates_of_a_part_are_sent(library, queries, predictor, ranked_elsewhere):
    list(retrieve_in_processes(queries, library, predictor, Search(top=1, rerank=2), processes=2))
    assert [len(molecules) <= 8 * 2 for molecules in ranked_elsewhere] == [True, True]
    assert all(len(pickle.dumps(molecules)) < 16 * 1000 for molecules in ranked_elsewhere)


def test_shifts_that_a_library_lacks_are_predicted_once(shipped_records, queries, predictor, monkeypatch):
    batch = embedding_batch(embed_molecules(shipped_records[:30], predictor))
    bare = pa.RecordBatch.from_arrays(
        [batch.column(name) for name in ("id", "smiles", "embedding")], ["id", "smiles", "embedding"]
    )
    one = list(retrieve(queries, load_library([bare], predictor.length), predictor))
    library, predicted = load_library([bare], predictor.length), []
    as_before = type(predictor).describe_molecules

    def counted(self, structures):
        predicted.extend(structure.smiles for structure in structures)
        return as_before(self, structures)

    monkeypatch.setattr(type(predictor), "describe_molecules", counted)
    assert list(retrieve_in_processes(queries, library, predictor, processes=2)) == one
    of_queries = sum(query.structure is not None for query in queries)
    assert len(predicted) <= len(library) + of_queries


def test_some_molecules_of_a_library_are_as_they_are_in_it(library):
    positions = np.array([3, 20, 21, len(library) - 1])
    some = library.only(positions)
    assert some.ids.to_pylist() == [library.ids[p].as_py() for p in positions]
    for number, position in enumerate(positions.tolist()):
        ours, theirs = some.shifts.carbons(number), library.shifts.carbons(position)
        assert (ours.ppm == theirs.ppm).all() and (ours.hydrogens == theirs.hydrogens).all()
    assert len(library.only(np.zeros(0, np.int64))) == 0


def test_a_filter_goes_to_another_process_without_the_library_that_it_searched(library):
    only = Filter(mass=100.0, required=("[OX2H]",))
    only.passing(library)
    sent = pickle.dumps(only)
    assert len(sent) < 1000
    assert pickle.loads(sent) == only and pickle.loads(sent).allows("CCO")


def test_a_peak_list_without_near_molecules_is_refused_in_its_place(library, predictor):
    nowhere = Record("q", None, (Peak(20.0),), formula="C99")
    (result,) = retrieve_in_processes([nowhere], library, predictor, Search(same_formula=True), processes=2)
    assert isinstance(result, FailedRow)
