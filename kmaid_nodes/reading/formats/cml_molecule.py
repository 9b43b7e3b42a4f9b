"""The molecules of a CML file."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.formats.drawn_structure import (
    AROMATIC,
    Drawing,
    DrawnAtom,
    DrawnBond,
    drawing,
    number_or_zero,
)
from kmaid_nodes.reading.formats.safe_xml import attribute

_ORDERS = {"1": 1, "S": 1, "2": 2, "D": 2, "3": 3, "T": 3, "A": AROMATIC, "1.5": AROMATIC, "": 1}
_WEDGES = {"W": 1, "H": 6}


@dataclass(frozen=True, slots=True)
class CmlMolecule:
    """id: the file's; atoms: 0-based numbers by the names of atoms, symbols: their elements."""

    id: str
    title: str
    atoms: dict[str, int]
    symbols: tuple[str, ...]
    drawing: Drawing | None = None
    error: Reason | None = None


def cml_molecule(element: Element) -> CmlMolecule:
    """A molecule; its `error` is set if it cannot be read."""
    drawn = _atoms(element)
    names = {atom.name: k for k, atom in enumerate(drawn)}
    title = attribute(element, "title") or _name(element)
    identifier = attribute(element, "id")
    known = CmlMolecule(identifier, title, names, tuple(atom.symbol for atom in drawn))
    try:
        whole = drawing(title or identifier, drawn, _bonds(element, names))
        return CmlMolecule(known.id, known.title, known.atoms, known.symbols, whole)
    except UnusableRow as refusal:
        return CmlMolecule(known.id, known.title, known.atoms, known.symbols, error=refusal.reason)


def _name(element: Element) -> str:
    name = element.find("name")
    return " ".join((name.text or "").split()) if name is not None else ""


def _atoms(element: Element) -> list[DrawnAtom]:
    atoms = [
        DrawnAtom(
            attribute(atom, "id") or f"a{k + 1}",
            "H" if attribute(atom, "elementType") == "D" else attribute(atom, "elementType"),
            _whole_number(attribute(atom, "formalCharge")) or 0,
            _whole_number(attribute(atom, "hydrogenCount")),
            number_or_zero(attribute(atom, "x2") or attribute(atom, "x3")),
            number_or_zero(attribute(atom, "y2") or attribute(atom, "y3")),
            _is_deuterium(atom),
        )
        for k, atom in enumerate(element.iter("atom"))
    ]
    if atoms:
        return atoms
    # CML 1: arrays of values instead of elements.
    array = element.find(".//atomArray")
    if array is None:
        return []
    names = attribute(array, "atomID").split()
    values = {
        name: listed if len(listed := attribute(array, name).split()) == len(names) else [""] * len(names)
        for name in ("elementType", "formalCharge", "hydrogenCount", "x2", "y2")
    }
    return [
        DrawnAtom(
            name, symbol, _whole_number(charge) or 0, _whole_number(h), number_or_zero(x), number_or_zero(y)
        )
        for name, symbol, charge, h, x, y in zip(names, *values.values())
    ]


def _bonds(element: Element, names: dict[str, int]) -> list[DrawnBond]:
    bonds = []
    for bond in element.iter("bond"):
        ends = attribute(bond, "atomRefs2") or attribute(bond, "atomRefs")
        stereo = bond.find("bondStereo")
        wedge = "" if stereo is None else (stereo.text or "").strip() or attribute(stereo, "dictRef")[-1:]
        bonds.append(_bond(names, ends.split(), attribute(bond, "order"), wedge))
    array = element.find(".//bondArray")
    if bonds or array is None:
        return bonds
    firsts, seconds = attribute(array, "atomRef1").split(), attribute(array, "atomRef2").split()
    orders = attribute(array, "order").split()
    return [_bond(names, [a, b], order, "") for a, b, order in zip(firsts, seconds, orders)]


def _bond(names: dict[str, int], ends: list[str], order: str, wedge: str) -> DrawnBond:
    if len(ends) != 2 or not all(end in names for end in ends) or order not in _ORDERS:
        raise UnusableRow(ReasonCode.UNKNOWN_BOND, bond=repr(f"{' '.join(ends)} {order}".strip()[:40]))
    return DrawnBond(names[ends[0]], names[ends[1]], _ORDERS[order], _WEDGES.get(wedge, 0))


def _is_deuterium(atom: Element) -> bool:
    isotope = attribute(atom, "isotopeNumber") or attribute(atom, "isotope")
    return attribute(atom, "elementType") == "D" or (attribute(atom, "elementType") == "H" and isotope == "2")


def _whole_number(text: str) -> int | None:
    return int(text) if text.removeprefix("-").removeprefix("+").isdecimal() and len(text) < 6 else None
