"""Names of data fields that hold 13C spectra, solvents and frequencies."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.reading.pulse_program import experiment_of_program


class Holds(Enum):
    """What a data field holds by its name.

    SPECTRUM: a measured 13C spectrum. PERHAPS: one if its value reads as one. Other fields are the user's.
    """

    SPECTRUM = "spectrum"
    PERHAPS = "perhaps"
    SOLVENT = "solvent"
    FREQUENCY = "frequency"
    OTHER = "other"


_WORD = re.compile(r"[a-zδ]+|\d+")
_SPELLINGS = (("¹³", "13"), ("¹", "1"), ("δ", " delta "), ("carbon", " carbon "), ("nmrshiftdb2", " c nmr "))
_CARBON = re.compile(
    r"\b(?:13 c(?:nmr)?|c(?:arbons?)? 13|cnmr|c nmr|nmr c|carbons? (?:nmr|shifts?|peaks?|spectrum|spectra)|"
    r"delta c(?:arbon)?|nmr carbons?)\b"
)
_NO_SPECTRUM = re.compile(
    r"\b(?:h|proton|f|p|n|hsqc|hmbc|hmqc|cosy|noesy|inadequate|calc\w*|pred\w*|comput\w*|dft|giao|sim\w*|theor\w*|hose|"
    r"errors?|diff\w*|mae|rmse|mad|ref\w*|doi|temp\w*|field|strength|dates?|files?|paths?|url|links?|methods?|"
    r"counts?|number|num|no|id|standard|remarks?|comments?|quality|score|program|instrument|mult\w*|hydrogens?|"
    r"intensit\w*|widths?|source|author|type|assigner|similarity|carbon number|smiles|labell?ed|isotop\w*|"
    r"abundance|content|ratio|enrichment)\b"
)
_SPECTRUM_WORDS = (
    "nmr cnmr spectrum spectra spectral spec shift shifts chemical peak peaks peaklist list data signal "
    "signals ppm experimental exp expt measured obs observed delta lit literature text string values "
    "value carbon carbons c in of and for assigned assignment assignments acs journal resonances dept "
    "apt deptq mhz hz the cdcl dmso d cd od cn acetone methanol meod thf pyridine benzene water "
)
_NMR_WORDS = "nmr spectral spectroscopic spectrum spectra data text string spectroscopy description "
_SOLVENT_WORDS = "solvent solvents nmr cnmr spectrum carbon 13 c "
_FREQUENCY = re.compile(r"\b(?:mhz|frequency|frequencies|field strength|larmor)\b")


@lru_cache(maxsize=4096)
def what_holds(name: str) -> Holds:
    """What a data field of this name holds; predicted spectra and those of other nuclei are `OTHER`."""
    words = _words(name)
    text = " ".join(words)
    carbon = bool(_CARBON.search(text)) or experiment_named(name) is not Experiment.CARBON
    if {"solvent", "solvents"} & set(words):
        return Holds.SOLVENT if _all_in(words, _SOLVENT_WORDS) else Holds.OTHER
    if _NO_SPECTRUM.search(_CARBON.sub(" ", text)):
        return Holds.FREQUENCY if _is_frequency(text, words) else Holds.OTHER
    if not carbon:
        if _is_frequency(text, words):
            return Holds.FREQUENCY
        is_nmr = "nmr" in words or "spectral" in words or words in (["spectrum"], ["spectra"])
        return Holds.PERHAPS if is_nmr and _all_in(words, _NMR_WORDS) else Holds.OTHER
    if _is_frequency(text, words):
        return Holds.FREQUENCY
    clear = _all_in([word for word in words if not word.isdigit()], _SPECTRUM_WORDS)
    return Holds.SPECTRUM if clear else Holds.PERHAPS


# "Dept" alone may be a department.
_NAMES_EXPERIMENT = re.compile(r"dept\W*(?:q|45|90|135)|(?<![a-z])apt(?![a-z])|hsqc|hmqc", re.IGNORECASE)


@lru_cache(maxsize=4096)
def experiment_named(name: str) -> Experiment:
    """The experiment that the name of a field tells: `13C DEPT-135`."""
    return experiment_of_program(name) if _NAMES_EXPERIMENT.search(name) else Experiment.CARBON


def _words(name: str) -> list[str]:
    text = name.casefold()
    for written, meant in _SPELLINGS:
        text = text.replace(written, meant)
    return _WORD.findall(re.sub(r"\b13\s*-?\s*c(?=[a-z])", "13 c ", text))


def _is_frequency(text: str, words: list[str]) -> bool:
    """`13C frequency [MHz]`, but not `13C NMR (101 MHz)`."""
    numbers = [word for word in words if word.isdigit() and word not in ("13", "1")]
    return bool(_FREQUENCY.search(text)) and not numbers


def _all_in(words: list[str], known: str) -> bool:
    return set(words) <= set(known.split())
