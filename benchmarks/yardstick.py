"""Models and other programs on the same spectra in the same run, with confidence intervals.

    python benchmarks/yardstick.py FILES... --split test --apart csp5_seen_blocks.txt \\
        --model "K-M3AID=bundled" --model "new=OUT" --predictions "CSP5=csp5_a.parquet,csp5_b.parquet"

Prints two Markdown tables: the figures of every system on the whole split and on its parts, and the paired
differences of each from the first. Every system's densities are assigned by the same method, and the same
rule says what is right. MODEL: a model file or folder, `bundled` for the bundled model. --predictions: files
of shifts as `rivals/predictions.py` describes them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from rivals.systems import BUNDLED, COSTS, System, of_files, of_model, together

from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.reading.compound_list import read_compounds
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tasks.evaluate import split_parts
from kmaid_nodes.training.bootstrap import DRAWS, differences, drawn_parts, limits
from kmaid_nodes.training.examples import ExampleRow, Examples, build_examples
from kmaid_nodes.training.gross_errors import with_gross_error
from kmaid_nodes.training.split import TRAIN

WHOLE = "whole"
_NONE = "–"


@dataclass(frozen=True)
class Figure:
    """A line of the tables: what it is, its name in `kmaid evaluate`, and how it is shown.

    of_models: only models of ours have it.
    """

    title: str
    name: str
    unit: str = "%"
    of_models: bool = False

    def titled(self, share: str) -> str:
        """The title with the unit; share: what a share is given in."""
        unit = share if self.unit == "%" else self.unit
        return f"{self.title} ({unit})" if unit else self.title


FIGURES = (
    Figure("carbons right, multiplicity not given", "assignment.carbons_right"),
    Figure("carbons right, multiplicity given", "assignment.carbons_right_with_multiplicity"),
    Figure("molecules right, not given", "assignment.molecules_right"),
    Figure("molecules right, given", "assignment.molecules_right_with_multiplicity"),
    Figure("shift, mean error", "shift.mae", "ppm"),
    Figure("shift, median error", "shift.median", "ppm"),
    Figure("corrupted lists: carbons right, not given", "disturbed.carbons_right"),
    Figure("corrupted lists: carbons right, given", "disturbed.carbons_right_with_multiplicity"),
    Figure("full lists: carbons right, not given", "full_lists.assignment.carbons_right"),
    Figure("full lists: carbons right, given", "full_lists.assignment.carbons_right_with_multiplicity"),
    Figure("the paper's node criterion", "paper_node_criterion.normalised"),
    Figure("first of 128", "graph_top1_in_128", of_models=True),
    Figure("full lists: first of 128", "full_lists.graph_top1_in_128", of_models=True),
    Figure("first of the split", "retrieval.top1", of_models=True),
    Figure("calibration error, recorded lists", "confidence_calibration_error", "", of_models=True),
    Figure(
        "calibration error, corrupted lists", "disturbed.confidence_calibration_error", "", of_models=True
    ),
)


def main() -> None:
    options = _options()
    records = list(chain.from_iterable(read_records(file) for file in options.files))
    builder = build_examples(records, feature_set("default"))
    rows, examples = builder.rows(options.split), builder.build(options.split)
    if examples is None:
        raise SystemExit(f"The {options.split} split of these files has no spectra.")
    systems = list(_systems(options, [row.record for row in rows], rows, examples))
    for system in systems:
        assert np.array_equal(system.split.scores.carbons, systems[0].split.scores.carbons), system.name
    apart = None if options.apart is None else read_compounds(options.apart)
    parts = {WHOLE: np.ones(len(rows), bool)}
    parts |= split_parts(rows, builder.blocks(options.split), apart)
    if options.without_gross_errors:
        training = builder.build(TRAIN, certain=True)
        assert training is not None, "gross errors are told by the training split, which has no spectra"
        parts["without gross errors"] = ~with_gross_error(examples, training)
    print(_about(systems, options.split, len(rows), examples.molecules), end="\n\n")
    print("\n".join(figure_table(systems, parts, options.draws)), end="\n\n")
    if len(systems) > 1:
        print(f"Differences from {systems[0].name}, on the spectra that both predict:\n")
        print("\n".join(difference_table(systems, parts, options.draws)))


def _systems(
    options: argparse.Namespace, records: Sequence[Record], rows: Sequence[ExampleRow], examples: Examples
) -> Iterable[System]:
    systems = [of_model(name, path, records, options.split, options.timed) for name, path in options.model]
    systems += [
        of_files(name, [Path(file.strip()) for file in paths.split(",")], rows, examples, options.cost)
        for name, paths in options.predictions
    ]
    yield from systems
    if options.together:
        yield together(systems, examples)


def _about(systems: Sequence[System], split: str, spectra: int, molecules: int) -> str:
    lines = [
        f"{split.capitalize()} split: {spectra} spectra of {molecules} compounds. In brackets: 95 % "
        "intervals, compounds drawn with repetition."
    ]
    for system in systems:
        if system.missing.any():
            lines.append(
                f"{system.name} does not predict {system.missing.sum()} spectra. Their carbons count as "
                "wrong; its shift errors are those of the others."
            )
        if system.seen != "no":
            lines.append(f"Has {system.name} seen these molecules? {system.seen.capitalize()}.")
    return "\n".join(lines)


def flat(system: System, times: np.ndarray) -> dict[str, float]:
    """The figures of a system by name; times: [spectra], how often each counts."""
    figures = system.split.flat_figures(times)
    if system.calibrated:
        return figures
    return {
        figure.name: figures[figure.name]
        for figure in FIGURES
        if figure.name in figures and not figure.of_models
    }


def figure_table(systems: Sequence[System], parts: dict[str, np.ndarray], draws: int) -> Iterable[str]:
    """Lines of Markdown: a figure of a part in each, a column for each system."""
    yield f"| spectra | figure | {' | '.join(system.name for system in systems)} |"
    yield "| --- " * (2 + len(systems)) + "|"
    for name, part in parts.items():
        shown = f"{name} ({part.sum()})"
        values = [flat(system, part) for system in systems]
        drawn = list(drawn_parts(systems[0].split.scores, part, draws))
        intervals = [limits([flat(system, times) for times in drawn]) for system in systems]
        for figure in FIGURES:
            cells = [_cell(figure, *both) for both in zip(values, intervals)]
            yield f"| {shown} | {figure.titled('%')} | {' | '.join(cells)} |"
    for task in ("predicted", "assigned"):
        cells = [_rate(system.per_second.get(task)) for system in systems]
        yield f"| | molecules {task} per second | {' | '.join(cells)} |"


def difference_table(systems: Sequence[System], parts: dict[str, np.ndarray], draws: int) -> Iterable[str]:
    """The same of the differences of each system from the first, on the spectra that both predict."""
    first, *others = systems
    yield f"| spectra | figure | {' | '.join(f'{s.name} - {first.name}' for s in others)} |"
    yield "| --- " * (2 + len(others)) + "|"
    for name, whole_part in parts.items():
        values, intervals = [], []
        for other in others:
            part = whole_part & ~first.missing & ~other.missing
            values.append(differences(flat(first, part), flat(other, part)))
            drawn = drawn_parts(first.split.scores, part, draws)
            intervals.append(limits([differences(flat(first, t), flat(other, t)) for t in drawn]))
        for figure in FIGURES:
            cells = [_cell(figure, *both, sign="+") for both in zip(values, intervals)]
            if set(cells) != {_NONE}:
                yield f"| {name} | {figure.titled('points')} | {' | '.join(cells)} |"


def _cell(
    figure: Figure, values: dict[str, float], intervals: dict[str, tuple[float, float]], sign: str = ""
) -> str:
    if figure.name not in values:
        return _NONE
    factor, places = {"%": (100.0, 2), "ppm": (1.0, 3), "": (1.0, 4)}[figure.unit]
    numbers = (values[figure.name], *intervals.get(figure.name, ()))
    value, *interval = (f"{factor * number:{sign}.{places}f}" for number in numbers)
    return f"{value} [{', '.join(interval)}]" if interval else value


def _rate(per_second: float | None) -> str:
    if per_second is None:
        return _NONE
    return f"{per_second:.0f}" if per_second >= 10 else f"{per_second:.1f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--split", default="test")
    parser.add_argument("--apart", type=Path, help="compounds that the part `outside` leaves out")
    parser.add_argument("--model", type=_named, action="append", metavar="NAME=PATH")
    parser.add_argument(
        "--predictions", type=_named, action="append", default=[], metavar="NAME=FILE[,FILE...]"
    )
    parser.add_argument("--cost", choices=COSTS, default="student", help="how plain shifts are assigned")
    parser.add_argument("--together", action="store_true", help="also the mean of the densities of all")
    parser.add_argument("--without-gross-errors", action="store_true", help="a further part, without those")
    parser.add_argument("--draws", type=int, default=DRAWS, help="of the bootstrap (default: %(default)s)")
    parser.add_argument(
        "--timed", type=int, default=300, help="molecules whose prediction is timed (default: %(default)s)"
    )
    options = parser.parse_args()
    options.model = options.model or [("K-M3AID", BUNDLED)]
    return options


def _named(text: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=PATH")
    return name, path


if __name__ == "__main__":
    main()
