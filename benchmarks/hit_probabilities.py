"""Whether the probabilities of hits are right, with the compound in the library and without.

    python benchmarks/hit_probabilities.py nmrshiftdb2_true.sd.gz nmrshiftdb2_relabelled.sd.gz
        --library FOLDER [--queries 100] [--fit-on validation] [--report-on test] [--model MODEL]

Library: all molecules of the SD files, one per first block of the InChIKey, as `benchmarks/retrieval.py`
builds it in FOLDER. Queries: spectra drawn from a split, as recorded and collapsed to distinct shifts, with
and without multiplicity; each is searched with its molecule in the library and with it removed. The constants
are fitted to the one split; the errors of the first hit's probability are of the other, with these constants
and with those of the model. "one in five missing": searches are weighted so that one in five has no molecule
in the library, and the prior is that of the fit; "all in the library": only those that have one, with a prior
of 1. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
from retrieval import read_molecules

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.library_building.building import build_library
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.library_file import open_library
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS
from kmaid_nodes.training.hit_probability import Cases, cases_of, fitted

MISSING = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("records", type=Path, nargs="+")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--fit-on", default="validation")
    parser.add_argument("--report-on", default="test")
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    molecules, fit_on = read_molecules(options.records, options.fit_on)
    _, report_on = read_molecules(options.records, options.report_on)
    library = _library(options.library, molecules, predictor)
    searches = {
        name: Cases(_cases(queries, options.queries, library, predictor), MISSING)
        for name, queries in (("fit", fit_on), ("report", report_on))
    }
    own = predictor.trained.calibration.hits
    anew = fitted(searches["fit"], 1 - MISSING)
    report = {"library": len(library), "queries of each split": options.queries}
    for name, hits in (("constants of the model", own), ("constants fitted anew", anew)):
        if hits is not None:
            report[name] = asdict(hits) | {
                f"on {split}": _errors(searches[key], hits)
                for key, split in (("fit", options.fit_on), ("report", options.report_on))
            }
    print(json.dumps(report, indent=2))


def _library(folder: Path, molecules: dict[str, str], predictor: Predictor) -> Library:
    path = folder / "own.parquet"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        records: Iterator[Record] = (Record(block, smiles) for block, smiles in molecules.items())
        build_library(records, predictor, path, {"molecules": len(molecules)})
    return open_library(path, predictor)


def _cases(queries: list[Record], count: int, library: Library, predictor: Predictor) -> list:
    chosen = np.random.default_rng(0).permutation(len(queries))[:count]
    return cases_of([queries[k] for k in chosen], library, predictor, DEFAULT_SEARCH_SETTINGS.candidates)


def _errors(searches: Cases, hits: HitProbability) -> dict[str, float]:
    in_library = searches.weight_in_library > 0
    return {
        "calibration error, one in five missing": round(searches.calibration_error(hits), 4),
        "calibration error, all in the library": round(searches.calibration_error(hits, True), 4),
        "first hit right, all in the library": round(float(searches.right[in_library].mean()), 4),
        "mean probability of the first hit where the molecule is missing": round(
            float(searches.first_probability(hits)[~in_library].mean()), 4
        ),
    }


if __name__ == "__main__":
    main()
