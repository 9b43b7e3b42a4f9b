import re

import pytest

from kmaid_nodes.report.svg_path import short_path

NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def points_of(relative: str) -> list[tuple[float, float]]:
    """Every point that a relative path names, absolute, as a browser reads it."""
    x = y = x0 = y0 = 0.0
    ends = []
    for letter, text in re.findall(r"([a-z])([^a-z]*)", relative):
        numbers = [float(n) for n in NUMBER.findall(text)]
        if letter == "z":
            x, y = x0, y0
            continue
        if letter in "hv":
            numbers = [*numbers, 0.0] if letter == "h" else [0.0, *numbers]
        points = [(x + a, y + b) for a, b in zip(numbers[::2], numbers[1::2])]
        ends += points
        x, y = points[-1]
        if letter == "m":
            x0, y0 = x, y
    return ends


def test_a_short_path_names_the_same_points() -> None:
    d = "M 10.1,20.0 L 10.1,5.5 Q 0.3,-1.2 4.0,4.0 Z L 30.0,20.0 M 7,7 C 1,2 3,4 5,-6.5 L 5.0,-6.5"
    drawn = [
        (10.1, 20),
        (10.1, 5.5),
        (0.3, -1.2),
        (4, 4),
        (30, 20),
        (7, 7),
        (1, 2),
        (3, 4),
        (5, -6.5),
        (5, -6.5),
    ]
    for short, point in zip(points_of(short_path(d)), drawn, strict=True):
        assert short == pytest.approx(point)
    assert len(short_path(d)) < len(d)


def test_rounding_does_not_add_up() -> None:
    d = "M 0.04 0.04" + "".join(f"L {0.04 + 0.26 * i:.2f} {0.13 * i:.2f}" for i in range(1, 200))
    x, y = points_of(short_path(d))[-1]
    assert (x, y) == pytest.approx((0.04 + 0.26 * 199, 0.13 * 199), abs=0.051)


def test_what_is_not_understood_stays() -> None:
    assert short_path("M 0 0 A 5 5 0 1 0 3 3") == "M 0 0 A 5 5 0 1 0 3 3"
