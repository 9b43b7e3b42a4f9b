"""The parser of the command line, and how a command is added to it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]
    Run = Callable[[argparse.Namespace], None]


class Parser(argparse.ArgumentParser):
    """Reports a wrong command line in one sentence, and takes options by their full names only."""

    def __init__(self, **settings: Any):
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        self.exit(2, f"{self.prog}: {message}\n")


class Command(Protocol):
    """A module of this folder that is a command."""

    def add_to(self, commands: Commands) -> None:
        """Add the command to the parser."""

    def run(self, options: argparse.Namespace) -> None:
        """Do what the options say; raises UserError."""


def add_command(commands: Commands, name: str, run: Run, help: str) -> argparse.ArgumentParser:
    """A new command without arguments, which calls run with its options."""
    sub = commands.add_parser(name, help=help, description=help)
    sub.set_defaults(run=run)
    return sub
