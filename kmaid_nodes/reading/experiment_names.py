"""The names by which columns, their cells and data fields call an experiment."""

from __future__ import annotations

from kmaid_nodes.codes.experiment import Experiment

# Letters and digits only, lower case.
EXPERIMENT_NAMES = {
    "apt": Experiment.APT,
    "deptq": Experiment.DEPTQ,
    "dept45": Experiment.DEPT45,
    "dept90": Experiment.DEPT90,
    "dept135": Experiment.DEPT135,
    "hsqc": Experiment.HSQC,
}
