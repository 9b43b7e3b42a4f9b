"""What a verdict may say where the model was not taught all carbons of the structure."""

from __future__ import annotations

import numpy as np

from kmaid_nodes.assignment.settings import VerdictSettings
from kmaid_nodes.codes.verdict import VerdictCode


def softened(
    code: VerdictCode,
    excess: np.ndarray,
    variance: np.ndarray,
    has_peak: np.ndarray,
    outside: np.ndarray,
    unexplained: int,
    limits: VerdictSettings,
) -> VerdictCode:
    """Doubtful in place of contradicted where only carbons outside the model's domain contradict.

    There, the prediction may be wrong and not the structure. excess, variance: float [classes], nats by which
    each is more surprising than expected, and the variance of that; has_peak, outside: bool [classes];
    unexplained: peaks that nothing explains. Each may be that of a class outside the domain without a peak.
    """
    if code is not VerdictCode.CONTRADICTED or not outside.any():
        return code
    taught = ~outside
    of_others = max(unexplained - int((outside & ~has_peak).sum()), 0)
    surprise = (excess[taught].sum() + limits.unexplained * of_others) / np.sqrt(variance[taught].sum() + 1.0)
    shows_none = taught.any() and not has_peak.any()
    return code if surprise >= limits.contradicted_from or shows_none else VerdictCode.DOUBTFUL
