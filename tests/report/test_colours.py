"""Colours that stand for something are told apart by everybody, and what is written can be read."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from colour_vision import DEFICIENCIES, ciede2000, contrast, seen_difference

CSS = (Path(__file__).parents[2] / "kmaid_nodes/report/page/src/base.css").read_text("utf-8")
BANDS = ("high", "medium", "low", "none")
VERDICTS = ("consistent", "doubtful", "contradicted", "too-few")
SIGHTS = [None, *DEFICIENCIES]


def colours_of(selector: str) -> dict[str, str]:
    """The variables of a theme, `#rgb` written in full."""
    block = CSS.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", block))
    return {name: "#" + "".join(2 * c for c in v[1:]) if len(v) == 4 else v for name, v in found.items()}


THEMES = {"light": colours_of("\n:root"), "dark": colours_of(':root[data-theme="dark"]')}


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_bands_are_told_apart_with_any_sight(theme: str, sight: str | None) -> None:
    colours = THEMES[theme]
    differences = {
        pair: seen_difference(colours[pair[0]], colours[pair[1]], sight) for pair in combinations(BANDS, 2)
    }
    assert min(differences.values()) >= 15, differences


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_verdicts_are_told_apart_with_any_sight(theme: str, sight: str | None) -> None:
    colours = THEMES[theme]
    differences = {
        pair: seen_difference(colours[pair[0]], colours[pair[1]], sight) for pair in combinations(VERDICTS, 2)
    }
    assert min(differences.values()) >= 15, differences


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_written_can_be_read(theme: str) -> None:
    colours = THEMES[theme]
    for ground in ("paper", "ground", "chosen", "lit"):
        assert contrast(colours["ink"], colours[ground]) >= 7
    for ground in ("paper", "ground", "chosen"):
        assert contrast(colours["mute"], colours[ground]) >= 4.5
    for name in (*VERDICTS, "accent", "left", "low", "ring"):
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
    for name in BANDS:  # marks and lines
        assert contrast(colours[name], colours["paper"]) >= 3, name


@pytest.mark.parametrize(
    ("lab1", "lab2", "difference"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_that_of_sharmas_data(lab1, lab2, difference: float) -> None:
    assert ciede2000(np.array(lab1), np.array(lab2)) == pytest.approx(difference, abs=5e-5)
