"""The kinds of files: those that are read, and those that are only known by name."""

from __future__ import annotations

from enum import StrEnum


class FileFormat(StrEnum):
    """The kinds of files that are read; the values are stable."""

    TABLE = "table"
    EXCEL = "excel"
    PARQUET = "parquet"
    ARROW = "arrow"
    SPECTRUM_TEXT = "spectrum_text"
    SD = "sd"
    MOLFILE = "molfile"
    SMILES = "smiles"
    INCHI = "inchi"
    BRUKER_PEAK_LIST = "bruker_peak_list"
    BRUKER_PEAK_TEXT = "bruker_peak_text"
    JCAMP_DX = "jcamp_dx"
    CML = "cml"
    NMR_STAR = "nmr_star"
    ZIP = "zip"


class OtherFile(StrEnum):
    """Kinds of files that people have and that are not read; the values are stable."""

    CHEMDRAW = "chemdraw"
    MARVIN = "marvin"
    MOL2 = "mol2"
    PDB = "pdb"
    XYZ = "xyz"
    CIF = "cif"
    REACTION = "reaction"
    MNOVA = "mnova"
    ACD = "acd"
    NMRIUM = "nmrium"
    NMRML = "nmrml"
    RAW_DATA = "raw_data"
    BRUKER_PARAMETERS = "bruker_parameters"
    PDF = "pdf"
    WORD = "word"
    SLIDES = "slides"
    OLD_EXCEL = "old_excel"
    OPEN_DOCUMENT = "open_document"
    PICTURE = "picture"
    WEB_PAGE = "web_page"
    JSON = "json"
    OTHER_XML = "other_xml"
    OTHER_ARCHIVE = "other_archive"
    BINARY = "binary"
    EMPTY = "empty"
