"""A Parquet table written in parts, so that an interrupted run can be continued."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.whole_file import whole_file
from kmaid_nodes.writing.table_file import TableFile

_MADE_FROM = "made_from.json"


class TableParts:
    """Parts in a folder beside `path`, put together under its name when all are there.

    made_from: what the parts depend on; parts made from something else are thrown away.
    """

    def __init__(self, path: Path, schema: pa.Schema, made_from: dict[str, Any]):
        self.path, self.schema = path, schema
        self.folder = path.with_name(path.name + ".parts")
        note = self.folder / _MADE_FROM
        source = json.dumps(made_from, sort_keys=True)
        try:
            goes_on = note.read_bytes() == source.encode()
        except OSError:
            goes_on = False
        try:
            if not goes_on:
                shutil.rmtree(self.folder, ignore_errors=True)
                self.folder.mkdir()
                with whole_file(note) as partial:
                    partial.write_text(source)
        except OSError as problem:
            raise UserError(f"Cannot write beside {path.name}: {problem.strerror}.") from None
        self.done = 0
        while _is_whole(self._part(self.done)):
            self.done += 1

    def append(self, batches: list[pa.RecordBatch]) -> None:
        """Write the next part; a part that is cut short never keeps its name."""
        with TableFile(self._part(self.done), self.schema) as part:
            if batches:
                part.append(pa.concat_batches(batches))
        self.done += 1

    def columns(self, name: str) -> Iterator[pa.ChunkedArray]:
        """A column of each part so far."""
        for number in range(self.done):
            with pa.parquet.ParquetFile(self._part(number)) as part:
                yield part.read([name]).column(name)

    def rows_with_value(self, number: int, name: str, wanted: str) -> list[Any]:
        """Of the rows of a part that have a value in one column, the values of another."""
        with pa.parquet.ParquetFile(self._part(number)) as part:
            rows = part.read([name, wanted])
        values: list[Any] = rows.filter(rows.column(name).is_valid()).column(wanted).to_pylist()
        return values

    def finish(self, meanwhile: Callable[[], None] = lambda: None) -> int:
        """Put the table together, a row group per part, throw the parts away; number of rows.

        meanwhile: called between parts; if it raises, there is no table and the parts stay.
        """
        with TableFile(self.path, self.schema) as table:
            for k in range(self.done):
                meanwhile()
                with pa.parquet.ParquetFile(self._part(k)) as part:
                    for group in range(part.num_row_groups):
                        rows = part.read_row_group(group).combine_chunks()
                        for batch in rows.to_batches():
                            table.append(batch)
        shutil.rmtree(self.folder, ignore_errors=True)
        return table.rows

    def _part(self, number: int) -> Path:
        return self.folder / f"part-{number:06d}.parquet"


def _is_whole(part: Path) -> bool:
    try:
        pa.parquet.read_metadata(part)
    except (OSError, pa.ArrowException):
        return False
    return True
