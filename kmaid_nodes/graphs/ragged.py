"""Rows of unequal length kept end to end in one array, and gathered without a Python loop."""

from __future__ import annotations

import numpy as np


def offsets_of(lengths: np.ndarray) -> np.ndarray:
    """int64 [rows + 1]: where each row starts, and the total at the end."""
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


def gather_index(offsets: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions in the flat array of all elements of `rows`, in that order, and each row's length."""
    starts, lengths = offsets[rows], offsets[rows + 1] - offsets[rows]
    ends = np.cumsum(lengths)
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    return np.repeat(starts, lengths) + within, lengths
