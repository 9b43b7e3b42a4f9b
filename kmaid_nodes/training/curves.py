"""The plot of a training run: losses, shift errors and carbons assigned right, epoch by epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from kmaid_nodes.training.metrics import LEAST_MOLECULES
from kmaid_nodes.wording.training import few_validation_molecules

_PANELS: list[tuple[str, str, dict[str, str]]] = [
    (
        "Losses",
        "loss",
        {
            "train_loss": "training",
            "validation_loss": "validation",
            "train_graph": "training, molecule-spectrum",
            "train_node": "training, atom-peak",
            "train_density": "training, shift density",
        },
    ),
    (
        "Shift prediction, validation",
        "error / ppm",
        {"validation_mae": "mean absolute", "validation_median": "median absolute"},
    ),
    (
        "Carbons assigned right, validation",
        "share / %",
        {
            "validation_carbons_right": "shifts alone",
            "validation_carbons_right_with_multiplicity": "with multiplicity",
        },
    ),
]
_COLOURS = ("#1f5f8b", "#e07a1f", "#7fa8c4", "#5b9a7d", "#b08bbf")


def training_curves_png(history: Sequence[Mapping[str, float]], path: Path) -> None:
    """Write a PNG picture of the curves in `history`, one row per epoch, to `path`.

    validation_mae and validation_median are in ppm, the shares of carbons right are 0 to 1. Only panels
    whose keys occur are drawn; a history without any gives a picture that says so, as does one whose shares
    were measured on too few molecules (validation_molecules).
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # slow to import
    from matplotlib.figure import Figure

    panels = [
        (title, unit, curves)
        for title, unit, names in _PANELS
        if (curves := {label: xy for key, label in names.items() if (xy := _curve(history, key))[0]})
    ]
    figure = Figure(figsize=(4.8 * max(1, len(panels)), 3.6), dpi=130, layout="constrained")
    FigureCanvasAgg(figure)
    if not panels:
        figure.text(0.5, 0.5, "no epoch was recorded", ha="center", va="center", color="#5b6672")
    for place, (title, unit, curves) in enumerate(panels, 1):
        axes = figure.add_subplot(1, len(panels), place)
        for (label, (epochs, values)), colour in zip(curves.items(), _COLOURS):
            scale = 100.0 if unit.endswith("%") else 1.0
            one = "o" if len(epochs) == 1 else ""  # a single epoch makes no visible line
            axes.plot(
                epochs, [scale * v for v in values], color=colour, label=label, linewidth=1.6, marker=one
            )
        _dress(axes, title, unit)
    molecules = [row["validation_molecules"] for row in history if "validation_molecules" in row]
    if panels and molecules and molecules[-1] < LEAST_MOLECULES:
        sentence = few_validation_molecules(int(molecules[-1]))
        figure.supxlabel(fill(sentence, 38 * len(panels)), fontsize=8, color="#b00020")
    figure.savefig(path, format="png")


def _curve(history: Sequence[Mapping[str, float]], key: str) -> tuple[list[float], list[float]]:
    """Epochs and finite values of one key; a row without an epoch number has its position from 1."""
    points = [
        (float(row.get("epoch", i)), float(row[key]))
        for i, row in enumerate(history, 1)
        if row.get(key) is not None and math.isfinite(float(row[key]))
    ]
    return [e for e, _ in points], [v for _, v in points]


def _dress(axes: Any, title: str, unit: str) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_title(title, fontsize=10, loc="left")
    axes.set_xlabel("epoch", fontsize=9)
    axes.set_ylabel(unit, fontsize=9)
    axes.tick_params(labelsize=8)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#e3e7eb", linewidth=0.8)
    axes.legend(fontsize=8, frameon=False)
