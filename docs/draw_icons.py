"""Draws the icons of the KNIME extension: python docs/draw_icons.py [folder]."""

import math
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw

SCALE = 8  # drawn large, then scaled down smoothly
INK, BLUE, TEAL, ORANGE, GREY = "#33404d", "#1f5f8b", "#1f9e89", "#e07a1f", "#9aa5b1"
Pen = ImageDraw.ImageDraw


def line(pen: Pen, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
    """A line with round ends through points, in icon units."""
    scaled = [(x * SCALE, y * SCALE) for x, y in points]
    pen.line(scaled, fill=colour, width=round(width * SCALE), joint="curve")
    for x, y in (scaled[0], scaled[-1]):
        r = width * SCALE / 2
        pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)


def dot(pen: Pen, x: float, y: float, radius: float, colour: str) -> None:
    """A filled circle."""
    pen.ellipse([v * SCALE for v in (x - radius, y - radius, x + radius, y + radius)], fill=colour)


def hexagon(pen: Pen, x: float, y: float, radius: float, width: float = 2.2, colour: str = INK) -> list:
    """A benzene ring; returns its corners."""
    corners = [
        (x + radius * math.sin(k * math.pi / 3), y - radius * math.cos(k * math.pi / 3)) for k in range(6)
    ]
    line(pen, [*corners, corners[0], corners[1]], colour, width)
    inner = [(x + (a - x) * 0.68, y + (b - y) * 0.68) for a, b in corners]
    for k in (0, 2, 4):
        line(pen, [inner[k], inner[k + 1]], colour, width * 0.8)
    return corners


def spectrum(
    pen: Pen, left: float, right: float, base: float, heights: Sequence[float], colour: str = BLUE,
    width: float = 2.2, up: bool = True, axis: bool = True,
) -> list:  # fmt: skip
    """Sticks on an axis; returns their tips."""
    step = (right - left) / len(heights)
    tips = []
    for k, height in enumerate(heights):
        x = left + step * (k + 0.5)
        tips.append((x, base - height if up else base + height))
        line(pen, [(x, base), tips[-1]], colour, width)
    if axis:
        line(pen, [(left, base), (right, base)], INK, width * 0.8)
    return tips


def arrow(pen: Pen, start: tuple, end: tuple, colour: str = ORANGE, width: float = 2.4) -> None:
    """An arrow."""
    line(pen, [start, end], colour, width)
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    for turn in (2.5, -2.5):
        tip = (end[0] + 6 * math.cos(angle + turn), end[1] + 6 * math.sin(angle + turn))
        line(pen, [end, tip], colour, width)


def category(pen: Pen) -> None:
    """16 px: a ring over a spectrum."""
    corners = [
        (4.6 + 3.8 * math.sin(k * math.pi / 3), 4.8 - 3.8 * math.cos(k * math.pi / 3)) for k in range(8)
    ]
    line(pen, corners, INK, 1.2)
    spectrum(pen, 1, 15.5, 14.8, (3.5, 0, 12, 6), BLUE, 1.5)


def assign_peaks(pen: Pen) -> None:
    """A ring whose carbons are tied to peaks."""
    corners = hexagon(pen, 15, 14, 10)
    tips = spectrum(pen, 6, 46, 45, (10, 18, 13, 22, 9))
    for corner, tip, colour in ((corners[3], tips[1], TEAL), (corners[1], tips[3], ORANGE)):
        line(pen, [corner, tip], colour, 1.6)
        dot(pen, *corner, 3.2, colour)
        dot(pen, *tip, 3.2, colour)


def predict_shifts(pen: Pen) -> None:
    """From a ring to peaks with a spread."""
    hexagon(pen, 13, 14, 10)
    arrow(pen, (26, 14), (38, 14))
    for x, height, spread in ((12, 12, 4), (24, 17, 6), (37, 14, 4)):
        curve = [(x + k * spread / 16, 44 - height * math.exp(-((k / 9.6) ** 2))) for k in range(-20, 21)]
        line(pen, curve, BLUE, 2)
    line(pen, [(3, 45), (46, 45)], INK, 1.8)


def predict_spectra(pen: Pen) -> None:
    """From a ring to a whole spectrum."""
    hexagon(pen, 13, 13, 9)
    arrow(pen, (25, 13), (37, 13))
    spectrum(pen, 3, 46, 45, (10, 17, 6, 14, 19, 8), TEAL)


def isomer_ranking(pen: Pen) -> None:
    """Structures on the steps of a podium."""
    for x, top, colour in ((3, 34, GREY), (17, 25, TEAL), (31, 39, GREY)):
        pen.rectangle([v * SCALE for v in (x, top, x + 13, 46)], fill=colour)
    for x, y, colour in ((9.5, 24, INK), (23.5, 15, INK), (37.5, 29, INK)):
        hexagon(pen, x, y, 7, 1.8, colour)


def evaluate(pen: Pen) -> None:
    """A spectrum under a tick."""
    spectrum(pen, 3, 46, 45, (10, 18, 13, 21, 9), BLUE)
    line(pen, [(10, 12), (18, 20), (36, 3)], TEAL, 4)


def embed(pen: Pen) -> None:
    """From a ring to a vector of numbers."""
    hexagon(pen, 13, 24, 10)
    arrow(pen, (25, 24), (33, 24))
    shades = ("#1f5f8b", "#7fa8c4", "#e07a1f", "#1f9e89", "#bcd0de", "#1f5f8b")
    for k, shade in enumerate(shades):
        pen.rectangle([v * SCALE for v in (37, 4 + k * 6.8, 45, 9.8 + k * 6.8)], fill=shade)


def retrieve(pen: Pen) -> None:
    """A spectrum mirrored under a magnifying glass."""
    spectrum(pen, 3, 35, 22, (9, 16, 6, 12), BLUE)
    spectrum(pen, 3, 35, 22, (8, 14, 7, 12), TEAL, up=False, axis=False)
    box = [v * SCALE for v in (18, 16, 40, 38)]
    pen.ellipse(box, outline=ORANGE, width=round(2.8 * SCALE))
    line(pen, [(37, 35), (45, 44)], ORANGE, 4)


def train(pen: Pen) -> None:
    """A falling loss over a spectrum."""
    line(pen, [(5, 4), (5, 44), (45, 44)], INK, 2.2)
    curve = [(8 + k, 9 + 29 * (1 - math.exp(-k / 10))) for k in range(0, 36)]
    line(pen, curve, ORANGE, 2.8)
    spectrum(pen, 18, 46, 30, (8, 18, 5, 13), BLUE, 2, axis=False)


def pretrained_model(pen: Pen) -> None:
    """A small network."""
    layers = [(9, (12, 24, 36)), (24, (8, 19, 29, 40)), (39, (16, 32))]
    for (x0, left), (x1, right) in pairwise(layers):
        for a in left:
            for b in right:
                line(pen, [(x0, a), (x1, b)], GREY, 0.9)
    for (x, ys), colour in zip(layers, (BLUE, INK, TEAL)):
        for y in ys:
            dot(pen, x, y, 4, colour)


def read_spectra(pen: Pen) -> None:
    """A page with a spectrum on it."""
    line(pen, [(10, 3), (30, 3), (39, 12), (39, 45), (10, 45), (10, 3), (12, 3)], INK, 2.2)
    line(pen, [(30, 3), (30, 12), (39, 12)], INK, 2)
    spectrum(pen, 14, 36, 39, (10, 18, 7, 13), BLUE)


def build_library(pen: Pen) -> None:
    """Rings that go into a file."""
    hexagon(pen, 13, 11, 8, 2)
    hexagon(pen, 35, 11, 8, 2)
    arrow(pen, (24, 21), (24, 30))
    for k, colour in enumerate((BLUE, TEAL, ORANGE)):
        pen.rectangle([v * SCALE for v in (8, 33 + 4.6 * k, 40, 36.2 + 4.6 * k)], fill=colour)


def table_to_spectra(pen: Pen) -> None:
    """A table, and the spectrum that its rows become."""
    for y in (6, 13, 20, 27):
        line(pen, [(4, y), (26, y)], INK if y == 6 else GREY, 2)
    for x in (4, 15, 26):
        line(pen, [(x, 6), (x, 27)], GREY if x == 15 else INK, 1.6)
    arrow(pen, (30, 14), (37, 21))
    spectrum(pen, 14, 45, 44, (7, 14, 5, 10), BLUE)


def structure_check(pen: Pen) -> None:
    """A ring and its spectrum, with a tick."""
    hexagon(pen, 14, 14, 10)
    spectrum(pen, 3, 34, 45, (9, 16, 6, 12), BLUE)
    dot(pen, 36, 16, 10.5, TEAL)
    line(pen, [(31, 16), (35, 20), (42, 11)], "#ffffff", 2.8)


NODES = (
    assign_peaks,
    build_library,
    predict_shifts,
    embed,
    retrieve,
    train,
    pretrained_model,
    read_spectra,
    table_to_spectra,
    structure_check,
    predict_spectra,
    isomer_ranking,
    evaluate,
)


def main(folder: Path) -> None:
    """Write all icons."""
    for draw, size in [(category, 16), *((node, 48) for node in NODES)]:
        picture = Image.new("RGBA", (size * SCALE, size * SCALE), (255, 255, 255, 0))
        draw(ImageDraw.Draw(picture))
        picture.resize((size, size), Image.Resampling.LANCZOS).save(folder / f"{draw.__name__}.png")


if __name__ == "__main__":
    icons = Path(__file__).parent.parent / "knime_extension" / "icons"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else icons)
