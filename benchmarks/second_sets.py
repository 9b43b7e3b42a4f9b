"""Whether lists that hold two sets of shifts are recognised, and whether lists of one set are left alone.

    python benchmarks/second_sets.py RECORDS.sd.gz... [--split test] [--model MODEL] [--most 3000]

Two sets: the recorded spectra of two isomers that differ in configuration alone (the same first block of the
InChIKey), put into one list without labels; given with the structure of one isomer, and without any
configuration. Besides, recorded spectra of compounds whose isomers interconvert (amides, oximes, anomers),
with a made-up second set: carbons near the bond or atom in question get another shift. One set: every
spectrum of the split, as recorded and with every shift once, with extraneous lines, and with peaks missing
besides (`kmaid_nodes/training/corrupt.py`). Prints one JSON object.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from options import parser_of
from parsed_records import records_with_structures
from rdkit import Chem

from kmaid_nodes.assignment.assign import Assignment
from kmaid_nodes.assignment.same_shift import TOLERANCE_PPM
from kmaid_nodes.chemistry.extraneous_signals import extraneous_signals
from kmaid_nodes.chemistry.slow_isomers import SlowIsomers, isomer_centres
from kmaid_nodes.chemistry.structure import Structure, describe
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.tasks.assign import assignment_of
from kmaid_nodes.training.corrupt import corrupt
from kmaid_nodes.training.examples import recorded_shifts
from kmaid_nodes.training.split import inchikey_block, split_of

# ppm. Isomers whose spectra differ less are one spectrum; more, one of them is wrong.
_LEAST_DIFFERENCE, _MOST_DIFFERENCE = 0.3, 15.0
# A made-up second set: probability that a carbon differs, and the scale of its difference in ppm, by bonds.
_DOUBLED, _SCALE_PPM = (0.85, 0.85, 0.7, 0.4, 0.15), (0.6, 1.2, 0.6, 0.3, 0.1)
_LEAST_DOUBLED = 2
_ADDED = (2, 4)
_WORKING = 100


@dataclass(frozen=True)
class TwoSets:
    """A list of two sets; one, other: float [carbons], the shifts of both in ppm."""

    structure: Structure
    one: np.ndarray
    other: np.ndarray

    @property
    def peaks(self) -> list[Peak]:
        """Every shift once, from high to low."""
        return distinct(np.concatenate([self.one, self.other]))


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("records", type=Path, nargs="+")
    parser.add_argument("--most", type=int, help="spectra of one set, at most")
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    spectra = [
        (record, structure, block)
        for path in options.records
        for record, structure in records_with_structures(path)
        for block in [inchikey_block(structure.mol)]
        if record.peaks and not record.error and (record.split or split_of(block)) == options.split
    ]
    result = {
        "isomers, configuration drawn": two_sets_figures(list(pairs_of_isomers(spectra)), predictor),
        "isomers, drawn flat": two_sets_figures(
            [TwoSets(flat(p.structure), p.one, p.other) for p in pairs_of_isomers(spectra)], predictor
        ),
        "made up": two_sets_figures(list(made_up(spectra)), predictor),
        "one set": one_set_figures(drawn_by_lot(spectra, options.most), predictor),
    }
    print(json.dumps(result, indent=2))


def drawn_by_lot(
    spectra: list[tuple[Record, Structure, str]], most: int | None
) -> list[tuple[Record, Structure, str]]:
    order = np.random.default_rng(5).permutation(len(spectra))[::-1]
    return [spectra[k] for k in order[:most]]


def distinct(ppm: np.ndarray) -> list[Peak]:
    """A list with every shift once, from high to low."""
    ordered = np.sort(ppm)[::-1]
    kept = np.append(True, -np.diff(ordered) > TOLERANCE_PPM)
    return [Peak(float(shift)) for shift in ordered[kept]]


def flat(structure: Structure) -> Structure:
    """The structure without configuration."""
    mol = Chem.Mol(structure.mol)
    Chem.RemoveStereochemistry(mol)
    return describe(mol)


def pairs_of_isomers(spectra: list[tuple[Record, Structure, str]]) -> Iterator[TwoSets]:
    """Two isomers of each compound that differ in configuration alone and have complete spectra."""
    of_block: dict[str, dict[str, tuple[Structure, np.ndarray]]] = defaultdict(dict)
    for record, structure, block in spectra:
        recorded = recorded_shifts(structure, record.peaks or ())
        if np.isfinite(recorded).all():
            of_block[block].setdefault(structure.smiles, (structure, recorded))
    for isomers in of_block.values():
        for (one, ppm), (other, of_other) in itertools.combinations(isomers.values(), 2):
            mapped = mapped_shifts(one, ppm, other, of_other)
            if mapped is None or not _LEAST_DIFFERENCE <= np.abs(mapped - ppm).max() <= _MOST_DIFFERENCE:
                continue
            drawn = max(one, other, key=lambda s: s.smiles.count("@") + s.smiles.count("/"))
            if drawn is one:
                yield TwoSets(one, ppm, mapped)
            else:
                back = mapped_shifts(other, of_other, one, ppm)
                assert back is not None
                yield TwoSets(other, of_other, back)


def mapped_shifts(
    one: Structure, ppm: np.ndarray, other: Structure, of_other: np.ndarray
) -> np.ndarray | None:
    """The shifts of the other isomer in the order of this one's carbons; None for another constitution.

    Where symmetry leaves a choice, the one that differs least.
    """
    query = Chem.Mol(one.mol)
    Chem.RemoveStereochemistry(query)
    if query.GetNumAtoms() != other.mol.GetNumAtoms():
        return None
    place = {int(atom): k for k, atom in enumerate(other.carbons)}
    found = [
        np.array([of_other[place[match[int(atom)]]] for atom in one.carbons])
        for match in other.mol.GetSubstructMatches(query, uniquify=False, maxMatches=2000)
    ]
    return min(found, key=lambda mapped: float(np.abs(mapped - ppm).sum()), default=None)


def made_up(spectra: list[tuple[Record, Structure, str]]) -> Iterator[TwoSets]:
    """Compounds whose isomers interconvert, with a second set near the bond or atom that makes them."""
    generator = np.random.default_rng(0)
    for record, structure, _ in spectra:
        recorded = recorded_shifts(structure, record.peaks or ())
        centres = isomer_centres(structure.mol, structure.carbons)
        if centres.likelihood is not SlowIsomers.INTERCONVERTING or not np.isfinite(recorded).all():
            continue
        bonds = np.minimum(centres.bonds_away, len(_SCALE_PPM) - 1)
        classes = structure.symmetry_class
        differs = generator.random(len(classes)) < np.array(_DOUBLED)[bonds]
        apart = generator.laplace(0, np.array(_SCALE_PPM)[bonds])
        apart = np.where(np.abs(apart) < 0.03, 0.03, apart)  # closer lines are not told apart
        other = np.round(recorded + np.where(differs, apart, 0.0)[structure.first_of_class[classes]], 2)
        doubled = np.abs(other - recorded) > TOLERANCE_PPM
        if len(set(classes[doubled])) >= _LEAST_DOUBLED:
            yield TwoSets(structure, recorded, other)


def two_sets_figures(lists: list[TwoSets], predictor: Predictor) -> dict[str, object]:
    """How many are recognised, and the carbons that have the right shifts in each set."""
    counts: Counter[str] = Counter()
    for start in range(0, len(lists), _WORKING):
        batch = lists[start : start + _WORKING]
        densities = predictor.shift_densities([two.structure for two in batch])
        for two, density in zip(batch, densities):
            assignment = assigned(two.structure, two.peaks, density, predictor)
            counts += figures(two, assignment)
    n = len(lists)
    return {
        "lists": n,
        "recognised": share(counts["recognised"], n),
        "doubtful or contradicted": share(counts["doubted"], n),
        "surplus peaks left over": counts["left"],
        "recognised: first set right": share(counts["first right"], counts["carbons"]),
        "recognised: carbons with two shifts, both right": share(counts["both right"], counts["doubled"]),
        "recognised: carbons with one shift, right": share(counts["single right"], counts["single"]),
    }


def figures(two: TwoSets, assignment: Assignment) -> Counter[str]:
    counts: Counter[str] = Counter(doubted=assignment.verdict.code is not VerdictCode.CONSISTENT)
    second = assignment.solution.second
    if second is None:
        return counts
    counts["recognised"] += 1
    counts["left"] += len(assignment.solution.unassigned)
    ppm, classes = assignment.solution.peaks.ppm, two.structure.symmetry_class
    for k, number in enumerate(classes.tolist()):
        members = classes == number
        right = np.concatenate([two.one[members], two.other[members]])
        is_doubled = abs(two.one[k] - two.other[k]) > TOLERANCE_PPM
        first, own = int(assignment.solution.peak[k]), int(second.peak[k])
        first_right = first >= 0 and is_one_of(ppm[first], right)
        counts["carbons"] += 1
        counts["first right"] += first_right
        counts["doubled" if is_doubled else "single"] += 1
        if is_doubled:
            counts["both right"] += first_right and own >= 0 and is_one_of(ppm[own], right)
        else:
            counts["single right"] += first_right and own < 0
    return +counts


def is_one_of(ppm: float, shifts: np.ndarray) -> bool:
    return bool((np.abs(shifts - ppm) <= TOLERANCE_PPM).any())


def one_set_figures(
    spectra: list[tuple[Record, Structure, str]], predictor: Predictor
) -> dict[str, dict[str, object]]:
    """How many lists of one set are taken for two."""
    generator = np.random.default_rng(1)
    alarms: dict[str, list[str]] = defaultdict(list)
    tried: Counter[str] = Counter()
    for start in range(0, len(spectra), _WORKING):
        batch = spectra[start : start + _WORKING]
        densities = predictor.shift_densities([structure for _, structure, _ in batch])
        for (record, structure, _), density in zip(batch, densities):
            for name, peaks, solvent in lists_of_one_set(record, structure, generator):
                tried[name] += 1
                if assigned(structure, peaks, density, predictor, solvent).solution.second is not None:
                    alarms[name].append(record.id)
    return {
        name: {"lists": n, "taken for two sets": len(alarms[name]), "share": share(len(alarms[name]), n),
               "ids": alarms[name][:20]}
        for name, n in tried.items()
    }  # fmt: skip


def lists_of_one_set(
    record: Record, structure: Structure, generator: np.random.Generator
) -> Iterator[tuple[str, list[Peak], str | None]]:
    recorded = recorded_shifts(structure, record.peaks or ())
    ppm = np.array([peak.ppm for peak in record.peaks or ()])
    yield "as recorded", [Peak(float(shift)) for shift in ppm], record.solvent
    yield "every shift once", distinct(ppm), None
    for added in _ADDED:
        solvent = str(generator.choice(["CDCl3", "DMSO-d6", "CD3OD", "acetone-d6", "D2O"]))
        lines = np.unique([signal.ppm for signal in extraneous_signals(solvent)])
        extra = generator.choice(lines, added, replace=False) + generator.normal(0, 0.05, added)
        with_lines = distinct(np.concatenate([ppm, np.round(extra, 2)]))
        yield f"with {added} extraneous lines, solvent given", with_lines, solvent
        yield f"with {added} extraneous lines, solvent not given", with_lines, None
    corrupted = corrupt(ppm, np.full(len(ppm), 4), recorded, generator)
    yield "corrupted, solvent not given", [Peak(float(shift)) for shift in corrupted.ppm], None


def assigned(
    structure: Structure,
    peaks: list[Peak],
    density: ShiftDensities,
    predictor: Predictor,
    solvent: str | None = None,
) -> Assignment:
    return assignment_of(Record("", None, tuple(peaks), solvent), structure, density, predictor)


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


if __name__ == "__main__":
    main()
