"""Share of assigned carbons whose peak lies within 5 ppm of its prediction.

python benchmarks/within_ppm.py ASSIGNED.csv
"""

from __future__ import annotations

import sys

import pandas as pd

LIMIT_PPM = 5.0


def main() -> None:
    table = pd.read_csv(sys.argv[1])
    carbons = table[table["atom_index"].notna()]
    given = carbons[carbons["ppm"].notna()]
    near = (given["ppm"] - given["predicted_ppm"]).abs() < LIMIT_PPM
    print(f"{len(carbons)} carbons, {len(given)} with a peak, {near.mean():.1%} within {LIMIT_PPM} ppm")
    print(table["status"].value_counts().to_string())


if __name__ == "__main__":
    main()
