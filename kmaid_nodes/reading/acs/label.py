"""What the words after a published shift say: `(OCH3)`, `(2C)`, `(d, J = 245.1 Hz)`, `(C-4)`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.acs.coupling import couplings_of_label
from kmaid_nodes.reading.carbon_count import count_in_label


@dataclass(frozen=True, slots=True)
class PeakLabel:
    """What a label says of its peak; nothing in it is certain but what the words spell out.

    hydrogens: attached hydrogens that the label spells out (`OCH3` 3, `ArCH` 1, `Cq` 0), else None.
    bare_carbon: a carbon written without hydrogens (`C`, `ArC`, `C=N`). Whether it has none, or the
        author just named a kind of carbon, shows only beside the list's other labels.
    plain_c: the label says just `C`, as lists do that mark CH, CH2 and CH3 as well.
    letter: s, d, t or q that comes without a J value.
    carbons: how many carbons the peak stands for (`2C`, `×2`, `2 × CH`).
    names_carbon: the label describes a carbon, more than a count or a coupling.
    atoms: how many atoms it names (`C-4, C-7`).
    own_formula: the formula is of the carbon itself and not of its neighbour, as it stands alone (`CH3`)
        beside the name of the atom, or of a peak that is not assigned.
    number: the label is nothing but this number, of an atom or of carbons.
    """

    hydrogens: int | None = None
    bare_carbon: bool = False
    plain_c: bool = False
    letter: str | None = None
    carbons: int | None = None
    names_carbon: bool = False
    atoms: int = 0
    own_formula: bool = False
    number: int | None = None


_PROTON_INTEGRAL = re.compile(r"(?<![\w.-])\d{1,2}H(?![\w-])")
# A numbered or lettered carbon is an atom label (C-4, C4a, C1', 5-C, C-ipso, Ca), not a formula.
_ATOM_LABEL = re.compile(
    r"C[-\s]?(?:[\d[α-ω']|\(\d|[omip](?:rtho|eta|ara|pso)?\b)|\d[a-z]?'*-C(?!H)|\bC[a-pr-z]\b"
)
_ATOM = re.compile(r"C-\d+")
# As `writing.acs_text` says what a peak is that no carbon was given.
_NOT_ASSIGNED = re.compile(r"\b(?:not |un)assigned\b.*")
_CARBON = re.compile(
    r"(?:(?<![A-Za-z)])H(?P<before>[23]?)(?=C))?C(?![lyp])(?:H(?P<after>[23]?))?|(?P<methyl>Me)(?![a-z])"
)
_OLEFIN_OR_ALKYNE = re.compile(r"-?C[=≡]C-?")
_QUATERNARY = re.compile(r"qu(?:at(?:ernary)?|art(?:är)?)\.?", re.IGNORECASE)
_NO_HYDROGEN = re.compile(r"\bCq|q(?:uat|uart|C\b)|CF3|C≡N|\bCN\b")
# A carbonyl carbon may be that of an aldehyde, and C-OH that of an alcohol.
_NAME = re.compile(r"C=O|CO(?!O)|C-OH|COOH|C-O\b")
_EQUALS = re.compile(r"\s*=\s*")
_CARBON_HYDROGEN = re.compile(r"\bC-H\b")
_BETWEEN_PARTS = re.compile(r"[,;+&/]|\band\b")
_LETTER = re.compile(r"[sdtqSDTQ]")
_NO_CARBON = re.compile(r"br|m|[dtq]{2,4}|\d+")
_WITH_HYDROGEN = re.compile(r"CH[23]?")
_OF_A_KIND = re.compile(r"CH?[23]?")
_QUATERNARY_FORMULA = re.compile(r"\bCq")
_NUMBER = re.compile(r"\s*\d{1,3}\s*")


@lru_cache(maxsize=4096)
def read_label(text: str) -> PeakLabel:
    """What one label (the text in the brackets, or the words behind a shift) says of its peak.

    Hydrogens are taken only from a formula in which all carbons carry the same number of them, as in `NCH2`
    and `CH=CH`; `OCH2CH3` and `C(CH3)2` do not say which carbon is meant. A letter beside
    a J value is a coupling to F or P. Raises UnusableRow if it is a label of a proton spectrum
    (`1H, dd`).
    """
    plain = without_unassigned(text)
    unassigned, text = plain != text, plain
    if _PROTON_INTEGRAL.search(text):
        raise UnusableRow(ReasonCode.PROTON_DATA, label=text.strip())
    text = _CARBON_HYDROGEN.sub("CH", _EQUALS.sub("=", text))
    couplings = couplings_of_label(text)
    has_coupling, without_coupling = bool(couplings.hertz), couplings.rest
    letter, carbons, hydrogens, bare, plain_c, names_carbon = None, None, set(), False, False, False
    atoms, formula_alone = 0, False
    kinds: set[int] = set()
    for part in _BETWEEN_PARTS.split(without_coupling):
        count, part = count_in_label(part)
        if count is not None:
            carbons = max(carbons or 1, count)
        part = part.strip(" .:-")
        if _LETTER.fullmatch(part):
            letter = None if has_coupling else part.lower()
        elif count is not None and part == "C":
            continue  # "2C" counts carbons of any kind
        elif part and not _NO_CARBON.fullmatch(part):
            names_carbon = True
        atoms += bool(_ATOM.fullmatch(part))
        formula_alone |= bool(_WITH_HYDROGEN.fullmatch(part))
        written = {0} if _QUATERNARY.fullmatch(part) else _hydrogens_written(part)
        if written == {0} and _NAME.search(part):
            written = set()
        hydrogens |= written
        plain_c |= part == "C"
        if written and _OF_A_KIND.fullmatch(part):
            kinds |= written
        bare |= written == {0} and not _NO_HYDROGEN.search(part)
    if len(kinds) > 1:  # `C, CH`: carbons of two kinds under one line
        carbons = max(carbons or 1, len(kinds))
    only = hydrogens.pop() if len(hydrogens) == 1 else None
    bare = bare and only == 0 and not _QUATERNARY_FORMULA.search(text)
    own_formula = formula_alone and only is not None and bool(atoms or unassigned)
    number = int(text) if _NUMBER.fullmatch(text) else None
    return PeakLabel(
        None if bare else only, bare, plain_c, letter, carbons, names_carbon, atoms, own_formula, number
    )


def without_unassigned(text: str) -> str:
    """A label without the words that this program writes beside a peak that no carbon was given."""
    return _NOT_ASSIGNED.sub("", text)


def _hydrogens_written(part: str) -> set[int]:
    if _ATOM_LABEL.search(part) or _OLEFIN_OR_ALKYNE.fullmatch(part):
        hydrogen_numbered = re.match(r"CH([23]?)\b", part)  # CH2-5', CH-4: a formula although numbered
        return {int(hydrogen_numbered[1] or 1)} if hydrogen_numbered else set()
    return {_count(match) for match in _CARBON.finditer(part)}


def _count(carbon: re.Match[str]) -> int:
    if carbon["methyl"]:
        return 3
    written = carbon["after"] if carbon["after"] is not None else carbon["before"]
    return 0 if written is None else int(written or 1)
