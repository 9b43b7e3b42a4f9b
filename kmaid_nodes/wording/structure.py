"""What is said of a structure: where its text is broken, what is no molecule, what was read otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from kmaid_nodes.codes.structure_text import TextKind

KIND_OF_TEXT = {
    TextKind.INCHIKEY: "an InChIKey",
    TextKind.CAS_NUMBER: "a CAS number",
    TextKind.FORMULA: "a molecular formula",
    TextKind.NAME: "a name",
    TextKind.REACTION: "a reaction",
}
"""What stands in a cell in place of a structure."""

NEEDS_ELEMENTS = "draw the element that is there"
NO_CHEMISTRY = "its atoms and bonds do not make a molecule"
NO_REASON_FOUND = ""
ANY_BOND = "the bond between atoms {first} and {second} is not a single, double, triple or aromatic one"
BRACKETS = "it has a polymer's brackets; draw one repeat unit with * for its two ends, such as *CC(*)c1ccccc1"
POSITION_OPEN = "the position of a substituent is left open"


def atom_name(element: str, number: int) -> str:
    """`nitrogen 5`; number: 1-based."""
    return f"{element} {number}"


def listed(items: Iterable[object], most: int = 12, word: str = "and") -> str:
    """`1, 2 and 3`, the rest of a long list as dots."""
    texts = [str(item) for item in items]
    if len(texts) > most:
        return ", ".join(texts[:most]) + " ..."
    return f" {word} ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def too_many_bonds(atom: str, bonds: int) -> str:
    """An atom with more bonds than its element can have."""
    return f"{atom} has {bonds} bonds; draw it with a charge, or with fewer bonds"


def ring_without_double_bonds(atoms: Iterable[int]) -> str:
    """An aromatic ring (1-based atoms) for which no double bonds can be found."""
    return (
        f"the aromatic ring with atoms {listed(atoms)} cannot be drawn with double bonds; "
        "a ring nitrogen may need its H or a charge"
    )


def hydrogen_on_one_of(nitrogens: Iterable[int]) -> str:
    """Several ring nitrogens (1-based) could carry the hydrogen that is not drawn."""
    return f"an aromatic ring lacks an H; draw it on nitrogen {listed(nitrogens, word='or')}"


def aromatic_outside_ring(atom: str) -> str:
    """An atom that is written aromatic (lower case) outside a ring."""
    return f"{atom} is written as aromatic, but is in no ring"


def query_atom(number: int, symbol: str) -> str:
    """An atom that stands for several elements."""
    return f"atom {number} ({symbol}) stands for several elements; {NEEDS_ELEMENTS}"


def unknown_in_chain(number: int) -> str:
    """An open end with more than one neighbour."""
    return f"atom {number} is no element and not an end of the drawing; {NEEDS_ELEMENTS}"


def bracket_not_closed(position: int) -> str:
    """A `[` without `]`; position: 1-based."""
    return f": the bracket [ at position {position} is not closed"


def branch_not_closed(position: int) -> str:
    """A `(` without `)`."""
    return f": the branch ( at position {position} is not closed"


def branch_not_opened(position: int) -> str:
    """A `)` without `(`."""
    return f": the ) at position {position} closes nothing"


def ring_not_closed(label: str) -> str:
    """A ring label that occurs only once."""
    return f": ring {label} is opened but not closed"


def no_atom(text: str, position: int) -> str:
    """Something in place of an atom or a bond."""
    return f": {text} at position {position} is neither an atom nor a bond"


def bond_to_nothing(position: int) -> str:
    """A bond sign or dot with no atom before or behind it."""
    return f": an atom is missing at position {position}"


def not_an_element_in_line(number: int, symbol: str) -> str:
    """An atom line with an abbreviation in place of an element."""
    return f": {symbol} in line {number} is not an element; draw the group out"


def bond_twice_in_line(number: int) -> str:
    """A bond line that repeats another one."""
    return f": line {number} repeats a bond"


COUNTS_LINE = "a counts line (numbers of atoms and bonds)"
ATOM_LINE = "an atom line (x, y, z, element)"
BOND_LINE = "a bond line (atom, atom, order)"
PROPERTY_LINE = "a line of properties"


def numbered_property_line(mark: str) -> str:
    """What a line such as `M  CHG` must be."""
    return f"a line of the form M  {mark}, a number, and as many pairs of atom and value"


def counts_promise(line: int, atoms: int, bonds: int) -> str:
    """What the counts line (1-based) says will follow."""
    return f"line {line} promises {atoms} atoms and {bonds} bonds"


def too_many_hydrogens(atom: str, hydrogens: int) -> str:
    """An atom with more hydrogens than any can have."""
    return f"{atom} has {hydrogens} hydrogens"


def ring_of_one(label: str, position: int) -> str:
    """A ring label that opens and closes at one atom."""
    return f": ring {label} at position {position} closes at the atom where it opens"


def acid_as_salt(metal: str, acid: str) -> str:
    """A metal atom beside an acid."""
    return f"{metal} and {acid} as ions, without the acid's H"


def charge_added(atom: str, charge: int) -> str:
    """A charge that was not drawn."""
    return f"{'positive' if charge > 0 else 'negative'} charge on {atom}"


def hydrogen_added(atom: str) -> str:
    """A ring nitrogen's hydrogen that was not drawn."""
    return f"H on {atom}"


def bond_ionic(first: str, second: str) -> str:
    """A bond that was read as the attraction of two ions."""
    return f"no bond between {first} and {second}, but ions"


def repeat_unit(first: int, last: int) -> str:
    """Two attachment points (1-based): one unit of a polymer."""
    return f"one repeat unit of a polymer, between * at atom {first} and {last}"


def open_ends(numbers: Iterable[int]) -> str:
    """Attachment points (1-based), read as carbons that are not counted."""
    return f"open ends (* at atom {listed(numbers)}) as carbons that are not counted"


def charge_of(atom: str, charge: int) -> str:
    """An atom with a higher charge than a molblock can hold."""
    return f"atom {atom} has the charge {charge}"


def usual_hydrogens(atoms: str) -> str:
    """Atoms that got the hydrogens of their usual valence, where the file tells another number."""
    return f"usual numbers of hydrogens at {atoms}"
