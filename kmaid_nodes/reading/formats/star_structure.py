"""The structure of a compound in an NMR-STAR file."""

from __future__ import annotations

from dataclasses import dataclass, field

from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.formats.drawn_structure import (
    AROMATIC,
    DrawnAtom,
    DrawnBond,
    drawing,
    number_or_zero,
)
from kmaid_nodes.reading.formats.inchi_file import smiles_of_inchi
from kmaid_nodes.reading.formats.star_frames import Row, StarFile
from kmaid_nodes.wording.reading import SEVERAL_COMPOUNDS

_ORDERS = {"SING": 1, "DOUB": 2, "TRIP": 3, "AROM": AROMATIC, "1": 1, "2": 2, "3": 3, "": 1}
_INCHI = ("chem_comp.inchi_code", "chem_comp.inchicode", "chem_comp.inchi")


@dataclass(frozen=True, slots=True)
class StarStructure:
    """structure: molblock or SMILES, None if the file has none.

    atoms: 0-based numbers by names of atoms, symbols: their elements; both empty where the structure is a
    SMILES or an InChI, whose atoms have no names.
    """

    structure: str | None = None
    atoms: dict[str, int] = field(default_factory=dict)
    symbols: tuple[str, ...] = ()
    notes: tuple[ReadingNote, ...] = ()


def star_structure(star: StarFile, title: str) -> StarStructure:
    """The structure: atoms and bonds if the file lists them, else its SMILES or InChI.

    Raises UnusableRow if it cannot be read.
    """
    atoms, bonds = star.rows("chem_comp_atom"), star.rows("chem_comp_bond")
    if atoms and bonds:
        return _drawn(title, atoms, bonds)
    smiles = [row["string"] for row in star.rows("chem_comp_smiles") if row.get("string")]
    inchi = [star.tag(*_INCHI)] if star.tag(*_INCHI) else []
    for row in star.rows("chem_comp_descriptor"):
        kind, text = row.get("type", "").upper(), row.get("descriptor", "")
        if text and "SMILES" in kind:
            smiles.append(text)
        elif text.startswith("InChI="):
            inchi.append(text)
    if smiles:
        # With configuration if one of them has it.
        return StarStructure(next((s for s in smiles if "@" in s or "/" in s), smiles[0]))
    return StarStructure(smiles_of_inchi(inchi[0])) if inchi else StarStructure()


def _drawn(title: str, atoms: list[Row], bonds: list[Row]) -> StarStructure:
    names = {row.get("atom_id", ""): k for k, row in enumerate(atoms)}
    if len(names) < len(atoms):
        return StarStructure(notes=(ReadingNote(NoteCode.OTHER_WORDS, SEVERAL_COMPOUNDS),))
    drawn = [
        DrawnAtom(
            row.get("atom_id", ""),
            "H" if row.get("type_symbol") == "D" else row.get("type_symbol", "").capitalize(),
            _charge(row.get("charge", "")),
            x=number_or_zero(row.get("drawing_2d_coord_x") or row.get("model_cartn_x", "")),
            y=number_or_zero(row.get("drawing_2d_coord_y") or row.get("model_cartn_y", "")),
            deuterium=row.get("type_symbol") == "D",
        )
        for row in atoms
    ]
    ends = [(row.get("atom_id_1", ""), row.get("atom_id_2", ""), row.get("value_order", "")) for row in bonds]
    listed = []
    for first, second, order in ends:
        if first not in names or second not in names or order.upper() not in _ORDERS:
            raise UnusableRow(ReasonCode.UNKNOWN_BOND, bond=repr(f"{first} {second} {order}"[:40]))
        listed.append(DrawnBond(names[first], names[second], _ORDERS[order.upper()]))
    whole = drawing(title, drawn, listed)
    return StarStructure(whole.molblock, names, tuple(atom.symbol for atom in drawn), whole.notes)


def _charge(text: str) -> int:
    return int(number_or_zero(text)) if abs(number_or_zero(text)) < 20 else 0
