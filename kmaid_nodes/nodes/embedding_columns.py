"""The columns of a library that hold embeddings, and the one that says which model made them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import knime.extension as knext

from kmaid_nodes.errors import UserError
from kmaid_nodes.nodes.columns import NONE, ColumnChooser, holds_number_lists, holds_text, plain_type

if TYPE_CHECKING:
    import pyarrow as pa

VECTOR, MODEL = "Embedding", "Embedding model"
# "Embedding 12", also with a prefix, and with the number that 0.1.0 put behind a name that was taken.
_NUMBERED = re.compile(r"(.*\bembedding )([1-9][0-9]*)( \(#[0-9]+\))?", re.IGNORECASE)
_NOTE = re.compile(r".*\bembedding model( \(#[0-9]+\))?", re.IGNORECASE)


@dataclass(frozen=True)
class EmbeddingColumns:
    """vectors: one column of lists, or a number column for each element; model: that of the fingerprint of
    the model, None if there is none."""

    vectors: tuple[str, ...]
    model: str | None

    @property
    def is_list(self) -> bool:
        """Whether one column holds whole vectors."""
        return len(self.vectors) == 1

    def cells(self, batch: pa.RecordBatch, length: int) -> pa.Array:
        """The vectors of a KNIME batch as lists of float32, null where there is none.

        Raises UserError if lists are not `length` long.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        columns = [batch.column(batch.schema.names.index(name)) for name in self.vectors]
        if not self.is_list:
            return _as_lists(columns)
        if pc.any(pc.not_equal(pc.list_value_length(columns[0]), length)).as_py():
            raise UserError(
                f'The lists in the column "{self.vectors[0]}" of the library are not {length} numbers long, '
                "as the embeddings of this model are. Choose the column that K-M3AID Embed wrote, or embed "
                "the library again with this model."
            )
        return columns[0].cast(pa.list_(pa.float32()))

    def models(self, batch: pa.RecordBatch) -> pa.Array:
        """The fingerprints of a KNIME batch, null where none is noted."""
        from kmaid_nodes.nodes.tables import texts

        return texts(batch, self.model, lambda: None)


def embedding_columns(chooser: ColumnChooser, chosen: str | None, length: int) -> EmbeddingColumns:
    """The embeddings of a library: the chosen list column, else one of that name, else number columns.

    chosen: what the dialog holds; length: of the model's embeddings. Raises InvalidParametersError, with what
    to do, if there are none. A column of lists that is not called an embedding is never guessed.
    """
    lists = [c.name for c in chooser.columns if holds_number_lists(c) and "embed" in c.name.lower()]
    if chosen not in (None, NONE) or (chosen is None and lists):
        name = chooser.embedding(chosen)
        return EmbeddingColumns((name,), _note_of(chooser.columns, name, len(lists)))
    groups = _number_columns(chooser.columns)
    fitting = next((names for names in groups if len(names) == length), None)
    if fitting is not None:
        chooser.guesses.append(f'"{fitting[0]}" to "{fitting[-1]}" (embeddings)')
        return EmbeddingColumns(fitting, _note_of(chooser.columns, fitting[-1], len(lists) + len(groups)))
    for names in groups:
        raise knext.InvalidParametersError(
            f'The {chooser.table} has the number columns "{names[0]}" to "{names[-1]}", but the embeddings '
            f"of this model have {length} numbers. Embed the library again with this model."
        )
    raise knext.InvalidParametersError(
        f'The {chooser.table} has no embeddings: no list column "{VECTOR}", and no number columns '
        f'"{VECTOR} 1" to "{VECTOR} {length}". Embed it with K-M3AID Embed, choose the column in the dialog '
        "of the node, or choose there that the library holds structures."
    )


def _number_columns(columns: list[knext.Column]) -> list[tuple[str, ...]]:
    """The names of number columns that are numbered from 1 on without a gap, group by group."""
    groups: dict[tuple[str, str | None], dict[int, str]] = {}
    for column in columns:
        match = _NUMBERED.fullmatch(column.name)
        if match and plain_type(column.ktype) == knext.double():
            groups.setdefault((match[1], match[3]), {})[int(match[2])] = column.name
    whole = [named for named in groups.values() if set(named) == set(range(1, len(named) + 1))]
    return [tuple(named[k] for k in sorted(named)) for named in whole]


def _note_of(columns: list[knext.Column], last: str, embeddings: int) -> str | None:
    """The column of fingerprints behind the last column of the vectors; elsewhere it may be another's."""
    notes = [c.name for c in columns if holds_text(c) and _NOTE.fullmatch(c.name)]
    names = [c.name for c in columns]
    behind = names[names.index(last) + 1 :][:1]
    if behind and behind[0] in notes:
        return behind[0]
    return notes[0] if len(notes) == 1 and embeddings == 1 else None


def _as_lists(columns: list[pa.Array]) -> pa.Array:
    """Number columns as one of lists; a row in which a number is missing has none."""
    import numpy as np
    import pyarrow as pa

    numbers = np.stack([c.cast(pa.float32()).to_numpy(zero_copy_only=False) for c in columns], axis=1)
    missing = np.isnan(numbers).any(axis=1)
    starts = np.arange(len(numbers) + 1, dtype=np.int32) * len(columns)
    offsets = pa.array(starts, pa.int32(), mask=np.append(missing, False))
    return pa.ListArray.from_arrays(offsets, pa.array(numbers.ravel(), pa.float32()))
