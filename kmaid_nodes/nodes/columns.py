"""Which columns of an input table hold structures, peak lists and so on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import knime.extension as knext

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
_CALLED = {"numbers": "atom numbers"}
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
    InvalidParametersError says what to do if there is none. `guesses` lists what was guessed.
    """

    def __init__(self, schema: knext.Schema, table: str = "input table"):
        self.columns = list(schema)
        self.table = table
        self.guesses: list[str] = []

    def structure(self, chosen: str | None) -> str:
        """The structures: a chemical column, else text with such a name, else the only text column."""
        if chosen not in (None, NONE):
            return self._checked(chosen, holds_structures, "structures", _KINDS)
        texts = [c.name for c in self.columns if holds_text(c)]
        candidates = [c.name for c in self.columns if _is_chemical(c)] or _named(texts, "structure")
        if not candidates and len(texts) == 1 and texts[0] not in _named_otherwise(texts, "structure"):
            candidates = texts
        return self._guessed(candidates, "structures", _KINDS, bool(texts))

    def peaks(self, chosen: str | None, besides: Iterable[str] = ()) -> str:
        """The peak lists: lists of numbers before text; never one of the columns in `besides`."""
        kinds = "lists of numbers in ppm, or text"
        if chosen not in (None, NONE):
            return self._checked(chosen, holds_peaks, "peak lists", kinds)
        lists = [c.name for c in self.columns if holds_number_lists(c) and "embed" not in c.name.lower()]
        texts = [c.name for c in self.columns if holds_text(c) and c.name not in set(besides)]
        candidates = _named(lists, "peaks") or (lists if len(lists) == 1 else []) or _named(texts, "peaks")
        return self._guessed(candidates, "13C peak lists", kinds, bool(lists or texts))

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
        candidates = [n for n in lists if "embed" in n.lower()] or (lists if len(lists) == 1 else [])
        return self._guessed(candidates, "embeddings", kinds, bool(lists))

    def optional(self, chosen: str | None, role: str, besides: Iterable[str] = ()) -> str | None:
        """A column that may be left out; "multiplicity", "solvent", "split" and "numbers" (of
        atoms) are guessed by their names."""
        if chosen == NONE:
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
        if chosen == NONE:
            return None
        if chosen is not None:
            return self._checked(chosen, holds_text, "experiments", "text")
        named = [c.name for c in self.columns if holds_text(c) and _EXPERIMENT.fullmatch(c.name)]
        if named:
            self.guesses.append(f'"{named[0]}" (experiment)')
        return named[0] if named else None

    def warn(self, context: Any, note: str | None = None) -> None:
        """Tell the user what was guessed, and a note besides."""
        guessed = f"Columns chosen automatically: {', '.join(self.guesses)}." if self.guesses else None
        if message := " ".join(filter(None, [guessed, note])):
            context.set_warning(message)

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
            self.guesses.append(f'"{candidates[0]}" ({what})')
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


def _named_otherwise(names: list[str], role: str) -> list[str]:
    return [name for other, name in _guess(names).items() if other != role]
