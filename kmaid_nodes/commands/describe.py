"""`kmaid describe`: descriptors of molecules."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kmaid_nodes.commands.model_options import predictor_of
from kmaid_nodes.commands.table_command import add_table_command, write_results

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    add_table_command(
        commands, "describe", run, "MOLECULES", "Write descriptors of molecules, for QSAR and learners."
    )


def run(options: argparse.Namespace) -> None:
    """Write the descriptors."""
    from kmaid_nodes.tables.descriptors import descriptor_batch, descriptor_schema
    from kmaid_nodes.tasks.describe import describe_molecules
    from kmaid_nodes.writing.table_file import check_table_path

    check_table_path(options.out, options.input)
    predictor = predictor_of(options)
    names = predictor.describer.layout.names
    write_results(
        options,
        lambda records, progress: describe_molecules(records, predictor, progress),
        lambda results: descriptor_batch(results, names),
        descriptor_schema(names),
        ["structure"],
    )
