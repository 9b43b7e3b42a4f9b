"""Assigned peaks as the 13C string that journals print."""

from __future__ import annotations

from collections.abc import Iterable

from kmaid_nodes.reading.record import Peak

_FORMULA = ("Cq", "CH", "CH2", "CH3")


def acs_text(peaks: Iterable[Peak], solvent: str | None = None) -> str:
    """`13C NMR (CDCl3) δ 170.12 (Cq, C-3), 128.5 (2C, CH, C-5, C-9), 77.16`, from high to low shift.

    `C-3` is atom 3 of the structure as it was given, counted from 0; `parse_acs_string` reads shifts,
    multiplicities and numbers of carbons back (atom numbers of a paper are its own, so it leaves them).
    """
    head = f"13C NMR ({solvent}) δ " if solvent else "13C NMR δ "
    ordered = sorted(peaks, key=lambda peak: -peak.ppm)
    return head + ", ".join(f"{peak.ppm!r}{_label(peak)}" for peak in ordered)


def _label(peak: Peak) -> str:
    parts = []
    if peak.carbons is not None and peak.carbons > 1:
        parts.append(f"{peak.carbons}C")
    if peak.hydrogens is not None:
        parts.append(_FORMULA[peak.hydrogens])
    parts += [f"C-{atom}" for atom in peak.atoms]
    return f" ({', '.join(parts)})" if parts else ""
