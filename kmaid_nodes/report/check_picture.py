"""A checked structure beside its spectrum, as one picture for a cell of a table: PNG or SVG.

One drawing of RDKit's holds both, so that PNG and SVG look alike. Structure: carbons without a peak have a
red disc, those with a peak that does not fit an orange one; a few have their names. Spectrum: peaks point
upwards, and predicted shifts downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from rdkit.Chem.Draw import rdMolDraw2D
from rdkit.Geometry import Point2D

from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.traffic_light import TrafficLight
from kmaid_nodes.report.picture import prepared
from kmaid_nodes.results.checked_structure import CheckedStructure
from kmaid_nodes.wording.carbon_names import carbon_name
from kmaid_nodes.wording.check import light_title
from kmaid_nodes.wording.verdict import verdict_words

SIZE = (600, 300)
"""Width and height of a picture in px."""

RGB = tuple[float, float, float]
# Pairs that stand for something are told apart by people with a colour deficiency, and have other shapes.
_INK, _MUTE = (0.16, 0.20, 0.25), (0.55, 0.58, 0.62)
_ASSIGNED, _UNEXPLAINED, _SECOND = (0.07, 0.40, 0.73), (0.76, 0.10, 0.16), (0.36, 0.29, 0.54)
_PREDICTED, _MISSING, _FAR = (0.13, 0.52, 0.46), (0.96, 0.55, 0.52), (0.99, 0.80, 0.45)
_LIGHTS: Mapping[TrafficLight, RGB] = {
    TrafficLight.GREEN: (0.18, 0.63, 0.31),
    TrafficLight.YELLOW: (0.93, 0.72, 0.13),
    TrafficLight.RED: (0.80, 0.13, 0.15),
    TrafficLight.GREY: (0.60, 0.62, 0.65),
}
_HEAD_PX, _STRUCTURE_PX = 34, 270
_LEFT, _RIGHT, _AXIS_Y, _TOP_Y, _BOTTOM_Y = 292.0, 590.0, 162.0, 54.0, 232.0
# Rows of the legend below the axis.
_LEGEND_Y, _LEGEND_ROW = 274.0, 15.0
_OPTIONS = {
    "prepareMolsBeforeDrawing": False,
    "clearBackground": False,
    "padding": 0.06,
    "fixedBondLength": 34.0,
    "bondLineWidth": 1.4,
    "minFontSize": 9,
    "maxFontSize": 15,
    "annotationFontScale": 0.75,
    "fillHighlights": True,
    "highlightRadius": 0.34,
    "atomHighlightsAreCircles": True,
    "flagCloseContactsDist": -1,
}
# Marked carbons up to which each has its name beside it; more would cover the structure.
_MOST_MARKED = 8
# Peaks whose shift is written beside them, and how far apart (px) their texts must be.
_MOST_NAMED, _APART = 6, 34.0
# ppm beyond the outermost line, and steps between the numbers of the axis.
_BEYOND_PPM, _STEPS = 8.0, (5, 10, 20, 25, 50, 100)


def check_png(checked: CheckedStructure) -> bytes:
    """The picture as a PNG file of `SIZE`."""
    drawer = rdMolDraw2D.MolDraw2DCairo(*SIZE, _STRUCTURE_PX, SIZE[1] - _HEAD_PX)
    png: bytes = _drawn(drawer, checked)
    return png


def check_svg(checked: CheckedStructure) -> str:
    """The picture as the text of an SVG file."""
    drawer = rdMolDraw2D.MolDraw2DSVG(*SIZE, _STRUCTURE_PX, SIZE[1] - _HEAD_PX)
    svg: str = _drawn(drawer, checked)
    return svg


def _drawn(drawer: Any, checked: CheckedStructure) -> Any:
    options = drawer.drawOptions()
    for name, value in _OPTIONS.items():
        setattr(options, name, value)
    options.setAtomNoteColour(_INK)
    pen = _Pen(drawer)
    pen.paper()
    drawer.SetOffset(0, _HEAD_PX)
    with suppress(RuntimeError, ValueError):  # the spectrum is worth showing without the structure too
        _draw_structure(drawer, checked)
    drawer.SetOffset(0, 0)
    _draw_head(pen, checked)
    _draw_spectrum(pen, checked)
    drawer.FinishDrawing()
    return drawer.GetDrawingText()


def _draw_structure(drawer: Any, checked: CheckedStructure) -> None:
    structure = checked.molecule.structure
    mol = prepared(structure.mol)
    place = {int(atom): position for position, atom in enumerate(structure.atom_index.tolist())}
    marks = {place[carbon.atom_index]: _FAR for carbon in checked.far}
    marks |= {place[c.atom_index]: _FAR for c in checked.molecule.carbons if _contradicts(c.flags)}
    marks |= {place[carbon.atom_index]: _MISSING for carbon in checked.missing}
    atoms = {position: atom for atom, position in place.items()}
    for position in marks if len(marks) <= _MOST_MARKED else ():
        name = carbon_name(atoms[position], checked.molecule.numbers)
        mol.GetAtomWithIdx(position).SetProp("atomNote", name)
    drawer.DrawMolecule(mol, highlightAtoms=list(marks), highlightAtomColors=marks, highlightBonds=[])


def _contradicts(flags: Iterable[CarbonFlag]) -> bool:
    return CarbonFlag.AGAINST_MULTIPLICITY in flags


class _Pen:
    """Lines and words at places in px, whatever the scale of the drawn structure."""

    def __init__(self, drawer: Any):
        self._drawer = drawer

    def paper(self) -> None:
        """A white ground."""
        self._drawer.SetFillPolys(True)
        self._drawer.SetColour((1.0, 1.0, 1.0))
        self._drawer.DrawRect(Point2D(0, 0), Point2D(*SIZE), True)

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: RGB, width: int = 1) -> None:
        """A straight line."""
        self._drawer.SetColour(colour)
        self._drawer.SetLineWidth(width)
        self._drawer.DrawLine(Point2D(*start), Point2D(*end), True)

    def words(
        self, text: str, x: float, y: float, colour: RGB = _INK, px: float = 11, align: int = 0
    ) -> None:
        """Text whose middle line is at y; align: 0 centred on x, 1 beginning there, 2 ending there."""
        self._drawer.SetColour(colour)
        self._drawer.SetFontSize(px)
        self._drawer.DrawString(text, Point2D(x, y), align, True)

    def disc(self, x: float, y: float, radius: float, colour: RGB) -> None:
        """A filled circle."""
        self._drawer.SetFillPolys(True)
        self._drawer.SetColour(colour)
        corner = Point2D(x - radius, y - radius)
        self._drawer.DrawEllipse(corner, Point2D(x + radius, y + radius), True)


def _draw_head(pen: _Pen, checked: CheckedStructure) -> None:
    molecule = checked.molecule
    pen.disc(20, 18, 9, _LIGHTS[checked.light])
    title = light_title(checked.light, verdict_words(molecule.verdict), molecule.p_structure)
    pen.words(title, 40, 18, px=15, align=1)


def _draw_spectrum(pen: _Pen, checked: CheckedStructure) -> None:
    molecule = checked.molecule
    shifts = [peak.ppm for peak in molecule.peaks]
    predicted = [carbon.predicted_ppm + molecule.offset_ppm for carbon in molecule.carbons]
    scale = _Scale([*shifts, *predicted])
    pen.line((_LEFT, _AXIS_Y), (_RIGHT, _AXIS_Y), _MUTE)
    for tick in scale.ticks:
        x = scale.x(tick)
        pen.line((x, _BOTTOM_Y + 8), (x, _BOTTOM_Y + 12), _MUTE)
        pen.words(f"{tick:g}", x, _BOTTOM_Y + 20, _MUTE)
    pen.line((_LEFT, _BOTTOM_Y + 8), (_RIGHT, _BOTTOM_Y + 8), _MUTE)
    missing = {carbon.atom_index for carbon in checked.missing}
    for carbon, ppm in zip(molecule.carbons, predicted, strict=True):
        lacks = carbon.atom_index in missing
        end = _BOTTOM_Y if lacks else _BOTTOM_Y - 14
        pen.line((scale.x(ppm), _AXIS_Y), (scale.x(ppm), end), _UNEXPLAINED if lacks else _PREDICTED, 2)
    kinds = {peak.peak_index: peak.kind for peak in molecule.unassigned}
    for number, ppm in enumerate(shifts):
        colour, top = _look(kinds.get(number))
        pen.line((scale.x(ppm), _AXIS_Y), (scale.x(ppm), top), colour, 2)
    _name_peaks(pen, scale, checked.unexplained_ppm)
    _draw_legend(pen, set(kinds.values()), bool(missing))


def _look(kind: PeakKind | None) -> tuple[RGB, float]:
    """Colour and upper end of a peak: those that nothing explains are the highest."""
    match kind:
        case None | PeakKind.MULTIPLET_LINE:
            return _ASSIGNED, _TOP_Y + 26
        case PeakKind.UNEXPLAINED:
            return _UNEXPLAINED, _TOP_Y + 12
        case PeakKind.SECOND_SET:
            return _SECOND, _TOP_Y + 44
        case _:
            return _MUTE, _TOP_Y + 62


def _name_peaks(pen: _Pen, scale: _Scale, shifts: Sequence[float]) -> None:
    """The shifts of unexplained peaks, where there is room."""
    taken: list[float] = []
    for ppm in shifts:
        x = min(max(scale.x(ppm), _LEFT + _APART / 2), _RIGHT - _APART / 2)
        if len(taken) < _MOST_NAMED and all(abs(x - other) >= _APART for other in taken):
            pen.words(f"{ppm:g}", x, _TOP_Y, _UNEXPLAINED)
            taken.append(x)


def _draw_legend(pen: _Pen, kinds: set[PeakKind], lacks: bool) -> None:
    """What the colours of this picture mean."""
    items: list[tuple[str, RGB]] = [("assigned", _ASSIGNED), ("predicted", _PREDICTED)]
    if PeakKind.UNEXPLAINED in kinds or lacks:
        items.append(("unexplained, missing", _UNEXPLAINED))
    if PeakKind.SECOND_SET in kinds:
        items.append(("second set", _SECOND))
    if kinds & {PeakKind.SOLVENT, PeakKind.IMPURITY, PeakKind.REFERENCE}:
        items.append(("solvent, impurity", _MUTE))
    x, y = _LEFT, _LEGEND_Y
    for text, colour in items:
        width = 24 + 5.4 * len(text)
        if x + width > _RIGHT + 10:
            x, y = _LEFT, y + _LEGEND_ROW
        pen.line((x, y), (x + 8, y), colour, 3)
        pen.words(text, x + 14, y, colour, 10, align=1)
        x += width


class _Scale:
    """From ppm to px: high shifts are at the left."""

    def __init__(self, shifts: Sequence[float]):
        low, high = (min(shifts), max(shifts)) if shifts else (0.0, 200.0)
        self.low, self.high = low - _BEYOND_PPM, high + _BEYOND_PPM

    def x(self, ppm: float) -> float:
        """Where a shift stands."""
        return _LEFT + (self.high - ppm) / (self.high - self.low) * (_RIGHT - _LEFT)

    @property
    def ticks(self) -> list[float]:
        """Round shifts to be written below, six or fewer."""
        span = self.high - self.low
        step = next((step for step in _STEPS if span / step <= 6), _STEPS[-1])
        first = int(-(-self.low // step)) * step
        return [first + n * step for n in range(int((self.high - first) // step) + 1)]
