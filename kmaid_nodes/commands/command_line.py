"""A command as it was typed, fit to be kept in a file that others read."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from pathlib import Path


def command_line(
    arguments: Sequence[str], paths: Collection[Path | str], left_out: Collection[str], flags: Collection[str]
) -> str:
    """`kmaid` and its arguments, with the names of files in place of their paths.

    left_out: options that are not kept, with their values; flags: those without a value.
    """
    names = {str(path): Path(path).name or str(path) for path in paths}
    words, skip = ["kmaid"], False
    for argument in arguments:
        option, equals, value = argument.partition("=")
        if skip or argument in flags or option in left_out:
            skip = not skip and argument in left_out
            continue
        if equals and option.startswith("--") and value in names:
            words.append(f"{option}={names[value]}")
        else:
            words.append(names.get(argument, argument))
    return shlex.join(words)
