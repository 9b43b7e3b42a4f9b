"""A predicted spectrum as a picture: sticks with their uncertainty, and the shift above each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.report.labels import FONT_PX
from kmaid_nodes.report.palette import INK
from kmaid_nodes.results.predicted_signal import PredictedSignal

WIDTH, HEIGHT = 560, 230
# By attached hydrogens: colour of a stick and its name. Contrast of at least 4.5 with white.
KINDS = (("C", "#8a3b12"), ("CH", "#1f5f8b"), ("CH2", "#0f7265"), ("CH3", "#66268c"), ("CH4", "#66268c"))
_LEFT, _RIGHT, _TOP, _BASE = 14.0, 14.0, 62.0, 196.0
_STEP_PPM = 20.0
# Sticks of one carbon and of several: the latter are higher, up to four carbons.
_HEIGHT_OF_ONE, _HEIGHT_OF_MORE, _MOST_CARBONS = 62.0, 22.0, 4
_GREY = "#6b7580"


def spectrum_svg(signals: Sequence[PredictedSignal], title: str) -> str:
    """The spectrum as SVG text, from high shift (left) to low; title: what a screen reader says, escaped.

    A bar at the foot of each stick is as wide as twice its uncertainty. Sticks of carbons that the model was
    not taught are dashed.
    """
    high, low = _range(signals)
    scale = (WIDTH - _LEFT - _RIGHT) / (high - low)

    def x_of(ppm: float) -> float:
        return _LEFT + (high - ppm) * scale

    places = _spread([x_of(signal.ppm) for signal in signals], FONT_PX + 1.5, WIDTH - _RIGHT)
    sticks = "".join(_stick(signal, x_of(signal.ppm), x, scale) for signal, x in zip(signals, places))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" style="width:100%" '
        f'role="img" aria-label="{title}" font-family="Arial, Helvetica, sans-serif">'
        f"{_axis(high, low, x_of)}{sticks}</svg>"
    )


def _range(signals: Sequence[PredictedSignal]) -> tuple[float, float]:
    """The highest and the lowest ppm shown: 220 to 0, or as far as the signals go."""
    high = max([220.0, *(signal.ppm + 5 for signal in signals)])
    low = min([0.0, *(signal.ppm - 5 for signal in signals)])
    return high, low


def _axis(high: float, low: float, x_of: Callable[[float], float]) -> str:
    ticks = []
    ppm = _STEP_PPM * (low // _STEP_PPM)
    while ppm <= high:
        if ppm >= low:
            x = x_of(ppm)
            ticks.append(
                f'<path d="M{x:.1f} {_BASE}v4" stroke="{INK}"/><text x="{x:.1f}" y="{_BASE + 16}" '
                f'font-size="{FONT_PX}" text-anchor="middle" fill="{INK}">{ppm:g}</text>'
            )
        ppm += _STEP_PPM
    line = f'<path d="M{_LEFT} {_BASE}H{WIDTH - _RIGHT}" stroke="{INK}"/>'
    unit = (
        f'<text x="{WIDTH - _RIGHT}" y="{_BASE + 29}" font-size="{FONT_PX}" text-anchor="end" '
        f'fill="{INK}">predicted shift (ppm)</text>'
    )
    return line + "".join(ticks) + unit


def _stick(signal: PredictedSignal, x: float, label_x: float, scale: float) -> str:
    """A stick, the bar of its uncertainty, and its shift, which may stand aside."""
    colour = KINDS[signal.hydrogens][1]
    more = min(len(signal.atoms), _MOST_CARBONS) - 1
    top = _BASE - _HEIGHT_OF_ONE - more * _HEIGHT_OF_MORE
    guess = CarbonFlag.NOT_TAUGHT in signal.flags
    dashes = ' stroke-dasharray="4 3"' if guess else ""
    width = max(1.0, signal.uncertainty_ppm * scale)
    text = f"{signal.ppm:.1f}{'?' if guess else ''}"
    foot = _TOP - 6
    return (
        f'<path d="M{max(_LEFT, x - width):.1f} {_BASE - 3}H{min(WIDTH - _RIGHT, x + width):.1f}" '
        f'stroke="{colour}" stroke-width="4" opacity=".35"/>'
        f'<path d="M{x:.1f} {_BASE}V{top:.1f}" stroke="{colour}" stroke-width="1.8"{dashes}/>'
        f'<path d="M{x:.1f} {top:.1f}L{label_x:.1f} {foot}" stroke="{_GREY}" stroke-width=".7" fill="none"/>'
        f'<text transform="translate({label_x + FONT_PX * 0.36:.1f} {foot - 3}) rotate(-90)" '
        f'font-size="{FONT_PX}" fill="{colour}">{text}</text>'
    )


def _spread(wanted: Sequence[float], gap: float, limit: float) -> list[float]:
    """Places from left to right near the wanted ones, which ascend, at least `gap` apart if there is room."""
    if not wanted:
        return []
    gap = min(gap, (limit - _LEFT) / len(wanted))
    clusters: list[list[float]] = []  # the wanted places of labels that touch
    for x in wanted:
        clusters.append([x])
        while len(clusters) > 1 and _start(clusters[-1], gap, limit) < _end(clusters[-2], gap, limit):
            last = clusters.pop()
            clusters[-1] += last
    return [_start(some, gap, limit) + gap * (k + 0.5) for some in clusters for k in range(len(some))]


def _start(cluster: Sequence[float], gap: float, limit: float) -> float:
    width = gap * len(cluster)
    middle = sum(cluster) / len(cluster)
    return max(_LEFT - gap / 2, min(middle - width / 2, limit + gap / 2 - width))


def _end(cluster: Sequence[float], gap: float, limit: float) -> float:
    return _start(cluster, gap, limit) + gap * len(cluster)
