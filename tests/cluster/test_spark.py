"""A Spark job makes the library that one process makes."""

import sys

import pytest

from kmaid_nodes.cluster.spark import embed_on_spark, write_library
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.retrieved_spectrum import RetrievedSpectrum
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA
from kmaid_nodes.retrieval.library_file import MODEL_FOLDER, is_library, open_library
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tasks.embed import embed_molecules
from kmaid_nodes.tasks.retrieve import retrieve

sql = pytest.importorskip("pyspark.sql")
pytestmark = pytest.mark.slow
ROWS = [(str(k), text) for k, text in enumerate(["CCO", "c1ccccc1", "no molecule", "OCC", "CC(C)=O", None])]


@pytest.fixture(scope="module")
def spark():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("OMP_NUM_THREADS", "1")
        try:
            session = (
                sql.SparkSession.builder.master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .getOrCreate()
            )
        except Exception as problem:
            pytest.skip(f"Spark does not start here: {problem}")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def molecules(spark):
    return spark.createDataFrame(ROWS, "id string, structure string").repartition(3)


def test_workers_embed_as_one_process_does(molecules, predictor):
    embedded = {row["id"]: row.asDict() for row in embed_on_spark(molecules, predictor.trained).collect()}
    records = [Record(name, text) for name, text in ROWS]
    expected = embedding_batch(embed_molecules(records, predictor)).to_pylist()
    assert sorted(embedded) == [row["id"] for row in expected]
    for row in expected:
        other = embedded[row["id"]]
        assert list(other) == [*EMBEDDING_SCHEMA.names, MODEL_FOLDER]
        assert other["error"] == row["error"] and other["smiles"] == row["smiles"]
        assert other["shift_hydrogens"] == row["shift_hydrogens"]
        if row["error"] is None:
            assert other["embedding"] == pytest.approx(row["embedding"], abs=1e-3)
            assert other["shifts"] == pytest.approx(row["shifts"], abs=0.2)


def test_what_spark_writes_is_searched_like_any_library(molecules, predictor, tmp_path):
    path = tmp_path / "library.parquet"
    trained = predictor.trained
    write_library(embed_on_spark(molecules, trained, unique=True), str(path))
    assert is_library(path)
    library = open_library(path, predictor)
    assert sorted(library.smiles.to_pylist()) == ["CC(C)=O", "CCO", "c1ccccc1"]
    query = Record("query", peaks=(Peak(128.4), Peak(77.2)))
    (result,) = retrieve([query], library, predictor)
    assert isinstance(result, RetrievedSpectrum)
    assert [hit.smiles for hit in result.hits] == ["c1ccccc1"]  # the others explain neither peak


def test_a_missing_column_is_named(spark, predictor):
    with pytest.raises(UserError, match="'structure'"):
        embed_on_spark(spark.createDataFrame([("1",)], "id string"), predictor.trained)
