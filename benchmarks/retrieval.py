"""Retrieval from a library, and isomers told apart.

    python benchmarks/retrieval.py nmrshiftdb2_true.sd.gz nmrshiftdb2_recovered.sd.gz [--more library.smi.gz]
        [--library embedded.parquet] [--split test] [--queries N] [--rerank 200] [--model MODEL]

Queries: every spectrum of a split of the SD files. Library: all molecules of the SD files (one per first
block of the InChIKey), and those of --more; --library keeps or reads their embeddings. Lists as recorded and
collapsed to distinct shifts, with and without multiplicity; the molecule counts as found where the hit has
its InChIKey block. Isomers: the truth among all same-formula molecules of the SD files. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.embedding_table import read_embedding_table
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Peak, Record, to_record_batches
from kmaid_nodes.retrieval.library import Library, load_library
from kmaid_nodes.tasks.embed import EMBEDDING_SCHEMA, embed_molecules
from kmaid_nodes.tasks.retrieve import RERANKED, retrieve
from kmaid_nodes.training.split import inchikey_block, split_of
from kmaid_nodes.writing.table_file import write_table

LISTS = {
    "as recorded, with multiplicity": (False, True),
    "as recorded, without": (False, False),
    "distinct shifts, with multiplicity": (True, True),
    "distinct shifts, without": (True, False),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("records", type=Path, nargs="+")
    parser.add_argument("--more", type=Path)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--split", default="test")
    parser.add_argument("--queries", type=int)
    parser.add_argument("--rerank", type=int, default=RERANKED)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    molecules, queries = _read(options.records, options.split)
    if options.queries:
        queries = [queries[k] for k in np.random.default_rng(0).permutation(len(queries))[: options.queries]]
    started = time.perf_counter()
    whole = _library(options.library, molecules, options.more, predictor)
    own = _library(None, molecules, None, predictor) if options.more or options.library else whole
    found = {
        "library": len(whole),
        "queries": len(queries),
        "seconds to embed and load": round(time.perf_counter() - started, 1),
    }
    for name, (distinct, multiplicity) in LISTS.items():
        asked = [_as_listed(query, distinct, multiplicity) for query in queries]
        found[name] = _figures(asked, whole, predictor, options.rerank, False)
        if name == "distinct shifts, without":
            found["formula known"] = _figures(asked, whole, predictor, options.rerank, True)
            found["isomers of the data"] = _figures(asked, own, predictor, len(own), True)
    print(json.dumps(found, indent=2))


def _read(paths: list[Path], split: str) -> tuple[dict[str, str], list[Record]]:
    """SMILES by InChIKey block, and the query spectra, their ids being their blocks."""
    molecules: dict[str, str] = {}
    queries = []
    for path in paths:
        for record in read_records(path):
            try:
                structure = parse_structure(record.structure)
            except UnusableRow:
                continue
            block = inchikey_block(structure.mol)
            molecules.setdefault(block, structure.smiles)
            if record.peaks and not record.error and (record.split or split_of(block)) == split:
                queries.append(replace(record, id=block, formula=CalcMolFormula(structure.mol)))
    return molecules, queries


def _as_listed(query: Record, distinct: bool, multiplicity: bool) -> Record:
    peaks = [Peak(p.ppm, p.hydrogens if multiplicity else None) for p in query.peaks or ()]
    if distinct:
        peaks = list({round(p.ppm, 2): p for p in reversed(peaks)}.values())[::-1]
    return Record(query.id, None, tuple(peaks), query.solvent, formula=query.formula)


def _library(
    kept: Path | None, molecules: dict[str, str], more: Path | None, predictor: Predictor
) -> Library:
    if kept is not None and kept.is_file():
        return load_library(read_embedding_table(kept), predictor.length)

    def records() -> Iterator[Record]:
        yield from (Record(block, smiles) for block, smiles in molecules.items())
        if more is not None:
            yield from (replace(r, id=f"more {r.id}") for r in read_records(more))

    batches: Iterator[pa.RecordBatch] = embed_molecules(to_record_batches(records()), predictor)
    if kept is None:
        return load_library(batches, predictor.length)
    write_table(batches, EMBEDDING_SCHEMA, kept)
    return load_library(read_embedding_table(kept), predictor.length)


def _figures(
    queries: list[Record], library: Library, predictor: Predictor, rerank: int, same_formula: bool
) -> dict[str, float]:
    started = time.perf_counter()
    hits = [
        row
        for batch in retrieve(
            to_record_batches(queries), library, predictor, 10, rerank=rerank, same_formula=same_formula
        )
        for row in batch.to_pylist()
    ]
    seconds = time.perf_counter() - started
    ranks, number = [], -1
    for row in hits:
        if row["rank"] in (None, 1):
            number += 1
            ranks.append(99)
        if row["library_id"] == row["query_id"]:
            ranks[number] = min(ranks[number], row["rank"])
    first = [row for row in hits if row["rank"] in (None, 1)]
    told = np.array([row["probability"] or 0.0 for row in first])
    right = np.array(ranks) == 1
    bins = np.minimum((told * 10).astype(int), 9)
    gaps = np.abs(np.bincount(bins, told - right, minlength=10)).sum() / len(told)
    return {
        "top-1": round(float(right.mean()), 4),
        "top-10": round(float((np.array(ranks) <= 10).mean()), 4),
        "calibration error of the first hit's probability": round(float(gaps), 4),
        "seconds per query": round(seconds / len(queries), 4),
    }


if __name__ == "__main__":
    main()
