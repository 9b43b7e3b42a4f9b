"""Whether wrong structures are recognised: every spectrum with the most similar compound of the same formula.

    python benchmarks/wrong_structures.py QUERIES.sd.gz DECOYS.sd.gz... [--split test] [--model MODEL]

Decoys are the structures of all the files, whatever their split. The most similar one has the largest
Tanimoto coefficient of Morgan fingerprints (radius 2, 2,048 bits). Lists are as recorded and collapsed to one
entry per distinct shift, with and without multiplicity. Prints one JSON object: how often the score prefers
the true structure, and the shares of the verdicts for true and for wrong structures.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from parsed_records import records_with_structures
from rdkit.Chem.rdFingerprintGenerator import GetMorganGenerator
from rdkit.Chem.rdMolDescriptors import CalcMolFormula
from rdkit.DataStructs import BulkTanimotoSimilarity

from kmaid_nodes.assignment.assign import assign_peaks
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.training.split import inchikey_block, split_of
from kmaid_nodes.wording.verdict import verdict_words


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("queries", type=Path)
    parser.add_argument("decoys", type=Path, nargs="*")
    parser.add_argument("--split", default="test")
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    compounds: dict[str, Structure] = {}
    queries: list[tuple[Record, Structure, str]] = []
    for path in (options.queries, *options.decoys):
        for record, structure in records_with_structures(path):
            block = inchikey_block(structure.mol)
            compounds.setdefault(block, structure)
            measured = record.peaks and not record.error and record.label_confidence is None
            if path == options.queries and measured and (record.split or split_of(block)) == options.split:
                queries.append((record, structure, block))
    pairs = _with_nearest(queries, compounds)
    of_lists: dict[str, Counter] = defaultdict(Counter)
    for record, structure, decoy in pairs:
        densities = predictor.shift_densities([structure, decoy])
        for name, peaks in _lists(record.peaks or ()).items():
            truth, wrong = (
                assign_peaks(
                    s,
                    peaks,
                    d.log_density,
                    predictor.axis,
                    predictor.trained.calibration.confidence,
                    outside_domain=d.outside_domain,
                ).verdict
                for s, d in zip((structure, decoy), densities)
            )
            of_lists[name]["the score prefers the truth"] += truth.score > wrong.score
            of_lists[name][f"true structures: {verdict_words(truth.code)}"] += 1
            of_lists[name][f"wrong structures: {verdict_words(wrong.code)}"] += 1
    shares = {
        name: {key: round(n / len(pairs), 4) for key, n in sorted(counts.items())}
        for name, counts in of_lists.items()
    }
    print(json.dumps({"spectra with another compound of their formula": len(pairs)} | shares, indent=2))


def _with_nearest(
    queries: list[tuple[Record, Structure, str]], compounds: dict[str, Structure]
) -> list[tuple[Record, Structure, Structure]]:
    generator = GetMorganGenerator(radius=2, fpSize=2048)
    of_formula: dict[str, list[str]] = defaultdict(list)
    for block, structure in compounds.items():
        of_formula[CalcMolFormula(structure.mol)].append(block)
    """Each query with the most similar other compound of its formula; queries without any are left out."""
    pairs = []
    for record, structure, own in queries:
        others = [b for b in of_formula[CalcMolFormula(structure.mol)] if b != own]
        if others:
            prints = [generator.GetFingerprint(compounds[b].mol) for b in others]
            similarities = BulkTanimotoSimilarity(generator.GetFingerprint(structure.mol), prints)
            most_similar = others[similarities.index(max(similarities))]
            pairs.append((record, structure, compounds[most_similar]))
    return pairs


def _lists(peaks: tuple[Peak, ...]) -> dict[str, list[Peak]]:
    recorded = [replace(peak, atoms=()) for peak in peaks]
    distinct = list({round(peak.ppm, 2): peak for peak in recorded}.values())
    bare = {name: [Peak(p.ppm) for p in given] for name, given in (("r", recorded), ("d", distinct))}
    return {
        "as recorded, with multiplicity": recorded,
        "as recorded, without": bare["r"],
        "distinct shifts, with multiplicity": distinct,
        "distinct shifts, without": bare["d"],
    }


if __name__ == "__main__":
    main()
