"""The formats that can be read, in one place for all who tell or use them."""

from __future__ import annotations

from dataclasses import dataclass

from kmaid_nodes.codes.file_format import FileFormat
from kmaid_nodes.reading.formats.examples import EXAMPLES
from kmaid_nodes.wording.formats import FORMATS as WORDS


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    endings: of its files, lower case, the usual one first.
    recognised_by: what of the content shows it where the ending does not; empty if only the ending does.
    package: of the extra `formats`, that reading it needs; None if the plain installation reads it.
    """

    kind: FileFormat
    endings: tuple[str, ...]
    recognised_by: str = ""
    package: str | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return WORDS[self.kind].name

    @property
    def gives(self) -> str:
        """What is taken from it."""
        return WORDS[self.kind].gives

    @property
    def example(self) -> str:
        """A small example."""
        return EXAMPLES[self.kind]


FORMATS: tuple[Format, ...] = (
    Format(FileFormat.TABLE, (".csv", ".tsv", ".txt", ".tab", ".dat"), "its header line"),
    Format(FileFormat.EXCEL, (".xlsx", ".xlsm"), "the workbook in it", "openpyxl"),
    Format(FileFormat.PARQUET, (".parquet",), "its first bytes"),
    Format(FileFormat.ARROW, (".arrow", ".feather"), "its first bytes"),
    Format(FileFormat.SPECTRUM_TEXT, (".txt",), "shifts, and no header of a table"),
    Format(FileFormat.SD, (".sdf", ".sd"), "a counts line (V2000, V3000) and $$$$"),
    Format(FileFormat.MOLFILE, (".mol", ".mdl"), "a counts line (V2000, V3000)"),
    Format(FileFormat.SMILES, (".smi", ".smiles"), "a SMILES in every line"),
    Format(FileFormat.INCHI, (".inchi",), "InChI= in its first line"),
    Format(FileFormat.BRUKER_PEAK_LIST, (".xml",), "the element PeakList"),
    Format(FileFormat.BRUKER_PEAK_TEXT, (".txt",), "its header with ADDRESS or F1 [ppm]"),
    Format(FileFormat.JCAMP_DX, (".jdx", ".dx", ".jcamp"), "##TITLE= in its first line", "nmrglue"),
    Format(FileFormat.CML, (".cml", ".xml"), "the element cml or molecule"),
    Format(FileFormat.NMR_STAR, (".str", ".star"), "the word save_ or loop_", "pynmrstar"),
    Format(FileFormat.ZIP, (".zip",), "its first bytes"),
)

PACKAGE = {form.kind: form.package for form in FORMATS}
COMPRESSIONS = (".gz", ".bz2", ".xz")
READABLE_ENDINGS = tuple(dict.fromkeys(ending for form in FORMATS for ending in form.endings))


def plain_name(name: str) -> str:
    """A file's name in lower case, without the ending of its compression."""
    lower = name.lower()
    return next((lower.removesuffix(ending) for ending in COMPRESSIONS if lower.endswith(ending)), lower)


def ends_readably(name: str) -> bool:
    """Whether a name has the ending of a file that can be read, compressed or not."""
    return plain_name(name).endswith(READABLE_ENDINGS)
