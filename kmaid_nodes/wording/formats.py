"""Kinds of files in words: what is read, and what to do with what is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kmaid_nodes.codes.file_format import FileFormat, OtherFile


@dataclass(frozen=True, slots=True)
class FormatWords:
    """name: what people call it; gives: what is taken from it; recognised_by: what in it shows the kind."""

    name: str
    gives: str
    recognised_by: str


FORMATS: dict[FileFormat, FormatWords] = {
    FileFormat.TABLE: FormatWords(
        "Text table",
        "structures and peak lists in columns with a header line; one spectrum as Mnova and others export it",
        "its header line",
    ),
    FileFormat.EXCEL: FormatWords("Excel workbook", "the same as a text table", "the workbook in it"),
    FileFormat.PARQUET: FormatWords("Parquet table", "the same as a text table", "its first bytes"),
    FileFormat.ARROW: FormatWords("Arrow or Feather table", "the same as a text table", "its first bytes"),
    FileFormat.SPECTRUM_TEXT: FormatWords(
        "Text of one spectrum",
        "a peak list as in a publication",
        "its shifts, without the header of a table",
    ),
    FileFormat.SD: FormatWords(
        "SD file",
        "structures, with assigned spectra of nmrshiftdb2 or NMReDATA where it has them",
        "a counts line (V2000, V3000) and $$$$",
    ),
    FileFormat.MOLFILE: FormatWords("MDL molfile", "one structure", "a counts line (V2000, V3000)"),
    FileFormat.SMILES: FormatWords(
        "SMILES file",
        "one structure and its name in each line",
        "a SMILES in every line",
    ),
    FileFormat.INCHI: FormatWords(
        "InChI file",
        "one structure and its name in each line",
        "InChI= in its first line",
    ),
    FileFormat.BRUKER_PEAK_LIST: FormatWords(
        "Peak list of TopSpin (XML)",
        "the picked peaks; nucleus, frequency and solvent if it lies in its experiment's folder",
        "the element PeakList",
    ),
    FileFormat.BRUKER_PEAK_TEXT: FormatWords(
        "Peak table of TopSpin (text)",
        "the picked peaks",
        "its header with ADDRESS or F1 [ppm]",
    ),
    FileFormat.JCAMP_DX: FormatWords(
        "JCAMP-DX",
        "peak tables and peak assignments, with the structure if the file has it",
        "##TITLE= in its first line",
    ),
    FileFormat.CML: FormatWords(
        "CML (Chemical Markup Language)",
        "structures with assigned spectra, as nmrshiftdb2 exports them",
        "the element cml or molecule",
    ),
    FileFormat.NMR_STAR: FormatWords(
        "NMR-STAR",
        "assigned shifts and the structure of a small molecule of the BMRB",
        "the word save_ or loop_",
    ),
    FileFormat.ZIP: FormatWords(
        "Zip archive",
        "all files in it that can be read, among them NMReDATA records",
        "its first bytes",
    ),
}

_SAVE_AS_MOLFILE = "save the structure as an MDL molfile (.mol) or an SD file (.sdf)"
_EXPORT_PEAKS = "export its peak table as text or CSV, or the assigned spectrum as NMReDATA"
_COPY_LIST = "copy the peak lists into a table (CSV or Excel)"

ADVICE: dict[OtherFile, tuple[str, str]] = {
    OtherFile.CHEMDRAW: ("a ChemDraw file", _SAVE_AS_MOLFILE),
    OtherFile.MARVIN: ("a Marvin file", _SAVE_AS_MOLFILE),
    OtherFile.MOL2: ("a Tripos MOL2 file", _SAVE_AS_MOLFILE),
    OtherFile.PDB: ("a PDB file", _SAVE_AS_MOLFILE),
    OtherFile.CIF: ("a CIF file", _SAVE_AS_MOLFILE),
    OtherFile.REACTION: ("a reaction file", _SAVE_AS_MOLFILE),
    OtherFile.MNOVA: ("a Mnova document", f"in Mnova, {_EXPORT_PEAKS}"),
    OtherFile.ACD: ("an ACD/Labs document", f"in the ACD/Labs software, {_EXPORT_PEAKS}"),
    OtherFile.NMRIUM: ("an NMRium file", f"in NMRium, {_EXPORT_PEAKS}"),
    OtherFile.NMRML: ("an nmrML file", "pick the peaks in an NMR program and export the peak table"),
    OtherFile.RAW_DATA: (
        "raw data of a spectrometer",
        "pick the peaks in the software of the spectrometer; TopSpin writes them to pdata/1/peaklist.xml",
    ),
    OtherFile.BRUKER_PARAMETERS: (
        "a parameter file of a spectrometer",
        "choose the peak list, in TopSpin pdata/1/peaklist.xml",
    ),
    OtherFile.PDF: ("a PDF", _COPY_LIST),
    OtherFile.WORD: ("a text document of a word processor", _COPY_LIST),
    OtherFile.SLIDES: ("a presentation", _COPY_LIST),
    OtherFile.OLD_EXCEL: ("an Excel file of the old kind (.xls)", "save it in Excel as .xlsx or CSV"),
    OtherFile.OPEN_DOCUMENT: ("an OpenDocument file", "save it as .xlsx or CSV"),
    OtherFile.PICTURE: ("a picture", "draw the structure and save it as an MDL molfile; type the peak list"),
    OtherFile.WEB_PAGE: ("a web page", _COPY_LIST),
    OtherFile.JSON: ("a JSON file", "save its data as a table (CSV)"),
    OtherFile.OTHER_XML: ("an XML file of another kind", "save its data as a table (CSV) or as CML"),
    OtherFile.OTHER_ARCHIVE: ("an archive", "unpack it and choose the files, or pack them as .zip"),
    OtherFile.BINARY: ("a binary file of an unknown kind", "see `kmaid formats` for what can be read"),
    OtherFile.EMPTY: ("empty", "choose another file"),
}
"""What a file is, and what to do with it."""


def not_readable(name: str, kind: OtherFile) -> str:
    """The sentence that refuses a file of a known kind."""
    what, remedy = ADVICE[kind]
    return f"{name} is {what}, which cannot be read; {remedy}."


def unknown_kind(name: str) -> str:
    """The sentence that refuses a file of no kind that is known."""
    return (
        f"{name} is of an unknown kind; `kmaid formats` lists what can be read. "
        "A table needs a header line that names its columns."
    )


def also_readable(compressions: Iterable[str]) -> str:
    """What may stand in place of a plain file."""
    return (
        f"Every file may be compressed ({', '.join(compressions)}). A folder stands for all files in it, and "
        "- for what another program writes to the standard input."
    )


def package_needed(kind: FileFormat, package: str) -> str:
    """The sentence for a format whose package is not installed."""
    return f"Reading {FORMATS[kind].name} needs the package {package}: pip install 'kmaid-nodes[formats]'."
