"""The other columns of the input, beside the results of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.checked_structure import CheckedStructure
from kmaid_nodes.results.described import DescribedMolecule
from kmaid_nodes.results.embedded import EmbeddedMolecule, EmbeddedSpectrum
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.predicted_molecule import PredictedMolecule
from kmaid_nodes.results.retrieved_spectrum import RetrievedSpectrum

AnyResult = (
    AssignedMolecule
    | DescribedMolecule
    | CheckedStructure
    | EmbeddedMolecule
    | EmbeddedSpectrum
    | FailedRow
    | PredictedMolecule
    | RetrievedSpectrum
)
# A name and how many columns of the same name stand before it.
_Key = tuple[str, int]
_INT64 = range(-(2**63), 2**63)
_EXACT_AS_FLOAT = range(-(2**53), 2**53 + 1)


class InputColumns:
    """The columns of `Record.columns`, which are appended to tables of results.

    first: the results that tell names and types; taken: names of the table's own columns. A name that is
    taken gets ` (input)` behind it. Numbers and truth values keep their type where the first results have no
    other values; all else is text.

    left_out: columns that only later results have, as the fields of an SD file may; not_numbers: how many
    later values of a column of numbers are none, by column. Both are left empty, and are to be told.
    """

    def __init__(self, first: Iterable[AnyResult], taken: Iterable[str]):
        values: dict[_Key, list[Any]] = {}
        for result in first:
            for key, value in _keyed(result.record):
                values.setdefault(key, []).append(value)
        self._types = {key: _type_of(some) for key, some in values.items()}
        names = _free_names([name for name, _ in values], set(taken))
        self.fields = [pa.field(name, kind) for name, kind in zip(names, self._types.values())]
        self.left_out: dict[str, None] = {}
        self.not_numbers: Counter[str] = Counter()

    def schema(self, own: pa.Schema) -> pa.Schema:
        """The schema of the table with these columns behind its own."""
        return pa.schema([*own, *self.fields])

    def appended(
        self,
        batch: pa.RecordBatch,
        results: Sequence[AnyResult],
        one_row_each: bool = False,
        each_candidate: bool = False,
    ) -> pa.RecordBatch:
        """The batch that was made of these results, with the columns of their records behind its own.

        one_row_each: the table has one row for each result, not one for each carbon or hit; each_candidate:
        one for each candidate, also for those that are one hit.
        """
        found = [dict(_keyed(result.record)) for result in results]
        for some in found:
            self.left_out.update(dict.fromkeys(name for name, n in some if (name, n) not in self._types))
        if not self.fields:
            return batch
        counts = [1 if one_row_each else _rows_of(result, each_candidate) for result in results]
        rows = np.repeat(np.arange(len(results)), counts)
        columns = [
            pa.array([self._cell(key, kind, some.get(key)) for some in found], kind).take(pa.array(rows))
            for key, kind in self._types.items()
        ]
        return pa.RecordBatch.from_arrays([*batch.columns, *columns], schema=self.schema(batch.schema))

    def _cell(self, key: _Key, kind: pa.DataType, value: Any) -> Any:
        if value is None:
            return None
        if pa.types.is_string(kind):
            return _text(value)
        if _fits(value, kind):
            return value
        self.not_numbers[key[0]] += 1
        return None


def _keyed(record: Record) -> Iterator[tuple[_Key, Any]]:
    before: Counter[str] = Counter()
    for name, value in record.columns:
        yield (name, before[name]), value
        before[name] += 1


def _type_of(values: Iterable[Any]) -> pa.DataType:
    given = [value for value in values if value is not None]
    kinds = (pa.bool_(), pa.int64(), pa.float64())
    return next((kind for kind in kinds if given and all(_fits(v, kind) for v in given)), pa.string())


def _fits(value: Any, kind: pa.DataType) -> bool:
    if pa.types.is_boolean(kind) or isinstance(value, bool):
        return pa.types.is_boolean(kind) and isinstance(value, bool)
    if pa.types.is_integer(kind):
        return isinstance(value, int) and value in _INT64
    return isinstance(value, float) or (isinstance(value, int) and value in _EXACT_AS_FLOAT)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    return value if isinstance(value, str) else str(value)


def _free_names(wanted: Iterable[str], taken: set[str]) -> list[str]:
    names = []
    for name in wanted:
        free, n = name, 1
        while free in taken:
            free = f"{name} (input)" if n == 1 else f"{name} (input {n})"
            n += 1
        taken.add(free)
        names.append(free)
    return names


def _rows_of(result: AnyResult, each: bool) -> int:
    """How many rows of a table a result has."""
    match result:
        case AssignedMolecule():
            return len(result.carbons) + len(result.unassigned)
        case PredictedMolecule():
            return len(result.shifts)
        case RetrievedSpectrum():
            return sum(hit.candidates for hit in result.hits) if each else len(result.hits)
        case _:
            return 1
