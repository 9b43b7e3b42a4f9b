"""All files of a folder or of a zip archive, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kmaid_nodes.codes.file_format import FileFormat
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.formats.known_names import is_hidden, is_raw_data
from kmaid_nodes.reading.formats.recognition import kind_of_file
from kmaid_nodes.reading.formats.unpacked import unpacked
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.shortened import shortened

ReadFile = Callable[[Path], Iterator[Record]]
# What lies beside the SD file of an NMReDATA record.
_OF_NMREDATA_RECORDS = frozenset(
    {
        FileFormat.BRUKER_PEAK_LIST,
        FileFormat.BRUKER_PEAK_TEXT,
        FileFormat.JCAMP_DX,
        FileFormat.SPECTRUM_TEXT,
        FileFormat.MOLFILE,
    }
)
_PEAK_LISTS = "pdata/*/peaklist.xml"


def files_of_folder(folder: Path) -> list[Path]:
    """The files of a folder by name, with the peak lists of the Bruker experiments in it.

    Files below other folders are not looked for. Raises UserError if there is none.
    """
    if is_experiment(folder):
        files = sorted(folder.glob(_PEAK_LISTS))
        if not files:
            raise UserError(
                f"{folder} is an experiment of Bruker without a peak list; pick the peaks in TopSpin, which "
                "writes them to pdata/1/peaklist.xml."
            )
        return files
    files = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if is_hidden(entry.name) or is_raw_data(entry.name):
            continue
        if entry.is_file():
            files.append(entry)
        elif entry.is_dir() and is_experiment(entry):
            files += sorted(entry.glob(_PEAK_LISTS))
    if not files:
        raise UserError(f"There is no file to read in the folder {folder}.")
    return files


def left_out_of_folder(folder: Path) -> tuple[ReadingNote, ...]:
    """A note on the folders in a folder that are not looked into, if there are any."""
    if is_experiment(folder):
        return ()
    below = sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.is_dir() and not is_hidden(entry.name) and not is_experiment(entry)
    )
    return (ReadingNote(NoteCode.OTHER_FILES, shortened(f"folders {', '.join(below)}")),) if below else ()


def is_experiment(folder: Path) -> bool:
    """Whether a folder is one experiment as Bruker's software stores it."""
    return any((folder / name).is_file() for name in ("acqus", "fid", "ser"))


def read_folder(folder: Path, read_file: ReadFile) -> Iterator[Record]:
    """The records of `files_of_folder`; the first one notes what is not looked into. Raises UserError."""
    files, notes = files_of_folder(folder), left_out_of_folder(folder)
    return _with_notes(records_of_files(files, folder, read_file), notes)


def _with_notes(records: Iterator[Record], notes: tuple[ReadingNote, ...]) -> Iterator[Record]:
    """The records, the first with these notes."""
    for record in records:
        yield replace(record, notes=record.notes + notes)
        notes = ()


def records_of_files(files: Sequence[Path], folder: Path, read_file: ReadFile) -> Iterator[Record]:
    """The records of all files; those of several files have the file's name before their ids.

    read_file: gives the records of a file, and may raise UserError. A file that cannot be read is one Record
    with `error`.
    """
    for path in files:
        name = path.relative_to(folder).as_posix()
        stem = name.removesuffix(path.suffix)
        try:
            for record in read_file(path):
                yield record if len(files) == 1 else replace(record, id=_with_name(stem, record.id))
        except UserError as problem:
            yield Record(
                name, error=Reason.of(ReasonCode.UNREADABLE_FILE, file=name, problem=_clause(problem))
            )


def _with_name(stem: str, identifier: str) -> str:
    if identifier == stem or identifier.startswith(f"{stem}/"):
        return identifier
    return f"{stem}/{identifier}"


def _clause(problem: UserError) -> str:
    """The sentence as the end of another one."""
    return str(problem).rstrip(".")


def read_archive(path: Path, read_file: ReadFile) -> Iterator[Record]:
    """The records of the files in a zip archive, at any depth.

    The SD file of an NMReDATA record stands for the spectra and molfiles in its folder and below, since it
    describes them. Raw data and files of other kinds are left out, with a note at the first record. Raises
    UserError if the archive cannot be read, or holds nothing else.
    """
    with unpacked(path) as (folder, raw):
        files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != "acqus")
        kinds = {file: kind_of_file(file) for file in files}
        chosen = [file for file in files if isinstance(kinds[file], FileFormat)]
        described = [f.parent for f in chosen if kinds[f] is FileFormat.SD and _is_nmredata(f)]
        chosen = [
            file
            for file in chosen
            if kinds[file] not in _OF_NMREDATA_RECORDS or not any(d in file.parents for d in described)
        ]
        others = [file.relative_to(folder).as_posix() for file in files if file not in set(chosen)] + list(
            raw
        )
        if not chosen:
            raise UserError(_nothing(path.name, others))
        words = shortened(f"{len(others)}: {', '.join(others)}") if others else ""
        notes = (ReadingNote(NoteCode.OTHER_FILES, words),) if others else ()
        yield from _with_notes(records_of_files(chosen, folder, read_file), notes)


def _nothing(name: str, others: Sequence[str]) -> str:
    if not others:
        return f"{name} holds no files."
    advice = "; pick the peaks of its spectra first" if any(is_raw_data(Path(o).name) for o in others) else ""
    return f"{name} holds no file that can be read: {shortened(', '.join(others))}{advice}."


def _is_nmredata(path: Path) -> bool:
    with path.open("rb") as file:
        return b"<NMREDATA_" in file.read(1 << 20)
