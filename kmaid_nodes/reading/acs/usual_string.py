"""Published strings of the usual form, which have one meaning: they are read at once.

`13C NMR (101 MHz, CDCl3) δ 157.4, 136.2 (d, J = 245.1 Hz), 55.7 (OCH3).` has a heading of known words, and
shifts with decimals and harmless labels in brackets, with a comma and a blank between them. Nothing in it can
be damaged, start another part or name a set of shifts, so that the steps of `string` and `listing` that look
for this are spared. The result is the one that they give; what is written otherwise is left to them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kmaid_nodes.reading.acs.characters import plain_characters
from kmaid_nodes.reading.acs.conditions import solvent_and_frequency
from kmaid_nodes.reading.acs.listing import label_in_brackets
from kmaid_nodes.reading.acs.peaks import peaks_of_signals
from kmaid_nodes.reading.acs.sections import holds_heading
from kmaid_nodes.reading.acs.sets import may_name_sets
from kmaid_nodes.reading.acs.signal import AcsSignal
from kmaid_nodes.reading.record import Peak, Spectrum
from kmaid_nodes.reading.shift import HIGHEST_PPM, LOWEST_PPM

_BLANK = "[ \u00a0\u2005\u2009]"
_CONDITION = (
    rf"(?:\d{{2,3}}(?:\.\d{{1,2}})?{_BLANK}?(?:M?[Hh]z|Mz)|CDCl3|DMSO(?:-?[dD]{_BLANK}?6)?|d6-DMSO|dmso(?:-d6)?|"
    r"[Cc]hloroform-[dD]|CD3OD|Me[OH]D(?:-d4)?|[Mm]ethanol-d4|D2O|C6D6|CD2Cl2|CD3CN|[Aa]cetone-d6|[Tt]oluene-d8|"
    rf"[Pp]yridine-d5|THF-d8|DMF-d7|ppm|\d{{3}}{_BLANK}?K|\d\d{_BLANK}?°C)"
)
_CONDITIONS = rf"{_BLANK}?\({_CONDITION}(?:(?:[,;]|{_BLANK}\+){_BLANK}{_CONDITION}){{0,3}}"
_PPM = rf"(?:{_BLANK}?\(ppm\)|{_BLANK}\[ppm\]|,?{_BLANK}ppm|/ppm)?"
_DELTA = rf"δ[Cc]?{_PPM}(?:{_BLANK}?[:=]{_BLANK}?|{_BLANK})"
_HEADING = (
    rf"13C(?:{_BLANK}?\{{1H\}})?(?:{_BLANK}|-)?NMR(?:"
    rf"{_CONDITIONS}(?:\)[,:;.]?{_BLANK}?{_DELTA}|\):?{_BLANK}|,{_BLANK}δ,?{_PPM}\):?{_BLANK})|"
    rf":?{_BLANK}{_DELTA}|:{_BLANK})"
)
_SHIFT = r"\d{1,3}\.\d{1,4}"
# Possessive, so that a text that is not of this form is told in one pass.
_LABEL = r"\(((?:[^();]|\([^();]{1,20}\)){1,60}+)\)"
_ENTRY = rf"([-−]?\d{{1,3}}(?:\.\d{{1,4}})?)(?: ?{_LABEL})?+"
_ENTRIES = re.compile(_ENTRY)
# A blank is missing only where no digit can.
_BETWEEN = r"(?:[,;] (?:and )?| and |(?:(?<=\))|(?<=\.\d)|(?<=\.\d\d)),(?=\d{1,3}\.))"
_STRING = re.compile(
    rf"(?P<heading>{_HEADING})(?P<list>{_SHIFT}(?: ?{_LABEL})?+(?:{_BETWEEN}{_ENTRY})++)"
    rf"(?:\.|{_BLANK}ppm\.?)?"
)
_DECIMALS = re.compile(r"\d\.\d")
_FEWEST_DECIMALS = 2
"""With fewer, whole numbers may be parts of numbers."""
_HARMLESS = re.compile(r"(?!in )(?:[A-Za-z\d ,.=()×'′″”´’–−‐+/\u2009\u00a0-])+")
# Decimal commas, runs that are cut short, chains of numbers, words for an absent shift, circular dichroism
_HARMFUL = re.compile(r"\d,\d|\d{5}|[\s\u2009\u00a0]{2}|[^\w\s]{4}|\d[.,]\d+\s?-\s?\d|n\. |not |CD \(")


def usual_spectrum(text: str) -> Spectrum | None:
    """The spectrum (shifts in ppm) of a published string of the usual form; None for any other text.

    Raises UnusableRow for a label of a proton spectrum, as `parse_acs_spectra` does.
    """
    match = _STRING.fullmatch(text)
    if match is None:
        return None
    listing = match["list"].replace("−", "-")
    if len(_DECIMALS.findall(listing)) < _FEWEST_DECIMALS:
        return None
    entries = [
        (number, entry) for number, part in enumerate(listing.split(";")) for entry in _ENTRIES.findall(part)
    ]
    if not all(LOWEST_PPM <= float(shift) <= HIGHEST_PPM for _, (shift, _) in entries):
        return None
    if "(" in listing:
        signals = _signals(entries)
        if signals is None:
            return None
        peaks, notes = peaks_of_signals(signals)
    else:
        peaks, notes = tuple([Peak(float(shift)) for _, (shift, _) in entries]), []
    solvent, frequency = _conditions(match["heading"])
    return Spectrum(peaks, solvent=solvent, frequency_mhz=frequency, notes=tuple(notes))


def _signals(entries: list[tuple[int, tuple[str, str]]]) -> list[AcsSignal] | None:
    """The shifts with their labels; None where a label may mean more than its peak."""
    signals = []
    for list_part, (shift, inside) in entries:
        texts = _texts_of_label(inside) if inside else ()
        if texts is None:
            return None
        ppm = float(shift)
        signals.append(AcsSignal(ppm, ppm, list_part, None, list(texts)))
    return signals


@lru_cache(maxsize=1024)
def _conditions(heading: str) -> tuple[str | None, float | None]:
    conditions = solvent_and_frequency(plain_characters(heading.partition("δ")[0]))
    return conditions.solvent, conditions.frequency_mhz


@lru_cache(maxsize=4096)
def _texts_of_label(inside: str) -> tuple[str, ...] | None:
    """What a label in brackets says of its peak, for `AcsSignal.texts`; None where it may mean more."""
    if not _HARMLESS.fullmatch(inside):
        return None
    plain = plain_characters(inside)
    if _HARMFUL.search(plain) or _HARMFUL.search(inside) or may_name_sets(plain) or holds_heading(plain):
        return None
    label = label_in_brackets(plain)
    if label.holds_shifts or label.set_label or not label.is_understood:
        return None
    return (label.text,) if label.text else ()
