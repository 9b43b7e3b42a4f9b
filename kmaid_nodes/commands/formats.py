"""`kmaid formats`: the kinds of files that can be read."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kmaid_nodes.commands.parser import add_command

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    add_command(commands, "formats", run, "List the kinds of files that can be read, with an example each.")


def run(options: argparse.Namespace) -> None:
    """Print the list."""
    from kmaid_nodes.report.formats import formats_text

    print(formats_text(), end="")
