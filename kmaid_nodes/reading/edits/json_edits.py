"""Edits as JSON, the form that a report saves.

    {"format": "kmaid edits", "version": 1, "molecules": [{"id": "aspirin", "row": 3, "smiles": "...",
      "fixed": [{"atom": 4, "peak": 2, "ppm": 131.5}, {"atom": 7, "peak": null, "ppm": null}],
      "rejected": [{"atom": 4, "peak": 3, "ppm": 128.4}],
      "marked": [{"peak": 5, "ppm": 77.16, "as": "solvent"}],
      "numbers": [{"atom": 3, "number": "4a"}]}]}

Atoms and peaks count from 0. A peak may be given by its shift alone. A number that is null is taken away.
"""

from __future__ import annotations

import json
import math
from typing import Any

from kmaid_nodes.codes.peak_mark import PeakMark
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.edits.edits import (
    AtomNumber,
    Edits,
    FixedPair,
    ListedPeak,
    MarkedPeak,
    MoleculeEdits,
    RejectedPair,
)

FORMAT, VERSION = "kmaid edits", 1


def edits_of_json(text: str, name: str) -> Edits:
    """The edits in a text; name: what to call it where it is something else (UserError)."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise UserError(f"{name} does not hold edits that a report saved.")
        if data.get("version") != VERSION:
            raise UserError(f"The edits in {name} are of a newer version of this program.")
        return Edits(tuple(_molecule(entry) for entry in data["molecules"]))
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        raise UserError(f"The edits in {name} are damaged; save them again from the report.") from None


def json_of_edits(edits: Edits) -> str:
    """The text that `edits_of_json` reads back."""
    molecules = [_written(molecule) for molecule in edits.molecules]
    data = {"format": FORMAT, "version": VERSION, "molecules": molecules}
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _molecule(data: dict[str, Any]) -> MoleculeEdits:
    return MoleculeEdits(
        _text(data["id"]),
        _optional_count(data.get("row")),
        _optional_text(data.get("smiles")),
        tuple(FixedPair(_count(e["atom"]), _peak_or_none(e)) for e in data.get("fixed", ())),
        tuple(RejectedPair(_count(e["atom"]), _peak(e)) for e in data.get("rejected", ())),
        tuple(MarkedPeak(_peak(e), PeakMark(e["as"])) for e in data.get("marked", ())),
        tuple(AtomNumber(_count(e["atom"]), _optional_text(e["number"])) for e in data.get("numbers", ())),
    )


def _peak_or_none(entry: dict[str, Any]) -> ListedPeak | None:
    return None if entry["peak"] is None and entry.get("ppm") is None else _peak(entry)


def _peak(entry: dict[str, Any]) -> ListedPeak:
    ppm = entry["ppm"]
    if isinstance(ppm, bool) or not isinstance(ppm, (int, float)) or not math.isfinite(ppm):
        raise ValueError("a shift is a number")
    return ListedPeak(_optional_count(entry["peak"]), float(ppm))


def _optional_count(value: Any) -> int | None:
    return None if value is None else _count(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("atoms, peaks and rows are counted from 0")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("names are text")
    return value


def _optional_text(value: Any) -> str | None:
    return None if value is None else _text(value)


def _written(molecule: MoleculeEdits) -> dict[str, Any]:
    numbers = [{"atom": one.atom, "number": one.number} for one in molecule.numbers]
    return {
        "id": molecule.id,
        "row": molecule.row,
        "smiles": molecule.smiles,
        "fixed": [{"atom": pair.atom, **_written_peak(pair.peak)} for pair in molecule.fixed],
        "rejected": [{"atom": pair.atom, **_written_peak(pair.peak)} for pair in molecule.rejected],
        "marked": [{**_written_peak(one.peak), "as": str(one.mark)} for one in molecule.marked],
        **({"numbers": numbers} if numbers else {}),
    }


def _written_peak(peak: ListedPeak | None) -> dict[str, Any]:
    return {"peak": None, "ppm": None} if peak is None else {"peak": peak.index, "ppm": peak.ppm}
