"""The node that makes a library file of a table of structures."""

# The members of KNIME's enums look like tuples to mypy.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.errors import UserError
from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.counts import tell_counts
from kmaid_nodes.nodes.failed_rows import PORT_DESCRIPTION, PORT_NAME, reason_columns
from kmaid_nodes.nodes.file_paths import PATHS_HELP, path_in
from kmaid_nodes.nodes.messages import as_knime_errors, refused_rows_warning, warn
from kmaid_nodes.nodes.new_columns import ColumnNames
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.options import chosen_column, device_option, id_option, structure_option
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.tables import ROW_ID, NewTable, arrow_batches, as_cells, records_of, row_names, texts

if TYPE_CHECKING:
    from kmaid_nodes.library_building.building import Built, RefusedRecord
    from kmaid_nodes.reading.record import Record

VARIABLE = "kmaid_library"
_MOST_PROCESSES = 64
_LIBRARY = {
    "Path": knext.string(),
    "Molecules": knext.int64(),
    "Embedding model": knext.string(),
    "Rows": knext.int64(),
    "Failed rows": knext.int64(),
    "Duplicates left out": knext.int64(),
    "Rows from a stopped run": knext.int64(),
}


class IfExists(knext.EnumParameterOptions):
    """What to do with a file that is there already."""

    REFUSE = ("Fail", "The file stays as it is, and the node does not run.")
    OVERWRITE = ("Overwrite", "A library is replaced when the new one is complete. No other file is.")


@option_group("Input")
class _Input:
    """The columns of the molecules."""

    structure = structure_option(1)
    library_id = id_option(
        1,
        "Library ID column (optional)",
        "A column with the names of the molecules, which hits of a search repeat. Without it, a molecule is "
        "called by its RowID.",
    )


@option_group("Output")
class _Output:
    """The library file."""

    path = knext.LocalPathParameter(
        "Library file",
        f"The file to write; its name ends in `.parquet`. {PATHS_HELP}",
        validator=lambda value: None,  # the file is not there yet
        since_version="0.2.0",
    )
    if_exists = knext.EnumParameter(
        "If the file exists",
        "What to do with a file that is there already.",
        IfExists.REFUSE.name,
        IfExists,
        style=knext.EnumParameter.Style.VALUE_SWITCH,
        since_version="0.2.0",
    )
    make_folders = knext.BoolParameter(
        "Create missing folders",
        "Folders of the path that are missing are made, such as the workflow's folder `data`.",
        True,
        since_version="0.2.0",
    )
    keep_duplicates = knext.BoolParameter(
        "Keep duplicates",
        "All rows of a structure are in the library. They are one hit, which names its copies. Without this "
        "option, only the first row is.",
        True,
        since_version="0.2.0",
    )


@option_group("Advanced", is_advanced=True)
class _Advanced:
    """The processor."""

    processes = knext.IntParameter(
        "Processes",
        "Number of processes that embed on the CPU. Each loads the model and needs about 0.6 GB of memory. A "
        "GPU is used by one process. The library is the same for any number.",
        1,
        min_value=1,
        max_value=_MOST_PROCESSES,
        since_version="0.2.0",
    )
    device = device_option()


@knext.node(
    "K-M3AID Build Library",
    knext.NodeType.SINK,
    f"{ICONS}/build_library.png",
    CATEGORY,
    id="kmaid.build_library",
    keywords=["13C", "NMR", "library", "database", "dereplication", "embedding", "writer", "Parquet"],
)
@knext.input_port("Model", "A trained K-M3AID model. Search the library with the same model.", MODEL_PORT)
@knext.input_table("Molecules", "A table with a column of structures.")
@knext.output_table("Library", "One row: the library's path, its model, and how many molecules it holds.")
@knext.output_table(PORT_NAME, PORT_DESCRIPTION)
class BuildLibrary(GroupedOptions):
    """Makes a library file of a table of structures, for K-M3AID Retrieve from Library File.

    Use it for libraries that are searched often, or that are too large for a table. Each molecule is embedded
    and its shifts are predicted. The library needs no spectra. It is a Parquet file, the same that `kmaid
    embed` writes, and can be copied and shared.

    A large library takes hours. If the node is cancelled, the finished parts stay in a folder beside the
    file, which ends in `.parts`. The next run goes on from there if the rows and their IDs, the model and the
    options are the same; otherwise it begins anew. The file appears when it is complete, and the folder is
    gone then.

    Molecules have the names of the ID column in the library, or else their RowIDs. The path is also in the
    flow variable `kmaid_library`, for the option **Library** of **K-M3AID Retrieve from Library File**.
    Others count: `kmaid_rows`, `kmaid_failed_rows`, `kmaid_molecules` and `kmaid_duplicates`.
    """

    input = _Input()
    output = _Output()
    advanced = _Advanced()

    @as_knime_errors
    def configure(self, context: Any, model: ModelSpec, schema: knext.Schema) -> Any:
        """The row about the library; the input's columns and the reason."""
        checked(model)
        chooser = ColumnChooser(schema)
        self._choose(chooser)
        place = self._target(context)
        context.flow_variables[VARIABLE] = self.output.path.strip() if place is None else str(place)
        reasons = _reasons(schema)
        chooser.warn(context)
        return (
            knext.Schema.from_columns(_library_columns()),
            knext.Schema.from_columns([*schema, *reasons]),
        )

    @as_knime_errors
    def execute(self, context: Any, model: ModelPort, table: knext.Table) -> Any:
        """The table is read twice: to tell whether a stopped run was of the same rows, and to embed them."""
        self._choose(ColumnChooser(table.schema))
        place = self._target(context)
        assert place is not None
        progress = Progress(context, table.num_rows)
        predictor = model.predictor(self.advanced.device, progress)

        from kmaid_nodes.files.paths import make_folder
        from kmaid_nodes.library_building.building import build_library

        source = self._source(table, progress)
        try:
            make_folder(place.parent)
            built = build_library(
                self._records(table, progress),
                predictor,
                place,
                source,
                workers=self.advanced.processes if predictor.device.type == "cpu" else 1,
                unique=not self.output.keep_duplicates,
                meanwhile=progress,
            )
        except OSError as problem:
            raise UserError(f"Cannot write {place}: {problem.strerror or problem}.") from problem
        counts = {
            "rows": table.num_rows,
            "failed_rows": built.refused,
            "molecules": built.molecules,
            "duplicates": built.duplicates,
        }
        tell_counts(context, **counts)
        context.flow_variables[VARIABLE] = str(place)
        self._warn(context, built, table)
        failed = _failed_rows(table, built.refused_records, progress)
        return _library_row(place, built, predictor.trained.fingerprint, table.num_rows), failed

    def _choose(self, chooser: ColumnChooser) -> None:
        self.input.structure = chooser.structure(self.input.structure)
        chooser.optional(self.input.library_id, "the library ID")

    def _target(self, context: Any) -> Path | None:
        from kmaid_nodes.library_building.target import check_ending, check_library_target

        unset = "Choose the file that the library is written to."
        place = path_in(context, self.output.path, unset)
        if place is None:
            check_ending(self.output.path.strip().strip('"'))
        else:
            overwrite = self.output.if_exists == IfExists.OVERWRITE.name
            check_library_target(place, overwrite, self.output.make_folders)
        return place

    def _names(self, batch: Any, progress: Progress) -> list[str]:
        """What the library calls the rows of a KNIME batch."""
        return row_names(batch, chosen_column(self.input.library_id), progress.check)

    def _source(self, table: knext.Table, progress: Progress) -> dict[str, Any]:
        from kmaid_nodes.library_building.row_digest import RowDigest

        digest = RowDigest()
        for batch in arrow_batches(table):
            progress.show(0.0, "Reading the table")
            structures = texts(batch, self.input.structure, progress.check)
            digest.add(self._names(batch, progress), structures.to_pylist())
        return digest.source

    def _records(self, table: knext.Table, progress: Progress) -> Iterator[Record]:
        rows = 0
        for batch in arrow_batches(table):
            names = self._names(batch, progress)
            for record in records_of(batch, progress.check, rows, structure=self.input.structure):
                yield replace(record, id=names[int(record.id)])
            rows += batch.num_rows

    @staticmethod
    def _warn(context: Any, built: Built, table: knext.Table) -> None:
        column = _reasons(table.schema)[0].name
        parts = [refused_rows_warning(built.refused, table.num_rows, column, PORT_NAME)]
        if not built.molecules:
            parts.append("The library holds no molecule.")
        warn(context, *parts)


def _library_columns() -> list[knext.Column]:
    return [knext.Column(kind, name) for name, kind in _LIBRARY.items()]


def _library_row(place: Path, built: Built, fingerprint: str, rows: int) -> Any:
    out = NewTable(_library_columns())
    cells = (
        str(place),
        built.molecules,
        fingerprint,
        rows,
        built.refused,
        built.duplicates,
        built.kept_records,
    )
    out.append([[cell] for cell in cells])
    return out.finish()


def _reasons(schema: knext.Schema) -> list[knext.Column]:
    columns = reason_columns("Not in the library because", "Library error code")
    return ColumnNames("").beside([column.name for column in schema], columns)


def _failed_rows(table: knext.Table, refused: list[RefusedRecord], progress: Progress) -> Any:
    """The rows of the input that were refused, with the reasons; refused: in the order of the rows."""
    import pyarrow as pa

    columns = [*table.schema, *_reasons(table.schema)]
    out = NewTable(columns, keep_row_ids=True)
    start = begun = 0
    for batch in arrow_batches(table) if refused else ():
        progress.check()
        end = begun
        while end < len(refused) and refused[end].number < start + batch.num_rows:
            end += 1
        some, begun = refused[begun:end], end
        rows = batch.take(pa.array([record.number - start for record in some], pa.int64()))
        told = [[r.sentence for r in some], [r.error_code for r in some]]
        cells = [*rows.columns, *(as_cells(values, knext.string()) for values in told)]
        names = [ROW_ID, *(column.name for column in columns)]
        out.append_batch(pa.RecordBatch.from_arrays(cells, names=names))
        start += batch.num_rows
    return out.finish()
