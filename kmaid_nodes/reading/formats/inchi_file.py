"""InChI files: an InChI and perhaps a name in each line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rdkit import Chem, rdBase

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.files.text_lines import text_lines
from kmaid_nodes.reading.record import Record


def read_inchi_file(path: Path, stem: str) -> Iterator[Record]:
    """One record for each line with an InChI; the structure is its SMILES.

    The name stands behind the InChI, or before it with a tab or comma. A line that holds no InChI is a
    Record with `error`; a header line and lines of AuxInfo or an InChIKey are skipped. Raises UserError if
    the file cannot be read.
    """
    row = 0
    for number, line in enumerate(text_lines(path)):
        text = line.strip()
        before, start, rest = text.partition("InChI=")
        if not text or text.startswith(("AuxInfo=", "InChIKey=")) or (number == 0 and not start):
            continue
        inchi, _, behind = (start + rest).replace("\t", " ").partition(" ")
        name = behind.strip() or before.strip(" \t,;") or (stem if row == 0 else f"{stem}/{row + 1}")
        row += 1
        try:
            yield Record(name, smiles_of_inchi(inchi.rstrip(",;")), row=row - 1)
        except UnusableRow as refusal:
            yield Record(name, error=refusal.reason, row=row - 1)
    if row == 0:
        yield Record(stem, error=Reason(ReasonCode.INVALID_INCHI), row=0)


def smiles_of_inchi(inchi: str) -> str:
    """The SMILES of an InChI; raises UnusableRow if it is not valid."""
    with rdBase.BlockLogs():
        mol = Chem.MolFromInchi(inchi) if inchi.startswith("InChI=") else None
    if mol is None or mol.GetNumAtoms() == 0:
        raise UnusableRow(ReasonCode.INVALID_INCHI)
    return str(Chem.MolToSmiles(mol))
