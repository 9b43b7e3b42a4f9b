"""One line of a SMILES file: where its SMILES is, what it is called, and what else it holds."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow

_WORD = re.compile(
    r"(?:\[[^\[\]\s]+\]|Cl|Br|[BCNOPSFIbcnops*]|%\d\d|%\(\d{1,3}\)|[\d=#$:/\\~.()+-])+", re.ASCII
)
_FIRST_WORD = re.compile(r"InChI=\S*|[^\s,;]+|")
_EXTENSION = re.compile(r"(?<!\s)\s+(\|[^|]*\|)")


@dataclass(frozen=True, slots=True)
class SmilesLine:
    """smiles: with its CXSMILES block, if it has one; name: "" if there is none; others: further cells."""

    smiles: str
    name: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SmilesHeader:
    """The header of a SMILES file: its separator (a blank stands for any number) and which column is what."""

    names: tuple[str, ...]
    separator: str
    smiles_at: int
    name_at: int | None


def looks_like_smiles(word: str) -> bool:
    """Whether a word could be a SMILES: nothing but its atoms, brackets, bonds and ring numbers."""
    return bool(_WORD.fullmatch(word)) and any(character.isalpha() or character == "*" for character in word)


def smiles_first(text: str) -> SmilesLine:
    """`SMILES |CXSMILES| name`, separated by blanks, a tab, comma or semicolon.

    text: without blanks around it. The rest behind blanks or a comma is the name; tabs part further cells.
    """
    if '"' in text:
        smiles, *cells = _cells(text, _separator_between_quotes(text))
        return SmilesLine(smiles, cells[0] if cells else "", tuple(cells[1:]))
    smiles = _FIRST_WORD.match(text)[0]  # type: ignore[index]  # it may be empty, but always matches
    rest = text[len(smiles) :]
    if extension := _EXTENSION.match(rest):
        smiles, rest = f"{smiles} {extension[1]}", rest[extension.end() :]
    cells = rest[1:].split("\t") if rest[:1] in "\t,;" else rest.strip().split("\t")
    return SmilesLine(smiles, cells[0].strip(), tuple(cell.strip() for cell in cells[1:]))


def name_first(text: str) -> SmilesLine:
    """`name SMILES`, separated by blanks, a tab, comma or semicolon; a name may hold blanks and commas."""
    extension = re.search(rf"{_EXTENSION.pattern}\s*$", text)
    block = f" {extension[1]}" if extension else ""
    text = text[: extension.start()] if extension else text
    if "\t" in text:
        name, smiles, *others = (cell.strip() for cell in text.split("\t"))
        return SmilesLine(smiles + block, name.strip('"'), tuple(others))
    name, smiles = _name_and_last_word(text)
    return SmilesLine(smiles + block, name)


def is_name_first(text: str) -> bool | None:
    """Whether a line certainly has its SMILES last (True) or first (False); None if it could be either."""
    first = looks_like_smiles(_FIRST_WORD.match(text.strip('"'))[0])  # type: ignore[index]
    second = looks_like_smiles(name_first(text).smiles.split(" ", 1)[0])
    return None if first == second else second


def below_header(text: str, header: SmilesHeader) -> SmilesLine:
    """A line below a header. Raises UnusableRow if it has more cells than the header."""
    block = ""
    if header.separator == " " and '"' not in text and (extension := _EXTENSION.search(text)):
        block = f" {extension[1]}"
        text = text[: extension.start()] + text[extension.end() :]
    cells = _cells_below(text, header)
    if any(cells[len(header.names) :]):
        raise UnusableRow(ReasonCode.TOO_MANY_CELLS, cells=len(cells), header_cells=len(header.names))
    cells += [""] * (len(header.names) - len(cells))
    others = tuple(cell for at, cell in enumerate(cells) if at not in (header.smiles_at, header.name_at))
    name = "" if header.name_at is None else cells[header.name_at]
    return SmilesLine(cells[header.smiles_at] + block, name, others)


def _cells_below(text: str, header: SmilesHeader) -> list[str]:
    if header.separator != " " or '"' in text:
        return _cells(text, header.separator)
    if len(header.names) == 2:  # the name may hold blanks
        return text.split(None, 1) if header.smiles_at == 0 else list(_name_and_last_word(text))
    return text.split()


def _name_and_last_word(text: str) -> tuple[str, str]:
    last = re.split(r"[\s,;]", text)[-1]
    return text[: len(text) - len(last)].rstrip(" ,;").strip('"'), last


def _cells(text: str, separator: str) -> list[str]:
    try:
        row = next(csv.reader([text], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:  # such as a cell without end
        row = text.split(separator)
    return [cell.strip() for cell in row if cell or separator != " "]


def _separator_between_quotes(text: str) -> str:
    unquoted = re.sub(r'"[^"]*"', "", text)
    return next((separator for separator in "\t,;" if separator in unquoted), " ")
