"""Lists of one entry per carbon, made from deposited ones."""

import numpy as np

from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.training.examples import Examples, build_examples
from kmaid_nodes.training.full_lists import full_lists, with_every_carbon


def examples_of(*spectra: tuple[str, tuple[Peak, ...]]) -> Examples:
    records = (
        Record(id=str(k), structure=smiles, peaks=peaks, split="test")
        for k, (smiles, peaks) in enumerate(spectra)
    )
    examples = build_examples(records, feature_set("default")).build("test")
    assert examples is not None
    return examples


def listed(examples: Examples) -> list[tuple[float, int]]:
    ppm = np.round(examples.peak_ppm.astype(float), 3)
    return list(zip(ppm.tolist(), examples.peak_hydrogens.tolist()))


ETHER = ("CCOCC", (Peak(65.9, 2, atoms=(1, 3)), Peak(15.3, 3, atoms=(0, 4))))


def test_equivalent_carbons_that_share_an_entry_get_one_each():
    full = full_lists(examples_of(ETHER))
    assert listed(full) == [(15.3, 3), (15.3, 3), (65.9, 2), (65.9, 2)]
    assert full.peak_assigned.all() and full.peak_offsets.tolist() == [0, 4]


def test_a_spectrum_that_lacks_a_carbon_is_left_out():
    ethanol = ("CCO", (Peak(58.3, 2, atoms=(1,)),))
    assert with_every_carbon(examples_of(ethanol, ETHER)).tolist() == [1]
    assert not len(with_every_carbon(examples_of(ethanol)))


def test_peaks_that_belong_to_no_carbon_are_left_out():
    with_solvent = (ETHER[0], (*ETHER[1], Peak(77.16)))
    assert listed(full_lists(examples_of(with_solvent))) == listed(full_lists(examples_of(ETHER)))


def test_an_average_of_two_entries_has_no_multiplicity():
    ethanol = ("CCO", (Peak(58.0, 2, atoms=(1,)), Peak(59.0, 2, atoms=(1,)), Peak(18.2, 3, atoms=(0,))))
    assert listed(full_lists(examples_of(ethanol))) == [(18.2, 3), (58.5, 4)]


def test_carbons_at_one_shift_keep_their_own_multiplicities():
    entries = (Peak(16.0, 3, atoms=(0,)), Peak(16.0, 2, atoms=(1,)), Peak(16.0, 3, atoms=(2,)))
    assert listed(full_lists(examples_of(("CCC", entries)))) == [(16.0, 2), (16.0, 3), (16.0, 3)]


def test_multiplicities_that_disagree_about_a_shared_entry_are_left_out():
    entries = (Peak(16.0, 3, atoms=(0, 1)), Peak(16.0, 2, atoms=(1, 2)))
    assert listed(full_lists(examples_of(("CCC", entries)))) == [(16.0, 4)] * 3


def test_a_peak_of_no_carbon_at_the_same_shift_changes_nothing():
    entries = (Peak(20.0), Peak(20.0, 3, atoms=(0,)), Peak(58.0, 2, atoms=(1,)))
    assert listed(full_lists(examples_of(("CCO", entries)))) == [(20.0, 3), (58.0, 2)]
