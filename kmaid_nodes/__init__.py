"""K-M3AID: molecules and 13C NMR spectra aligned, for assignment, retrieval and embedding.

    import kmaid_nodes as kmaid

    model = kmaid.load_model()
    result = model.assign("COc1ccc(C=O)cc1", "190.8, 164.6, 131.9, 130.0, 114.3, 55.6")
    result.to_pandas()

See `docs/python.md`. Importing this package loads neither PyTorch nor RDKit; the first use does.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from kmaid_nodes.version import __version__

if TYPE_CHECKING:
    from kmaid_nodes.api.model import Model, load_model
    from kmaid_nodes.errors import Cancelled, UserError
    from kmaid_nodes.reading.files import read_records
    from kmaid_nodes.reading.record import Peak, Record
    from kmaid_nodes.reading.table import TableColumns
    from kmaid_nodes.results.assigned_molecule import AssignedMolecule
    from kmaid_nodes.results.checked_structure import CheckedStructure
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.retrieval.filters import Filter
    from kmaid_nodes.retrieval.library import Library
    from kmaid_nodes.tasks.compared_isomers import CheckSettings

__all__ = [
    "AssignedMolecule",
    "Cancelled",
    "CheckSettings",
    "CheckedStructure",
    "FailedRow",
    "Filter",
    "Library",
    "Model",
    "Peak",
    "Record",
    "TableColumns",
    "UserError",
    "__version__",
    "load_model",
    "read_records",
]
_PLACES = {
    "AssignedMolecule": "results.assigned_molecule",
    "Cancelled": "errors",
    "CheckSettings": "tasks.compared_isomers",
    "CheckedStructure": "results.checked_structure",
    "FailedRow": "results.failed_row",
    "Filter": "retrieval.filters",
    "Library": "retrieval.library",
    "Model": "api.model",
    "Peak": "reading.record",
    "Record": "reading.record",
    "TableColumns": "reading.table",
    "UserError": "errors",
    "load_model": "api.model",
    "read_records": "reading.files",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
