import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from kmaid_nodes.report.axis import axis_for, spread, thin
from kmaid_nodes.report.spectrum import PredictedMark, Stick, mirrored_spectrum_svg, stick_spectrum_svg


def stick_x(svg: str) -> dict[int, float]:
    return {
        int(peak): float(x)
        for peak, x in re.findall(r'data-peak="(\d+)".*?<path class="s" d="M([-\d.]+) ', svg)
    }


def test_ppm_runs_from_right_to_left_and_every_peak_is_there() -> None:
    svg = stick_spectrum_svg([Stick(0, 20.0, 3), Stick(1, 170.0), Stick(2, 77.0, unassigned=True)])
    x = stick_x(svg)
    assert x[1] < x[2] < x[0]
    ElementTree.fromstring(svg)
    assert "<title>20.00 ppm · CH₃</title>" in svg


def test_unassigned_peaks_are_marked() -> None:
    svg = stick_spectrum_svg([Stick(0, 20.0), Stick(1, 77.0, unassigned=True)])
    assert re.findall(r'<g data-peak="(\d+)" class="unassigned">', svg) == ["1"]
    assert svg.count("stroke-dasharray") == 1


@pytest.mark.parametrize(
    "shifts", [[], [128.0], [-30.0, 320.0], [0.0], [128.0] * 300, [1e6], [float("nan"), 5.0]]
)
def test_any_peak_list_can_be_drawn(shifts: list[float]) -> None:
    svg = stick_spectrum_svg([Stick(i, s) for i, s in enumerate(shifts)])
    ElementTree.fromstring(svg)
    ElementTree.fromstring(mirrored_spectrum_svg(shifts, shifts))
    assert all(0 <= x <= 1040 for x in stick_x(svg).values())


def test_axis_is_widened_only_where_needed() -> None:
    usual, wide = axis_for([10.0, 200.0], 0, 100), axis_for([-12.0, 231.0], 0, 100)
    assert (usual.low, usual.high, wide.low, wide.high) == (0, 220, -20, 240)
    assert {0, 20, 220} <= set(axis_for([], 0, 1000).ticks(46))


def test_labels_do_not_overlap() -> None:
    sticks = [Stick(i, 125 + 0.11 * i, 1) for i in range(60)] + [Stick(60, 128.05, unassigned=True)]
    svg = stick_spectrum_svg(sticks)
    x = sorted(float(v) for v in re.findall(r"translate\(([-\d.]+) ", svg))
    assert 3 < len(x) < 61
    assert min(b - a for a, b in pairwise(x)) > 10
    assert len(stick_x(svg)) == 61


def test_spread_keeps_order_gap_and_bounds() -> None:
    places = spread([5, 5, 5, 50, 99], 10, 0, 100)
    assert all(b - a >= 10 - 1e-9 for a, b in pairwise(places))
    assert places[0] >= 0 and places[-1] <= 100 and places[3] == 50


def test_thinning_prefers_what_matters() -> None:
    kept = thin([50.0] * 9, [i == 4 for i in range(9)], 10, 0, 100, 10)
    assert 4 in {i for i, _ in kept} and len(kept) == 3


def test_predictions_stand_below_the_axis() -> None:
    svg = stick_spectrum_svg([Stick(0, 20.0)], [PredictedMark(4, 21.0, 2.0), PredictedMark(5, 2.0, 9.0)])
    assert re.findall(r'<path data-atom="(\d+)"', svg) == ["4", "5"]


def test_mirrored_sticks_go_both_ways() -> None:
    svg = mirrored_spectrum_svg([10.0, 20.0], [30.0])
    up = re.search(r'class="query" d="([^"]*)"', svg)
    down = re.search(r'class="predicted" d="([^"]*)"', svg)
    assert up and down and (up[1].count("M"), down[1].count("M")) == (2, 1)
    y0, y1 = map(float, re.findall(r" ([\d.]+)V([\d.]+)", up[1])[0])
    z0, z1 = map(float, re.findall(r" ([\d.]+)V([\d.]+)", down[1])[0])
    assert y1 < y0 == z0 < z1


def test_titles_are_escaped() -> None:
    assert "<b>" not in stick_spectrum_svg([Stick(0, 1.0, title="<b>")])
