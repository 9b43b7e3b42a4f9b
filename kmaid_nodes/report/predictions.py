"""A report of predicted spectra: one HTML page of pictures, without a script that it needs."""

from __future__ import annotations

from html import escape
from pathlib import Path

from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.codes.signal_choice import SignalChoice
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.report.first_rows import FirstRows
from kmaid_nodes.report.html import write_page
from kmaid_nodes.report.predicted_spectrum import KINDS, spectrum_svg
from kmaid_nodes.report.predicted_structure import structure_svg
from kmaid_nodes.results.predicted_molecule import PredictedMolecule
from kmaid_nodes.results.predicted_signal import predicted_signals
from kmaid_nodes.results.read_as import structure_read_as
from kmaid_nodes.writing.predicted_text import predicted_text

_TITLE = "Predicted 13C spectra"
_LEGEND = (
    "Shifts in ppm. A line is higher where several carbons share it. The bar at its foot is as wide as the "
    "uncertainty to both sides. Dashed lines and question marks are guesses: the model was not taught such "
    "carbons."
)
_FONT = "font-family:Arial,Helvetica,sans-serif;font-size:13px;color:#33404d"


class PredictionReport(FirstRows[PredictedMolecule]):
    """The first `limit` results of `tasks.predict`, each drawn with its predicted spectrum."""

    def __init__(
        self, limit: int, one_for: SignalChoice = SignalChoice.CLASS, house: JournalHouse = JournalHouse.ACS
    ):
        super().__init__(limit)
        self.one_for, self.house = one_for, house

    def html(self) -> str:
        """The report as one HTML page."""
        page = (Path(__file__).parent / "predictions.html").read_text("utf-8")
        return page % {"title": escape(_TITLE), "content": self._content()}

    def write(self, path: Path) -> None:
        """Write the HTML file; raises UserError where that cannot be."""
        write_page(path, self.html())

    def _content(self) -> str:
        """What a report of KNIME takes over: it has its own styles, so that all is said here."""
        molecules = "".join(self._molecule(molecule) for molecule in self.results)
        refused = "".join(f"<p>{escape(id)}: {escape(reason)}</p>" for id, reason in self.refused)
        if refused:
            refused = f'<h2 style="font-size:15px">Not predicted</h2>{refused}'
        nothing = "" if self.rows else "<p>The table has no rows.</p>"
        return (
            f'<main id="content" style="{_FONT}"><h1 style="font-size:15px;margin:0">{_TITLE}</h1>'
            f'<p style="margin:0 0 4px">Rows shown: {self.shown}. Colours: {_kinds()}.</p>'
            f'{molecules}{refused}{nothing}<footer style="font-size:11px;color:#5a6672">'
            f"<p>{_LEGEND}</p><p>{escape(NOTICE)}</p></footer></main>"
        )

    def _molecule(self, molecule: PredictedMolecule) -> str:
        name = escape(molecule.record.id)
        signals = predicted_signals(molecule, self.one_for)
        text = escape(predicted_text(molecule, signals, self.house))
        read = structure_read_as(molecule.record)
        said = f'<p style="margin:2px 0">Structure read as: {escape(read)}</p>' if read else ""
        drawing = structure_svg(molecule, f"Structure of {name}")
        spectrum = spectrum_svg(signals, f"Predicted spectrum of {name}")
        return (
            '<section style="break-inside:avoid;border-top:1px solid #c9d0d7;padding:6px 0">'
            f'<h2 style="font-size:15px;margin:0">{name}</h2>{said}'
            '<div style="display:flex;flex-wrap:wrap;gap:8px;align-items:center">'
            f'<div style="flex:2 1 220px;max-width:380px">{drawing}</div>'
            f'<div style="flex:3 1 300px;max-width:560px">{spectrum}</div></div>'
            f'<p style="margin:2px 0;user-select:all">{text}</p></section>'
        )


def _kinds() -> str:
    return ", ".join(f'<b style="color:{colour}">{name}</b>' for name, colour in KINDS[:4])
