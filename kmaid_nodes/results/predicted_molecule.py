"""A molecule whose shifts were predicted."""

from __future__ import annotations

from dataclasses import dataclass

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.reading.record import Record
from kmaid_nodes.wording.status import prediction_status


@dataclass(frozen=True)
class PredictedShift:
    """atom_index: 0-based in the input structure; predicted_ppm: the median; uncertainty_ppm: half of the
    central 68 %; flags: `not_taught`, if anything; number: the chemist's own number of the carbon."""

    atom_index: int
    predicted_ppm: float
    uncertainty_ppm: float
    flags: tuple[CarbonFlag, ...] = ()
    number: str | None = None

    @property
    def status(self) -> str:
        """What the prediction is worth, in words."""
        return prediction_status(self.flags)


@dataclass(frozen=True)
class PredictedMolecule:
    """A record, its structure and the predicted shift of each carbon, in input order."""

    record: Record
    structure: Structure
    shifts: tuple[PredictedShift, ...]
