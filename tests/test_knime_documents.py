"""What is written for analysts about the nodes is what the nodes are."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kmaid_nodes.cli import main

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = (
    ROOT / "docs" / "knime.md",
    ROOT / "docs" / "knime" / "nodes.md",
    ROOT / "docs" / "knime_development.md",
)


def run_script(name: str, *arguments: Path) -> None:
    """In a process of its own: the script brings its own stand-in for KNIME."""
    command = [sys.executable, str(ROOT / "docs" / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    assert done.returncode == 0, done.stderr


def test_the_words_about_the_nodes_are_those_of_the_nodes(tmp_path):
    run_script("write_knime_nodes.py", tmp_path / "nodes.md")
    written = (tmp_path / "nodes.md").read_text("utf-8")
    assert written == DOCUMENTS[1].read_text("utf-8"), "run python docs/write_knime_nodes.py"


def test_every_node_is_there_with_its_icon():
    text = DOCUMENTS[1].read_text("utf-8")
    ids = {path.stem for path in (ROOT / "knime_extension" / "icons").glob("*.png")} - {"category"}
    assert ids <= {Path(name).stem for name in re.findall(r"!\[\]\((.*?)\)", text)}


def test_the_guide_has_a_question_for_each_node():
    nodes = set(re.findall(r"^## (.*)$", DOCUMENTS[1].read_text("utf-8"), re.M))
    (table,) = re.findall(
        r"## Which node for which question\n(.*?)\n## ", DOCUMENTS[0].read_text("utf-8"), re.S
    )
    assert nodes == set(re.findall(r"\*\*(.*?)\*\*", table))


@pytest.mark.slow
def test_the_pictures_can_be_drawn_again(tmp_path):
    run_script("draw_knime_pictures.py", tmp_path)
    drawn = {path.name for path in tmp_path.glob("*.png")}
    assert drawn == {path.name for path in (ROOT / "docs" / "pictures").glob("knime_*.png")}
    assert all(f"pictures/{name}" in DOCUMENTS[0].read_text("utf-8") for name in drawn)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)(?:#([\w-]+))?\)", document.read_text("utf-8"))
    assert links
    for name, heading in links:
        if "://" in name:
            continue
        target = document.parent / name
        assert target.is_file(), name
        headings = re.findall(r"^#+ (.*)", target.read_text("utf-8"), re.M) if heading else []
        anchors = {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}
        assert not heading or heading in anchors, f"{name}#{heading}"


def test_the_commands_of_the_installation_are_there(capsys):
    text = DOCUMENTS[0].read_text("utf-8")
    (block,) = re.findall(r"<!-- install from a checkout -->\n```sh\n(.*?)```", text, re.S)
    (extras,) = re.findall(r"'\.\[(.*?)\]'", block)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(extras.split(",")) <= set(project["optional-dependencies"])
    with pytest.raises(SystemExit):
        main(["knime-register", "--help"])
    known = capsys.readouterr().out
    used = set(re.findall(r"knime-register[^`\n]*?(--[a-z-]+)", text)) | {"--remove", "--debug"}
    assert used and all(option in known for option in used)


def test_drawings_are_not_passed_off_as_knime():
    assert "The pictures on this page are drawings" in DOCUMENTS[0].read_text("utf-8")
