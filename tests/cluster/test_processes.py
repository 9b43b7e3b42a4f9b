"""Several processes: results in order, a bounded number at work, and an end when it is asked for."""

import multiprocessing
import os
import time
from itertools import pairwise

import pytest
import torch

from kmaid_nodes.cluster.processes import check_processes, in_processes
from kmaid_nodes.cluster.run_task import run_task
from kmaid_nodes.errors import Cancelled, UserError
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tasks.predict import predict_shifts

SMILES = [f"{'C' * (n % 7 + 1)}O" for n in range(150)]
RECORDS = [Record(str(n), "not a structure" if n == 40 else text, row=n) for n, text in enumerate(SMILES)]


def shifts_of(results):
    return [getattr(result, "shifts", None) or result.sentence for result in results]


def until_no_process_is_left():
    """The pool's own thread notes that a process has ended: one look may be too early."""
    until = time.monotonic() + 20
    while multiprocessing.active_children() and time.monotonic() < until:
        time.sleep(0.05)
    return not multiprocessing.active_children()


def threads_and_process(predictor, part):
    return torch.get_num_threads(), os.getpid(), list(part)


def die(predictor, part):
    os._exit(3)


@pytest.mark.parametrize("number", [0, -2])
def test_less_than_one_process_is_refused(number, predictor):
    with pytest.raises(UserError, match=f"must be at least 1, not {number}"):
        list(run_task(predict_shifts, RECORDS, predictor, number))


def test_several_processes_on_a_gpu_are_refused(predictor, monkeypatch):
    monkeypatch.setattr(predictor, "device", torch.device("cuda"))
    check_processes(1, predictor)
    with pytest.raises(UserError, match="run on the CPU only"):
        list(run_task(predict_shifts, RECORDS, predictor, 2))


def test_a_table_of_one_batch_is_not_worth_a_process(predictor):
    done = []
    results = list(run_task(predict_shifts, RECORDS[:20], predictor, 2, done.append))
    assert shifts_of(results) == shifts_of(predict_shifts(RECORDS[:20], predictor))
    assert done == [20] and not multiprocessing.active_children()
    assert list(run_task(predict_shifts, [], predictor, 2)) == []


@pytest.mark.slow
def test_parts_come_back_in_order_and_are_read_only_as_fast_as_they_are_worked_on(predictor):
    read, ahead, done = [], [], []

    def parts():
        for n in range(40):
            read.append(n)
            yield [n]

    results = in_processes(parts(), threads_and_process, predictor, 2, done.append)
    outputs = []
    for output in results:
        outputs.append(output)
        ahead.append(len(read) - len(outputs))
    assert [part for _, _, (part,) in outputs] == list(range(40))
    assert {threads for threads, _, _ in outputs} == {1}
    assert os.getpid() not in {process for _, process, _ in outputs}
    assert max(ahead) <= 2 * 2 + 1
    assert done == sorted(done) and done[-1] == 40
    assert until_no_process_is_left()


@pytest.mark.slow
def test_a_process_that_dies_is_told_in_a_sentence(predictor):
    with pytest.raises(UserError, match="perhaps for want of memory; use fewer processes"):
        list(in_processes([[1], [2]], die, predictor, 2))
    assert until_no_process_is_left()


@pytest.mark.slow
def test_cancel_ends_the_processes(tiny_model):
    asked = []

    def stop(done: int) -> None:
        asked.append(time.monotonic())
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(run_task(predict_shifts, RECORDS * 20, Predictor(tiny_model), 2, stop))
    assert max(later - earlier for earlier, later in pairwise(asked)) < 5
    assert until_no_process_is_left()


@pytest.mark.slow
def test_who_reads_no_further_results_leaves_no_process(predictor):
    results = run_task(predict_shifts, RECORDS, predictor, 2)
    next(results)
    results.close()
    assert until_no_process_is_left()
