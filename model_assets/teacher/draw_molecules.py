"""Molecules without spectra to learn from: recombined fragments, analogues, and drug-like molecules.

    python model_assets/teacher/draw_molecules.py SPECTRA... [--library FILE.smi.gz] [--strings FILE.csv.gz]
        [--number 120000] [--seed 11] --out molecules.csv

SPECTRA: the files that the model is trained on. All molecules are of the training split, and none is in
those files. Their order is random, so that the first ones are a fair sample.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from rdkit import RDLogger

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.training.analogues import analogues
from kmaid_nodes.training.examples import build_examples
from kmaid_nodes.training.fragment_recombination import recombined_molecules
from kmaid_nodes.training.split import TRAIN, inchikey_block, split_of

_RECOMBINED, _ANALOGUES, _DRUG_LIKE = 0.45, 0.45, 0.1
_LARGEST = 60


def main() -> None:
    """Draw the molecules and write them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("spectra", type=Path, nargs="+")
    parser.add_argument("--library", type=Path)
    parser.add_argument("--strings", type=Path, help="a table with the column smiles, all of which is used")
    parser.add_argument("--number", type=int, default=120_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    RDLogger.DisableLog("rdApp.*")
    builder = build_examples(
        chain.from_iterable(read_records(path) for path in options.spectra), feature_set("default")
    )
    known, seen = builder.smiles(TRAIN), set(builder.compounds)
    drawn: list[tuple[str, str]] = []

    def draw(source: str, molecules: Iterable[Structure]) -> None:
        for structure in molecules:
            seen.add(inchikey_block(structure.mol))
            drawn.append((structure.smiles, source))
        print(f"{source}: {sum(name == source for _, name in drawn)}", flush=True)

    number, seed = options.number, options.seed
    draw("recombined", recombined_molecules(known, round(number * _RECOMBINED), seed, seen))
    draw("analogue", analogues(known, round(number * _ANALOGUES), seed + 1, seen))
    if options.library:
        with gzip.open(options.library, "rt") as lines:
            library = [line.split()[0] for line in lines]
        random.Random(seed + 2).shuffle(library)
        draw("library", _new(library, seen, round(number * _DRUG_LIKE)))
    if options.strings:
        with gzip.open(options.strings, "rt") as lines:
            draw("publication", _new([row["smiles"] for row in csv.DictReader(lines)], seen, None))
    random.Random(seed + 3).shuffle(drawn)
    with options.out.open("w", newline="") as file:
        csv.writer(file).writerows([("smiles", "source"), *drawn])


def _new(smiles: Iterable[str], seen: set[str], wanted: int | None) -> Iterator[Structure]:
    """The first `wanted` molecules of the training split that are not yet among those seen; None: all."""
    given = 0
    for text in smiles:
        if given == wanted:
            return
        try:
            structure = parse_structure(text)
        except UnusableRow:
            continue
        block = inchikey_block(structure.mol)
        if block in seen or split_of(block) != TRAIN or structure.mol.GetNumAtoms() >= _LARGEST:
            continue
        given += 1
        yield structure


if __name__ == "__main__":
    main()
