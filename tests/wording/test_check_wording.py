"""The sentences of a check."""

import pytest

from kmaid_nodes.codes.finding import Finding, FindingCode
from kmaid_nodes.codes.traffic_light import TrafficLight
from kmaid_nodes.wording.check import comparison_text, findings_text, light_title, peaks_text


@pytest.mark.parametrize("code", FindingCode)
@pytest.mark.parametrize("count", [1, 2, 12])
def test_every_finding_has_words(code, count):
    carbons = tuple(f"C-{n}" for n in range(1, count + 1))
    ppm = tuple(10.5 + n for n in range(count))
    text = findings_text([Finding(code, count, ppm, carbons, "isomer", 4.2)])
    assert text and "{" not in text and "None" not in text
    assert " one carbons" not in f" {text}" and " one peaks" not in f" {text}"


def test_findings_stand_one_behind_the_other():
    found = [
        Finding(FindingCode.UNEXPLAINED_PEAKS, 2, (45.2, 12.1)),
        Finding(FindingCode.MISSING_CARBONS, 1, carbons=("C-4a",)),
    ]
    assert findings_text(found) == "two peaks that no carbon explains (45.2, 12.1 ppm); C-4a has no peak"
    many = Finding(FindingCode.MISSING_CARBONS, 6, carbons=("C-1", "C-2", "C-3", "C-4", "C-5", "C-6"))
    assert findings_text([many]) == "six carbons have no peak (C-1, C-2, C-3, C-4, ...)"
    assert findings_text([Finding(FindingCode.COMMON_OFFSET, ppm=(-2.4,))]).endswith("2.4 ppm too low")


@pytest.mark.parametrize(
    ("others", "rank", "text"),
    [
        (0, 1, "no other structure of the formula among the candidates"),
        (11, 1, "the structure fits best of 12"),
        (11, 2, "the structure fits 2nd of 12, B fits best"),
        (111, 111, "the structure fits 111th of 112, B fits best"),
        (111, 103, "the structure fits 103rd of 112, B fits best"),
    ],
)
def test_ranks(others, rank, text):
    assert comparison_text(others, rank, "B") == text


def test_numbers_up_to_ten_are_words():
    assert [peaks_text(n) for n in (0, 1, 10, 11)] == ["no peaks", "one peak", "ten peaks", "11 peaks"]
    assert light_title(TrafficLight.RED, "contradicts the structure", 0.012) == (
        "red: contradicts the structure (p 0.01)"
    )
    assert light_title(TrafficLight.GREY, "too few peaks to judge", None) == "grey: too few peaks to judge"
