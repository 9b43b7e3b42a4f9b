"""Recovered labels are dealt anew among carbons that the multiplicities cannot tell apart."""

import torch

from kmaid_nodes.training.rematch import rematched

AXIS = torch.arange(0.0, 201.0)


def expecting(*ppm: float) -> torch.Tensor:
    return torch.log_softmax(-(AXIS[None, :] - torch.tensor(ppm)[:, None]).abs() / 2, dim=1)


def test_two_methines_with_each_others_shift_are_put_right_and_the_methyl_keeps_its_own():
    shifts = torch.tensor([128.0, 70.0, 20.0])
    found = rematched(
        shifts, torch.tensor([1, 1, 3]), torch.zeros(3, dtype=torch.long), expecting(70, 128, 70), AXIS
    )
    assert found.tolist() == [70.0, 128.0, 20.0]


def test_molecules_do_not_exchange_shifts():
    shifts = torch.tensor([128.0, 70.0])
    found = rematched(shifts, torch.tensor([1, 1]), torch.tensor([0, 1]), expecting(70, 128), AXIS)
    assert found.tolist() == [128.0, 70.0]


def test_no_carbon_at_all():
    nothing = torch.zeros(0)
    assert len(rematched(nothing, nothing.long(), nothing.long(), torch.zeros(0, 201), AXIS)) == 0
