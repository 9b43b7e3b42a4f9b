"""Predicted spectra as a table with one row for each molecule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.codes.signal_choice import SignalChoice
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.predicted_molecule import PredictedMolecule
from kmaid_nodes.results.predicted_signal import predicted_signals
from kmaid_nodes.results.read_as import structure_read_as
from kmaid_nodes.tables.arrow import record_batch
from kmaid_nodes.tables.assignments import FLAG_SEPARATOR
from kmaid_nodes.wording.status import failed_status, spectrum_status
from kmaid_nodes.writing.predicted_text import predicted_text

PREDICTED_SPECTRA_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("smiles", pa.string()),
        ("carbons", pa.int32()),
        ("signals", pa.int32()),
        ("shifts", pa.list_(pa.float64())),
        ("uncertainties", pa.list_(pa.float64())),
        ("multiplicities", pa.string()),
        ("signal_carbons", pa.list_(pa.int32())),
        ("acs_text", pa.string()),
        ("not_taught", pa.int32()),
        ("flags", pa.string()),
        ("status", pa.string()),
        ("error_code", pa.string()),
        ("read_as", pa.string()),
        ("row", pa.int64()),
    ]
)
# Numerics alone: digits of a predicted shift in a list, far below its error.
_DIGITS = 3
# CH4 is methane alone.
_MULTIPLICITY = ("C", "CH", "CH2", "CH3", "CH4")


def predicted_spectra_batch(
    results: Iterable[PredictedMolecule | FailedRow],
    one_for: SignalChoice = SignalChoice.CLASS,
    house: JournalHouse = JournalHouse.ACS,
) -> pa.RecordBatch:
    """One row of `PREDICTED_SPECTRA_SCHEMA` for each result.

    shifts, uncertainties (ppm), multiplicities and signal_carbons (numbers of carbons) belong together, from
    high to low shift. not_taught: number of carbons. A failed row has its status, its error code and what was
    read of it.
    """
    rows = []
    for result in results:
        row: dict[str, Any] = {
            "id": result.record.id,
            "read_as": structure_read_as(result.record),
            "row": result.record.row,
        }
        if isinstance(result, FailedRow):
            row |= {"status": failed_status(result.sentence), "error_code": str(result.reason.code)}
        else:
            row |= _cells(result, one_for, house)
        rows.append(tuple(row.get(name) for name in PREDICTED_SPECTRA_SCHEMA.names))
    return record_batch(PREDICTED_SPECTRA_SCHEMA, rows)


def _cells(molecule: PredictedMolecule, one_for: SignalChoice, house: JournalHouse) -> dict[str, Any]:
    signals = predicted_signals(molecule, one_for)
    not_taught = sum(CarbonFlag.NOT_TAUGHT in shift.flags for shift in molecule.shifts)
    flags = dict.fromkeys(flag for shift in molecule.shifts for flag in shift.flags)
    return {
        "smiles": molecule.structure.smiles,
        "carbons": len(molecule.shifts),
        "signals": len(signals),
        "shifts": [round(signal.ppm, _DIGITS) for signal in signals],
        "uncertainties": [round(signal.uncertainty_ppm, _DIGITS) for signal in signals],
        "multiplicities": ", ".join(_MULTIPLICITY[signal.hydrogens] for signal in signals),
        "signal_carbons": [len(signal.atoms) for signal in signals],
        "acs_text": predicted_text(molecule, signals, house),
        "not_taught": not_taught,
        "flags": FLAG_SEPARATOR.join(flags) or None,
        "status": spectrum_status(not_taught, len(molecule.shifts)),
    }
