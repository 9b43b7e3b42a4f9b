"""Recovered labels matched anew while training: which of a spectrum's shifts is which carbon's.

Where which carbon is which was recovered and not recorded, a shift may as well belong to another carbon with
as many hydrogens. The model's own densities decide again at every step (expectation maximisation with hard
assignments), so that a wrong label does not have to be learned.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment


def rematched(
    ppm: torch.Tensor,
    hydrogens: torch.Tensor,
    molecule: torch.Tensor,
    log_density: torch.Tensor,
    axis: torch.Tensor,
) -> torch.Tensor:
    """float32 [carbons]: the shifts of each molecule, dealt anew among carbons of equal hydrogens.

    ppm: [carbons], none missing; hydrogens, molecule: int64 [carbons]; log_density: [carbons, points of
    axis]; axis in ppm.
    """
    shifts = ppm.cpu().numpy().copy()
    step = float(axis[1] - axis[0])
    point = torch.round((ppm - axis[0]) / step).long().clamp(0, len(axis) - 1).cpu().numpy()
    density = log_density.detach().float().cpu().numpy()
    group = (molecule * (int(hydrogens.max()) + 1) + hydrogens).cpu().numpy() if len(ppm) else shifts
    order = np.argsort(group, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        if len(rows) > 1 and np.ptp(shifts[rows]) > 0:
            _, taken = linear_sum_assignment(-density[np.ix_(rows, point[rows])])
            shifts[rows] = shifts[rows][taken]
    return torch.from_numpy(shifts).to(ppm)
