"""Draws the pictures of docs/knime.md: python docs/draw_knime_pictures.py [folder].

They are drawings, not screenshots of KNIME. Names, options and choices come from the nodes; the results in
the tables are calculated with the bundled model.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import draw_icons
import matplotlib
from knime_definitions import Definition, Option, definitions

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle
from PIL import Image, ImageDraw

PICTURES = Path(__file__).parent / "pictures"
INK, MUTE, FRAME, GROUND, PALE = "#1d2733", "#667180", "#b9c2cc", "#f4f6f8", "#ffffff"
TABLE, MODEL, DONE, STEP = "#33404d", "#1f9e89", "#2e9e4f", "#e07a1f"
HALF = 36  # half the side of a node's box
STRUCTURE, PEAKS = "COc1ccc(C=O)cc1", "190.8, 164.6, 131.9, 130.0, 114.3, 55.6"
# Columns of the result that have room in the drawing, as far as the node has them.
SHOWN = ("Atom index", "Shift (ppm)", "Predicted shift (ppm)", "Confidence", "Status")
WIDEST = 46  # characters of a line of a dialog


@dataclass(frozen=True)
class Box:
    """A node in a workflow, and the middle of its box in units of the picture."""

    name: str
    x: float
    y: float
    icon: str | None = None
    step: str = ""


CREATOR = Box("Table Creator", 110, 250, step="1")
PRETRAINED = Box("K-M3AID\nPretrained Model", 110, 100, "pretrained_model", "2")
ASSIGN = Box("K-M3AID\nAssign Peaks", 360, 180, "assign_peaks", "3")


def canvas(width: int, height: int) -> tuple[Any, Any]:
    """A white picture whose units are pixels from the top left."""
    figure = plt.figure(figsize=(width / 100, height / 100), dpi=150, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    return figure, axes


def rounded(axes: Any, x: float, y: float, width: float, height: float, **look: Any) -> None:
    """A box with round corners."""
    style = {"facecolor": "white", "edgecolor": FRAME, "lw": 1.2, "zorder": 3, **look}
    axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=6", **style))


def draw_node(axes: Any, box: Box) -> None:
    """A node with its name above, its lights below and the number of its step."""
    rounded(axes, box.x - HALF, box.y - HALF, 2 * HALF, 2 * HALF)
    name = {"va": "bottom", "fontsize": 10, "fontweight": "bold", "color": INK, "linespacing": 1.15}
    axes.text(box.x, box.y - HALF - 8, box.name, ha="center", zorder=5, **name)
    half = HALF - 9
    if box.icon is None:
        grid(axes, box.x - half, box.y - half + 6, 2 * half, 2 * half - 12)
    else:
        picture = Image.new("RGBA", (48 * draw_icons.SCALE, 48 * draw_icons.SCALE), (255, 255, 255, 0))
        getattr(draw_icons, box.icon)(ImageDraw.Draw(picture))
        extent = (box.x - half, box.x + half, box.y + half, box.y - half)
        axes.imshow(picture, extent=extent, interpolation="lanczos", zorder=4, aspect="auto")
    rounded(axes, box.x - 26, box.y + HALF + 7, 52, 14, facecolor=GROUND, lw=0.8)
    for place, colour in enumerate((FRAME, FRAME, DONE)):
        axes.add_patch(Circle((box.x - 15 + 15 * place, box.y + HALF + 14), 4.4, color=colour, zorder=5))
    step(axes, box.x - HALF - 2, box.y + HALF - 2, box.step)


def step(axes: Any, x: float, y: float, number: str) -> None:
    """The number of a step in a disc."""
    axes.add_patch(Circle((x, y), 11, facecolor=STEP, edgecolor="white", lw=1.4, zorder=7))
    axes.text(x, y, number, ha="center", va="center", color="white", fontsize=9, fontweight="bold", zorder=8)


def grid(axes: Any, x: float, y: float, width: float, height: float) -> None:
    """A small empty table."""
    axes.add_patch(Rectangle((x, y), width, height / 4, facecolor=FRAME, edgecolor="none", zorder=4))
    for row in range(5):
        axes.plot([x, x + width], [y + row * height / 4] * 2, color=MUTE, lw=0.9, zorder=5)
    for column in range(4):
        axes.plot([x + column * width / 3] * 2, [y, y + height], color=MUTE, lw=0.9, zorder=5)


def table_port(axes: Any, x: float, y: float) -> None:
    """A port for a table."""
    axes.add_patch(Polygon([(x, y - 6), (x + 9, y), (x, y + 6)], facecolor=TABLE, edgecolor="none", zorder=6))


def connect(axes: Any, start: tuple[float, float], end: tuple[float, float], model: bool) -> None:
    """A connection of two ports, with both of them."""
    middle = (start[0] + end[0]) / 2
    axes.plot(
        [start[0], middle, middle, end[0]], [start[1], start[1], end[1], end[1]], zorder=2, lw=2,
        color=MODEL if model else TABLE, solid_joinstyle="round",
    )  # fmt: skip
    for x, y in ((start[0], start[1]), (end[0] - 9, end[1])):
        if model:
            axes.add_patch(Rectangle((x, y - 5), 10, 10, facecolor=MODEL, edgecolor="none", zorder=6))
        else:
            table_port(axes, x, y)


def draw_table(
    axes: Any, x: float, y: float, heading: str, rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    """A table with a heading above; the first row has the names of the columns."""
    axes.text(x, y - 8, heading, va="bottom", fontsize=9.5, fontweight="bold", color=INK)
    height = 20
    for number, row in enumerate(rows):
        top, left = y + number * height, x
        for text, width in zip(row, widths):
            face = GROUND if number == 0 else "white"
            axes.add_patch(Rectangle((left, top), width, height, facecolor=face, edgecolor=FRAME, lw=0.8))
            look = {"fontweight": "bold"} if number == 0 else {}
            axes.text(left + 6, top + height / 2 + 1, text, va="center", fontsize=7.6, color=INK, **look)
            left += width


def first_workflow(file: Path, node: Definition) -> None:
    """Three nodes, what goes in, and what comes out."""
    figure, axes = canvas(1180, 430)
    for box in (CREATOR, PRETRAINED, ASSIGN):
        draw_node(axes, box)
    connect(axes, (PRETRAINED.x + HALF, PRETRAINED.y), (ASSIGN.x - HALF, ASSIGN.y - 18), model=True)
    connect(axes, (CREATOR.x + HALF, CREATOR.y), (ASSIGN.x - HALF, ASSIGN.y + 18), model=False)
    for place, port in enumerate(node.outputs):
        y = ASSIGN.y - 22 + 22 * place
        table_port(axes, ASSIGN.x + HALF, y)
        axes.text(ASSIGN.x + HALF + 15, y, port.name, va="center", fontsize=8, color=MUTE, style="italic")
    draw_table(
        axes, 24, 352, "What the Table Creator holds", [("SMILES", "Peaks"), (STRUCTURE, PEAKS)], (128, 280)
    )
    names, cells = result(node)
    widths = [
        max(50, 14 + round(max(6.6 * len(names[k]), *(5.9 * len(row[k]) for row in cells))))
        for k in range(len(names))
    ]
    left = 1180 - sum(widths) - 24
    draw_table(axes, left, 72, f"Table {node.outputs[0].name} of Assign Peaks", [names, *cells], widths)
    step(axes, left - 16, 62, "4")
    axes.text(1156, 416, "drawing", ha="right", fontsize=8, color=MUTE, style="italic")
    save(figure, file)


def result(node: Definition) -> tuple[list[str], list[list[str]]]:
    """Names and cells of the table of assignments, calculated; those columns that the node has."""
    import kmaid_nodes as kmaid

    table = kmaid.load_model().assign(STRUCTURE, PEAKS).to_pandas()
    columns = {name for name, _ in node.outputs[0].columns or ()}
    assert set(SHOWN) <= columns, f"Assign Peaks has no {set(SHOWN) - columns} any more"
    cells = [
        [
            str(row.atom_index),
            f"{row.ppm:.1f}",
            f"{row.predicted_ppm:.1f}",
            f"{row.confidence:.2f}",
            row.status,
        ]
        for row in table.itertuples()
    ]
    shortened = [[textwrap.shorten(cell, 30, placeholder=" …") for cell in row] for row in cells]
    return list(SHOWN), shortened


def dialog(file: Path, node: Definition) -> None:
    """The dialog of a node: sections, options with their defaults, and their choices."""
    columns = 2
    heights = [42 + sum(option_height(option) for option in section.options) for section in node.sections]
    half = sum(heights) / columns
    places, column, used = [], 0, 0
    for height in heights:
        if used and used + height / 2 > half and column + 1 < columns:
            column, used = column + 1, 0
        places.append((column, used))
        used += height
    bottom = max(y + height for (_, y), height in zip(places, heights))
    figure, axes = canvas(760, round(bottom) + 78)
    rounded(axes, 8, 8, 744, bottom + 62, facecolor=GROUND)
    axes.text(26, 34, f"Dialog of {node.name}", va="center", fontsize=11, fontweight="bold", color=INK)
    axes.text(734, 34, "drawing", va="center", ha="right", fontsize=8, color=MUTE, style="italic")
    for section, (column, y) in zip(node.sections, places):
        left, top = 26 + 364 * column, 58 + y
        axes.text(left, top + 12, section.label, va="center", fontsize=10, fontweight="bold", color=MODEL)
        axes.plot([left, left + 340], [top + 25] * 2, color=FRAME, lw=1)
        top += 34
        for option in section.options:
            draw_option(axes, left, top, option)
            top += option_height(option)
    save(figure, file)


def option_height(option: Option) -> int:
    """How much room an option takes."""
    return 30 if option.kind == "yes or no" else 52


def draw_option(axes: Any, x: float, y: float, option: Option) -> None:
    """An option with its default."""
    label = option.label + ("   (advanced)" if option.advanced else "")
    if option.kind == "yes or no":
        mark = "✓" if option.default == "yes" else ""
        rounded(axes, x, y + 3, 13, 13, lw=1)
        axes.text(x + 6.5, y + 10, mark, ha="center", va="center", fontsize=8, color=INK, zorder=5)
        axes.text(x + 21, y + 10, label, va="center", fontsize=8.4, color=INK)
        return
    axes.text(x, y + 8, label, va="center", fontsize=8.4, color=INK)
    rounded(axes, x, y + 18, 340, 22, lw=1)
    shown = textwrap.shorten(option.default, WIDEST, placeholder=" …")
    axes.text(x + 9, y + 30, shown, va="center", fontsize=8, color=MUTE, zorder=5)
    if option.kind in ("choice", "column"):
        corners = [(x + 322, y + 26), (x + 332, y + 26), (x + 327, y + 33)]
        axes.add_patch(Polygon(corners, facecolor=MUTE, edgecolor="none", zorder=5))


def save(figure: Any, file: Path) -> None:
    """Write the picture with few colours."""
    figure.savefig(file, dpi=150)
    plt.close(figure)
    whole = Image.open(file).convert("RGB")
    few = whole.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    print(f"{file}: {file.stat().st_size} bytes")


def main(folder: Path) -> None:
    """Write all pictures."""
    (assign,) = [node for node in definitions() if node.id == "kmaid.assign_peaks"]
    folder.mkdir(exist_ok=True)
    first_workflow(folder / "knime_first_workflow.png", assign)
    dialog(folder / "knime_dialog.png", assign)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
