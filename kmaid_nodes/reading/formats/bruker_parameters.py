"""What Bruker's parameter file `acqus` says of a spectrum."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kmaid_nodes.chemistry.solvent import canonical_solvent
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.formats.peaks import nucleus_of
from kmaid_nodes.reading.formats.whole_text import whole_text
from kmaid_nodes.reading.frequency import frequency_mhz
from kmaid_nodes.reading.pulse_program import experiment_of_program
from kmaid_nodes.reading.record import Record

_PARAMETER = re.compile(r"^##\$(NUC1|SOLVENT|SFO1|PULPROG)= *<?([^>\n]*)>?", re.M)


@dataclass(frozen=True, slots=True)
class BrukerParameters:
    """Nothing is known where there is no parameter file."""

    nucleus: str | None = None
    solvent: str | None = None
    frequency_mhz: float | None = None
    experiment: Experiment = Experiment.CARBON

    def record(self, name: str) -> Record:
        """The record of the only spectrum of a file, still without peaks."""
        return Record(
            name, solvent=self.solvent, row=0, experiment=self.experiment, frequency_mhz=self.frequency_mhz
        )


def parameters_beside(peak_list: Path) -> BrukerParameters:
    """The parameters of the experiment in whose folder `pdata/1` a peak list lies."""
    folders = peak_list.absolute().parents
    acqus = folders[2] / "acqus" if len(folders) > 2 and folders[1].name == "pdata" else None
    if acqus is None or not acqus.is_file():
        return BrukerParameters()
    try:
        values = dict(_PARAMETER.findall(whole_text(acqus)))
    except UserError:
        return BrukerParameters()
    return BrukerParameters(
        nucleus_of(values.get("NUC1", "")),
        canonical_solvent(values.get("SOLVENT")),
        frequency_mhz(values.get("SFO1")),
        experiment_of_program(values.get("PULPROG", "")),
    )
