"""Where the shift of each atom is written, so that it covers neither bonds nor other shifts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

FONT_PX = 10.5
_ANGLES = np.linspace(0, 2 * np.pi, 24, endpoint=False)
_GAPS = (6.0, 9.0, 13.0, 18.0)
_LABEL_WEIGHT = 6.0  # a label over a label is worse than a label over a bond


def text_width(text: str, font_px: float = FONT_PX) -> float:
    """About how wide (px) a short numeric text comes out in a sans-serif face."""
    return 0.56 * font_px * len(text)


def place_labels(
    anchors: Mapping[int, tuple[float, float]], texts: Mapping[int, str], ink: np.ndarray
) -> dict[int, tuple[float, float]]:
    """The centre (px) of each text, near its anchor and off the ink.

    anchors: position (px) of each key; texts: what is written there, keys a subset of `anchors`.
    ink: float [points, 3], x, y and weight of points on drawn lines and symbols.
    """
    if not texts:
        return {}
    others = np.array([(x, y, 1.0) for x, y in anchors.values()])
    ink = np.concatenate([ink.reshape(-1, 3), others])
    crowding = {k: _nearby(anchors[k], ink) for k in texts}
    order = sorted(texts, key=lambda k: -crowding[k])  # the hemmed-in ones choose first
    placed: dict[int, tuple[float, float]] = {}
    taken: dict[int, np.ndarray] = {}
    for key in order * 2:  # the second round lets early ones step aside for late ones
        taken.pop(key, None)
        placed[key] = _best(anchors[key], texts[key], np.concatenate([ink, *taken.values()]))
        taken[key] = _label_ink(placed[key], texts[key])
    return placed


def _nearby(anchor: tuple[float, float], ink: np.ndarray) -> int:
    return int((np.hypot(ink[:, 0] - anchor[0], ink[:, 1] - anchor[1]) < 30).sum())


def _best(anchor: tuple[float, float], text: str, ink: np.ndarray) -> tuple[float, float]:
    half_w, half_h = text_width(text) / 2, FONT_PX * 0.42
    near = ink[(np.abs(ink[:, 0] - anchor[0]) < 90) & (np.abs(ink[:, 1] - anchor[1]) < 60)]
    cos, sin = np.cos(_ANGLES), np.sin(_ANGLES)
    reach = np.minimum(  # from the centre of the box to its rim, along each angle
        half_w / np.maximum(np.abs(cos), 1e-9), half_h / np.maximum(np.abs(sin), 1e-9)
    )
    radius = np.concatenate([reach + gap for gap in _GAPS])
    x = anchor[0] + radius * np.tile(cos, len(_GAPS))
    y = anchor[1] + radius * np.tile(sin, len(_GAPS))
    dx = np.abs(x[:, None] - near[None, :, 0]) - half_w
    dy = np.abs(y[:, None] - near[None, :, 1]) - half_h
    distance = np.maximum(dx, dy)
    covered = (np.where(distance < 1, 1.0, np.clip(4 - distance, 0, 3) / 12) * near[:, 2]).sum(1)
    cost = covered + 0.12 * np.repeat(_GAPS, len(_ANGLES)) + 0.01 * radius
    i = int(np.argmin(cost))
    return float(x[i]), float(y[i])


def _label_ink(centre: tuple[float, float], text: str) -> np.ndarray:
    xs = np.arange(-text_width(text) / 2, text_width(text) / 2 + 1, 3.0) + centre[0]
    ys = np.array([-0.4, 0.0, 0.4]) * FONT_PX + centre[1]
    grid = np.array([(x, y) for x in xs for y in ys])
    return np.column_stack([grid, np.full(len(grid), _LABEL_WEIGHT)])
