"""A file of assigned spectra that grows row by row, in the form of NMReDATA."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from kmaid_nodes.assignment.assign import Assignment
from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.tasks.assign import assigned_peaks
from kmaid_nodes.tasks.rows import Row
from kmaid_nodes.wording.unassigned import unassigned_reason
from kmaid_nodes.wording.verdict import verdict_words
from kmaid_nodes.writing.acs_text import acs_text
from kmaid_nodes.writing.assigned_shifts import assigned_shifts_text
from kmaid_nodes.writing.nmredata import nmredata_record


class AssignedSpectraFile:
    """Writes usable rows to an SD file, which gets its name when all is written; without a path, nothing."""

    def __init__(self, path: Path | None):
        self.path = path
        self.written = 0
        self._partial = path.with_name(path.name + ".part") if path else None
        self._file: TextIO | None = None

    def __enter__(self) -> AssignedSpectraFile:
        if self._partial:
            self._file = self._partial.open("w", encoding="utf-8", newline="\n")
        return self

    def add(self, row: Row, assignment: Assignment | None) -> None:
        """A row as `tasks.assign` tells it; one that could not be used is left out."""
        if self._file is None or assignment is None or row.record.structure is None:
            return
        verdict = assignment.verdict
        solvent = canonical_solvent(row.record.solvent)
        peaks = assigned_peaks(row, assignment)
        leftover = {
            left.peak: unassigned_reason(left.kind, left.compound, left.solvent, left.atom_index)
            for left in assignment.leftover
        }
        further = {
            "KMAID_VERDICT": verdict_words(verdict.code),
            "KMAID_SCORE": f"{verdict.score:.2f}",
            "KMAID_ASSIGNED_SHIFTS": assigned_shifts_text(peaks),
            "KMAID_13C_NMR": acs_text(peaks, solvent, leftover),
        }
        name, structure = row.record.id, row.record.structure
        self._file.write(nmredata_record(name, structure, peaks, solvent, further, leftover))
        self.written += 1

    def __exit__(self, kind: type | None, *_: object) -> None:
        if self._file is None or self._partial is None or self.path is None:
            return
        self._file.close()
        if kind is None:
            self._partial.replace(self.path)
        else:
            self._partial.unlink()
