"""One HTML file that stands on its own: assignments, retrievals and rows that could not be used."""

from __future__ import annotations

from html import escape
from pathlib import Path

from kmaid_nodes.files.whole_file import write_whole
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.page_data import page_json
from kmaid_nodes.report.symbol_colours import symbol_styles

# Paper stays white.
_DARK_SYMBOLS = f"@media screen{{{symbol_styles(dark=True, within='[data-theme=dark] .mol ')}}}"


def write_report(path: str | Path, report: Report) -> None:
    """Write the report as one HTML file; raises UserError where it cannot be written."""
    write_page(Path(path), report_html(report))


def write_page(path: Path, page: str) -> None:
    """Write the HTML text of a report; raises UserError where it cannot be written."""
    write_whole(path, page.encode("utf-8", "replace"), "the report")


def report_html(report: Report) -> str:
    """The report as HTML text: no scripts, styles, fonts or pictures from elsewhere.

    `report.js` is built from `page/src` and committed.
    """
    here = Path(__file__).parent
    parts = {
        "title": escape(report.title),
        "css": (here / "report.css").read_text("utf-8") + _DARK_SYMBOLS,
        "data": page_json(report),
        "script": (here / "report.js").read_text("utf-8"),
    }
    return (here / "report.html").read_text("utf-8") % parts
