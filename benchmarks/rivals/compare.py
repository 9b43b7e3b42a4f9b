"""Several systems on the same test molecules, as Markdown tables.

    python benchmarks/rivals/compare.py nmrshiftdb2_true.sd.gz --model NAME=MODEL \\
        --predictions NAME=FILE.parquet [--without IDS.txt] [--without-gross-errors] [--corrupted]
        [--full-lists] [--together]

Every system's shifts or densities are assigned by the same method and counted by the same rule
(`kmaid_nodes.assignment`). MODEL: a model file or folder, `bundled` for the bundled model.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from predictions import Run, peak_megabytes, read_predictions, records_of
from scipy.special import logsumexp

from kmaid_nodes.assignment.costs import Carbons
from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Record
from kmaid_nodes.training.examples import build_examples
from kmaid_nodes.training.full_lists import full_lists, with_every_carbon
from kmaid_nodes.training.gross_errors import with_gross_error
from kmaid_nodes.training.paper_criterion import NORMALISED, peaks_right
from kmaid_nodes.training.spectra import Corruption, RecordedList, Spectrum, spectrum_of
from kmaid_nodes.training.split import TRAIN

BUNDLED = "bundled"
AXIS = np.linspace(-30.0, 260.0, 1161)
# The cost in nats of a peak at a distance (ppm) from a plain prediction. The first, a Student density of
# three degrees of freedom, is best on the validation split and favours systems that give no density.
_SCALE_PPM = 2.0
COSTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "student": lambda away: 2 * np.log1p((away / _SCALE_PPM) ** 2 / 3),
    "distance": lambda away: away / _SCALE_PPM,
}
_HEAD = (
    "| system | has it seen the test molecules? | cannot do | MAE | median | carbons right, without / with "
    "multiplicity | molecules right, without / with | the paper's node criterion | molecules per second | "
    "peak memory |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)
_CORRUPTED_HEAD = "| system | carbons right in corrupted lists, without / with multiplicity |\n| --- | --- |"
# How often each corrupted list is drawn.
_DRAWS = 3
# The lower limit of a density.
_LEAST = 1e-12


@dataclass(frozen=True)
class Case:
    """One test spectrum.

    ppm: float64 [peaks]; peak_hydrogens: [peaks]; belongs: bool [peaks], the record assigns the peak;
    recorded: float64 [carbons] in ppm, NaN where none.
    """

    id: str
    structure: Structure
    ppm: np.ndarray
    peak_hydrogens: np.ndarray
    belongs: np.ndarray
    recorded: np.ndarray

    def spectrum(self, prediction: Prediction, multiplicity: bool, seed: int | None = None) -> Spectrum:
        """The spectrum to be assigned; with a seed, its list is corrupted and the solvent is given."""
        hydrogens = self.structure.hydrogens.astype(np.int64)
        carbons = Carbons(prediction.log_density, prediction.axis, hydrogens, self.structure.symmetry_class)
        # Seeded by the spectrum's id, so that it is the same in tables that leave out other spectra.
        corruption = None
        if seed is not None:
            corruption = Corruption(np.random.default_rng([seed, *self.id.encode()]), solvent_given=True)
        listed = RecordedList(self.ppm, self.peak_hydrogens, self.belongs, self.recorded)
        return spectrum_of(carbons, listed, multiplicity, corruption)


@dataclass(frozen=True)
class Prediction:
    """ppm: float64 [carbons]; log_density: [carbons, points of axis]; axis in ppm."""

    ppm: np.ndarray
    log_density: np.ndarray
    axis: np.ndarray


@dataclass(frozen=True)
class System:
    """A system's predictions by spectrum id, missing where it makes none, and what they took."""

    name: str
    predictions: Mapping[str, Prediction]
    run: Run


def cases_of(file: Path, split: str, full: bool) -> list[Case]:
    """The assigned spectra of a split; full: those with every carbon, rewritten (training/full_lists.py)."""
    examples = build_examples(read_records(file), feature_set("default")).build(split, certain=True)
    if examples is None:
        return []
    if full:
        examples = full_lists(examples.only(with_every_carbon(examples)))
    structures = {record.id: structure for record, structure in records_of([file], split)}
    peaks = pairwise(examples.peak_offsets.tolist())
    carbons = pairwise(examples.graphs.carbon_offsets.tolist())
    return [
        Case(
            spectrum,
            structures[spectrum],
            examples.peak_ppm[slice(*listed)].astype(np.float64),
            examples.peak_hydrogens[slice(*listed)],
            examples.peak_assigned[slice(*listed)],
            examples.carbon_ppm[slice(*of_carbons)].astype(np.float64),
        )
        for spectrum, listed, of_carbons in zip(examples.ids, peaks, carbons)
    ]


def plain(ppm: np.ndarray, cost: str) -> Prediction:
    """A prediction with a density around each predicted shift; ppm: float64 [carbons]."""
    log_density = -COSTS[cost](np.abs(ppm[:, None] - AXIS[None, :]))
    log_density -= np.log(np.exp(log_density).sum(1, keepdims=True))
    return Prediction(ppm, log_density, AXIS)


def of_file(name: str, path: Path, cases: Sequence[Case], cost: str) -> System:
    """A system whose shifts are in a file; equivalent carbons get the mean of their shifts."""
    shifts, run = read_predictions(path)
    predictions = {}
    for case in cases:
        of_atom = shifts.get(case.id, {})
        ppm = np.array([of_atom.get(int(atom), np.nan) for atom in case.structure.carbon_atom_index])
        if not np.isnan(ppm).any():
            number = case.structure.symmetry_class
            ppm = (np.bincount(number, ppm) / np.bincount(number))[number]
            predictions[case.id] = plain(ppm, cost)
    return System(name, predictions, run)


def of_model(name: str, model: str, records: Sequence[Record], cases: Sequence[Case]) -> System:
    """A model of ours, run in a process of its own, so that its memory can be measured."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        densities, axis, run = process.submit(_densities, model, records).result()
    predictions = {case.id: Prediction(densities[case.id][1], densities[case.id][0], axis) for case in cases}
    return System(name, predictions, run)


def _densities(
    model: str, records: Sequence[Record]
) -> tuple[dict[str, tuple[np.ndarray, np.ndarray]], np.ndarray, Run]:
    """Log density and shift of every carbon by id, the axis in ppm, and what they took."""
    from kmaid_nodes.model.model_file import load_model
    from kmaid_nodes.model.predictor import Predictor

    predictor = Predictor(load_model(None if model == BUNDLED else Path(model)))
    predictor.shift_densities([parse_structure("CCO")])
    start = time.perf_counter()
    densities = predictor.shift_densities([parse_structure(record.structure) for record in records])
    run = Run("no", len(records), time.perf_counter() - start, peak_megabytes())
    by_id = {r.id: (d.log_density, d.predicted_ppm) for r, d in zip(records, densities)}
    return by_id, predictor.axis, run


def together(systems: Sequence[System], cases: Sequence[Case]) -> System:
    """The mean of the densities of all systems that predict a spectrum; their times add up."""
    predictions = {}
    for case in cases:
        given = [system.predictions[case.id] for system in systems if case.id in system.predictions]
        if given:
            shares = [np.exp(one.log_density - logsumexp(one.log_density, 1, keepdims=True)) for one in given]
            ppm = np.mean([one.ppm for one in given], 0)
            predictions[case.id] = Prediction(ppm, np.log(np.mean(shares, 0) + _LEAST), given[0].axis)
    runs = [system.run for system in systems]
    run = Run(
        "; ".join(sorted({run.seen for run in runs})),
        runs[0].molecules,
        sum(run.seconds for run in runs),
        max(run.megabytes for run in runs),
    )
    return System(" + ".join(system.name for system in systems), predictions, run)


def row(system: System, cases: Sequence[Case]) -> str:
    """The system's line of the table; carbons that it does not predict count as wrong."""
    errors: list[np.ndarray] = []
    for case in cases:
        if case.id in system.predictions:
            error = np.abs(system.predictions[case.id].ppm - case.recorded)
            errors.append(error[~np.isnan(error)])
    error = np.concatenate(errors) if errors else np.full(1, np.nan)
    carbons, molecules = zip(*(_right(system, cases, multiplicity) for multiplicity in (False, True)))
    peaks = _peaks_right(system, cases)
    run = system.run
    rate = run.molecules / run.seconds
    return " | ".join(
        (
            f"| {system.name}",
            run.seen,
            str(sum(case.id not in system.predictions for case in cases)),
            f"{error.mean():.2f}",
            f"{np.median(error):.2f}",
            " / ".join(f"{share:.1%}" for share in carbons),
            " / ".join(f"{share:.1%}" for share in molecules),
            f"{peaks:.1%}",
            f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}",
            f"{run.megabytes:.0f} MB |",
        )
    )


def _right(
    system: System, cases: Sequence[Case], multiplicity: bool, seed: int | None = None
) -> tuple[float, float]:
    """Shares of carbons and of molecules assigned right; seed: as in `Case.spectrum`."""
    right = counted = molecules = 0
    for case in cases:
        prediction = system.predictions.get(case.id)
        if prediction is None:
            counted += int((~np.isnan(case.recorded)).sum())
            continue
        _, ok, count = case.spectrum(prediction, multiplicity, seed).solved()
        right, counted = right + int(ok.sum()), counted + int(count.sum())
        molecules += int(ok.sum() == count.sum())
    return right / max(counted, 1), molecules / max(len(cases), 1)


def _peaks_right(system: System, cases: Sequence[Case]) -> float:
    """The paper's node criterion, by the most probable carbon."""
    right = 0
    for case in cases:
        if case.id in system.predictions:
            right += int(peaks_right(case.spectrum(system.predictions[case.id], True))[NORMALISED].sum())
    return right / max(sum(int(case.belongs.sum()) for case in cases), 1)


def _corrupted_row(system: System, cases: Sequence[Case]) -> str:
    shares = [
        np.mean([_right(system, cases, multiplicity, seed)[0] for seed in range(_DRAWS)])
        for multiplicity in (False, True)
    ]
    return f"| {system.name} | {' / '.join(f'{share:.1%}' for share in shares)} |"


def tables(systems: Sequence[System], cases: Sequence[Case], what: str, corrupted: bool) -> str:
    """Tables of all cases and, where a system lacks some, of those that all predict.

    corrupted: each table again for corrupted lists.
    """
    shared = [case for case in cases if all(case.id in system.predictions for system in systems)]
    parts = [(f"{what}: {len(cases)} spectra", cases)]
    if len(shared) < len(cases):
        parts.append((f"{what}, those that every system can do: {len(shared)} spectra", shared))
    heads = [(_HEAD, row), *([(_CORRUPTED_HEAD, _corrupted_row)] if corrupted else [])]
    return "\n\n".join(
        "\n".join((f"**{title}**\n", head, *(line(system, part) for system in systems)))
        for title, part in parts
        for head, line in heads
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--split", default="test")
    parser.add_argument("--model", type=_named, action="append", metavar="NAME=PATH")
    parser.add_argument("--predictions", type=_named, action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--cost", choices=COSTS, default="student", help="how plain shifts are assigned")
    parser.add_argument("--without", type=Path, help="spectra to leave out of a second table, one id a line")
    parser.add_argument(
        "--without-gross-errors", action="store_true", help="a second table without those spectra"
    )
    parser.add_argument(
        "--corrupted", action="store_true", help="every table again for corrupted lists (training/corrupt.py)"
    )
    parser.add_argument(
        "--full-lists", action="store_true", help="one entry for every carbon (training/full_lists.py)"
    )
    parser.add_argument(
        "--together", action="store_true", help="a further system: the mean of the densities of all"
    )
    options = parser.parse_args()

    cases = cases_of(options.file, options.split, options.full_lists)
    kept = {case.id for case in cases}
    records = [record for record, _ in records_of([options.file], options.split) if record.id in kept]
    models = options.model or [("K-M3AID", BUNDLED)]
    systems = [of_model(name, model, records, cases) for name, model in models]
    systems += [of_file(name, Path(path), cases, options.cost) for name, path in options.predictions]
    if options.together:
        systems.append(together(systems, cases))
    parts = [(f"{options.split.capitalize()} split", set())]
    if options.without:
        parts.append(("Without records left out", set(options.without.read_text().split())))
    if options.without_gross_errors:
        parts.append(("Without gross errors", ids_with_gross_errors(options.file, options.split)))
    for what, out in parts:
        print(tables(systems, [c for c in cases if c.id not in out], what, options.corrupted), end="\n\n")


def ids_with_gross_errors(file: Path, split: str) -> set[str]:
    """The spectra of a split that `gross_errors.RULE` finds."""
    builder = build_examples(read_records(file), feature_set("default"))
    examples, training = builder.build(split, certain=True), builder.build(TRAIN, certain=True)
    if examples is None or training is None:
        return set()
    return {examples.ids[k] for k in np.flatnonzero(with_gross_error(examples, training))}


def _named(text: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=PATH")
    return name, path


if __name__ == "__main__":
    main()
