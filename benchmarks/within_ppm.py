"""Assignments of spectra whose true assignment is unknown: how many, and how close to the prediction.

    python benchmarks/within_ppm.py ASSIGNED.csv
    python benchmarks/within_ppm.py CASES.json [--model MODEL]

ASSIGNED.csv: a table that `kmaid assign` wrote. CASES.json: a list of cases with `name`, `smiles` and `peaks`
(pairs of ppm and attached hydrogens, as from DEPT), which are assigned here. Prints how many cases are
assigned, how many are refused and why, how many carbons have a peak and the share of these peaks within 5 ppm
of the prediction, then the twelve most frequent statuses.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from kmaid_nodes.codes.row_kind import RowKind
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.tables.assignments import assignment_batch
from kmaid_nodes.tasks.assign import assign

LIMIT_PPM = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("input", type=Path)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    if options.input.suffix == ".json":
        predictor = Predictor(load_model(options.model))
        table = assignment_batch(assign(_records(options.input), predictor)).to_pandas()
    else:
        table = pd.read_csv(options.input, dtype={"id": str})
    refused = table[table["kind"] == RowKind.FAILED]
    rows = table.drop(refused.index)
    assigned = rows["id"].nunique()
    verdicts = rows.groupby("id", sort=False)["verdict"].first().value_counts()
    print(f"{assigned + len(refused)} cases, {assigned} assigned, {len(refused)} refused")
    for reason, count in refused["status"].value_counts().items():
        print(f"  {count} x {reason}")
    print("verdicts: " + ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items()))
    carbons = rows[rows["atom_index"].notna()]
    given = carbons[carbons["ppm"].notna()]
    near = (given["ppm"] - given["predicted_ppm"]).abs() < LIMIT_PPM
    print(
        f"{len(carbons)} carbons, {len(given)} ({len(given) / len(carbons):.1%}) with a peak, "
        f"{near.mean():.1%} of these within {LIMIT_PPM:g} ppm"
    )
    print(rows["status"].value_counts().head(12).to_string())


def _records(path: Path) -> Iterator[Record]:
    for case in json.loads(path.read_text()):
        peaks = tuple(Peak(float(ppm), hydrogens) for ppm, hydrogens in case["peaks"])
        yield Record(case["name"], case["smiles"], peaks)


if __name__ == "__main__":
    main()
