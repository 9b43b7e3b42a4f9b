"""What a row says besides its shifts: id, structure, solvent and the user's own columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kmaid_nodes.chemistry.solvent import canonical_solvent, solvents_named_in
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.own_numbers import numbers_cell
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.reading.spectrum import Spectrum, parse_spectra
from kmaid_nodes.reading.tables.cells import cell_text, is_missing, is_plain_scalar, refusal_of_kind
from kmaid_nodes.reading.tables.column_names import words_of
from kmaid_nodes.reading.tables.plan import TablePlan
from kmaid_nodes.reading.tables.raw_table import RawTable
from kmaid_nodes.reading.tables.sd_field_names import is_nmredata_field, is_sd_solvent, is_sd_spectrum
from kmaid_nodes.reading.tables.sd_rows import SdRows, SdSpectrum

_SPLITS = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("validation", "valid", "val", "dev"), "validation"),
    **dict.fromkeys(("test", "testing"), "test"),
}


class RowFields:
    """Where the columns of a plan stand in the rows of a table."""

    def __init__(self, table: RawTable, plan: TablePlan):
        columns, names = plan.columns, table.names
        self._place = {name: n for n, name in reversed(list(enumerate(names))) if name}
        self.notes = table.notes + plan.notes
        self.id, self.structure, self.peaks = map(self.place, (columns.id, columns.structure, columns.peaks))
        self.multiplicity = self.place(columns.multiplicity)
        self.atoms = self.place(columns.atoms)
        self._solvent, self._split = self.place(columns.solvent), self.place(columns.split)
        self._formula, self._numbers = self.place(columns.formula), self.place(columns.numbers)
        used = plan.used_columns() | plan.sd_fields(names).keys()
        self._own = [(name, n) for n, name in enumerate(names) if name and name not in used]
        self._named_solvent = solvents_named_in(words_of(columns.peaks)) if columns.peaks else None
        self._solvents: dict[str | None, str | None] = {}
        self._is_other_nmredata = is_nmredata_field(columns.peaks) and not is_sd_spectrum(columns.peaks)
        self._sd_rows: SdRows | None = None
        if columns.peaks is not None and is_sd_spectrum(columns.peaks):
            self._sd_rows = SdRows(names, columns.peaks, plan.spectra)
            if is_sd_solvent(columns.solvent):  # which numbers the spectra that it is of
                self._solvent = None

    def place(self, name: str | None) -> int | None:
        """Where a column stands, None for no column."""
        return None if name is None else self._place[name]

    def record(self, row: int, cells: Sequence[Any], peaks: tuple[Peak, ...] | None = None) -> Record:
        """The record of a row with these peaks. Without an id it is called by its number."""
        structure = cell_at(cells, self.structure)
        solvent, split, formula, numbers = self._solvent, self._split, self._formula, self._numbers
        return Record(
            cell_text(cell_at(cells, self.id)) or str(row),
            cell_text(structure, strip=False),
            peaks,
            solvent=self._named_solvent
            if solvent is None
            else self._known_solvent(cell_text(cell_at(cells, solvent))),
            split=None if split is None else _split(cell_text(cell_at(cells, split))),
            formula=None if formula is None else cell_text(cell_at(cells, formula)),
            numbers=None if numbers is None else numbers_cell(cell_at(cells, numbers)),
            error=None if type(structure) is str else refusal_of_kind(structure),
            row=row,
            notes=self.notes,
            columns=self._own_cells(cells) if self._own else (),
        )

    def spectra(self, cell: Any) -> tuple[Spectrum, ...]:
        """The spectra of a cell of the peak column; raises UnusableRow."""
        if self._is_other_nmredata:
            raise UnusableRow(ReasonCode.NMREDATA_CELL)
        return parse_spectra(cell)

    def spectra_of_record(self, cells: Sequence[Any]) -> list[SdSpectrum]:
        """The spectra of a row of a table whose columns are fields of SD records; else none."""
        if self._sd_rows is None:
            return []
        return self._sd_rows.spectra(cells, cell_at(cells, self.structure))

    def _own_cells(self, cells: Sequence[Any]) -> tuple[tuple[str, Any], ...]:
        count = len(cells)
        own = []
        for name, at in self._own:
            cell = cells[at] if at < count else None
            if type(cell) is not str and (is_missing(cell) or not is_plain_scalar(cell)):
                cell = None
            own.append((name, cell or None if type(cell) is str else cell))
        return tuple(own)

    def _known_solvent(self, text: str | None) -> str | None:
        if text not in self._solvents and len(self._solvents) < 1000:
            self._solvents[text] = canonical_solvent(text)
        return self._solvents[text] if text in self._solvents else canonical_solvent(text)


def cell_at(cells: Sequence[Any], place: int | None) -> Any:
    """A cell of a row, None where the row ends before it or there is no such column."""
    return cells[place] if place is not None and place < len(cells) else None


def _split(text: str | None) -> str | None:
    """The split by its usual name. Any other word is kept; it is neither trained on nor measured."""
    return None if text is None else _SPLITS.get(text.lower(), text)
