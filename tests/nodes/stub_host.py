"""Runs nodes on the stand-in for `knime.extension`, with the operations and checks of `knime_host`."""

from __future__ import annotations

import base64
import importlib.util
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import yaml

HERE = Path(__file__).resolve().parent


def _numbers(version):
    return tuple(int(part) for part in (version or "0.0.0").split("."))


class NodeFailed(Exception):
    def __init__(self, message, invalid_settings):
        super().__init__(message)
        self.message, self.invalid_settings = message, invalid_settings


class Context:
    """Configuration and execution context; strict about what can cross to Java."""

    def __init__(self, cancel=None):
        self.warnings, self.progress, self._cancel = [], [], cancel
        self.flow_variables = _FlowVariables()

    def set_warning(self, message):
        if type(message) is not str:
            raise TypeError(f"set_warning({message!r})")
        self.warnings.append(message)

    def set_progress(self, share, message=None):
        if type(share) not in (float, int) or not 0 <= share <= 1 or type(message) not in (str, type(None)):
            raise RuntimeError(f"Error while sending a command. (set_progress {share!r} {message!r})")
        self.progress.append((share, message))

    def is_canceled(self):
        return bool(self._cancel and self._cancel(self))


class ExecutionContext(Context):
    """As KNIME: where the workflow lies is told in execute only."""

    def __init__(self, cancel, workflow):
        super().__init__(cancel)
        self._workflow = Path(workflow)

    def get_workflow_data_area_dir(self):
        return str(self._workflow / "data")

    def get_knime_home_dir(self):
        return str(self._workflow.parent / ".metadata" / "knime")


class _FlowVariables(dict):
    """Takes what can cross to Java, under names that KNIME does not keep for itself."""

    def __setitem__(self, name, value):
        if type(value) not in (bool, int, float, str):
            raise TypeError(f"flow variable {name} = {value!r}")
        if name.startswith("knime"):
            raise ValueError(f"the name {name} is KNIME's own")
        super().__setitem__(name, value)


class StubPortObject:
    """A port object as the workflow stores it: the spec's JSON and bytes."""

    def __init__(self, kind, spec_json, content):
        self.kind, self.spec_json, self.content = kind, spec_json, content

    def save(self, folder):
        folder = Path(folder)
        (folder / "spec.json").write_text(self.spec_json)
        (folder / "data.bin").write_bytes(self.content)
        return folder


class StubHost:
    def __init__(self, repository):
        sys.path.insert(0, str(HERE / "knime_stub"))
        import knime.extension as knext

        self.knext, self.root = knext, Path(repository)
        self.workflow = self.root  # a test may set another
        version = yaml.safe_load((self.root / "knime.yml").read_text("utf-8"))["version"]
        self.yml = SimpleNamespace(version=version)  # a test may set another, with which settings were saved
        knext.EXTENSION_VERSION = _numbers(version)
        entry = self.root / "knime_extension" / "extension.py"
        spec = importlib.util.spec_from_file_location("extension", entry)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
        self.nodes = {id: node.stub for id, node in knext.nodes.items()}
        self.categories = knext.categories

    def register_chemistry(self):
        sys.path.append(str(HERE / "knime_stub_chemistry"))
        from knime.types import chemistry

        for name in ("Smiles", "Sdf", "Mol"):
            self.knext.register_value_type(
                getattr(chemistry, f"{name}Value"), f"org.knime.chem.types.{name}CellValueFactory"
            )

    def register_pngs(self):
        """KNIME's image cells, which are PIL images in Python."""
        from PIL import Image

        def encode(image):
            png = io.BytesIO()
            image.save(png, format="PNG")
            return base64.b64encode(png.getvalue()).decode()

        self.knext.register_value_type(
            Image.Image,
            "org.knime.core.data.image.png.PNGImageValueFactory",
            encode,
            lambda text: Image.open(io.BytesIO(base64.b64decode(text))),
        )

    def unregister_pngs(self):
        self.knext.unregister_value_types()

    def unregister_chemistry(self):
        self.knext.unregister_value_types()
        sys.path.remove(str(HERE / "knime_stub_chemistry"))
        for name in ("knime.types.chemistry", "knime.types"):
            sys.modules.pop(name, None)

    # ------------------------------------------------------------------------------------- tables
    def table(self, data):
        """A KNIME table from an Arrow table whose first column is the RowID."""
        assert data.schema.names[0] == "<RowID>"
        batches = data.to_batches()
        if not batches:
            cells = [column.combine_chunks() for column in data.columns]
            batches = [pa.RecordBatch.from_arrays(cells, schema=data.schema)]
        return self.knext.Table(batches, data.schema)

    def spec_of(self, port_object):
        return port_object.schema if isinstance(port_object, self.knext.Table) else port_object

    def read(self, port_object):
        return port_object

    def load(self, folder):
        kind = next(iter(self.knext.port_types))
        return StubPortObject(kind, (folder / "spec.json").read_text(), (folder / "data.bin").read_bytes())

    # --------------------------------------------------------------------------------- operations
    def _parameters(self, owner):
        """(owner of its value, name, parameter) of all options, those of groups among them."""
        for name, option in self.knext.options_of(type(owner)).items():
            if isinstance(option, self.knext.StubGroup):
                yield from self._parameters(getattr(owner, name))
            else:
                yield owner, name, option

    def _new(self, node_id, params):
        node = self.knext.nodes[node_id]()
        values = self._saved(node)
        if params is not None:
            values = json.loads(json.dumps(params(values) if callable(params) else params))
            saved_with = _numbers(self.yml.version)
            self._validate(node, values["model"], saved_with)
            changed = getattr(node, "_modify_parameters", lambda saved: saved)(values["model"])
            self._inject(node, changed, saved_with)
        return node

    def _validate(self, owner, values, saved_with):
        """What KNIME asks of saved settings before it reads them."""
        for name, option in self.knext.options_of(type(owner)).items():
            if _numbers(option.since_version) <= saved_with:
                if name not in values:
                    raise NodeFailed(f'Parameter missing for key "{name}".', True)
                if isinstance(option, self.knext.StubGroup):
                    self._validate(getattr(owner, name), values[name], saved_with)

    def _inject(self, owner, values, saved_with):
        options = self.knext.options_of(type(owner))
        assert set(values) <= set(options), "unknown parameters"
        for name, option in options.items():
            if isinstance(option, self.knext.StubGroup):
                self._inject(getattr(owner, name), values.get(name, {}), saved_with)
            elif name not in values:
                setattr(owner, name, option.default_of(saved_with))
            else:
                try:
                    setattr(owner, name, option.from_json(values[name]))
                except Exception as error:
                    raise NodeFailed(str(error), True) from error

    def _saved(self, node):
        def values(owner):
            return {
                name: values(getattr(owner, name))
                if isinstance(option, self.knext.StubGroup)
                else option.to_json(getattr(owner, name))
                for name, option in self.knext.options_of(type(owner)).items()
            }

        return {"model": values(node)}

    def _arguments(self, node, given, present):
        """What the ports get: an optional port that is not there gets None and takes nothing of `given`."""
        given, arguments = list(given), []
        for port in getattr(type(node), "stub_inputs", []):
            arguments.append(None if port.optional and not (present or {}).get(port.name) else given.pop(0))
        assert not given
        return arguments

    def _spec(self, port_object):
        if not isinstance(port_object, StubPortObject):
            return port_object
        kind = self.knext.port_types[port_object.kind]
        return kind.spec_class.deserialize(json.loads(port_object.spec_json))

    def dialog(self, node_id, specs=(), params=None, present=None):
        node = self._new(node_id, params)
        ports = getattr(type(node), "stub_inputs", [])
        specs = [self._spec(s) for s in specs] + [None] * (len(ports) - len(specs))
        controls = [option.control(specs) for _, _, option in self._parameters(node)]
        return {"data": self._saved(node), "ui_schema": {"elements": controls}}

    def _failure(self, error):
        return NodeFailed(str(error), isinstance(error, self.knext.InvalidParametersError))

    def configure(self, node_id, specs=(), params=None, present=None):
        node, context = self._new(node_id, params), Context()
        arguments = self._arguments(node, [self._spec(s) for s in specs], present)
        for _, _, parameter in self._parameters(node):
            if isinstance(parameter, self.knext.ColumnParameter):
                port = type(node).stub_inputs[parameter.port_index]
                given = arguments[parameter.port_index]
                absent = port.optional and given is None
                assert absent or isinstance(given, self.knext.Schema), parameter.name
        try:
            specs = node.configure(context, *arguments)
        except Exception as error:
            raise self._failure(error) from error
        specs = list(specs) if isinstance(specs, tuple) else [specs]
        assert len(specs) == len(type(node).stub_outputs), "configure returned wrong number of specs"
        for spec, port in zip(specs, type(node).stub_outputs):
            assert spec is None or isinstance(spec, port.kind.spec_class), (spec, port.name)
            if spec is not None and not isinstance(spec, self.knext.Schema):
                json.dumps(spec.serialize())
        return SimpleNamespace(specs=specs, warnings=context.warnings, params=self._saved(node))

    def execute(self, node_id, inputs=(), params=None, present=None, cancel=None):
        configured = self.configure(node_id, [self.spec_of(i) for i in inputs], params, present)
        node, context = self._new(node_id, configured.params), ExecutionContext(cancel, self.workflow)
        objects = []
        for given in inputs:
            if isinstance(given, StubPortObject):
                kind = self.knext.port_types[given.kind]
                given = kind.object_class.deserialize(self._spec(given), given.content)
            objects.append(given)
        try:
            results = node.execute(context, *self._arguments(node, objects, present))
        except Exception as error:
            raise self._failure(error) from error
        if context.is_canceled():
            raise NodeFailed("Canceled", False)
        results = list(results) if isinstance(results, tuple) else [results]
        view = results.pop() if hasattr(type(node), "stub_view") else None
        assert view is None or isinstance(view, self.knext.StubView)
        assert len(results) == len(configured.specs), "execute returned wrong number of outputs"
        outputs = [self._output(spec, out) for spec, out in zip(configured.specs, results)]
        return SimpleNamespace(
            outputs=outputs,
            view=view,
            warnings=context.warnings,
            progress=context.progress,
            flow_variables=dict(context.flow_variables),
            configured=configured,
        )

    def _output(self, spec, out):
        if isinstance(out, self.knext.Table):
            ids = out.row_ids()
            assert ids is not None, "no batch was written"
            if spec is not None and out.schema != spec:
                raise NodeFailed(f"configure/execute spec mismatch:\n{spec}\n{out.schema}", False)
            assert len(set(ids)) == len(ids), "Encountered duplicate row ID"
            return out
        kind = next(id for id, k in self.knext.port_types.items() if isinstance(out, k.object_class))
        content = out.serialize()
        assert type(content) is bytes
        return StubPortObject(kind, json.dumps(out.spec.serialize()), content)
