"""Which experiment a list of 13C shifts comes from."""

from __future__ import annotations

from enum import StrEnum


class Experiment(StrEnum):
    """The experiment behind a peak list; the values are stable.

    `CARBON` (a 1D 13C spectrum), `APT` and `DEPTQ` show every kind of carbon. DEPT-45, DEPT-135 and HSQC show
    only carbons with hydrogen, DEPT-90 only CH.
    """

    CARBON = "13c"
    APT = "apt"
    DEPTQ = "deptq"
    DEPT45 = "dept45"
    DEPT90 = "dept90"
    DEPT135 = "dept135"
    HSQC = "hsqc"

    @property
    def hydrogens_seen(self) -> frozenset[int]:
        """The numbers of attached hydrogens whose carbons the experiment shows."""
        if self is Experiment.DEPT90:
            return frozenset({1})
        if self in (Experiment.DEPT45, Experiment.DEPT135, Experiment.HSQC):
            return frozenset({1, 2, 3})
        return EVERY_CARBON


EVERY_CARBON = frozenset({0, 1, 2, 3})
"""The numbers of attached hydrogens that a spectrum of every kind of carbon shows."""
POSITIVE_IN_DEPT135 = frozenset({1, 3})
"""Those of the positive peaks of a DEPT-135; programs often list no others."""
