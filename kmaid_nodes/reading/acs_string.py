"""The 13C string of a paper: `13C NMR (151 MHz, CDCl3) δ 157.4, 136.2 (d, J = 245.1 Hz), 55.7 (OCH3).`

The string is cut to its 13C list and read token by token into shifts and the labels behind them. The labels
are then interpreted together, because only the complete list shows what `C` or `d` means.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from kmaid_nodes.chemistry.multiplicity import attached_hydrogens, letters_tell_hydrogens
from kmaid_nodes.chemistry.solvent import solvents_named_in
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.acs_label import read_label
from kmaid_nodes.reading.acs_shared_labels import share_labels
from kmaid_nodes.reading.acs_signal import HIGHEST_PPM, AcsSignal
from kmaid_nodes.reading.carbon_count import (
    COUNT_BEFORE_SHIFT,
    COUNT_BEHIND_SHIFT,
    is_count_of_carbons,
)
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.reading.shift import checked_shift, with_decimal_points

NARROW_RANGE_PPM = 2.0
"""A range up to this width is one unresolved peak; a wider one is given by its two ends."""

LOWEST_SP2_CH_PPM = 90.0


@dataclass(frozen=True, slots=True)
class AcsSpectrum:
    """The peaks of a published 13C string, in its order, and its conditions where it names them.

    solvent: canonical name; frequency_mhz: as printed (some papers print the proton frequency).
    """

    peaks: tuple[Peak, ...]
    solvent: str | None = None
    frequency_mhz: float | None = None


def parse_acs_string(text: str) -> AcsSpectrum:
    """The peaks, solvent and frequency of a 13C string as journals print it.

    Every shift in the list becomes a Peak (ppm) in the list's order; numbers in labels, couplings and
    conditions do not. `128.5-128.7` becomes its middle, a range wider than 2 ppm its two ends.
    `carbons` is what a label counts (`2C`, `×2`, `2 × CH`). `hydrogens` is given only where the label
    spells it out: by formula (`OCH3`, `CHAr`, `Cq`), by a heading (`CH2: 38.9, 35.9`), and by s/d/t/q
    if singlets stand beside other letters and the letter has no J value: `(d, J = 245 Hz)` is a
    coupling to F or P. A carbon written bare (`C`, `ArC`) counts as quaternary only if the list marks
    other carbons as CH. A label behind several shifts belongs to the last one, or to all if it counts
    them (`48.2, 48.7 (2NCH2)`) or closes a part between semicolons (`41.5, 44.0 (CH2); 61.0 (OCH2)`); see
    `acs_shared_labels`.

    Raises UnusableRow with the reason: no 13C shift, proton data, prose or a table instead of a list, a
    garbled number, a shift outside -50 to 350 ppm.
    """
    spectrum = _carbon_part(_plain_characters(text))
    header, listing = _split_header(spectrum)
    signals, first_shift_at = _signals(listing)
    if not signals:
        raise UnusableRow(ReasonCode.NO_13C_SHIFT)
    conditions = header + listing[:first_shift_at]
    frequency = re.search(r"(\d{2,4}(?:\.\d+)?)\s*(?:MHz|Mz|Hz)", conditions, re.I)
    return AcsSpectrum(
        _peaks(signals), solvents_named_in(conditions), float(frequency[1]) if frequency else None
    )


# --- from the text to its 13C list

_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("′’‘´`ʹ", "'"),
        **dict.fromkeys("″”“", "''"),
        **dict.fromkeys("∼～", "~"),
        **dict.fromkeys("═＝", "="),
        **dict(zip("СНОВ", "CHOB")),  # Cyrillic letters that look Latin
        **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789")),
        **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff"),
        **dict(zip("，；：（）．", ",;:().")),
        "✕": "×",
    }
)
_CARBON_HEADER = re.compile(r"13\s*C[^,;]{0,25}?NMR|NMR[^,;]{0,12}?13\s*C|^\W*13\s*C\b", re.I)
_PROTON_HEADER = re.compile(r"\b1H[\s-]*\{?.{0,8}?NMR")
_OTHER_DATA = re.compile(
    r"\b(?:HR|LR)?-?(?:MS|ESI|FAB|EI)\b|\b(?:HRMS|LRMS|GCMS|LCMS|MALDI|FT-?IR|IR|Anal|Elemental|HPLC|UV|mp|Rf|calcd)\b"
    r"|\bm/z|\bm\.p\.|\b(?:19F|31P|11B|29Si|15N|1H)[\s{-].{0,12}?NMR"
)


def _plain_characters(text: str) -> str:
    text = re.sub(r"\s+", " ", text.replace("Î´", "δ").translate(_CHARACTERS))
    return re.sub(r"(?<=δ)([CcH]?)(?=\d)", r"\1 ", text)


def _carbon_part(text: str) -> str:
    header = _CARBON_HEADER.search(text)
    if header:
        text = text[header.end() :]
    elif _PROTON_HEADER.search(text):
        raise UnusableRow(ReasonCode.PROTON_SPECTRUM)
    first_shift = re.search(r"\d\d?\d?\.\d", text)
    other = _OTHER_DATA.search(text, first_shift.end()) if first_shift else None
    return text[: other.start()] if other else text


def _split_header(spectrum: str) -> tuple[str, str]:
    """The conditions and the list: the first δ parts them, a heading before it stays with the list."""
    delta = re.search(r"(?P<heading>\b(?:Cq|Cquat|CH?[23]?)\s*:\s*)?δ(?:[CcH](?=[\s=:;,(\d]|$))?", spectrum)
    if not delta or not re.search(r"(?<![A-Za-z\d])\d", spectrum[delta.end() :]):
        return "", spectrum
    return spectrum[: delta.start()], (delta["heading"] or "") + spectrum[delta.end() :]


# --- from the list to its signals

_NUMBER = r"\d+(?:\.\d+)?"
_TOKEN = re.compile(
    rf"""
    (?P<noise> (?:Fig(?:ure)?|Table|Scheme|Ref|Compound|Cpd)s?\.?\s*S?\d+\w*
             | [A-Z]\w+\s*[=:]\s*{_NUMBER}\s*ppm                  # TMS = 0.00 ppm
             | {_NUMBER}\s*(?:M?Hz|Mz|mHz|K|°\s?C?|%|º\s?C?)(?!\w)
             | δ(?:[CcH](?![A-Za-z]))?
             | \d{{1,2}}\s+(?!(?:ppm|and|to|or|for|br|with)\b)[a-z]{{3,}}  # 15 carbon resonances
             )
  | (?P<coupling> \d?\s?J[^=;()]{{0,12}}=\s*[\d.,\s]+Hz
                | (?:[1-7](?=J))? J (?:[-A-Z,]{{1,8}} | \s?\([^()]{{1,10}}\))? \s*[=:]?\s*
                  {_NUMBER}(?:\s*Hz)?(?!\w) )                           # J 245, JCF = 245 Hz
  | (?P<times_before> {COUNT_BEFORE_SHIFT} )
  | (?P<times> {COUNT_BEHIND_SHIFT} )
  | (?P<garbled> \d+\.?\d*[A-Za-z]+\d*\.\d+\S* | \d+\.\d*(?!x\d{{1,2}}\b)[A-Zac-oru-z]\d\S* )
  | (?P<shifts> (?P<low>(?<![\w.])-?{_NUMBER})
        (?: (?: - | \s-\s | \s?~\s? | \sto\s ) (?P<high>{_NUMBER})(?![A-Za-z]) )?
        (?= (?:[sdtq]|br|ppm|x\d{{1,2}})\b | [^A-Za-z\d] | $ ) )
  | (?P<word> [^\W_][^\s,;:=()\[\]{{}}]* (?:,\d{{1,2}}(?![\d.]))* | [-=≡+*]+[A-Za-z][^\s,;:=()\[\]{{}}]* )
  | (?P<separator> [,;] )
    """,
    re.X,
)
_HEADING = re.compile(r"C|Cq|Cquat|CH[23]?")
_ORDINARY_WORDS = {"and", "ppm", "for", "the", "with", "each", "br", "overlapping", "overlapped", "signals"}


def _signals(listing: str) -> tuple[list[AcsSignal], int]:
    """The signals in the list's order and where the first shift stands."""
    listing = with_decimal_points(listing)
    brackets = _matching_brackets(listing)
    signals: list[AcsSignal] = []
    first_shift_at, list_part, heading, headings_lead = len(listing), 0, None, False
    after_separator, prose, times_before = True, 0, ""
    at = 0
    while at < len(listing):
        if at in brackets and not _holds_shifts(listing[at + 1 : brackets[at]]):
            if signals:
                signals[-1].texts.append(listing[at + 1 : brackets[at]])
            at = _after_subscript(listing, brackets[at] + 1)
            continue
        token = _TOKEN.match(listing, at)
        if not token or token.end() == at:
            at += 1
            continue
        at, text = token.end(), token[0]
        if token["shifts"]:
            low = checked_shift(float(token["low"]))
            high = checked_shift(float(token["high"])) if token["high"] else low
            if not signals:
                first_shift_at = token.start()
            signals.append(AcsSignal(min(low, high), max(low, high), list_part, heading))
            if times_before:
                signals[-1].texts.append(times_before)
            after_separator, times_before = False, ""
        elif token["separator"]:
            list_part += text == ";"
            after_separator = True
        elif token["coupling"]:
            if signals:
                signals[-1].texts.append("J = " + re.findall(_NUMBER, text)[-1])
        elif token["times_before"]:
            times_before = text
        elif token["garbled"]:
            raise UnusableRow(ReasonCode.UNREADABLE_SHIFT, value=repr(text.rstrip(",;.")))
        elif token["word"] and _HEADING.fullmatch(text) and (not signals or headings_lead):
            heading, headings_lead = text, True
        elif text in _ORDINARY_WORDS:
            continue
        elif token["times"] or token["word"]:
            is_label = token["times"] or _HEADING.fullmatch(text) or is_count_of_carbons(text)
            if signals and (is_label or not after_separator):
                signals[-1].texts.append(text)
            prose += bool(signals) and _is_prose(text)
    if prose > max(len(signals), 3):
        raise UnusableRow(ReasonCode.PROSE_OR_TABLE)
    return signals, first_shift_at


def _matching_brackets(text: str) -> dict[int, int]:
    """Where each bracket that is closed again opens and closes; lone brackets are typing slips."""
    opened: list[int] = []
    pairs = {}
    for at, character in enumerate(text):
        if character in "([{":
            opened.append(at)
        elif character in ")]}" and opened:
            pairs[opened.pop()] = at
    return pairs


def _holds_shifts(inside: str) -> bool:
    """Whether brackets hold shifts of their own: `Ar-C [120.5, 127.1]`, `144.6 (142.5)`."""
    return bool(
        re.fullmatch(r"[\s\d.,;/-]*\d\.\d[\s\d.,;/-]*", inside) or re.search(r"δ\w?\s*=?\s*\d", inside)
    )


def _after_subscript(text: str, at: int) -> int:
    subscript = re.compile(r"\d(?![\d.])").match(text, at)
    return subscript.end() if subscript else at


def _is_prose(word: str) -> bool:
    return bool(re.fullmatch(r"[a-z]{3,}", word))


# --- from the signals to peaks


def _peaks(signals: list[AcsSignal]) -> tuple[Peak, ...]:
    for signal in signals:
        signal.label = read_label(", ".join(signal.texts))
    share_labels(signals)
    letters_tell = letters_tell_hydrogens(s.label.letter for s in signals if s.label.letter)
    marks_ch = any(s.label.hydrogens == 1 and s.low > LOWEST_SP2_CH_PPM for s in signals)
    marks_c = any(s.label.hydrogens for s in signals)
    peaks = []
    for signal in signals:
        label = signal.label
        hydrogens = attached_hydrogens(signal.heading) if signal.heading else label.hydrogens
        if hydrogens is None and label.bare_carbon and (marks_ch or (marks_c and label.plain_c)):
            hydrogens = 0
        if hydrogens is None and letters_tell:
            hydrogens = attached_hydrogens(label.letter)
        too_high = hydrogens is not None and signal.low > HIGHEST_PPM.get(hydrogens, math.inf)
        if too_high and not label.own_formula:
            hydrogens = None
        if signal.high - signal.low > NARROW_RANGE_PPM:
            peaks += [Peak(signal.high, hydrogens), Peak(signal.low, hydrogens)]
        else:
            one = signal.low == signal.high
            ppm = signal.low if one else round((signal.low + signal.high) / 2, 4)
            peaks.append(Peak(ppm, hydrogens, (), label.carbons))
    return tuple(peaks)
