"""What the documents show works, and what the project promises of itself holds."""

import ast
import importlib
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.finding import FindingCode
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.reading_note import NoteCode
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.codes.row_kind import RowKind
from kmaid_nodes.codes.traffic_light import TrafficLight

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = sorted((ROOT / "kmaid_nodes").rglob("*.py"))
LONGEST_FUNCTION = 50
WORDING = [path for path in PACKAGE if path.parent.name == "wording"]
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
# Stands for the part of a text that only a running program knows.
UNKNOWN = "\0"

# Texts by the names that a module gives them.
Constants = Mapping[str, str]


@pytest.mark.slow
def test_the_python_examples_run_from_top_to_bottom(capsys):
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "docs/python.md").read_text("utf-8"), re.M | re.S)
    assert len(blocks) > 5
    names: dict[str, object] = {}
    for number, block in enumerate(blocks):
        exec(compile(block, f"docs/python.md, block {number}", "exec"), names)
    assert "anisaldehyde" in capsys.readouterr().out


def imported_or_skipped(name: str) -> ModuleType:
    """A package that only this test needs; in CI the test must not be skipped."""
    return importlib.import_module(name) if "CI" in os.environ else pytest.importorskip(name)


@pytest.mark.slow
def test_the_example_notebook_runs():
    nbformat, nbclient, _ = (imported_or_skipped(name) for name in ("nbformat", "nbclient", "ipykernel"))
    (path,) = (ROOT / "examples").glob("*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "outputs are not committed"
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert any("<iframe" in str(output.get("data", {}).get("text/html", "")) for output in shown)


def test_a_package_that_a_test_needs_must_not_be_missing_in_ci(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception):
        imported_or_skipped("no_such_package")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(ModuleNotFoundError):
        imported_or_skipped("no_such_package")


def test_the_readme_is_read_in_two_minutes():
    assert len((ROOT / "README.md").read_text("utf-8").split()) <= 700


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in PACKAGE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long


def test_every_document_can_be_found_from_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [path.name for path in (ROOT / "docs").glob("*.md") if f"(docs/{path.name})" not in readme] == []


@pytest.mark.parametrize(
    "codes", [ReasonCode, NoteCode, CarbonFlag, RowKind, PeakKind, Experiment, FindingCode, TrafficLight]
)
def test_every_code_is_in_the_document_of_the_outputs(codes):
    document = (ROOT / "docs/outputs.md").read_text("utf-8")
    assert [code.value for code in codes if f"`{code.value}`" not in document] == []


def test_nothing_reads_back_a_sentence_that_this_project_wrote():
    """Codes travel, sentences are for people: nobody cuts English off a status or recognises its words."""
    assert any("no peak" in text for text in written_texts())
    readers = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in PACKAGE
        if path not in WORDING
        for line in lines_that_read_sentences(path.read_text("utf-8"))
    ]
    assert not readers


@pytest.mark.parametrize(
    "source",
    [
        'status.startswith("not usable: ")',
        'status.startswith(("not usable: ", "failed"))',
        'REFUSED = "not usable: "\nstatus.startswith(REFUSED)',
        'LEFT = "unassigned peak"\ntext.removeprefix(f"{LEFT}: ")',
        'LEFT = "unassigned peak"\ntext.removeprefix(LEFT + ": ")',
        'text.removeprefix(f"no peak: {reason}")',
        'ASSIGNED = "assigned, shares the peak of its symmetry class"\nstatus == ASSIGNED',
        'KNOWN: str = "no peak"\nKNOWN in status',
        'status in ("assigned", "missing")',
        'words != "doubtful"',
        'match status:\n    case "every carbon has a peak":\n        pass',
    ],
)
def test_a_line_that_reads_a_sentence_is_noticed(source):
    assert lines_that_read_sentences(source)


@pytest.mark.parametrize(
    "source",
    [
        "from kmaid_nodes.wording.status import PREFIX\ntext.removeprefix(PREFIX)",
        "from kmaid_nodes.wording.status import PREFIX as LEFT\ntext.removeprefix(LEFT)",
        "from kmaid_nodes.wording import status\ntext.removeprefix(status.PREFIX)",
    ],
)
def test_a_sentence_is_noticed_under_a_name_imported_from_wording(source):
    wording = {"kmaid_nodes.wording.status": {"PREFIX": "unassigned peak: "}}
    assert lines_that_read_sentences(source, wording) == [2]


@pytest.mark.parametrize(
    "source", ['kind == "solvent"', 'line.split(": ")', 'name.endswith(".csv")', "a == b"]
)
def test_a_line_that_reads_anything_else_is_not(source):
    assert not lines_that_read_sentences(source)


def lines_that_read_sentences(source: str, wording: Mapping[str, Constants] | None = None) -> list[int]:
    """The lines that look for a part of a sentence of several words, or for a whole one of one word.

    wording: the constants of each module of wording, None for those that there are.
    """
    tree = ast.parse(source)
    constants = {**text_constants(tree), **imported_constants(tree, wording or constants_of_wording())}
    return sorted(
        {
            expression.lineno
            for node in ast.walk(tree)
            for expression in looked_for(node)
            for text in texts_of(expression, constants)
            if is_written(text.strip())
        }
    )


def is_written(text: str) -> bool:
    several_words = " " in text and len(text) > 3
    return text in whole_sentences() or (
        several_words and any(text in written for written in written_texts())
    )


@cache
def written_texts() -> set[str]:
    """The texts of wording, and the parts of its f-strings, without docstrings."""
    nodes = [node for path in WORDING for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    documents = {
        ast.get_docstring(node, clean=False)
        for node in nodes
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
    }
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return texts - documents


@cache
def whole_sentences() -> set[str]:
    """The texts of wording that are a sentence on their own, of one word even."""
    nodes = [node for path in WORDING for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    parts = {
        part.value
        for node in nodes
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant)
    }
    return {text for text in written_texts() - parts if re.fullmatch(r"\w{4,}", text)}


def looked_for(node: ast.AST) -> list[ast.expr]:
    """What a call, a comparison or a case looks for in another text."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
        return node.args
    if isinstance(node, ast.Compare) and any(
        isinstance(operator, (ast.In, ast.NotIn, ast.Eq, ast.NotEq)) for operator in node.ops
    ):
        return [node.left, *node.comparators]
    return [node.value] if isinstance(node, ast.MatchValue) else []


def texts_of(expression: ast.expr, constants: Constants) -> list[str]:
    """The texts in an expression, with names of constants resolved; unknown parts separate them."""
    if isinstance(expression, (ast.Tuple, ast.List, ast.Set)):
        return [text for element in expression.elts for text in texts_of(element, constants)]
    return [text for text in joined(expression, constants).split(UNKNOWN) if text]


def joined(expression: ast.expr, constants: Constants) -> str:
    match expression:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name() | ast.Attribute():
            return constants.get(ast.unparse(expression), UNKNOWN)
        case ast.JoinedStr(values=parts):
            return "".join(joined(part, constants) for part in parts)
        case ast.FormattedValue(value=value):
            return joined(value, constants)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return joined(left, constants) + joined(right, constants)
    return UNKNOWN


def text_constants(tree: ast.Module) -> Constants:
    """The texts that are given a name in a module."""
    constants: dict[str, str] = {}
    for statement in tree.body:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
            text = joined(statement.value, constants)
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if text != UNKNOWN:
                constants |= {target.id: text for target in targets if isinstance(target, ast.Name)}
    return constants


@cache
def constants_of_wording() -> Mapping[str, Constants]:
    """The constants of each module of wording, by the name of the module."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): text_constants(
            ast.parse(path.read_text("utf-8"))
        )
        for path in WORDING
    }


def imported_constants(tree: ast.Module, wording: Mapping[str, Constants]) -> Constants:
    """The texts of wording that a module imports, as it calls them: `NAME` or `module.NAME`."""
    constants: dict[str, str] = {}
    for node in ast.walk(tree):
        for imported in node.names if isinstance(node, ast.ImportFrom) and node.module else ():
            called = imported.asname or imported.name
            if imported.name in wording.get(node.module, {}):
                constants[called] = wording[node.module][imported.name]
            texts = wording.get(f"{node.module}.{imported.name}", {})
            constants |= {f"{called}.{name}": text for name, text in texts.items()}
    return constants
