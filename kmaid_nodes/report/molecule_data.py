"""An assigned molecule as plain values for the page; `page/src/data.ts` describes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.report.page_costs import page_costs
from kmaid_nodes.report.picture import bare_picture, structure_picture, view_box
from kmaid_nodes.results.assigned_molecule import AssignedCarbon, AssignedMolecule
from kmaid_nodes.results.decisions import Decisions
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.wording.experiment import experiment_name
from kmaid_nodes.writing.nmredata import input_molblock

# Ranked assignments that a page holds, that of the result included.
_RANKED = 5
# Drawings without labels are as large as those with labels.
_UNLABELLED_PX = (520, 400)


def molecule_data(molecule: AssignedMolecule) -> dict[str, Any]:
    """All that the page shows of a molecule and needs to export it."""
    record, structure = molecule.record, molecule.structure
    ranked = molecule.ranked_assignments(_RANKED)
    return {
        "id": record.id,
        "row": record.row,
        "formula": CalcMolFormula(structure.mol),
        "smiles": structure.smiles,
        "readAs": read_as(record),
        "experiment": str(record.experiment),
        "experimentName": experiment_name(record.experiment),
        "solvent": canonical_solvent(record.solvent),
        "frequencyMhz": record.frequency_mhz,
        "verdict": str(molecule.verdict),
        "pStructure": molecule.p_structure,
        "score": molecule.score,
        "offsetPpm": molecule.offset_ppm,
        "picture": picture_data(structure),
        "atomNumbers": {str(atom): number for atom, number in structure.atom_numbers.items()},
        "molblock": input_molblock(record.id, record.structure or ""),
        "carbons": [_carbon(carbon, structure) for carbon in molecule.carbons],
        "peaks": [_peak(i, peak, molecule) for i, peak in enumerate(molecule.peaks)],
        "ranked": [{"odds": one.odds, "peaks": list(one.peak_indices)} for one in ranked],
        "costs": page_costs(molecule),
        "decisions": None if molecule.decisions is None else _decisions(molecule.decisions),
    }


def _decisions(decisions: Decisions) -> dict[str, Any]:
    """What the page begins with, in the form of its own edits."""
    return {
        "fixed": list(decisions.fixed),
        "rejected": [list(pair) for pair in decisions.rejected],
        "marked": [{"peak": peak, "as": str(mark)} for peak, mark in decisions.marked.items()],
        "numbers": {str(carbon): number for carbon, number in decisions.numbers.items()},
    }


def picture_data(structure: Structure) -> dict[str, Any]:
    """A drawing and where its atoms and labels are."""
    picture = structure_picture(structure)
    return {
        "svg": picture.svg,
        "box": list(picture.view_box),
        "longBox": list(picture.long_view_box),
        "atoms": _places(picture.atoms),
        "labels": _places(picture.labels),
        "longLabels": _places(picture.long_labels),
    }


def bare_picture_data(structure: Structure) -> dict[str, Any]:
    """A drawing without places for labels, which take the longest."""
    bare = bare_picture(structure)
    box = list(view_box(bare, {}, {}, _UNLABELLED_PX))
    return {
        "svg": bare.svg,
        "box": box,
        "longBox": box,
        "atoms": _places(bare.atoms),
        "labels": {},
        "longLabels": {},
    }


def _places(at: Mapping[int, tuple[float, float]]) -> dict[str, list[float]]:
    return {str(atom): [round(x, 1), round(y, 1)] for atom, (x, y) in at.items()}


def peak_data(peak: Peak) -> dict[str, Any]:
    """A peak as the list has it."""
    return {
        "ppm": peak.ppm,
        "hydrogens": peak.hydrogens,
        "label": peak.label,
        "splitting": peak.splitting,
        "couplingsHz": list(peak.couplings_hz),
        "carbons": peak.carbons,
        "left": None,
    }


def _peak(index: int, peak: Peak, molecule: AssignedMolecule) -> dict[str, Any]:
    left = next((one for one in molecule.unassigned if one.peak_index == index), None)
    described = (
        None if left is None else {"kind": str(left.kind), "reason": left.reason, "atom": left.atom_index}
    )
    return {**peak_data(peak), "left": described}


def _carbon(carbon: AssignedCarbon, structure: Structure) -> dict[str, Any]:
    (position,) = np.flatnonzero(structure.carbon_atom_index == carbon.atom_index)
    return {
        "atom": carbon.atom_index,
        "number": carbon.number,
        "hydrogens": carbon.hydrogens,
        "symmetryClass": carbon.symmetry_class,
        "diastereotopic": bool(structure.diastereotopic[position]),
        "predicted": carbon.predicted_ppm,
        "uncertainty": carbon.uncertainty_ppm,
        "peak": carbon.peak_index,
        "confidence": carbon.confidence,
        "flags": [str(flag) for flag in carbon.flags],
        "status": carbon.status,
        "secondPpm": carbon.second_set_ppm,
        "alternatives": [[one.peak_index, one.probability] for one in carbon.alternatives],
    }
