"""A column that says of which nucleus or experiment a spectrum or a shift is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.reading.pulse_program import experiment_of_program
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.tables.cells import cell_text
from kmaid_nodes.reading.tables.column_names import NUCLEUS_NAMES, key_of

_MOST_WORDS = 40
_ELEMENT_COLUMNS = frozenset(["type", "atomtype", "element", "atom"])
_CARBON = frozenset(["13c", "c13", "c", "carbon", "carbon13", "6", "13cnmr", "cnmr", "c13nmr", "13c1h"])
_PROTON = frozenset(
    ["1h", "h1", "h", "proton", "hydrogen", "1hnmr", "hnmr", "cosy", "noesy", "tocsy", "roesy"]
)
_OTHER = frozenset(
    [
        "n",
        "o",
        "f",
        "p",
        "s",
        "si",
        "b",
        "15n",
        "n15",
        "19f",
        "f19",
        "31p",
        "p31",
        "29si",
        "11b",
        "17o",
        "77se",
        "119sn",
        "2h",
        "hmbc",
        "15nnmr",
        "19fnmr",
        "31pnmr",
    ]
)
_PLAIN_CARBON = re.compile(
    r"(?:1d)?(?:13c|c13|carbon)(?:1h|nmr|npd|cpd|dec|decoupled|broadband|bb)*|.*(?:zgpg|zgdc|zgig|udeft).*"
)


def nucleus_column(names: Sequence[str], cells: Mapping[str, Sequence[Any]]) -> str | None:
    """The column whose cells are all nuclei or experiments, None if there is none.

    A column called `type` is one only if protons are among them: `C` alone may be a carbon without hydrogen.
    """
    for name in names:
        keys = {key_of(text) for cell in cells[name] if (text := cell_text(cell))}
        if not keys or not all(_is_known(key) for key in keys):
            continue
        if key_of(name) in NUCLEUS_NAMES or (key_of(name) in _ELEMENT_COLUMNS and keys & _PROTON):
            return name
    return None


def is_proton(cell: Any) -> bool:
    """Whether a cell of such a column names the proton or an experiment of protons."""
    return key_of(cell_text(cell) or "") in _PROTON


def is_other_nucleus(cell: Any) -> bool:
    """Whether a cell of such a column names neither carbon nor proton."""
    return key_of(cell_text(cell) or "") in _OTHER


def experiment_of(cell: Any) -> Experiment | None:
    """The experiment of carbons that a cell of such a column names, in any usual spelling; else None.

    `dept135`, `DEPT-135`, `13C DEPT`, `hsqcedetgpsisp2.3`, `13C{1H}`, `zgpg30`.
    """
    return _experiment_named(cell_text(cell) or "")


@lru_cache(maxsize=1024)
def _experiment_named(text: str) -> Experiment | None:
    named = experiment_of_program(text)
    if named is not Experiment.CARBON:
        return named
    key = key_of(text)
    return named if key in _CARBON or _PLAIN_CARBON.fullmatch(key) else None


def refusal_of_nucleus(cell: Any) -> Reason | None:
    """Why a spectrum cannot be of carbons if a cell of such a column says so, else None."""
    if is_proton(cell):
        return Reason(ReasonCode.PROTON_SPECTRUM)
    return Reason(ReasonCode.NO_13C_SPECTRUM) if is_other_nucleus(cell) else None


def with_experiment(record: Record, cell: Any) -> Record:
    """The record of the experiment that a cell of such a column names; an unknown one is noted.

    A plain `13C` leaves what the list itself says, for that may be more.
    """
    experiment = experiment_of(cell)
    if experiment is None:
        words = (cell_text(cell) or "")[:_MOST_WORDS]
        return replace(record, notes=(*record.notes, ReadingNote(NoteCode.UNKNOWN_EXPERIMENT, words)))
    return record if experiment is Experiment.CARBON else replace(record, experiment=experiment)


def _is_known(key: str) -> bool:
    return key in _PROTON | _OTHER or experiment_of(key) is not None
