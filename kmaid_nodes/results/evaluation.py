"""What was measured of a model on assigned spectra."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow


@dataclass(frozen=True)
class MeasuredMolecule:
    """One assigned spectrum, its multiplicities given, compared with what the model makes of its list.

    split: to which the record or else its InChIKey assigns it; split_by_rule: to which its InChIKey alone
    does. carbons: with a recorded shift; right: those of them that were assigned right; mae: of the predicted
    shifts, in ppm; verdict, p_structure: as the task `assign` gives them.
    """

    record: Record
    smiles: str
    split: str
    split_by_rule: str
    carbons: int
    right: int
    mae: float
    verdict: VerdictCode
    p_structure: float | None


@dataclass(frozen=True)
class Evaluation:
    """The figures of a model on the spectra of a split.

    metrics: nested, as `kmaid evaluate` prints them; molecules: each spectrum, in input order; failed: the
    records that could not be used, whatever their split; elsewhere: number of spectra in other splits, by
    split; measured: different molecules on which the figures rest; perhaps_taught: those of them that the
    rule of the split assigns to training.
    """

    split: str
    metrics: dict[str, Any]
    molecules: tuple[MeasuredMolecule, ...]
    failed: tuple[FailedRow, ...]
    elsewhere: dict[str, int]
    measured: int
    perhaps_taught: int

    @property
    def too_few_to_tell(self) -> bool:
        """Whether the figures rest on so few molecules that they mean little."""
        return bool(self.metrics["too_few_to_tell"])
