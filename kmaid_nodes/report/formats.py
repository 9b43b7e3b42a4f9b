"""What can be read, as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from kmaid_nodes.reading.formats.registry import COMPRESSIONS, FORMATS, Format
from kmaid_nodes.wording.formats import also_readable

_WIDTH = 80
_INDENT = "    "


def formats_text() -> str:
    """All formats with their endings, what they give, and an example each; at most 80 columns."""
    parts = ["\n".join(_lines(form)) for form in FORMATS]
    return "\n\n".join([*parts, _wrapped(also_readable(COMPRESSIONS), "")]) + "\n"


def _lines(form: Format) -> Iterator[str]:
    yield f"{form.name} ({', '.join(form.endings)})"
    gives = form.gives[0].upper() + form.gives[1:]
    yield _wrapped(f"{gives}.", "  ")
    yield _wrapped(f"Recognised by its ending, or else by {form.recognised_by}.", "  ")
    if form.package:
        yield _wrapped(f"Needs the package {form.package}: pip install 'kmaid-nodes[formats]'", "  ")
    yield ""
    yield textwrap.indent(form.example, _INDENT)


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
