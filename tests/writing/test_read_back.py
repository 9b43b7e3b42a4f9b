"""Whatever an assignment comes to, its texts and files give the same peaks back."""

import random
from dataclasses import replace

import pytest

from kmaid_nodes.chemistry.extraneous_signals import extraneous_signals
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.nmrshiftdb2_spectrum import parse_nmrshiftdb2_spectrum
from kmaid_nodes.reading.peak_list import parse_peak_list
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.results.assigned_molecule import AssignedCarbon, AssignedMolecule, UnassignedPeak
from kmaid_nodes.tables.summary import summary_batch
from kmaid_nodes.writing.acs_text import acs_text
from kmaid_nodes.writing.assigned_shifts import assigned_shifts_text
from kmaid_nodes.writing.journal_style import JournalStyle
from kmaid_nodes.writing.nmredata import nmredata_record

NAMED = extraneous_signals("CDCl3 + DMSO-d6 + D2O")
REASONS = [
    "nothing in the structure or among common impurities explains it",
    "a line of the multiplet of carbon 5",
    "a line of the multiplet of C-4a",
    "perhaps C-4' in a second set of shifts (rotamer, isomer)",
    *sorted({f"solvent {line.solvent}" for line in NAMED}),
    *sorted({f"impurity: {line.compound} (line in {line.solvent})" for line in NAMED}),
]
LONG_CHAIN = "C" * 400


def as_read(peaks):
    """Shift, hydrogens and carbons from high to low shift; a single carbon is not counted."""
    facts = [(p.ppm, p.hydrogens, p.carbons if (p.carbons or 1) > 1 else None) for p in peaks]
    return sorted(facts, key=lambda peak: (-peak[0], str(peak)))


def drawn_assignment(draw):
    """Peaks with the carbons that they were given, and why others were given none."""
    atoms = list(range(400))
    draw.shuffle(atoms)
    peaks, unassigned = [], {}
    for at in range(draw.randint(1, 40)):
        ppm = draw.choice([draw.uniform(-50, 350), round(draw.uniform(-5, 220), draw.randint(0, 3))])
        hydrogens = draw.choice([None, 0, 1, 2, 3])
        count = draw.choice([1, 1, 1, 2, 2, 3, 4, 6, 12])
        if draw.random() < 0.25 or len(atoms) < count:
            unassigned[at] = draw.choice(REASONS)
            peaks.append(Peak(ppm, hydrogens))
        else:
            given, atoms = atoms[:count], atoms[count:]
            peaks.append(Peak(ppm, hydrogens, tuple(given), count))
    return peaks, unassigned


@pytest.mark.slow
def test_the_journals_string_of_any_assignment_reads_back():
    draw = random.Random(0)
    for _ in range(500):
        peaks, unassigned = drawn_assignment(draw)
        solvent = draw.choice([None, "CDCl3", "DMSO-d6", "1,4-dioxane-d8", "CDCl3 + CD3OD"])
        text = acs_text(peaks, solvent, unassigned)
        assert as_read(parse_peak_list(text)) == as_read(peaks), text


@pytest.mark.slow
def test_the_nmredata_record_of_any_assignment_reads_back(tmp_path):
    draws = [drawn_assignment(random.Random(seed)) for seed in range(40)]
    file = tmp_path / "assigned.sdf"
    file.write_text(
        "".join(
            nmredata_record(str(k), LONG_CHAIN, peaks, "CDCl3", unassigned=unassigned)
            for k, (peaks, unassigned) in enumerate(draws)
        )
    )
    read = [[replace(peak, label=None) for peak in record.peaks] for record in read_records(file)]
    assert read == [peaks for peaks, _ in draws]


def test_the_nmrshiftdb2_spectrum_of_any_assignment_reads_back():
    draw = random.Random(1)
    for _ in range(100):
        peaks, _ = drawn_assignment(draw)
        parsed = parse_nmrshiftdb2_spectrum(assigned_shifts_text(peaks))
        assert [replace(peak, carbons=None) for peak in peaks] == list(parsed)


@pytest.mark.parametrize(
    "peaks",
    [
        [Peak(29.76), Peak(27.0, None, (0, 2, 3), 3)],
        [Peak(29.76), Peak(21.9, 3, (0, 2), 2)],
        [Peak(157.6), Peak(129.9), Peak(28.4, 3, (1, 2, 3), 3)],
    ],
    ids=str,
)
def test_a_peak_without_a_label_is_not_counted_with_the_next(peaks):
    assert as_read(parse_peak_list(acs_text(peaks))) == as_read(peaks)


@pytest.mark.parametrize(
    "peak",
    [
        Peak(85.3, 3, (4,), 1),  # a methyl where no methyl lies, as the list had it
        Peak(150.2, 2, (4,), 1),
        Peak(29.7, 2, tuple(range(120)), 120),
        Peak(0.00001, 3, (0,), 1),
        Peak(128.123456789, 1, (0,), 1),
        Peak(-4.8, 3, (0, 1), 2),
    ],
)
def test_unusual_peaks_read_back(peak, tmp_path):
    assert as_read(parse_peak_list(acs_text([peak]))) == as_read([peak])
    file = tmp_path / "one.sdf"
    file.write_text(nmredata_record("one", LONG_CHAIN, [peak]))
    (record,) = read_records(file)
    assert record.peaks == (replace(peak, label=f"C{peak.atoms[0] + 1}"),)


COUPLED = [
    (
        Peak(162.9, 0, (4,), 1, None, "d", (245.1,)),
        "162.9 (Cq, d, J = 245.1 Hz, C-5)",
        "S=d, J=245.1, H=0, N=1",
    ),
    (
        Peak(128.1, 1, (4, 7), 2, None, "dd", (8.5, 3.0)),
        "128.1 (2C, CH, dd, J = 8.5, 3.0 Hz, C-5, C-8)",
        "S=dd, J=8.5,3.0, H=1, N=2",
    ),
    (Peak(115.4, None, (), None, None, "d", (21.7,)), "115.4 (d, J = 21.7 Hz)", "S=d, J=21.7"),
    (Peak(61.2, 2, (4,), 1, None, None, (5.9,)), "61.2 (CH2, J = 5.9 Hz, C-5)", "J=5.9, H=2, N=1"),
]


@pytest.mark.parametrize("peak, in_journal, in_record", COUPLED)
def test_couplings_are_written_and_change_nothing_else(peak, in_journal, in_record, tmp_path):
    text = acs_text([peak, Peak(27.3, 3, (1,), 1)])
    assert text == f"13C NMR δ {in_journal}, 27.3 (CH3, C-2)"
    assert as_read(parse_peak_list(text)) == as_read([peak, Peak(27.3, 3, (1,), 1)])
    file = tmp_path / "one.sdf"
    file.write_text(nmredata_record("one", LONG_CHAIN, [peak]))
    assert in_record in file.read_text()
    (record,) = read_records(file)
    assert tuple(replace(p, label=None) for p in record.peaks) == (peak,)  # labels name the atoms


def test_a_letter_of_splitting_alone_is_not_written_where_it_would_be_hydrogens():
    for letter in "sdtq":
        (peak,) = parse_peak_list(acs_text([Peak(162.9, splitting=letter)]))
        assert peak.hydrogens is None
    assert acs_text([Peak(162.9, 0, splitting="d")]) == "13C NMR δ 162.9 (Cq, d)"


def test_an_unassigned_peak_says_why_and_reads_back_without_carbons_or_multiplicity():
    for reason in REASONS:
        text = acs_text([Peak(129.9, 1, (4, 7), 2), Peak(77.16)], "CDCl3", {1: reason})
        assert text == f"13C NMR (CDCl3) δ 129.9 (2C, CH, C-5, C-8), 77.16 (not assigned: {reason})"
        assert parse_peak_list(text)[1] == Peak(77.16)


def test_an_unassigned_peak_says_why_in_the_nmredata_record():
    record = nmredata_record(
        "a", "CC", [Peak(20.5, 3, (0,), 1), Peak(77.16)], unassigned={1: "solvent CDCl3"}
    )
    assert "77.16 ; not assigned: solvent CDCl3\\\n" in record


def test_the_text_for_a_journal_says_which_peaks_are_unassigned_only_if_asked():
    carbons = (
        AssignedCarbon(0, 0, 3, 2, 18.1, 18.0, 1.0, 0.9),
        AssignedCarbon(1, 1, 2, 1, 58.0, 58.0, 1.0, 0.9),
    )
    solvent = UnassignedPeak(0, 77.16, PeakKind.SOLVENT, "CDCl3", "CDCl3")
    record = Record("ethanol", "CCO", (Peak(77.16), Peak(58.0), Peak(18.1)))
    molecule = AssignedMolecule(
        record, parse_structure("CCO"), carbons, (solvent,), VerdictCode.CONSISTENT, -3.0
    )
    (text,) = summary_batch([molecule])["acs_text"].to_pylist()
    assert text == "13C NMR δ 58.0 (CH2, C-2), 18.1 (CH3, C-1)"
    (text,) = summary_batch([molecule], JournalStyle(leftovers=True))["acs_text"].to_pylist()
    assert text == "13C NMR δ 77.16 (not assigned: solvent CDCl3), 58.0 (CH2, C-2), 18.1 (CH3, C-1)"
