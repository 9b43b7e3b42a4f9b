"""13C shifts of the test molecules looked up by the surroundings of each carbon in the training molecules.

    python benchmarks/rivals/environment_table.py nmrshiftdb2_true.sd.gz nmrshiftdb2_recovered.sd.gz \\
        --test nmrshiftdb2_true.sd.gz --out table.parquet

The surroundings are RDKit's circular (Morgan) environments of up to 6 bonds, without configuration: what a
table of HOSE codes of 6 spheres looks at, written otherwise. A carbon takes the median shift, weighted by
`label_confidence`, of the training carbons that are equal in the widest environment that any shares.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from predictions import Run, peak_megabytes, records_of, write_predictions
from rdkit.Chem.rdFingerprintGenerator import AdditionalOutput, GetMorganGenerator

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.training.examples import recorded_shifts

SEEN = "no"
_RADIUS = 6


class EnvironmentTable:
    """Shifts of carbons by the code of their surroundings, for every radius from 0 bonds up.

    codes: uint64 [carbons, radii]; ppm, weight: float64 [carbons].
    """

    def __init__(self, codes: np.ndarray, ppm: np.ndarray, weight: np.ndarray):
        self._radii = []
        for column in codes.T:
            order = np.lexsort((ppm, column))
            self._radii.append((column[order], ppm[order], weight[order]))
        self._otherwise = weighted_median(np.sort(ppm), weight[np.argsort(ppm)])

    def shift(self, codes: np.ndarray) -> float:
        """Median of the widest environment that the table has; codes: uint64 [radii]."""
        for code, (column, ppm, weight) in zip(codes[::-1], self._radii[::-1]):
            low, high = np.searchsorted(column, code, "left"), np.searchsorted(column, code, "right")
            if high > low:
                return weighted_median(ppm[low:high], weight[low:high])
        return self._otherwise


def weighted_median(ppm: np.ndarray, weight: np.ndarray) -> float:
    """Of sorted values: where half of the weight lies below."""
    mass = np.cumsum(weight)
    low = int(np.searchsorted(mass, mass[-1] / 2, "left"))
    high = int(np.searchsorted(mass, mass[-1] / 2, "right"))
    return float(ppm[low] + ppm[min(high, len(ppm) - 1)]) / 2


def environment_codes(structure: Structure) -> np.ndarray:
    """uint64 [carbons, radii]: a code for the surroundings of each carbon within 0, 1, ... 6 bonds."""
    generator = GetMorganGenerator(radius=_RADIUS, includeRedundantEnvironments=True)
    output = AdditionalOutput()
    output.AllocateBitInfoMap()
    generator.GetSparseCountFingerprint(structure.mol, additionalOutput=output)
    codes = np.zeros((structure.mol.GetNumAtoms(), _RADIUS + 1), np.uint64)
    for code, places in output.GetBitInfoMap().items():
        for atom, radius in places:
            codes[atom, radius] = code
    return codes[structure.carbons]


def table_of(files: Iterable[Path]) -> EnvironmentTable:
    """The table of the training split of these files."""
    codes, shifts, weights = [], [], []
    for record, structure in records_of(files, "train"):
        ppm = recorded_shifts(structure, record.peaks or ())
        known = ~np.isnan(ppm)
        confidence = 1.0 if record.label_confidence is None else record.label_confidence
        codes.append(environment_codes(structure)[known])
        shifts.append(ppm[known])
        weights.append(np.full(known.sum(), confidence))
    return EnvironmentTable(np.concatenate(codes), np.concatenate(shifts), np.concatenate(weights))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--split", default="test")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    start = time.perf_counter()
    table = table_of(options.files)
    print(f"table made in {time.perf_counter() - start:.0f} s")
    records = [record for record, _ in records_of([options.test], options.split)]
    start = time.perf_counter()
    rows = []
    for record in records:
        structure = parse_structure(record.structure)
        for atom, codes in zip(structure.carbon_atom_index, environment_codes(structure)):
            rows.append((record.id, int(atom), table.shift(codes)))
    seconds = time.perf_counter() - start
    write_predictions(options.out, rows, Run(SEEN, len(records), seconds, peak_megabytes()))


if __name__ == "__main__":
    main()
