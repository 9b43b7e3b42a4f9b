"""Molecules per second of each task, from text to result, on this machine.

    python benchmarks/throughput.py [--molecules 2000] [--threads 2] [FILE]

FILE: any file with structures and spectra (default: the shipped slice, repeated). Prints JSON: for
each task the median of three runs, and the library that passed the messages (DGL or PyTorch).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--molecules", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()

    import torch

    torch.set_num_threads(options.threads)
    from kmaid_nodes.demo.spectra import SLICE
    from kmaid_nodes.graphs.message_passing import backend_name
    from kmaid_nodes.model.model_file import load_model
    from kmaid_nodes.model.predictor import Predictor
    from kmaid_nodes.reading.files import read_records
    from kmaid_nodes.tasks.assign import assign
    from kmaid_nodes.tasks.embed import embed_molecules, embed_spectra
    from kmaid_nodes.tasks.predict import predict_shifts

    records = list(read_records(options.file or SLICE))
    repeated = list(islice(cycle(records), options.molecules))
    predictor = Predictor(load_model(options.model))
    tasks: dict[str, Callable] = {
        "embed molecules": embed_molecules,
        "embed spectra": embed_spectra,
        "predict shifts": predict_shifts,
        "assign peaks": assign,
    }
    rates = {}
    for name, task in tasks.items():
        seconds = []
        for _ in range(3):
            start = time.perf_counter()
            for _ in task(repeated, predictor):
                pass
            seconds.append(time.perf_counter() - start)
        rates[name] = round(options.molecules / statistics.median(seconds))
    print(
        json.dumps({"per second": rates, "messages by": backend_name(), "threads": options.threads}, indent=2)
    )


if __name__ == "__main__":
    main()
