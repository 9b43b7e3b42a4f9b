"""Recorded spectra, corrupted as lists from laboratories often are."""

import numpy as np

from kmaid_nodes.training.corrupt import SOLVENTS, corrupt

PPM = np.array([137.8, 129.0, 129.0, 128.2, 128.2, 125.3, 21.4])
HYDROGENS = np.array([0, 1, 1, 1, 1, 1, 3])


def corrupted(seed: int, ppm=PPM, hydrogens=HYDROGENS):
    return corrupt(ppm, hydrogens, ppm.astype(float), np.random.default_rng(seed))


def test_every_shift_stands_once_one_or_two_are_missing_and_two_are_added():
    for seed in range(50):
        listed = corrupted(seed)
        kept = listed.ppm[~listed.extraneous]
        assert listed.extraneous.sum() == 2 and (np.diff(listed.ppm) >= 0).all()
        assert len(np.unique(kept)) == len(kept) and 3 <= len(kept) <= 4
        assert not np.isin(PPM[listed.missing], kept).any()
        assert np.isin(PPM[~listed.missing], kept).all()
        assert (listed.hydrogens[listed.extraneous] == 4).all()
        assert listed.solvent in SOLVENTS


def test_carbons_of_one_shift_are_missing_together():
    missing = [tuple(corrupted(seed).missing) for seed in range(50)]
    assert all(row[1] == row[2] and row[3] == row[4] for row in missing)


def test_one_peak_of_the_compound_always_stays():
    for seed in range(20):
        listed = corrupted(seed, np.array([5.0, 8.0]), np.array([3, 3]))
        assert (~listed.extraneous).sum() == 1 and listed.missing.sum() == 1


def test_the_same_seed_corrupts_in_the_same_way():
    assert np.array_equal(corrupted(3).ppm, corrupted(3).ppm)
