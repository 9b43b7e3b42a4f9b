"""The node that makes one row for each spectrum of a table in any layout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import knime.extension as knext
import pyarrow as pa

from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser, holds_peaks, holds_structures, plain_type
from kmaid_nodes.nodes.counts import tell_counts
from kmaid_nodes.nodes.messages import as_knime_errors, refused_rows_warning, warn
from kmaid_nodes.nodes.option_groups import GroupedOptions, option_group
from kmaid_nodes.nodes.options import chosen_column
from kmaid_nodes.nodes.progress import Progress
from kmaid_nodes.nodes.spectra_table import REASON, SpectraTable, spectra_columns
from kmaid_nodes.nodes.tables import arrow_batches, plain_cells, row_ids

_RECOGNISED = "If none is chosen, it is recognised by its name and what it holds."
_ROW_ID = "First RowID"


def _column_option(label: str, description: str, fits: Any) -> knext.ColumnParameter:
    return knext.ColumnParameter(
        f"{label} (optional)",
        f"{description} {_RECOGNISED}",
        port_index=0,
        column_filter=fits,
        include_none_column=True,
        default_value=knext.ColumnParameter.NONE,
        since_version="0.2.0",
    )


def _holds_shifts(column: knext.Column) -> bool:
    return holds_peaks(column) or plain_type(column.ktype) in (knext.double(), knext.int64(), knext.int32())


@option_group("Input")
class _Input:
    """Columns that are not recognised, or not as you mean them."""

    peaks = _column_option(
        "Peak or shift column",
        "The column with the 13C shifts: one in each row, or the whole list of a spectrum.",
        _holds_shifts,
    )
    structure = _column_option("Structure column", "The column with the structures.", holds_structures)
    id_column = _column_option(
        "ID column",
        "The column that names the compound or sample. Rows of the same name stand together as one spectrum "
        "where each row has one peak.",
        lambda column: True,
    )
    multiplicity = _column_option(
        "Multiplicity column",
        "The hydrogens at the carbon of each peak, such as `CH2` or `T`.",
        _holds_shifts,
    )
    solvent = _column_option("Solvent column", "The solvent of each spectrum.", holds_peaks)


@knext.node(
    "K-M3AID Table to Spectra",
    knext.NodeType.MANIPULATOR,
    f"{ICONS}/table_to_spectra.png",
    CATEGORY,
    id="kmaid.table_to_spectra",
    keywords=[
        "13C",
        "NMR",
        "peak table",
        "group peaks",
        "SDF Reader",
        "nmrshiftdb2",
        "NMReDATA",
        "peak list",
    ],
)
@knext.input_table("Table", "A table with 13C shifts in any usual layout, as KNIME's readers give it.")
@knext.output_table("Spectra", "One row for each 13C spectrum, as **K-M3AID Read Spectra** writes it.")
class TableToSpectra(GroupedOptions):
    """Makes one row for each 13C spectrum of a table, whatever its layout.

    Use it between a reader of KNIME and the other K-M3AID nodes. It understands:

    * **one row for each peak**: compound, shift and perhaps multiplicity, atom or solvent in each row. The
      rows of a compound must stand together.
    * **one column for each peak** (`peak1`, `peak2` ... or `C1`, `C2` ...), or **one for each compound**.
    * **data fields of SD files** as the SDF Reader gives them: all spectra of NMReDATA (`NMREDATA_1D_13C`,
      `NMREDATA_1D_13C#2` ...) and of nmrshiftdb2 (`Spectrum 13C 0`, `Spectrum 13C 1` ...), each with its own
      solvent and frequency. The fields may also stand in the SDF cells alone.
    * **one row for each spectrum**, with its peaks as a list or text.

    The columns are those of **K-M3AID Read Spectra**. **Row number** counts the input's rows from 0, and
    **First RowID** names the first row of the spectrum; join by it what other columns say. **Read as** tells
    the layout, and what was left out: solvent lines, other nuclei, rows without a shift.

    A row or spectrum that cannot be used keeps its row, with the reason and its **Error code**. Flow
    variables count the spectra: `kmaid_rows` and `kmaid_failed_rows`.
    """

    input = _Input()

    @as_knime_errors
    def configure(self, context: Any, schema: knext.Schema) -> knext.Schema:
        """The columns, whatever the table."""
        self._columns(schema)
        return knext.Schema.from_columns([*spectra_columns(), _row_id_column()])

    @as_knime_errors
    def execute(self, context: Any, table: knext.Table) -> Any:
        """Row by row; a spectrum is written when its last row has been read."""
        from kmaid_nodes.reading.table import TableColumns, records_of_batches

        progress = Progress(context, table.num_rows)
        given = _Given(table, progress)
        columns = TableColumns(**self._columns(table.schema))
        out = SpectraTable([_row_id_column()])
        for record in records_of_batches(given.schema, given.batches(), columns):
            progress.show(given.share, f"{out.rows} spectra read")
            out.add(record, [None if record.row is None else given.row_ids[record.row]])
        spectra = out.finish()
        tell_counts(context, rows=out.rows, failed_rows=out.failed_rows)
        warn(context, refused_rows_warning(out.failed_rows, out.rows, REASON))
        return spectra

    def _columns(self, schema: knext.Schema) -> dict[str, Any]:
        """The chosen columns by their roles; raises InvalidParametersError if one is gone."""
        chooser, options = ColumnChooser(schema), self.input
        chosen = {
            "peaks": options.peaks,
            "structure": options.structure,
            "id": options.id_column,
            "multiplicity": options.multiplicity,
            "solvent": options.solvent,
        }
        columns = {role: name for role, option in chosen.items() if (name := chosen_column(option))}
        for role, name in columns.items():
            chooser.present(name, _CALLED[role])
        molecules = chooser.molecules()
        if "structure" not in columns and molecules:
            columns["structure"] = molecules[0]
        return columns


_CALLED = {
    "peaks": "peaks",
    "structure": "structures",
    "id": "IDs",
    "multiplicity": "multiplicities",
    "solvent": "solvents",
}


class _Given:
    """The input as batches of plain cells. row_ids: of the rows read so far; share: of the table."""

    def __init__(self, table: knext.Table, progress: Progress):
        self._table, self._progress = table, progress
        self.row_ids: list[str] = []
        self._batches = arrow_batches(table)
        self._first = self._plain(next(self._batches))
        self.schema = self._first.schema

    @property
    def share(self) -> float:
        """How much of the table has been read, from 0 to 1."""
        return min(1.0, len(self.row_ids) / max(1, self._table.num_rows))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The batches without RowIDs; chemistry as text."""
        yield self._first
        for batch in self._batches:
            yield self._plain(batch)

    def _plain(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        self.row_ids += row_ids(batch).to_pylist()
        names = batch.schema.names[1:]
        cells = [plain_cells(column, self._progress.check) for column in batch.columns[1:]]
        return pa.RecordBatch.from_arrays(cells, names=names)


def _row_id_column() -> knext.Column:
    return knext.Column(knext.string(), _ROW_ID)
