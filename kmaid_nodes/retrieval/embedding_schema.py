"""The columns of tables of embeddings: what `kmaid embed` writes and a library is made of."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

EMBEDDING_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("smiles", pa.string()),
        ("embedding", pa.list_(pa.float32())),
        ("error", pa.string()),
        ("formula", pa.string()),
        ("exact_mass", pa.float64()),
        ("shifts", pa.list_(pa.float32())),
        ("shift_uncertainties", pa.list_(pa.float32())),
        ("shift_hydrogens", pa.list_(pa.int8())),
        ("shift_carbons", pa.list_(pa.int16())),
        ("error_code", pa.string()),
    ]
)
NEEDED_COLUMNS = ("id", "smiles", "embedding")
"""Without these a table holds no embeddings."""

# Arrow's own answer (`to_pandas_dtype`) loads pandas in some versions: a second for a dialog of KNIME.
_NUMBERS: dict[pa.DataType, type[np.generic]] = {
    pa.float32(): np.float32,
    pa.int8(): np.int8,
    pa.int16(): np.int16,
}

SHIFT_COLUMNS: dict[str, type[np.generic]] = {
    field.name: _NUMBERS[field.type.value_type]
    for field in EMBEDDING_SCHEMA
    if field.name.startswith("shift")
}
"""Columns of predicted shifts by symmetry class, and their number types."""

LIBRARY_COLUMNS = ("formula", "exact_mass", *SHIFT_COLUMNS)
"""Optional columns that make a library quicker to search."""

MODEL_KEY = b"kmaid.model"
"""Of the notes of a library's Parquet file: the fingerprint of the model that embedded it."""
