"""Where a model can be trusted: its figures by size, elements and charge of molecules (Markdown).

python benchmarks/domain.py RECORDS.sd.gz [--split test] [--model FILE]
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
from rdkit import Chem

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.training.calibration import log_densities, with_temperature
from kmaid_nodes.training.examples import build_examples
from kmaid_nodes.training.metrics import assignment_metrics, shift_metrics
from kmaid_nodes.training.split import TEST, TRAIN, VALIDATION

_HEAD = (
    "| molecules | spectra | MAE / median (ppm) | carbons right, with / without multiplicity | "
    "in the 90 % interval |\n| --- | --- | --- | --- | --- |"
)
_SIZES = (10, 20, 30, 50, 10_000)
_LARGEST = 10_000
_USUAL = {"C", "H", "N", "O"}
_NON_METALS = _USUAL | {"F", "Cl", "Br", "I", "S", "P", "Si", "B", "Se", "Te", "As"}


def kinds_of(mol: Chem.Mol) -> list[str]:
    """Every row of the table that a molecule belongs to."""
    atoms = mol.GetNumHeavyAtoms()
    smallest = 0
    found = []
    for size in _SIZES:
        if smallest < atoms <= size:
            most = f"{smallest + 1} to {size}" if size < _LARGEST else f"more than {smallest}"
            found.append(f"{most} heavy atoms")
        smallest = size
    elements = {atom.GetSymbol() for atom in mol.GetAtoms()}
    if elements <= _USUAL:
        found.append("C, H, N, O only")
    found += [f"with {element}" for element in sorted((elements & _NON_METALS) - _USUAL)]
    if elements - _NON_METALS:
        found.append("with a metal")
    if any(atom.GetFormalCharge() for atom in mol.GetAtoms()):
        found.append("with charged atoms (nitro groups included)")
    if len(Chem.GetMolFrags(mol)) > 1:
        found.append("several fragments (salts, solvates)")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("--split", default="test", choices=(TEST, VALIDATION, TRAIN))
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    structures = {}
    records = []
    for record in read_records(options.records):
        records.append(record)
        structures[record.id] = record.structure
    examples = build_examples(records, predictor.features).build(options.split, certain=True)
    assert examples is not None
    spectra = defaultdict(list)
    for k, identifier in enumerate(examples.ids):
        for kind in ["all", *kinds_of(parse_structure(structures[identifier]).mol)]:
            spectra[kind].append(k)
    objective, calibration = predictor.trained.preset.objective, predictor.trained.calibration
    print(_HEAD)
    for kind in sorted(spectra, key=lambda kind: (kind != "all", "heavy" not in kind, -len(spectra[kind]))):
        part = examples.only(np.array(spectra[kind]))
        density = with_temperature(log_densities(predictor.network, part, objective), calibration.density)
        shift = shift_metrics(part, density, predictor.axis, calibration.interval_masses)
        assigned = assignment_metrics(part, density, predictor.axis)
        print(
            f"| {kind} | {len(part)} | {shift['mae']:.2f} / {shift['median']:.2f} | "
            f"{assigned['carbons_right_with_multiplicity']:.1%} / {assigned['carbons_right']:.1%} | "
            f"{shift['coverage_90']:.0%} |"
        )


if __name__ == "__main__":
    main()
