"""Embedding in several processes on one machine, in the order of the input."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

import pyarrow as pa

from kmaid_nodes.cluster.worker import embed_with
from kmaid_nodes.errors import UserError
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.reading.record import Record

# Records that go to a process together, and the batches that it returns for them.
Part = list[Record]
Embedded = list[pa.RecordBatch]
_WAITING_PER_WORKER = 2
_SECONDS = 0.2
_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**25), "MALLOC_TRIM_THRESHOLD_": str(2**32)}


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def embed_in_processes(
    parts: Iterable[Part],
    trained: TrainedModel,
    workers: int,
    meanwhile: Callable[[int], None] = lambda done: None,
    done: int = 0,
) -> Iterator[Embedded]:
    """Batches of `EMBEDDING_SCHEMA` for each part, in order.

    Parts are read only as fast as they are embedded. meanwhile: called several times a second with the
    number of records so far, counted from `done`; if it raises, the processes end.

    Raises UserError if a process dies, as it does when memory runs out.
    """
    waiting = deque[Future[Embedded]]()
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(trained.to_bytes(),)
    )
    before = set(multiprocessing.active_children())
    try:
        for part in parts:
            with _interrupts_ignored(), _memory_kept():  # for the workers, which start here
                waiting.append(pool.submit(_embed, part))
            meanwhile(done)
            if len(waiting) > _WAITING_PER_WORKER * workers:
                yield (embedded := _awaited(waiting, meanwhile, done))
                done += sum(batch.num_rows for batch in embedded)
        while waiting:
            yield (embedded := _awaited(waiting, meanwhile, done))
            done += sum(batch.num_rows for batch in embedded)
    except BrokenProcessPool:
        raise UserError(
            "A process that embeds ended at once, perhaps for want of memory; use fewer workers, or one."
        ) from None
    finally:
        if waiting:  # stopped early
            for worker in set(multiprocessing.active_children()) - before:
                worker.terminate()
        pool.shutdown(wait=False, cancel_futures=True)


def _awaited(waiting: deque[Future[Embedded]], meanwhile: Callable[[int], None], done: int) -> Embedded:
    while not waiting[0].done():
        wait([waiting[0]], _SECONDS)
        meanwhile(done)
    return waiting.popleft().result()


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


@contextmanager
def _memory_kept() -> Iterator[None]:
    """Processes started inside keep the memory that they free (glibc): asking for it again takes longer."""
    before = {name: os.environ.get(name) for name in _KEEP_MEMORY}
    os.environ.update(_KEEP_MEMORY)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


_model = b""


def _begin(model: bytes) -> None:
    global _model
    _model = model
    # The parent handles Ctrl-C and ends the pool; a worker whose parent is gone ends itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _embed(part: Part) -> Embedded:
    return list(embed_with(_model, part))
