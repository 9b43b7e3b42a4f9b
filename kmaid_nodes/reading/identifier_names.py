"""Names under which files keep the identifier of a compound, the clearest first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

# Letters and digits only, lower case. Numbers of a database go before the user's catalogue numbers and CAS,
# these before names, and names before keys of the structure.
_IDENTIFIERS = (
    "nmrshiftdb2id id identifier compoundid compoundidentifier moleculeid molid structureid substanceid "
    "sampleid recordid entryid databaseid lotusid coconutid npatlasid npaid npmrdid chemblid "
    "moleculechemblid zincid zinc pubchemcompoundcid pubchemcid pubchemcompoundid cid chebiid hmdbid "
    "drugbankid dbid dtxsid keggid chemspiderid csid pubchemsubstanceid pubchemsid sid bmrbid sdbsno nsc "
    "mdlnumber uid uuid key "
)
_NUMBERS = (
    "idnumber catalogno catalogueno catalognumber cataloguenumber catalogid catno catnumber catalog "
    "catalogue compoundno compoundnumber registrynumber regno registryno itemnumber itemno productnumber "
    "productno sku code compoundcode cas casno casnumber casrn casregistrynumber "
)
_NAMES = (
    "name compoundname commonname genericname preferredname prefname moleculename substancename "
    "trivialname traditionalname productname drugname databasename chebiname title compound molecule "
    "substance drug label iupacname systematicname pubchemiupacname pubchemiupactraditionalname "
    "chemicalname inchikey "
)
_ANY_ID_RANK = len(_IDENTIFIERS.split())
_RANKS = {name: rank for rank, name in enumerate(f"{_IDENTIFIERS} anyid {_NUMBERS} {_NAMES}".split())}
# Identifiers of something else than the compound.
_NOT_OF_A_COMPOUND = re.compile(
    r"conformer|cluster|batch|plate|target|tax|organism|patent|assay|doc|paper|article|journal|reference|user|"
    r"author|reaction|protein|gene|vendor|supplier|parent|group|scaffold|file|spectr|solvent|pubmed",
    re.IGNORECASE,
)
# `my_id`, `Lib ID`, `molID`, but not `Acid` or `Lipid`.
_ANY_ID = re.compile(r".*(?:[^A-Za-z](?:id|ID|Id)|[a-z](?:ID|Id)|[iI]dentifier)")


def clearest_identifier(names: Iterable[str]) -> str | None:
    """The name that is the clearest identifier of a compound; None if none is one.

    The order: numbers of databases (`ID`, `lotus_id`, `ChEMBL_ID`, `PUBCHEM_COMPOUND_CID`, ...), any other
    name that ends in ID, catalogue numbers, CAS, names (`Name`, `compound`, `IUPAC name`), InChIKey.
    """
    ranked = [(rank, name) for name in names if (rank := identifier_rank(name)) is not None]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


@lru_cache(maxsize=4096)
def identifier_rank(name: str) -> int | None:
    """How clearly a name tells that an identifier stands there, 0 for the clearest; None if it does not."""
    plain = plain_name(name)
    if plain in _RANKS:
        return _RANKS[plain]
    if _ANY_ID.fullmatch(name) and not _NOT_OF_A_COMPOUND.search(name):
        return _ANY_ID_RANK
    return None


def named_among(names: Iterable[str], wanted: str) -> str | None:
    """The name that a user means: as it is, else in other case, else without its marks; else None."""
    names = list(names)
    for form in (str, str.casefold, plain_name):
        for name in names:
            if form(name) == form(wanted) != "":
                return name
    return None


def plain_name(name: str) -> str:
    """A name as lower case letters and digits only: `PUBCHEM_COMPOUND_CID` is `pubchemcompoundcid`."""
    return "".join(character for character in name.casefold() if character.isalnum())
