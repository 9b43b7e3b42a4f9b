"""What the tasks yield is what the report shows."""

from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.page_data import page_data
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
    (held,) = page_data(Report("t", assignments=[molecule]))["molecules"]
    assert [carbon["peak"] for carbon in held["carbons"]] == [0, 2, None, 1]
    assert held["peaks"][3]["left"]["reason"] == "solvent CDCl3"
    assert held["formula"] == "C4H8O" and held["verdict"] == molecule.verdict
    assert held["ranked"][0] == {"odds": 1.0, "peaks": [0, 2, None, 1]} and len(held["ranked"]) > 1


def test_the_report_says_what_was_read_and_how_peaks_are_coupled(bundled: Predictor) -> None:
    peaks = (Peak(163.6, None, (), None, "C-4", "d", (248.2,)), Peak(20.0, 3), Peak(0.0))
    record = Record("a", "Cc1ccc(F)cc1", peaks, "CDCl3", frequency_mhz=101.0)
    (molecule,) = assign([record], bundled)
    assert isinstance(molecule, AssignedMolecule)
    (held,) = page_data(Report("t", assignments=[molecule]))["molecules"]
    assert held["readAs"] == "3 peaks; 13C at 101 MHz in CDCl3"
    coupled = held["peaks"][0]
    assert (coupled["label"], coupled["splitting"], coupled["couplingsHz"]) == ("C-4", "d", [248.2])
    assert held["peaks"][2]["left"]["reason"] == "reference TMS"
