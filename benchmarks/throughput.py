"""Molecules per second of each task, from text to result, on this machine.

    python benchmarks/throughput.py [--molecules 2000] [--threads 2] [--processes 2] [--runs 3] [FILE]

FILE: any file with structures and spectra (default: the shipped slice, repeated). Prints JSON: for
each task the median of the runs, and the library that passed the messages (DGL or PyTorch). --processes:
prediction, assignment and retrieval also by so many processes, in turn with one process of so many
threads; with the seconds until the first result, and molecules per second after it. Retrieval searches all
molecules of FILE with a tenth of its spectra.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterable
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

# Takes the number of processes and yields the results.
Runs = Callable[[int], Iterable[Any]]


def main() -> None:
    options = _options()

    import torch

    torch.set_num_threads(options.threads)
    from kmaid_nodes.graphs.message_passing import backend_name

    rates: dict[str, Any] = {}
    for name, (molecules, runs, splits) in _tasks(options).items():
        timed: dict[int, list[tuple[float, float]]] = {}
        for _ in range(options.runs):
            for processes in [1, options.processes] if splits and options.processes else [1]:
                timed.setdefault(processes, []).append(_timed(runs(processes)))
        alone = _rate(molecules, timed[1])
        rates[name] = alone["in all"]
        if len(timed) > 1:
            several = _rate(molecules, timed[options.processes])
            rates[name] = {"1 process": alone, f"{options.processes} processes": several}
    print(
        json.dumps({"per second": rates, "messages by": backend_name(), "threads": options.threads}, indent=2)
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--molecules", type=int, default=2000)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--processes", type=int)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    options.threads = options.threads or options.processes or os.cpu_count()
    return options


def _tasks(options: argparse.Namespace) -> dict[str, tuple[int, Runs, bool]]:
    """By name, the number of molecules, what runs the task, and whether several processes can."""
    from kmaid_nodes.cluster.run_task import run_task
    from kmaid_nodes.cluster.search import retrieve_in_processes
    from kmaid_nodes.demo.spectra import SLICE
    from kmaid_nodes.library_building.any_library import library_of_records
    from kmaid_nodes.model.model_file import load_model
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.files import read_records
    from kmaid_nodes.tasks.assign import assign
    from kmaid_nodes.tasks.embed import embed_molecules, embed_spectra
    from kmaid_nodes.tasks.predict import predict_shifts

    records = list(read_records(options.file or SLICE))
    many = list(islice(cycle(records), options.molecules))
    predictor = Predictor(load_model(options.model))
    tasks: dict[str, tuple[int, Runs, bool]] = {
        "embed molecules": (len(many), lambda processes: embed_molecules(many, predictor), False),
        "embed spectra": (len(many), lambda processes: embed_spectra(many, predictor), False),
        "predict shifts": (len(many), partial(run_task, predict_shifts, many, predictor), True),
        "assign peaks": (len(many), partial(run_task, assign, many, predictor), True),
    }
    if options.processes:
        library, queries = library_of_records(records, predictor), many[: len(many) // 10]
        tasks["retrieve"] = (
            len(queries),
            partial(retrieve_in_processes, queries, library, predictor, None),
            True,
        )
    return tasks


def _timed(results: Iterable[Any]) -> tuple[float, float]:
    """Seconds until the first result, and until the last."""
    start, first = time.perf_counter(), 0.0
    for number, _ in enumerate(results):
        first = first if number else time.perf_counter() - start
    return first, time.perf_counter() - start


def _rate(molecules: int, timed: list[tuple[float, float]]) -> dict[str, float]:
    first, whole = map(statistics.median, zip(*timed))
    return {
        "in all": round(molecules / whole, 1),
        "after the first result": round(molecules / (whole - first), 1),
        "seconds to it": round(first, 1),
    }


if __name__ == "__main__":
    main()
