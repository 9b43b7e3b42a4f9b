"""The signals of a predicted spectrum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.signal_choice import SignalChoice
from kmaid_nodes.results.predicted_molecule import PredictedMolecule, PredictedShift


@dataclass(frozen=True)
class PredictedSignal:
    """One signal. ppm, uncertainty_ppm: means over its carbons, which hardly differ; hydrogens: attached to
    each of them; atoms: the 0-based indices of its carbons in the input structure, ascending; flags:
    `not_taught`, if anything."""

    ppm: float
    uncertainty_ppm: float
    hydrogens: int
    atoms: tuple[int, ...]
    flags: tuple[CarbonFlag, ...] = ()


def predicted_signals(
    molecule: PredictedMolecule, one_for: SignalChoice = SignalChoice.CLASS
) -> tuple[PredictedSignal, ...]:
    """The spectrum of a molecule from high to low shift, with a signal for each class or each carbon."""
    structure = molecule.structure
    groups: dict[int, list[PredictedShift]] = {}
    hydrogens: dict[int, int] = {}
    for place, shift in enumerate(molecule.shifts):
        number = int(structure.symmetry_class[place]) if one_for is SignalChoice.CLASS else place
        groups.setdefault(number, []).append(shift)
        hydrogens[number] = int(structure.hydrogens[place])
    signals = [_signal(shifts, hydrogens[number]) for number, shifts in groups.items()]
    return tuple(sorted(signals, key=lambda signal: (-signal.ppm, signal.atoms)))


def _signal(shifts: Sequence[PredictedShift], hydrogens: int) -> PredictedSignal:
    return PredictedSignal(
        _mean(shift.predicted_ppm for shift in shifts),
        _mean(shift.uncertainty_ppm for shift in shifts),
        hydrogens,
        tuple(sorted(shift.atom_index for shift in shifts)),
        tuple(dict.fromkeys(flag for shift in shifts for flag in shift.flags)),
    )


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)
