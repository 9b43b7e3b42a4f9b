"""A task on records, in one process or in several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeVar

from kmaid_nodes.cluster.processes import in_processes
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.tasks.rows import Progress, in_batches, no_progress

Item = TypeVar("Item")
Result = TypeVar("Result")
# Takes records, predictor and progress, as the functions of `tasks` do, and yields one result for each.
Task = Callable[[Iterable[Item], Predictor, Progress], Iterable[Result]]


def run_task(
    task: Task[Item, Result],
    records: Iterable[Item],
    predictor: Predictor,
    processes: int = 1,
    progress: Progress = no_progress,
) -> Iterator[Result]:
    """The result of each record, in order.

    task: can be pickled if there are several processes. They get the records in the batches in which the
    task itself reads them: on one thread, results are the same to the last digit.
    progress: called with the number of records done; it may raise Cancelled.
    Raises UserError as `in_processes` does.
    """
    if processes == 1:
        yield from task(records, predictor, progress)
        return
    work = partial(_results, task)
    for results in in_processes(in_batches(records), work, predictor, processes, progress):
        yield from results


def _results(task: Task[Item, Result], predictor: Predictor, batch: list[Item]) -> list[Result]:
    return list(task(batch, predictor, no_progress))
