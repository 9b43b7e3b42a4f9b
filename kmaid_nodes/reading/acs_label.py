"""What the words after a published shift tell: `(OCH3)`, `(2C)`, `(d, J = 245.1 Hz)`, `(C-4)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kmaid_nodes.errors import UnusableRow


@dataclass(frozen=True, slots=True)
class PeakLabel:
    """What a label says of its peak; nothing in it is certain but what the words spell out.

    hydrogens: attached hydrogens that the label spells out (`OCH3` 3, `ArCH` 1, `Cq` 0), else None.
    bare_carbon: a carbon written without hydrogens (`C`, `ArC`, `C=N`). Whether it has none, or the
        author just named a kind of carbon, shows only beside the list's other labels.
    letter: s, d, t or q that comes without a J value.
    carbons: how many carbons the peak stands for (`2C`, `×2`, `2 × CH`).
    names_carbon: the label describes a carbon, more than a count or a coupling.
    """

    hydrogens: int | None = None
    bare_carbon: bool = False
    letter: str | None = None
    carbons: int | None = None
    names_carbon: bool = False


_COUPLING = re.compile(r"\d?\s*J(?:[^=;]*=\s*|[\s\w,()-]*?\s)\d[\d.,]*(?:\s*(?:,|and|/)\s*[\d.]+)*\s*(?:Hz)?")
_PROTON_INTEGRAL = re.compile(r"(?<![\w.-])\d{1,2}H(?![\w-])")
_COUNT = re.compile(
    r"^\s*(?P<times>\d{1,2})\s*[x×*]\s*|"  # 2 × CH, 2x
    r"^\s*(?P<prefix>\d{1,2})\s*(?=[-=]?\(?(?:[A-Z](?!-?\d*[′'″\"])))(?!-)|"  # 2C, 4CH2, but not 2-CH
    r"[x×*]\s*(?P<suffix>\d{1,2})\s*$|"  # C × 2, dx2
    r"^\s*(?P<misread>[lI])(?=C)"  # "1C" misread from print
)
# A carbon that is numbered or lettered is an atom label (C-4, C4a, C1', C-ipso, Ca), not a formula.
_ATOM_LABEL = re.compile(r"C[-\s]?(?:\d|\[|[α-ω]|[a-pr-z]?['′″’]|[omip](?:rtho|eta|ara|pso)?\b)|\bC[a-pr-z]\b")
_CARBON = re.compile(
    r"(?:(?<![A-Za-z)])H(?P<before>[23]?)(?=C))?C(?![lyp])(?:H(?P<after>[23]?))?|(?P<methyl>Me)(?![a-z])"
)
_OLEFIN_OR_ALKYNE = re.compile(r"-?C[=≡]C-?")
_NO_HYDROGEN = re.compile(
    r"\bCq|q(?:uat|uart)|C(?:F3|[=]O|O2|OO|≡N)|(?<![A-Z])C[NO](?![A-Za-z])|(?<=[A-Z])CO(?![A-Za-z])"
)


def read_label(text: str) -> PeakLabel:
    """What one label (the text in the brackets, or the words behind a shift) says of its peak.

    Hydrogens are taken only from a formula in which all carbons carry the same number of them:
    `NCH2` and `CH=CH` tell, `OCH2CH3` and `C(CH3)2` do not say which carbon is meant. A letter beside
    a J value is a coupling to F or P. Raises UnusableRow if it is a label of a proton spectrum
    (`1H, dd`).
    """
    if _PROTON_INTEGRAL.search(text):
        raise UnusableRow(f"proton data ({text.strip()}) stand among the 13C shifts")
    without_coupling = _COUPLING.sub("", text)
    has_coupling = without_coupling != text
    letter, carbons, hydrogens, names_carbon = None, None, set(), False
    for part in re.split(r"[,;+&/]|\band\b", without_coupling):
        count = _COUNT.search(part)
        if count:
            carbons = max(carbons or 1, int(next(filter(None, count.groups())).translate({108: "1", 73: "1"})))
            part = _COUNT.sub("", part, count=1)
        part = part.strip(" .:-")
        if re.fullmatch(r"[sdtqSDTQ]", part):
            letter = None if has_coupling else part.lower()
        elif part and not re.fullmatch(r"C|br|m|[dtq]{2,4}|\d+", part):
            names_carbon = True
        hydrogens |= _hydrogens_written(part)
    if len(hydrogens) != 1:
        return PeakLabel(letter=letter, carbons=carbons, names_carbon=names_carbon)
    (only,) = hydrogens
    surely = only > 0 or bool(_NO_HYDROGEN.search(without_coupling))
    return PeakLabel(only if surely else None, not surely, letter, carbons, names_carbon)


def _hydrogens_written(part: str) -> set[int]:
    if _ATOM_LABEL.search(part) or _OLEFIN_OR_ALKYNE.fullmatch(part):
        hydrogen_numbered = re.match(r"CH([23]?)\b", part)  # CH2-5', CH-4: told although numbered
        return {int(hydrogen_numbered[1] or 1)} if hydrogen_numbered else set()
    return {_count(match) for match in _CARBON.finditer(part)}


def _count(carbon: re.Match[str]) -> int:
    if carbon["methyl"]:
        return 3
    written = carbon["after"] if carbon["after"] is not None else carbon["before"]
    return 0 if written is None else int(written or 1)
