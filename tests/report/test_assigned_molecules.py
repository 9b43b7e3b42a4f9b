"""What the tasks yield is what the report shows."""

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.html import report_html
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.tasks.assign import assign


def test_what_the_tasks_yield_can_be_reported(bundled: Predictor) -> None:
    butanone = Record(
        "butanone", "CCC(C)=O", (Peak(7.9, 3), Peak(29.4, 3), Peak(36.9, 2), Peak(77.16)), "CDCl3"
    )
    (molecule,) = assign([butanone], bundled)
    assert isinstance(molecule, AssignedMolecule)
    assert [(c.atom_index, c.ppm) for c in molecule.carbons] == [(0, 7.9), (1, 36.9), (2, None), (3, 29.4)]
    assert molecule.carbons[2].status.startswith("no peak")
    assert molecule.unassigned_reasons == {3: "solvent CDCl3"}
    text = report_html(Report("t", assignments=[molecule]))
    assert '<span data-peak="3">77.16 ppm <em>solvent CDCl3</em></span>' in text
    assert '<b class="verdict' in text and "Other ranked assignments of the whole list" in text
