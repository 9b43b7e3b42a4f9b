"""The KNIME nodes as their classes define them, for documents and pictures; KNIME itself is not needed.

The classes are imported on the stand-in of the tests, and asked for their columns with sample inputs.
"""

from __future__ import annotations

import inspect
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "nodes" / "knime_stub"), str(ROOT)]

import knime.extension as knext  # noqa: E402
import yaml  # noqa: E402

import kmaid_nodes.nodes  # noqa: E402, F401
from kmaid_nodes.demo.spectra import SLICE  # noqa: E402
from kmaid_nodes.model.config import DEFAULT  # noqa: E402
from kmaid_nodes.model.description import FORMAT_VERSION  # noqa: E402
from kmaid_nodes.nodes.ports import ModelSpec  # noqa: E402

VERSION = yaml.safe_load((ROOT / "knime.yml").read_text("utf-8"))["version"]
knext.EXTENSION_VERSION = tuple(int(part) for part in VERSION.split("."))

# A table with what nodes look for, and what some need besides.
_SAMPLE = {
    "ID": knext.string(),
    "SMILES": knext.string(),
    "Peaks": knext.list_(knext.double()),
    "Multiplicity": knext.string(),
    "Solvent": knext.string(),
}
_ASSIGNED = {"Assigned shifts": knext.string()}
_BESIDES = {"kmaid.train": _ASSIGNED, "kmaid.evaluate": _ASSIGNED}
# Files for options that take one: any will do but for a node that writes it.
_FILES = {"kmaid.build_library": Path(tempfile.gettempdir()) / "no_library_yet.parquet"}
# KNIME itself does not know since when a node is there. Options that nodes share may be older than the node.
_SINCE = {
    "0.1.0": "assign_peaks embed predict_shifts pretrained_model read_spectra retrieve retrieve_from_file "
    "train",
    "0.2.0": "build_library evaluate isomer_ranking predict_spectra structure_check table_to_spectra",
}
_TYPES = {
    "string": "text",
    "double": "number",
    "long": "whole number",
    "int": "whole number",
    "boolean": "true or false",
    "list": "list of numbers",
}


@dataclass(frozen=True)
class Option:
    """An option of a dialog; kind: what it takes, in a word or two; choices: names with their meanings."""

    label: str
    description: str
    since: str
    kind: str
    default: str
    advanced: bool
    choices: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """A section of a dialog with its options."""

    label: str
    description: str
    options: list[Option]


@dataclass(frozen=True)
class Port:
    """A port; `columns` are the new ones of an output table with their types, None for other ports."""

    name: str
    description: str
    table: bool
    optional: bool = False
    keeps_input: bool = False
    columns: list[tuple[str, str]] | None = None


@dataclass(frozen=True)
class Definition:
    """All of a node. since: the version that it came with."""

    id: str
    name: str
    icon: Path
    kind: str
    keywords: list[str]
    short: str
    text: str
    since: str
    inputs: list[Port]
    outputs: list[Port]
    view: tuple[str, str] | None
    sections: list[Section]

    @property
    def title(self) -> str:
        """The name without the product."""
        return self.name.removeprefix("K-M3AID ")


def definitions() -> list[Definition]:
    """All nodes that are not deprecated, by their names."""
    nodes = [node for node in knext.nodes.values() if not node.stub["is_deprecated"]]
    return sorted(map(_definition, nodes), key=lambda node: node.name)


def _definition(kind: Any) -> Definition:
    stub = kind.stub
    short, _, text = inspect.cleandoc(kind.__doc__).partition("\n")
    since = _since(stub["id"])
    sections = list(_sections(kind(), since))
    view = (kind.stub_view, kind.stub_view_description) if hasattr(kind, "stub_view") else None
    inputs = [
        Port(port.name, port.description, port.kind is knext.TABLE, port.optional)
        for port in getattr(kind, "stub_inputs", [])
    ]
    return Definition(
        stub["id"],
        stub["name"],
        ROOT / stub["icon_path"],
        stub["node_type"],
        stub["keywords"],
        short,
        text.strip(),
        since,
        inputs,
        list(_outputs(kind)),
        view,
        sections,
    )


def _since(node: str) -> str:
    for version, nodes in _SINCE.items():
        if node.removeprefix("kmaid.") in nodes.split():
            return version
    raise LookupError(f"Write into {Path(__file__).name} since when {node} is there.")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _sections(node: Any, since: str) -> Iterator[Section]:
    """The sections of a dialog, in order; options without a group are a section of their own."""
    loose = []
    for name, option in knext.options_of(type(node)).items():
        if isinstance(option, knext.StubGroup):
            group = getattr(node, name)
            options = [_option(group, o, option.is_advanced, since) for o in _parameters(type(group))]
            yield Section(option.label, inspect.cleandoc(type(group).__doc__ or ""), options)
        else:
            loose.append(_option(node, option, False, since))
    if loose:
        yield Section("Options", "", loose)


def _parameters(group: type) -> list[Any]:
    return list(knext.options_of(group).values())


def _option(owner: Any, option: Any, advanced: bool, since: str) -> Option:
    choices = []
    if isinstance(option, knext.EnumParameter):
        choices = [(member.label, member.description) for member in option.enum]
    kind, default = _kind_and_default(option, getattr(owner, option.name))
    return Option(
        option.label,
        option.description,
        max(since, option.since_version, key=_version),
        kind,
        default,
        advanced or option.is_advanced,
        choices,
    )


def _kind_and_default(option: Any, default: Any) -> tuple[str, str]:
    if isinstance(option, knext.EnumParameter):
        return "choice", option.enum[default].label
    if isinstance(option, knext.ColumnParameter):
        return "column", "none" if default == option.NONE else "chosen by its name and cells"
    if isinstance(option, knext.BoolParameter):
        return "yes or no", "yes" if default else "no"
    if isinstance(option, (knext.IntParameter, knext.DoubleParameter)):
        low, high = option.min_value, option.max_value
        limits = f", {_number(low)} to {_number(high)}" if None not in (low, high) else ""
        limits = limits or (f", at least {_number(low)}" if low is not None else "")
        what = "whole number" if isinstance(option, knext.IntParameter) else "number"
        return what + limits, _number(default)
    if isinstance(option, knext.LocalPathParameter):
        return "path", ""
    return "text", str(default)


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _outputs(kind: Any) -> Iterator[Port]:
    for port, spec in zip(kind.stub_outputs, _configured(kind)):
        if port.kind is not knext.TABLE:
            yield Port(port.name, port.description, table=False)
            continue
        names = [column.name for column in spec]
        repeats = bool(getattr(kind, "stub_inputs", [])) and names[: len(_SAMPLE)] == list(_SAMPLE)
        new = list(spec)[len(_SAMPLE) :] if repeats else list(spec)
        columns = [(column.name, _type(column.ktype)) for column in new]
        yield Port(port.name, port.description, True, keeps_input=repeats, columns=columns)


def _configured(kind: Any) -> list[Any]:
    """What the node gives for sample inputs."""
    node = kind()
    for owner, option in _all_options(node):
        if isinstance(option, knext.LocalPathParameter):
            setattr(owner, option.name, str(_FILES.get(kind.stub["id"], SLICE)))
    model = ModelSpec(list(FORMAT_VERSION), DEFAULT.to_json())
    sample = {**_SAMPLE, **_BESIDES.get(kind.stub["id"], {})}
    table = knext.Schema.from_columns([knext.Column(t, n) for n, t in sample.items()])
    given = [table if port.kind is knext.TABLE else model for port in getattr(kind, "stub_inputs", [])]
    specs = node.configure(_Context(), *given)
    return list(specs) if isinstance(specs, tuple) else [specs]


def _all_options(owner: Any) -> Iterator[tuple[Any, Any]]:
    for name, option in knext.options_of(type(owner)).items():
        if isinstance(option, knext.StubGroup):
            yield from _all_options(getattr(owner, name))
        else:
            yield owner, option


class _Context:
    """What `configure` may use of KNIME."""

    flow_variables: dict[str, Any] = {}  # noqa: RUF012

    def set_warning(self, message: str) -> None:
        """Nobody reads it."""


def _type(ktype: Any) -> str:
    if isinstance(ktype, knext.ListType):
        return "list of texts" if ktype.inner_type == knext.string() else "list of numbers"
    if isinstance(ktype, knext.LogicalType):
        return "cell of its own type"
    return _TYPES[ktype.name]
