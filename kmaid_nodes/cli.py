"""The command line `kmaid`: its parser, its exit codes, and how an error is reported."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from kmaid_nodes.commands import (
    assign,
    check,
    demo,
    describe,
    embed,
    evaluate,
    formats,
    info,
    isomers,
    knime_register,
    predict,
    retrieve,
    train,
)
from kmaid_nodes.commands.parser import Command, Parser
from kmaid_nodes.errors import Cancelled, ColumnNotNamed, UserError
from kmaid_nodes.version import __version__

# In the order of `kmaid --help`.
_COMMANDS: tuple[Command, ...] = (
    embed,
    predict,
    describe,
    assign,
    check,
    retrieve,
    isomers,
    evaluate,
    train,
    formats,
    info,
    demo,
    knime_register,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code: 0, 2 if the user must change something, 130 if stopped."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser, names = _parser()
    if not given:
        parser.print_help(sys.stderr)
        return 2
    if not given[0].startswith("-") and given[0] not in names:
        print(f"kmaid: There is no command {given[0]}; choose one of {', '.join(names)}.", file=sys.stderr)
        return 2
    options = parser.parse_args(given)
    options.arguments = given
    try:
        options.run(options)
    except ColumnNotNamed as problem:
        sentence = problem.sentence(f"name one with --{problem.column}-column")
        print(f"kmaid {options.command}: {sentence}", file=sys.stderr)
        return 2
    except UserError as problem:
        print(f"kmaid {options.command}: {problem}", file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"kmaid {options.command}: {problem.strerror or problem}: {problem.filename}.", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, Cancelled) as stopped:
        print(f"kmaid {options.command}: stopped. {stopped}".rstrip(), file=sys.stderr)
        return 130
    return 0


def _parser() -> tuple[argparse.ArgumentParser, list[str]]:
    """The parser, and the names of the commands."""
    parser = Parser(prog="kmaid", description="Assign, predict and search 13C NMR spectra with K-M3AID.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_to(commands)
    return parser, list(commands.choices)


if __name__ == "__main__":
    sys.exit(main())
