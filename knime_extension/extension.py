"""Entry point named in knime.yml: makes the package importable, then registers its nodes.

KNIME puts this folder on sys.path, not the repository root. The root goes right behind it: after KNIME's
own folders, before any installed copy of the package.
"""

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = str(_HERE.parent)
if _ROOT not in sys.path:
    _place = next((n for n, p in enumerate(sys.path) if p and Path(p).resolve() == _HERE), len(sys.path) - 1)
    sys.path.insert(_place + 1, _ROOT)

import kmaid_nodes.nodes  # noqa: E402, F401
