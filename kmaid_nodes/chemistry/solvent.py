"""Canonical names of NMR solvents."""

from __future__ import annotations

import re
from functools import lru_cache

# Protonated names become the deuterated ones: spectra are run in the latter, and papers
# write "DMSO" for DMSO-d6. Longer names stand before the shorter ones that they contain.
_PATTERNS = {
    "TFA-d": (
        r"trifluoro-?aceti?c\s*acid|\btrifluoressigs(?:ae|ä)ure|(?<![a-z])d?1?-?tfa(?:-?d1?)?\b|"
        r"cf3\s*(?:cooh|cood|co2[hd])"
    ),
    "TFE-d3": r"trifluoro-?ethanol|(?<![a-z])tfe\b|cf3\s*cd2\s*od|cf3\s*ch2\s*o[hd]",
    "HFIP-d2": r"hexafluoro-?(?:iso-?|2-)propanol|(?<![a-z])hfipa?\b|\(cf3\)2\s*c[hd]o[hd]",
    "acetic acid-d4": r"acetic\s*acid|cd3\s*(?:cood|co2d)|\bacod\b|\bacoh\b|ch3\s*(?:cooh|co2h)",
    "formic acid-d2": r"formic\s*acid|\bdcood\b|\bhcooh\b|\bdco2d\b",
    "toluene-d8": r"tolu(?:ene|ol)|c7d8|\btol-?d8\b|\bd8-?tol\b|c6d5\s*cd3|\bphme\b",
    "nitrobenzene-d5": r"nitro-?benzene|c6d5no2",
    "1,2-dichlorobenzene-d4": r"(?:\bo-?|1,2-|ortho-?)?dichloro-?benzene|\bo?-?dcb\b|\bodcb\b|c6d4cl2",
    "1,2,4-trichlorobenzene-d3": r"trichloro-?benzene|\btcb\b|c6d3cl3",
    "chlorobenzene-d5": r"chloro-?benzene|c6[dh]5cl|\bphcl\b",
    "bromobenzene-d5": r"bromo-?benzene|c6d5br",
    "C6F6": r"hexafluoro-?benzene|c6f6",
    "C6D6": r"benzene|(?<!m)\bbenzol\b|c6d6|c6h6",
    "C2D2Cl4": (
        r"tetrachloro-?ethan(?:e|ol)|c2d2cl4|\btce\b|\btcl?e-?d2\b|(?:cdcl2|chcl2)\s*(?:cdcl2|chcl2)|\(cdcl2\)2"
    ),
    "DCE-d4": r"dichloro-?ethane|\bdce\b|cl?cd2cd2cl|c2d4cl2|\(cd2cl\)2",
    "CCl4": r"tetrachloro-?methane|carbon\s*tetrachloride|ccl4",
    "CS2": r"carbon\s*dis(?:ul|ulf|ulph)\w*|(?<![a-z0-9])cs2(?![a-z0-9])",
    "CD2Cl2": r"methylene?\s*chloride|dichloro-?methane?|cd2\s*cl2|ch2\s*cl2|\bdcm\b",
    "CDCl3": (
        r"ch?loroforme?|chlorofom\b|c[dh]\s*c[li1|]\s*3|\bcdc3\b|\bdccl3\b|\bcdcl2?\b|\bccdl3\b|\bcldc3\b"
    ),
    "DMSO-d6": (
        r"dmso|\bdsmo\b|\bdmos\b|dimethyl-?\s*sul(?:ph|f)oxide?|dimethyl\s*sulfoxyd|"
        r"\(c[dh]3\)2\s*s=?o|c2d6so|c2d6os|cd3\s*so\s*cd3|me2so\b"
    ),
    "DMF-d7": r"(?<![a-z])dmf\b|dimethyl-?\s*formamide?|\(cd3\)2ncdo|\bc3d7no\b",
    "THF-d8": r"(?<![a-z])thf\b|tetrahydro-?furane?|c4d8o(?!2)",
    "1,4-dioxane-d8": r"dioxane?|c4d8o2",
    "diethyl ether-d10": r"diethyl\s*ether|\bet2o\b|\(c2d5\)2o",
    "dimethyl ether-d6": r"dimethyl\s*ether|cd3ocd3",
    "CD3CN": r"acetonitrile?|cd3\s*cn|ch3\s*cn|\bmecn\b|\bcdcn\b|\bcd3nc\b|\bacn\b",
    "CD3NO2": r"nitro-?methane?|cd3\s*no2",
    "CD3OD": r"methanol|c[dh]3\s*o[dh]|(?<![a-z])meo[dh](?![a-z])|\bcd4o\b|methyl\s*alcohol|\bcdod\b",
    "2-propanol-d8": r"(?:2-|iso-?|i-)propanol|isopropyl\s*alcohol|\bi-?pro[dh]\b|\(cd3\)2cdod",
    "ethanol-d6": r"(?<!m)(?<!chloro-)(?<!chloro)ethanol|\beto[dh]\b|c2d5od|cd3cd2od",
    "acetone-d6": r"acetone?\b|acetone?-?d6|\(c[dh]3\)2\s*c=?o|cd3\s*co\s*cd3|\bc3d6o\b|\bme2co\b",
    "pyridine-d5": r"pyridine?\b|(?<![a-z])pyr?-?d5\b|\bd5-?pyr?\b|c5d5n",
    "cyclohexane-d12": r"cyclohexane?(?![a-z])|c6d12",
    "sulfolane-d8": r"sul(?:f|ph)olane?|tetramethylene\s*sulfone",
    "HMPA-d18": r"\bhmpa\b|\bhmpt\b|hexamethyl-?phosph\w*\s*(?:tri)?amide",
    "D2SO4": r"\bd2so4\b|\bh2so4\b|sul(?:f|ph)uric\s*acid",
    "ND3": r"\bnd3\b|\bnh3\s*\(l\)|liquid\s*ammonia",
    "D2O": (
        r"deuterium\s*oxide?|heavy\s*water|\bd20\b|(?<![a-z])[dh]2o(?![a-z])|\bwater\b|\bwasser\b|"
        r"\bnaod\b|\bkod\b|\bdcl\b|\baqueous\b"
    ),
}
_SOLVENT = re.compile("|".join(f"(?P<s{i}>{pattern})" for i, pattern in enumerate(_PATTERNS.values())), re.I)
_NAMES = {f"s{i}": name for i, name in enumerate(_PATTERNS)}
# Small figures, dashes, brackets, and Greek and Cyrillic letters that look like C and O.
_SIGNS = str.maketrans("_₀₁₂₃₄₅₆₇₈₉²³⁴⁵⁶⁷⁸‐‑‒–—−[]СсОоΟ\u00a0", "-01234567892345678------  CcOoO ")
# In `hexadeuterodimethyl sulfoxide`, `perdeuteromethanol`, `deuterated DMSO`.
_DEUTERATED = re.compile(
    r"(?:\bper|mono|di|tri|tetra|penta|hexa|hepta|octa|deca|dodeca)?-?deuter(?:o|io|ated)-?\s?(?!um)", re.I
)
_NOT_GIVEN = {
    *("", "-", "?", "n/a", "na", "nan", "n.d.", "nd", "none", "other", "unknown"),
    *("unreported", "not reported", "not given", "not specified"),
}


@lru_cache(maxsize=1024)
def solvents_named_in(text: str) -> str | None:
    """The solvents that a text names, canonical, a mixture joined by " + "; None if it names none."""
    names = [_NAMES[m.lastgroup] for m in _SOLVENT.finditer(_plain(text)) if m.lastgroup]
    return " + ".join(dict.fromkeys(names)) or None


def canonical_solvent(text: str | None) -> str | None:
    """The canonical name of a solvent cell: `CDCl3`, `DMSO-d6`, `CD3OD`, ...

    A mixture is joined by " + " in the order of the text; a solvent that is not in the table comes
    back as written, without surplus blanks; `Unreported`, `Unknown` and the like are None.
    """
    cleaned = " ".join((text or "").split())
    if cleaned.lower() in _NOT_GIVEN:
        return None
    return solvents_named_in(cleaned) or cleaned


def _plain(text: str) -> str:
    return _DEUTERATED.sub("", text.translate(_SIGNS))
