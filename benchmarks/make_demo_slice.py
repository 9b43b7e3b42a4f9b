"""Cut the demonstration's records out of nmrshiftdb2_true.sd.gz.

    python benchmarks/make_demo_slice.py ../shared/data/nmrshiftdb2_true.sd.gz

Draws 150 records of the test split, 60 of training and 30 of validation with a fixed seed, among
those with one complete spectrum, and keeps their text as it is.
"""

from __future__ import annotations

import argparse
import gzip
import random
from pathlib import Path

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.nmrshiftdb2 import nmrshiftdb2_records
from kmaid_nodes.reading.sd_file import read_sd_file
from kmaid_nodes.training.examples import recorded_shifts
from kmaid_nodes.training.split import TEST, TRAIN, VALIDATION, inchikey_block, split_of

COUNTS = {TEST: 150, TRAIN: 60, VALIDATION: 30}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path)
    source = parser.parse_args().source
    pools: dict[str, list[int]] = {name: [] for name in COUNTS}
    for number, sd_record in enumerate(read_sd_file(source)):
        records = list(nmrshiftdb2_records(sd_record))
        if len(records) != 1 or records[0].error or not records[0].peaks:
            continue
        try:
            structure = parse_structure(records[0].structure)
        except UnusableRow:
            continue
        shifts = recorded_shifts(structure, records[0].peaks)
        if (shifts == shifts).all():
            pools[split_of(inchikey_block(structure.mol))].append(number)
    chosen = {n for name, count in COUNTS.items() for n in random.Random(0).sample(pools[name], count)}
    with gzip.open(source, "rt", encoding="utf-8", errors="replace") as file:
        blocks = file.read().split("$$$$\n")
    text = "".join(blocks[n] + "$$$$\n" for n in sorted(chosen))
    with SLICE.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
        packed.write(text.encode())
    print(f"{len(chosen)} records written to {SLICE.name}")


if __name__ == "__main__":
    main()
