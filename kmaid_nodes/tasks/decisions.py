"""The edits of a molecule as its result keeps them, so that a report goes on from them."""

from __future__ import annotations

import numpy as np

from kmaid_nodes.assignment.fixed_pairs import FixedPairs
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.reading.edits.edits import MoleculeEdits
from kmaid_nodes.results.decisions import Decisions


def decisions(edits: MoleculeEdits, fixed: FixedPairs, structure: Structure) -> Decisions:
    """What edits of this structure (`edits_of_structure`) and the pairs made of them decide."""
    carbon_of = {atom: at for at, atom in enumerate(structure.carbon_atom_index.tolist())}
    return Decisions(
        tuple(np.flatnonzero(fixed.is_fixed).tolist()),
        tuple((carbon, peak) for carbon, peak in np.argwhere(fixed.rejected).tolist()),
        dict(fixed.marked),
        {carbon_of[one.atom]: one.number for one in edits.numbers if one.number and one.atom in carbon_of},
    )
