"""A file of assigned spectra that grows row by row, in the form of NMReDATA."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TextIO

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.files.whole_file import whole_file
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.wording.verdict import verdict_words
from kmaid_nodes.writing.acs_text import journal_text
from kmaid_nodes.writing.assigned_shifts import assigned_shifts_text
from kmaid_nodes.writing.journal_style import USUAL_STYLE, JournalStyle
from kmaid_nodes.writing.nmredata import nmredata_record


class AssignedSpectraFile:
    """Writes results to an SD file, which gets its name when all is written; used in a `with` statement.

    style: of the text for a journal.
    """

    def __init__(self, path: Path, style: JournalStyle = USUAL_STYLE):
        self.path = path
        self._style = style
        self.written = 0
        self._opened = ExitStack()
        self._file: TextIO | None = None

    def __enter__(self) -> AssignedSpectraFile:
        partial = self._opened.enter_context(whole_file(self.path))
        self._file = self._opened.enter_context(partial.open("w", encoding="utf-8", newline="\n"))
        return self

    def add(self, result: AssignedMolecule | FailedRow) -> None:
        """A result of `tasks.assign`; a failed row is left out."""
        assert self._file is not None
        if isinstance(result, AssignedMolecule):
            self._file.write(assigned_spectrum_record(result, self._style))
            self.written += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)


def assigned_spectrum_record(result: AssignedMolecule, style: JournalStyle = USUAL_STYLE) -> str:
    """One NMReDATA SD record with what this program adds: verdict, score, shifts and the journal's string."""
    solvent = canonical_solvent(result.record.solvent)
    peaks, unassigned = result.assigned_peaks(), result.unassigned_reasons
    further = {
        "KMAID_VERDICT": verdict_words(result.verdict),
        **_probability(result),
        **_whole_list(result),
        "KMAID_SCORE": f"{result.score:.2f}",
        "KMAID_ASSIGNED_SHIFTS": assigned_shifts_text(peaks),
        "KMAID_13C_NMR": journal_text(result, style),
    }
    record = result.record
    assert record.structure is not None
    return nmredata_record(
        record.id,
        record.structure,
        peaks,
        solvent,
        further,
        unassigned,
        record.experiment,
        record.frequency_mhz,
        result.structure.atom_numbers,
    )


def _probability(result: AssignedMolecule) -> dict[str, str]:
    return {} if result.p_structure is None else {"KMAID_P_STRUCTURE": f"{result.p_structure:.3f}"}


def _whole_list(result: AssignedMolecule) -> dict[str, str]:
    """What is told of the list as a whole: a common offset, and a second set as shift and atoms (from 0)."""
    told = {"KMAID_OFFSET_PPM": f"{result.offset_ppm:g}"} if result.offset_ppm else {}
    second = [peak for peak in result.unassigned if peak.kind is PeakKind.SECOND_SET]
    if second:
        told["KMAID_SECOND_SET"] = "|".join(f"{peak.ppm:g};{peak.atom_index}" for peak in second)
    return told
