"""Write the example workflows, the test workflows of the nodes, and the README beside this file.

    .venv/bin/python examples/knime/make_workflows.py

They are made from the nodes' own definitions: after a change of a node, run this again. It takes a few
minutes, because the tables of the README, and those that the test workflows expect, come from running them.
With `--keep-tables` nothing is run, and the tables stay as they are.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
for folder in (ROOT / "tests" / "nodes", ROOT, HERE):
    sys.path.insert(0, str(folder))


def main() -> None:
    """Write all files."""
    from node_bench import Bench
    from workflow_making.all_files import measure_tables, write_files
    from workflow_making.example_workflows import FURTHER, MEASURED, OTHERS
    from workflow_making.real_spectra import write_spectra

    bench = Bench("stub")
    if "--keep-tables" not in sys.argv[1:]:
        write_spectra(MEASURED + OTHERS + FURTHER)
        measure_tables(bench, HERE)
    write_files(bench, HERE)


if __name__ == "__main__":
    main()
