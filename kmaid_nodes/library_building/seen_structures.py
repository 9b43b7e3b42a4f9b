"""Leaving out the molecules of a library whose structure came before."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import pyarrow as pa


class SeenStructures:
    """The structures so far, as digests of their canonical SMILES; smiles: columns to begin with."""

    def __init__(self, smiles: Iterable[pa.ChunkedArray] = ()):
        self._digests: set[bytes] = set()
        for column in smiles:
            self._digests.update(_digest(text) for text in column.to_pylist() if text is not None)

    def first_of_each(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows whose structure is new; refused rows stay. batch: with a column smiles."""
        keep = []
        for text in batch.column("smiles").to_pylist():
            digest = None if text is None else _digest(text)
            keep.append(digest is None or digest not in self._digests)
            if digest is not None:
                self._digests.add(digest)
        return batch.filter(pa.array(keep, pa.bool_()))


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()
