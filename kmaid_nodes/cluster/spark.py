"""Libraries on a Spark cluster (extra `spark`): the same embedding as elsewhere, one partition per task.

    molecules = spark.read.csv("molecules.csv", header=True)  # columns id and structure
    write_library(embed_on_spark(molecules, load_model()), "library.parquet")

`kmaid retrieve --library library.parquet` searches the folder that this writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

import pyarrow as pa

from kmaid_nodes.errors import UserError
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.reading.record import Record
from kmaid_nodes.retrieval.embedding_schema import EMBEDDING_SCHEMA
from kmaid_nodes.retrieval.library_file import MODEL_FOLDER

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_NEEDED = ("id", "structure")


def embed_on_spark(molecules: DataFrame, trained: TrainedModel, unique: bool = False) -> DataFrame:
    """A data frame of the columns of `EMBEDDING_SCHEMA`, with the model's fingerprint in each row.

    molecules: with columns id and structure (SMILES or molblock), of any type that can be written as text.
    unique: of rows with the same canonical SMILES, the one with the smallest id is kept; of refused rows, one
    for each id. The model is sent to each executor once. Raises UserError if a column is missing.
    """
    from pyspark.sql import Window
    from pyspark.sql.functions import coalesce, col, concat, lit, row_number
    from pyspark.sql.pandas.types import from_arrow_schema

    missing = [name for name in _NEEDED if name not in molecules.columns]
    if missing:
        raise UserError(f"The data frame has no column {missing[0]!r}.")
    model = molecules.sparkSession.sparkContext.broadcast(trained.to_bytes())

    def embed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from kmaid_nodes.cluster.worker import embed_with

        return embed_with(model.value, chain.from_iterable(map(_records, batches)))

    texts = molecules.selectExpr(*(f"string({name}) as {name}" for name in _NEEDED))
    embedded = texts.mapInArrow(embed, from_arrow_schema(EMBEDDING_SCHEMA))
    if unique:
        of_structure = Window.partitionBy(coalesce(col("smiles"), concat(lit("\n"), col("id"))))
        numbered = embedded.withColumn("_number", row_number().over(of_structure.orderBy("id")))
        embedded = numbered.filter("_number = 1").drop("_number")
    return embedded.withColumn(MODEL_FOLDER, lit(trained.fingerprint))


def write_library(embedded: DataFrame, path: str) -> None:
    """Write the result of `embed_on_spark` as a library: a folder of Parquet files.

    path: anywhere that Spark can write to; an earlier library there is replaced.
    """
    embedded.write.mode("overwrite").partitionBy(MODEL_FOLDER).parquet(path)


def _records(batch: pa.RecordBatch) -> Iterator[Record]:
    ids, structures = (batch.column(name).to_pylist() for name in _NEEDED)
    return (Record(name, structure) for name, structure in zip(ids, structures))
