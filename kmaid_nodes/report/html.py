"""One HTML file that stands on its own: assignments, retrievals and rows that could not be used."""

from __future__ import annotations

import math
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kmaid_nodes.errors import UserError
from kmaid_nodes.report.content import (
    AssignedCarbon,
    AssignedMolecule,
    Hit,
    Report,
    RetrievedQuery,
)
from kmaid_nodes.report.drawing import structure_svg
from kmaid_nodes.report.palette import HIGH_FROM, MEDIUM_FROM, confidence_band, confidence_colour
from kmaid_nodes.report.spectrum import (
    PredictedMark,
    Stick,
    mirrored_spectrum_svg,
    multiplicity_name,
    stick_spectrum_svg,
)

__all__ = [
    "AssignedCarbon",
    "AssignedMolecule",
    "Hit",
    "Report",
    "RetrievedQuery",
    "report_html",
    "write_report",
]

_QUERY_COLOUR = "#23527c"


def write_report(path: str | Path, report: Report) -> None:
    """Write the report as one HTML file; raises UserError where it cannot be written."""
    try:
        Path(path).write_bytes(report_html(report).encode("utf-8", "replace"))
    except OSError as error:
        raise UserError(f"cannot write the report to {path}: {error.strerror or error}") from error


def report_html(report: Report) -> str:
    """The report as HTML text: no scripts, styles, fonts or pictures from elsewhere."""
    here = Path(__file__).parent
    environment = Environment(  # user text meets this template only through autoescape
        loader=FileSystemLoader(here), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"ppm": _ppm, "percent": _percent, "band": confidence_band}
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
    hydrogens = dict(
        zip(molecule.structure.carbon_atom_index.tolist(), molecule.structure.hydrogens.tolist())
    )
    colours = {c.atom_index: confidence_colour(c.confidence) for c in molecule.carbons}
    labels = {c.atom_index: "–" if c.ppm is None else f"{c.ppm:.1f}" for c in molecule.carbons}
    known = [c.confidence for c in molecule.carbons if confidence_band(c.confidence) != "none"]
    return {
        "id": molecule.id,
        "verdict": molecule.verdict,
        "others": molecule.others,
        "solvent": molecule.solvent,
        "smiles": molecule.structure.smiles,
        "mean": sum(c for c in known if c is not None) / len(known) if known else None,
        "peaks": len(molecule.peaks),
        "drawing": Markup(structure_svg(molecule.structure, colours, labels)),
        "spectrum": Markup(_spectrum(molecule)),
        "carbons": [
            {
                "carbon": c,
                "type": multiplicity_name(hydrogens.get(c.atom_index)),
                "confidence": c.confidence if confidence_band(c.confidence) != "none" else None,
                "delta": None if c.ppm is None or math.isnan(c.predicted_ppm) else c.ppm - c.predicted_ppm,
                "far": c.ppm is not None and abs(c.ppm - c.predicted_ppm) > 2 * _spread(c),
            }
            for c in molecule.carbons
        ],
        "leftover": [
            (i, molecule.peaks[i].ppm, multiplicity_name(molecule.peaks[i].hydrogens), reason)
            for i, reason in molecule.leftover.items()
        ],
    }


def _spectrum(molecule: AssignedMolecule) -> str:
    owners: dict[int, list[AssignedCarbon]] = {}
    for carbon in molecule.carbons:
        if carbon.peak_index is not None:
            owners.setdefault(carbon.peak_index, []).append(carbon)
    sticks = []
    for i, peak in enumerate(molecule.peaks):
        mine = owners.get(i, [])
        told = [c.confidence for c in mine if c.confidence is not None]
        over = i in molecule.leftover
        title = ", ".join(f"C{c.atom_index}" for c in mine) or molecule.leftover.get(i, "")
        sticks.append(
            Stick(i, peak.ppm, peak.hydrogens, confidence_colour(min(told, default=None)), over, title)
        )
    marks = [
        PredictedMark(c.atom_index, c.predicted_ppm, _spread(c), confidence_colour(c.confidence))
        for c in molecule.carbons
    ]
    return stick_spectrum_svg(sticks, marks)


def _query_view(query: RetrievedQuery) -> dict[str, object]:
    peaks = [p.ppm for p in query.peaks]
    sticks = [Stick(i, p.ppm, p.hydrogens, _QUERY_COLOUR) for i, p in enumerate(query.peaks)]
    size = (1040, 190) if query.true_structure is None else (800, 176)  # the truth stands beside it
    known = query.true_structure is not None or any(h.is_truth is not None for h in query.hits)
    return {
        "id": query.id,
        "peaks": len(peaks),
        "known": known,
        "elsewhere": None
        if not query.hits or any(h.probability is None for h in query.hits)
        else max(0.0, 1.0 - sum(h.probability or 0.0 for h in query.hits)),
        "truth_rank": next((h.rank for h in query.hits if h.is_truth), None),
        "spectrum": Markup(stick_spectrum_svg(sticks, size=size)),
        "truth": None
        if query.true_structure is None
        else Markup(structure_svg(query.true_structure, size=(260, 170))),
        "hits": [
            {
                "hit": h,
                "drawing": None
                if h.structure is None
                else Markup(structure_svg(h.structure, size=(280, 180))),
                "mirror": Markup(mirrored_spectrum_svg(peaks, h.predicted_ppm)),
            }
            for h in query.hits
        ],
    }


def _spread(carbon: AssignedCarbon) -> float:
    return math.nan if carbon.uncertainty_ppm is None else carbon.uncertainty_ppm


def _ppm(value: float | None, digits: int = 1) -> str:
    return "–" if value is None or not math.isfinite(value) else f"{value:.{digits}f}".replace("-", "−")


def _percent(value: float | None) -> str:
    """Rounded down, so that no number reads as if it had reached a band that it has not."""
    return "–" if value is None or math.isnan(value) else f"{math.floor(100 * value + 1e-6)}%"
