"""How published 13C strings are read: refused, with solvent and frequency, with what left out, and how fast.

`python benchmarks/literature_lists.py literature_13c.csv.gz` (a column `spectrum`).
"""

from __future__ import annotations

import csv
import gzip
import sys
import time
from collections import Counter
from pathlib import Path

from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.peak_list import parse_spectra


def main(path: Path) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        texts = [row["spectrum"] for row in csv.DictReader(file)]
    parse_spectra("The 13C NMR spectrum has δ 170.2 (C=O), 128.5 x2, 14.2")  # the grammar is made once
    told: Counter[str] = Counter()
    started = time.process_time()
    for text in texts:
        try:
            spectra = parse_spectra(text)
        except UnusableRow as refused:
            told[f"refused: {refused.reason.code}"] += 1
            continue
        told["read"] += 1
        told["solvent of the heading"] += spectra[0].solvent is not None
        told["frequency of the heading"] += spectra[0].frequency_mhz is not None
        told["both"] += None not in (spectra[0].solvent, spectra[0].frequency_mhz)
        told.update(f"noted: {code}" for code in {note.code for note in spectra[0].notes})
    seconds = time.process_time() - started
    print(f"{len(texts)} strings, {len(texts) / seconds:.0f} a second")
    for what, count in told.most_common():
        print(f"{count:6d}  {what}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
