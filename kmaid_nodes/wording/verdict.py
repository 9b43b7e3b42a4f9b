"""The verdict on a list and a structure, in words."""

from __future__ import annotations

from kmaid_nodes.codes.verdict import VerdictCode

_WORDS = {
    VerdictCode.CONSISTENT: "consistent",
    VerdictCode.DOUBTFUL: "doubtful",
    VerdictCode.CONTRADICTED: "contradicts the structure",
    VerdictCode.TOO_FEW_PEAKS: "too few peaks to judge",
}


def verdict_words(code: VerdictCode) -> str:
    """As tables and NMReDATA files write it."""
    return _WORDS[code]
