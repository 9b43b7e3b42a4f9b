"""What the names of columns say about their content."""

from __future__ import annotations

import re
from functools import lru_cache

_PLAIN = str.maketrans(
    {"δ": "delta", "Δ": "Delta", "¹": "1", "²": "2", "³": "3", "₁": "1", "₂": "2", "₃": "3", "ν": "v"}
)
# Whole names (letters and digits only, lower case), the likeliest first, then parts of longer names.
WHOLE_NAMES: dict[str, tuple[str, ...]] = {
    role: tuple(names.split())
    for role, names in {
        "structure": "smiles canonicalsmiles isomericsmiles structure molblock molfile mol sdf inchi "
        "standardinchi stdinchi struktur",
        "peaks": "shiftsinatomorder peaks peaklist 13cpeaks shifts 13cshifts chemicalshifts 13cnmr 13c c13 "
        "spectrum spectra nmr ppm deltac delta13c 13cdelta dc cshift cshifts carbonshift carbonshifts cnmr "
        "shift chemicalshift delta acs peak verschiebung nmredata1d13c nmredata1d13c1 nmredata1dc",
        "multiplicity": "multiplicity multiplicities hydrogens attachedhydrogens attachedh dept mult",
        "solvent": "solvent solvents nmrsolvent lsungsmittel",
        "split": "split partition",
        "formula": "formula molecularformula sumformula molformula mf",
        "numbers": "kmaidatomnumbers atomnumbers atomnumbering numbering carbonnumbers carbonnumbering",
        "id": "id identifier compoundid moleculeid nmrshiftdb2id chemblid moleculechemblid zincid lotusid "
        "coconutid npmrdid hmdbid cid pubchemcid key sampleid name compound compoundname samplename title "
        "rowid molecule cmpd cpd cmpdid compoundno compoundnumber sample samplecode "
        "verbindung substanz probe",
    }.items()
}
PARTS: dict[str, tuple[str, ...]] = {
    "structure": ("smiles", "structure", "molblock", "molfile", "inchi"),
    "peaks": ("13c", "peak", "shift", "spectrum", "deltac", "ppm"),
    "multiplicity": ("multiplicit",),
    "solvent": ("solvent",),
    "id": ("compoundname", "compoundno", "sampleno", "moleculename"),
}
# Identifiers where no column has a clearer name.
FURTHER_ID_NAMES = tuple(
    ["no", "nr", "number", "code", "entry", "cas", "casno", "casnumber", "casrn", "inchikey"]
)
# Columns beside the shift in a table of single peaks.
LABEL_NAMES = frozenset(
    [
        "atom",
        "atoms",
        "atomlabel",
        "atomname",
        "atomno",
        "atomnumber",
        "carbon",
        "carbons",
        "carbonno",
        "carbonnumber",
        "catom",
        "cno",
        "position",
        "positions",
        "pos",
        "label",
        "labels",
        "assignment",
        "assignments",
        "peakassignment",
        "no",
        "nr",
        "number",
        "site",
        "signal",
    ]
)
POSITION_NAMES = frozenset(
    ["atom", "carbon", "carbonno", "carbonnumber", "cno", "position", "positions", "pos", "no", "nr", "c"]
)
NUMBER_NAMES = frozenset(
    ["no", "nr", "number", "entry", "peak", "peakno", "peaknumber", "peakindex", "index", "row", "key"]
)
MULTIPLICITY_OF_PEAK = frozenset(
    ["type", "ctype", "carbontype", "mult", "multiplicity", "chn", "dept", "h", "nh", "group"]
)
LINE_KIND_NAMES = frozenset(["type", "peaktype", "kind", "impuritycompound"])
SET_NAMES = frozenset(
    ["set", "isomer", "rotamer", "conformer", "conformation", "anomer", "diastereomer", "epimer", "tautomer"]
)
NUCLEUS_NAMES = frozenset(
    ["nucleus", "nuclei", "nuc", "isotope", "element", "nucleustype", "experiment", "nmrtype", "spectrumtype"]
)

# What is not a measured list of 13C shifts, although its name has a word of one.
_NOT_13C_SHIFTS = re.compile(
    r"predict|\bpred\b|\bcalc|comput|simulat|theor|\bdft\b|\bhose\b|\bgiao\b"
    r"|intensit|height|\barea\b|width|integral|integration|fwhm|\babs\b|amplitude"
    r"|hsqc|hmbc|hmqc|cosy|noesy|roesy|tocsy|\bm\s?/\s?z\b|\bmz\b|\bms\b|mass"
    r"|count|\bnumber\b|\bnum\b|\bn peaks?\b|\bno\.? of\b|\bindex\b|\bindices\b|\bid\b|\bname\b|\blabel"
    r"|error|deviation|differ|\bdiff\b|deltadelta|\bddelta|rms|\bmae\b|residual|score|confidence|probab"
    r"|leftover|missing|extraneous|unassigned|\bhz\b|\bmhz\b|frequency|retention|wavelength|wavenumber"
    r"|\bmethod\b|\bdate\b|\bfile\b|\bpath\b|\bsource\b|reference|comment|\bcode\b|\bstatus\b|stokes|\buv\b|\bir\b"
)
_CONDITIONS = re.compile(r"[(\[][^()\[\]]*\d\s?MHz[^()\[\]]*[)\]]", re.IGNORECASE)  # 13C NMR (101 MHz, CDCl3)
_OTHER_NUCLEUS = re.compile(
    r"\b1h\b|\bh1\b|proton|\b(?:delta|shifts?|ppm|peaks?|nmr|cs)\s?h\b|\bh\s?(?:delta|shifts?|ppm|peaks?|nmr)\b"
    r"|\bdh\b|\bdeltah\b|\b(?:15n|19f|31p|29si|11b|77se|119sn|195pt|2h|17o)\b|\bn15\b|\bf19\b|\bp31\b"
)
_CARBON = re.compile(r"13\s?c|c\s?13|carbon|\bdelta\s?c\b")
_SERIES = re.compile(
    r"(?P<prefix>(?:13c|c13|nmr|cnmr|delta|d|shift|shifts|peak|ppm|signal|carbon|chemical|cs|c)"
    r"(?:[\s_.\-]*(?:13c|c13|nmr|delta|shift|peak|ppm|signal|carbon|c))*)[\s_.\-]*"
    r"(?P<number>\d{1,3})(?P<letter>[a-g]?)(?P<primes>['′″’\"]*)"
    r"(?:[\s_.\-]*(?:shift|delta|peak|13c))?(?:[\s_]*[(\[]?ppm[)\]]?)?"
)
_MULTIPLICITY_SERIES = re.compile(
    r"(?P<prefix>(?:mult|multiplicity|type|dept|hydrogens|nh)[\s_.\-]*)?(?:peak|shift|ppm|signal|c)?[\s_\-]*"
    r"(?P<number>\d{1,3})(?P<letter>[a-g]?)(?P<primes>['′″’\"]*)"
    r"(?P<suffix>[\s_.\-]*(?:mult|multiplicity|type|dept|hydrogens|nh))?"
)
_ATOM_GROUP = re.compile(r"(?:\d+[\s\-]?)?(?:[ONS]?-?(?:Me|CH3|CH2|CH)|OMe|NMe2?|C=O|CHO|COOH|CO2H|CN)\d?")


@lru_cache(maxsize=4096)
def words_of(name: str) -> str:
    """The name in lower case, with plain letters for δ and superscripts, and blanks between its words."""
    plain = name.translate(_PLAIN)
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    return re.sub(r"[\s_\-.,:;()\[\]{}]+", " ", plain).strip().lower()


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """The letters and digits of a name, in lower case."""
    if name.strip() == "#":
        return "no"
    return re.sub(r"[^a-z0-9]", "", name.translate(_PLAIN).lower())


def key_without_unit(name: str) -> str:
    """The key of a name without `(ppm)`, `[ppm]` or `in ppm` behind it."""
    return key_of(re.sub(r"(?i)[\s,]*(?:[(\[]\s*|in\s+)ppm\s*[)\]]?\s*$", "", name))


def is_no_shift_column(name: str) -> bool:
    """Whether the name is of something other than measured 13C shifts: intensities, protons, predictions."""
    words = words_of(_CONDITIONS.sub("", name))
    if words.startswith("nmredata "):
        return not re.match(r"nmredata 1d (?:13)?c\b", words)
    if _NOT_13C_SHIFTS.search(words) or "delta delta" in words:
        return True
    return bool(_OTHER_NUCLEUS.search(words)) and not _CARBON.search(words)


def is_second_axis(name: str) -> bool:
    """Whether a name is of the proton axis of a two-dimensional spectrum, `F2 (ppm)`."""
    return bool(re.search(r"\bf2\b", words_of(name)))


def is_id_part(name: str) -> bool:
    """Whether one of the words of a longer name says that it is an identifier."""
    words = words_of(name).split()
    return "id" in words or (words[-1:] == ["name"] and len(words) > 1 and words[0] != "file")


def is_no_structure_column(name: str) -> bool:
    """Whether a name with `structure` in it is of something else: its ID, an InChIKey, an image."""
    words = words_of(name).split()
    return is_id_part(name) or "inchikey" in key_of(name) or bool({"image", "picture", "file"} & set(words))


def series_member(name: str, multiplicities: bool = False) -> tuple[str, str, str | None] | None:
    """Of a column for one peak of many (`peak1`, `shift_2`, `C4a`, `delta_C1`): series, place, label.

    label: `C4a` where the name is an atom's, None for mere numbers. None for any other name.
    """
    words = re.sub(r"\s+", " ", name.translate(_PLAIN)).strip().lower()
    pattern = _MULTIPLICITY_SERIES if multiplicities else _SERIES
    match = pattern.fullmatch(words)
    if not match or (multiplicities and not match["prefix"] and not match["suffix"]):
        return None
    prefix = re.sub(r"[^a-z0-9]", "", match["prefix"] or "")
    place = f"{match['number']}{match['letter']}{match['primes']}"
    is_atom = prefix in ("c", "carbon", "deltac", "dc", "shiftc", "13cc", "ppmc", "csc", "peakc")
    return prefix, place, f"C{place}" if is_atom else None


def is_group_name(name: str) -> bool:
    """Whether a name is of a group of atoms as tables of shifts have it: `OMe`, `3-OCH3`, `C=O`."""
    return bool(_ATOM_GROUP.fullmatch(name.strip()))


def stated_first_atom(name: str) -> int | None:
    """0 or 1 where the name of a column of atoms says from which number they count, else None."""
    words = words_of(name)
    match = re.search(r"\b(0|1|zero|one)\s?based\b|\bfrom\s?(0|1)\b|\bbased? (0|1)\b", words)
    if not match:
        return None
    return {"zero": 0, "one": 1, "0": 0, "1": 1}[next(filter(None, match.groups()))]


def says_atom_order(name: str) -> bool:
    """Whether a name says that its shifts are in the order of the atoms."""
    return "atomorder" in key_of(name)
