"""What a verdict may say where the model was not taught all carbons of the structure."""

from __future__ import annotations

import numpy as np

from kmaid_nodes.assignment.settings import VerdictSettings


def contradicted_by_what_was_taught(
    excess: np.ndarray,
    variance: np.ndarray,
    has_peak: np.ndarray,
    outside: np.ndarray,
    unassigned: float,
    unexplained: int,
    limits: VerdictSettings,
) -> bool:
    """Whether a list still contradicts a structure without the classes outside the model's domain.

    If not, the verdict is doubtful at most: the prediction may be wrong, and not the structure. excess, variance:
    float [classes], nats by which each is more surprising than expected, and the variance of that; has_peak, outside:
    bool [classes]; unassigned: what the unassigned peaks add to the surprise, of which so many are unexplained. A peak
    that nothing explains may be that of a class outside the domain that has none.
    """
    taught = ~outside
    if not taught.any():
        return False
    may_be_theirs = min(unexplained, int((outside & ~has_peak).sum()))
    total = excess[taught].sum() + unassigned - limits.unexplained * may_be_theirs
    surprise = total / np.sqrt(variance[taught].sum() + 1.0)
    return bool(surprise >= limits.contradicted_from or not has_peak.any())
