"""Why no carbon was given a peak, in words."""

from __future__ import annotations

from kmaid_nodes.codes.peak_kind import PeakKind


def unassigned_reason(
    kind: PeakKind, compound: str | None = None, solvent: str | None = None, atom_index: int | None = None
) -> str:
    """A few words for the chemist.

    compound, solvent: of a solvent's or an impurity's line, the compound that it comes from and the NMR
    solvent in which it stands there; atom_index: of a line of a multiplet, the carbon, 0-based in the input
    structure.
    """
    match kind:
        case PeakKind.SOLVENT:
            return f"solvent {solvent}"
        case PeakKind.IMPURITY:
            return f"impurity, as {compound} has it in {solvent}"
        case PeakKind.MULTIPLET_LINE:
            return f"a line of the multiplet of carbon {atom_index}"
        case PeakKind.UNEXPLAINED:
            return "nothing in the structure or among usual impurities explains it"
