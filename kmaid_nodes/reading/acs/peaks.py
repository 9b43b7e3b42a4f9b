"""From the signals of a published list to peaks: what `C`, `d` and `(2CH)` mean beside the other labels."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens, letters_tell_hydrogens
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.acs.coupling import couplings_of_label
from kmaid_nodes.reading.acs.label import read_label, without_unassigned
from kmaid_nodes.reading.acs.shared_labels import share_labels
from kmaid_nodes.reading.acs.signal import HIGHEST_PPM, NARROW_RANGE_PPM, AcsSignal
from kmaid_nodes.reading.record import Peak

LOWEST_SP2_CH_PPM = 90.0
_MULTIPLICITY_LETTERS = frozenset("sdtqm")
HIGHEST_PROTON_PPM = 13.0
_HYDROGEN = re.compile(r"H-?\d{1,2}[a-z]?'*")
_NO_NAME = re.compile(r"(?:[sdtqmSDTQ]|br|[dtq]{2,4}|[x×*]?\s*\d{1,2}\s*[x×*]?\s*C?)")


def peaks_of_signals(signals: Sequence[AcsSignal]) -> tuple[tuple[Peak, ...], list[ReadingNote]]:
    """A peak (ppm) for each signal, two for a range wider than `NARROW_RANGE_PPM`, and notes on footnotes.

    Raises UnusableRow if a label is one of a proton spectrum.
    """
    if not any(signal.texts or signal.heading or signal.glued for signal in signals):
        return tuple([peak for signal in signals for peak in _peaks(signal, None)]), []
    notes = _with_footnotes_apart(signals)
    for signal in signals:
        _refuse_hydrogen(signal)
        signal.label = read_label(", ".join(signal.texts))
    share_labels(list(signals))
    letters_tell = letters_tell_hydrogens(s.label.letter for s in signals if s.label.letter)
    marks_ch = any(s.label.hydrogens == 1 and s.low > LOWEST_SP2_CH_PPM for s in signals)
    marks_c = any(s.label.hydrogens for s in signals)
    peaks: list[Peak] = []
    for signal in signals:
        peaks += _peaks(signal, _hydrogens(signal, letters_tell, marks_ch, marks_c))
    return tuple(peaks), notes


def _refuse_hydrogen(signal: AcsSignal) -> None:
    """Raises UnusableRow for `4.12 (H-2)`, the shift of a proton behind those of the carbons."""
    if signal.texts and 0.0 < signal.low < HIGHEST_PROTON_PPM and _HYDROGEN.fullmatch(signal.texts[0]):
        raise UnusableRow(ReasonCode.PROTON_DATA, label=signal.texts[0])


def _with_footnotes_apart(signals: Sequence[AcsSignal]) -> list[ReadingNote]:
    """Glued letters are labels if all are multiplicities (`157.4s 55.7q`); else they mark footnotes."""
    glued = [signal.glued for signal in signals if signal.glued]
    if not glued:
        return []
    if set(glued) <= _MULTIPLICITY_LETTERS:
        for signal in signals:
            if signal.glued:
                signal.texts.insert(0, signal.glued)
        return []
    return [ReadingNote(NoteCode.FOOTNOTE_MARK, ", ".join(dict.fromkeys(glued)))]


def _hydrogens(signal: AcsSignal, letters_tell: bool, marks_ch: bool, marks_c: bool) -> int | None:
    label = signal.label
    hydrogens = attached_hydrogens(signal.heading) if signal.heading else label.hydrogens
    if hydrogens is None and label.bare_carbon and (marks_ch or (marks_c and label.plain_c)):
        hydrogens = 0
    if hydrogens is None and letters_tell:
        hydrogens = attached_hydrogens(label.letter)
    too_high = hydrogens is not None and signal.low > HIGHEST_PPM.get(hydrogens, math.inf)
    return None if too_high and not label.own_formula else hydrogens


def _peaks(signal: AcsSignal, hydrogens: int | None) -> list[Peak]:
    if signal.high - signal.low > NARROW_RANGE_PPM:
        return [Peak(signal.high, hydrogens), Peak(signal.low, hydrogens)]
    one = signal.low == signal.high
    ppm = signal.low if one else round((signal.low + signal.high) / 2, 4)
    if not signal.texts:
        return [Peak(ppm, hydrogens, (), signal.label.carbons)]
    text = ", ".join(signal.texts)
    couplings = couplings_of_label(text)
    return [
        Peak(
            ppm,
            hydrogens,
            (),
            signal.label.carbons,
            _name(couplings.rest),
            couplings.splitting,
            couplings.hertz,
        )
    ]


@lru_cache(maxsize=4096)
def _name(text: str) -> str | None:
    """A label without its letters of couplings and its numbers of carbons; None if nothing is left."""
    parts = re.split(r"\s*[,;]\s*", without_unassigned(text).strip(" ,;"))
    return ", ".join(part for part in parts if part and not _NO_NAME.fullmatch(part)) or None
