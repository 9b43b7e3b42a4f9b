"""A structure as a picture with the predicted shift beside every carbon."""

from __future__ import annotations

from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.report.labels import FONT_PX
from kmaid_nodes.report.picture import structure_picture
from kmaid_nodes.report.predicted_spectrum import KINDS
from kmaid_nodes.results.predicted_molecule import PredictedMolecule

WIDTH, HEIGHT = 380, 270


# A drawing fits into the panel of a KNIME view, below the heading of its molecule.
_MOST_HIGH = "max(200px, calc(100vh - 100px))"


def structure_svg(molecule: PredictedMolecule, title: str) -> str:
    """The structure as SVG text; title: what a screen reader says, escaped.

    A shift of a carbon that the model was not taught has a question mark.
    """
    picture = structure_picture(molecule.structure, size=(WIDTH, HEIGHT))
    x, y, width, height = picture.view_box
    labels = []
    for shift, hydrogens in zip(molecule.shifts, molecule.structure.hydrogens.tolist()):
        at = picture.labels.get(shift.atom_index)
        if at is None:
            continue
        mark = "?" if CarbonFlag.NOT_TAUGHT in shift.flags else ""
        labels.append(
            f'<text x="{at[0]:.1f}" y="{at[1] + FONT_PX * 0.36:.1f}" font-size="{FONT_PX}" '
            f'text-anchor="middle" fill="{KINDS[hydrogens][1]}">{shift.predicted_ppm:.1f}{mark}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {width} {height}" '
        f'style="width:100%;max-height:{_MOST_HIGH}" '
        f'role="img" aria-label="{title}" font-family="Arial, Helvetica, sans-serif">'
        f"{picture.svg}{''.join(labels)}</svg>"
    )
