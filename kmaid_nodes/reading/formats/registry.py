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
    package: of the extra `formats`, that reading it needs; None if the plain installation reads it.
    """

    kind: FileFormat
    endings: tuple[str, ...]
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
    def recognised_by(self) -> str:
        """What of the content shows it where the ending does not."""
        return WORDS[self.kind].recognised_by

    @property
    def example(self) -> str:
        """A small example."""
        return EXAMPLES[self.kind]


FORMATS: tuple[Format, ...] = (
    Format(FileFormat.TABLE, (".csv", ".tsv", ".txt", ".tab", ".dat")),
    Format(FileFormat.EXCEL, (".xlsx", ".xlsm"), "openpyxl"),
    Format(FileFormat.PARQUET, (".parquet",)),
    Format(FileFormat.ARROW, (".arrow", ".feather")),
    Format(FileFormat.SPECTRUM_TEXT, (".txt",)),
    Format(FileFormat.SD, (".sdf", ".sd")),
    Format(FileFormat.MOLFILE, (".mol", ".mdl")),
    Format(FileFormat.SMILES, (".smi", ".smiles")),
    Format(FileFormat.INCHI, (".inchi",)),
    Format(FileFormat.BRUKER_PEAK_LIST, (".xml",)),
    Format(FileFormat.BRUKER_PEAK_TEXT, (".txt",)),
    Format(FileFormat.JCAMP_DX, (".jdx", ".dx", ".jcamp"), "nmrglue"),
    Format(FileFormat.CML, (".cml", ".xml")),
    Format(FileFormat.NMR_STAR, (".str", ".star"), "pynmrstar"),
    Format(FileFormat.ZIP, (".zip",)),
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
