"""Assigned peaks as the 13C string that journals print."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.wording.carbon_names import carbon_name
from kmaid_nodes.wording.experiment import experiment_name
from kmaid_nodes.writing.couplings import couplings_of_journal
from kmaid_nodes.writing.journal_style import USUAL_STYLE, JournalStyle

_FORMULA = {
    JournalHouse.ACS: ("Cq", "CH", "CH2", "CH3"),
    JournalHouse.RSC: ("C", "CH", "CH2", "CH3"),
}
_LETTERS_OF_HYDROGENS = ("s", "d", "t", "q")


def acs_text(
    peaks: Iterable[Peak],
    solvent: str | None = None,
    unassigned: Mapping[int, str] | None = None,
    experiment: Experiment = Experiment.CARBON,
    frequency_mhz: float | None = None,
    style: JournalStyle = USUAL_STYLE,
    numbers: Mapping[int, str] | None = None,
) -> str:
    """`13C NMR (101 MHz, CDCl3) δ 170.12 (Cq, C-3), 128.5 (2C, CH, C-5, C-9), 77.16`.

    A coupling to F, P and the like follows the kind of carbon: `162.9 (Cq, d, J = 245.1 Hz, C-4)`.
    From high to low shift (ppm). `C-3` is the third atom of the structure as it was given, or the
    one that `numbers`, own numbers by 0-based atom index, call 3.
    unassigned: the reason why a peak has no carbon, by its 0-based position in `peaks`; it stands beside it.
    `parse_acs_string` reads shifts, multiplicities and numbers of carbons back, but not atoms: papers have
    their own numbers. A peak that is not assigned has no number of carbons. Another experiment gives its own
    heading, `DEPT-135 (CDCl3) δ`. In the style of the RSC: `δC (101 MHz, CDCl3) 170.12 (C, C-3)`.
    """
    listed = [(peak, (unassigned or {}).get(at)) for at, peak in enumerate(peaks)]
    listed.sort(key=lambda entry: -entry[0].ppm)
    shifts = style.shifts([peak.ppm for peak, _ in listed])
    labels = (_label(peak, reason, style, numbers or {}) for peak, reason in listed)
    entries = (f"{text}{label}" for text, label in zip(shifts, labels))
    return _heading(solvent, experiment, frequency_mhz, style.house) + ", ".join(entries)


def journal_text(result: AssignedMolecule, style: JournalStyle = USUAL_STYLE) -> str:
    """The same for an assigned molecule, in its solvent and with the hydrogens of its carbons.

    Peaks without a carbon are left out, unless the style has them.
    """
    record = result.record
    peaks, unassigned = [], {}
    for at, peak in enumerate(result.peaks_with_hydrogens_of_structure()):
        if peak.atoms:
            peaks.append(replace(peak, carbons=result.peaks[at].carbons or peak.carbons))
        elif style.leftovers:
            if reason := result.unassigned_reasons.get(at):
                unassigned[len(peaks)] = reason
            peaks.append(peak)
    solvent, frequency = canonical_solvent(record.solvent), record.frequency_mhz
    return acs_text(peaks, solvent, unassigned, record.experiment, frequency, style, result.numbers)


def _heading(
    solvent: str | None, experiment: Experiment, frequency_mhz: float | None, house: JournalHouse
) -> str:
    usual = experiment is Experiment.CARBON
    is_one = frequency_mhz is not None and math.isfinite(frequency_mhz) and frequency_mhz > 0
    conditions = [f"{math.floor((frequency_mhz or 0.0) + 0.5)} MHz"] if is_one else []
    conditions += [solvent] if solvent else []
    if house is JournalHouse.RSC:
        conditions = [experiment_name(experiment)] * (not usual) + conditions
    brackets = f" ({', '.join(conditions)})" if conditions else ""
    if house is JournalHouse.RSC:
        return f"δC{brackets} "
    return f"{'13C NMR' if usual else experiment_name(experiment)}{brackets} δ "


def _splitting(peak: Peak, house: JournalHouse) -> list[str]:
    """`d`, `J = 245.1 Hz`. A letter alone would be read as a number of hydrogens: it is left out."""
    parts = []
    alone = not peak.couplings_hz and peak.hydrogens is None
    if peak.splitting and not (alone and peak.splitting in _LETTERS_OF_HYDROGENS):
        parts.append(peak.splitting)
    if couplings := couplings_of_journal(peak.couplings_hz):
        parts.append(couplings if house is JournalHouse.ACS else couplings.replace("J = ", "J "))
    return parts


def _label(peak: Peak, reason: str | None, style: JournalStyle, numbers: Mapping[int, str]) -> str:
    shown = peak if style.types else replace(peak, hydrogens=None)
    parts = []
    if peak.carbons is not None and peak.carbons > 1:
        parts.append(f"{peak.carbons}C")
    if shown.hydrogens is not None:
        parts.append(_FORMULA[style.house][shown.hydrogens])
    parts += _splitting(shown, style.house)
    if style.numbers:
        parts += dict.fromkeys(carbon_name(atom, numbers) for atom in peak.atoms)
    if reason:
        parts.append(f"not assigned: {reason}")
    return f" ({', '.join(parts)})" if parts else ""
