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


def test_the_report_says_what_was_read_and_how_peaks_are_coupled(bundled: Predictor) -> None:
    peaks = (Peak(163.6, None, (), None, "C-4", "d", (248.2,)), Peak(20.0, 3), Peak(0.0))
    record = Record("a", "Cc1ccc(F)cc1", peaks, "CDCl3", frequency_mhz=101.0)
    (molecule,) = assign([record], bundled)
    assert isinstance(molecule, AssignedMolecule)
    text = report_html(Report("t", assignments=[molecule]))
    assert '<p class="read">Read as: 3 peaks; 13C at 101 MHz in CDCl3</p>' in text
    assert "<small>C-4 · d, J = 248.2 Hz</small>" in text
    assert "<em>reference TMS</em>" in text
