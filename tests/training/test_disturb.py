"""Recorded spectra made into lists as laboratories send them."""

import numpy as np

from kmaid_nodes.training.disturb import SOLVENTS, disturb

PPM = np.array([137.8, 129.0, 129.0, 128.2, 128.2, 125.3, 21.4])
HYDROGENS = np.array([0, 1, 1, 1, 1, 1, 3])


def disturbed(seed: int, ppm=PPM, hydrogens=HYDROGENS):
    return disturb(ppm, hydrogens, ppm.astype(float), np.random.default_rng(seed))


def test_every_shift_stands_once_one_or_two_are_lost_and_two_are_added():
    for seed in range(50):
        found = disturbed(seed)
        kept = found.ppm[~found.added]
        assert found.added.sum() == 2 and (np.diff(found.ppm) >= 0).all()
        assert len(np.unique(kept)) == len(kept) and 3 <= len(kept) <= 4
        assert not np.isin(PPM[found.lost], kept).any()
        assert np.isin(PPM[~found.lost], kept).all()
        assert (found.hydrogens[found.added] == 4).all()
        assert found.solvent in SOLVENTS


def test_carbons_of_one_shift_are_lost_together():
    lost = [tuple(disturbed(seed).lost) for seed in range(50)]
    assert all(row[1] == row[2] and row[3] == row[4] for row in lost)


def test_one_peak_of_the_compound_always_stays():
    for seed in range(20):
        found = disturbed(seed, np.array([5.0, 8.0]), np.array([3, 3]))
        assert (~found.added).sum() == 1 and found.lost.sum() == 1


def test_the_same_seed_disturbs_alike():
    assert np.array_equal(disturbed(3).ppm, disturbed(3).ppm)
