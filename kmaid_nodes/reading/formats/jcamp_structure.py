"""The structure in a JCAMP file: an embedded molfile, or the lists of atoms and bonds of JCAMP-CS."""

from __future__ import annotations

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.formats.drawn_structure import AROMATIC, Drawing, DrawnAtom, DrawnBond, drawing
from kmaid_nodes.reading.formats.jcamp_blocks import Block, value_of
from kmaid_nodes.reading.sd_file import atom_symbols

_ORDERS = {"S": 1, "D": 2, "T": 3, "A": AROMATIC}


def structure_of(block: Block) -> Drawing | None:
    """The structure of a block, None if the block has no structure; raises UnusableRow for a damaged one."""
    embedded = next((block[label] for label in ("$MOLFILE", "MOLFILE", "$MOLBLOCK") if label in block), None)
    if embedded is not None:
        molblock = _molblock(embedded, value_of(block, "TITLE"))
        if atom_symbols(molblock) is None:
            raise UnusableRow(ReasonCode.INVALID_MOLBLOCK, where="")
        return Drawing(molblock)
    return _of_lists(block) if "ATOMLIST" in block else None


def _molblock(text: str, title: str) -> str:
    """The molfile from its counts line on, under a header of its own: blank lines of the header get lost."""
    lines = text.split("\n")
    start = next((k for k, line in enumerate(lines) if "V2000" in line or "V3000" in line), 0)
    body = [line for line in lines[start:] if line.strip()]
    if body and "V2000" in body[0]:
        # The counts stand in columns, and a reader may have stripped the blanks before them.
        body[0] = body[0].strip().rjust(39) if len(body[0].strip()) < 39 else body[0]
    if not any(line.startswith("M  END") for line in body):
        body.append("M  END")
    return "\n".join([title[:80], "  kmaid", "", *body, ""])


def _of_lists(block: Block) -> Drawing:
    rows = [line.split() for line in block["ATOMLIST"].split("\n")]
    hydrogens = {int(h[0]): h[1] for h in rows if len(h) > 1 and h[0].isdigit()}
    charges = dict(_pairs(block.get("CHARGE", "")))
    places = {number: k for k, number in enumerate(hydrogens)}
    told = {
        int(row[0]): int(row[2]) for row in rows if len(row) > 2 and row[0].isdigit() and row[2].isdigit()
    }
    points = {
        int(row[0]): (float(row[1]) / 40, -float(row[2]) / 40)
        for line in block.get("XYRASTER", "").split("\n")
        if len(row := line.split()) > 2 and all(part.lstrip("-").isdigit() for part in row[:3])
    }
    atoms = [
        DrawnAtom(
            str(number), symbol, charges.get(number, 0), told.get(number), *points.get(number, (0.0, 0.0))
        )
        for number, symbol in hydrogens.items()
    ]
    bonds = []
    for line in block.get("BONDLIST", "").split("\n"):
        row = line.split()
        if not row:
            continue
        try:
            bonds.append(DrawnBond(places[int(row[0])], places[int(row[1])], _ORDERS[row[2].upper()]))
        except (KeyError, ValueError, IndexError):
            raise UnusableRow(ReasonCode.UNKNOWN_BOND, bond=repr(line.strip()[:40])) from None
    return drawing(value_of(block, "TITLE"), atoms, bonds)


def _pairs(text: str) -> list[tuple[int, int]]:
    """`+1 7` of a list of charges, as atom and charge."""
    pairs = []
    for line in text.split("\n"):
        parts = line.split()
        if len(parts) > 1 and all(part.lstrip("+-").isdigit() for part in parts):
            pairs += [(int(part), int(parts[0])) for part in parts[1:]]
    return pairs
