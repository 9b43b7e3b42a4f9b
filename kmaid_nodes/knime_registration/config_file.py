"""KNIME's list of extensions: a YAML file with an entry for each, of which only ours is changed.

The text is changed, not what a YAML library makes of it, so that comments and the entries of other
extensions stay as they are, to the letter. What is not written in the usual way is refused.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

from kmaid_nodes.codes.registration import Change
from kmaid_nodes.errors import UserError
from kmaid_nodes.knime_registration.installation import EXTENSION_ID, Entry

_HEADING = "# Extensions that KNIME Analytics Platform loads from folders. Its knime.ini names this file."
# A key at the start of a line, and what stands behind its colon.
_KEY = re.compile(
    r"""(?P<key>"[^"\\]*"|'[^']*'|[^\s\#\[\]{}&*!|>'"%@`,?:-](?:[^:\#\r\n]|:(?=\S)|(?<=\S)\#)*?)"""
    r"""[ ]*:(?P<value>[ \t][^\r\n]*)?[\r\n]*$"""
)
_ANCHOR = re.compile(r"(?:^|[:{,\[-]\s+|\{)[&*]\w")
_BRACKETS = {"{": "}", "[": "]"}


@dataclass(frozen=True)
class _Block:
    """Lines of the file: an entry with its key, or with None what stands between entries."""

    key: str | None
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ConfigFile:
    """The entries of such a file; `mark` and `end` are its byte order mark and its line ends."""

    blocks: tuple[_Block, ...]
    mark: str = ""
    end: str = "\n"

    @property
    def text(self) -> str:
        """The whole file."""
        return self.mark + "".join(line for block in self.blocks for line in block.lines)

    @property
    def others(self) -> list[str]:
        """The names of the other extensions, in their order."""
        return [block.key for block in self.blocks if block.key and block.key != EXTENSION_ID]

    @property
    def has_ours(self) -> bool:
        """Whether this extension has an entry."""
        return any(block.key == EXTENSION_ID for block in self.blocks)

    def with_entry(self, entry: Entry) -> tuple[ConfigFile, Change]:
        """The file with this entry for the extension, in the place of an earlier one."""
        ours = _Block(EXTENSION_ID, tuple(line + self.end for line in _entry_lines(entry)))
        if not self.has_ours:
            blocks = self._ended() or [_Block(None, (_HEADING + self.end,))]
            return self._with([*blocks, ours]), Change.ADDED
        blocks, written = [], False
        for block in self.blocks:
            if block.key != EXTENSION_ID:
                blocks.append(block)
            elif not written:
                blocks.append(ours)
                written = True
        changed = self._with(blocks)
        return changed, Change.PRESENT if changed.text == self.text else Change.REPLACED

    def without_entry(self) -> tuple[ConfigFile, Change]:
        """The file without the extension."""
        if not self.has_ours:
            return self, Change.ABSENT
        return self._with([b for b in self.blocks if b.key != EXTENSION_ID]), Change.REMOVED

    def _with(self, blocks: list[_Block]) -> ConfigFile:
        return ConfigFile(tuple(blocks), self.mark, self.end)

    def _ended(self) -> list[_Block]:
        """The blocks, the last line of which has a line end."""
        if not self.blocks or self.blocks[-1].lines[-1].endswith(("\n", "\r")):
            return list(self.blocks)
        *before, last = self.blocks
        return [*before, _Block(last.key, (*last.lines[:-1], last.lines[-1] + self.end))]


def read_config(path: Path) -> ConfigFile:
    """The file, without entries if it is not there yet; UserError if it is not such a list."""
    if path.name == "knime.yml" or path.suffix.lower() not in (".yml", ".yaml"):
        raise UserError(f"{path} cannot hold KNIME's list of extensions. Name a file such as config.yml.")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ConfigFile(())
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror or error}.") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is no text in UTF-8, so that it was left as it is.") from error
    mark = text[: text.startswith("\ufeff")]
    lines = list(io.StringIO(text[len(mark) :], newline=""))
    end = next((re.sub(r"[^\r\n]", "", line) for line in lines if line.endswith(("\n", "\r"))), "\n")
    return ConfigFile(tuple(_blocks(lines, path)), mark, end)


def _blocks(lines: list[str], path: Path) -> list[_Block]:
    blocks: list[_Block] = []
    for number, line in enumerate(lines, 1):
        start = _KEY.match(line)
        if start:
            blocks.append(_Block(start["key"].strip("\"'"), (line,)))
        elif not line.strip() or line.startswith("#") or _starts_the_document(line, blocks):
            blocks.append(_Block(None, (line,)))
        elif line.startswith((" ", "\t")) and any(block.key is not None for block in blocks):
            blocks = _continued(blocks, line)
        else:
            raise _unusual(path, number)
    place = 1
    for block in blocks:
        if block.key is not None and not _is_usual(block):
            raise _unusual(path, place)
        place += len(block.lines)
    return blocks


def _starts_the_document(line: str, blocks: list[_Block]) -> bool:
    before = [block.lines[0] for block in blocks]
    return (
        bool(re.fullmatch(r"---\s*(#.*)?\s*", line))
        and all(block.key is None for block in blocks)
        and not any(other.startswith("---") for other in before)
    )


def _continued(blocks: list[_Block], line: str) -> list[_Block]:
    """The blocks with an indented line, which goes on with the last entry and what stands behind it."""
    last = max(place for place, block in enumerate(blocks) if block.key is not None)
    lines = [text for block in blocks[last:] for text in block.lines]
    return [*blocks[:last], _Block(blocks[last].key, (*lines, line))]


def _is_usual(block: _Block) -> bool:
    """Whether an entry is a mapping of its own, whose end is where the next line without indent begins."""
    start = _KEY.match(block.lines[0])
    assert start is not None
    value = re.sub(r"(^|\s)#.*", "", start["value"] or "").strip()
    text = "".join((value, *block.lines[1:]))
    closing = _BRACKETS.get(value[:1])
    if closing is not None:
        closed = all(text.count(a) == text.count(b) for a, b in _BRACKETS.items())
        return closing == "}" and closed and not (block.key == EXTENSION_ID and _ANCHOR.search(text))
    shared = value.startswith("&") and " " not in value and block.key != EXTENSION_ID
    rest = "".join(block.lines[1:]).strip()
    return (not value or shared) and bool(rest) and not (block.key == EXTENSION_ID and _ANCHOR.search(rest))


def _unusual(path: Path, line: int) -> UserError:
    return UserError(
        f"{path} was left as it is, since line {line} is not written as in a usual list of extensions. Name "
        "another file with --config, or write the entry yourself."
    )


def _entry_lines(entry: Entry) -> list[str]:
    python = "conda_env_path" if entry.conda else "python_executable"
    lines = [f"{EXTENSION_ID}:", f"  src: {_quoted(entry.folder)}", f"  {python}: {_quoted(entry.python)}"]
    return [*lines, "  debug_mode: true"] if entry.debug else lines


def _quoted(text: str) -> str:
    """A text as YAML takes it, in which nothing but its quote has a meaning: no back slash, no colon."""
    if not text.isprintable():
        raise UserError(f"KNIME cannot be told of the path {text!r}, which has a character without a sign.")
    return "'" + text.replace("'", "''") + "'"
