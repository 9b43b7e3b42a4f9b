"""Parts of spectra: whether they are called too short to judge, and wrong structures are still recognised.

    python benchmarks/partial_lists.py RECORDS.sd.gz... [--split test] [--model MODEL]

Of each spectrum only one peak is kept, only the aromatic ones, those of carbons without hydrogens, with
hydrogens, of CH alone, or a third of all (drawn); nobody tells that the list is a part. Parts that are the
whole list are left out. They are assigned to the structure and to the most similar other compound of the
same formula, with and without multiplicities. Prints one JSON object: the shares of the verdicts, those of
whole lists too, and the share of listed peaks that are on a carbon that was recorded with them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from nearest_compound import Query, labelled_spectra, with_densities
from options import parser_of

from kmaid_nodes.assignment.assign import Assignment
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.tasks.assign import assignment_of

_Shares = dict[str, dict[str, float]]


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("records", type=Path, nargs="+")
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    queries = labelled_spectra(options.records, options.split)
    drawn = np.random.default_rng(0)
    verdicts: dict[str, Counter] = defaultdict(Counter)
    on_carbon: dict[str, list[bool]] = defaultdict(list)
    for query, right, wrong in with_densities(queries, predictor):
        for name, peaks in _parts(query, drawn):
            found = _assigned(query, query.structure, peaks, right, predictor)
            verdicts[f"{name}: right structures"][found.verdict.code] += 1
            on_carbon[name] += _on_recorded_carbon(query, peaks, found)
            if query.wrong and wrong:
                other = _assigned(query, query.wrong, peaks, wrong, predictor)
                verdicts[f"{name}: wrong structures"][other.verdict.code] += 1
    print(json.dumps({"spectra": len(queries)} | _shares(verdicts, on_carbon), indent=2))


def _shares(verdicts: dict[str, Counter], on_carbon: dict[str, list[bool]]) -> _Shares:
    shares: _Shares = {
        name: {
            "lists": counts.total(),
            **{str(code): round(counts[code] / counts.total(), 4) for code in VerdictCode},
        }
        for name, counts in verdicts.items()
    }
    shares["share of peaks on a recorded carbon"] = {
        name: round(float(np.mean(right)), 4) for name, right in on_carbon.items()
    }
    return shares


def _parts(query: Query, drawn: np.random.Generator) -> Iterator[tuple[str, list[Peak]]]:
    """The name and the peaks of each part, with and without multiplicities; the peaks have their atoms."""
    peaks = list(query.record.peaks or ())
    shifts = sorted({round(peak.ppm, 2) for peak in peaks})
    structure = query.structure
    atoms = structure.carbon_atom_index.tolist()
    hydrogens = dict(zip(atoms, structure.hydrogens.tolist()))
    carbons = [structure.mol.GetAtomWithIdx(int(own)) for own in structure.carbons]
    aromatic = {atom: carbon.GetIsAromatic() for atom, carbon in zip(atoms, carbons)}
    one = {shifts[drawn.integers(len(shifts))]}
    third = set(drawn.permutation(shifts)[: max(1, len(shifts) // 3)].tolist())

    def of_atoms(kept: Callable[[int], bool]) -> list[Peak]:
        return [p for p in peaks if p.atoms and hydrogens.keys() >= set(p.atoms) and all(map(kept, p.atoms))]

    parts = {
        "whole list": peaks,
        "one peak": [peak for peak in peaks if round(peak.ppm, 2) in one],
        "aromatic": of_atoms(lambda atom: aromatic[atom]),
        "without hydrogens": of_atoms(lambda atom: hydrogens[atom] == 0),
        "with hydrogens": of_atoms(lambda atom: hydrogens[atom] > 0),
        "CH": of_atoms(lambda atom: hydrogens[atom] == 1),
        "a third": [peak for peak in peaks if round(peak.ppm, 2) in third],
    }
    for name, part in parts.items():
        shown = {round(peak.ppm, 2) for peak in part}
        if shown and (name == "whole list" or len(shown) < len(shifts)):
            yield f"{name}, with multiplicity", part
            yield f"{name}, without", [Peak(peak.ppm, atoms=peak.atoms) for peak in part]


def _assigned(
    query: Query, structure: Structure, peaks: list[Peak], density: ShiftDensities, predictor: Predictor
) -> Assignment:
    listed = replace(query.record, peaks=tuple(replace(peak, atoms=()) for peak in peaks))
    return assignment_of(listed, structure, density, predictor)


def _on_recorded_carbon(query: Query, peaks: list[Peak], found: Assignment) -> list[bool]:
    """For each distinct labelled shift whether a carbon has it that is recorded with it, or an equivalent."""
    structure, own = query.structure, found.solution.peak.tolist()
    class_of = dict(zip(structure.carbon_atom_index.tolist(), structure.symmetry_class.tolist()))
    given = {(round(peaks[k].ppm, 2), c) for k, c in zip(own, structure.symmetry_class.tolist()) if k >= 0}
    recorded: dict[float, set[int]] = defaultdict(set)
    for peak in peaks:
        recorded[round(peak.ppm, 2)] |= {class_of[atom] for atom in peak.atoms if atom in class_of}
    return [any((ppm, c) in given for c in classes) for ppm, classes in recorded.items() if classes]


if __name__ == "__main__":
    main()
