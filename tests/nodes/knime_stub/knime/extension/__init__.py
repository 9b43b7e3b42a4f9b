"""A small strict stand-in for KNIME's `knime.extension`, for tests without KNIME. Own code.

It has what the nodes use and refuses what the genuine code refuses, as measured on it: types, batch sizes,
numpy scalars for progress, enum values, unknown parameters. It lives under tests/ only.
"""

from __future__ import annotations

import json
from enum import Enum

import pyarrow as pa


# ------------------------------------------------------------------------------------------ types
class _Type:
    def __init__(self, name, arrow):
        self.name, self.arrow = name, arrow

    def __eq__(self, other):
        return type(self) is type(other) and self.name == other.name

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return self.name


class ListType(_Type):
    def __init__(self, inner):
        super().__init__(f"list<{inner.name}>", pa.list_(inner.arrow))
        self.inner_type = inner


class _Cells(pa.ExtensionType):
    """Arrow type of chemistry cells: text in, objects of a value class out."""

    def __init__(self, logical_type):
        self.logical_type = logical_type
        super().__init__(pa.string(), "stub.logical")

    def __arrow_ext_serialize__(self):
        return self.logical_type.encode()

    @classmethod
    def __arrow_ext_deserialize__(cls, storage_type, serialized):
        return cls(serialized.decode())

    def __arrow_ext_scalar_class__(self):
        value_class = next((c for c, t in _registered.items() if t.logical_type == self.logical_type), str)

        class Scalar(pa.ExtensionScalar):
            def as_py(self, **_):
                made = _decoders.get(value_class, value_class)
                return None if self.value is None else made(self.value.as_py())

        return Scalar

    def encode(self, value):
        """What a cell stores of a value; KNIME's own cells have this as well."""
        return next(e for c, e in _encoders.items() if _registered[c].logical_type == self.logical_type)(
            value
        )


pa.register_extension_type(_Cells(""))


class LogicalType(_Type):
    def __init__(self, logical_type):
        super().__init__(logical_type, _Cells(logical_type))
        self.logical_type = logical_type
        self.storage_type = string()

    def to_pyarrow(self):
        return self.arrow


_registered: dict[type, LogicalType] = {}
_encoders, _decoders = {}, {}


def register_value_type(value_class, java_class, encode=None, decode=None):
    """Not KNIME's: what installing an extension with cell types does.

    encode, decode: to the text that a cell stores, and back.
    """
    _registered[value_class] = LogicalType(json.dumps({"value_factory_class": java_class}))
    if encode is not None:
        _encoders[value_class], _decoders[value_class] = encode, decode


def unregister_value_types():
    """Not KNIME's: what removing such extensions does."""
    _registered.clear()


def logical(value_class):
    if value_class not in _registered:
        raise TypeError(f"Could not find registered KNIME extension type for {value_class}.")
    return _registered[value_class]


def string():
    return _Type("string", pa.string())


def double():
    return _Type("double", pa.float64())


def int64():
    return _Type("long", pa.int64())


def int32():
    return _Type("int", pa.int32())


def bool_():
    return _Type("boolean", pa.bool_())


def list_(inner):
    if not isinstance(inner, _Type):
        raise TypeError(f"Cannot create list type with inner type {inner}")
    return ListType(inner)


def _ktype(arrow):
    if isinstance(arrow, _Cells):
        return LogicalType(arrow.logical_type)
    if pa.types.is_list(arrow):
        return ListType(_ktype(arrow.value_type))
    for kind in (string(), double(), int64(), int32(), bool_()):
        if kind.arrow == arrow:
            return kind
    raise TypeError(f"Cannot convert PyArrow type {arrow} to KNIME type")


class PortObjectSpec:
    pass


class Column:
    def __init__(self, ktype, name, metadata=None):
        if not isinstance(ktype, _Type):
            ktype = logical(ktype)
        if not isinstance(name, str):
            raise TypeError(f"Column name must be of type string, but got {type(name)}")
        if not name.strip():
            raise ValueError("Column name may not be empty")
        self.ktype, self.name, self.metadata = ktype, name, metadata

    def __eq__(self, other):
        return (self.ktype, self.name) == (other.ktype, other.name)

    def __repr__(self):
        return f"{self.name}: {self.ktype}"


class Schema(PortObjectSpec):
    @classmethod
    def from_columns(cls, columns):
        if not all(isinstance(c, Column) for c in columns):
            raise TypeError("Can only instantiate a schema from columns")
        names = [c.name for c in columns]
        if len(set(names)) != len(names):
            raise RuntimeError("Duplicate column names detected")
        schema = cls()
        schema.columns = list(columns)
        return schema

    def __iter__(self):
        return iter(self.columns)

    def __eq__(self, other):
        return self.columns == other.columns

    def __repr__(self):
        return str(self.columns)


# ----------------------------------------------------------------------------------------- tables
class Table:
    """An Arrow table, RowIDs first, in batches."""

    def __init__(self, batches, schema):
        self._batches, self._schema = list(batches), schema

    @property
    def num_rows(self):
        return sum(b.num_rows for b in self._batches)

    @property
    def schema(self):
        return Schema.from_columns([Column(_ktype(f.type), f.name) for f in list(self._schema)[1:]])

    @property
    def column_names(self):
        return self._schema.names[1:]

    def batches(self):
        for batch in self._batches:
            yield Table([batch], self._schema)

    def to_pyarrow(self):
        if len(self._batches) == 1:
            return self._batches[0]
        return pa.Table.from_batches(self._batches, self._schema)

    def row_ids(self):
        """Not KNIME's: the RowIDs of what was written; None where no batch was."""
        if self._schema is None:
            return None
        return [row_id for batch in self._batches for row_id in batch.column(0).to_pylist()]

    def to_pandas(self):
        """For tests."""
        import pandas as pd

        table = pa.Table.from_batches(self._batches, self._schema)
        columns = {n: pd.Series(table.column(n).to_pylist(), dtype=object) for n in self.column_names}
        frame = pd.DataFrame(columns)
        frame.index = table.column(0).to_pylist()
        return frame


class BatchOutputTable(Table):
    @staticmethod
    def create(row_ids="keep"):
        if row_ids not in ("keep", "generate"):
            raise ValueError('row_ids must be one of ["keep", "generate"]')
        table = BatchOutputTable([], None)
        table._row_ids = row_ids
        return table

    def append(self, batch):
        if not isinstance(batch, (pa.RecordBatch, pa.Table)):
            raise TypeError(f"Can only append batches of pyarrow here, but got {type(batch)}")
        if isinstance(batch, pa.Table):
            (batch,) = batch.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], batch.schema)]
        if self._row_ids == "generate":
            ids = pa.array([f"Row{self.num_rows + n}" for n in range(batch.num_rows)], pa.string())
            batch = pa.RecordBatch.from_arrays([ids, *batch.columns], names=["<RowID>", *batch.schema.names])
        if batch.schema.names[0] != "<RowID>" or batch.schema.types[0] != pa.string():
            raise TypeError("the first column must be the RowID")
        if len(set(batch.schema.names)) != len(batch.schema.names):
            raise ValueError("duplicate column names")
        for field in batch.schema:
            _ktype(field.type)
        if self._schema is None:
            self._schema = batch.schema
        elif [f.type for f in batch.schema] != [f.type for f in self._schema]:
            raise TypeError("the first batch fixes the types")
        if self._batches and batch.num_rows > self._batches[0].num_rows:
            raise ValueError("Only the last batch of a table can have a different size than the first batch.")
        if len(self._batches) > 1 and self._batches[-1].num_rows != self._batches[0].num_rows:
            raise ValueError("Tried writing a batch after a batch with a different size.")
        self._batches.append(batch)


# ------------------------------------------------------------------------------------- parameters
EXTENSION_VERSION = (0, 0, 0)  # the host sets that of knime.yml


class StubParameter:
    def __init__(
        self, label=None, description=None, default_value=None, validator=None, since_version=None,
        is_advanced=False,
    ):  # fmt: skip
        self.label, self.description, self.default = label, description, default_value
        self._validator, self.is_advanced, self._rule = validator, is_advanced, None
        self.since_version = since_version

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, obj, owner=None):
        return self if obj is None else obj.__dict__.get(self.name, self.default_of(EXTENSION_VERSION))

    def default_of(self, version):
        return self.default(version) if callable(self.default) else self.default

    def __set__(self, obj, value):
        (self._validator or self._check)(value)
        obj.__dict__[self.name] = value

    def _check(self, value):
        pass

    def rule(self, condition, effect):
        if not isinstance(condition, OneOf) or not isinstance(effect, Effect):
            raise TypeError("rule() takes a condition and an effect")
        self._rule = (condition, effect)
        return self

    def to_json(self, value):
        return value

    def from_json(self, value):
        return value

    def control(self, specs):
        return {"label": self.label, "options": {}}


class DoubleParameter(StubParameter):
    def __init__(
        self, label=None, description=None, default_value=0.0, validator=None, min_value=None, max_value=None,
        since_version=None, is_advanced=False,
    ):  # fmt: skip
        super().__init__(label, description, default_value, validator, since_version, is_advanced)
        self.min_value, self.max_value = min_value, max_value

    def _check(self, value):
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise TypeError(f"{value} is of type {type(value)}, but should be of type float.")
        if self.min_value is not None and value < self.min_value:
            raise ValueError(f"{value} is < the min value {self.min_value}")
        if self.max_value is not None and value > self.max_value:
            raise ValueError(f"{value} is > the max value {self.max_value}")


class IntParameter(StubParameter):
    def __init__(
        self, label=None, description=None, default_value=0, validator=None, min_value=None, max_value=None,
        since_version=None, is_advanced=False,
    ):  # fmt: skip
        super().__init__(label, description, default_value, validator, since_version, is_advanced)
        self.min_value, self.max_value = min_value, max_value

    def _check(self, value):
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"{value} is of type {type(value)}, but should be of type int.")
        if self.min_value is not None and value < self.min_value:
            raise ValueError(f"{value} is smaller than the minimal value {self.min_value}")
        if self.max_value is not None and value > self.max_value:
            raise ValueError(f"{value} is > the max value {self.max_value}")


class BoolParameter(StubParameter):
    def _check(self, value):
        if not isinstance(value, bool):
            raise TypeError(f"{value} is of type {type(value)}, but should be of type bool.")


class _TextParameter(StubParameter):
    def _check(self, value):
        if not isinstance(value, str):
            raise TypeError(f"{value} is of type {type(value)}, but should be of type str.")


class MultilineStringParameter(_TextParameter):
    def __init__(
        self, label=None, description=None, default_value="", number_of_lines=3, since_version=None,
        is_advanced=False,
    ):  # fmt: skip
        super().__init__(label, description, default_value, None, since_version, is_advanced)


class StringParameter(_TextParameter):
    def __init__(
        self, label=None, description=None, default_value="", enum=None, validator=None, since_version=None,
        is_advanced=False, choices=None,
    ):  # fmt: skip
        super().__init__(label, description, default_value, validator, since_version, is_advanced)


class LocalPathParameter(_TextParameter):
    def __init__(
        self, label=None, description=None, placeholder_text="", validator=None, since_version=None,
        is_advanced=False,
    ):  # fmt: skip
        super().__init__(label, description, "", validator, since_version, is_advanced)

    def _check(self, value):
        import os

        if not os.path.exists(value):
            raise ValueError(f"The path '{value}' does not exist.")


class EnumParameterOptions(Enum):
    def __init__(self, label, description):
        self.label, self.description = label, description


class EnumParameter(StubParameter):
    class Style(Enum):
        RADIO = "radio"
        VALUE_SWITCH = "valueSwitch"
        DROPDOWN = "string"

    def __init__(
        self, label=None, description=None, default_value=None, enum=None, validator=None, since_version=None,
        is_advanced=False, style=None,
    ):  # fmt: skip
        if not isinstance(default_value, str) or default_value not in enum.__members__:
            raise TypeError("the default must be the name of a member")
        super().__init__(label, description, default_value, validator, since_version, is_advanced)
        self.enum = enum

    def _check(self, value):
        if value not in self.enum.__members__:
            raise ValueError(f"The selection '{value}' for '{self.label}' is not one of the options")


class ColumnParameter(StubParameter):
    NONE = "<none>"

    def __init__(
        self, label=None, description=None, port_index=0, column_filter=None, include_row_key=False,
        include_none_column=False, since_version=None, is_advanced=False, schema_provider=None,
        default_value=None,
    ):  # fmt: skip
        super().__init__(label, description, default_value, None, since_version, is_advanced)
        self.port_index, self.include_none = port_index, include_none_column
        self.column_filter = column_filter or (lambda column: True)

    def to_json(self, value):
        return "" if value is None else value

    def from_json(self, value):
        return None if value == "" else value

    def control(self, specs):
        spec = specs[self.port_index]
        if spec is not None and not isinstance(spec, Schema):
            raise TypeError(f"The port at index {self.port_index} is not a table.")
        names = [c.name for c in spec or () if self.column_filter(c)]
        if self.include_none:
            names.append(self.NONE)
        return {"label": self.label, "options": {"possibleValues": [{"id": n, "text": n} for n in names]}}


class StubGroup:
    """A section of a dialog; reading it from a node gives an object that shares the node's values."""

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, obj, owner=None):
        if obj is None:
            raise AttributeError("a parameter group is read from a node, not from its class")
        values = object.__new__(type(self))
        values.__dict__ = obj.__dict__.setdefault(f"group {self.name}", {})
        return values

    def __set__(self, obj, value):
        raise RuntimeError("Cannot set parameter group values directly.")


def parameter_group(label, since_version=None, is_advanced=False, layout_direction=None):
    def decorate(original):
        class Group(StubGroup, original):
            __doc__ = original.__doc__

        # Not attributes of an instance: those are the values of a node.
        Group.label, Group.since_version, Group.is_advanced = label, since_version, is_advanced
        return Group

    return decorate


def options_of(owner_class):
    """Not KNIME's: options and groups of a node's or group's class, its own first, then inherited ones."""
    options = {}
    for kind in owner_class.__mro__[:-1]:
        for name, option in vars(kind).items():
            if isinstance(option, (StubParameter, StubGroup)):
                options.setdefault(name, option)
    return options


class OneOf:
    def __init__(self, subject, values):
        if not isinstance(subject, StubParameter):
            raise TypeError("OneOf takes a parameter")
        self.subject, self.values = subject, values


class Effect(Enum):
    SHOW = "SHOW"
    HIDE = "HIDE"
    ENABLE = "ENABLE"
    DISABLE = "DISABLE"


# ------------------------------------------------------------------------------------------ nodes
class InvalidParametersError(Exception):
    pass


class NodeType(Enum):
    LEARNER = "Learner"
    PREDICTOR = "Predictor"
    SOURCE = "Source"
    SINK = "Sink"
    MANIPULATOR = "Manipulator"
    VISUALIZER = "Visualizer"
    OTHER = "Other"


class PortObject:
    def __init__(self, spec):
        self._spec = spec

    @property
    def spec(self):
        return self._spec


class _PortType:
    def __init__(self, name, object_class, spec_class, id):
        self.name, self.object_class, self.spec_class, self.id = name, object_class, spec_class, id


TABLE = _PortType("Table", Table, Schema, "table")
nodes, categories, port_types = {}, [], {}


def port_type(name, object_class, spec_class, id=None):
    if not (issubclass(object_class, PortObject) and issubclass(spec_class, PortObjectSpec)):
        raise TypeError("a port type needs a PortObject and a PortObjectSpec")
    if id in port_types:
        raise ValueError(f"There is already a port type with the provided id '{id}' registered.")
    port_types[id] = _PortType(name, object_class, spec_class, id)
    return port_types[id]


def category(path, level_id, name, description, icon, after="", locked=True):
    categories.append({"path": path, "level_id": level_id, "name": name, "icon": icon})
    return f"{path}/{level_id}"


class _Port:
    def __init__(self, kind, name, description, optional=False):
        self.kind, self.name, self.description, self.optional = kind, name, description, optional


def _with_port(slot, port):
    def decorate(node_class):
        node_class.__dict__.get(slot) or setattr(node_class, slot, [])
        getattr(node_class, slot).insert(0, port)
        return node_class

    return decorate


def input_table(name, description, optional=False):
    return _with_port("stub_inputs", _Port(TABLE, name, description, optional))


def input_port(name, description, port_type, optional=False):
    return _with_port("stub_inputs", _Port(port_type, name, description, optional))


def output_table(name, description):
    return _with_port("stub_outputs", _Port(TABLE, name, description))


def output_port(name, description, port_type):
    return _with_port("stub_outputs", _Port(port_type, name, description))


def output_view(name, description, static_resources=None):
    def decorate(node_class):
        node_class.stub_view, node_class.stub_view_description = name, description
        return node_class

    return decorate


def node(
    name,
    node_type,
    icon_path,
    category,
    after=None,
    keywords=None,
    id=None,
    is_deprecated=False,
    is_hidden=False,
):
    if not isinstance(node_type, NodeType):
        raise TypeError("node_type must be a NodeType")

    def decorate(node_class):
        node_class()  # KNIME does so at import to look for ports
        if id in nodes:
            raise ValueError(f"a node with the id {id} is there already")
        node_class.stub = {
            "id": id, "name": name, "icon_path": icon_path, "category": category, "keywords": keywords,
            "node_type": node_type.value, "is_deprecated": is_deprecated, "description": node_class.__doc__,
        }  # fmt: skip
        nodes[id] = node_class
        return node_class

    return decorate


class StubView:
    def __init__(self, html, in_report=False):
        self.html, self.in_report = html, in_report


def view_html(html, svg_or_png=None, render_fn=None, can_be_used_in_report=False):
    if not isinstance(html, str):
        raise TypeError("view_html takes text")
    if can_be_used_in_report and "KnimeUIExtensionService" not in html:
        raise ValueError("a view that gives a report nothing would break it")
    return StubView(html, can_be_used_in_report)


def view_png(png):
    if not isinstance(png, bytes) or png[:8] != b"\x89PNG\r\n\x1a\n":
        raise TypeError("view_png takes the bytes of a PNG")
    return StubView(f"<img {len(png)} bytes>", in_report=True)
