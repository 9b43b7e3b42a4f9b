"""Lists whose shifts are all off by the same amount: whether that is noticed, and where it must not be.

    python benchmarks/shifted_lists.py RECORDS.sd.gz... [--split test] [--model MODEL]

Each spectrum is assigned to its structure as it is, shifted by 2, 3, 4, 6 or 8 ppm up or down (drawn), and as
it is to the most similar other compound of the same formula. Lists are as recorded with multiplicities and
without, with one entry for each distinct shift, and with a line of the solvent where the record names one.
Prints one JSON object. Carbons are right where they have the recorded shift; only labelled ones are counted.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from nearest_compound import Query, labelled_spectra, with_densities
from options import parser_of

from kmaid_nodes.assignment.assign import Assignment
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS
from kmaid_nodes.chemistry.extraneous_signals import extraneous_signals, told_solvents
from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.tasks.assign import assignment_of

_OFFSETS = (2, 3, 4, 6, 8)
_NEVER = replace(
    DEFAULT_SETTINGS, referencing=replace(DEFAULT_SETTINGS.referencing, price=float("inf"), tried_from=1e9)
)
_Counts = dict[str, list[float]]


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("records", type=Path, nargs="+")
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    queries = labelled_spectra(options.records, options.split)
    drawn = np.random.default_rng(0)
    of_lists: dict[str, _Counts] = defaultdict(lambda: defaultdict(list))
    for query, right, wrong in with_densities(queries, predictor):
        for name, peaks in _lists(query).items():
            offset = float(drawn.choice(_OFFSETS) * drawn.choice((-1, 1)))
            counts = of_lists[name]
            _count_right(counts, query, peaks, right, predictor, offset)
            if query.wrong and wrong:
                _count_wrong(counts, query, query.wrong, peaks, wrong, predictor)
    shares = {
        name: {key: round(float(np.mean(values)), 4) for key, values in counts.items()}
        for name, counts in of_lists.items()
    }
    print(json.dumps({"spectra": len(queries)} | shares, indent=2))


def _count_right(
    counts: _Counts,
    query: Query,
    peaks: Sequence[Peak],
    density: ShiftDensities,
    predictor: Predictor,
    offset: float,
) -> None:
    as_is = _assigned(query.structure, peaks, density, predictor, query)
    counts["as it is: an offset is told"].append(as_is.offset_ppm != 0)
    counts["as it is: carbons right"] += _right(query, peaks, as_is)
    shifted = [replace(peak, ppm=peak.ppm + offset) for peak in peaks]
    found = _assigned(query.structure, shifted, density, predictor, query)
    told = found.offset_ppm != 0
    enough = len({peak.ppm for peak in peaks}) >= DEFAULT_SETTINGS.referencing.least_peaks
    counts["shifted: enough peaks"].append(enough)
    if not enough:
        counts["shifted, too few peaks: an offset is told"].append(told)
        return
    counts["shifted: recognised"].append(told)
    counts[f"shifted by {abs(offset):g}: recognised"].append(told)
    if told:
        away = abs(found.offset_ppm - offset)
        counts["recognised: within 0.5 ppm"].append(away <= 0.5)
        counts["recognised: within 1 ppm"].append(away <= 1.0)
        counts["recognised: consistent"].append(found.verdict.code is VerdictCode.CONSISTENT)
    counts["shifted: carbons right"] += _right(query, peaks, found)
    unaware = _assigned(query.structure, shifted, density, predictor, query, never=True)
    counts["shifted, never tried: carbons right"] += _right(query, peaks, unaware)


def _count_wrong(
    counts: _Counts,
    query: Query,
    structure: Structure,
    peaks: Sequence[Peak],
    density: ShiftDensities,
    predictor: Predictor,
) -> None:
    for name, never in (("wrong structure", False), ("wrong structure, never tried", True)):
        assignment = _assigned(structure, peaks, density, predictor, query, never)
        if not never:
            counts[f"{name}: an offset is told"].append(assignment.offset_ppm != 0)
        counts[f"{name}: consistent"].append(assignment.verdict.code is VerdictCode.CONSISTENT)


def _assigned(
    structure: Structure,
    peaks: Sequence[Peak],
    density: ShiftDensities,
    predictor: Predictor,
    query: Query,
    never: bool = False,
) -> Assignment:
    settings = _NEVER if never else DEFAULT_SETTINGS
    return assignment_of(replace(query.record, peaks=tuple(peaks)), structure, density, predictor, settings)


def _right(query: Query, peaks: Sequence[Peak], assignment: Assignment) -> list[float]:
    """For each labelled carbon whether it has the recorded shift."""
    recorded = {atom: peak.ppm for peak in query.record.peaks or () for atom in peak.atoms}
    own = assignment.solution.peak.tolist()
    atoms = query.structure.carbon_atom_index.tolist()
    return [
        float(k >= 0 and abs(peaks[k].ppm - recorded[atom]) < 0.02)
        for atom, k in zip(atoms, own)
        if atom in recorded
    ]


def _lists(query: Query) -> dict[str, list[Peak]]:
    recorded = [replace(peak, atoms=()) for peak in query.record.peaks or ()]
    bare = [Peak(peak.ppm) for peak in recorded]
    lists = {
        "as recorded, with multiplicity": recorded,
        "as recorded, without": bare,
        "distinct shifts, without": [Peak(ppm) for ppm in dict.fromkeys(round(p.ppm, 2) for p in bare)],
    }
    solvent = canonical_solvent(query.record.solvent)
    told = told_solvents(solvent)
    lines = [signal.ppm for signal in extraneous_signals(solvent) if signal.compound in told]
    if lines:
        lists["distinct shifts and the solvent's line"] = [
            *lists["distinct shifts, without"],
            Peak(lines[0]),
        ]
    return lists


if __name__ == "__main__":
    main()
