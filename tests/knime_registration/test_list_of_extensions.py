"""KNIME's list of extensions: only our entry is changed, whatever else stands in the file."""

import pytest
import yaml

from kmaid_nodes.codes.registration import Change
from kmaid_nodes.errors import UserError
from kmaid_nodes.knime_registration.config_file import read_config
from kmaid_nodes.knime_registration.installation import EXTENSION_ID, Entry

ENTRY = Entry("/home/ann/kmaid-nmr", "/home/ann/kmaid-nmr/.venv/bin/python")
OURS = {"src": ENTRY.folder, "python_executable": ENTRY.python}
OTHERS = """\
# my extensions

org.tutorial.first_extension: # {group_id}.{name}
  src: C:\\work\\first   # a folder
  # an indented comment
  conda_env_path: C:\\work\\first\\.pixi\\envs\\default
  debug_mode: true

# the one of the group
"org.group.second":
    src: '/data/it''s here'
    python_executable: /opt/second/bin/python
"""
LISTS = {
    "two others": OTHERS,
    "two others of Windows": OTHERS.replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + OTHERS,
    "no line end at the end": OTHERS.rstrip(),
    "a document's start": "--- # mine\n" + OTHERS,
    "flow style": "org.a.b: {src: /a, debug_mode: true}\norg.c.d: {src: /c,\n  debug_mode: true}\n",
    "an anchor of two others": "org.a.b: &shared\n  src: /a\norg.c.d:\n  <<: *shared\n  debug_mode: true\n",
    "a folded value": "org.a.b:\n  src: >-\n    /a/b\n\n    c\n  debug_mode: true\n",
    "comments alone": "# nothing yet\n",
    "nothing": "",
}


@pytest.fixture
def config(tmp_path):
    return tmp_path / "config.yml"


def entries(text):
    return yaml.safe_load(text) or {}


@pytest.mark.parametrize("before", LISTS.values(), ids=LISTS)
def test_an_entry_is_added_and_taken_out_without_a_change_of_the_others(config, before):
    config.write_bytes(before.encode())
    added, change = read_config(config).with_entry(ENTRY)
    assert change == Change.ADDED
    assert entries(added.text) == {**entries(before), EXTENSION_ID: OURS}
    config.write_bytes(added.text.encode())
    again, change = read_config(config).with_entry(ENTRY)
    assert change == Change.PRESENT and again.text == added.text
    removed, change = read_config(config).without_entry()
    assert change == Change.REMOVED
    assert entries(removed.text) == entries(before)
    assert removed.text.startswith(before)


@pytest.mark.parametrize("before", LISTS.values(), ids=LISTS)
def test_line_ends_are_those_of_the_file(config, before):
    config.write_bytes(before.encode())
    text = read_config(config).with_entry(ENTRY)[0].text
    assert text.count("\r\n") == (text.count("\n") if "\r\n" in before else 0)


@pytest.mark.parametrize(
    "earlier",
    [
        f"{EXTENSION_ID}:\n  src: /old\n  debug_mode: true\n  # mine\n\n  conda_env_path: /old/env\n",
        f"'{EXTENSION_ID}' :\n      src: /old\n",
        f"{EXTENSION_ID}: {{src: /old}} # as it was\n",
        f"{EXTENSION_ID}:\n  src: /old\n\n# twice\n{EXTENSION_ID}:\n  src: /older\n",
    ],
)
@pytest.mark.parametrize("behind", [True, False])
def test_an_earlier_entry_is_replaced_in_its_place(config, earlier, behind):
    config.write_text(OTHERS + earlier if behind else earlier + OTHERS)
    file, change = read_config(config).with_entry(ENTRY)
    assert change == Change.REPLACED
    assert entries(file.text) == {**entries(OTHERS), EXTENSION_ID: OURS}
    assert "/old" not in file.text and "# the one of the group" in file.text


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Program Files\K-M3AID\kmaid-nmr",
        r"C:\Users\Zoë\R&D #1: {new}\x",
        "/Volumes/it's/a: b # c",
        "/data/核磁",
    ],
)
def test_any_path_comes_through(config, path):
    python = path + r"\.venv\Scripts\python.exe"
    text = read_config(config).with_entry(Entry(path, python, debug=True))[0].text
    assert entries(text)[EXTENSION_ID] == {"src": path, "python_executable": python, "debug_mode": True}


def test_a_conda_environment_is_told_as_one(config):
    text = read_config(config).with_entry(Entry("/x", "/opt/conda/envs/nmr", conda=True))[0].text
    assert entries(text)[EXTENSION_ID] == {"src": "/x", "conda_env_path": "/opt/conda/envs/nmr"}


def test_a_path_with_a_line_end_is_refused(config):
    with pytest.raises(UserError, match="without a sign"):
        read_config(config).with_entry(Entry("/x\n/y", "/python"))


@pytest.mark.parametrize(
    "text",
    [
        "{org.a.b: {src: /a}}\n",  # flow style throughout
        "{\n  org.a.b: {src: /a}\n}\n",
        "- org.a.b\n",
        "  org.a.b:\n    src: /a\n",  # indented throughout
        "org.a.b:\n",  # an entry without anything
        "org.a.b: /a\n",  # no entry
        "name: kmaid_nmr\ngroup_id: io.github.kmaid\n",
        "org.a.b: {src: /a,\npython_executable: /b}\n",  # goes on without an indent
        'org.a.b:\n  src: "/a\n/b"\n',
        "? org.a.b\n: src: /a\n",
        "org.a.b:\n  src: /a\n---\norg.c.d:\n  src: /c\n",  # two documents
        "%YAML 1.2\n---\norg.a.b:\n  src: /a\n",
        f"{EXTENSION_ID}: &ours\n  src: /a\norg.a.b: *ours\n",  # another needs ours
        f"{EXTENSION_ID}:\n  src: &folder /a\norg.a.b:\n  src: *folder\n",
        "\t\n\torg.a.b: x\n",
        "-startup\nplugins/launcher.jar\n-vmargs\n",  # a knime.ini
    ],
)
def test_a_list_that_is_not_written_as_usual_is_left_as_it_is(config, text):
    config.write_text(text)
    with pytest.raises(UserError, match=r"left as it is, since line \d"):
        read_config(config).with_entry(ENTRY)


def test_bytes_that_are_no_text_are_left_as_they_are(config):
    config.write_bytes(b"org.a.b:\n  src: /a\xff\n")
    with pytest.raises(UserError, match="no text in UTF-8"):
        read_config(config)


@pytest.mark.parametrize("name", ["knime.yml", "knime.ini", "config", "table.csv"])
def test_a_file_of_another_kind_is_not_taken_for_a_list(tmp_path, name):
    with pytest.raises(UserError, match="cannot hold KNIME's list"):
        read_config(tmp_path / name)


def test_a_folder_is_not_taken_for_a_list(tmp_path):
    (tmp_path / "folder.yml").mkdir()
    with pytest.raises(UserError, match="Cannot read"):
        read_config(tmp_path / "folder.yml")
