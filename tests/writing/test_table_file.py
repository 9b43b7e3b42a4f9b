"""Result tables: by the file's ending, whole or not at all, and read back as a library."""

import pyarrow as pa
import pytest

from kmaid_nodes.errors import UserError
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA
from kmaid_nodes.retrieval.embedding_table import is_embedding_table, read_embedding_table
from kmaid_nodes.writing.table_file import write_table

ROWS = [
    {"id": "a", "smiles": "CCO", "embedding": [0.6, -0.8], "error": None},
    {"id": 'b, "quoted"', "smiles": None, "embedding": None, "error": "no structure given"},
]


def batches():
    yield pa.RecordBatch.from_pylist(ROWS, schema=EMBEDDING_SCHEMA)


@pytest.mark.parametrize("name", ["library.csv", "library.parquet", "LIBRARY.CSV"])
def test_embeddings_written_are_embeddings_read(tmp_path, name):
    assert write_table(batches(), EMBEDDING_SCHEMA, tmp_path / name) == 2
    assert is_embedding_table(tmp_path / name)
    (batch,) = read_embedding_table(tmp_path / name)
    assert batch.column("id").to_pylist() == ["a", 'b, "quoted"']
    assert batch.column("embedding").to_pylist()[0] == pytest.approx([0.6, -0.8])
    assert batch.column("embedding").to_pylist()[1] is None


@pytest.mark.parametrize("name", ["empty.csv", "empty.parquet"])
def test_a_table_without_rows_has_its_columns(tmp_path, name):
    assert write_table([], EMBEDDING_SCHEMA, tmp_path / name) == 0
    assert is_embedding_table(tmp_path / name)


def test_a_broken_off_table_leaves_no_file(tmp_path):
    def broken():
        yield from batches()
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write_table(broken(), EMBEDDING_SCHEMA, tmp_path / "t.csv")
    assert list(tmp_path.iterdir()) == []


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"must end in \.csv or \.parquet"):
        write_table(batches(), EMBEDDING_SCHEMA, tmp_path / "t.xlsx")


def test_a_table_with_text_instead_of_embeddings_is_refused(tmp_path):
    (tmp_path / "t.csv").write_text("id,smiles,embedding\n1,CCO,not numbers\n")
    with pytest.raises(UserError, match="lists of numbers"):
        list(read_embedding_table(tmp_path / "t.csv"))


def test_a_table_of_molecules_is_no_library_of_embeddings(tmp_path):
    (tmp_path / "t.csv").write_text("id,smiles\n1,CCO\n")
    assert not is_embedding_table(tmp_path / "t.csv")
    assert not is_embedding_table(tmp_path / "missing.parquet")
