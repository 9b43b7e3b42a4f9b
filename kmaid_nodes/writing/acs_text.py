"""Assigned peaks as the 13C string that journals print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.wording.carbon_names import carbon_name
from kmaid_nodes.wording.experiment import experiment_name
from kmaid_nodes.writing.couplings import couplings_of_journal
from kmaid_nodes.writing.shift_text import shift_text

_FORMULA = ("Cq", "CH", "CH2", "CH3")
_LETTERS_OF_HYDROGENS = ("s", "d", "t", "q")


def acs_text(
    peaks: Iterable[Peak],
    solvent: str | None = None,
    unassigned: Mapping[int, str] | None = None,
    experiment: Experiment = Experiment.CARBON,
    numbers: Mapping[int, str] | None = None,
) -> str:
    """`13C NMR (CDCl3) δ 170.12 (Cq, C-3), 128.5 (2C, CH, C-5, C-9), 77.16 (not assigned: solvent CDCl3)`.

    A coupling to F, P and the like follows the kind of carbon: `162.9 (Cq, d, J = 245.1 Hz, C-4)`.
    From high to low shift (ppm). `C-3` is atom 3 of the structure as it was given, counted from 1, or the
    atom that `numbers`, own numbers by 0-based atom index, call 3.
    unassigned: the reason why a peak has no carbon, by its 0-based position in `peaks`. `parse_acs_string`
    reads shifts, multiplicities and numbers of carbons back, but not atoms: papers have their own numbers.
    A peak that is not assigned has no number of carbons. Another experiment gives its own heading, `DEPT-135
    (CDCl3) δ`.
    """
    name = "13C NMR" if experiment is Experiment.CARBON else experiment_name(experiment)
    head = f"{name} ({solvent}) δ " if solvent else f"{name} δ "
    listed = [(peak, (unassigned or {}).get(at)) for at, peak in enumerate(peaks)]
    listed.sort(key=lambda entry: -entry[0].ppm)
    return head + ", ".join(
        f"{shift_text(peak.ppm)}{_label(peak, reason, numbers or {})}" for peak, reason in listed
    )


def journal_text(result: AssignedMolecule) -> str:
    """The same for an assigned molecule, in its solvent and with the hydrogens of its carbons."""
    solvent = canonical_solvent(result.record.solvent)
    peaks, experiment = result.peaks_with_hydrogens_of_structure(), result.record.experiment
    return acs_text(peaks, solvent, result.unassigned_reasons, experiment, result.numbers)


def _splitting(peak: Peak) -> list[str]:
    """`d`, `J = 245.1 Hz`. A letter alone would be read as a number of hydrogens: it is left out."""
    parts = []
    alone = not peak.couplings_hz and peak.hydrogens is None
    if peak.splitting and not (alone and peak.splitting in _LETTERS_OF_HYDROGENS):
        parts.append(peak.splitting)
    if couplings := couplings_of_journal(peak.couplings_hz):
        parts.append(couplings)
    return parts


def _label(peak: Peak, reason: str | None, numbers: Mapping[int, str]) -> str:
    parts = []
    if peak.carbons is not None and peak.carbons > 1:
        parts.append(f"{peak.carbons}C")
    if peak.hydrogens is not None:
        parts.append(_FORMULA[peak.hydrogens])
    parts += _splitting(peak)
    parts += dict.fromkeys(carbon_name(atom, numbers) for atom in peak.atoms)
    if reason:
        parts.append(f"not assigned: {reason}")
    return f" ({', '.join(parts)})" if parts else ""
