"""Columns of embedding tables, from what a model says of molecules."""

import numpy as np

from kmaid_nodes.model.predictor import ClassShifts
from kmaid_nodes.retrieval.embedding_columns import embedding_columns, list_column
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA

# Ethanol, and neopentane with four carbons of one class.
SHIFTS = ClassShifts(
    np.array([18.5, 58.0, 27.5, 31.5], np.float32),
    np.array([1.0, 1.5, 2.0, 0.5], np.float32),
    np.array([3, 2, 0, 3], np.int8),
    np.array([1, 1, 1, 4], np.int16),
    np.array([0, 2, 4]),
)


def test_each_molecule_has_its_embedding_and_the_shifts_of_its_classes():
    columns = embedding_columns(np.array([[1, 0], [0, 1]], np.float32), SHIFTS)
    assert {name: column.to_pylist() for name, column in columns.items()} == {
        "embedding": [[1, 0], [0, 1]],
        "shifts": [[18.5, 58.0], [27.5, 31.5]],
        "shift_uncertainties": [[1.0, 1.5], [2.0, 0.5]],
        "shift_hydrogens": [[3, 2], [0, 3]],
        "shift_carbons": [[1, 1], [1, 4]],
    }
    assert all(column.type == EMBEDDING_SCHEMA.field(name).type for name, column in columns.items())


def test_no_molecule_gives_empty_columns():
    none = ClassShifts(
        SHIFTS.ppm[:0],
        SHIFTS.uncertainty_ppm[:0],
        SHIFTS.hydrogens[:0],
        SHIFTS.members[:0],
        np.zeros(1, np.int64),
    )
    columns = embedding_columns(np.zeros((0, 2), np.float32), none)
    assert {len(column) for column in columns.values()} == {0}


def test_a_row_without_a_list_is_null_and_an_empty_list_is_not():
    column = list_column([None, np.zeros(0, np.float32), np.ones(2, np.float32)], "shifts")
    assert column.to_pylist() == [None, [], [1, 1]]
