"""What lines of the solvent and of impurities do to an assignment: no carbon should lose its peak to them.

    python benchmarks/added_lines.py RECORDS.sd.gz [--split test] [--model MODEL] [--seeds 3]

To every list, as recorded and collapsed to one entry per distinct shift, 1 to 3 lines of one solvent or of
its impurities are added, drawn as in `kmaid_nodes/training/corrupt.py`; no peak is removed. Every list is
assigned without the lines and with them. Of the carbons that have a peak without the lines,

- lost: the share that has an added line as its peak, or no peak, or whose former peak no carbon has any
  more (the second methyl group of a geminal pair that moves to the peak of the first). An added line within
  0.1 ppm of the former peak is not told from it and counts as the same;
- right before, right after: the share assigned right without the lines and with them, which counts carbons
  that exchange their peaks as well.

Prints one JSON object: the mean over the seeds, with the solvent told and not told, with multiplicities (of
the compound's peaks) and without.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from options import parser_of
from prepared_spectra import prepared_spectra

from kmaid_nodes.assignment.correctness import carbons_right
from kmaid_nodes.assignment.costs import PeakList
from kmaid_nodes.assignment.solution import AssignmentSolution, solve_assignment
from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.training.corrupt import distinct_peaks, drawn_lines
from kmaid_nodes.training.examples import Examples
from kmaid_nodes.training.spectra import Spectrum, spectra_of

MOST_ADDED = 3
SAME_PEAK_PPM = 0.1


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    spectra = prepared_spectra(options.records, options.split, options.model)
    rows = added_lines(spectra.examples, spectra.log_density, spectra.axis, options.seeds)
    print(json.dumps({"spectra": len(spectra.examples), "seeds": options.seeds} | dict(rows), indent=2))


def added_lines(
    examples: Examples, log_density: np.ndarray, axis: np.ndarray, seeds: int
) -> Iterator[tuple[str, dict[str, float]]]:
    """The rows that are printed, each with its name."""
    for collapsed in (False, True):
        for multiplicity in (True, False):
            spectra = [
                (spectrum, _listed(spectrum, collapsed))
                for spectrum in spectra_of(examples, log_density, axis, multiplicity)
            ]
            for told in (True, False):
                counts = np.zeros(4)
                for seed in range(seeds):
                    generator = np.random.default_rng(seed)
                    for spectrum, peaks in spectra:
                        counts += _counts(spectrum, peaks, told, generator)
                name = (
                    f"{'distinct shifts' if collapsed else 'as recorded'}, "
                    f"{'with' if multiplicity else 'without'} multiplicities, "
                    f"solvent {'told' if told else 'not told'}"
                )
                lost, before, after = (round(float(part / counts[0]), 4) for part in counts[1:])
                yield name, {"lost": lost, "right before": before, "right after": after}


def _listed(spectrum: Spectrum, collapsed: bool) -> PeakList:
    if not collapsed:
        return spectrum.peaks
    ppm, hydrogens = distinct_peaks(spectrum.peaks.ppm, spectrum.peaks.hydrogens)
    return PeakList(ppm, hydrogens, np.zeros(len(ppm), np.int64))


def _counts(spectrum: Spectrum, peaks: PeakList, told: bool, generator: np.random.Generator) -> np.ndarray:
    """float64 [4]: carbons with a peak, of these lost ones, right ones before, right ones after."""
    solvent, lines = drawn_lines(int(generator.integers(1, MOST_ADDED + 1)), generator)
    solvent_told = solvent if told else None
    added = PeakList(
        np.append(peaks.ppm, lines),
        np.append(peaks.hydrogens, np.full(len(lines), UNKNOWN_HYDROGENS)),
        np.zeros(len(peaks.ppm) + len(lines), np.int64),
    )
    before = solve_assignment(spectrum.carbons, peaks, solvent_told)
    after = solve_assignment(spectrum.carbons, added, solvent_told)
    counted = before.peak >= 0
    lost = _lost(before, after, counted)
    right = [_right(solution, spectrum)[counted].sum() for solution in (before, after)]
    return np.array([counted.sum(), lost.sum(), *right], np.float64)


def _lost(before: AssignmentSolution, after: AssignmentSolution, counted: np.ndarray) -> np.ndarray:
    """bool [counted carbons]: which ones lost their peaks; counted: bool [carbons], those with a peak before.

    The added lines stand behind the peaks of the list.
    """
    former, present = before.peak[counted], after.peak[counted]
    assigned = after.peaks.ppm[after.peak[after.peak >= 0]]
    of_former = before.peaks.ppm[former]
    kept = (np.abs(of_former[:, None] - assigned[None, :]) <= SAME_PEAK_PPM).any(1)
    has_line = (present >= len(before.peaks.ppm)) & (
        np.abs(after.peaks.ppm[present] - of_former) > SAME_PEAK_PPM
    )
    lost: np.ndarray = has_line | (present < 0) | ~kept
    return lost


def _right(solution: AssignmentSolution, spectrum: Spectrum) -> np.ndarray:
    given = np.where(solution.peak >= 0, solution.peaks.ppm[solution.peak], np.nan)
    return carbons_right(given, spectrum.recorded, spectrum.carbons.symmetry_class)[0]


if __name__ == "__main__":
    main()
