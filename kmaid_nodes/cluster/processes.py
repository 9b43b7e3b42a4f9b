"""Work in several processes on one machine: each has the model, and results keep the order of the input."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Generic, TypeVar

from rdkit import Chem

from kmaid_nodes.cluster.worker import one_thread, predictor_with
from kmaid_nodes.errors import UserError
from kmaid_nodes.model.description import FILE_NAME
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.tasks.rows import Progress, no_progress

Part = TypeVar("Part", bound=Sized)
Output = TypeVar("Output")
# What is done with a part; it can be pickled, as functions of a module and `partial`s of them can.
Work = Callable[[Predictor, Part], Output]

_WAITING_PER_PROCESS = 2
_SECONDS = 0.2
_ENVIRONMENT = {
    # glibc keeps the memory that is freed: asking for it again takes longer.
    "MALLOC_MMAP_THRESHOLD_": str(2**25),
    "MALLOC_TRIM_THRESHOLD_": str(2**32),
    # There is a process for each core. What PyTorch is told, other libraries do not hear.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_processes(processes: int, predictor: Predictor) -> None:
    """Raises UserError for a number below 1, and for several processes on a GPU."""
    if processes < 1:
        raise UserError(f"The number of processes must be at least 1, not {processes}.")
    if processes > 1 and predictor.device.type != "cpu":
        raise UserError("Several processes run on the CPU only; choose the device cpu, or one process.")


def in_processes(
    parts: Iterable[Part],
    work: Work[Part, Output],
    predictor: Predictor,
    processes: int,
    progress: Progress = no_progress,
) -> Iterator[Output]:
    """What `work` makes of each part, in order. A single part is worked on here.

    Each process loads the model once and calculates on one thread. Parts are read only as fast as they are
    worked on, so that a few of them are in memory. progress: called several times a second with the number of
    records done, the lengths of the parts; if it raises Cancelled or another error, the processes end.

    Raises UserError as `check_processes` does, and if a process dies, as it does when memory runs out.
    """
    check_processes(processes, predictor)
    remaining = iter(parts)
    first = list(islice(remaining, 2))
    if len(first) < 2:
        with one_thread():
            for part in first:
                yield work(predictor, part)
                progress(len(part))
        return
    with _file_of(predictor.trained) as model:
        yield from _in_order(chain(first, remaining), _pool(processes, model, work), progress, processes)


def _pool(processes: int, model: Path, work: Work[Any, Any]) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(model, work))


@contextmanager
def _file_of(trained: TrainedModel) -> Iterator[Path]:
    """The model as a file: handing over its content would have to wait until the processes have started."""
    with TemporaryDirectory(prefix="kmaid_", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / FILE_NAME
        path.write_bytes(trained.to_bytes())
        yield path


def _in_order(
    parts: Iterable[Part], pool: ProcessPoolExecutor, progress: Progress, processes: int
) -> Iterator[Any]:
    waiting = _Waiting[Any](progress)
    before = set(multiprocessing.active_children())
    try:
        for part in parts:
            with _interrupts_held(), _environment():  # for the processes, which start here
                future = pool.submit(_work, part)
            waiting.add(future, len(part))
            if len(waiting) > _WAITING_PER_PROCESS * processes:
                yield waiting.first()
        while len(waiting):
            yield waiting.first()
        waiting.tell()
    except BrokenProcessPool:
        raise UserError(
            "One of the processes ended at once, perhaps for want of memory; use fewer processes, or one."
        ) from None
    finally:
        if len(waiting):  # stopped early
            for process in set(multiprocessing.active_children()) - before:
                process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)


class _Waiting(Generic[Output]):
    """Outputs that are not there yet, in order; progress: told how many records are done."""

    def __init__(self, progress: Progress):
        self._progress = progress
        self._futures = deque[tuple[Future[Output], int]]()
        self._done = 0

    def __len__(self) -> int:
        return len(self._futures)

    def tell(self) -> None:
        self._progress(self._done)

    def add(self, future: Future[Output], records: int) -> None:
        self._futures.append((future, records))
        self.tell()

    def first(self) -> Output:
        """The next output, once it is there."""
        future, records = self._futures[0]
        while not future.done():
            wait([future], _SECONDS)
            self.tell()
        self._futures.popleft()
        self._done += records
        return future.result()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A Ctrl-C comes after this; it does not reach the processes that start inside, which inherit that."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: nothing is inherited there
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _environment() -> Iterator[None]:
    """Processes that start inside have these variables."""
    before = {name: os.environ.get(name) for name in _ENVIRONMENT}
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


# Of this process, if it is one of several.
_model = b""
_of_part: Work[Any, Any]


def _begin(model: Path, work: Work[Any, Any]) -> None:
    global _model, _of_part
    _model, _of_part = model.read_bytes(), work
    # The parent handles Ctrl-C and ends the pool; a process whose parent is gone ends itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Structures come back to the last digit of their drawing.
    options = Chem.PropertyPickleOptions
    Chem.SetDefaultPickleProperties(options.AllProps | options.CoordsAsDouble)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(part: Any) -> Any:
    return _of_part(predictor_with(_model), part)
