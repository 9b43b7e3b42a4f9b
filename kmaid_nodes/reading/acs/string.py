"""The 13C string of a paper: `13C NMR (151 MHz, CDCl3) δ 157.4, 136.2 (d, J = 245.1 Hz), 55.7 (OCH3).`

The text is cut into its data (`sections`), a 13C list is read by a grammar into shifts and the words beside
them (`listing`), and the words are then interpreted together, because only the complete list shows what `C`
or `d` means (`peaks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kmaid_nodes.chemistry.solvent import solvents_named_in
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.acs.characters import plain_characters
from kmaid_nodes.reading.acs.conditions import unknown_solvent
from kmaid_nodes.reading.acs.dept import with_hydrogens_of_dept
from kmaid_nodes.reading.acs.listing import Listing, read_listing
from kmaid_nodes.reading.acs.peaks import peaks_of_signals
from kmaid_nodes.reading.acs.sections import Section, sections_of
from kmaid_nodes.reading.acs.sets import HEADING as SET_HEADING
from kmaid_nodes.reading.acs.sets import (
    marks_of_sets,
    may_name_sets,
    set_of_conditions,
    set_of_heading,
    set_of_label,
)
from kmaid_nodes.reading.acs.signal import AcsSignal
from kmaid_nodes.reading.record import Spectrum

_FREQUENCY = re.compile(r"(\d{2,4}(?:\.\d+)?)\s?(?:MHz|Mz|Hz)", re.I)
_NO_SOLVENT = re.compile(
    r"\b13C(?:\s?\{1H\})?[\s-]?NMR\b|\b\d{2,4}(?:\.\d+)?\s?M?Hz\b|\bppm\b|δ|[,;:=](?=\s)|\s+", re.IGNORECASE
)
_DELTA = re.compile(r"(?P<heading>\b(?:Cq|Cquat|CH?[23]?)\s*:\s*)?δ(?:[CcH](?=[\s=:;,(\d]|$))?")
_SHIFT_IN_CONDITIONS = re.compile(r"(?<![\w.=])\d{1,3}\.\d+(?!\d*\s*(?:M|Hz|K\b|°|%|ppm))")
_WHOLE_SHIFT_FIRST = re.compile(r"\W{0,9}\d{1,3}\s?[,;]")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_PAIR = re.compile(r"(\d+(?:\.\d+)?)\s?/\s?(\d+(?:\.\d+)?)|\((\d+(?:\.\d+)?)\s?[,/]\s?(\d+(?:\.\d+)?)\)")
_FEWEST_OF_BARE_SET = 2
_WITH_ONE_HEADING = 2
_DEPTS = (Experiment.DEPT90, Experiment.DEPT135, Experiment.DEPT45)
_FULL_LISTS = (Experiment.CARBON, Experiment.APT, Experiment.DEPTQ)


def parse_acs_string(text: str) -> Spectrum:
    """The only spectrum of a text; see `parse_acs_spectra`. Raises UnusableRow also for several sets."""
    return only_spectrum(parse_acs_spectra(text))


def only_spectrum(spectra: Sequence[Spectrum]) -> Spectrum:
    """The spectrum where there is one; raises UnusableRow for several."""
    if len(spectra) > 1:
        raise UnusableRow(ReasonCode.SEVERAL_SPECTRA, spectra=len(spectra))
    return spectra[0]


def parse_acs_spectra(text: str) -> tuple[Spectrum, ...]:
    """The 13C spectra of a text as journals print it, one for each labelled set of shifts.

    Every shift in a list becomes a Peak (ppm) in the list's order; numbers in labels, couplings and
    conditions do not. `128.5-128.7` becomes its middle, a range wider than 6 ppm its two ends.
    `carbons` is what a label counts (`2C`, `×2`, `2 × CH`). `hydrogens` is given only where the label
    spells it out: by formula (`OCH3`, `CHAr`, `Cq`), by a heading (`CH2: 38.9, 35.9`), and by s/d/t/q
    if singlets stand beside other letters and the letter has no J value: `(d, J = 245 Hz)` is a
    coupling to F or P. A carbon written bare (`C`, `ArC`) counts as quaternary only if the list marks
    other carbons as CH. A label behind several shifts belongs to the last one, or to all if it counts
    them (`48.2, 48.7 (2NCH2)`) or closes a part between semicolons (`41.5, 44.0 (CH2); 61.0 (OCH2)`); see
    `shared_labels`. A DEPT list behind the 13C list gives it its multiplicities. What stands beside the list
    (1H, HRMS, rotation, ...) is left out and named in the notes.

    Raises UnusableRow with the reason: no 13C shift, proton data, prose instead of a list, words or numbers
    that are not understood, a shift outside -50 to 350 ppm.
    """
    sections = sections_of(plain_characters(text))
    carbon = _joined([section for section in sections if isinstance(section.kind, Experiment)])
    if not carbon:
        proton = any(section.kind is NoteCode.PROTON_NMR for section in sections)
        raise UnusableRow(ReasonCode.PROTON_SPECTRUM if proton else ReasonCode.NO_13C_SHIFT)
    left_out = tuple(
        ReadingNote(section.kind, section.words) for section in sections if isinstance(section.kind, NoteCode)
    )
    spectra: list[Spectrum] = []
    partial: Spectrum | None = None
    for section in carbon:
        found = list(_spectra_of_section(section))
        if not found:
            continue
        of_dept = found[0].experiment not in _FULL_LISTS and spectra and spectra[-1].experiment in _FULL_LISTS
        if partial is not None and len(found) == 1 and found[0].experiment in _FULL_LISTS:
            spectra[-1:] = [with_hydrogens_of_dept(found[0], partial)]
            partial = None
        elif of_dept and len(found) == 1:
            spectra[-1] = with_hydrogens_of_dept(spectra[-1], found[0])
        elif found[0].experiment is Experiment.HSQC and spectra:
            left_out += (ReadingNote(NoteCode.OTHER_SPECTRUM, section.words),)
        else:
            partial = found[0] if not spectra and len(found) == 1 and found[0].experiment in _DEPTS else None
            spectra += found
    if not spectra:
        raise UnusableRow(ReasonCode.NO_13C_SHIFT)
    return tuple(replace(spectrum, notes=spectrum.notes + left_out) for spectrum in spectra)


def _joined(carbon: list[Section]) -> list[Section]:
    """Parts under a δC each, between those of δH, as one list."""
    if len(carbon) < 2 or not all(s.heading.startswith("δ") and s.kind is Experiment.CARBON for s in carbon):
        return carbon
    text = "; ".join(section.text.strip(" ,;.") for section in carbon)
    return [Section(Experiment.CARBON, carbon[0].heading, text)]


def _spectra_of_section(section: Section) -> Iterator[Spectrum]:
    whole, marks = marks_of_sets(section.text)
    header, text = _split_header(whole)
    first_set = SET_HEADING.search(whole) if header and may_name_sets(whole) else None
    if first_set and first_set.start() < len(header):
        header, text = whole[: first_set.start()], whole[first_set.start() :]
    if section.kind is Experiment.HSQC:
        text = _PAIR.sub(_carbon_of_pair, text)
    lists = list(_lists_by_heading(text))
    before_sets = text[: text.find(lists[0][1])] if lists[0][0] else ""
    shared: list[AcsSignal] = []
    for label, listed in lists:
        listing = read_listing(listed, marks)
        own = listing.conditions if listing.signals else listed
        conditions = f"{section.heading} {header} {before_sets} {own}"
        if label is None and len(lists) == _WITH_ONE_HEADING and lists[1][0] == "minor" and listing.signals:
            label = "major"  # `173.8, 59.1. Signals of the minor rotamer: 173.5`
        elif label is None and len(lists) > 1:
            shared = listing.signals
            continue
        if not listing.signals:
            continue
        for set_label, signals in _sets(listing, shared):
            name = label or set_label or set_of_conditions(conditions)
            yield _spectrum(section, conditions, listing, name, signals)


def _carbon_of_pair(pair: re.Match[str]) -> str:
    return max((number for number in pair.groups() if number), key=float)


def _spectrum(
    section: Section, conditions: str, listing: Listing, set_label: str | None, signals: Sequence[AcsSignal]
) -> Spectrum:
    behind = " ".join(signals[-1].texts)
    if behind.startswith("in ") and solvents_named_in(behind):  # 170.2, 14.2 ppm in CDCl3 at 100 MHz
        conditions = f"{conditions} {behind}"
        signals[-1].texts.clear()
    frequency = _FREQUENCY.search(conditions)
    assert isinstance(section.kind, Experiment)
    peaks, notes = peaks_of_signals(signals)
    solvent = solvents_named_in(_NO_SOLVENT.sub(" ", conditions).strip())  # so that more of them are alike
    if solvent is None and (unknown := unknown_solvent(conditions)):
        solvent = unknown
        notes.append(ReadingNote(NoteCode.UNKNOWN_SOLVENT, unknown))
    return Spectrum(
        peaks,
        section.kind,
        solvent,
        float(frequency[1]) if frequency else None,
        set_label,
        (*_merged(listing.notes), *notes),
    )


def _split_header(spectrum: str) -> tuple[str, str]:
    """The conditions and the list: the first δ parts them, a heading before it stays with the list."""
    delta = _DELTA.search(spectrum)
    if not delta or not re.search(r"(?<![A-Za-z\d])\d", spectrum[delta.end() :]):
        return "", spectrum
    header = spectrum[: delta.start()]
    outside = _BRACKETS.sub(" ", header)
    if _SHIFT_IN_CONDITIONS.search(outside) or _WHOLE_SHIFT_FIRST.match(outside):
        return "", spectrum  # the list starts before its first δ
    return header, (delta["heading"] or "") + spectrum[delta.end() :]


def _lists_by_heading(text: str) -> Iterator[tuple[str | None, str]]:
    """The parts of a list under headings of sets, `α: 92.9, 73.6; β: 96.7`, with what stands before them."""
    headings = list(SET_HEADING.finditer(text)) if may_name_sets(text) else []
    before = text[: headings[0].start()] if headings else text
    if not headings or before.strip(" ;,.:"):
        yield None, before
    for heading, end in zip(headings, [*(h.start() for h in headings[1:]), len(text)]):
        yield set_of_heading(heading["label"] or heading["start"]), text[heading.end() : end]


def _sets(listing: Listing, shared: Sequence[AcsSignal]) -> Iterator[tuple[str | None, list[AcsSignal]]]:
    """The sets of a list whose shifts are labelled; shifts without a label are the major set's, or all sets'.

    Bare letters (`E`, `α`) are names of atoms unless at least two shifts of each of two sets carry them.
    """
    certain = {s.set_label for s in listing.signals if s.set_label and set_of_label(s.set_label)}
    bare = {s.set_label for s in listing.signals if s.set_label} - certain
    counts = [sum(s.set_label == name for s in listing.signals) for name in bare]
    labels = certain | (bare if len(bare) > 1 and min(counts) >= _FEWEST_OF_BARE_SET else set())
    if labels == {"minor"}:
        labels = {"major", "minor"}
        for signal in listing.signals:
            signal.set_label = signal.set_label or "major"
    if not labels:
        yield None, [*shared, *listing.signals]
        return
    order = [s.set_label for s in listing.signals if s.set_label in labels]
    for label in dict.fromkeys(order):
        yield (
            label,
            [*shared, *(s for s in listing.signals if s.set_label == label or s.set_label not in labels)],
        )


def _merged(notes: Sequence[ReadingNote]) -> Iterator[ReadingNote]:
    """One note for all marks and words of a kind."""
    words: dict[NoteCode, list[str]] = {}
    for note in notes:
        words.setdefault(note.code, []).append(note.words)
    for code, texts in words.items():
        yield ReadingNote(code, ", ".join(dict.fromkeys(texts)))
