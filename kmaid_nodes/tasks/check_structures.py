"""Checking whether registered structures and their spectra belong together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.checked_structure import CheckedStructure, IsomerComparison
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.tasks.compared_isomers import (
    DEFAULT_CHECK_SETTINGS,
    CheckSettings,
    check_candidates,
    compared_isomers,
)
from kmaid_nodes.tasks.rows import Progress, in_batches, no_progress

# Structures that are compared with their isomers in one go: quick, and Cancel works in between.
_COMPARED_TOGETHER = 8


def check_structures(
    records: Iterable[Record],
    predictor: Predictor,
    candidates: Library | None = None,
    progress: Progress = no_progress,
    settings: CheckSettings = DEFAULT_CHECK_SETTINGS,
) -> Iterator[CheckedStructure | FailedRow]:
    """Whether each record's structure fits its spectrum, or why that cannot be said.

    candidates: structures among which other ones of the same formula are looked for, None for no comparison.
    Raises UserError if the candidates have no structures.
    """
    if candidates is not None:
        check_candidates(candidates)
    done = 0
    # Assigning reads ahead: what is done is what was compared too, but Cancel is asked there as well.
    results = assign(records, predictor, lambda rows: progress(done), settings.assignment)
    for some in in_batches(results, _COMPARED_TOGETHER):
        molecules = [result for result in some if isinstance(result, AssignedMolecule)]
        compared: Iterator[IsomerComparison | None] = iter([None] * len(molecules))
        if candidates is not None and molecules:
            compared = iter(compared_isomers(molecules, candidates, predictor, settings))
        done += len(some)
        progress(done)
        for result in some:
            if isinstance(result, FailedRow):
                yield result
            else:
                yield CheckedStructure(result, next(compared), settings.green_from)
