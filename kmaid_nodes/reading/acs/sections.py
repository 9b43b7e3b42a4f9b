"""An experimental section cut into its data: which part is the 13C list, and what stands beside it.

A heading starts a part, the next heading ends it; each pattern is bounded, so that the text is scanned once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.reading.shortened import words_of

Kind = Experiment | NoteCode


@dataclass(frozen=True, slots=True)
class Section:
    """kind: the experiment of a carbon list, or what else the part is; heading, text: as they stand."""

    kind: Kind
    heading: str
    text: str

    @property
    def words(self) -> str:
        """The whole part as it is cited in a note."""
        return words_of(f"{self.heading}{self.text}")


_NUCLEI = (
    "19F|31P|1[01]B|29Si|1[45]N|11[79]Sn|77Se|12[35]Te|195Pt|207Pb|199Hg|2H|[67]Li|27Al|17O|23Na|51V|113Cd|"
    "103Rh"
)
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (Experiment.HSQC, r"\b(?:HSQC|HMQC)\b(?:[\s-]?NMR)?"),
    (NoteCode.OTHER_SPECTRUM, r"\b(?:HMBC|COSY|NOESY|ROESY|TOCSY)\b"),
    (Experiment.DEPTQ, r"\bDEPTQ(?:SP|GP)*\b(?:[\s-]?(?:13C[\s-]?)?NMR)?"),
    (Experiment.DEPT90, r"(?:13\s?C[\s-]?)?\bDEPT[\s-]*(?:NMR)?[\s-]*\(?90\b°?\)?(?:[\s-]?NMR)?"),
    (Experiment.DEPT45, r"(?:13\s?C[\s-]?)?\bDEPT[\s-]*(?:NMR)?[\s-]*\(?45\b°?\)?(?:[\s-]?NMR)?"),
    (Experiment.DEPT135, r"(?:13\s?C[\s-]?)?\bDEPT(?:[\s-]*(?:NMR)?[\s-]*\(?135\b°?\)?)?(?:[\s-]?NMR)?"),
    (Experiment.APT, r"(?:13\s?C[\s-]?)?\b(?:APT|[Jj]-?[Mm][Oo][Dd])\b(?:[\s-]?(?:13C[\s-]?)?NMR)?"),
    (
        Experiment.CARBON,
        r"13\s*C[^,;]{0,25}?NMR|C-?13[^,;]{0,12}?NMR|\b[Cc]arbon(?:-13)?\s(?:NMR|n\.m\.r)|(?<![\w-])C[\s-]?NMR|\b13-C[^,;]{0,8}?NMR|NMR[^,;]{0,12}?13\s*C\b|"
        r"^\W*13\s*C\b|δ\s?13\s?C\b|δ\s?C(?=[\s=:;,(])",
    ),
    (
        NoteCode.PROTON_NMR,
        r"\b1\s?H[\s-]*(?:\{[^}]{0,8}\})?[^,;\d]{0,8}NMR|NMR[^,;\d]{0,12}?\b1H\b|δ\s?H\b|(?<![\w-])H[\s-]NMR|\bPMR\b|\b[Pp]roton\sNMR",
    ),
    (
        NoteCode.OTHER_NMR,
        rf"(?<![\w.])(?:{_NUCLEI})(?=[\s{{(:;δ-])(?:[^,;]{{0,12}}?(?:NMR|δ)|\s?[:(])|\b\d{{1,3}}[A-Z][a-z]?(?:\s?\{{[^}}]{{0,8}}\}})?"
        r"[\s-]{0,2}NMR|δ\s?(?:F|P|N|Si|B|Sn|Se|Pt)\b",
    ),
    (
        NoteCode.MASS_SPECTRUM,
        r"\b(?:HR|LR|GC|LC|EI|ESI|CI)?[-\s/]?(?:EI|ESI|FAB|APCI|MALDI)?[-\s/]?(?:TOF)?[-\s/]?\bMS\b|\b(?:HR|LR|GC|LC)-?(?:ESI-?)?MS\b|"
        r"\b(?:ESI|FAB|EI|APCI|MALDI|TOF)\b|\bm/z|\b[Mm]ass\s(?:spec|calc)|\[\s?M\s?[+\]-]|\bM\+\s?[=(]|\b[Cc]alcd\b|\b[Cc]alc\.|"
        r"\b[Cc]alculated\b",
    ),
    (
        NoteCode.INFRARED,
        r"\b(?:FT-?)?IR\b|\bATR\b|\bν\s?(?:max|\(|~|=)|\bvmax\b|\b\d{3,4}(?:\.\d)?\s?cm-?\s?\^?-?1",
    ),
    (NoteCode.ULTRAVIOLET, r"\bUV(?:[-/][Vv]is)?\b|\bλ\s?(?:max|em|ex|abs)|\bCD\s\("),
    (
        NoteCode.OPTICAL_ROTATION,
        r"\[\s?α\s?\]|\[\s?a\s?\](?=[\s\d°C^_{}]{0,8}D\b|\d{2}\b)|\b[Oo]ptical\srotation|\bspecific\srotation",
    ),
    (
        NoteCode.MELTING_POINT,
        r"\b(?:[Mm]\.?\s?[Pp]|[Bb]\.?\s?[Pp]|S(?:ch)?mp|Sdp|[FK]p|[Pp]\.?\s?f|[Pp]\.?\s?[eé]b)\b\.?(?=\W{0,5}\d)|"
        r"\bF\s?[=:]\s?(?=\d[\d.\s-]{1,11}°)|\b[Mm]elting\s(?:point|range)|\bMP\b",
    ),
    (
        NoteCode.CHROMATOGRAPHY,
        r"\b(?:HPLC|UPLC|GC(?=\s?[:(,]|\s\(?t)|TLC|SFC|R_?f|t_?R|R_?t)\b|\bretention\s|\b[Pp]urity\b|"
        r"\b[de]\.?[re]\.?\s?[=:>]?\s?\d|\b\d+(?:\.\d)?\s?%\s?(?:ee|de)\b|\bee\b|\bdr\b",
    ),
    (
        NoteCode.ELEMENTAL_ANALYSIS,
        r"\bC\d{1,3}H\d{1,3}[A-Z\d]{0,12}(?=,?\s(?:\(\d|M\.?W|calc|Calc|requires|[Ff]ound))|\bEA\b(?=\W{0,4}C\b)|\bAnal\b|\b[Ee]lemental\b|\bCHN\b",
    ),
    (
        NoteCode.OTHER_WORDS,
        r"\bc?[Ll]og\s?[PD]\b|\bpKa?\b|\bn_?D\s?\^?\d{2}|\bn\^?\d{2}_?D\b|\bM\.?W\.?(?=\W{0,3}\d)|\bM\s?=\s?\d|\bK[di]\b|"
        r"\b[IE]C_?50\b|\b[Dd]ensity\b|\bCAS\b|\bTMS(?=\W{0,3}\d)|\b(?:These|[Ss]pectroscopic|[Ss]pectral|[Aa]ll)\s(?:\w{1,14}\s)?data\b|"
        r"\bν\s?(?=\d{3,4}\b)|\bM\+\s?(?=\d)|\b(?:Solvent|Temperature|Frequency|T)\s?[:=]\s?(?=\w)",
    ),
    (NoteCode.CRYSTAL_STRUCTURE, r"\bCCDC\b|\bX-ray\b"),
    (
        NoteCode.YIELD,
        r"\b[Yy]ield(?:ed|s)?\b|\b\d+(?:\.\d+)?\s?%\s?(?:yield)?(?=\W*$|\s?yield)|(?<![\w.])\d+(?:\.\d+)?\s?(?:mg|g|mmol|mol|mL)\b|"
        r"\b(?:[Ww]hite|[Oo]ff-white|[Yy]ellow(?:ish)?|[Pp]ale|[Cc]olou?rless|[Bb]rown(?:ish)?|[Oo]range|[Rr]ed|[Gg]reen|[Bb]lue|[Bb]lack|"
        r"[Cc]rystalline|[Aa]morphous|[Vv]iscous|[Ll]ight|[Pp]urple)\s[a-z\s-]{0,25}"
        r"(?:solid|oil|powder|foam|crystals?|syrup|gum|needles|liquid|wax|film)\b",
    ),
)
_HEADING = re.compile("|".join(f"(?P<k{i}>{pattern})" for i, (_, pattern) in enumerate(_PATTERNS)))
_KINDS = {f"k{i}": kind for i, (kind, _) in enumerate(_PATTERNS)}
# Words without which no heading but that of the list itself can match; they tell most texts at once.
_WORDS = re.compile(r"\d{0,3}[^\W\d_]+|[%_]|R_f")
_WORDS_OF_HEADINGS = frozenset(
    """
    HSQC HMQC HMBC COSY NOESY ROESY TOCSY DEPT DEPTQ DEPTQSP DEPTQGP DEPTQGPSP APT JMOD Jmod MOD Mod mod
    PMR proton Proton carbon Carbon 1H H δH δC δF δP δN δSi δB δSn δSe δPt
    19F 31P 11B 10B 29Si 15N 14N 119Sn 117Sn 77Se 125Te 123Te 195Pt 207Pb 199Hg 2H 7Li 6Li 27Al 17O 23Na 51V
    113Cd 103Rh
    MS HRMS LRMS GCMS LCMS HRESIMS ESIMS ESI FAB EI CI APCI MALDI TOF HR LR GC LC z calcd Calcd calc Calc
    calculated Calculated Mass mass M IR FTIR FT ATR ν νmax vmax cm UV λ λmax λem λex λabs max
    α a optical Optical specific mp Mp MP mP bp Bp BP p melting Melting
    HPLC UPLC TLC SFC Rf tR Rt retention purity Purity ee dr de er Anal Elemental elemental CHN CCDC ray
    EA GC calcd found requires Schmp Smp Sdp Fp Kp pf f é eb éb p F
    logP LogP logD LogD cLogP cLogD clogP clogD log Log
    pKa pK nD n W MW Kd Ki IC50 EC50 IC EC density Density CAS TMS data T Solvent Temperature Frequency
    yield yields yielded Yield Yields Yielded mg g mmol mol mL % _
    White white Off off Yellow yellow Yellowish yellowish Pale pale Colourless colourless Colorless colorless
    Brown brown Brownish brownish Orange orange Red red Green green Blue blue Black black
    Crystalline crystalline Amorphous amorphous Viscous viscous Light light Purple purple
    """.split()  # noqa: SIM905
)
_SHIFT = re.compile(r"\d\.\d|[δ:]\W{0,9}\d")


def sections_of(text: str) -> list[Section]:
    """The parts of a text of plain characters, in order; a text without a heading is one 13C list."""
    starts = _only_start(text) or list(_starts(text))
    if not starts:
        return [Section(Experiment.CARBON, "", text)]
    sections = []
    first = starts[0][1]
    if text[:first].strip(" .,;:()-"):
        before_list = isinstance(starts[0][0], Experiment) or not _SHIFT.search(text, 0, first)
        sections.append(Section(NoteCode.OTHER_WORDS if before_list else Experiment.CARBON, "", text[:first]))
    for (kind, start, end), following in zip(starts, [*starts[1:], (None, len(text), 0)]):
        sections.append(Section(kind, text[start:end], text[end : following[1]]))
    return sections


def holds_heading(label: str) -> bool:
    """Whether the label in brackets behind a shift starts a part of an experimental section."""
    if "NMR" in label:
        return True
    words = _WORDS.findall(label)
    return not _WORDS_OF_HEADINGS.isdisjoint(words) and bool(_HEADING.search(f"({label}), 100.1"))


def _only_start(text: str) -> list[tuple[Kind, int, int]]:
    """The heading of a text that can have no other; empty where there may be several."""
    words = _WORDS.findall(text)
    if sum([word.endswith("NMR") for word in words]) != 1 or "CD (" in text:
        return []
    others = _WORDS_OF_HEADINGS.intersection(words)
    if others and others != {"δC"}:
        return []
    first = _HEADING.search(text)
    if first is None or (others and first[0].startswith("δ")):
        return []
    return [(_KINDS[first.lastgroup or ""], first.start(), first.end())]


def _starts(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Kind, start and end of each heading that starts a part."""
    current: Kind | None = None
    shifts = (match.end() for match in _SHIFT.finditer(text))
    last_shift = next_shift = end = 0
    for match in _HEADING.finditer(text):
        kind = _KINDS[match.lastgroup or ""]
        while next_shift <= match.start():
            last_shift, next_shift = next_shift, next(shifts, len(text) + 1)
        has_shifts = last_shift > end
        in_carbon = isinstance(current, Experiment) or (current is None and has_shifts)
        if in_carbon and not has_shifts and not _opens_within_conditions(kind, current, match[0]):
            continue  # `13C NMR (DEPT, CDCl3) δ`: still the conditions of the list
        if match[0].startswith("δ") and isinstance(kind, Experiment) and in_carbon:
            continue  # a δ before every shift
        if (
            not isinstance(kind, Experiment)
            and current is None
            and not has_shifts
            and _in_bracket(text, match.start())
        ):
            continue
        if kind is current and not isinstance(kind, Experiment):
            continue  # HRMS (ESI) m/z
        if current is NoteCode.ELEMENTAL_ANALYSIS and kind is NoteCode.MASS_SPECTRUM:
            continue  # Anal. calcd for C8H8O3
        yield kind, match.start(), match.end()
        current, end = kind, match.end()


def _opens_within_conditions(kind: Kind, current: Kind | None, heading: str) -> bool:
    """Whether a heading right behind that of a carbon list starts something else: `13C NMR: 1H NMR ...`."""
    if heading.startswith("δ"):
        return False
    if kind in (NoteCode.PROTON_NMR, NoteCode.OTHER_NMR):
        return True
    return kind is Experiment.CARBON and current is Experiment.CARBON


def _in_bracket(text: str, at: int) -> bool:
    return text.rfind("(", max(0, at - 40), at) > text.rfind(")", max(0, at - 40), at)
