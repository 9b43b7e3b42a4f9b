"""The example workflows: one for each task."""

from __future__ import annotations

from collections.abc import Callable

from workflow_making.real_spectra import LOG_P, sd_file, shifts_alone, spectra, structures, with_log_p
from workflow_making.workflow import Workflow

# Spectra of compounds that the bundled model was never trained on: acids, esters, ketones, a urea, a sulfide.
MEASURED = ["20033076", "20146583", "20133664", "20181164", "10019497", "20182594"]
# A library for them: the same compounds, and others of similar size.
OTHERS = ["20213174", "20209225", "20181730", "20200753", "20212738", "20237290", "20191649", "10022769"]
# And more of them, where many are needed.
FURTHER = [
    "20181557", "20182433", "20182074", "20182234", "20200054", "20200771", "20202483", "20208105",
    "20208610", "20209091", "20209358", "20212561", "20212659", "20213429", "20218147", "20218754",
    "20221372", "20221496", "20221658", "20226203", "20229969", "20233980", "20237318", "20246906",
    "20246973", "30101769",
]  # fmt: skip
# Two of the measured compounds with isomers that have other spectra.
ISOMERS = {
    "3-(2-hydroxyphenyl)propanoic acid": "O=C(O)CCc1ccccc1O",
    "3-(3-hydroxyphenyl)propanoic acid": "O=C(O)CCc1cccc(O)c1",
    "3-(4-hydroxyphenyl)propanoic acid": "O=C(O)CCc1ccc(O)cc1",
    "2-(2-hydroxyphenyl)propanoic acid": "CC(C(=O)O)c1ccccc1O",
    "ethyl (thiophen-2-ylsulfanyl)acetate": "CCOC(=O)CSc1cccs1",
    "ethyl (thiophen-3-ylsulfanyl)acetate": "CCOC(=O)CSc1ccsc1",
}
BUNDLED = "Bundled model"
ASSIGNED = "knime://knime.workflow/data/assigned.sdf"
LIBRARY = "knime://knime.workflow/data/library.parquet"


def isomer_table() -> dict[str, list[str]]:
    """The isomers as columns."""
    return {"Name": list(ISOMERS), "SMILES": list(ISOMERS.values())}


def assign_peaks() -> Workflow:
    """Spectra of known compounds."""
    flow = Workflow(
        "Assign peaks",
        "Assigns the peaks of six 13C spectra to the carbons of their structures, each with its confidence. "
        "Open the view of Assign Peaks to see structures and spectra side by side.",
    )
    model = flow.add("pretrained_model", label=BUNDLED)
    table = flow.add("table_creator", label="Structures and their spectra", columns=spectra(MEASURED))
    assigned = flow.add("assign_peaks", model, table, label="Which carbon is which peak?", id_column="ID")
    flow.show(assigned, 2, ["ID", "Verdict", "Structure probability", "Mean confidence", "13C NMR text"])
    flow.show(
        assigned, 1, ["ID", "Atom index", "Shift (ppm)", "Predicted shift (ppm)", "Confidence", "Status"], 9
    )
    return flow


def check_structures() -> Workflow:
    """Registered structures, two of them wrong."""
    flow = Workflow(
        "Check structures",
        "Checks whether six spectra fit the structures under which they are registered, and whether another "
        "isomer fits better. The first two are registered with the wrong isomer.",
    )
    model = flow.add("pretrained_model", label=BUNDLED)
    registered = spectra(MEASURED)
    registered["SMILES"][:2] = [
        ISOMERS["3-(4-hydroxyphenyl)propanoic acid"],
        ISOMERS["ethyl (thiophen-3-ylsulfanyl)acetate"],
    ]
    table = flow.add("table_creator", label="Registered structures and spectra", columns=registered)
    isomers = flow.add("table_creator", label="Isomers to compare with", columns=isomer_table())
    checked = flow.add(
        "structure_check",
        model,
        table,
        isomers,
        label="Does the spectrum fit?",
        id_column="ID",
        candidate_id="Name",
    )
    columns = ["ID", "Traffic light", "Verdict", "Structure probability", "Comparison", "Best isomer"]
    flow.show(checked, 1, columns)
    return flow


def predict_spectra() -> Workflow:
    """One row a molecule."""
    flow = Workflow(
        "Predict spectra",
        "Predicts the 13C spectrum of each structure: one row for each molecule. "
        "The text is written as in a publication, and the view draws the spectra.",
    )
    model = flow.add("pretrained_model", label=BUNDLED)
    table = flow.add("table_creator", label="Isomers", columns=isomer_table())
    predicted = flow.add("predict_spectra", model, table, label="Their spectra", id_column="Name")
    flow.show(predicted, 1, ["Name", "Predicted shifts", "Signal count"])
    return flow


def predict_shifts() -> Workflow:
    """Structures without spectra."""
    flow = Workflow(
        "Predict shifts",
        "Predicts the 13C shift of every carbon of three structures, with its uncertainty. "
        "About two of three measured shifts lie within one uncertainty of the prediction.",
    )
    model = flow.add("pretrained_model", label=BUNDLED)
    table = flow.add("table_creator", label="Structures", columns=structures(MEASURED[:3]))
    predicted = flow.add("predict_shifts", model, table, label="One row for each carbon", id_column="ID")
    flow.show(predicted, 1, ["ID", "Atom index", "Predicted shift (ppm)", "Uncertainty (ppm)"], 10)
    return flow


def rank_isomers() -> Workflow:
    """Two spectra, six candidates."""
    flow = Workflow(
        "Rank isomers",
        "Ranks isomers by how well they explain a 13C spectrum, here one of each of two formulas. "
        "The formula says which candidates belong to which spectrum.",
    )
    model = flow.add("pretrained_model", label=BUNDLED)
    asked = shifts_alone(MEASURED[:2]) | {"Formula": ["C9H10O3", "C8H10O2S2"]}
    measured = flow.add("table_creator", label="Spectra and formulas", columns=asked)
    candidates = flow.add("table_creator", label="Candidates", columns=isomer_table())
    ranked = flow.add(
        "isomer_ranking",
        model,
        measured,
        candidates,
        label="Which isomer is it?",
        query_id="ID",
        formula="Formula",
        same_formula=True,
        candidate_id="Name",
    )
    flow.show(ranked, 1, ["Spectrum ID", "Rank", "Candidate ID", "Probability", "Verdict"])
    return flow


def dereplicate() -> Workflow:
    """Spectra whose compounds are in a small library, but for the last."""
    flow = Workflow(
        "Dereplicate spectra",
        "Finds the compounds of a table that fit each 13C spectrum best, with the probability of each hit. "
        "The queries are shifts alone, and the compound of the last one is not in the table.",
    )
    model = flow.add("pretrained_model", label=BUNDLED)
    asked = flow.add("table_creator", label="Spectra of unknowns", columns=shifts_alone(MEASURED))
    known = structures(MEASURED[:-1] + OTHERS)
    library = flow.add("table_creator", label="Compounds of the library", columns=known)
    hits = flow.add(
        "retrieve",
        model,
        asked,
        library,
        label="Which compound is it?",
        top=2,
        query_id="ID",
        library_id="ID",
    )
    flow.show(hits, 1, ["Query ID", "Rank", "Library ID", "Probability", "Verdict"])
    return flow


def search_library_file() -> Workflow:
    """A library that is made once."""
    flow = Workflow(
        "Build a library file and search it",
        "Makes a library file of a table of structures, and searches spectra in it. "
        "The search starts when the file is there: a connection of flow variables sees to that.",
    )
    model = flow.add("pretrained_model", label=BUNDLED)
    known = structures(MEASURED + OTHERS)
    molecules = flow.add("table_creator", label="Compounds of the library", columns=known)
    asked = flow.add("table_creator", label="Spectra of unknowns", columns=shifts_alone(MEASURED))
    built = flow.add(
        "build_library",
        model,
        molecules,
        label="Write the file",
        path=LIBRARY,
        if_exists="OVERWRITE",
        library_id="ID",
    )
    hits = flow.add(
        "retrieve_from_file",
        model,
        asked,
        label="Search it",
        after=built,
        library=LIBRARY,
        top=1,
        query_id="ID",
    )
    flow.show(built, 1, ["Molecules", "Rows", "Failed rows"])
    flow.show(hits, 1, ["Query ID", "Library ID", "Probability", "Verdict"])
    return flow


def describe_for_qsar() -> Workflow:
    """Structures as numbers."""
    flow = Workflow(
        "Descriptors for QSAR",
        "Turns forty structures into number columns from which a learner can predict a property, here logP. "
        "Connect a learner of KNIME behind the last node, such as Random Forest Learner (Regression).",
    )
    model = flow.add("pretrained_model", label=BUNDLED)
    compounds = with_log_p(MEASURED + OTHERS + FURTHER)
    table = flow.add("table_creator", label="Structures and a property", columns=compounds)
    described = flow.add("embed", model, table, label="Descriptors, one a column", use="DESCRIPTORS")
    flow.show(described, 1, ["ID", LOG_P, "descriptor_001", "descriptor_002", "descriptor_003"], 4)
    return flow


def fine_tune() -> Workflow:
    """Training on spectra of one's own, and what it is good for."""
    flow = Workflow(
        "Fine-tune a model and evaluate it",
        "Trains the bundled model further on assigned spectra, and measures the new model on compounds that "
        "no training uses. One epoch on so few spectra shows how it is done, not what it can do.",
        files={"data/assigned.sdf": sd_file(60)},
    )
    model = flow.add("pretrained_model", label=BUNDLED)
    read = flow.add("read_spectra", label="Assigned spectra", path=ASSIGNED)
    trained = flow.add("train", read, model, label="Learn from them", epochs=1)
    measured = flow.add("evaluate", trained, read, label="How good is it?")
    columns = ["Epoch", "Shift error, mean (ppm)", "Carbons assigned right", "Validation molecules"]
    flow.show(trained, 2, columns)
    flow.show(measured, 1, ["Block", "Metric", "Value", "Unit", "Molecule count"], 14)
    return flow


def read_files() -> Workflow:
    """Spectra from a file."""
    flow = Workflow(
        "Read files of spectra",
        "Reads an SD file of nmrshiftdb2 that lies in the workflow, and assigns its spectra anew. "
        "Put your own file or folder into Read Spectra: kmaid formats lists what it reads.",
        files={"data/nmrshiftdb2.sdf": sd_file(5)},
    )
    model = flow.add("pretrained_model", label=BUNDLED)
    read = flow.add("read_spectra", label="An SD file", path="knime://knime.workflow/data/nmrshiftdb2.sdf")
    assigned = flow.add(
        "assign_peaks",
        model,
        read,
        label="Assign them anew",
        multiplicity="Multiplicity",
        solvent="Solvent",
        experiment="Experiment",
        numbers="Atom numbers",
        id_column="ID",
    )
    flow.show(read, 1, ["ID", "Peaks", "Multiplicity"])
    flow.show(assigned, 2, ["ID", "Verdict", "Mean confidence"])
    return flow


EXAMPLES: list[Callable[[], Workflow]] = [
    assign_peaks,
    check_structures,
    predict_shifts,
    predict_spectra,
    rank_isomers,
    dereplicate,
    search_library_file,
    describe_for_qsar,
    fine_tune,
    read_files,
]
