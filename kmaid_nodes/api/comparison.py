"""Two to four structures against one peak list, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from kmaid_nodes.api.frame import framed
from kmaid_nodes.errors import UserError
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.html import report_html, write_report
from kmaid_nodes.results.assigned_molecule import AssignedMolecule

# As many as a screen shows side by side.
MOST_COMPARED = 4


class Comparison:
    """Structures to which the same peak list was assigned; a notebook shows them side by side.

    Raises UserError unless they are two to four of one list: the same peaks in the same order.
    """

    def __init__(self, molecules: Sequence[AssignedMolecule]):
        if not 2 <= len(molecules) <= MOST_COMPARED:
            raise UserError(f"2 to {MOST_COMPARED} structures can be compared, not {len(molecules)}.")
        first = _list_of(molecules[0])
        for molecule in molecules[1:]:
            if _list_of(molecule) != first:
                raise UserError(
                    f"{molecules[0].record.id} and {molecule.record.id} have different peak lists. "
                    "Structures are compared against one list."
                )
        self.molecules = tuple(molecules)

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(molecule.record.id for molecule in self.molecules)}>"

    def write(self, path: str | PathLike[str]) -> None:
        """Write the comparison as one HTML file; raises UserError where that cannot be."""
        write_report(Path(path), self._report())

    def _repr_html_(self) -> str:
        return framed(report_html(self._report()))

    def _report(self) -> Report:
        return Report(
            "Structures against one 13C spectrum",
            [("Structures", len(self.molecules))],
            assignments=self.molecules,
            notice=NOTICE,
            opens_comparison=True,
        )


def _list_of(molecule: AssignedMolecule) -> list[tuple[float, int | None, int | None]]:
    """What makes two lists the same; the page has the same rule."""
    return [(peak.ppm, peak.hydrogens, peak.carbons) for peak in molecule.peaks]
