"""Any file of structures and spectra as records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kmaid_nodes.codes.file_format import FileFormat, OtherFile
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.folder import read_archive, read_folder
from kmaid_nodes.reading.formats.one_spectrum import named_by_file
from kmaid_nodes.reading.formats.packages import package_for
from kmaid_nodes.reading.formats.recognition import kind_of_file
from kmaid_nodes.reading.formats.registry import PACKAGE, plain_name
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.sd_file import read_sd_file
from kmaid_nodes.reading.sd_record import records_of_sd_records
from kmaid_nodes.reading.smiles_file import read_smiles_file
from kmaid_nodes.reading.standard_input import NAME as STANDARD_INPUT
from kmaid_nodes.reading.standard_input import standard_input_file
from kmaid_nodes.reading.table import TableColumns, read_table
from kmaid_nodes.wording.formats import not_readable, unknown_kind


def read_records(
    path: str | Path, columns: TableColumns | None = None, needed: Sequence[str] = ()
) -> Iterator[Record]:
    """The records of a file of any format, of all files of a folder, or of the standard input (`-`).

    The formats are those of `reading.formats.registry`, plain or compressed by gzip, bzip2 or xz, recognised
    by content and ending. columns: what the columns of a table hold (guessed where not named); needed: fields
    of `TableColumns` that a table must have. Shifts are in ppm, atoms 0-based. A row that cannot be used is a
    Record with `error`, and so is a file of a folder. Raises UserError, at once for a missing file, a file of
    an unknown kind and a package that is not installed, else when the damaged place is read.
    """
    if str(path) == STANDARD_INPUT:
        return _of_standard_input(columns, needed)
    path = Path(path)
    if path.is_dir():
        return read_folder(path, lambda file: _of_file(file, columns, needed))
    if not path.exists():
        raise UserError(f"There is no file {path}.")
    return _of_file(path, columns, needed)


def _of_standard_input(columns: TableColumns | None, needed: Sequence[str]) -> Iterator[Record]:
    with standard_input_file() as path:
        yield from _of_file(path, columns, needed)


def _format(path: Path, columns: TableColumns | None) -> FileFormat:
    if not path.is_file():
        raise UserError(f"{path} is neither a file nor a folder.")
    kind = kind_of_file(path, bool(columns and columns.names()))
    if kind is None:
        raise UserError(unknown_kind(path.name))
    if isinstance(kind, OtherFile):
        raise UserError(not_readable(path.name, kind))
    if (package := PACKAGE[kind]) is not None:
        package_for(kind, package)
    return kind


def _of_file(
    path: Path, columns: TableColumns | None, needed: Sequence[str], in_archive: bool = False
) -> Iterator[Record]:
    kind = _format(path, columns)
    stem = Path(plain_name(path.name)).stem
    stem = path.name[: len(stem)]
    match kind:
        case FileFormat.SD:
            return records_of_sd_records(read_sd_file(path), columns)
        case FileFormat.SMILES:
            return read_smiles_file(path, columns)
        case FileFormat.TABLE | FileFormat.PARQUET | FileFormat.ARROW:
            return named_by_file(read_table(path, kind, columns, needed), stem)
        case FileFormat.ZIP:
            if in_archive:
                raise UserError(f"{path.name} is an archive within an archive; unpack it first.")
            return read_archive(path, lambda file: _of_file(file, columns, needed, in_archive=True))
    return _of_rarer_format(kind, path, stem, columns, needed)


def _of_rarer_format(
    kind: FileFormat, path: Path, stem: str, columns: TableColumns | None, needed: Sequence[str]
) -> Iterator[Record]:
    """Their modules are imported only where there is such a file."""
    match kind:
        case FileFormat.EXCEL:
            from kmaid_nodes.reading.excel import read_excel

            return named_by_file(read_excel(path, columns, needed), stem)
        case FileFormat.MOLFILE:
            from kmaid_nodes.reading.formats.molfile import read_molfile

            return read_molfile(path, columns, stem)
        case FileFormat.INCHI:
            from kmaid_nodes.reading.formats.inchi_file import read_inchi_file

            return read_inchi_file(path, stem)
        case FileFormat.BRUKER_PEAK_LIST:
            from kmaid_nodes.reading.formats.bruker_peak_list import read_bruker_peak_list

            return read_bruker_peak_list(path, stem)
        case FileFormat.BRUKER_PEAK_TEXT:
            from kmaid_nodes.reading.formats.bruker_peak_text import read_bruker_peak_text

            return read_bruker_peak_text(path, stem)
        case FileFormat.JCAMP_DX:
            from kmaid_nodes.reading.formats.jcamp_dx import read_jcamp

            return read_jcamp(path, stem)
        case FileFormat.CML:
            from kmaid_nodes.reading.formats.cml import read_cml

            return read_cml(path, stem)
        case FileFormat.NMR_STAR:
            from kmaid_nodes.reading.formats.nmr_star import read_nmr_star

            return read_nmr_star(path, stem)
    from kmaid_nodes.reading.formats.spectrum_text import read_spectrum_text

    return read_spectrum_text(path, stem)
