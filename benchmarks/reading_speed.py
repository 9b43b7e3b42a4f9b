"""Peak lists read per second, beside those of another checkout.

`python benchmarks/reading_speed.py literature_13c.csv.gz --other CHECKOUT` (a column `spectrum`; --runs 3).
Both versions run in turns, each time in a process of its own with one thread, which reads every list once.
CPU time counts. The lists are the published strings, and their shifts alone as `157.4, 55.7`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent.parent
_MAKES_THE_GRAMMAR = "The 13C NMR spectrum (101 MHz, CDCl3) has δ 170.2 (C=O), 128.5 x2, 14.2 (q)"
_DECIMAL = re.compile(r"(?<![\w.-])\d{1,3}\.\d{1,2}(?![\w.])")


def lists_of(path: Path) -> dict[str, list[str]]:
    """The lists by kind."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        published = [row["spectrum"] for row in csv.DictReader(file)]
    shifts = [", ".join(_DECIMAL.findall(re.sub(r"\([^()]*\)", "", text))) for text in published]
    return {"published strings": published, "shifts alone": [text for text in shifts if "," in text]}


def lists_per_second(path: Path) -> dict[str, float]:
    """Of the version that is imported; what it refuses counts as well."""
    from kmaid_nodes.errors import UnusableRow
    from kmaid_nodes.reading import peak_list

    read = getattr(peak_list, "parse_spectra", peak_list.parse_peak_list)
    speeds = {}
    for kind, texts in lists_of(path).items():
        read(_MAKES_THE_GRAMMAR)
        started = time.process_time()
        for text in texts:
            try:
                read(text)
            except UnusableRow:
                continue
        speeds[kind] = len(texts) / (time.process_time() - started)
    return speeds


def speeds_of_checkout(checkout: Path, path: Path) -> dict[str, float]:
    """The speeds that a process with this checkout prints."""
    environment = {**os.environ, "PYTHONPATH": str(checkout), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "ignore", __file__, str(path), "--print-speeds"]
    done = subprocess.run(command, env=environment, cwd=checkout, capture_output=True, text=True, check=True)
    speeds: dict[str, float] = json.loads(done.stdout)
    return speeds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists", type=Path)
    parser.add_argument("--other", type=Path, help="another checkout, to compare with")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--print-speeds", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    path = arguments.lists.resolve()
    if arguments.print_speeds:
        print(json.dumps(lists_per_second(path)))
        return
    checkouts = [HERE] + ([arguments.other.resolve()] if arguments.other else [])
    runs = [[speeds_of_checkout(checkout, path) for checkout in checkouts] for _ in range(arguments.runs)]
    for kind in runs[0][0]:
        speeds = [[run[place][kind] for run in runs] for place in range(len(checkouts))]
        for checkout, of_checkout in zip(checkouts, speeds):
            each = ", ".join(f"{speed:,.0f}" for speed in of_checkout)
            print(f"{kind}: {median(of_checkout):,.0f} a second in {checkout} ({each})")
        if len(checkouts) > 1:
            print(f"{kind}: {median(speeds[0]) / median(speeds[1]):.2f} x")


if __name__ == "__main__":
    main()
