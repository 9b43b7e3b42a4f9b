"""A structure as a picture without shifts: bonds and symbols, where the atoms are, where labels have room."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem.Draw import rdMolDraw2D

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.report.labels import FONT_PX, place_labels, text_width
from kmaid_nodes.report.layout import layout_of
from kmaid_nodes.report.palette import INK
from kmaid_nodes.report.ring_hydrogens import with_ring_hydrogens
from kmaid_nodes.report.svg_path import short_path
from kmaid_nodes.report.symbol_colours import ON_WHITE, symbol_colour
from kmaid_nodes.report.wedges import wedged

_PX_PER_UNIT = 27.0  # a bond of 1.5 units becomes 40 px: room for a shift beside every carbon
_LEAST_SHARE = 0.7  # a small molecule is magnified no further than this share of the canvas
_MARGIN = 14.0
_OPTIONS = {
    "prepareMolsBeforeDrawing": False,  # done before, with hydrogens only at ring fusions
    "clearBackground": False,
    "scalingFactor": _PX_PER_UNIT,
    "baseFontSize": 0.5,
    "bondLineWidth": 1.4,
    "flagCloseContactsDist": -1,
}
_PATH = re.compile(r"<path\s(.*?)/>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)='([^']*)'")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SYMBOL_OF_ATOM = re.compile(r"atom-(\d+)")
_A_SHIFT = "128.4"

XY = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Picture:
    """A drawn structure; coordinates in px of the drawing, y downwards, atoms by 0-based input index.

    svg: SVG text of bonds and symbols, without halos and labels. Paths have the class `bond` (strokes),
    `wedge` (fills) or `sym sym-N` by element, and the colours for white paper as attributes.
    view_box, long_view_box: x, y, width and height with room for short and for long labels.
    atoms: position of every heavy atom, and of hydrogens that the structure lists (deuterium).
    carbons: those of them that are carbons.
    labels: for each carbon the centre of a label as long as "128.4"; long_labels: of one that has the
    carbon's number besides, "10a 128.4".
    ink: float [points, 3], points along lines and symbols: x, y, weight.
    """

    svg: str
    view_box: Box
    long_view_box: Box
    atoms: Mapping[int, XY]
    carbons: tuple[int, ...]
    labels: Mapping[int, XY]
    long_labels: Mapping[int, XY]
    ink: NDArray[np.float64]

    @property
    def box(self) -> Box:
        """`view_box`."""
        return self.view_box


@dataclass(frozen=True)
class BarePicture:
    """The same before labels are placed."""

    svg: str
    atoms: Mapping[int, XY]
    carbons: tuple[int, ...]
    ink: NDArray[np.float64]

    @property
    def carbon_points(self) -> dict[int, XY]:
        """The position of each carbon."""
        return {atom: self.atoms[atom] for atom in self.carbons}


def structure_picture(
    structure: Structure, numbers: Mapping[int, str] | None = None, size: tuple[int, int] = (520, 400)
) -> Picture:
    """The picture of a structure, with two places for the label of every carbon.

    numbers: each carbon's number as long labels will show it, by 0-based atom index; None: the structure's
    own. Carbons without one are counted from 1. size: width and height (px) in which it will be shown: view
    boxes are not much smaller.
    """
    bare = bare_picture(structure)
    points, numbers = bare.carbon_points, structure.atom_numbers if numbers is None else numbers
    short = dict.fromkeys(points, _A_SHIFT)
    long = {atom: f"{numbers.get(atom) or atom + 1} {_A_SHIFT}" for atom in points}
    labels, long_labels = (place_labels(points, texts, bare.ink) for texts in (short, long))
    return Picture(
        bare.svg,
        view_box(bare, labels, short, size),
        view_box(bare, long_labels, long, size),
        bare.atoms,
        bare.carbons,
        labels,
        long_labels,
        bare.ink,
    )


def bare_picture(structure: Structure) -> BarePicture:
    """Bonds and symbols of a structure; where RDKit cannot draw it, a list of its carbons."""
    try:
        return _rdkit_picture(structure)
    except (RuntimeError, ValueError):
        return _list_of_carbons(structure)


def view_box(
    bare: BarePicture, centres: Mapping[int, XY], texts: Mapping[int, str], size: tuple[int, int]
) -> Box:
    """x, y, width and height of the drawing with its labels, in whole px."""
    boxes = [bare.ink[:, :2]] + [np.array([xy]) for xy in bare.atoms.values()]
    for atom, centre in centres.items():
        half = np.array([text_width(texts[atom]) / 2, FONT_PX / 2])
        boxes.append(np.array([np.array(centre) - half, np.array(centre) + half]))
    points = np.concatenate(boxes)
    low, high = points.min(0) - _MARGIN, points.max(0) + _MARGIN
    extent = np.maximum(high - low, np.array(size) * _LEAST_SHARE)
    x, y = (low + high - extent) / 2
    return round(x), round(y), round(extent[0]), round(extent[1])


def _rdkit_picture(structure: Structure) -> BarePicture:
    mol = prepared(structure.mol)
    drawer = rdMolDraw2D.MolDraw2DSVG(-1, -1)
    options = drawer.drawOptions()
    for name, value in _OPTIONS.items():
        setattr(options, name, value)
    drawer.DrawMolecule(mol)
    atoms = {}
    for position, atom in enumerate(structure.atom_index.tolist()):
        at = drawer.GetDrawCoords(position)
        atoms[int(atom)] = (at.x, at.y)
    drawer.FinishDrawing()
    svg, ink = _lean(drawer.GetDrawingText(), [atom.GetSymbol() for atom in mol.GetAtoms()])
    return BarePicture(svg, atoms, tuple(structure.carbon_atom_index.tolist()), ink)


def prepared(mol: Chem.Mol) -> Chem.Mol:
    """A copy as it is drawn: laid out, ring hydrogens behind the other atoms, Kekulé bonds, wedges."""
    layout = layout_of(mol)
    with_hydrogens = with_ring_hydrogens(layout)
    try:
        return wedged(
            rdMolDraw2D.PrepareMolForDrawing(
                with_hydrogens, kekulize=True, addChiralHs=False, wedgeBonds=False
            )
        )
    except (RuntimeError, ValueError):
        return rdMolDraw2D.PrepareMolForDrawing(
            layout.mol, kekulize=False, addChiralHs=False, wedgeBonds=False
        )


def _lean(svg: str, symbols: list[str]) -> tuple[str, NDArray[np.float64]]:
    """RDKit's paths joined by what they are, and points along them: float [points, 3], x, y (px), weight."""
    joined: dict[str, list[str]] = {}
    ink: list[tuple[float, float, float]] = []
    for match in _PATH.finditer(svg):
        attributes = dict(_ATTRIBUTE.findall(match.group(1)))
        style = dict(part.split(":", 1) for part in attributes.get("style", "").split(";") if ":" in part)
        is_line = style.get("stroke", "none") != "none"
        look = _look(attributes, style, symbols)
        joined.setdefault(look, []).append(attributes.get("d", ""))
        ink += _points_along(attributes.get("d", ""), dense=is_line)
    paths = "".join(f'<path d="{short_path("".join(d))}" {look}/>' for look, d in joined.items())
    return f'<g stroke-linecap="round">{paths}</g>', np.array(ink, float).reshape(-1, 3)


def _look(attributes: Mapping[str, str], style: Mapping[str, str], symbols: list[str]) -> str:
    """Class and colours of a path of RDKit's."""
    fill = attributes.get("fill") or style.get("fill", "none")
    ink = ON_WHITE["bond"]
    of_bond = attributes.get("class", "").startswith("bond-")
    atom = _SYMBOL_OF_ATOM.match(attributes.get("class", ""))
    if not of_bond and atom is not None and int(atom[1]) < len(symbols):
        symbol = symbols[int(atom[1])]
        known = symbol if symbol in ON_WHITE else f"{symbol} sym-other"
        colour = symbol_colour(symbol)
        if fill != "none":
            return f'class="sym-{known}" fill="{colour}"'
    if style.get("stroke", "none") == "none" or (of_bond and fill != "none"):
        return f'class="wedge" fill="{ink}"'
    width = float(style.get("stroke-width", "0").removesuffix("px"))
    return f'class="bond" fill="none" stroke="{ink}" stroke-width="{width:g}"'


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


def _list_of_carbons(structure: Structure) -> BarePicture:
    """When RDKit cannot draw it: a message, and the carbons in rows, so that shifts can still be read."""
    atoms = structure.carbon_atom_index.tolist()
    points = {a: (40.0 + 62 * (i % 8), 60.0 + 46 * (i // 8)) for i, a in enumerate(atoms)}
    note = f'<text x="20" y="24" font-size="12" fill="{INK}">Cannot be drawn; its carbons:</text>'
    symbols = "".join(
        f'<text x="{x - 9:.0f}" y="{y + 4:.0f}" font-size="12" fill="{INK}">C{a + 1}</text>'
        for a, (x, y) in points.items()
    )
    ink = [(x + dx, y, 1.0) for x, y in points.values() for dx in (-9, 0, 9)]
    ink += [(20.0, 12.0, 1.0), (320.0, 24.0, 1.0)]
    return BarePicture(note + symbols, points, tuple(atoms), np.array(ink))
