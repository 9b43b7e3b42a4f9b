"""The calibration of a model's probabilities, fitted on the validation split."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from kmaid_nodes.assignment.calibration import LIST_TYPES, HitProbability, ListType, LogOdds
from kmaid_nodes.assignment.structure_probability import StructureProbability
from kmaid_nodes.model.density import NOMINAL_SHARES
from kmaid_nodes.model.widening import Widening, Widenings


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@dataclass(frozen=True)
class Calibration:
    """density: divides log densities before they are normalised again; interval_masses: where a density is
    read for its central intervals (`density.calibrated_levels`); confidence: how the marginals of an
    assignment are corrected, by list hypothesis; hits: constants of the probabilities of retrieved molecules,
    None where too few spectra were there to fit them: hits then have no probability. structure: the network
    behind `p_structure`, None likewise and in models of earlier versions: verdicts then have no probability.
    widening: of the densities of carbons outside the domain.
    """

    density: float = 1.0
    interval_masses: tuple[float, ...] = NOMINAL_SHARES
    confidence: dict[ListType, LogOdds] = field(
        default_factory=lambda: {list_type: LogOdds() for list_type in LIST_TYPES}
    )
    hits: HitProbability | None = None
    structure: StructureProbability | None = None
    widening: Widenings = field(default_factory=Widenings)

    def __post_init__(self) -> None:
        masses = (0.0, *self.interval_masses, 1.0)
        object.__setattr__(self, "interval_masses", tuple(self.interval_masses))
        odds = [number for kind in LIST_TYPES for number in asdict(self.confidence[kind]).values()]
        if not all(_is_number(number) for number in (self.density, *odds, *masses)) or self.density <= 0:
            raise ValueError("a calibration is made of numbers, the density's above 0")
        if len(self.interval_masses) != len(NOMINAL_SHARES) or any(a > b for a, b in pairwise(masses)):
            raise ValueError("interval masses are shares that rise")

    def to_json(self) -> dict[str, Any]:
        """Nested plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Calibration:
        """What `to_json` wrote; KeyError, TypeError or ValueError if it did not."""
        confidence = {kind: LogOdds(**data["confidence"][kind]) for kind in LIST_TYPES}
        hits = None if data["hits"] is None else HitProbability(**data["hits"])
        structure = data.get("structure")
        widths = data.get("widening", asdict(Widenings()))
        fitted = {
            "structure": None if structure is None else StructureProbability(**structure),
            "widening": Widenings(**{degree: Widening(**values) for degree, values in widths.items()}),
        }
        return cls(**(data | {"confidence": confidence, "hits": hits} | fitted))
