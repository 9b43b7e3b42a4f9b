"""`kmaid knime-register`: the nodes made known to a KNIME."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kmaid_nodes.commands.parser import add_command
from kmaid_nodes.errors import UserError

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    register = add_command(
        commands, "knime-register", run, "Make these nodes known to KNIME Analytics Platform."
    )
    register.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="KNIME's list of extensions, .yml (default: the one that this knime.ini names, or else yours)",
    )
    register.add_argument(
        "--knime-ini",
        type=Path,
        metavar="FILE",
        help="also change this knime.ini, of which a copy is kept (default: say which line to add)",
    )
    register.add_argument("--remove", action="store_true", help="undo the registration")
    register.add_argument(
        "--debug", action="store_true", help="let KNIME see changes of the code at once, which is slower"
    )


def run(options: argparse.Namespace) -> None:
    """Register, or undo it; raises UserError if the Python lacks what KNIME needs."""
    from kmaid_nodes.knime_registration.account import registration_text
    from kmaid_nodes.knime_registration.installation import this_entry
    from kmaid_nodes.knime_registration.places import default_config, found_ini_files, ini_file_in
    from kmaid_nodes.knime_registration.registering import register, unregister
    from kmaid_nodes.knime_registration.requirements import pip_command, unmet
    from kmaid_nodes.wording.registration import missing_packages

    home = Path.home()
    usual = default_config(home, os.environ)
    config = options.config and Path(os.path.abspath(options.config.expanduser()))
    ini = options.knime_ini and ini_file_in(Path(os.path.abspath(options.knime_ini.expanduser())))
    found = [] if ini else found_ini_files(home, os.environ)
    if options.remove:
        print(registration_text(unregister(usual, config, ini), None, found))
        return
    entry = this_entry(options.debug)
    print(registration_text(register(entry, usual, config, ini), entry, found))
    missing = unmet()
    if missing:
        raise UserError(missing_packages(pip_command(sys.executable, missing)))
