"""NMReDATA SD files (versions 0.9 to 2): structures with assigned spectra."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens, letters_tell_hydrogens
from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.experiment import EVERY_CARBON, Experiment
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.assignment import with_sound_atoms
from kmaid_nodes.reading.frequency import frequency_mhz
from kmaid_nodes.reading.nmredata_assignment import (
    AssignmentTag,
    are_carbons,
    assignment_tag,
    carbon_labels,
    couplings_to_other_nuclei,
)
from kmaid_nodes.reading.nmredata_hydrogens import (
    CarbonSeen,
    CarbonsSeen,
    all_positive,
    carbons_of_hsqc,
    described_by,
    hydrogens_by_sign,
    with_hydrogens_seen,
    without_noise,
)
from kmaid_nodes.reading.nmredata_tag import (
    UNKNOWN_SHIFT,
    Signal,
    SpectrumTag,
    conditions_of,
    restored,
    shift_in,
    spectrum_tag,
    tag_lines,
)
from kmaid_nodes.reading.pulse_program import experiment_of_program
from kmaid_nodes.reading.record import Peak, Record, Spectrum
from kmaid_nodes.reading.sd_file import SdRecord, atom_symbols
from kmaid_nodes.reading.shortened import shortened
from kmaid_nodes.wording.experiment import experiment_name
from kmaid_nodes.wording.reading import noise_at, without_peaks

_SPECTRUM_13C = re.compile(r"NMREDATA_1D_(?:13)?C(?:#(\d{1,6}))?(?:#\d{1,6})?", re.I)  # a name may come twice
_ONE_BOND = re.compile(r"NMREDATA_2D_(?:13C_1J_1H|1H_1J_13C)(?:#\d{1,6}){0,2}", re.I)
# Some programs do not know the HSQC by its tag but say in it what it is.
_UNNAMED_2D = re.compile(r"NMREDATA_2D_13C_unidentified\w*_1H(?:#\d{1,6}){0,2}", re.I)
_NAMES_OF_ASSIGNMENT = ("NMREDATA_ASSIGNMENT", "NMREDATA_SIGNALS")


def nmredata_records(sd_record: SdRecord) -> Iterator[Record]:
    """One record per 1D 13C or DEPT spectrum (`NMREDATA_1D_13C`) of an NMReDATA SD record.

    Signals get the atoms (0-based; the file counts from 1) that `NMREDATA_ASSIGNMENT` gives their label;
    a shift given as a range is its middle. The pulse program or sequence tells the experiment; what the
    DEPT and HSQC tags tell about hydrogens goes to the 13C spectrum. Where no 13C spectrum has peaks, the
    assigned carbons are the peaks, else those of the HSQC. `S=` letters count as attached hydrogens only if
    they can (see `letters_tell_hydrogens`): in a decoupled spectrum all are `s`. `H=2`, as
    `writing.nmredata` writes it, always counts. The id is the molblock's title, else the record's 0-based
    number, with "/k" for spectrum `#k` if there are several. Other data fields are columns. What cannot be
    read is a Record with `error`.
    """
    fields = sd_record.fields
    record = Record(
        sd_record.title or str(sd_record.number),
        sd_record.molblock,
        solvent=solvent_of_nmredata(fields),
        row=sd_record.number,
        columns=tuple((k, v) for k, v in fields.items() if not k.upper().startswith("NMREDATA_")),
    )
    if not sd_record.complete:
        yield replace(record, error=Reason(ReasonCode.TRUNCATED_RECORD))
        return
    try:
        tags = _Tags.of(fields, atom_symbols(sd_record.molblock))
        spectra = tags.spectra()
    except UnusableRow as refusal:
        yield replace(record, error=refusal.reason)
        return
    for number, spectrum in spectra.items():
        own = record if len(spectra) == 1 else replace(record, id=f"{record.id}/{number}")
        if isinstance(spectrum, Reason):
            yield replace(own, error=spectrum)
        else:
            yield replace(
                own,
                peaks=spectrum.peaks,
                experiment=spectrum.experiment,
                frequency_mhz=spectrum.frequency_mhz,
                notes=spectrum.notes,
            )


def spectra_of_nmredata_tag(
    text: str, assignment_text: str | None = None, molblock: str | None = None
) -> tuple[Spectrum, ...]:
    """The spectrum of the text of a tag `NMREDATA_1D_13C`, as a table may hold it: one.

    assignment_text: the text of `NMREDATA_ASSIGNMENT`; with the molblock whose atoms it numbers, it gives the
    atoms of the signals and, where the spectrum has no peaks, their shifts. Raises UnusableRow.
    """
    fields = {"NMREDATA_1D_13C": text, "NMREDATA_ASSIGNMENT": assignment_text or ""}
    (spectrum,) = spectra_of_nmredata_fields(fields, molblock).values()
    if isinstance(spectrum, Reason):
        raise UnusableRow.of(spectrum)
    return (spectrum,)


def spectra_of_nmredata_fields(
    fields: Mapping[str, str], molblock: str | None
) -> dict[str, Spectrum | Reason]:
    """The 13C spectra of the tags of one record by their number, at least one; or why one cannot be used.

    molblock: the structure whose atoms the tags number; without it the peaks have no atoms. See
    `nmredata_records`. Raises UnusableRow if the tags cannot be read at all.
    """
    return _Tags.of(fields, None if molblock is None else atom_symbols(molblock)).spectra()


def solvent_of_nmredata(fields: Mapping[str, str]) -> str | None:
    """The canonical solvent that the tags name, None if they name none."""
    return _solvent(fields.get("NMREDATA_SOLVENT", ""))


@dataclass(frozen=True)
class _Tags:
    """The tags of one record; symbols: the elements of its molblock, None if they are not known."""

    texts_1d: Mapping[str, str]
    texts_hsqc: Sequence[str]
    other_2d: bool
    assignment: AssignmentTag
    couplings: Mapping[str, tuple[float, ...]]
    symbols: Sequence[str] | None

    @classmethod
    def of(cls, fields: Mapping[str, str], symbols: Sequence[str] | None) -> _Tags:
        by_name = {name.upper(): text for name, text in fields.items()}
        text = next((by_name[name] for name in _NAMES_OF_ASSIGNMENT if name in by_name), "")
        assignment = assignment_tag(text, symbols)
        return cls(
            _texts_by_number(fields),
            [text for name, text in fields.items() if _is_hsqc(name, text)],
            any(re.match(r"NMREDATA_2D_13C_[N2]J_1H", name, re.I) for name in fields),
            assignment,
            couplings_to_other_nuclei(by_name.get("NMREDATA_J", ""), assignment, symbols),
            symbols,
        )

    def spectra(self) -> dict[str, Spectrum | Reason]:
        """The spectra by their number in the tags, at least one; raises UnusableRow if there is none."""
        tags, refused = self._spectrum_tags()
        hsqc = [seen for text in self.texts_hsqc if (seen := carbons_of_hsqc(text, self.assignment))]
        shown = [*(self._carbons_shown(tag) for tag in tags.values() if _shows_some(tag)), *hsqc]
        with_peaks = {number: tag for number, tag in tags.items() if tag.signals}
        empty = [f"NMREDATA_1D_13C#{number}" for number in tags if number not in with_peaks]
        spectra: dict[str, Spectrum | Reason] = dict(refused)
        for number, tag in with_peaks.items():
            try:
                spectra[number] = self._spectrum(tag, [] if _shows_some(tag) else shown)
            except UnusableRow as refusal:
                spectra[number] = refusal.reason
        if not spectra:
            return {"1": self._without_1d(hsqc, shown, bool(tags))}
        if empty:
            _add_note(spectra, ReadingNote(NoteCode.OTHER_SPECTRUM, without_peaks(empty)))
        return dict(sorted(spectra.items(), key=lambda item: int(item[0])))

    def _spectrum_tags(self) -> tuple[dict[str, SpectrumTag], dict[str, Reason]]:
        tags, refused = {}, {}
        for number, text in self.texts_1d.items():
            try:
                tags[number] = _without_noise(spectrum_tag(text))
            except UnusableRow as refusal:
                refused[number] = refusal.reason
        return tags, refused

    def _carbons_shown(self, tag: SpectrumTag) -> CarbonsSeen:
        experiment = _experiment(tag.conditions)
        possible = hydrogens_by_sign(tag.signals, experiment)
        carbons = (
            CarbonSeen(signal.ppm, _label(self.assignment.labels_in(signal.keys.get("L", ""))), hydrogens)
            for signal, hydrogens in zip(tag.signals, possible)
        )
        return CarbonsSeen(experiment, tuple(carbons), all_positive(tag.signals))

    def _spectrum(self, tag: SpectrumTag, shown: Sequence[CarbonsSeen]) -> Spectrum:
        experiment = _experiment(tag.conditions)
        peaks, unsound = with_sound_atoms(self._peaks(tag, experiment), self.symbols)
        peaks, told = with_hydrogens_seen(peaks, shown)
        return Spectrum(
            peaks,
            experiment,
            frequency_mhz=frequency_mhz(tag.conditions.get("larmor")),
            notes=(*_notes_of(tag), *unsound, *self._notes(told)),
        )

    def _peaks(self, tag: SpectrumTag, experiment: Experiment) -> tuple[Peak, ...]:
        signals = tag.signals
        letters_tell = letters_tell_hydrogens(s.keys.get("S", "") for s in signals if "J" not in s.keys)
        possible = hydrogens_by_sign(signals, experiment)
        return tuple(
            self._peak(signal, letters_tell, hydrogens) for signal, hydrogens in zip(signals, possible)
        )

    def _peak(self, signal: Signal, letters_tell: bool, possible: frozenset[int]) -> Peak:
        keys = signal.keys
        labels = self.assignment.labels_in(keys.get("L", ""))
        for label in labels:
            if label not in self.assignment.labels and re.search(r"\d\.\d", label):  # the next line's shift
                raise UnusableRow(ReasonCode.UNREADABLE_SPECTRUM_LINE, line=repr(restored(label)[:40]))
        atoms = self.assignment.atoms_of(labels)
        told = letters_tell and "J" not in keys
        hydrogens = attached_hydrogens(keys.get("S")) if told else None
        if re.fullmatch(r"[0-3]", keys.get("H", "")):
            hydrogens = int(keys["H"])
        of_labels = [self.couplings[label] for label in labels if label in self.couplings]
        couplings = signal.couplings_hz or next(iter(of_labels), ())
        peak = Peak(
            signal.ppm,
            hydrogens,
            atoms,
            _carbons(keys.get("N", ""), atoms),
            _label(labels),
            None if told or ("H" in keys and "J" not in keys) else _splitting(keys.get("S", "")),
            couplings,
        )
        return described_by(peak, possible)

    def _without_1d(
        self, hsqc: Sequence[CarbonsSeen], shown: Sequence[CarbonsSeen], has_tag: bool
    ) -> Spectrum | Reason:
        """The assigned carbons, or those of the HSQC; of the HSQC alone where the record has no more."""
        try:
            assigned = self._assigned_carbons()
        except UnusableRow as refusal:
            return refusal.reason
        in_hsqc = [carbon for seen in hsqc for carbon in seen.carbons]
        only_hsqc = {carbon.label for carbon in in_hsqc} >= {peak.label for peak in assigned}
        notes = [*self._notes([])]
        if assigned and not (in_hsqc and only_hsqc and not self.other_2d and not has_tag):
            if has_tag or in_hsqc:
                notes.append(ReadingNote(NoteCode.SHIFTS_FROM, "NMREDATA_ASSIGNMENT"))
            peaks, told = with_hydrogens_seen(assigned, shown)
            return Spectrum(peaks, notes=(*notes, *_told(told)))
        if not in_hsqc:
            return Reason(ReasonCode.EMPTY_SPECTRUM if has_tag else ReasonCode.NO_13C_SPECTRUM)
        notes.append(ReadingNote(NoteCode.SHIFTS_FROM, "NMREDATA_2D_13C_1J_1H"))
        return Spectrum(tuple(self._peaks_of_hsqc(in_hsqc)), Experiment.HSQC, notes=tuple(notes))

    def _peaks_of_hsqc(self, carbons: Iterable[CarbonSeen]) -> Iterator[Peak]:
        seen: set[tuple[float, str | None]] = set()
        for carbon in carbons:
            if carbon.ppm is not None and (carbon.ppm, carbon.label) not in seen:
                seen.add((carbon.ppm, carbon.label))
                atoms = self.assignment.atoms_of([carbon.label] if carbon.label else [])
                hydrogens = min(carbon.hydrogens) if len(carbon.hydrogens) == 1 else None
                atoms = atoms if are_carbons(atoms, self.symbols) else ()
                yield Peak(shift_in(f"{carbon.ppm}"), hydrogens, atoms, label=_label([carbon.label or ""]))

    def _assigned_carbons(self) -> tuple[Peak, ...]:
        peaks = []
        for label in carbon_labels(self.assignment, self.symbols):
            ppm = shift_in(self.assignment.labels[label].shift)
            if ppm != UNKNOWN_SHIFT:
                peaks.append(
                    Peak(
                        ppm,
                        None,
                        self.assignment.atoms_of([label]),
                        label=_label([label]),
                        couplings_hz=self.couplings.get(label, ()),
                    )
                )
        return tuple(peaks)

    def _notes(self, told: Sequence[Experiment]) -> Iterator[ReadingNote]:
        yield from _told(told)
        for line in self.assignment.interchangeable_lines:
            yield ReadingNote(NoteCode.OTHER_LINES, shortened(line))


def _texts_by_number(fields: Mapping[str, str]) -> dict[str, str]:
    """The 13C tags by their numbers; where two have the same, the later one gets the next that is free."""
    texts: dict[str, str] = {}
    highest = 1
    for name, text in fields.items():
        match = _SPECTRUM_13C.fullmatch(name)
        if match:
            number = int(match[1] or 1)
            if str(number) in texts:
                number = highest + 1
            highest = max(highest, number)
            texts[str(number)] = text
    return texts


def _add_note(spectra: dict[str, Spectrum | Reason], note: ReadingNote) -> None:
    """Add a note to the first of the spectra that can be read."""
    for number, spectrum in spectra.items():
        if isinstance(spectrum, Spectrum):
            spectra[number] = replace(spectrum, notes=(*spectrum.notes, note))
            return


def _told(told: Sequence[Experiment]) -> Iterator[ReadingNote]:
    if told:
        yield ReadingNote(NoteCode.MULTIPLICITIES_FROM, ", ".join(map(experiment_name, told)))


def _notes_of(tag: SpectrumTag) -> Iterator[ReadingNote]:
    for signal in tag.signals:
        if signal.range_text:
            yield ReadingNote(NoteCode.RANGE_MIDDLE, signal.range_text)
    if tag.left_out:
        yield ReadingNote(NoteCode.OTHER_LINES, shortened(restored("; ".join(tag.left_out))))


def _is_hsqc(name: str, text: str) -> bool:
    if _ONE_BOND.fullmatch(name):
        return True
    if not _UNNAMED_2D.fullmatch(name):
        return False
    conditions = conditions_of(text)
    told = (conditions.get(key, "") for key in ("cortype", "corrtype", "pulseprogram"))
    return any(experiment_of_program(name) is Experiment.HSQC for name in told)


def _experiment(conditions: Mapping[str, str]) -> Experiment:
    """By the sequence, else the pulse program."""
    named = (experiment_of_program(conditions.get(key, "")) for key in ("sequence", "pulseprogram"))
    return next((kind for kind in named if kind is not Experiment.CARBON), Experiment.CARBON)


def _without_noise(tag: SpectrumTag) -> SpectrumTag:
    if not _shows_some(tag):
        return tag
    signals, noise = without_noise(tag.signals)
    words = [noise_at(signal.ppm for signal in noise)] if noise else []
    return SpectrumTag(tag.conditions, signals, [*tag.left_out, *words])


def _shows_some(tag: SpectrumTag) -> bool:
    return _experiment(tag.conditions).hydrogens_seen != EVERY_CARBON


def _solvent(text: str) -> str | None:
    return canonical_solvent(" ".join(tag_lines(text, lambda part: False)))


def _label(labels: Sequence[str]) -> str | None:
    return ", ".join(restored(label) for label in labels if label) or None


def _carbons(number: str, atoms: Sequence[int]) -> int | None:
    """`N=`, unless it is another number than that of the atoms: some programs count hydrogens there."""
    if not re.fullmatch(r"\d{1,4}", number):
        return None
    return int(number) if not atoms or int(number) == len(atoms) else None


def _splitting(letters: str) -> str | None:
    """The multiplicity of couplings; none for a singlet, broad or not."""
    return None if letters.lower() in ("", "s", "bs", "brs", "br s", "br") else letters
