"""English made from codes: the sentences of tables and NMReDATA files."""

import pytest

from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.wording.status import carbon_status
from kmaid_nodes.wording.unassigned import unassigned_reason
from kmaid_nodes.wording.verdict import verdict_words


@pytest.mark.parametrize(
    "kind, of, words",
    [
        (PeakKind.SOLVENT, {"compound": "CDCl3", "solvent": "CDCl3"}, "solvent CDCl3"),
        (
            PeakKind.IMPURITY,
            {"compound": "acetone", "solvent": "CDCl3"},
            "impurity: acetone (line in CDCl3)",
        ),
        (PeakKind.IMPURITY, {"compound": "silicone grease"}, "impurity: silicone grease"),
        (PeakKind.REFERENCE, {"compound": "TMS"}, "reference TMS"),
        (PeakKind.MULTIPLET_LINE, {"atom_index": 0}, "a line of the multiplet of carbon 1"),
        (
            PeakKind.SECOND_SET,
            {"atom_index": 5},
            "perhaps carbon 6 in a second set of shifts (rotamer, isomer)",
        ),
        (PeakKind.UNEXPLAINED, {}, "nothing in the structure or among common impurities explains it"),
    ],
)
def test_why_no_carbon_was_given_a_peak(kind, of, words):
    assert unassigned_reason(kind, **of) == words


def test_every_verdict_has_words():
    assert [verdict_words(code) for code in VerdictCode] == [
        "consistent",
        "doubtful",
        "contradicts the structure",
        "too few peaks to judge",
    ]


def test_codes_are_stable_text():
    assert [str(kind) for kind in PeakKind] == [
        "solvent",
        "impurity",
        "multiplet_line",
        "second_set",
        "unexplained",
        "reference",
    ]
    assert [str(code) for code in VerdictCode] == [
        "consistent",
        "doubtful",
        "contradicted",
        "too_few_peaks",
    ]


@pytest.mark.parametrize(
    "flags, words",
    [
        ([CarbonFlag.MAY_LIE_UNDER_PEAK], "no peak: may lie under the peak at 128.5 ppm"),
        (
            [CarbonFlag.OFTEN_TOO_WEAK],
            "no peak fits (carbons without hydrogens are often too weak to be seen)",
        ),
        ([], "no peak fits"),
    ],
)
def test_why_a_carbon_has_no_peak(flags, words):
    assert carbon_status(False, flags, may_lie_under_ppm=128.5) == words
