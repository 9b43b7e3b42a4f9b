"""What a DEPT or HSQC list beside a 13C list tells of its multiplicities."""

from __future__ import annotations

from dataclasses import replace

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.reading.record import Peak, Spectrum

LEAST_SHARE_WITH_HYDROGEN = 0.4
"""A DEPT list with a smaller share of the lines of the 13C list is taken for a part."""
TOLERANCE_PPM = 0.15
"""How far the same line may lie apart in two spectra of one sample."""


def with_hydrogens_of_dept(spectrum: Spectrum, dept: Spectrum) -> Spectrum:
    """The 13C spectrum with the attached hydrogens of its lines that a DEPT list of the sample shows.

    A line takes the multiplicity that the DEPT list gives it; in DEPT-90 every line is a CH. A line that a
    DEPT-135, DEPT-45 or HSQC does not show has no hydrogen, if that list seems to be whole and all its lines
    are found in the 13C list. What the 13C list itself says stays.
    """
    matched = [_nearest(peak.ppm, dept.peaks) for peak in spectrum.peaks]
    found = {id(line) for line in matched if line is not None}
    complete = len(found) == len(dept.peaks) and _lists_all_with_hydrogen(dept, len(spectrum.peaks))
    peaks = []
    for peak, line in zip(spectrum.peaks, matched):
        hydrogens = peak.hydrogens
        if hydrogens is None and line is not None:
            hydrogens = 1 if dept.experiment is Experiment.DEPT90 else line.hydrogens
        elif hydrogens is None and complete:
            hydrogens = 0
        peaks.append(replace(peak, hydrogens=hydrogens))
    note = ReadingNote(NoteCode.MULTIPLICITIES_FROM, dept.experiment.name)
    return replace(spectrum, peaks=tuple(peaks), notes=(*spectrum.notes, note, *dept.notes))


def _lists_all_with_hydrogen(dept: Spectrum, lines: int) -> bool:
    """Whether a list beside one of so many lines can be whole: some papers give only the CH2 of a DEPT."""
    only_ch2 = all(line.hydrogens == 2 for line in dept.peaks)
    return (
        dept.experiment is not Experiment.DEPT90
        and not only_ch2
        and len(dept.peaks) >= LEAST_SHARE_WITH_HYDROGEN * lines
    )


def _nearest(ppm: float, lines: tuple[Peak, ...]) -> Peak | None:
    nearest = min(lines, key=lambda line: abs(line.ppm - ppm), default=None)
    return nearest if nearest is not None and abs(nearest.ppm - ppm) <= TOLERANCE_PPM else None
