"""Which files and which Python KNIME is to use: those of this checkout or installation."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from kmaid_nodes.errors import UserError

# group_id and name of knime.yml.
EXTENSION_ID = "io.github.kmaid.kmaid_nmr"
# Where a wheel has knime.yml and knime_extension/; see setup.py.
_IN_A_WHEEL = "knime_files"
_PARTS = ("knime.yml", "knime_extension/extension.py")


@dataclass(frozen=True)
class Entry:
    """An extension as KNIME's list of extensions has it.

    folder: the one with knime.yml. python: a Python program, or with `conda` the folder of a conda
    environment, which KNIME activates. debug: start a new process for every operation.
    """

    folder: str
    python: str
    conda: bool = False
    debug: bool = False


def this_entry(debug: bool = False) -> Entry:
    """The entry of the running Python and of the files that it has; UserError if KNIME cannot use them."""
    if not sys.executable:
        raise UserError("This Python does not know its own file. Run the command in a usual environment.")
    folder = str(extension_folder(Path(__file__).parents[1]))
    # Links stay: a virtual environment is known by the link to its Python.
    if (Path(sys.prefix) / "conda-meta").is_dir():
        return Entry(folder, os.path.abspath(sys.prefix), conda=True, debug=debug)
    return Entry(folder, os.path.abspath(sys.executable), debug=debug)


def extension_folder(package: Path) -> Path:
    """The folder with knime.yml: in the package, where a wheel has it, or above it in a checkout.

    package: the folder of kmaid_nodes. Raises UserError if there is none.
    """
    for folder in (package / _IN_A_WHEEL, package.parent):
        if all((folder / part).is_file() for part in _PARTS):
            return folder.absolute()
    raise UserError(
        f"The K-M3AID in {package} has no knime.yml, which KNIME needs. Install K-M3AID again, or run the "
        "command from a checkout of the repository."
    )
