"""Recorded shifts per carbon, prepared examples, and varied peak lists."""

import numpy as np
import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.training.augment import vary
from kmaid_nodes.training.examples import Examples, build_examples, recorded_shifts

TOLUENE = "Cc1ccccc1"
PER_CLASS = (
    Peak(21.4, 3, (0,)),
    Peak(137.8, 0, (1,)),
    Peak(129.0, 1, (2,)),
    Peak(128.2, 1, (3,)),
    Peak(125.3, 1, (4,)),
)


def shifts(*peaks: Peak) -> list[float]:
    return recorded_shifts(parse_structure(TOLUENE), peaks).tolist()


def test_a_list_with_one_entry_per_class_gives_its_shift_to_all_equivalent_carbons():
    assert shifts(*PER_CLASS) == [21.4, 137.8, 129.0, 128.2, 125.3, 128.2, 129.0]


def test_a_carbon_without_an_entry_has_no_shift():
    recorded = shifts(*PER_CLASS[:2])
    assert recorded[:2] == [21.4, 137.8] and np.isnan(recorded[2:]).all()


def test_an_entry_may_name_several_carbons_and_a_carbon_have_several_entries():
    assert shifts(Peak(129.0, 1, (2, 6)), Peak(21.0, 3, (0,)), Peak(21.4, 3, (0,)))[0] == pytest.approx(21.2)


def test_shifts_off_the_axis_and_atoms_that_are_not_there_are_left_out():
    assert np.isnan(shifts(Peak(-60.0, None, (0,)), Peak(30.0, None, (99,)))).all()


def examples(*records: Record) -> Examples:
    built = build_examples(records, feature_set("default")).build("train")
    assert built is not None
    return built


def test_records_are_refused_with_reasons_whose_codes_are_counted():
    builder = build_examples(
        [
            Record("good", TOLUENE, PER_CLASS, split="train"),
            Record("not assigned", TOLUENE, (Peak(21.4),), split="train"),
            Record("no list", TOLUENE, None),
            Record("broken", "C1CC", PER_CLASS),
            Record("refused by the reader", TOLUENE, None, error=Reason(ReasonCode.NO_13C_SPECTRUM)),
        ],
        feature_set("default"),
    )
    assert builder.build("train").ids == ["good"] and builder.build("test") is None
    assert dict(builder.refused) == {
        "no_assigned_peak": 1,
        "no_peak_list": 1,
        "invalid_smiles": 1,
        "no_13c_spectrum": 1,
    }


def test_confidence_in_the_labels_weighs_the_carbons():
    kept = examples(Record("toluene", TOLUENE, PER_CLASS[:2], label_confidence=0.5, split="train"))
    assert kept.batch(np.array([0])).weight.tolist() == [0.5, 0.5, 0, 0, 0, 0, 0]


def test_nothing_is_measured_on_recovered_labels_where_there_are_certain_ones():
    certain = Record("certain", TOLUENE, PER_CLASS, split="validation")
    recovered = Record("recovered", TOLUENE, PER_CLASS, label_confidence=1.0, split="validation")
    both = build_examples([certain, recovered], feature_set("default"))
    assert both.build("validation").ids == ["certain", "recovered"]
    assert both.build("validation", certain=True).ids == ["certain"]
    alone = build_examples([recovered], feature_set("default"))
    assert alone.build("validation", certain=True).ids == ["recovered"]


def varied(seed: int, spectra: int = 200, sparse: bool = True):
    ppm = np.tile(np.array([20.0, 128.0, 128.0, 137.0], np.float32), spectra)
    hydrogens = np.tile(np.array([3, 1, 1, 0]), spectra)
    owner = np.repeat(np.arange(spectra), 4)
    return vary(ppm, hydrogens, np.ones(len(ppm), bool), owner, np.random.default_rng(seed), sparse)


def test_variations_remove_merge_and_add_peaks_and_hide_multiplicities():
    ppm, hydrogens, assigned, owner = varied(0)
    counts = np.bincount(owner)
    assert len(counts) == 200 and counts.min() >= 1
    assert {3, 4, 5} <= set(counts)
    assert 0 < (~assigned).sum() < 100
    hidden = np.array([(hydrogens[(owner == k) & assigned] == 4).all() for k in range(200)])
    assert 0.3 < hidden.mean() < 0.7
    assert (np.diff(owner) >= 0).all() and len(ppm) == len(hydrogens)


def test_variations_may_leave_out_every_peak_of_one_multiplicity_but_never_all_peaks():
    _, hydrogens, assigned, owner = varied(0, spectra=2000)
    without_methine = np.array([not (hydrogens[owner == k] == 1).any() for k in range(2000)])
    known = np.array([(hydrogens[owner == k] < 4).any() for k in range(2000)])
    assert 0.03 < (without_methine & known).mean() < 0.2
    assert len(np.unique(owner[assigned])) == 2000


def test_variations_may_be_kept_from_removing_half_of_the_peaks():
    def peaks_missing(sparse: bool) -> int:
        _, _, assigned, _ = varied(0, spectra=2000, sparse=sparse)
        return 2000 * 4 - int(assigned.sum())

    assert peaks_missing(sparse=False) < peaks_missing(sparse=True) - 300


def test_variations_repeat_for_a_seed():
    assert all(np.array_equal(a, b) for a, b in zip(varied(3), varied(3)))
    assert len(varied(3)[0]) != len(varied(4)[0]) or not np.array_equal(varied(3)[0], varied(4)[0])
