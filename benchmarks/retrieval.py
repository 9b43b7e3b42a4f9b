"""Retrieval from a library, and the recognition of the right one among isomers.

    python benchmarks/retrieval.py nmrshiftdb2_true.sd.gz nmrshiftdb2_recovered.sd.gz --library FOLDER
        [--more library_moses_1m.smi.gz] [--literature literature_13c.csv.gz] [--split test] [--queries N]
        [--rerank 200] [--model MODEL]

Queries: every spectrum of a split of the SD files. Library: all molecules of the SD files (one per first
block of the InChIKey), of --literature, and those of --more. It is built in FOLDER: a stopped build goes on
there, and a finished library is used again. Lists are as recorded and collapsed to distinct shifts, with and
without multiplicity. A hit is right if it has the InChIKey block of the query's molecule. "Among the
candidates": the molecule is a candidate of the first stage. Isomers: the right molecule among all of its
formula in the SD files, by the similarity of the most similar other one (Tanimoto, Morgan 2). Speeds are of
single queries and of batches. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from parsed_records import records_with_structures
from rdkit.Chem import MolFromSmiles
from rdkit.Chem.rdFingerprintGenerator import GetMorganGenerator
from rdkit.Chem.rdMolDescriptors import CalcMolFormula
from rdkit.DataStructs import BulkTanimotoSimilarity

from kmaid_nodes.library_building.building import build_library
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.retrieved_spectrum import RetrievedSpectrum
from kmaid_nodes.retrieval.candidates import CandidateSearch
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.library_file import index_recall, open_library, vector_blocks
from kmaid_nodes.retrieval.nearest import NearestVectors
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, IndexSettings
from kmaid_nodes.tasks.retrieve import Search, retrieve
from kmaid_nodes.training.calibration_error import calibration_error
from kmaid_nodes.training.list_forms import LIST_FORMS, as_listed
from kmaid_nodes.training.split import inchikey_block, split_of

COLLAPSED = "distinct shifts, without"
_BANDS = (0.0, 0.3, 0.5, 0.7, 0.85, 1.01)
_ALONE = 20


@dataclass(frozen=True)
class Ranks:
    """Of each query: the rank of its molecule (99: not among the first ten), and its first hit's probability.

    seconds: for all queries together.
    """

    ranks: np.ndarray
    first_probability: np.ndarray
    seconds: float

    def metrics(self) -> dict[str, float]:
        """Shares of queries whose molecule is retrieved, and the calibration error of first hits."""
        right = self.ranks == 1
        error = calibration_error(self.first_probability, right)
        return {
            "top-1": round(float(right.mean()), 4),
            "top-10": round(float((self.ranks <= 10).mean()), 4),
            "calibration error of the first hit's probability": round(error, 4),
            "seconds per query in batches": round(self.seconds / len(self.ranks), 4),
        }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("records", type=Path, nargs="+")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--more", type=Path)
    parser.add_argument("--literature", type=Path)
    parser.add_argument("--split", default="test")
    parser.add_argument("--queries", type=int)
    parser.add_argument("--rerank", type=int, default=DEFAULT_SEARCH_SETTINGS.candidates)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    molecules, queries = read_molecules(options.records, options.split)
    literature = _literature(options.literature) if options.literature else []
    if options.queries:
        queries = [queries[k] for k in np.random.default_rng(0).permutation(len(queries))[: options.queries]]
    options.library.mkdir(parents=True, exist_ok=True)
    own, _ = _library(options.library / "own.parquet", molecules, [], None, predictor)
    whole, seconds = _library(
        options.library / "whole.parquet", molecules, literature, options.more, predictor
    )
    report: dict[str, object] = {
        "library": len(whole),
        "queries": len(queries),
        "seconds to build": round(seconds, 1),
        "index": {
            "exact": whole.index.exact,
            "recall at 10": index_recall(options.library / "whole.parquet"),
        },
    }
    for name, (distinct, multiplicity) in LIST_FORMS.items():
        asked = [as_listed(query, distinct, multiplicity) for query in queries]
        report[name] = _ranks(asked, whole, predictor, options.rerank, False).metrics() | {
            "among the candidates": round(_among_candidates(asked, whole, predictor, options.rerank), 4)
        }
        if name == COLLAPSED:
            report["formula known"] = _ranks(asked, whole, predictor, options.rerank, True).metrics()
            report["isomers of the data"] = _isomers(asked, own, predictor)
            report["speed"] = _speed(asked, whole, predictor, options.rerank)
    report["approximate index"] = _approximate(options.library / "whole.parquet", asked, predictor)
    if literature:
        report["literature"] = {"queries": len(literature)} | _ranks(
            literature, whole, predictor, options.rerank, False
        ).metrics()
    print(json.dumps(report, indent=2))


def read_molecules(paths: list[Path], split: str) -> tuple[dict[str, str], list[Record]]:
    """SMILES by InChIKey block, and the query spectra, with their blocks as ids."""
    molecules: dict[str, str] = {}
    queries = []
    for path in paths:
        for record, structure in records_with_structures(path):
            block = inchikey_block(structure.mol)
            molecules.setdefault(block, structure.smiles)
            if record.peaks and not record.error and (record.split or split_of(block)) == split:
                queries.append(replace(record, id=block, formula=CalcMolFormula(structure.mol)))
    return molecules, queries


def _literature(path: Path) -> list[Record]:
    """The literature spectra that can be read, with their molecules' blocks as ids."""
    return [
        replace(record, id=inchikey_block(structure.mol), structure=structure.smiles)
        for record, structure in records_with_structures(path)
        if record.peaks and not record.error
    ]


def _library(
    path: Path, molecules: dict[str, str], literature: list[Record], more: Path | None, predictor: Predictor
) -> tuple[Library, float]:
    def records() -> Iterator[Record]:
        yield from (Record(block, smiles) for block, smiles in molecules.items())
        others = {record.id: record.structure for record in literature if record.id not in molecules}
        yield from (Record(block, smiles) for block, smiles in others.items())
        if more is not None:
            yield from (replace(r, id=f"more {r.id}") for r in read_records(more))

    started = time.perf_counter()
    source = {"molecules": len(molecules), "literature": len(literature), "more": more and more.name}
    note = path.with_suffix(".json")
    if not path.is_file() or not note.is_file() or json.loads(note.read_text()) != source:
        note.write_text(json.dumps(source))
        build_library(records(), predictor, path, source)
    return open_library(path, predictor), time.perf_counter() - started


def _ranks(
    queries: Sequence[Record], library: Library, predictor: Predictor, rerank: int, same_formula: bool
) -> Ranks:
    started = time.perf_counter()
    numbered = [replace(query, id=str(k)) for k, query in enumerate(queries)]
    ranks, first_probability = np.full(len(queries), 99), np.zeros(len(queries))
    search = Search(10, rerank, same_formula=same_formula)
    for k, result in enumerate(retrieve(numbered, library, predictor, search)):
        if isinstance(result, RetrievedSpectrum):
            probability = result.hits[0].probability
            assert probability is not None or not search.ranked, "the model has no probabilities of hits"
            first_probability[k] = 0.0 if probability is None else probability
            ranks[k] = min((hit.rank for hit in result.hits if hit.library_id == queries[k].id), default=99)
    return Ranks(ranks, first_probability, time.perf_counter() - started)


def _among_candidates(
    queries: Sequence[Record], library: Library, predictor: Predictor, rerank: int
) -> float:
    lists = [query.peaks or () for query in queries]
    search = CandidateSearch(library, Filter(), rerank)
    candidates = search.nearest(lists, predictor.embed_spectra(lists), [None] * len(lists))
    places = {block: k for k, block in enumerate(library.ids.to_pylist())}
    among = [places[query.id] in positions for query, (positions, _) in zip(queries, candidates)]
    return float(np.mean(among))


def _isomers(queries: Sequence[Record], library: Library, predictor: Predictor) -> dict[str, object]:
    """The right molecule among all of its formula, if there are others, by the similarity of the nearest."""
    generator = GetMorganGenerator(2)
    cases, similarity, candidates = [], [], []
    for query in queries:
        positions = library.of_formula(query.formula or "")
        if len(positions) < 2:
            continue
        prints = [generator.GetFingerprint(MolFromSmiles(library.smiles[int(p)].as_py())) for p in positions]
        own = [library.ids[int(p)].as_py() for p in positions].index(query.id)
        others = prints[:own] + prints[own + 1 :]
        cases.append(query)
        similarity.append(max(BulkTanimotoSimilarity(prints[own], others)))
        candidates.append(len(positions))
    ranks = _ranks(cases, library, predictor, len(library), True)
    bands = np.digitize(similarity, _BANDS) - 1
    by_similarity = {
        f"{_BANDS[k]:.2f} to {min(1.0, _BANDS[k + 1]):.2f}": {
            "cases": int((bands == k).sum()),
            "top-1": round(float((ranks.ranks[bands == k] == 1).mean()), 4),
        }
        for k in sorted(set(bands.tolist()))
    }
    counts = {"cases": len(cases), "candidates on average": round(float(np.mean(candidates)), 1)}
    return counts | ranks.metrics() | {"by similarity": by_similarity}


def _approximate(path: Path, queries: Sequence[Record], predictor: Predictor) -> dict[str, float]:
    """The approximate index that larger libraries get, built for this one: its recall of the exact one."""

    def blocks() -> Iterator[np.ndarray]:
        return vector_blocks(path, predictor.length)

    started = time.perf_counter()
    approximate = IndexSettings(exact_up_to=0)
    index = NearestVectors.build(blocks, sum(map(len, blocks())), predictor.length, settings=approximate)
    built = time.perf_counter() - started
    vectors = predictor.embed_spectra([query.peaks or () for query in queries[: 8 * _ALONE]])
    started = time.perf_counter()
    for vector in vectors[:_ALONE]:
        index.nearest(vector[None], DEFAULT_SEARCH_SETTINGS.candidates)
    asked = time.perf_counter() - started
    return {
        "recall of the ten nearest": round(index.recall(blocks, vectors), 4),
        "seconds to build": round(built, 1),
        "seconds of a query": round(asked / _ALONE, 4),
    }


def _speed(
    queries: Sequence[Record], library: Library, predictor: Predictor, rerank: int
) -> dict[str, float]:
    alone = [_ranks([query], library, predictor, rerank, False).seconds for query in queries[:_ALONE]]
    vectors = predictor.embed_spectra([query.peaks or () for query in queries[: 8 * _ALONE]])
    started = time.perf_counter()
    library.index.nearest(vectors, rerank)
    together = (time.perf_counter() - started) / len(vectors)
    started = time.perf_counter()
    for vector in vectors[:_ALONE]:
        library.index.nearest(vector[None], rerank)
    return {
        "seconds of a query alone": round(float(np.median(alone)), 4),
        "of which FAISS": round((time.perf_counter() - started) / _ALONE, 4),
        "FAISS in batches": round(together, 4),
    }


if __name__ == "__main__":
    main()
