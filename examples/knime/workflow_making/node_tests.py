"""The test workflows: one for each node, with the table that it must give.

A test workflow ends with KNIME's Table Difference Checker. A new node needs one function here: it builds the
node with its inputs, and `show`s which output table is compared, in columns of text or decimal numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflow_making.example_workflows import (
    ASSIGNED,
    BUNDLED,
    ISOMERS,
    LIBRARY,
    MEASURED,
    OTHERS,
    isomer_table,
)
from workflow_making.real_spectra import sd_file, spectra, structures
from workflow_making.workflow import Step, Workflow

ALL_ROWS = 10_000


def _flow(node: str, about: str) -> Workflow:
    return Workflow(
        f"Test {node}", f"{about} The last node compares the table with the one that is expected."
    )


def _structures(flow: Workflow, ids: list[str]) -> Step:
    return flow.add("table_creator", label="Structures", columns=structures(ids))


def _spectra(flow: Workflow, ids: list[str]) -> Step:
    return flow.add("table_creator", label="Structures and their spectra", columns=spectra(ids))


def pretrained_model() -> Workflow:
    """Its shifts."""
    flow = _flow("Pretrained Model", "Predicts shifts with the bundled model.")
    model = flow.add("pretrained_model", label=BUNDLED)
    predicted = flow.add("predict_shifts", model, _structures(flow, MEASURED[:1]), label="Its shifts")
    flow.show(predicted, 1, ["Predicted shift (ppm)"], ALL_ROWS)
    return flow


def assign_peaks() -> Workflow:
    """Two spectra."""
    flow = _flow("Assign Peaks", "Assigns two spectra of known compounds.")
    model = flow.add("pretrained_model", label=BUNDLED)
    assigned = flow.add("assign_peaks", model, _spectra(flow, MEASURED[:2]), label="Assign", id_column="ID")
    flow.show(assigned, 1, ["ID", "Shift (ppm)", "Confidence", "Status", "Kind"], ALL_ROWS)
    return flow


def predict_shifts() -> Workflow:
    """Two structures."""
    flow = _flow("Predict Shifts", "Predicts the shifts of two structures.")
    model = flow.add("pretrained_model", label=BUNDLED)
    predicted = flow.add(
        "predict_shifts", model, _structures(flow, MEASURED[:2]), label="Predict", id_column="ID"
    )
    flow.show(predicted, 1, ["ID", "Predicted shift (ppm)", "Uncertainty (ppm)"], ALL_ROWS)
    return flow


def embed() -> Workflow:
    """Two structures as descriptors."""
    flow = _flow("Embed", "Describes two structures with number columns.")
    model = flow.add("pretrained_model", label=BUNDLED)
    embedded = flow.add("embed", model, _structures(flow, MEASURED[:2]), label="Embed", use="DESCRIPTORS")
    flow.show(embedded, 1, ["ID", "descriptor_001", "descriptor_002", "descriptor_003"], ALL_ROWS)
    return flow


def retrieve() -> Workflow:
    """Two queries, eight compounds."""
    flow = _flow("Retrieve", "Searches two spectra in a table of ten compounds.")
    model = flow.add("pretrained_model", label=BUNDLED)
    asked = _spectra(flow, MEASURED[:2])
    library = _structures(flow, MEASURED[:2] + OTHERS)
    hits = flow.add("retrieve", model, asked, library, label="Search", top=1, query_id="ID", library_id="ID")
    flow.show(hits, 1, ["Query ID", "Library ID", "Probability", "Verdict"], ALL_ROWS)
    return flow


def _built(flow: Workflow, model: Step) -> Step:
    molecules = _structures(flow, MEASURED[:2] + OTHERS)
    return flow.add(
        "build_library",
        model,
        molecules,
        label="Write a library",
        path=LIBRARY,
        if_exists="OVERWRITE",
        library_id="ID",
    )


def build_library() -> Workflow:
    """What is in the file."""
    flow = _flow("Build Library", "Writes a library file and searches a spectrum in it.")
    model = flow.add("pretrained_model", label=BUNDLED)
    built = _built(flow, model)
    hits = flow.add(
        "retrieve_from_file",
        model,
        _spectra(flow, MEASURED[:1]),
        label="Search it",
        after=built,
        library=LIBRARY,
        top=2,
    )
    flow.show(hits, 1, ["Library ID", "Probability"], ALL_ROWS)
    return flow


def retrieve_from_file() -> Workflow:
    """Two queries, ten compounds."""
    flow = _flow("Retrieve from Library File", "Searches two spectra in a library file of ten compounds.")
    model = flow.add("pretrained_model", label=BUNDLED)
    built = _built(flow, model)
    hits = flow.add(
        "retrieve_from_file",
        model,
        _spectra(flow, MEASURED[:2]),
        label="Search",
        after=built,
        library=LIBRARY,
        top=1,
        query_id="ID",
    )
    flow.show(hits, 1, ["Query ID", "Library ID", "Probability", "Verdict"], ALL_ROWS)
    return flow


def read_spectra() -> Workflow:
    """An SD file."""
    flow = _flow("Read Spectra", "Reads an SD file of nmrshiftdb2 that lies in the workflow.")
    flow.files["data/nmrshiftdb2.sdf"] = sd_file(3)
    read = flow.add("read_spectra", label="Read", path="knime://knime.workflow/data/nmrshiftdb2.sdf")
    flow.show(read, 1, ["ID", "Multiplicity", "Assigned shifts"], ALL_ROWS)
    return flow


def train() -> Workflow:
    """One epoch."""
    flow = _flow("Train", "Trains the bundled model further for one epoch.")
    flow.files["data/assigned.sdf"] = sd_file(40)
    model = flow.add("pretrained_model", label=BUNDLED)
    read = flow.add("read_spectra", label="Assigned spectra", path=ASSIGNED)
    trained = flow.add("train", read, model, label="Train", epochs=1)
    flow.show(trained, 2, ["Shift error, mean (ppm)", "Carbons assigned right"], ALL_ROWS)
    return flow


def predict_spectra() -> Workflow:
    """Two structures."""
    flow = _flow("Predict Spectra", "Predicts the spectra of two structures.")
    model = flow.add("pretrained_model", label=BUNDLED)
    predicted = flow.add("predict_spectra", model, _structures(flow, MEASURED[:2]), label="Predict")
    flow.show(predicted, 1, ["ID", "Predicted multiplicities"], ALL_ROWS)
    return flow


def structure_check() -> Workflow:
    """A right structure and a wrong one."""
    flow = _flow("Structure Check", "Checks a right structure and a wrong one against isomers.")
    model = flow.add("pretrained_model", label=BUNDLED)
    registered = spectra(MEASURED[:2])
    registered["SMILES"][0] = ISOMERS["3-(4-hydroxyphenyl)propanoic acid"]
    table = flow.add("table_creator", label="Structures and their spectra", columns=registered)
    isomers = flow.add("table_creator", label="Isomers", columns=isomer_table())
    checked = flow.add(
        "structure_check", model, table, isomers, label="Check", id_column="ID", candidate_id="Name"
    )
    columns = ["ID", "Traffic light", "Verdict", "Structure probability", "Comparison", "Best isomer"]
    flow.show(checked, 1, columns, ALL_ROWS)
    return flow


def isomer_ranking() -> Workflow:
    """Two spectra, six candidates."""
    flow = _flow("Isomer Ranking", "Ranks six candidates of two spectra.")
    model = flow.add("pretrained_model", label=BUNDLED)
    candidates = flow.add("table_creator", label="Candidates", columns=isomer_table())
    ranked = flow.add(
        "isomer_ranking",
        model,
        _spectra(flow, MEASURED[:2]),
        candidates,
        label="Rank",
        top=1,
        query_id="ID",
        candidate_id="Name",
    )
    flow.show(ranked, 1, ["Spectrum ID", "Candidate ID", "Probability", "Verdict"], ALL_ROWS)
    return flow


def evaluate() -> Workflow:
    """The bundled model."""
    flow = _flow("Evaluate", "Measures the bundled model on test spectra of nmrshiftdb2.")
    flow.files["data/assigned.sdf"] = sd_file(30)
    model = flow.add("pretrained_model", label=BUNDLED)
    read = flow.add("read_spectra", label="Assigned spectra", path=ASSIGNED)
    measured = flow.add("evaluate", model, read, label="Measure")
    flow.show(measured, 2, ["Molecule RowID", "Split", "Mean shift error (ppm)", "Verdict"], ALL_ROWS)
    return flow


def table_to_spectra() -> Workflow:
    """A row for each peak."""
    flow = _flow("Table to Spectra", "Makes spectra of a table with one row for each peak.")
    peaks = {
        "Compound": ["ethanol"] * 2 + ["acetone"] * 2,
        "Shift": [57.8, 18.3, 206.7, 30.8],
        "Multiplicity": ["CH2", "CH3", "C", "CH3"],
    }
    table = flow.add("table_creator", label="One row for each peak", columns=peaks)
    made = flow.add("table_to_spectra", table, label="One row for each spectrum")
    flow.show(made, 1, ["ID", "Multiplicity"], ALL_ROWS)
    return flow


NODE_TESTS: dict[str, Callable[[], Workflow]] = {
    "pretrained_model": pretrained_model,
    "assign_peaks": assign_peaks,
    "predict_shifts": predict_shifts,
    "embed": embed,
    "retrieve": retrieve,
    "build_library": build_library,
    "retrieve_from_file": retrieve_from_file,
    "read_spectra": read_spectra,
    "predict_spectra": predict_spectra,
    "structure_check": structure_check,
    "isomer_ranking": isomer_ranking,
    "evaluate": evaluate,
    "table_to_spectra": table_to_spectra,
    "train": train,
}


def with_reference(flow: Workflow, columns: dict[str, list[Any]], warnings: dict[int, list[str]]) -> Workflow:
    """Compare the shown table with these columns; the warnings of nodes, by number, are expected too."""
    shown = flow.shown[0]
    filtered = flow.add(
        "column_filter",
        shown.step.port(shown.port),
        label="Columns to compare",
        included=shown.columns,
    )
    expected = flow.add("table_creator", label="Expected", columns=columns)
    tolerances = {
        name: _tolerance(name) if any(isinstance(cell, float) for cell in cells) else None
        for name, cells in columns.items()
    }
    flow.add("difference_checker", filtered, expected, label="The same?", tolerances=tolerances)
    listed = [(number, text) for number, texts in sorted(warnings.items()) for text in texts[-1:]]
    flow.add("testflow_configuration", label="For KNIME's test runner", warnings=listed, seconds=600)
    return flow


def _tolerance(column: str) -> float:
    """What other processors may change, and more."""
    return 0.2 if "ppm" in column else 0.05
