"""Structures as small inline SVG: carbons carry their shift, a halo of confidence and `data-atom`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from rdkit.Chem.Draw import rdMolDraw2D

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.report.labels import FONT_PX, place_labels, text_width
from kmaid_nodes.report.layout import flat_copy
from kmaid_nodes.report.palette import INK
from kmaid_nodes.report.svg_path import px, short_path

_PX_PER_UNIT = 27.0  # a bond of 1.5 units becomes 40 px: room for a shift beside every carbon
_LEAST_SHARE = 0.7  # a small molecule is magnified no further than this share of the canvas
_MARGIN = 14.0
_ATOM_COLOURS = {
    0: (0.35, 0.40, 0.45), 1: (0.35, 0.40, 0.45), 6: (0.16, 0.20, 0.25), 7: (0.15, 0.33, 0.75),
    8: (0.78, 0.16, 0.16), 9: (0.12, 0.48, 0.30), 15: (0.75, 0.40, 0.05), 16: (0.58, 0.45, 0.02),
    17: (0.12, 0.48, 0.30), 35: (0.50, 0.22, 0.12), 53: (0.40, 0.15, 0.55),
}  # fmt: skip
_OPTIONS = {
    "prepareMolsBeforeDrawing": False,  # done before, without hydrogens at stereocentres
    "clearBackground": False,
    "scalingFactor": _PX_PER_UNIT,
    "baseFontSize": 0.5,
    "bondLineWidth": 1.4,
}
_PATH = re.compile(r"<path\s(.*?)/>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)='([^']*)'")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Picture(NamedTuple):
    """A drawing: bonds and symbols as SVG, and where labels can stand, in its own px.

    box: x, y, width and height of what it covers; atoms: by 0-based atom index in the input structure, the
    place of each carbon; labels: the centre of a carbon's label.
    """

    svg: str
    box: tuple[float, float, float, float]
    atoms: dict[int, tuple[float, float]]
    labels: dict[int, tuple[float, float]]


def structure_picture(structure: Structure) -> Picture:
    """The structure without halos and labels, with room for labels such as `128.4`."""
    try:
        points, picture, ink = _rdkit_picture(structure)
    except (RuntimeError, ValueError):
        points, picture, ink = _list_of_carbons(structure)
    centres = place_labels(points, dict.fromkeys(points, "128.4"), ink)
    boxes = [ink[:, :2]] + [np.array([xy]) for xy in points.values()]
    boxes += [_label_box(xy, "128.4") for xy in centres.values()]
    x, y, width, height = map(float, _view_box(np.concatenate(boxes), (520, 400)).split())
    return Picture(picture, (x, y, width, height), points, centres)


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
    try:
        points, picture, ink = _rdkit_picture(structure)
    except (RuntimeError, ValueError):
        points, picture, ink = _list_of_carbons(structure)
    centres = place_labels(points, {a: labels[a] for a in points if labels.get(a)}, ink)
    carbons = "".join(_carbon(a, at, labels.get(a), centres.get(a)) for a, at in points.items())
    boxes = [ink[:, :2]] + [np.array([xy]) for xy in points.values()]
    boxes += [_label_box(xy, labels[a]) for a, xy in centres.items()]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mol" width="{size[0]}" height="{size[1]}" '
        f'viewBox="{_view_box(np.concatenate(boxes), size)}" role="img" '
        'font-family="Helvetica,Arial,sans-serif">'
        f"{_halos(points, colours)}{picture}"
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
    spot = f'<circle cx="{at[0]:.0f}" cy="{at[1]:.0f}" r="11"/>'
    if not label or centre is None:
        return f'<g data-atom="{atom}">{spot}</g>'
    text = f'<text x="{px(centre[0])}" y="{px(centre[1] + 0.36 * FONT_PX)}">{escape(label)}</text>'
    return f'<g data-atom="{atom}">{spot}{text}</g>'


def _rdkit_picture(structure: Structure) -> tuple[dict[int, tuple[float, float]], str, np.ndarray]:
    flat = flat_copy(structure.mol)
    try:
        mol = rdMolDraw2D.PrepareMolForDrawing(flat, kekulize=True, addChiralHs=False)
    except (RuntimeError, ValueError):
        mol = rdMolDraw2D.PrepareMolForDrawing(flat, kekulize=False, addChiralHs=False, wedgeBonds=False)
    drawer = rdMolDraw2D.MolDraw2DSVG(-1, -1)
    options = drawer.drawOptions()
    for name, value in _OPTIONS.items():
        setattr(options, name, value)
    options.updateAtomPalette(_ATOM_COLOURS)
    drawer.DrawMolecule(mol)
    points = {}
    for position in structure.carbons.tolist():
        at = drawer.GetDrawCoords(position)
        points[int(structure.atom_index[position])] = (at.x, at.y)
    drawer.FinishDrawing()
    picture, ink = _lean(drawer.GetDrawingText())
    return points, picture, ink


def _lean(svg: str) -> tuple[str, np.ndarray]:
    """RDKit's paths joined by style, and points along them: float [points, 3], x, y (px), weight."""
    joined: dict[tuple[str, str, str], list[str]] = {}
    ink: list[tuple[float, float, float]] = []
    for match in _PATH.finditer(svg):
        attributes = dict(_ATTRIBUTE.findall(match.group(1)))
        style = dict(part.split(":", 1) for part in attributes.get("style", "").split(";") if ":" in part)
        fill = attributes.get("fill") or style.get("fill", "none")
        stroke = style.get("stroke", "none")
        width = style.get("stroke-width", "0").removesuffix("px")
        joined.setdefault((fill, stroke, width), []).append(attributes.get("d", ""))
        ink += _points_along(attributes.get("d", ""), dense=stroke != "none")
    paths = "".join(
        f'<path d="{short_path("".join(d))}" fill="{fill}"'
        + ("" if stroke == "none" else f' stroke="{stroke}" stroke-width="{float(width):g}"')
        + "/>"
        for (fill, stroke, width), d in joined.items()
    )
    return f'<g stroke-linecap="round">{paths}</g>', np.array(ink, float).reshape(-1, 3)


def _points_along(d: str, dense: bool) -> list[tuple[float, float, float]]:
    numbers = [float(n) for n in _NUMBER.findall(d)]
    corners = np.array(numbers[: len(numbers) // 2 * 2]).reshape(-1, 2)
    if not dense:  # the outline of a symbol: already many points
        return [(x, y, 0.5) for x, y in corners.tolist()]
    points = []
    for a, b in pairwise(corners):
        steps = max(2, int(np.hypot(*(b - a)) / 3))
        points += [(*(a + (b - a) * t).tolist(), 1.0) for t in np.linspace(0, 1, steps)]
    return points


def _list_of_carbons(structure: Structure) -> tuple[dict[int, tuple[float, float]], str, np.ndarray]:
    """When RDKit cannot draw it: a message, and the carbons in rows, so that shifts can still be read."""
    atoms = structure.carbon_atom_index.tolist()
    points = {a: (40.0 + 62 * (i % 8), 60.0 + 46 * (i // 8)) for i, a in enumerate(atoms)}
    note = f'<text x="20" y="24" font-size="12" fill="{INK}">Cannot be drawn; its carbons:</text>'
    symbols = "".join(
        f'<text x="{x - 9:.0f}" y="{y + 4:.0f}" font-size="12" fill="{INK}">C{a}</text>'
        for a, (x, y) in points.items()
    )
    ink = [(x + dx, y, 1.0) for x, y in points.values() for dx in (-9, 0, 9)]
    ink += [(20.0, 12.0, 1.0), (320.0, 24.0, 1.0)]
    return points, note + symbols, np.array(ink)


def _label_box(centre: tuple[float, float], label: str) -> np.ndarray:
    half = np.array([text_width(label) / 2, FONT_PX / 2])
    return np.array([np.array(centre) - half, np.array(centre) + half])


def _view_box(points: np.ndarray, size: tuple[int, int]) -> str:
    low, high = points.min(0) - _MARGIN, points.max(0) + _MARGIN
    extent = np.maximum(high - low, np.array(size) * _LEAST_SHARE)
    x, y = (low + high - extent) / 2
    return f"{x:.0f} {y:.0f} {extent[0]:.0f} {extent[1]:.0f}"
