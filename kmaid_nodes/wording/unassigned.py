"""What an unassigned peak is, in words."""

from __future__ import annotations

from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.wording.carbon_names import carbon_name


def unassigned_reason(
    kind: PeakKind,
    compound: str | None = None,
    solvent: str | None = None,
    atom_index: int | None = None,
    marked: bool = False,
    number: str | None = None,
) -> str:
    """A few words for the chemist.

    compound, solvent: for a line of the solvent, an impurity or the reference, its compound and the NMR
    solvent, None for any;
    atom_index: for a line of a multiplet or a peak of a second set, the carbon, 0-based in the input
    structure; marked: a chemist says so; number: the chemist's own number of the carbon. Without one, atoms
    count from 1 in words.
    """
    if marked:
        return f"marked as {kind}"
    carbon = _carbon(atom_index, number)
    match kind:
        case PeakKind.SOLVENT:
            return f"solvent {solvent}"
        case PeakKind.IMPURITY:
            return f"impurity: {compound}" + (f" (line in {solvent})" if solvent else "")
        case PeakKind.REFERENCE:
            return f"reference {compound}"
        case PeakKind.MULTIPLET_LINE:
            return f"a line of the multiplet of {carbon}"
        case PeakKind.SECOND_SET:
            return f"perhaps {carbon} in a second set of shifts (rotamer, isomer)"
        case PeakKind.UNEXPLAINED:
            return "nothing in the structure or among common impurities explains it"


def _carbon(atom_index: int | None, number: str | None) -> str:
    if atom_index is None:
        return "a carbon"
    return f"carbon {atom_index + 1}" if number is None else carbon_name(atom_index, {atom_index: number})
