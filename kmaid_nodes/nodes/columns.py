"""Which columns of an input table hold structures, peak lists and so on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import knime.extension as knext

from kmaid_nodes.nodes.messages import warn

# Cells of KNIME's chemistry and RDKit extensions that hold one molecule.
_STRUCTURE_CELL = re.compile(
    r"org\.knime\.chem\.types\.(Smiles|Sdf|Mol)(Adapter)?Cell|org\.rdkit\.knime\.types\.RDKit(Mol|Adapter)"
)
# "Assigned shifts" and "Assignment 13C", but not "Assignment Method".
_ASSIGNED_SHIFTS = re.compile(
    r"assign.*(shift|spectr|peak|ppm|13c)|(shift|spectr|peak|13c).*assign|^assignments?$|atom.?order",
    re.IGNORECASE,
)
_EXPERIMENT = re.compile(r"(?:nmr[ _]?)?experiment(?:[ _]?type)?", re.IGNORECASE)
_SHIFT = re.compile(r"shift|ppm|delta|δ", re.IGNORECASE)
_TABLE_TO_SPECTRA = "K-M3AID Table to Spectra"
_MOST_NAMED = 3
_CALLED = {"numbers": "atom numbers"}
# Roles of optional columns without which a node can work as well, only less surely.
_LEFT_OUT_IF_GONE = ("multiplicity", "solvent", "numbers", "experiment")
NONE = "<none>"  # knext.ColumnParameter.NONE, which the dialog stores for "no column"
_KINDS = "SMILES, SDF, Mol, RDKit, or text with SMILES or molblocks"


def holds_structures(column: knext.Column) -> bool:
    """Whether a column may hold structures: chemistry cells or text."""
    return _is_chemical(column) or holds_text(column)


def holds_text(column: knext.Column) -> bool:
    """Whether a column holds text."""
    return plain_type(column.ktype) == knext.string()


def holds_number_lists(column: knext.Column) -> bool:
    """Whether a column holds lists of numbers."""
    inner = getattr(plain_type(column.ktype), "inner_type", None)
    return inner is not None and plain_type(inner) in (knext.double(), knext.int64(), knext.int32())


def holds_peaks(column: knext.Column) -> bool:
    """Whether a column may hold peak lists: lists of numbers or of text, or text."""
    inner = getattr(plain_type(column.ktype), "inner_type", None)
    is_text_list = inner is not None and plain_type(inner) == knext.string()
    return holds_text(column) or holds_number_lists(column) or is_text_list


class ColumnChooser:
    """Checks the chosen columns of one table, and chooses where the user has not.

    Every method takes what the dialog holds (None: nothing chosen yet) and returns a column's name;
    InvalidParametersError says what to do if there is none. `guesses` lists what was guessed, `gone` the
    optional columns that the table no longer has. A guess is no choice: it is not to be stored, or the column
    would be missed in the next table.
    """

    def __init__(self, schema: knext.Schema, table: str = "input table", whose: str = ""):
        """whose: told behind guessed structures where two tables have some, such as "of the library"."""
        self.columns = list(schema)
        self.table = table
        self._whose = f" {whose}" if whose else ""
        self.guesses: list[str] = []
        self.gone: list[str] = []
        self.hints: list[str] = []

    def structure(self, chosen: str | None) -> str:
        """The structures: a chemical column, else text with such a name, else the only text column."""
        if chosen not in (None, NONE):
            return self._checked(chosen, holds_structures, "structures", _KINDS)
        texts = [c.name for c in self.columns if holds_text(c)]
        candidates = [c.name for c in self.columns if _is_chemical(c)] or _structures_named(texts)
        if not candidates and len(texts) == 1 and texts[0] not in _named_otherwise(texts, "structure"):
            candidates = texts
        return self._guessed(candidates, "structures", _KINDS, bool(texts))

    def peaks(self, chosen: str | None, besides: Iterable[str] = ()) -> str:
        """The peak lists: lists of numbers before text; never one of the columns in `besides`."""
        kinds = "lists of numbers in ppm, or text"
        if chosen not in (None, NONE):
            return self._with_other_spectra(self._checked(chosen, holds_peaks, "peak lists", kinds))
        lists = [c.name for c in self.columns if holds_number_lists(c) and "embed" not in c.name.lower()]
        texts = [c.name for c in self.columns if holds_text(c) and c.name not in set(besides)]
        candidates = _named(lists, "peaks") or (lists if len(lists) == 1 else []) or _named(texts, "peaks")
        self._refuse_single_shifts(candidates)
        return self._with_other_spectra(
            self._guessed(candidates, "13C peak lists", kinds, bool(lists or texts))
        )

    def _with_other_spectra(self, chosen: str) -> str:
        """The column chosen; a hint where other columns hold further spectra of the same molecules."""
        from kmaid_nodes.reading.tables.sd_field_names import is_sd_spectrum, numbered_spectra

        spectra = numbered_spectra(c.name for c in self.columns if holds_text(c))
        if is_sd_spectrum(chosen) and len(spectra) > 1:
            self.hints.append(
                f"{len(spectra)} columns hold 13C spectra; of each row, the first that shows every carbon is "
                f"used. To use all of them, put {_TABLE_TO_SPECTRA} before this node."
            )
        return chosen

    def _refuse_single_shifts(self, candidates: list[str]) -> None:
        """Raises InvalidParametersError for a table whose peaks stand in cells of their own.

        candidates: columns that may be peak lists by their names; one called "peak" may hold labels.
        """
        from kmaid_nodes.reading.tables.column_names import LABEL_NAMES, key_of

        if candidates and key_of(candidates[0]) not in LABEL_NAMES | {"peak"}:
            return
        columns = _single_shifts([c.name for c in self.columns if plain_type(c.ktype) == knext.double()])
        if columns:
            raise knext.InvalidParametersError(
                f"The {self.table} has one shift in a cell ({', '.join(columns[:_MOST_NAMED])}). Put "
                f"{_TABLE_TO_SPECTRA} before this node: it gathers the peaks of each spectrum in one row."
            )

    def assigned_shifts(self, chosen: str | None, besides: Iterable[str] = ()) -> str:
        """Peak lists that name the atom of each peak: text, preferably from a column with such a name."""
        kinds = "text in the format of nmrshiftdb2, as the node Read Spectra writes it"
        if chosen not in (None, NONE):
            return self._checked(chosen, holds_text, "assigned shifts", kinds)
        texts = [c.name for c in self.columns if holds_text(c) and c.name not in set(besides)]
        candidates = [name for name in texts if _ASSIGNED_SHIFTS.search(name)] or _named(texts, "peaks")
        return self._guessed(candidates, "assigned 13C shifts", kinds, bool(texts))

    def embedding(self, chosen: str | None) -> str:
        """Vectors that the node Embed wrote as a list column."""
        kinds = "lists of numbers, as the node Embed writes them"
        if chosen not in (None, NONE):
            return self._checked(chosen, holds_number_lists, "embeddings", kinds)
        lists = [c.name for c in self.columns if holds_number_lists(c)]
        # Any other list, such as a peak list, is no embedding by mere chance of being the only one.
        return self._guessed([n for n in lists if "embed" in n.lower()], "embeddings", kinds, bool(lists))

    def optional(self, chosen: str | None, role: str, besides: Iterable[str] = ()) -> str | None:
        """A column that may be left out; "multiplicity", "solvent", "split" and "numbers" (of
        atoms) are guessed by their names.

        What only makes results better (`_LEFT_OUT_IF_GONE`) is left out, with a warning, if the table has no
        such column; versions before 0.2.0 stored guesses as if they were chosen. IDs, splits and structures
        of queries stand in the results or decide over them, and are missed.
        """
        if chosen == NONE or (role in _LEFT_OUT_IF_GONE and self._is_gone(chosen, role)):
            return None
        if chosen is not None:
            return self._checked(chosen, lambda column: True, role, "any cells")
        names = [c.name for c in self.columns if holds_peaks(c) and c.name not in set(besides)]
        candidates = _named(names, role)[:1]
        if candidates:
            self.guesses.append(f'"{candidates[0]}" ({_CALLED.get(role, role)})')
        return candidates[0] if candidates else None

    def experiment(self, chosen: str | None) -> str | None:
        """The experiments: a text column that is called so; there may be none."""
        if chosen == NONE or self._is_gone(chosen, "experiment"):
            return None
        if chosen is not None:
            return self._checked(chosen, holds_text, "experiments", "text")
        named = [c.name for c in self.columns if holds_text(c) and _EXPERIMENT.fullmatch(c.name)]
        if named:
            self.guesses.append(f'"{named[0]}" (experiment)')
        return named[0] if named else None

    def molecules(self) -> list[str]:
        """The columns of KNIME's chemistry or RDKit cells."""
        return [column.name for column in self.columns if _is_chemical(column)]

    def present(self, name: str, what: str) -> str:
        """A column that was chosen for something and must be there, whatever its cells are."""
        return self._checked(name, lambda column: True, what, "any cells")

    def warn(self, context: Any, note: str | None = None) -> None:
        """Tell the user which optional columns are gone, what was guessed, and a note besides."""
        guessed = f"Columns chosen automatically: {', '.join(self.guesses)}." if self.guesses else None
        warn(context, self.gone_warning(), guessed, *self.hints, note)

    def gone_warning(self) -> str | None:
        """Which chosen optional columns the table no longer has; None if it has them all."""
        if not self.gone:
            return None
        it = "it" if len(self.gone) == 1 else "them"
        return (
            f"The {self.table} no longer has {' and '.join(self.gone)}; the node goes on without {it}. "
            "Choose other columns in the dialog, or none."
        )

    def _is_gone(self, chosen: str | None, role: str) -> bool:
        if chosen is None or any(column.name == chosen for column in self.columns):
            return False
        self.gone.append(f'the column "{chosen}" ({_CALLED.get(role, role)})')
        return True

    def _checked(self, name: str | None, fits: Callable[[knext.Column], bool], what: str, kinds: str) -> str:
        column = next((c for c in self.columns if c.name == name), None)
        if column is None or name is None:
            raise knext.InvalidParametersError(
                f'There is no column "{name}" in the {self.table}. Choose the column with {what} again; '
                f"{self._present()}."
            )
        if not fits(column):
            raise knext.InvalidParametersError(
                f'The column "{name}" of the {self.table} cannot hold {what}. Choose one with {kinds}.'
            )
        return name

    def _guessed(self, candidates: list[str], what: str, kinds: str, possible: bool) -> str:
        if candidates:
            self.guesses.append(f'"{candidates[0]}" ({what}{self._whose})')
            return candidates[0]
        if possible:
            raise knext.InvalidParametersError(
                f"Choose the column with {what} of the {self.table} in the dialog of the node."
            )
        raise knext.InvalidParametersError(
            f"The {self.table} has no column that can hold {what} ({kinds}); {self._present()}."
        )

    def _present(self) -> str:
        return "the table has " + (", ".join(f'"{c.name}"' for c in self.columns) or "no columns")


def plain_type(ktype: Any) -> Any:
    """A type without the dictionary encoding under which KNIME may store it."""
    if isinstance(ktype, knext.LogicalType) and ktype.logical_type.startswith("structDictEncoded"):
        ktype = ktype.storage_type
    return getattr(ktype, "plain_type", ktype)


def _is_chemical(column: knext.Column) -> bool:
    ktype = plain_type(column.ktype)
    return isinstance(ktype, knext.LogicalType) and bool(_STRUCTURE_CELL.search(ktype.logical_type))


def _guess(names: list[str]) -> dict[str, str]:
    from kmaid_nodes.reading.tables.columns import usual_columns

    usual = usual_columns(names)
    roles = ("id", "structure", "peaks", "multiplicity", "solvent", "split", "numbers")
    return {role: name for role in roles if (name := getattr(usual, role)) is not None}


def _named(names: list[str], role: str) -> list[str]:
    name = _guess(names).get(role)
    return [name] if name else []


def _structures_named(names: list[str]) -> list[str]:
    """The column of structures by its name; beside fields of SD records, that of the molecules."""
    from kmaid_nodes.reading.tables.sd_field_names import molecule_column

    molecules = molecule_column(names)
    return [molecules] if molecules else _named(names, "structure")


def _single_shifts(names: list[str]) -> list[str]:
    """Of columns of numbers, those that hold a shift for each peak, or one peak each; in quotes."""
    from kmaid_nodes.reading.tables.column_names import series_member
    from kmaid_nodes.reading.tables.columns import likely_peak_columns

    shifts = [name for name in likely_peak_columns(names) if _SHIFT.search(name)]
    series = [name for name in names if series_member(name) is not None]
    return [f'"{name}"' for name in (series if len(series) > 1 else shifts[:1])]


def _named_otherwise(names: list[str], role: str) -> list[str]:
    return [name for other, name in _guess(names).items() if other != role]
