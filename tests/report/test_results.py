from types import SimpleNamespace
from typing import Any

import numpy as np

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.report.html import Report, report_html
from kmaid_nodes.report.results import assigned_molecule


def test_what_the_tasks_yield_can_be_reported() -> None:
    row: Any = SimpleNamespace(
        record=SimpleNamespace(id="ethanol", solvent="CDCl3"),
        structure=parse_structure("OCC"),
        peaks=(Peak(18.1, 3), Peak(57.8), Peak(77.16)),
    )
    density: Any = SimpleNamespace(predicted_ppm=np.array([58.0, 17.0]), uncertainty_ppm=np.array([1.0, 2.0]))
    matching = SimpleNamespace(peak=np.array([1, -1]), shared=np.array([False, False]))
    assignment: Any = SimpleNamespace(matching=matching, confidence=np.array([0.9, np.nan]), leftover=[0, 2])
    molecule = assigned_molecule(row, density, assignment)
    assert [(c.atom_index, c.peak_index, c.ppm) for c in molecule.carbons] == [(1, 1, 57.8), (2, None, None)]
    text = report_html(Report("t", assignments=[molecule]))
    assert '<span data-peak="0">18.10 ppm · CH₃</span>' in text and '<span data-peak="2">77.16 ppm' in text
