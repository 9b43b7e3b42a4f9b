"""The bench of all node tests, on the stand-in for KNIME or on KNIME's genuine backend.

Without KNIME_PYTHON_CHECKOUT the tests run on the strict stand-in beside this file. With it (a work tree of
github.com/knime/knime-python) they run on KNIME's own code through knime_host, in this process and in a
process of its own that a JVM talks to; KNIME_HOST names the folder of knime_host, ../shared/knime_host of
the repository if it is not set. The two kinds cannot share a process, so the other one is skipped.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CHECKOUT = os.environ.get("KNIME_PYTHON_CHECKOUT", "")
HOST = Path(os.environ.get("KNIME_HOST") or ROOT.parent / "shared" / "knime_host")
RDKIT_TYPES = os.environ.get("KNIME_RDKIT_TYPES", "")
GENUINE = bool(CHECKOUT)

if GENUINE:
    logging.getLogger("knime").setLevel(logging.WARNING)
    types = [f"{CHECKOUT}/knime-extension/recipe/test", *([RDKIT_TYPES] if RDKIT_TYPES else [])]
    os.environ.setdefault("KNIME_TYPE_PATHS", os.pathsep.join(types))
    sys.path.insert(0, str(HOST))

NODES = {
    "kmaid.pretrained_model", "kmaid.train", "kmaid.embed", "kmaid.retrieve", "kmaid.assign_peaks",
    "kmaid.predict_shifts", "kmaid.read_spectra", "kmaid.retrieve_from_file",
    "kmaid.predict_spectra", "kmaid.isomer_ranking", "kmaid.evaluate",
    "kmaid.build_library",
    "kmaid.table_to_spectra",
    "kmaid.structure_check",
}  # fmt: skip


def skip_unless_possible(mode: str) -> None:
    if mode == "stub" and GENUINE:
        pytest.skip("KNIME_PYTHON_CHECKOUT is set: the genuine backend runs instead of the stand-in")
    if mode != "stub" and not GENUINE:
        pytest.skip("KNIME_PYTHON_CHECKOUT is not set to a work tree of github.com/knime/knime-python")
    if mode != "stub" and not (HOST / "knime_host.py").is_file():
        pytest.skip(f"there is no knime_host in {HOST}; name its folder in KNIME_HOST")
    if mode == "jvm":
        import shutil

        if shutil.which("java") is None:
            pytest.skip("the jvm mode needs Java 17")


class Bench:
    """A host and shorthands: nodes by the end of their id, parameters by keyword, tables by column."""

    def __init__(self, mode: str, chemistry: bool = False):
        self.mode, self.chemistry = mode, chemistry
        if mode == "stub":
            import stub_host

            self.failed, self.host = stub_host.NodeFailed, _stub_host()
            if chemistry:
                self.host.register_chemistry()
        else:
            from knime_host import NodeFailed

            self.failed = NodeFailed
            factories = _register_chemistry() if chemistry else []
            if mode == "inproc":
                from knime_host import KnimeHost

                self.host = KnimeHost(str(ROOT / "knime.yml"))
            else:
                from jvm_host import JvmHost

                self.host = JvmHost(str(ROOT / "knime.yml"), factories)

    def workflow(self, folder: Path) -> Path:
        """The folder of the workflow: `folder`, in a workspace, where the host can be told of one."""
        if self.mode == "jvm":
            return Path("/tmp")  # that of the host's Java side
        (folder.parent / ".metadata" / "knime").mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True)
        if self.mode == "stub":
            self.host.workflow = folder
        else:
            from fakejava import JavaContext

            JavaContext.get_workflow_dir = lambda context: str(folder)
            JavaContext.get_knime_home_dir = lambda context: str(folder.parent / ".metadata" / "knime")
        return folder

    def close(self) -> None:
        if self.mode == "jvm":
            self.host.close()
        if self.mode == "stub" and self.chemistry:
            self.host.unregister_chemistry()

    @property
    def can_cancel(self) -> bool:
        """knime_host's Java side has no button for it."""
        return self.mode != "jvm"

    def table(self, columns: dict[str, pa.Array], ids: Sequence[str] | None = None, batch: int | None = None):
        """A KNIME table; batch: rows of each of its batches."""
        rows = len(next(iter(columns.values())))
        ids = ids or [f"Row{n}" for n in range(rows)]
        table = pa.table({"<RowID>": pa.array(ids, pa.string()), **columns})
        if batch and rows:
            table = pa.Table.from_batches(table.combine_chunks().to_batches(max_chunksize=batch))
        return self.host.table(table)

    def _given(self, settings: dict[str, Any]):
        """The default settings with some changed, whatever the group of each."""

        def changed(default: dict[str, Any]) -> dict[str, Any]:
            for name, value in settings.items():
                next(group for group in default["model"].values() if name in group)[name] = value
            return default

        return changed if settings else None

    def _present(self, node: str, inputs: Sequence[Any]):
        optional = {"train": ("Model to start from", 2), "structure_check": ("Candidates", 3)}
        name, ports = optional.get(node, ("", 0))
        return {name: 1} if len(inputs) == ports else None

    def dialog(self, node: str, specs: Sequence[Any] = ()):
        return self.host.dialog(f"kmaid.{node}", list(specs))

    def configure(self, node: str, inputs: Sequence[Any] = (), **settings: Any):
        specs = [self.host.spec_of(i) for i in inputs]
        return self.host.configure(
            f"kmaid.{node}", specs, self._given(settings), present=self._present(node, inputs)
        )

    def run(self, node: str, *inputs: Any, cancel: Any = None, **settings: Any) -> SimpleNamespace:
        """Execute; `frames` of the result are its tables as the next node would see them."""
        more = {"cancel": cancel} if cancel else {}
        result = self.host.execute(
            f"kmaid.{node}", list(inputs), self._given(settings), present=self._present(node, inputs), **more
        )
        if isinstance(result.flow_variables, str):  # as Java prints a map
            variables = re.findall(r"(\w+)=(.*?)(?=, \w+=|}$)", result.flow_variables)
            result.flow_variables = {n: int(v) if v.isdigit() else v for n, v in variables}
        result.frames = [self.frame(o) for o in result.outputs if _is_table(o)]
        return result

    def frame(self, port_object: Any):
        """A table as pandas; cells are plain values, None where missing."""
        import pandas as pd

        table = self.host.read(port_object).to_pandas()
        cells = {n: pd.Series([_plain(v) for v in table[n]], dtype=object) for n in table.columns}
        return pd.DataFrame(cells).set_axis(list(table.index))

    def reopened(self, port_object: Any, folder: Path):
        """A model port saved with the workflow and loaded again."""
        folder.mkdir(exist_ok=True)
        port_object.save(folder)
        if self.mode == "stub":
            return self.host.load(folder)
        import fakejava

        return fakejava.JavaFileStorePortObject.load(folder)

    def schema_names(self, spec: Any) -> list[str]:
        if self.mode == "stub":
            return [c.name for c in spec]
        return json.loads(spec.toJsonString())["columnNames"][1:]

    def model_spec(self, port_object: Any) -> dict[str, Any]:
        """The JSON of a model port's spec (of a port object or of what configure gave)."""
        if self.mode == "stub":
            if hasattr(port_object, "spec_json"):
                return json.loads(port_object.spec_json)
            return port_object.serialize()
        spec = port_object.getSpec() if hasattr(port_object, "getSpec") else port_object
        return json.loads(spec.toJsonString())["data"]

    def with_model_spec(self, port_object: Any, data: dict[str, Any]):
        """The same model port with another spec."""
        if self.mode == "stub":
            import stub_host

            return stub_host.StubPortObject(port_object.kind, json.dumps(data), port_object.content)
        import fakejava

        java_class, spec = port_object.getSpec().getJavaClassName(), port_object.getSpec().toJsonString()
        whole = {**json.loads(spec), "data": data}
        return fakejava.JavaFileStorePortObject(
            fakejava.JavaSpec(java_class, json.dumps(whole)), port_object.getFilePath()
        )


def _is_table(port_object: Any) -> bool:
    return hasattr(port_object, "getDataSource") or hasattr(port_object, "batches")


def _plain(value: Any) -> Any:
    import numpy as np
    import pandas as pd

    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list):
        return value
    return None if value is None or value is pd.NA or value != value else value


_stub: list[Any] = []


def _stub_host():
    if not _stub:
        import stub_host

        _stub.append(stub_host.StubHost(ROOT))
    return _stub[0]


def _register_chemistry():
    """Cell types of KNIME's chemistry and, where its Python part is at hand, RDKit extensions."""
    from chem_types import FACTORIES
    from knime_host import KnimeHost

    factories = [f for f in FACTORIES if "rdkit" not in f[0] and "builtin" not in f[0]]
    if RDKIT_TYPES:
        factories += [f for f in FACTORIES if "RDKitMol" in f[1]]
    KnimeHost(str(ROOT / "knime.yml"), factories)  # for the tables that this process writes and reads
    return factories


SMILES = ["CCO", "Cc1ccccc1", "CC(C)=O", "OC(=O)c1ccccc1", "CCO", "c1ccncc1", "CC(=O)OCC"]
PEAKS = [
    [57.8, 18.3],
    [137.9, 129.1, 128.3, 125.4, 21.4],
    [206.7, 30.8],
    [172.5, 133.8, 130.2, 129.3, 128.5],
    [57.9, 18.2],
    [149.9, 135.9, 123.7],
    [171.1, 60.4, 21.0, 14.2],
]
MULTIPLICITY = ["T, Q", "S, D, D, D, Q", "S, Q", None, "T, Q", "D, D, D", "?, T, Q, Q"]


def columns(smiles=SMILES, peaks=PEAKS, multiplicity=MULTIPLICITY, names=None) -> dict[str, pa.Array]:
    """Structures with peak lists, and columns that must come through."""
    rows = len(smiles)
    return {
        "Name": pa.array(names or [f"compound {n}" for n in range(rows)], pa.string()),
        "SMILES": pa.array(smiles, pa.string()),
        "Peaks": pa.array(peaks, pa.list_(pa.float64())),
        "Multiplicity": pa.array(multiplicity, pa.string()),
        "Activity": pa.array([None if n % 3 else float(n) for n in range(rows)], pa.float64()),
        "Count": pa.array([n if n % 2 else None for n in range(rows)], pa.int64()),
        "Flag": pa.array([bool(n % 2) for n in range(rows)], pa.bool_()),
    }


def empty_columns() -> dict[str, pa.Array]:
    return columns([], [], [], [])
