"""What KNIME reads before any node runs: knime.yml, the entry module, icons, descriptions."""

import re
import struct
import subprocess
import sys
import tomllib

import pyarrow as pa
import pyarrow.parquet
import pytest
import yaml
from node_bench import NODES, ROOT

import kmaid_nodes

HEAVY = {"torch", "rdkit", "pandas", "lightning", "matplotlib", "scipy", "dgl", "safetensors"}
IN_A_FRESH_PROCESS = """
import sys, time
sys.path.insert(0, {stub!r})
import pyarrow, knime.extension as knext  # KNIME has these loaded already
before = set(sys.modules)
sys.path.insert(0, {entry!r})
start = time.perf_counter()
import extension
seconds = time.perf_counter() - start
{more}
print(seconds, *sorted({{m.split(".")[0] for m in set(sys.modules) - before}}))
"""
CONFIGURE = """
import json, pathlib
sys.path.insert(0, {tests!r})
class Context:
    flow_variables = {{}}
    def set_warning(self, message): pass
from kmaid_nodes.nodes.ports import ModelSpec
from kmaid_nodes.model.config import DEFAULT
from kmaid_nodes.model.description import FORMAT_VERSION
model = ModelSpec(list(FORMAT_VERSION), DEFAULT.to_json())
column = lambda t, n: knext.Column(t, n)
table = knext.Schema.from_columns([
    column(knext.string(), "SMILES"), column(knext.list_(knext.double()), "Peaks"),
    column(knext.string(), "Assigned shifts")])
start = time.perf_counter()
for name, given in {{"kmaid.embed": [model, table], "kmaid.predict_shifts": [model, table],
                    "kmaid.assign_peaks": [model, table], "kmaid.retrieve": [model, table, table],
                    "kmaid.structure_check": [model, table, table], "kmaid.train": [table, None]}}.items():
    assert knext.nodes[name]().configure(Context(), *given)
build, searched = knext.nodes["kmaid.build_library"](), knext.nodes["kmaid.retrieve"]()
build.output.path, build.output.if_exists = {library!r}, "OVERWRITE"
assert build.configure(Context(), model, table)
searched.input.library_form = "EMBEDDINGS"
embedded = knext.Schema.from_columns([*table, column(knext.list_(knext.double()), "Embedding")])
assert searched.configure(Context(), model, table, embedded)
seconds = time.perf_counter() - start
"""


def fresh(more: str = "") -> tuple[float, set[str]]:
    stub, entry = ROOT / "tests/nodes/knime_stub", ROOT / "knime_extension"
    code = IN_A_FRESH_PROCESS.format(stub=str(stub), entry=str(entry), more=more)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, *modules = done.stdout.split()
    return float(seconds), set(modules)


def test_versions_and_places_agree():
    yml = yaml.safe_load((ROOT / "knime.yml").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert yml["version"] == project["version"] == kmaid_nodes.__version__
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"] == yml["version"]
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest[1] == yml["version"]
    assert (ROOT / f"{yml['extension_module']}.py").is_file()
    assert (ROOT / yml["license_file"]).is_file() and (ROOT / yml["pixi_toml_path"]).is_file()
    # As a package the folder would hide KNIME's own module of that name.
    assert not (ROOT / "knime_extension" / "__init__.py").exists()
    assert {p.stem for p in (ROOT / "knime_extension").glob("*.py")} == {"extension"}


@pytest.mark.parametrize(
    "node, ports", [("assign_peaks", 2), ("predict_shifts", 2), ("retrieve", 3), ("retrieve_from_file", 2)]
)
def test_the_dialog_shows_the_options_of_this_version(bench, node, ports):
    dialog = bench.dialog(node, [None] * ports)
    groups = dialog["data"]["model"]
    assert "keep_columns" in groups["output"]
    assert ("experiment" in groups["input"]) == (node != "predict_shifts")
    if "schema" in dialog:  # KNIME's own code hides options of a later version than that of knime.yml
        shown = dialog["schema"]["properties"]["model"]["properties"]
        assert {group: set(options) for group, options in groups.items()} == {
            group: set(options["properties"]) for group, options in shown.items()
        }


def test_import_is_light_and_fast():
    seconds, modules = fresh()
    assert not modules & HEAVY, modules & HEAVY
    assert seconds < 5


def test_configure_of_all_nodes_is_light_and_fast(tmp_path):
    library = tmp_path / "library.parquet"
    note = {b"kmaid.model": b"0123"}
    pyarrow.parquet.write_table(pa.table({"id": ["a"]}).replace_schema_metadata(note), library)
    given = {"tests": str(ROOT / "tests/nodes"), "library": str(library)}
    seconds, modules = fresh(CONFIGURE.format(**given))
    # Reading a description needs safetensors, without PyTorch.
    assert not modules & (HEAVY - {"safetensors"}), modules & HEAVY
    assert seconds < 5


def test_nodes_are_well_described(bench):
    category = bench.host.categories[0]
    assert category["path"].startswith("/community")
    for icon in (category["icon"], *(n["icon_path"] for n in bench.host.nodes.values())):
        png = (ROOT / icon).read_bytes()
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", png[16:24]) == ((16, 16) if "category" in icon else (48, 48))
    for node in bench.host.nodes.values():
        assert node["id"] in NODES and node["keywords"] and node["name"].startswith("K-M3AID ")


@pytest.mark.parametrize("path", sorted((ROOT / "kmaid_nodes").rglob("*.py")), ids=lambda p: p.name)
def test_only_the_node_layer_knows_knime(path):
    imports_knime = re.search(r"^\s*(import|from) knime\b", path.read_text(), re.MULTILINE)
    assert not imports_knime or path.parent.name == "nodes"
