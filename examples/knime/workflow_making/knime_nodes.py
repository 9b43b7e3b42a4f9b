"""KNIME's own nodes that the workflows use: their settings, from what these nodes have to do.

The forms of their settings are those of KNIME's public workflows (versions 5.1 to 5.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workflow_making.config_xml import Config

_CELLS = {
    str: "org.knime.core.data.def.StringCell",
    float: "org.knime.core.data.def.DoubleCell",
    int: "org.knime.core.data.def.IntCell",
}
_SMILES_CELL = "org.knime.chem.types.SmilesCell"
# Columns of this name hold SMILES cells, which KNIME draws as structures.
SMILES_COLUMN = "SMILES"


@dataclass(frozen=True)
class KnimeNode:
    """How a workflow file names a node of KNIME's, and its numbers of ports."""

    name: str
    factory: str
    bundle: tuple[str, str]
    feature: tuple[str, str]
    inputs: int
    outputs: int


_BASE = ("KNIME Base Nodes", "org.knime.base")
_BASE_FEATURE = ("KNIME Base nodes", "org.knime.features.base.feature.group")
_TESTING = ("Test-Node extension for KNIME Workbench", "org.knime.testing")
_TESTING_FEATURE = ("KNIME Testing Framework", "org.knime.features.testing.application.feature.group")

KNIME_NODES = {
    "table_creator": KnimeNode(
        "Table Creator",
        "org.knime.base.node.io.tablecreator.TableCreator2NodeFactory",
        _BASE,
        _BASE_FEATURE,
        inputs=0,
        outputs=1,
    ),
    "column_filter": KnimeNode(
        "Column Filter",
        "org.knime.base.node.preproc.filter.column.DataColumnSpecFilterNodeFactory",
        _BASE,
        _BASE_FEATURE,
        inputs=1,
        outputs=1,
    ),
    "difference_checker": KnimeNode(
        "Table Difference Checker",
        "org.knime.testing.internal.nodes.differ.DifferenceCheckerNodeFactory",
        _TESTING,
        _TESTING_FEATURE,
        inputs=2,
        outputs=0,
    ),
    "testflow_configuration": KnimeNode(
        "Testflow Configuration",
        "org.knime.testing.node.config.TestConfigNodeFactory",
        _TESTING,
        _TESTING_FEATURE,
        inputs=0,
        outputs=0,
    ),
}


def table_creator(columns: dict[str, list[Any]]) -> Config:
    """A table that is written in the workflow; None is a missing cell."""
    cells = [
        (row, column, str(cell))
        for row in range(max(map(len, columns.values())))
        for column, values in enumerate(columns.values())
        if (cell := values[row]) is not None
    ]
    return {
        "rowIndices": [row for row, _, _ in cells],
        "columnIndices": [column for _, column, _ in cells],
        "values": [cell for _, _, cell in cells],
        "rowIdPrefix": "Row",
        "rowIdSuffix": "",
        "rowIdStartValue": 0,
        "highlightOutputTable": False,
        "columnProperties": {
            str(n): _column_property(name, values) for n, (name, values) in enumerate(columns.items())
        },
    }


def table_of_creator(model: Config) -> dict[str, list[Any]]:
    """The columns that a Table Creator with these settings gives."""
    properties = model["columnProperties"]
    rows = 1 + max(model["rowIndices"])
    types = {cell: kind for kind, cell in _CELLS.items()} | {_SMILES_CELL: str}
    columns = [[None] * rows for _ in properties]
    for row, column, text in zip(model["rowIndices"], model["columnIndices"], model["values"], strict=True):
        kind = types[properties[str(column)]["ColumnClass"]["cell_class"]]
        columns[column][row] = kind(text)
    return {properties[str(n)]["ColumnName"]: cells for n, cells in enumerate(columns)}


def _column_property(name: str, values: list[Any]) -> Config:
    kind = next((type(value) for value in values if value is not None), str)
    return {
        "UserSetValues": False,
        "MissValuePattern": "",
        "FormatParameter": None,
        "ReadPossValsFromFile": False,
        "SkipThisColumn": False,
        "ColumnName": name,
        "ColumnClass": {
            "cell_class": _SMILES_CELL if name == SMILES_COLUMN else _CELLS[kind],
            "is_null": False,
        },
    }


def column_filter(included: list[str]) -> Config:
    """Keeps these columns and no others, in the order of the input."""
    values = ("Boolean", "Int", "Double", "Long", "String")
    return {
        "column-filter": {
            "filter-type": "STANDARD",
            "included_names": included,
            "excluded_names": [],
            "enforce_option": "EnforceInclusion",
            "name_pattern": {
                "pattern": "",
                "type": "Wildcard",
                "caseSensitive": True,
                "excludeMatching": False,
            },
            "datatype": {"typelist": {f"org.knime.core.data.{value}Value": False for value in values}},
        }
    }


def difference_checker(tolerances: dict[str, float | None]) -> Config:
    """Compares the first table with the second; a tolerance for each column with numbers."""
    return {
        **{f"columnConfig_{name}": _checker(tolerance) for name, tolerance in tolerances.items()},
        "ignoreRowIds": True,
    }


def _checker(tolerance: float | None) -> Config:
    kind = "Equality" if tolerance is None else "EpsilonNumber"
    ignored = ("ColumnProperties", "ColumnElementNames", "Domain", "DomainPossibleValuesOrdering")
    internals: Config = {}
    for what in ignored:
        internals |= _model_setting(f"ignore{what}", "boolean", True)
    if tolerance is not None:
        internals |= _model_setting("epsilon", "double", tolerance)
    return {
        "checkerFactory": f"org.knime.testing.internal.diffcheckers.{kind}Checker$Factory",
        "internals": internals,
    }


def _model_setting(key: str, kind: str, value: Any) -> Config:
    return {f"{key}_Internals": {"SettingsModelID": f"SMID_{kind}", "EnabledStatus": True}, key: value}


def tolerances_of_checker(model: Config) -> dict[str, float | None]:
    """The compared columns, with the tolerance of each that has one."""
    return {
        key.removeprefix("columnConfig_"): value["internals"].get("epsilon")
        for key, value in model.items()
        if key.startswith("columnConfig_")
    }


def testflow_configuration(warnings: Iterable[tuple[int, str]], seconds: int) -> Config:
    """What KNIME's testing framework has to know: the warnings that must come, and the longest time."""
    listed = list(warnings)
    nothing: list[str] = []
    required: Config = {}
    for n, (number, message) in enumerate(listed):
        required |= {f"nodeID_{n}": str(number), f"message_{n}": message}
    return {
        "owner": "github.com/kmaid/kmaid-nmr",
        "requiredLogErrors": nothing,
        "requiredLogWarnings": nothing,
        "requiredLogInfos": nothing,
        "optionalLogMessages": nothing,
        "failingNodes": nothing,
        "requiredNodeWarnings": {**required, "count": len(listed)},
        "requiredNodeErrors": {"count": 0},
        "timeout": seconds,
        "maxHilitedRows": 2500,
        "usedJanitors": nothing,
        "streamingTest": False,
        "testNodesInComponents": True,
        "requiredLoadVersion": "<future>",
    }
