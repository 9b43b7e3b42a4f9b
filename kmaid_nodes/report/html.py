"""One HTML file that stands on its own: assignments, retrievals and rows that could not be used."""

from __future__ import annotations

import math
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.whole_file import whole_file
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.report.content import DrawnQuery, Report
from kmaid_nodes.report.drawing import structure_svg
from kmaid_nodes.report.palette import HIGH_FROM, MEDIUM_FROM, confidence_band, confidence_colour
from kmaid_nodes.report.spectrum import (
    PredictedMark,
    Stick,
    mirrored_spectrum_svg,
    multiplicity_name,
    stick_spectrum_svg,
)
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.wording.reading import too_high_by
from kmaid_nodes.wording.verdict import verdict_words
from kmaid_nodes.writing.couplings import couplings_of_journal

# Ranked assignments that a report shows, that of the result included.
_RANKED = 5
_QUERY_COLOUR = "#23527c"


def write_report(path: str | Path, report: Report) -> None:
    """Write the report as one HTML file; raises UserError where it cannot be written."""
    try:
        with whole_file(Path(path)) as partial:
            partial.write_bytes(report_html(report).encode("utf-8", "replace"))
    except OSError as error:
        raise UserError(f"Cannot write the report to {path}: {error.strerror or error}.") from error


def report_html(report: Report) -> str:
    """The report as HTML text: no scripts, styles, fonts or pictures from elsewhere."""
    here = Path(__file__).parent
    environment = Environment(  # user text meets this template only through autoescape
        loader=FileSystemLoader(here), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"ppm": _ppm, "percent": _percent, "band": confidence_band, "counted": _counted}
    environment.globals |= {
        "css": Markup((here / "report.css").read_text("utf-8")),
        "script": Markup((here / "report.js").read_text("utf-8")),
        "high_from": HIGH_FROM,
        "medium_from": MEDIUM_FROM,
    }
    return environment.get_template("report.html").render(
        report=report,
        molecules=[_molecule_view(m) for m in report.assignments],
        queries=[_query_view(q) for q in report.retrievals],
    )


def _molecule_view(molecule: AssignedMolecule) -> dict[str, object]:
    carbons, reasons = molecule.carbons, molecule.unassigned_reasons
    colours = {c.atom_index: confidence_colour(c.confidence) for c in carbons}
    labels = {c.atom_index: "–" if c.ppm is None else f"{c.ppm:.1f}" for c in carbons}
    known = [
        c.confidence for c in carbons if c.confidence is not None and confidence_band(c.confidence) != "none"
    ]
    return {
        "id": molecule.record.id,
        "verdict": verdict_words(molecule.verdict),
        "verdict_code": str(molecule.verdict),
        "p_structure": molecule.p_structure,
        "others": _other_assignments(molecule),
        "read_as": read_as(molecule.record),
        "smiles": molecule.structure.smiles,
        "mean": sum(known) / len(known) if known else None,
        "peaks": len(molecule.peaks),
        "offset": too_high_by(molecule.offset_ppm) if molecule.offset_ppm else None,
        "drawing": Markup(structure_svg(molecule.structure, colours, labels)),
        "spectrum": Markup(_spectrum(molecule)),
        "carbons": [
            {
                "carbon": c,
                "type": multiplicity_name(c.hydrogens),
                "listed": None if c.peak_index is None else _as_listed(molecule.peaks[c.peak_index]),
                "confidence": c.confidence if confidence_band(c.confidence) != "none" else None,
                "delta": None if away is None or math.isnan(c.predicted_ppm) else away,
                "far": away is not None and abs(away) > 2 * c.uncertainty_ppm,
            }
            for c in carbons
            for away in [None if c.ppm is None else c.ppm - molecule.offset_ppm - c.predicted_ppm]
        ],
        "unassigned": [
            (i, peak.ppm, multiplicity_name(peak.hydrogens), _as_listed(peak), reason)
            for i, reason in reasons.items()
            for peak in [molecule.peaks[i]]
        ],
    }


def _as_listed(peak: Peak) -> str:
    """What the list says of the peak besides shift and hydrogens: `OCH3 · d, J = 245.1 Hz`, or nothing."""
    coupled = ", ".join(filter(None, [peak.splitting, couplings_of_journal(peak.couplings_hz)]))
    return " · ".join(filter(None, [peak.label, coupled]))


def _other_assignments(molecule: AssignedMolecule) -> list[dict[str, object]]:
    """The next-best assignments of the whole list, each as the carbons whose shift changes."""
    others = []
    for ranked in molecule.ranked_assignments(_RANKED)[1:]:
        changes = []
        for carbon, peak in zip(molecule.carbons, ranked.peak_indices):
            before, after = carbon.ppm, None if peak is None else molecule.peaks[peak].ppm
            if before != after:
                changes.append(f"C{carbon.atom_index}: {_ppm_or_none(before)} → {_ppm_or_none(after)}")
        others.append({"odds": ranked.odds, "changes": changes})
    return others


def _spectrum(molecule: AssignedMolecule) -> str:
    sticks = []
    for i, peak in enumerate(molecule.peaks):
        carbons = molecule.carbons_of_peak.get(i, ())
        confidences = [c.confidence for c in carbons if c.confidence is not None]
        unassigned = i in molecule.unassigned_reasons
        title = ", ".join(f"C{c.atom_index}" for c in carbons) or molecule.unassigned_reasons.get(i, "")
        colour = confidence_colour(min(confidences, default=None))
        sticks.append(Stick(i, peak.ppm, peak.hydrogens, colour, unassigned, title))
    marks = [
        PredictedMark(
            c.atom_index,
            c.predicted_ppm + molecule.offset_ppm,
            c.uncertainty_ppm,
            confidence_colour(c.confidence),
        )
        for c in molecule.carbons
    ]
    return stick_spectrum_svg(sticks, marks)


def _query_view(query: DrawnQuery) -> dict[str, object]:
    peaks = [p.ppm for p in query.peaks]
    sticks = [Stick(i, p.ppm, p.hydrogens, _QUERY_COLOUR) for i, p in enumerate(query.peaks)]
    size = (1040, 190) if query.true_structure is None else (800, 176)  # the truth stands beside it
    known = query.true_structure is not None or any(h.is_truth is not None for h in query.hits)
    return {
        "id": query.id,
        "peaks": len(peaks),
        "read_as": query.read_as,
        "given_rank": query.given_rank,
        "known": known,
        "elsewhere": None
        if not query.hits or any(h.hit.probability is None for h in query.hits)
        else max(0.0, 1.0 - sum(h.hit.probability or 0.0 for h in query.hits)),
        "truth_rank": next((h.hit.rank for h in query.hits if h.is_truth), None),
        "spectrum": Markup(stick_spectrum_svg(sticks, size=size)),
        "truth": None
        if query.true_structure is None
        else Markup(structure_svg(query.true_structure, size=(260, 170))),
        "hits": [
            {
                "hit": h.hit,
                "verdict": None if h.hit.verdict is None else verdict_words(h.hit.verdict),
                "is_truth": h.is_truth,
                "drawing": None
                if h.structure is None
                else Markup(structure_svg(h.structure, size=(280, 180))),
                "mirror": Markup(mirrored_spectrum_svg(peaks, h.predicted_ppm)),
            }
            for h in query.hits
        ],
    }


def _counted(number: int, noun: str) -> str:
    """`1 peak`, `2 peaks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _ppm(value: float | None, digits: int = 1) -> str:
    if value is None or not math.isfinite(value):
        return "–"
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def _ppm_or_none(value: float | None) -> str:
    return "no peak" if value is None else _ppm(value)


def _percent(value: float | None) -> str:
    """Rounded down, so that no number reads as if it had reached a band that it has not; `under 1%`."""
    if value is None or math.isnan(value):
        return "–"
    return "under 1%" if 0 < value < 0.01 - 1e-8 else f"{math.floor(100 * value + 1e-6)}%"
