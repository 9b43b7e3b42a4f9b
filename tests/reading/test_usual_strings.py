"""Published strings of the usual form are read at once, with the result of the complete reader."""

import random

import pytest

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading import peak_list
from kmaid_nodes.reading.acs.usual_string import usual_spectrum

USUAL = (
    "13C-NMR δ: 53.63, 55.36, 55.43, 55.96, 110.11",  # PMC6268426
    "13C NMR (CDCl3, 50 MHz): δ 168.3 (s), 140.0 (s), 129.3 (s), 115.3 (d), 20.4 (q)",
    "13C-NMR (CDCl3): δ (ppm) 22.9 (CH3), 36.5 (CH2), 52.2 (OCH3), 52.5 (CH), 121.0 (CAr), 132.1 (CHAr)",
    "13C NMR (101 MHz, CDCl3) δ 191.0, 152.0, 147.3, 129.8, 127.5, 114.6, 108.9, 56.1.",
    "13C NMR δ 68.0 (C-4), 149.6 (C3), 121.3 (6-C), 150.9 (C6, C2), 39.1 (CH2-1′), 111.4 (Cq-3″)",
    "13C{1H} NMR (101 MHz, CDCl3) δ 162.6 (d, J = 245.1 Hz), 139.2, 128.5 (2C), 115 (d, J = 22 Hz), and 14.2",
    "13C NMR (100 MHz, DMSO-d6): 168.01; 61.12 (OCH2), 61.3; 14.34 (CH3), −1.80 ppm",
)  # fmt: skip
DAMAGES = ["", "\n", " major", "MS ", "13C NMR ", "in ", "= ", *",;. ()-1CEJδ×*"]
MUTATIONS = 4000


def outcome(text):
    try:
        return peak_list.parse_spectra(text)
    except UnusableRow as refused:
        return refused.reason


@pytest.mark.parametrize("text", USUAL)
def test_a_usual_string_has_the_result_of_the_complete_reader(text, monkeypatch):
    at_once = usual_spectrum(text)
    assert at_once is not None and outcome(text) == (at_once,)
    monkeypatch.setattr(peak_list, "usual_spectrum", lambda text: None)
    assert outcome(text) == (at_once,)


def test_damaged_strings_have_the_result_of_the_complete_reader(monkeypatch):
    draw = random.Random(18)
    texts = []
    for _ in range(MUTATIONS):
        text = draw.choice(USUAL)
        start = draw.randrange(len(text))
        end = start + draw.choice((0, 1, 1, 2))
        texts.append(text[:start] + draw.choice(DAMAGES) + text[end:])
    at_once = [outcome(text) for text in texts]
    read = [text for text, found in zip(texts, at_once) if isinstance(found, tuple)]
    assert sum(usual_spectrum(text) is not None for text in read) > MUTATIONS / 10
    monkeypatch.setattr(peak_list, "usual_spectrum", lambda text: None)
    assert at_once == [outcome(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "13C NMR (101 MHz, CDCl3) δ 170.2, 14.2 (major), 170.5, 14.5 (minor)",
        "13C NMR (101 MHz, CDCl3) δ 170.2 (C=O), 14.2 (CH3). HRMS calcd for C4H8O2 88.0524",
        "13C NMR (101 MHz, CDCl3) δ 170.2, 61.0 (IR 1740 cm-1), 14.2",
        "13C NMR (101 MHz, CDCl3) δ 170.2, 144.6 (142.5), 14.2",
        "13C NMR (101 MHz, CDCl3) δ 1702, 61.1, 14.2",
        "13C NMR (101 MHz, CDCl3) δ 26, 28, 32",
        "13C NMR (101 z, CDCl3) δ 170.2, 61.1, 14.2",
        "13C NMR (101 MHz, CDCl3) δ 170.2, 61.1 (CNMRH, C-2), 14.2",
        "170.2, 61.1 (OCH2), 14.2",
    ],
)
def test_what_may_mean_more_than_a_list_is_left_to_the_complete_reader(text):
    assert usual_spectrum(text) is None


def test_a_label_of_protons_refuses_a_usual_string():
    with pytest.raises(UnusableRow) as refused:
        usual_spectrum("13C NMR (101 MHz, CDCl3) δ 7.26 (d, 2H), 3.80 (s, 3H)")
    assert refused.value.reason.code is ReasonCode.PROTON_DATA
