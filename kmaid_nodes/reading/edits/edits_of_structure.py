"""The edits of a molecule in the order of atoms that its structure has in a table."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from kmaid_nodes.chemistry.same_structure import same_atoms
from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.edits.edits import MoleculeEdits


def edits_of_structure(edits: MoleculeEdits, structure: Structure) -> MoleculeEdits:
    """The edits with the atoms of this structure; UnusableRow where they are of another one.

    A file with structures of its own may draw them in another order, and with other configurations.
    """
    if edits.smiles not in (None, structure.smiles):
        meant = _drawn(edits.smiles)
        if meant is None or meant.smiles != structure.smiles:
            raise UnusableRow(ReasonCode.EDITED_STRUCTURE_DIFFERS)
    if edits.structure is None:
        return edits
    drawn = _drawn(edits.structure)
    if drawn is None or drawn.constitution != structure.constitution:
        raise UnusableRow(ReasonCode.EDITED_STRUCTURE_DIFFERS)
    place = same_atoms(drawn, structure)
    if place is None:
        return edits
    return replace(
        edits,
        fixed=tuple(replace(pair, atom=place.get(pair.atom, pair.atom)) for pair in edits.fixed),
        rejected=tuple(replace(pair, atom=place.get(pair.atom, pair.atom)) for pair in edits.rejected),
        numbers=tuple(replace(one, atom=place[one.atom]) for one in edits.numbers if one.atom in place),
    )


# Rows of one name are compared with all edits of that name.
@lru_cache(maxsize=1024)
def _drawn(text: str | None) -> Structure | None:
    try:
        return parse_structure(text)
    except UnusableRow:
        return None
