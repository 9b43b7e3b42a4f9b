"""Files of edits: JSON or CSV as a report saves them, or assigned spectra, all of whose pairs hold."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.files.paths import check_present
from kmaid_nodes.files.text_lines import text_lines
from kmaid_nodes.reading.edits.csv_edits import edits_of_csv
from kmaid_nodes.reading.edits.edits import AtomNumber, Edits, FixedPair, ListedPeak, MoleculeEdits
from kmaid_nodes.reading.edits.json_edits import edits_of_json
from kmaid_nodes.reading.own_numbers import numbered
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.sd_file import sd_records
from kmaid_nodes.reading.sd_record import records_of_sd_records

_END_OF_MOLBLOCK = re.compile(r"^(M  END|\$\$\$\$)\s*$", re.M)


def read_edits(path: Path) -> Edits:
    """The edits in a file, its form told by its content.

    Raises UserError for a file that is missing, that holds no edits, or that is damaged.
    """
    check_present(path, "file of edits")
    lines = list(text_lines(path))
    text = "".join(lines).removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        return edits_of_json(text, path.name)
    if _END_OF_MOLBLOCK.search(text):
        return _of_assigned_spectra(lines)
    return edits_of_csv(text, path.name)


def _of_assigned_spectra(lines: list[str]) -> Edits:
    records = records_of_sd_records(sd_records(lines))
    return Edits(tuple(_of_record(record) for record in records if record.peaks and record.error is None))


def _of_record(record: Record) -> MoleculeEdits:
    """The row is left open, and peaks go by their shifts: an SD file need not hold all rows and all peaks.

    Where a shift has several entries, their places tell them apart.
    """
    peaks = record.peaks or ()
    entries = Counter(peak.ppm for peak in peaks)
    fixed = tuple(
        FixedPair(atom, ListedPeak(index if entries[peak.ppm] > 1 else None, peak.ppm))
        for index, peak in enumerate(peaks)
        for atom in peak.atoms
    )
    return MoleculeEdits(record.id, fixed=fixed, numbers=_numbers(record), structure=record.structure)


def _numbers(record: Record) -> tuple[AtomNumber, ...]:
    try:
        structure = numbered(parse_structure(record.structure), record.numbers)
    except UnusableRow:
        return ()
    return tuple(AtomNumber(atom, number) for atom, number in sorted(structure.atom_numbers.items()))
