"""The verdicts on peak tables exported from Mnova, for compounds that are known.

    python benchmarks/mnova_tables.py FOLDER [--model MODEL]

FOLDER: `exampleProblems` of a checkout of github.com/EricHughesABC/simpleNMR. Of each workbook below it, the
sheet `molecule` has the SMILES and `C13_1D` the peaks (column `ppm`). Workbooks without one of them,
temporary files and workbooks of the same structure and peaks are left out. Prints one JSON object: how many
structures got each verdict, and those that are not consistent.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.wording.verdict import verdict_words

_NEEDED = {"molecule", "C13_1D"}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    records = {(r.structure, r.peaks): r for r in _records(options.folder)}
    verdicts: Counter[str] = Counter()
    others: dict[str, str] = {}
    for result in assign(records.values(), predictor):
        if isinstance(result, AssignedMolecule):
            words, p = verdict_words(result.verdict), result.p_structure
            verdicts[words] += 1
            if words != "consistent":
                probability = "" if p is None else f", p_structure {p:.3f}"
                others[result.record.id] = f"{words}{probability}: {result.structure.smiles}"
        else:
            verdicts["not usable"] += 1
            others[result.record.id] = result.sentence
    print(json.dumps({"tables": len(records)} | dict(verdicts) | {"not consistent": others}, indent=2))


def _records(folder: Path) -> Iterator[Record]:
    for path in sorted(folder.rglob("*.xlsx")):
        if path.name.startswith("~"):
            continue
        book = openpyxl.load_workbook(path, data_only=True)
        if not set(book.sheetnames) >= _NEEDED:
            continue
        smiles = _column(book["molecule"], "smiles")
        shifts = [ppm for ppm in _column(book["C13_1D"], "ppm") if isinstance(ppm, (int, float))]
        if smiles and shifts:
            peaks = tuple(Peak(round(float(ppm), 4)) for ppm in shifts)
            yield Record(f"{path.parent.name}/{path.name}", str(smiles[0]), peaks)


def _column(sheet: openpyxl.worksheet.worksheet.Worksheet, name: str) -> list[object]:
    """The cells below a heading; empty if there is no such heading."""
    rows = list(sheet.iter_rows(values_only=True))
    heading = [str(cell) for cell in rows[0]] if rows else []
    return [row[heading.index(name)] for row in rows[1:]] if name in heading else []


if __name__ == "__main__":
    main()
