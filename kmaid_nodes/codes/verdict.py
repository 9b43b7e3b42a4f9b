"""Whether a peak list and a structure belong together."""

from __future__ import annotations

from enum import StrEnum


class VerdictCode(StrEnum):
    """The verdict on a list and a structure; the values are stable."""

    CONSISTENT = "consistent"
    DOUBTFUL = "doubtful"
    CONTRADICTED = "contradicted"
    TOO_FEW_PEAKS = "too_few_peaks"
