"""Canonical names of NMR solvents."""

from __future__ import annotations

import re
from functools import lru_cache

# Protonated names become the deuterated ones: spectra are run in the latter, and papers
# write "DMSO" for DMSO-d6. Longer names stand before the shorter ones that they contain.
_PATTERNS = {
    "TFA-d": r"trifluoroaceti?c\s*acid|\bd?-?tfa\b|cf3\s*(?:cooh|cood|co2[hd])",
    "acetic acid-d4": r"acetic\s*acid|cd3\s*(?:cood|co2d)|\bacod\b",
    "formic acid-d2": r"formic\s*acid|\bdcood\b|\bhcooh\b",
    "toluene-d8": r"tolu(?:ene|ol)|c7d8|c6d5cd3",
    "nitrobenzene-d5": r"nitro-?benzene",
    "chlorobenzene-d5": r"(?<!di)(?<!di-)(?<!-)chloro-?benzene|c6d5cl",
    "1,2-dichlorobenzene-d4": r"(?:o-|1,2-)?dichloro-?benzene|\bodcb\b|c6d4cl2",
    "C6D6": r"benzene|c6d6|c6h6",
    "C2D2Cl4": r"tetrachloro-?ethan(?:e|ol)|c2d2cl4|\btce\b",
    "CCl4": r"tetrachloro-?methane|carbon\s*tetrachloride|ccl4",
    "CD2Cl2": r"methylene?\s*chloride|dichloro-?methane|cd2cl2|ch2cl2|\bdcm\b",
    "CDCl3": r"chloroform|c[dh]c[li1]3|\bcdc3\b",
    "DMSO-d6": r"dmso|dimethyl\s*sul(?:ph|f)oxide|\(cd3\)2so|c2d6so",
    "DMF-d7": r"\bdmf\b|dimethyl\s*formamide",
    "THF-d8": r"\bthf\b|tetrahydro-?furane?|c4d8o",
    "1,4-dioxane-d8": r"dioxane?",
    "diethyl ether-d10": r"diethyl\s*ether|\bet2o\b",
    "dimethyl ether-d6": r"dimethyl\s*ether|cd3ocd3",
    "CD3CN": r"acetonitrile|cd3\s*cn|ch3cn|\bmecn\b",
    "CD3NO2": r"nitro-?methane|cd3no2",
    "CD3OD": r"methanol|c[dh]3o[dh]|\bmeo[dh]\b",
    "ethanol-d6": r"(?<!m)(?<!chloro-)(?<!chloro)ethanol|\beto[dh]\b|c2d5od|cd3cd2od",
    "acetone-d6": r"acetone|\(c[dh]3\)2c=?o|cd3cocd3",
    "pyridine-d5": r"pyridine?\b|c5d5n",
    "cyclohexane-d12": r"cyclohexane|c6d12",
    "D2O": r"deuterium\s*oxide|\bd2o\b|\bh2o\b|\bwater\b",
}
_SOLVENT = re.compile("|".join(f"(?P<s{i}>{pattern})" for i, pattern in enumerate(_PATTERNS.values())), re.I)
_NAMES = {f"s{i}": name for i, name in enumerate(_PATTERNS)}
_NOT_GIVEN = {"", "unreported", "unknown", "other", "none", "n/a", "na", "-", "?", "not reported"}


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
    return text.translate(str.maketrans("₂₃₄₅₆₇₈‐‑–—−[]", "2345678-----  "))
