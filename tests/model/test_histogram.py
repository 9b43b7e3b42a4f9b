"""Histograms of expected and listed shifts."""

import torch

from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.model.histogram import ShiftHistograms
from kmaid_nodes.model.settings import Architecture

HISTOGRAMS = ShiftHistograms(Architecture(projection=32))
AXIS = torch.linspace(-30, 260, 1161)


def test_a_carbon_that_is_surely_at_a_shift_counts_like_a_peak_there():
    ppm, hydrogens, owner = (
        torch.tensor([20.0, 128.5, 170.25]),
        torch.tensor([3, 1, 0]),
        torch.tensor([0, 0, 1]),
    )
    surely = torch.where(ppm[:, None] == AXIS, 0.0, -torch.inf)
    of_carbons = HISTOGRAMS.of_carbons(surely, hydrogens, owner, 2)
    torch.testing.assert_close(
        of_carbons, HISTOGRAMS.of_peaks(ppm, hydrogens, owner, 2), atol=1e-4, rtol=1e-4
    )


def test_every_part_of_the_axis_counts():
    ppm = torch.tensor([-30.0, -3.0, 34.0, 97.5, 98.0, 161.0, 226.0, 260.0])
    unknown, owner = torch.full((8,), UNKNOWN_HYDROGENS), torch.arange(8)
    surely = torch.where(ppm[:, None] == AXIS, 0.0, -torch.inf)
    of_carbons = HISTOGRAMS.of_carbons(surely, unknown, owner, 8)
    torch.testing.assert_close(of_carbons, HISTOGRAMS.of_peaks(ppm, unknown, owner, 8), atol=1e-4, rtol=1e-4)
