"""Stick spectra as small inline SVG: ppm from right to left, one `data-peak` group a peak."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from kmaid_nodes.report.axis import PpmAxis, axis_for, thin
from kmaid_nodes.report.palette import INK, NONE
from kmaid_nodes.report.svg_path import px

UNASSIGNED_COLOUR = "#5b4b8a"
_MULTIPLICITY = {0: "C", 1: "CH", 2: "CH₂", 3: "CH₃"}
_GAP_PX = 10.5  # between two upright labels
_FARTHEST_PX = 26.0  # a label pushed further from its stick than this is left out
_SIDE = 16.0
_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" viewBox="0 0 {w:g} {h:g}" width="{w:g}" height="{h:g}" role="img" font-family="Helvetica,Arial,sans-serif">'  # noqa: E501


@dataclass(frozen=True)
class Stick:
    """One peak as drawn.

    peak_index: 0-based position in the peak list; ppm: its shift; hydrogens: attached hydrogens (0 to 3)
    or None; colour: #rrggbb; unassigned: it has no carbon; title: what the tooltip adds to the shift.
    """

    peak_index: int
    ppm: float
    hydrogens: int | None = None
    colour: str = NONE
    unassigned: bool = False
    title: str = ""


@dataclass(frozen=True)
class PredictedMark:
    """A predicted shift shown below the axis: 0-based input atom index, ppm, and its ± in ppm."""

    atom_index: int
    ppm: float
    uncertainty_ppm: float
    colour: str = NONE


def multiplicity_name(hydrogens: int | None) -> str:
    """C, CH, CH₂ or CH₃ for 0 to 3 attached hydrogens; CH₄ and beyond likewise; empty for None."""
    return "" if hydrogens is None else _MULTIPLICITY.get(hydrogens, f"CH{hydrogens}")


def stick_spectrum_svg(
    sticks: Sequence[Stick], predicted: Sequence[PredictedMark] = (), size: tuple[int, int] = (1040, 236)
) -> str:
    """The peaks as sticks of one height, coloured, labelled upright with shift (ppm) and multiplicity.

    Unassigned peaks are dashed and carry a diamond. Labels that would overlap are moved aside or left
    out; every stick has a tooltip. `predicted` adds a band below the axis: a bar of ± the
    uncertainty about each predicted shift, with the atom as `data-atom`.
    size: width and height in px.
    """
    sticks = sorted((s for s in sticks if math.isfinite(s.ppm)), key=lambda s: -s.ppm)
    predicted = [p for p in predicted if math.isfinite(p.ppm)]
    width, height = size
    axis = axis_for([s.ppm for s in sticks] + [p.ppm for p in predicted], _SIDE, width - _SIDE)
    base = height - 34.0 - (18.0 if predicted else 0.0)
    top = 74.0
    parts = [_HEAD.format(kind="spectrum", w=width, h=height)]
    parts.append(_axis_svg(axis, base, height - 20.0 if predicted else base, grid_top=top - 8))
    if predicted:
        parts.append(_band(axis, predicted, base + 10.0))
    labels = _label_places(sticks, axis)
    parts.append(_leaders(sticks, axis, labels, top))
    parts.append(f'<g class="sticks" stroke-width="1.8" font-size="9.5" fill="{INK}">')
    parts += [_stick(s, axis.x(s.ppm), top, base, labels.get(i)) for i, s in enumerate(sticks)]
    return "".join(parts) + "</g></svg>"


def mirrored_spectrum_svg(
    query: Sequence[float], predicted: Sequence[float], size: tuple[int, int] = (300, 118)
) -> str:
    """The query's peaks (ppm) upwards and the predicted or library shifts (ppm) downwards on one axis."""
    query = [q for q in query if math.isfinite(q)]
    predicted = [p for p in predicted if math.isfinite(p)]
    width, height = size
    axis = axis_for([*query, *predicted], 8.0, width - 8.0)
    middle, foot = (height - 14.0) / 2, height - 14.0
    up = "".join(f"M{px(axis.x(s))} {middle:g}V6" for s in query)
    down = "".join(f"M{px(axis.x(s))} {middle:g}V{foot - 2:g}" for s in predicted)
    ticks = axis.ticks(36.0)
    marks = "".join(f"M{px(axis.x(t))} 4V{foot:g}" for t in ticks)
    numbers = "".join(f'<text x="{px(axis.x(t))}" y="{height - 3:g}">{t:g}</text>' for t in ticks)
    return (
        _HEAD.format(kind="mirror", w=width, h=height)
        + f'<path d="{marks}" stroke="#eceff2"/>'
        + f'<path d="M8 {middle:g}H{width - 8:g}" stroke="#9aa5b1"/>'
        + f'<g fill="none" stroke-width="1.5"><path class="query" d="{up}" stroke="#23527c"/>'
        + f'<path class="predicted" d="{down}" stroke="#c26a1d"/></g>'
        + f'<g font-size="8.5" fill="#667180" text-anchor="middle">{numbers}</g></svg>'
    )


def _axis_svg(axis: PpmAxis, base: float, foot: float, grid_top: float) -> str:
    ticks = axis.ticks(46.0)
    minor = axis.ticks(20.0)
    beside = axis.x(sum(ticks[:2]) / 2)  # between the two last numbers
    grid = "".join(f"M{px(axis.x(t))} {grid_top:g}V{base:g}" for t in ticks)
    marks = "".join(f"M{px(axis.x(t))} {foot:g}v{5 if t in ticks else 3}" for t in sorted({*ticks, *minor}))
    numbers = "".join(f'<text x="{px(axis.x(t))}" y="{foot + 16:g}">{t:g}</text>' for t in ticks)
    lines = "".join(f"M{axis.left:g} {y:g}H{axis.right:g}" for y in sorted({base, foot}))
    return (
        f'<path d="{grid}" stroke="#eef1f4"/><path d="{lines}{marks}" fill="none" stroke="#9aa5b1"/>'
        f'<g font-size="10" fill="#667180" text-anchor="middle">{numbers}'
        f'<text x="{px(beside)}" y="{foot + 16:g}">δ / ppm</text></g>'
    )


def _band(axis: PpmAxis, predicted: Sequence[PredictedMark], y: float) -> str:
    of_colour: dict[str, list[str]] = {}
    for p in predicted:
        spread = p.uncertainty_ppm if math.isfinite(p.uncertainty_ppm) else 0.0
        a = max(axis.x(p.ppm + spread), axis.left)
        b = min(axis.x(p.ppm - spread), axis.right)
        of_colour.setdefault(p.colour, []).append(
            f'<path data-atom="{p.atom_index}" d="M{px(a)} {y:g}H{px(b)}M{px(axis.x(p.ppm))} {y - 5:g}v10"/>'
        )
    marks = "".join(f'<g stroke="{escape(c)}">{"".join(paths)}</g>' for c, paths in of_colour.items())
    return f'<g class="band" fill="none" stroke-width="2" stroke-opacity=".6">{marks}</g>'


def _leaders(sticks: Sequence[Stick], axis: PpmAxis, labels: Mapping[int, float], top: float) -> str:
    """The thin lines from sticks to their labels."""
    lines = "".join(
        f"M{px(axis.x(sticks[i].ppm))} {top - (5 if sticks[i].unassigned else 1):g}V{top - 8:g}"
        f"L{px(x)} {top - 17:g}v-3"
        for i, x in labels.items()
    )
    return f'<path d="{lines}" fill="none" stroke="#b4bdc7" stroke-width=".8"/>'


def _stick(stick: Stick, x: float, top: float, base: float, label_x: float | None) -> str:
    colour = escape(UNASSIGNED_COLOUR if stick.unassigned else stick.colour)
    named = " ".join(filter(None, [f"{stick.ppm:.1f}", multiplicity_name(stick.hydrogens)]))
    tooltip = " · ".join(
        filter(None, [f"{stick.ppm:.2f} ppm", multiplicity_name(stick.hydrogens), stick.title])
    )
    marked = ' class="unassigned"' if stick.unassigned else ""
    dash = ' stroke-dasharray="4 2.5"' if stick.unassigned else ""
    parts = [
        f'<g data-peak="{stick.peak_index}"{marked}>',
        f"<title>{escape(tooltip)}</title>",
        f'<path class="h" d="M{px(x)} {base:g}V{top:g}"/>',  # wide and not seen: easier to point at
        f'<path class="s" d="M{px(x)} {base:g}V{top:g}" stroke="{colour}"{dash}/>',
    ]
    if stick.unassigned:
        parts.append(
            f'<path d="M{px(x)} {top - 4:g}l3.5 4-3.5 4-3.5-4z" fill="#fff" stroke="{colour}" '
            'stroke-width="1.3"/>'
        )
    if label_x is not None:
        fill = f' fill="{colour}"' if stick.unassigned else ""
        parts.append(
            f'<text transform="translate({px(label_x + 3.4)} {top - 23:g})rotate(-90)"{fill}>'
            f"{escape(named)}</text>"
        )
    return "".join(parts) + "</g>"


def _label_places(sticks: Sequence[Stick], axis: PpmAxis) -> dict[int, float]:
    """Where the label of each stick stands (px), for those that get one."""
    first_of_text: dict[tuple[str, int | None, bool], int] = {}
    for i, s in enumerate(sticks):  # peaks that read alike share one label
        first_of_text.setdefault((f"{s.ppm:.1f}", s.hydrogens, s.unassigned), i)
    candidates = list(first_of_text.values())
    places = [axis.x(sticks[i].ppm) for i in candidates]
    important = [sticks[i].unassigned for i in candidates]
    kept = thin(places, important, _GAP_PX, axis.left, axis.right, _FARTHEST_PX)
    return {candidates[k]: x for k, x in kept}
