"""The one record that every reader yields, and its form as an Arrow table.

Everything downstream (training and all tasks) takes record batches of `RECORD_SCHEMA`, whichever
file or KNIME table the rows came from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from kmaid_nodes.codes.reason import Reason, ReasonCode


@dataclass(frozen=True, slots=True)
class Peak:
    """One entry of a 13C peak list.

    ppm: chemical shift in ppm.
    hydrogens: attached hydrogens told by the multiplicity (S/D/T/Q = 0/1/2/3), None if not given.
    atoms: 0-based atom indices (the input structure's own order) that the source assigned to it.
    carbons: how many carbons the source says the peak stands for ("2C"), None if it does not say.
    """

    ppm: float
    hydrogens: int | None = None
    atoms: tuple[int, ...] = ()
    carbons: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A structure, a spectrum, or both, under one id; with `error` set, the reason why not.

    structure: SMILES or molblock text as read, atom order untouched; None if there is none.
    peaks: None if the source has no spectrum.
    label_confidence: share of certainty in the recorded assignment, 0 to 1, None if not told.
    split: "train", "validation" or "test" when the source names it; any other word it uses is kept and
    names a part that is neither trained on nor measured.
    formula: molecular formula of what gave the spectrum, where the source tells it.
    """

    id: str
    structure: str | None = None
    peaks: tuple[Peak, ...] | None = None
    solvent: str | None = None
    label_confidence: float | None = None
    split: str | None = None
    error: Reason | None = None
    formula: str | None = None


RECORD_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("structure", pa.string()),
        ("ppm", pa.list_(pa.float64())),
        ("hydrogens", pa.list_(pa.int8())),
        ("atoms", pa.list_(pa.list_(pa.int32()))),
        ("carbons", pa.list_(pa.int16())),
        ("solvent", pa.string()),
        ("label_confidence", pa.float64()),
        ("split", pa.string()),
        ("error", pa.string()),
        ("formula", pa.string()),
    ]
)


def to_record_batches(records: Iterable[Record], rows: int = 128) -> Iterator[pa.RecordBatch]:
    """Record batches of `RECORD_SCHEMA`, at most `rows` rows each, in the order of `records`."""
    chunk: list[Record] = []
    for record in records:
        chunk.append(record)
        if len(chunk) == rows:
            yield _batch(chunk)
            chunk = []
    if chunk:
        yield _batch(chunk)


def from_record_batch(batch: pa.RecordBatch) -> list[Record]:
    """The rows of a batch of `RECORD_SCHEMA` as records."""
    columns = [batch.column(name).to_pylist() for name in RECORD_SCHEMA.names]
    return [
        Record(
            i,
            structure,
            _peaks(ppm, hydrogens, atoms, carbons),
            solvent,
            confidence,
            split,
            _reason(error),
            formula,
        )
        for i, structure, ppm, hydrogens, atoms, carbons, solvent, confidence, split, error, formula in zip(
            *columns
        )
    ]


def _batch(records: list[Record]) -> pa.RecordBatch:
    def of_peaks(value):
        return [None if r.peaks is None else [value(p) for p in r.peaks] for r in records]

    columns = {
        "id": [r.id for r in records],
        "structure": [r.structure for r in records],
        "ppm": of_peaks(lambda p: p.ppm),
        "hydrogens": of_peaks(lambda p: p.hydrogens),
        "atoms": of_peaks(lambda p: list(p.atoms)),
        "carbons": of_peaks(lambda p: p.carbons),
        "solvent": [r.solvent for r in records],
        "label_confidence": [r.label_confidence for r in records],
        "split": [r.split for r in records],
        "error": [_reason_text(r.error) for r in records],
        "formula": [r.formula for r in records],
    }
    return pa.RecordBatch.from_arrays(
        [pa.array(columns[f.name], f.type) for f in RECORD_SCHEMA], schema=RECORD_SCHEMA
    )


def _reason_text(reason: Reason | None) -> str | None:
    return None if reason is None else json.dumps([reason.code, reason.details])


def _reason(text: str | None) -> Reason | None:
    if text is None:
        return None
    code, details = json.loads(text)
    return Reason(ReasonCode(code), tuple((name, value) for name, value in details))


def _peaks(ppm, hydrogens, atoms, carbons) -> tuple[Peak, ...] | None:
    if ppm is None:
        return None
    return tuple(Peak(shift, h, tuple(a), n) for shift, h, a, n in zip(ppm, hydrogens, atoms, carbons))
