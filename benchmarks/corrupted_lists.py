"""Assignments where the list does not fit the structure: missing peaks, extraneous peaks.

    python benchmarks/corrupted_lists.py RECORDS.sd.gz [--split test] [--model MODEL] [--seeds 5]

Lists are collapsed to one entry per distinct shift. The peaks of 1 or 2 random carbons are removed, and 2
lines of one solvent or of its impurities are added (`kmaid_nodes/training/corrupt.py`). Prints one JSON
object: the mean of every metric over the seeds, with the solvent given and not given.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from options import parser_of
from prepared_spectra import PreparedSpectra, prepared_spectra

from kmaid_nodes.training.scoring import Scorer, corrupted_alike
from kmaid_nodes.training.spectrum_scores import figures


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    spectra = prepared_spectra(options.records, options.split, options.model)
    means = {}
    for name, solvent_given in (("solvent given", True), ("solvent not given", False)):
        runs = [corrupted_figures(spectra, seed, solvent_given) for seed in range(options.seeds)]
        means[name] = {key: round(float(np.mean([run[key] for run in runs])), 4) for key in runs[0]}
    print(json.dumps({"spectra": len(spectra.examples), "seeds": options.seeds} | means, indent=2))


def corrupted_figures(spectra: PreparedSpectra, seed: int, solvent_given: bool) -> dict[str, float]:
    scorer = Scorer(spectra.axis, corruptions=corrupted_alike(seed, solvent_given))
    return figures(scorer.scores(spectra.examples, spectra.log_density))["disturbed"]


if __name__ == "__main__":
    main()
