"""Molecules that may have given a spectrum, near by embedding, by shift quantiles or peak by peak."""

import numpy as np
import pyarrow as pa
import pytest

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.retrieval.candidates import CandidateSearch, interleaved
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library, load_library
from kmaid_nodes.wording.reason import reason_sentence

# Embeddings point away from the query in this order; the shifts of the last fit it.
SMILES = ["CCO", "COC", "CC=O", "CCC", "c1ccccc1"]
SHIFTS = [[18.0, 58.0], [60.0], [31.0, 200.0], [16.0], [128.4]]
QUERY = [Peak(128.3)]


def library(with_shifts: bool = True, shifts: list[list[float]] = SHIFTS) -> Library:
    angles = np.linspace(0.1, 1.2, len(SMILES))
    vectors = np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)
    columns = {
        "id": pa.array(SMILES),
        "smiles": pa.array(SMILES),
        "embedding": pa.array(vectors.tolist(), pa.list_(pa.float32())),
    }
    if with_shifts:
        counts = [[1] * len(known) for known in shifts]
        columns |= {
            "shifts": pa.array(shifts, pa.list_(pa.float32())),
            "shift_uncertainties": pa.array(counts, pa.list_(pa.float32())),
            "shift_hydrogens": pa.array(counts, pa.list_(pa.int8())),
            "shift_carbons": pa.array(counts, pa.list_(pa.int16())),
        }
    return load_library([pa.RecordBatch.from_pydict(columns)], 2)


def candidates(wanted: int, searched: Library, **how) -> tuple[list[str], np.ndarray]:
    search = CandidateSearch(searched, how.pop("only", Filter()), wanted, **how)
    ((positions, cosines),) = search.nearest([QUERY], np.array([[1.0, 0.0]], np.float32), ["C6H6"])
    return [SMILES[p] for p in positions], cosines


def test_one_by_embedding_and_one_by_shifts_in_turn():
    assert candidates(2, library())[0] == ["CCO", "c1ccccc1"]


def test_a_molecule_that_only_its_peaks_tell_is_found_too():
    # Of ethyl benzoate the list lacks the aromatic carbons: sorted, it is nearer to everybody else.
    ester = [14.3, 60.9, 166.6, 130.5, 129.5, 128.3, 132.8]
    shifts = [[18.0, 58.0, 160.0], [128.4], [15.0, 60.0], [16.0, 62.0, 150.0], ester]
    searched = library(shifts=shifts)
    query, vector = [Peak(14.2), Peak(61.0), Peak(166.5)], np.array([[1.0, 0.0]], np.float32)
    ((positions, _),) = CandidateSearch(searched, Filter(), 2).nearest([query], vector, [None])
    assert 4 in positions
    assert searched.shift_index is not None
    assert 4 not in searched.shift_index.nearest([query], 2) and 4 not in searched.index.nearest(vector, 2)[0]


def test_cosines_are_those_of_the_embeddings_however_a_molecule_was_found():
    _, cosines = candidates(2, library())
    assert cosines == pytest.approx(np.cos([0.1, 1.2]), abs=1e-6)


def test_shifts_do_not_count_where_they_are_not_asked_for_or_not_known():
    assert candidates(2, library(), by_shifts=False)[0] == ["CCO", "COC"]
    assert candidates(2, library(with_shifts=False))[0] == ["CCO", "COC"]


def test_molecules_without_known_shifts_are_not_near_by_them():
    only_one = [[], [], [], [], [128.4]]
    assert candidates(4, library(shifts=only_one))[0] == ["CCO", "c1ccccc1", "COC", "CC=O"]
    none = [[]] * 5
    assert candidates(3, library(shifts=none))[0] == ["CCO", "COC", "CC=O"]


def test_all_that_pass_are_found_once_where_they_are_few():
    assert sorted(candidates(9, library())[0]) == sorted(SMILES)
    assert candidates(2, library(), only=Filter(formula="C2H6O"))[0] == ["CCO", "COC"]


def test_the_querys_own_formula():
    assert candidates(2, library(), same_formula=True)[0] == ["c1ccccc1"]


def test_an_own_formula_that_is_none_is_a_reason_for_that_query_alone():
    search = CandidateSearch(library(), Filter(), 2, same_formula=True)
    vectors = np.array([[1.0, 0.0]] * 2, np.float32)
    reason, (positions, _) = search.nearest([QUERY] * 2, vectors, ["six carbons", "C6H6"])
    assert reason == Reason.of(ReasonCode.INVALID_FORMULA, value="'six carbons'")
    expected = "'six carbons' is not a molecular formula; write for example C6H12O6"
    assert reason_sentence(reason) == expected
    assert [SMILES[p] for p in positions] == ["c1ccccc1"]


def test_interleaved_numbers_come_once_each():
    assert interleaved(np.array([4, 2, 7]), np.array([2, 5])).tolist() == [4, 2, 5, 7]
    assert interleaved(np.array([4, 2]), np.array([5]), np.array([4, 6, 8])).tolist() == [4, 5, 2, 6, 8]
    assert interleaved(np.zeros(0, np.int64), np.array([3, 1])).tolist() == [3, 1]
