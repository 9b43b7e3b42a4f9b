"""What a page needs to judge any edited assignment of a molecule, compact; `page/src/scoring/` reads it.

Arrays are float32, little endian, in base64. Shifts are in ppm, a common offset taken off; costs are in nats.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from kmaid_nodes.assignment.extraneous_peaks import extraneous_costs
from kmaid_nodes.assignment.judging_costs import JudgingCosts
from kmaid_nodes.assignment.second_set import doubled_carbons
from kmaid_nodes.assignment.settings import AssignmentSettings
from kmaid_nodes.assignment.solution import AssignmentSolution
from kmaid_nodes.assignment.structure_probability import StructureProbability
from kmaid_nodes.assignment.sure_solvent import at_solvent_lines
from kmaid_nodes.assignment.unassigned_peaks import Unassigned, explain_unassigned, splittings
from kmaid_nodes.chemistry.extraneous_signals import extraneous_signals, told_solvents
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.experiment import POSITIVE_IN_DEPT135, Experiment
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.peak_mark import PeakMark
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.wording.unassigned import unassigned_reason


def page_rules(molecules: Iterable[AssignedMolecule]) -> dict[str, Any] | None:
    """The limits, costs, calibration and network by which all molecules are judged; None without any."""
    for molecule in molecules:
        if molecule.judging is not None and molecule.assignment is not None:
            judging, settings = molecule.judging, molecule.assignment.solution.settings
            confidence = {kind: [odds.slope, odds.offset] for kind, odds in judging.confidence.items()}
            return {
                "settings": _settings(settings),
                "confidence": confidence,
                "network": None if judging.structure is None else _network(judging.structure),
                "multipletLine": _reason(PeakKind.MULTIPLET_LINE),
                "secondSet": _reason(PeakKind.SECOND_SET),
                "unexplained": _reason(PeakKind.UNEXPLAINED),
                "marked": {mark: unassigned_reason(PeakKind(mark), marked=True) for mark in PeakMark},
            }
    return None


def page_costs(molecule: AssignedMolecule) -> dict[str, Any] | None:
    """The costs of one molecule; None where no task made the result."""
    if molecule.judging is None or molecule.assignment is None:
        return None
    solution = molecule.assignment.solution
    solvent = canonical_solvent(molecule.record.solvent)
    rows, row_of = np.unique(_by_carbon(molecule.judging), axis=0, return_inverse=True)
    split = splittings(molecule.structure, solution.settings)
    open_hydrogens = [list(peak.possible_hydrogens) for peak in molecule.peaks]
    own = [s.ppm for s in extraneous_signals(solvent or "CDCl3") if s.compound == s.solvent]
    return {
        "rowOf": row_of.ravel().tolist(),
        "numbers": _base64(rows, *_extraneous(solution, solvent)),
        "seen": _seen(molecule),
        "possible": open_hydrogens if any(open_hydrogens) else None,
        "solvent": {"told": bool(told_solvents(solvent)), "lines": own},
        "alone": _alone(molecule, solvent),
        "splittings": [[k, one.nuclei, one.most_ppm] for k, one in split.items()],
        "second": _second(molecule, solution),
    }


def _by_carbon(judging: JudgingCosts) -> np.ndarray:
    """float32 [carbons, peaks + 4]: those of the shifts, then expected, variance, median and uncertainty."""
    further = (judging.expected, judging.variance, judging.median_ppm, judging.uncertainty_ppm)
    return np.column_stack([judging.shift, *further]).astype(np.float32)


def _extraneous(solution: AssignmentSolution, solvent: str | None) -> list[np.ndarray]:
    """[peaks], with the multiplicities of the list and without any."""
    peaks, settings, shown = solution.peaks, solution.settings, solution.solvent_shown
    ppm = at_solvent_lines(peaks.ppm, solvent, settings.extraneous) if shown else peaks.ppm
    unknown = np.full_like(peaks.hydrogens, UNKNOWN_HYDROGENS)
    return [extraneous_costs(ppm, some, solvent, settings, shown) for some in (peaks.hydrogens, unknown)]


def _seen(molecule: AssignedMolecule) -> list[list[int]]:
    """The numbers of attached hydrogens that the experiment shows; of a DEPT-135, also in a list of positive
    peaks alone."""
    seen = [sorted(molecule.record.experiment.hydrogens_seen)]
    if molecule.record.experiment is Experiment.DEPT135 and all(p.hydrogens != 2 for p in molecule.peaks):
        seen.append(sorted(POSITIVE_IN_DEPT135))
    return seen


def _alone(molecule: AssignedMolecule, solvent: str | None) -> dict[str, list[str]]:
    """By peak, kind and words of what it is if it alone loses its carbons; not of those nothing explains."""
    assert molecule.assignment is not None
    solution = replace(molecule.assignment.solution, second=None)
    left: dict[int, Unassigned] = {entry.peak: entry for entry in _explained(molecule, solution, solvent)}
    for peak in sorted(set(solution.peak[solution.peak >= 0].tolist())):
        freed = replace(solution, peak=np.where(solution.peak == peak, -1, solution.peak))
        left |= {e.peak: e for e in _explained(molecule, freed, solvent) if e.peak == peak}
    known = (PeakKind.SOLVENT, PeakKind.IMPURITY, PeakKind.REFERENCE)
    return {
        str(peak): [str(entry.kind), unassigned_reason(entry.kind, entry.compound, entry.solvent)]
        for peak, entry in sorted(left.items())
        if entry.kind in known
    }


def _explained(
    molecule: AssignedMolecule, solution: AssignmentSolution, solvent: str | None
) -> list[Unassigned]:
    listed = [
        replace(peak, ppm=ppm) for peak, ppm in zip(molecule.peaks, solution.peaks.ppm.tolist(), strict=True)
    ]
    return explain_unassigned(molecule.structure, listed, solution, solvent)


def _second(molecule: AssignedMolecule, solution: AssignmentSolution) -> dict[str, Any] | None:
    """Of a list with two sets: the second one's peaks and their carbons, and when there are two sets."""
    if solution.second is None:
        return None
    doubled = doubled_carbons(molecule.structure, solution.settings.second_set)
    return {
        "carbonOf": sorted(solution.second.carbon_of.items()),
        "scalePpm": doubled.scale_ppm.tolist(),
        "share": doubled.share.tolist(),
        "gain": doubled.limits.gain,
        "ofClasses": doubled.limits.of_classes,
        "alone": doubled.limits.alone,
    }


def _network(network: StructureProbability) -> dict[str, Any]:
    return {
        "units": len(network.hidden),
        "numbers": _base64(network.centre, network.scale, network.hidden, network.output),
        "consistentFrom": network.consistent_from,
        "doubtfulFrom": network.doubtful_from,
    }


def _settings(settings: AssignmentSettings) -> dict[str, Any]:
    """Those that judge an assignment, named as in the page."""
    named = asdict(settings)
    parts = ("costs", "hypotheses", "verdict", "partial_list", "extraneous", "second_set")
    numbers = {part: {k: v for k, v in named[part].items() if isinstance(v, (int, float))} for part in parts}
    return {
        **{_camel(part): {_camel(k): v for k, v in of.items()} for part, of in numbers.items()},
        "offsetPrice": settings.referencing.price,
        "farPpm": settings.far_ppm,
        "farUncertainties": settings.far_uncertainties,
    }


def _camel(name: str) -> str:
    return re.sub("_([a-z])", lambda found: found[1].upper(), name)


def _reason(kind: PeakKind) -> str:
    """In words, with `{atom}` where the name of the carbon belongs."""
    return unassigned_reason(kind, atom_index=0, number="{atom}")


def _base64(*arrays: Any) -> str:
    """The numbers of all arrays, one behind the other."""
    flat = np.concatenate([np.asarray(array, "<f4").ravel() for array in arrays])
    return b64encode(flat.tobytes()).decode("ascii")
