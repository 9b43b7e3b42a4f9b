"""The experiment behind the name of a pulse program or sequence, as spectrometers write it."""

from __future__ import annotations

import re

from kmaid_nodes.codes.experiment import Experiment

# In this order: a DEPTQ is no DEPT.
_PATTERNS = (
    (re.compile(r"deptq"), Experiment.DEPTQ),
    (re.compile(r"dept\D*45"), Experiment.DEPT45),
    (re.compile(r"dept\D*90"), Experiment.DEPT90),
    (re.compile(r"dept"), Experiment.DEPT135),  # the usual angle where none is told
    (re.compile(r"inept"), Experiment.DEPT45),  # refocused: the same carbons
    (re.compile(r"hsqc|hmqc"), Experiment.HSQC),
    (re.compile(r"(?<![a-z])(?:apt|atp)|jmod|pendant|attachedproton"), Experiment.APT),
)


def experiment_of_program(name: str) -> Experiment:
    """`deptsp135` is a DEPT-135, `jmod` an APT, `hsqcedetgpsisp2.3` an HSQC; `zgpg30` and others are 13C."""
    lower = name.lower()
    return next((kind for pattern, kind in _PATTERNS if pattern.search(lower)), Experiment.CARBON)
