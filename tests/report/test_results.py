"""What the tasks yield is what the report shows."""

from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record, to_record_batches
from kmaid_nodes.report.html import Report, report_html
from kmaid_nodes.report.results import assigned_molecule
from kmaid_nodes.tasks.assign import assign_rows
from kmaid_nodes.tasks.rows import read_rows


def test_what_the_tasks_yield_can_be_reported() -> None:
    butanone = Record(
        "butanone", "CCC(C)=O", (Peak(7.9, 3), Peak(29.4, 3), Peak(36.9, 2), Peak(77.16)), "CDCl3"
    )
    (rows,) = read_rows(to_record_batches([butanone]), structures=True, peaks=True)
    ((row, density, assignment),) = assign_rows(rows, Predictor(load_model()))
    assert density is not None and assignment is not None
    molecule = assigned_molecule(row, density, assignment)
    assert [(c.atom_index, c.ppm) for c in molecule.carbons] == [(0, 7.9), (1, 36.9), (2, None), (3, 29.4)]
    assert molecule.carbons[2].status.startswith("no peak") and dict(molecule.leftover) == {
        3: "solvent CDCl3"
    }
    text = report_html(Report("t", assignments=[molecule]))
    assert '<span data-peak="3">77.16 ppm <em>solvent CDCl3</em></span>' in text
    assert '<b class="verdict' in text and "Other assignments of the whole list" in text
