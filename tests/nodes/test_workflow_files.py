"""The workflows in examples/knime: files that KNIME can open, and that are what the nodes are today."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pytest
from node_bench import NODES, ROOT
from workflow_making.all_files import definitions_of, examples, generated, node_tests
from workflow_making.config_xml import config_text, read_config
from workflow_making.definitions import definition
from workflow_making.example_workflows import FURTHER, MEASURED, OTHERS
from workflow_making.expected_tables import read_expected
from workflow_making.knime_nodes import KNIME_NODES, table_of_creator
from workflow_making.node_settings import entries_of_settings, settings_of_entries
from workflow_making.real_spectra import LOG_P, PEAKS, SHIFTS, known_spectra, rows_of_slice
from workflow_making.saved_workflow import read_knwf
from workflow_making.workflow import Workflow

WORKFLOWS = ROOT / "examples" / "knime"
FILES = sorted(path.relative_to(WORKFLOWS).as_posix() for path in WORKFLOWS.rglob("*.knwf"))
ANNOTATION_KEYS = {
    "text", "contentType", "bgcolor", "x-coordinate", "y-coordinate", "width", "height", "alignment",
    "borderSize", "borderColor", "defFontSize", "annotation-version", "styles",
}  # fmt: skip
NODE_KEYS = {
    "node_file", "flow_stack", "internal_node_subsettings", "model", "nodeAnnotation", "customDescription",
    "state", "factory", "node-name", "node-bundle-name", "node-bundle-symbolic-name", "node-bundle-vendor",
    "node-bundle-version", "node-feature-name", "node-feature-symbolic-name", "node-feature-vendor",
    "node-feature-version", "factory-id-uniquifier", "factory_settings", "name", "hasContent", "isInactive",
    "ports", "filestores",
}  # fmt: skip
WORKFLOW_KEYS = {
    "created_by", "created_by_nightly", "version", "name", "authorInformation", "customDescription", "state",
    "workflow_credentials", "annotations", "nodes", "connections", "workflow_editor_settings",
}  # fmt: skip


@pytest.fixture(params=FILES)
def saved(request):
    return read_knwf(WORKFLOWS / request.param)


def test_there_is_an_example_for_each_task_and_a_test_for_each_node():
    assert set(FILES) == {*examples(), *node_tests()}
    tested = {path.removeprefix("node_tests/").removesuffix(".knwf") for path in node_tests()}
    assert {f"kmaid.{kind}" for kind in tested} == NODES
    for path, flow in node_tests().items():
        assert path.removeprefix("node_tests/").removesuffix(".knwf") in [step.kind for step in flow.steps]


def test_the_committed_files_are_those_that_the_script_makes_today(bench):
    if bench.mode != "stub":
        pytest.skip("the script asks the stand-in")
    made = generated(bench, read_expected(WORKFLOWS))
    again = "run `python examples/knime/make_workflows.py` and commit what it writes"
    assert set(made) == {*FILES, "README.md"}
    for path, content in made.items():
        committed = (WORKFLOWS / path).read_bytes()
        if path.endswith(".knwf"):  # what zlib makes of the same content differs with its version
            assert _entries(committed) == _entries(content), f"{path}: {again}"
        else:
            assert committed.decode() == content.decode(), f"{path}: {again}"


def _entries(content: bytes) -> list[tuple]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [
            (entry.filename, entry.date_time, entry.external_attr, archive.read(entry))
            for entry in archive.infolist()
        ]


def test_the_files_have_what_knime_looks_for(saved):
    assert set(saved.config) == WORKFLOW_KEYS
    assert (saved.config["version"], saved.config["state"]) == ("5.1.0", "IDLE")
    metadata = ElementTree.fromstring(saved.files["workflow-metadata.xml"])
    assert metadata.tag == "{http://www.knime.org/core/node/workflow/metadata/v1.0}workflow-metadata"
    assert "nmrshiftdb2 Database License" in metadata[-1].text
    for key, entry in saved.config["nodes"].items():
        assert key == f"node_{entry['id']}" and entry["node_type"] == "NativeNode"
        assert entry["node_settings_file"].endswith(f" (#{entry['id']})/settings.xml")
        assert len(entry["ui_settings"]["extrainfo.node.bounds"]) == 4
    for node in saved.nodes.values():
        assert set(node.config) - {"node_creation_config"} == NODE_KEYS
        assert set(node.config["nodeAnnotation"]) == ANNOTATION_KEYS
        assert node.config["name"] == node.config["node-name"]
        assert node.config["nodeAnnotation"]["text"], "every node says what it does here"


def test_every_folder_belongs_to_a_node_and_every_name_is_safe(saved):
    folders = {entry["node_settings_file"].partition("/")[0] for entry in saved.config["nodes"].values()}
    others = {path.partition("/")[0] for path in saved.files} - folders
    assert others <= {"workflow.knime", "workflow-metadata.xml", "data"}
    assert not any(set('<>:"|?*\\') & set(path) for path in saved.files)


def test_a_workflow_says_in_two_sentences_what_it_does(saved):
    (annotation,) = saved.config["annotations"].values()
    assert set(annotation) == ANNOTATION_KEYS and annotation["contentType"] == "text/html"
    page = ElementTree.fromstring(f"<div>{annotation['text']}</div>")
    assert page[0][0].text == saved.name
    about = page[1].text
    assert 2 <= about.count(". ") + 1 <= 3 and about.endswith(".")


def test_connections_join_ports_that_are_there_and_of_one_kind(bench, saved):
    for source, source_port, target, target_port in saved.connections:
        kinds = _ports(bench, saved.nodes[source])[1], _ports(bench, saved.nodes[target])[0]
        assert kinds[0][source_port] == kinds[1][target_port]
    for node in saved.nodes.values():
        filled = sorted(port for _, _, target, port in saved.connections if target == node.number and port)
        assert filled == list(range(1, len(_ports(bench, node)[0])))  # all of them, each once
        outputs = {
            f"port_{n}": {"index": n, "port_dir_location": None}
            for n in range(1, len(_ports(bench, node)[1]))
        }
        assert node.config["ports"] == outputs


def _ports(bench, node) -> tuple[list[str], list[str]]:
    """Kinds of the input and output ports, from that of the flow variables (0) on."""
    if not node.is_ours:
        known = KNIME_NODES[node.kind]
        return ["variable", *["table"] * known.inputs], ["variable", *["table"] * known.outputs]
    about = definition(bench, node.kind)
    groups = node.config.get("node_creation_config")
    if groups is not None:  # the groups must be those that KNIME makes of the ports, by name and order
        inputs = [p.name if p.optional else f"Input {p.name} # {n}" for n, p in enumerate(about.inputs)]
        outputs = [f"Output {p.name} # {n}" for n, p in enumerate(about.outputs)]
        assert list(groups) == inputs + outputs
    there = [p.kind for p in about.inputs if not p.optional or p.name in node.optional_ports]
    return ["variable", *there], ["variable", *[p.kind for p in about.outputs]]


def test_nodes_are_named_as_the_extension_names_them(bench, saved):
    for node in saved.nodes.values():
        if node.is_ours:
            assert node.config["name"] == definition(bench, node.kind).name
            assert node.config["factory-id-uniquifier"].endswith(f"_!_kmaid.{node.kind}")
        else:
            assert node.config["factory"] == KNIME_NODES[node.kind].factory


def test_nodes_do_not_lie_on_each_other(saved):
    places = [tuple(e["ui_settings"]["extrainfo.node.bounds"][:2]) for e in saved.config["nodes"].values()]
    assert len(set(places)) == len(places)
    x = {e["id"]: e["ui_settings"]["extrainfo.node.bounds"][0] for e in saved.config["nodes"].values()}
    assert all(x[source] < x[target] for source, _, target, _ in saved.connections)


def test_settings_are_marked_with_the_version_that_saves_them(bench, saved):
    for node in saved.nodes.values():
        if node.is_ours:
            settings, version = settings_of_entries(node.config["model"])
            assert version == bench.host.yml.version
            assert entries_of_settings(settings, version) == node.config["model"]


def test_settings_survive_the_way_through_the_file():
    settings = {
        "input": {"structure": "SMILES", "peaks": "", "path": None},
        "advanced": {"count": 3, "share": 0.5, "on": True, "names": ["a", "b"], "none": []},
        "text": 'two\nlines, "quotes" & <brackets> é',
    }
    entries = entries_of_settings(settings, "0.2.0")
    key, back = read_config(config_text("settings.xml", {"model": entries}))
    assert key == "settings.xml" and settings_of_entries(back["model"]) == (settings, "0.2.0")
    assert back["model"]["input"]["json-type_Internals"] == "OBJECT"
    with pytest.raises(ValueError, match="json-type"):
        settings_of_entries({"input": {"structure": "SMILES"}, "json-type_Internals": "OBJECT"})


def test_a_table_creator_gives_back_its_cells():
    columns = {"SMILES": ["CCO", "C"], "n": [1, None], "x": [None, 0.5], "name": ["a & b", None]}
    flow = Workflow("x", "y")
    flow.add("table_creator", label="t", columns=columns)
    from workflow_making import knime_nodes

    model = knime_nodes.table_creator(columns)
    _, back = read_config(config_text("settings.xml", model))
    assert table_of_creator(back) == columns


def test_an_option_that_is_not_there_is_refused(bench):
    if bench.mode != "stub":
        pytest.skip("the script asks the stand-in")
    from workflow_making.definitions import configure_steps

    flow = Workflow("x", "y")
    flow.add("pretrained_model", label="m", nonsense=1)
    with pytest.raises(KeyError, match="nonsense"):
        configure_steps(bench, flow)
    assert definitions_of(bench, flow)["pretrained_model"].inputs == []


def test_the_data_are_those_of_the_shipped_slice():
    from rdkit import Chem

    def canonical(smiles):
        return Chem.MolToSmiles(Chem.MolFromSmiles(smiles))

    known = known_spectra()
    for row in rows_of_slice(list(known)):
        stored = known[row["ID"]]
        assert (stored[PEAKS], stored[SHIFTS]) == (row[PEAKS], row[SHIFTS])
        assert canonical(stored["SMILES"]) == canonical(row["SMILES"])
        assert abs(float(stored[LOG_P]) - float(row[LOG_P])) < 0.05


def test_the_measured_spectra_are_of_compounds_that_the_model_was_not_trained_on():
    from rdkit import Chem

    from kmaid_nodes.training.split import TEST, inchikey_block, split_of

    for id in [*MEASURED, *OTHERS, *FURTHER]:
        assert split_of(inchikey_block(Chem.MolFromSmiles(known_spectra()[id]["SMILES"]))) == TEST
