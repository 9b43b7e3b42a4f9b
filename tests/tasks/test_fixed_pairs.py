"""Assignments around what a chemist decided: fixed pairs are kept, rejected ones not, marked peaks left."""

import math
from dataclasses import replace

import pytest

from kmaid_nodes.api.model import Model
from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.peak_mark import PeakMark
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.reading.edits.edits import (
    Edits,
    FixedPair,
    ListedPeak,
    MarkedPeak,
    MoleculeEdits,
    RejectedPair,
)
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.writing.assigned_spectra import AssignedSpectraFile

# Published, CDCl3.
TAXOL = (
    "CC1=C2C(C(=O)C3(C(CC4C(C3C(C(C2(C)C)(CC1OC(=O)C(C(C5=CC=CC=C5)NC(=O)C6=CC=CC=C6)O)O)OC(=O)C7=CC=CC=C7)"
    "(CO4)OC(=O)C)O)C)OC(=O)C",
    "203.6 172.7 171.2 170.4 167.0 167.0 142.0 138.0 133.7 133.6 133.2 131.9 130.2 129.1 129.0 128.7 128.3 "
    "127.0 127.0 84.4 81.2 79.0 76.5 75.6 75.0 74.9 73.2 72.4 72.2 58.6 55.0 45.6 43.2 35.7 35.6 26.9 22.6 "
    "21.8 20.8 14.8 9.6",
)
VANILLIN = ("O=Cc1ccc(O)c(OC)c1", "191.0 152.0 147.3 129.8 127.5 114.6 108.9 56.1")
IBUPROFEN = ("CC(C)Cc1ccc(cc1)C(C)C(=O)O", "181.1 140.8 136.9 129.4 127.2 45.0 44.9 30.1 22.3 18.0")
ROTAMERS = (
    "COC(=O)C1CCCN1C(=O)OC(C)(C)C",
    "173.8 173.5 154.4 153.8 79.8 79.7 59.1 58.7 52.1 51.9 46.5 46.3 30.8 29.9 28.4 28.3 24.3 23.6",
)


@pytest.fixture(scope="module")
def model():
    return Model(load_model(), "cpu")


def record(compound, further=""):
    smiles, shifts = compound
    return Record("a", smiles, tuple(Peak(float(ppm)) for ppm in f"{shifts} {further}".split()), row=0)


def edits(**decided):
    return Edits((MoleculeEdits("a", 0, **decided),))


def assigned(model, one, **decided) -> AssignedMolecule:
    (result,) = model.assign([one], fixed=edits(**decided))
    assert isinstance(result, AssignedMolecule)
    return result


def peak_of(result):
    return {carbon.atom_index: carbon.peak_index for carbon in result.carbons}


def all_pairs(result):
    return tuple(
        FixedPair(c.atom_index, None if c.peak_index is None else ListedPeak(c.peak_index, c.ppm))
        for c in result.carbons
    )


def listed(one, index):
    return ListedPeak(index, one.peaks[index].ppm)


def test_the_methyl_at_22_6_of_taxol_goes_where_the_chemist_puts_it(model):
    one = record(TAXOL)
    at = next(k for k, peak in enumerate(one.peaks) if peak.ppm == 22.6)
    (before,) = model.assign([one])
    geminal = [c for c in before.carbons if c.atom_index in (16, 17)]
    moved = next(c for c in geminal if c.peak_index != at)
    result = assigned(model, one, fixed=(FixedPair(moved.atom_index, listed(one, at)),))
    carbon = next(c for c in result.carbons if c.atom_index == moved.atom_index)
    assert carbon.ppm == 22.6 and carbon.confidence == 1 and carbon.alternatives == ()
    assert CarbonFlag.FIXED in carbon.flags and carbon.status.startswith("assigned by hand")
    assert result.score <= before.score + 1e-6
    assert sum(c.peak_index is None for c in result.carbons) <= 1


@pytest.mark.parametrize("compound", [TAXOL, VANILLIN, IBUPROFEN, ROTAMERS])
def test_to_accept_an_assignment_changes_nothing_but_its_confidence(model, compound):
    one = record(compound, "77.2 77.0 76.8")
    (before,) = model.assign([one])
    after = assigned(model, one, fixed=all_pairs(before))
    assert peak_of(after) == peak_of(before)
    assert after.score == pytest.approx(before.score, abs=1e-6)
    assert (after.verdict, after.p_structure) == (before.verdict, pytest.approx(before.p_structure))
    assert [(p.peak_index, p.kind) for p in after.unassigned] == [
        (p.peak_index, p.kind) for p in before.unassigned
    ]
    assert all(c.confidence == 1 for c in after.carbons if c.peak_index is not None)


def test_equivalent_carbons_are_fixed_together(model):
    one = record(IBUPROFEN)
    result = assigned(model, one, fixed=(FixedPair(5, listed(one, 4)),))  # ortho, at 127.2
    ortho = [c for c in result.carbons if c.atom_index in (5, 9)]
    assert [c.ppm for c in ortho] == [127.2, 127.2]
    assert all(CarbonFlag.FIXED in c.flags and c.confidence == 1 for c in ortho)
    assert [CarbonFlag.SHARED_PEAK in c.flags for c in ortho] == [False, True]


def test_diastereotopic_carbons_are_fixed_one_by_one(model):
    one = record(("CC(C)C(O)c1ccccc1", "143.6 128.2 127.4 126.6 80.0 35.3 19.0 18.2"))
    result = assigned(model, one, fixed=(FixedPair(2, listed(one, 6)),))
    methyls = {c.atom_index: c for c in result.carbons if c.atom_index in (0, 2)}
    assert methyls[2].ppm == 19.0 and methyls[0].ppm == 18.2
    assert CarbonFlag.FIXED not in methyls[0].flags


def test_a_rejected_pair_is_avoided_and_is_no_alternative(model):
    one = record(VANILLIN)
    (before,) = model.assign([one])
    carbon = next(c for c in before.carbons if c.atom_index == 5)
    ruled_out = ListedPeak(carbon.peak_index, carbon.ppm)
    after = assigned(model, one, rejected=(RejectedPair(5, ruled_out),))
    now = next(c for c in after.carbons if c.atom_index == 5)
    assert now.peak_index != carbon.peak_index
    assert carbon.peak_index not in [a.peak_index for a in now.alternatives]
    assert CarbonFlag.FIXED not in now.flags


@pytest.mark.parametrize("rejected", [4, 8])
def test_what_one_equivalent_carbon_is_given_cannot_be_ruled_out_for_the_other(model, rejected):
    one = record(("OC(=O)c1ccccc1", "172.6 133.8 130.2 129.3 128.5"))
    pairs = {"fixed": (FixedPair(4, listed(one, 2)),), "rejected": (RejectedPair(rejected, listed(one, 2)),)}
    (refused,) = model.assign([one], fixed=edits(**pairs))
    assert isinstance(refused, FailedRow) and refused.reason.code is ReasonCode.EDITS_CONTRADICT


def test_no_methyl_of_dmf_shares_a_peak_that_was_ruled_out_for_it(model):
    one = record(("CN(C)C=O", "162.6 36.4 31.3"))
    pairs = {"fixed": (FixedPair(3, listed(one, 2)),), "rejected": (RejectedPair(2, listed(one, 1)),)}
    result = assigned(model, one, **pairs)
    assert peak_of(result)[2] != 1 and peak_of(result)[0] == 1


def test_a_marked_peak_belongs_to_no_carbon_and_costs_nothing(model):
    (clean,) = model.assign([record(VANILLIN)])
    one = record(VANILLIN, "63.3")
    mark = MarkedPeak(ListedPeak(8, 63.3), PeakMark.IMPURITY)
    result = assigned(model, one, marked=(mark,))
    assert result.score == pytest.approx(clean.score, abs=1e-6)
    assert result.p_structure == pytest.approx(clean.p_structure)
    (left,) = result.unassigned
    assert (left.kind, left.reason) == (PeakKind.IMPURITY, "marked as impurity")
    assert peak_of(result) == peak_of(clean)
    assert [r.odds for r in result.ranked_assignments(3)] == pytest.approx(
        [r.odds for r in clean.ranked_assignments(3)]
    )


def test_a_list_of_marked_peaks_alone_leaves_every_carbon_without_one(model):
    one = record(("CCO", "77.2 77.0"))
    marks = tuple(MarkedPeak(listed(one, k), PeakMark.SOLVENT) for k in (0, 1))
    result = assigned(model, one, marked=marks)
    assert [c.peak_index for c in result.carbons] == [None, None]
    assert [p.reason for p in result.unassigned] == ["marked as solvent"] * 2


def test_a_carbon_without_a_peak_stays_without_one(model):
    one = record(VANILLIN)
    result = assigned(model, one, fixed=(FixedPair(1, None),))
    aldehyde = next(c for c in result.carbons if c.atom_index == 1)
    assert aldehyde.peak_index is None and aldehyde.status.startswith("no peak, as chosen by hand")
    assert [p.ppm for p in result.unassigned] == [191.0]


def test_an_impossible_pair_is_kept_and_costs(model):
    one = record(VANILLIN)
    (before,) = model.assign([one])
    wrong = (FixedPair(1, listed(one, 7)), FixedPair(7, listed(one, 7)), FixedPair(2, listed(one, 7)))
    result = assigned(model, one, fixed=wrong)
    assert [peak_of(result)[atom] for atom in (1, 7, 2)] == [7, 7, 7]
    assert result.score < before.score - 10
    assert all(c.confidence is None or not math.isnan(c.confidence) for c in result.carbons)


def test_fixed_pairs_hold_in_the_first_of_two_sets(model):
    one = record(ROTAMERS)
    (before,) = model.assign([one])
    methoxy = next(c for c in before.carbons if c.atom_index == 0)
    other = next(k for k, p in enumerate(one.peaks) if p.ppm == methoxy.second_set_ppm)
    result = assigned(model, one, fixed=(FixedPair(0, listed(one, other)),))
    now = next(c for c in result.carbons if c.atom_index == 0)
    assert (now.ppm, now.second_set_ppm) == (methoxy.second_set_ppm, methoxy.ppm)
    assert result.perhaps_two_sets


def test_fixed_pairs_hold_in_a_shifted_list(model):
    smiles, shifts = VANILLIN
    one = record((smiles, " ".join(f"{float(ppm) + 4:.1f}" for ppm in shifts.split())), "81.2")
    one = replace(one, solvent="CDCl3")
    (before,) = model.assign([one])
    assert before.offset_ppm == pytest.approx(4, abs=0.3)
    swapped = {c.atom_index: c.peak_index for c in before.carbons}
    fixed = (FixedPair(3, listed(one, swapped[4])), FixedPair(4, listed(one, swapped[3])))
    after = assigned(model, one, fixed=fixed)
    assert after.offset_ppm == before.offset_ppm
    assert peak_of(after)[3] == swapped[4] and after.score < before.score


@pytest.mark.parametrize(
    ("decided", "code"),
    [
        ({"smiles": "CCC"}, ReasonCode.EDITED_STRUCTURE_DIFFERS),
        ({"smiles": "not a structure"}, ReasonCode.EDITED_STRUCTURE_DIFFERS),
        ({"fixed": (FixedPair(0, ListedPeak(0, 99.0)),)}, ReasonCode.EDITED_PEAK_NOT_IN_LIST),
        ({"fixed": (FixedPair(0, ListedPeak(5, 57.8)),)}, ReasonCode.EDITED_PEAK_NOT_IN_LIST),
        ({"fixed": (FixedPair(0, ListedPeak(None, 99.0)),)}, ReasonCode.EDITED_PEAK_NOT_IN_LIST),
        ({"fixed": (FixedPair(2, ListedPeak(0, 57.8)),)}, ReasonCode.EDITED_ATOM_IS_NO_CARBON),
        ({"rejected": (RejectedPair(9, ListedPeak(0, 57.8)),)}, ReasonCode.EDITED_ATOM_IS_NO_CARBON),
        (
            {"fixed": (FixedPair(0, ListedPeak(0, 57.8)), FixedPair(0, ListedPeak(1, 18.2)))},
            ReasonCode.EDITS_CONTRADICT,
        ),
        (
            {
                "fixed": (FixedPair(0, ListedPeak(0, 57.8)),),
                "rejected": (RejectedPair(0, ListedPeak(0, 57.8)),),
            },
            ReasonCode.EDITS_CONTRADICT,
        ),
        (
            {
                "fixed": (FixedPair(0, ListedPeak(0, 57.8)),),
                "marked": (MarkedPeak(ListedPeak(0, 57.8), PeakMark.SOLVENT),),
            },
            ReasonCode.EDITS_CONTRADICT,
        ),
        (
            {
                "marked": (
                    MarkedPeak(ListedPeak(0, 57.8), PeakMark.SOLVENT),
                    MarkedPeak(ListedPeak(0, 57.8), PeakMark.IMPURITY),
                )
            },
            ReasonCode.EDITED_TWICE,
        ),
    ],
)
def test_edits_of_something_else_are_a_reason_and_the_other_rows_are_done(model, decided, code):
    ethanol = record(("CCO", "57.8 18.2"))
    refused, done = model.assign([ethanol, replace(ethanol, id="b", row=1)], fixed=edits(**decided))
    assert isinstance(refused, FailedRow) and refused.reason.code is code and refused.sentence
    assert isinstance(done, AssignedMolecule)


def test_edits_of_another_row_of_the_same_name_are_not_taken(model):
    one = record(("CCO", "57.8 18.2"))
    fixed = Edits((MoleculeEdits("a", 5, None, (FixedPair(0, ListedPeak(0, 99.0)),)),))
    (result,) = model.assign([one], fixed=fixed)
    assert isinstance(result, AssignedMolecule)
    assert not any(CarbonFlag.FIXED in c.flags for c in result.carbons)


def test_a_pair_may_be_given_by_its_shift_alone(model):
    one = record(("CCO", "57.8 18.2"))
    result = assigned(model, one, fixed=(FixedPair(0, ListedPeak(None, 57.8)),))
    assert peak_of(result) == {0: 0, 1: 1}


def test_assigned_spectra_in_nmredata_hold_all_their_pairs(model, shipped_records, tmp_path):
    records, path = shipped_records[:20], tmp_path / "assigned.sdf"
    before = model.assign(records)
    with AssignedSpectraFile(path) as spectra:
        for result in before:
            spectra.add(result)
    for one, other in zip(before, model.assign(records, fixed=path), strict=True):
        assert peak_of(other) == peak_of(one)
        assert other.score == pytest.approx(one.score, abs=1e-6)
        assert all(CarbonFlag.FIXED in c.flags for c in other.carbons if c.peak_index is not None)
