"""Draws docs/pictures/nodes.png, the KNIME nodes and their connections: python docs/draw_nodes_picture.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import draw_icons
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch, Polygon, Rectangle
from PIL import Image, ImageDraw

PICTURE = Path(__file__).parent / "pictures" / "nodes.png"
WIDTH, HEIGHT = 1216, 462
INK, MUTE, FRAME, GROUND = "#1d2733", "#667180", "#b9c2cc", "#f4f6f8"
TABLE, MODEL = "#33404d", "#1f9e89"
HALF = 36  # half the side of a node's box
MODEL_RAIL, TABLE_RAIL = 80, 390
LEFT = 92


@dataclass(frozen=True)
class Node:
    """A node: its icon, its name, what it does, and the middle of its box in units of the picture."""

    icon: str
    name: str
    does: str
    x: float
    y: float


PRETRAINED = Node("pretrained_model", "Pretrained Model", "", LEFT, MODEL_RAIL)
READ = Node("read_spectra", "Read Spectra", "or any KNIME table", LEFT, TABLE_RAIL)
MIDDLE = (MODEL_RAIL + TABLE_RAIL) / 2
TRAIN = Node("train", "Train", "a model of\nyour own", 262, MIDDLE)
ASSIGN = Node("assign_peaks", "Assign Peaks", "which peak is\nwhich carbon", 456, MIDDLE)
PREDICT = Node("predict_shifts", "Predict Shifts", "the shift of\nevery carbon", 626, MIDDLE)
EMBED = Node("embed", "Embed", "vectors for\nlibraries, QSAR", 796, MIDDLE)
RETRIEVE = Node("retrieve", "Retrieve", "structures\nin a table", 966, MIDDLE)
FROM_FILE = Node("retrieve", "Retrieve from\nLibrary File", "structures\namong millions", 1140, MIDDLE)
USERS_OF_BOTH = (ASSIGN, PREDICT, EMBED, RETRIEVE, FROM_FILE)


def icon(name: str) -> Image.Image:
    """An icon of the extension, large."""
    picture = Image.new("RGBA", (48 * draw_icons.SCALE, 48 * draw_icons.SCALE), (255, 255, 255, 0))
    getattr(draw_icons, name)(ImageDraw.Draw(picture))
    return picture


def box(axes: Any, node: Node) -> None:
    """A node with its name above and what it does below."""
    corner = (node.x - HALF, node.y - HALF)
    style = "round,pad=0,rounding_size=9"
    side = 2 * HALF
    axes.add_patch(
        FancyBboxPatch(
            corner, side, side, boxstyle=style, facecolor="white", edgecolor=FRAME, lw=1.4, zorder=3
        )
    )
    half = HALF - 9
    extent = (node.x - half, node.x + half, node.y + half, node.y - half)
    axes.imshow(icon(node.icon), extent=extent, interpolation="lanczos", zorder=4)
    above = {"va": "bottom", "fontsize": 10.5, "fontweight": "bold", "color": INK, "linespacing": 1.15}
    axes.text(node.x, node.y - HALF - 8, node.name, ha="center", zorder=5, **above)
    axes.text(
        node.x, node.y + HALF + 8, node.does, ha="center", va="top", fontsize=9.5, color=MUTE, linespacing=1.2
    )


def line(axes: Any, points: Sequence[tuple[float, float]], colour: str) -> None:
    """A connection."""
    xs, ys = zip(*points)
    axes.plot(xs, ys, color=colour, lw=2, solid_joinstyle="round", solid_capstyle="round", zorder=2)


def table_port(axes: Any, x: float, y: float) -> None:
    """A port for a table, as KNIME draws it."""
    axes.add_patch(Polygon([(x, y - 6), (x + 9, y), (x, y + 6)], facecolor=TABLE, edgecolor="none", zorder=6))


def model_port(axes: Any, x: float, y: float) -> None:
    """A port for a model."""
    axes.add_patch(Rectangle((x, y - 5), 10, 10, facecolor=MODEL, edgecolor="none", zorder=6))


def connect(axes: Any) -> None:
    """All connections."""
    line(axes, [(PRETRAINED.x + HALF, MODEL_RAIL), (FROM_FILE.x - 62, MODEL_RAIL)], MODEL)
    line(axes, [(READ.x + HALF, TABLE_RAIL), (FROM_FILE.x - 62, TABLE_RAIL)], TABLE)
    model_port(axes, PRETRAINED.x + HALF, MODEL_RAIL)
    table_port(axes, READ.x + HALF, TABLE_RAIL)
    for node in USERS_OF_BOTH:
        turn, port = node.x - 62, node.x - HALF
        line(axes, [(turn, MODEL_RAIL), (turn, node.y - 18), (port - 9, node.y - 18)], MODEL)
        line(axes, [(turn, TABLE_RAIL), (turn, node.y + 18), (port - 9, node.y + 18)], TABLE)
        model_port(axes, port - 10, node.y - 18)
        table_port(axes, port - 9, node.y + 18)
    turn, port = TRAIN.x - 62, TRAIN.x - HALF
    line(axes, [(turn, TABLE_RAIL), (turn, TRAIN.y), (port - 9, TRAIN.y)], TABLE)
    table_port(axes, port - 9, TRAIN.y)
    turn, port = TRAIN.x + 66, TRAIN.x + HALF
    line(axes, [(port, TRAIN.y), (turn, TRAIN.y), (turn, MODEL_RAIL)], MODEL)
    model_port(axes, port, TRAIN.y)
    line(axes, [(EMBED.x + HALF + 9, EMBED.y), (RETRIEVE.x - HALF - 9, EMBED.y)], TABLE)
    table_port(axes, EMBED.x + HALF, EMBED.y)
    table_port(axes, RETRIEVE.x - HALF - 9, EMBED.y)


def main() -> None:
    """Write the picture."""
    figure = plt.figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=150, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    connect(axes)
    for node in (PRETRAINED, READ, TRAIN, *USERS_OF_BOTH):
        box(axes, node)
    label = {"fontsize": 9.5, "ha": "left", "style": "italic"}
    axes.text(PRETRAINED.x + HALF + 22, MODEL_RAIL - 8, "model", va="bottom", color=MODEL, **label)
    axes.text(READ.x + HALF + 22, TABLE_RAIL + 8, "structures and peak lists", va="top", color=TABLE, **label)
    axes.text((EMBED.x + RETRIEVE.x) / 2 - 6, EMBED.y - 6, "library", va="bottom", ha="center", fontsize=9.5,
              style="italic", color=TABLE)  # fmt: skip
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(HEIGHT, 0)
    axes.set_aspect("auto")
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, dpi=150)
    few = (
        Image.open(PICTURE).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    )
    few.save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
