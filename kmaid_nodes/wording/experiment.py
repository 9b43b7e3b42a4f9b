"""The names of experiments as chemists write them."""

from __future__ import annotations

from kmaid_nodes.codes.experiment import Experiment

_NAMES = {
    Experiment.CARBON: "13C",
    Experiment.APT: "APT",
    Experiment.DEPTQ: "DEPTQ",
    Experiment.DEPT45: "DEPT-45",
    Experiment.DEPT90: "DEPT-90",
    Experiment.DEPT135: "DEPT-135",
    Experiment.HSQC: "HSQC",
}
_WITH_AN = {Experiment.APT, Experiment.HSQC}


def experiment_name(experiment: Experiment) -> str:
    """`DEPT-135`."""
    return _NAMES[experiment]


def with_article(experiment: Experiment) -> str:
    """`a DEPT-135`, `an HSQC`."""
    return f"{'an' if experiment in _WITH_AN else 'a'} {_NAMES[experiment]}"
