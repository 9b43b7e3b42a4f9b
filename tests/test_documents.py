"""What the documents show works, and what the project promises of itself holds."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = sorted((ROOT / "kmaid_nodes").rglob("*.py"))
LONGEST_FUNCTION = 80
# Methods by which text is taken apart or recognised.
READERS = {
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "partition",
    "rpartition",
    "split",
    "rsplit",
}
READERS |= {"find", "index", "count", "match", "fullmatch", "search", "sub", "compile", "replace"}


@pytest.mark.slow
def test_the_python_examples_run_from_top_to_bottom(capsys):
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "docs/python.md").read_text("utf-8"), re.M | re.S)
    assert len(blocks) > 5
    names: dict[str, object] = {}
    for number, block in enumerate(blocks):
        exec(compile(block, f"docs/python.md, block {number}", "exec"), names)
    assert "anisaldehyde" in capsys.readouterr().out


@pytest.mark.slow
def test_the_example_notebook_runs():
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    (path,) = (ROOT / "examples").glob("*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "outputs are not committed"
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert any("<iframe" in str(output.get("data", {}).get("text/html", "")) for output in shown)


def test_the_readme_is_read_in_two_minutes():
    assert len((ROOT / "README.md").read_text("utf-8").split()) <= 700


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in PACKAGE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 >= LONGEST_FUNCTION
    ]
    assert not long


def test_nothing_reads_back_a_sentence_that_this_project_wrote():
    """Codes travel, sentences are for people: nobody cuts English off a status or recognises its words."""
    wording = [path for path in PACKAGE if path.parent.name == "wording"]
    sentences = [text for path in wording for text in _texts(path)]
    assert any("no peak" in text for text in sentences)
    readers = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in PACKAGE
        if path not in wording
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for text in _recognised(node)
        if " " in text and len(text.strip()) > 3 and any(text.strip() in sentence for sentence in sentences)
    ]
    assert not readers


def _texts(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    documents = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
    }
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [text for text in constants if isinstance(text, str) and " " in text and text not in documents]


def _recognised(node: ast.AST) -> list[str]:
    """The texts that a call or a comparison looks for in another text."""
    looked_for: list[ast.expr] = []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
        looked_for = list(node.args)
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn, ast.Eq, ast.NotEq)):
        looked_for = [node.left, *node.comparators]
    return [n.value for n in looked_for if isinstance(n, ast.Constant) and isinstance(n.value, str)]
