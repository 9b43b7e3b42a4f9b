"""Structures as small inline SVG: carbons carry their shift, a halo of confidence and `data-atom`."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.report.labels import FONT_PX, place_labels
from kmaid_nodes.report.palette import INK
from kmaid_nodes.report.picture import Picture, bare_picture, structure_picture, view_box
from kmaid_nodes.report.svg_path import px

__all__ = ["Picture", "structure_picture", "structure_svg"]


def structure_svg(
    structure: Structure,
    carbon_colours: Mapping[int, str] | None = None,
    carbon_labels: Mapping[int, str] | None = None,
    size: tuple[int, int] = (520, 400),
) -> str:
    """The structure as an SVG element for an HTML page with `report.css`.

    carbon_colours: halo colour (#rrggbb) of a carbon; carbon_labels: text beside it (its shift in ppm).
    Both are keyed by 0-based atom index in the input structure; every carbon is a group with that index
    as `data-atom`, whether or not it has a colour or a label.
    size: width and height in px; a large molecule gets a larger viewBox, scaled down to the same size.
    """
    colours, labels = carbon_colours or {}, carbon_labels or {}
    bare = bare_picture(structure)
    points = bare.carbon_points
    centres = place_labels(points, {a: labels[a] for a in points if labels.get(a)}, bare.ink)
    carbons = "".join(_carbon(a, at, labels.get(a), centres.get(a)) for a, at in points.items())
    box = " ".join(map(str, view_box(bare, centres, labels, size)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mol" width="{size[0]}" height="{size[1]}" '
        f'viewBox="{box}" role="img" font-family="Helvetica,Arial,sans-serif">'
        f"{_halos(points, colours)}{bare.svg}"
        f'<g class="carbons" font-size="{FONT_PX}" fill="{INK}" text-anchor="middle" stroke="#fff" '
        f'stroke-width="2.4" stroke-linejoin="round" paint-order="stroke">{carbons}</g></svg>'
    )


def _halos(points: Mapping[int, tuple[float, float]], colours: Mapping[int, str]) -> str:
    """One path a colour: lines without length, whose round ends are discs."""
    of_colour: dict[str, list[str]] = {}
    for atom, (x, y) in points.items():
        if colours.get(atom):
            of_colour.setdefault(colours[atom], []).append(f"M{x:.0f} {y:.0f}h0")
    paths = "".join(f'<path d="{"".join(d)}" stroke="{escape(c)}"/>' for c, d in of_colour.items())
    return f'<g class="halos" stroke-width="22" stroke-linecap="round" stroke-opacity=".3">{paths}</g>'


def _carbon(atom: int, at: tuple[float, float], label: str | None, centre: tuple[float, float] | None) -> str:
    # Without fill and stroke of its own it would be a black disc where the page's styles are not at hand.
    spot = (
        f'<circle cx="{at[0]:.0f}" cy="{at[1]:.0f}" r="11" fill="none" stroke="none" pointer-events="all"/>'
    )
    if not label or centre is None:
        return f'<g data-atom="{atom}">{spot}</g>'
    text = f'<text x="{px(centre[0])}" y="{px(centre[1] + 0.36 * FONT_PX)}">{escape(label)}</text>'
    return f'<g data-atom="{atom}">{spot}{text}</g>'
