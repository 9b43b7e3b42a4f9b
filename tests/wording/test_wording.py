"""English made from codes: what tables and NMReDATA files have always said."""

import pytest

from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.wording.unassigned import unassigned_reason
from kmaid_nodes.wording.verdict import verdict_words


@pytest.mark.parametrize(
    "kind, of, words",
    [
        (PeakKind.SOLVENT, {"compound": "CDCl3", "solvent": "CDCl3"}, "solvent CDCl3"),
        (
            PeakKind.IMPURITY,
            {"compound": "acetone", "solvent": "CDCl3"},
            "impurity, as acetone has it in CDCl3",
        ),
        (PeakKind.MULTIPLET_LINE, {"atom_index": 0}, "a line of the multiplet of carbon 0"),
        (PeakKind.UNEXPLAINED, {}, "nothing in the structure or among usual impurities explains it"),
    ],
)
def test_why_no_carbon_was_given_a_peak(kind, of, words):
    assert unassigned_reason(kind, **of) == words


def test_every_verdict_has_words():
    assert [verdict_words(code) for code in VerdictCode] == [
        "consistent",
        "doubtful",
        "contradicts the structure",
    ]


def test_codes_are_stable_text():
    assert [str(kind) for kind in PeakKind] == ["solvent", "impurity", "multiplet_line", "unexplained"]
    assert [str(code) for code in VerdictCode] == ["consistent", "doubtful", "contradicted"]
