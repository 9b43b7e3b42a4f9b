"""NMReDATA records: experiments, tags that complete each other, and the variants that programs write."""

import pytest

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.reading_note import NoteCode, ReadingNote
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.nmredata import nmredata_records, spectra_of_nmredata_tag
from kmaid_nodes.reading.nmredata_tag import cross_peaks, spectrum_tag
from kmaid_nodes.reading.pulse_program import experiment_of_program
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.reading.sd_file import sd_records


def molblock(title, symbols):
    atoms = "".join(f"{x:10.4f}    0.0000    0.0000 {s:<3} 0  0\n" for x, s in enumerate(symbols))
    counts = f"{len(symbols):3d}  0  0  0  0  0  0  0  0  0999 V2000"
    return f"{title}\n  test\n\n{counts}\n{atoms}M  END\n"


def records(symbols, *tags, title="sample"):
    """The records of one SD record; tags: name and text, names may come twice."""
    text = molblock(title, symbols) + "".join(f">  <{name}>\n{value}\n\n" for name, value in tags) + "$$$$\n"
    (sd_record,) = sd_records(text.splitlines(keepends=True))
    return list(nmredata_records(sd_record))


def notes(record):
    return {note.code: note.words for note in record.notes}


# Ethanol as the initiative's examples have it: explicit hydrogens, two tags of one name.
ETHANOL = "HCHHCHHOH"
ETHANOL_TAGS = (
    ("NMREDATA_VERSION", "1.0"),
    ("NMREDATA_SOLVENT", "cdcl3"),
    (
        "NMREDATA_ASSIGNMENT",
        "CH32, 1.2436, 1, 3, 4\n2, 18.7704, 2\n5, 63.5132, 5\nCH25, 3.83, 6, 7\n9, 0.34, 9",
    ),
    ("NMREDATA_J", ";list abs(J(C,H))>1Hz\n2, CH32, 120.66;1J(C,H)\nCH32, CH25, 6.14;3J(H,H)"),
    ("NMREDATA_1D_1H", "Larmor=400.0\n3.8300, L=CH25, S=qd, J=6.14(CH32), 1.11(9), E=2"),
    ("NMREDATA_1D_13C", "Larmor=100.573804\n63.5132, L=5, I=120.00\n18.7704, L=2, I=130.00"),
    ("NMREDATA_1D_13C", "Larmor=100.573804\nSequence=DEPT135\n63.5132, L=5, I=-120\n18.7704, L=2, I=130"),
    ("NMREDATA_2D_13C_1J_1H", "Larmor=400.0\nCorType=HSQC\n2/CH32, Ja=120.66, J2=6.14(CH25);1J(C,H)\n5/CH25"),
)


def test_the_dept_135_of_ethanol_is_a_record_of_its_own_and_tells_the_13c_spectrum_its_hydrogens():
    carbon, dept = records(ETHANOL, *ETHANOL_TAGS)
    assert (carbon.id, carbon.experiment, carbon.frequency_mhz) == ("sample/1", Experiment.CARBON, 100.573804)
    assert (dept.id, dept.experiment, dept.solvent) == ("sample/2", Experiment.DEPT135, "CDCl3")
    methyl = Peak(18.7704, None, (1,), label="2", possible_hydrogens=(1, 3))
    assert carbon.peaks == dept.peaks == (Peak(63.5132, 2, (4,), label="5"), methyl)
    assert notes(carbon) == {NoteCode.MULTIPLICITIES_FROM: "DEPT-135, HSQC"}
    assert not dept.notes


# 3,5-Bis(trifluoromethyl)aniline, as exported from Mnova.
ANILINE = "CCCCCCNCCFFFFFF"
ANILINE_ASSIGNMENT = (
    "1, 132.4855, 1\\\n2, 114.1487, 2\\\n3, 147.3268, 3\\\n4, 114.1487, 4\\\n5, 132.4855, 5\\\n"
    "6, 111.5663, 6\\\nH2, 7.10, H2\\\nH4, 7.10, H4\\\nH6, 7.22, H6\\\n8, 123.4466, 8\\\n"
    "9, 123.4466, 9\\\nF1, -63.2, 10, 11, 12\\"
)
ANILINE_13C = (
    "Larmor=125.770363831\\\nPulseprogram=zgdc ;optional in V1\\\nSpectrum_Location=file:a/11/pdata/1/\\\n"
    "132.4855, S=q, N=2, L=1&5, J=32.96, E=13.4331; found multiplet by chemical shift \\\n"
    "114.1510, S=q, L=2&4, E=83.0180, J=4.35; found H multiplet\\\n147.3268, S=s, N=1, L=3, E=8.8792\\\n"
    "111.5410, S=hept, L=6, E=49.1521, J=3.73\\\n123.4466, S=q, N=2, L=8&9, J=272.42, E=14.0040; found\\"
)
ANILINE_DEPT = (
    "Larmor=125.770363831\\\nPulseprogram=dept135 ;optional in V1\\\n"
    ";nothing at 132.4855 ppm , for signal 1; found 1) no multiplet\\\n"
    "114.1333, L=2, I=1221.0503, E=46.5574;errcs=-0.015402 ppm\\\n"
    "114.1333, L=4, I=1221.0503, E=46.5574;errcs=-0.015402 ppm\\\n111.5660, L=6, I=470.7224;errcs\\"
)
ANILINE_HSQC = "Larmor=500.13\\\nCorrType=HSQC\\\n2/H2\\\n4/H4\\\n6/H6\\"


def test_a_fluorinated_aniline_keeps_its_couplings_and_learns_its_hydrogens_from_dept_and_hsqc():
    carbon, dept = records(
        ANILINE,
        ("NMREDATA_ASSIGNMENT", ANILINE_ASSIGNMENT),
        ("NMREDATA_1D_13C", ANILINE_13C),
        ("NMREDATA_1D_13C#2", ANILINE_DEPT),
        ("NMREDATA_2D_13C_1J_1H", ANILINE_HSQC),
    )
    assert [(p.ppm, p.hydrogens, p.possible_hydrogens) for p in carbon.peaks] == [
        (132.4855, 0, ()),
        (114.151, None, (1, 2, 3)),
        (147.3268, 0, ()),
        (111.541, None, (1, 2, 3)),
        (123.4466, 0, ()),
    ]
    assert carbon.peaks[0] == Peak(132.4855, 0, (0, 4), 2, "1, 5", "q", (32.96,))
    assert carbon.peaks[2].splitting is None
    assert dept.experiment is Experiment.DEPT135 and [p.atoms for p in dept.peaks] == [(1,), (3,), (5,)]


def test_a_dept_of_positive_peaks_alone_does_not_say_that_the_others_have_no_hydrogen():
    dept = "Pulseprogram=dept135\\\n49.2668, L=3, I=2501.9\\\n13.6897, L=9, I=2742.3\\\n"
    carbon, _ = records(
        "C" * 9,
        ("NMREDATA_1D_13C", "49.2668\\\n38.0512\\\n13.6897\\"),
        ("NMREDATA_1D_13C#2", dept),
    )
    assert [(p.hydrogens, p.possible_hydrogens) for p in carbon.peaks] == [
        (None, (1, 2, 3)),
        (None, ()),
        (None, (1, 2, 3)),
    ]


def test_noise_in_a_dept_is_left_out_and_said():
    text = "Pulseprogram=dept135\\\n121.44, I=3613.7\\\n141.90, I=50.1\\\n180.69, I=31.6\\\n55.98, I=6190.8\\"
    (record,) = records("CC", ("NMREDATA_1D_13C", text))
    assert [p.ppm for p in record.peaks] == [121.44, 55.98]
    assert notes(record) == {NoteCode.OTHER_LINES: "noise at 141.9, 180.69 ppm"}


def test_two_proton_signals_of_one_carbon_in_the_hsqc_are_a_ch2():
    assignment = "5, 37.4, 1\\\nH5a, 1.52, H1\\\nH5b, 1.37, H1\\\n6, 15.9, 2\\\nH6, 0.82, H2\\"
    (record,) = records(
        "CC",
        ("NMREDATA_ASSIGNMENT", assignment),
        ("NMREDATA_1D_13C", "37.41, L=5\\\n15.88, L=6\\\n88.97\\"),
        ("NMREDATA_2D_13C_1J_1H", "CorrType=HSQC\\\n5/H5a\\\n5/H5b\\\n6/H6\\"),
    )
    assert [(p.hydrogens, p.possible_hydrogens) for p in record.peaks] == [
        (2, ()),
        (None, (1, 2, 3)),
        (None, ()),
    ]
    assert notes(record) == {NoteCode.MULTIPLICITIES_FROM: "HSQC"}


@pytest.mark.parametrize(
    "lines",
    [
        ["149.5881/8.4454, I=2230.95", "124.6486/7.0854, I=2362.4", "20.8420/2.3255, I=2864.00"],
        ["8.4454/149.5881", "7.0854/124.6486", "2.3255/20.8420"],
    ],
)
def test_an_hsqc_by_shifts_may_name_the_proton_first_or_last(lines):
    (record,) = records(
        "CCC",
        ("NMREDATA_1D_13C", "149.5185\n147.0018\n124.6102\n20.9768"),
        ("NMREDATA_2D_13C_1J_1H", "\n".join(["CorType=HSQC-EDITED", *lines])),
    )
    assert [bool(p.possible_hydrogens) for p in record.peaks] == [True, False, True, True]


def test_negative_peaks_of_an_edited_hsqc_are_ch2():
    text = "CorType=HSQC-EDITED\n60.5/4.1, I=-20\n14.2/1.2, I=31"
    (record,) = records("CC", ("NMREDATA_1D_13C", "60.5\n14.2"), ("NMREDATA_2D_13C_1J_1H", text))
    assert record.peaks == (Peak(60.5, 2), Peak(14.2, possible_hydrogens=(1, 3)))


def test_an_hsqc_alone_is_a_list_of_carbons_with_hydrogen():
    assignment = "a, 4.1, H1\nCa, 60.5, 1\nb, 1.2, H2\nCb, 14.2, 2"
    (record,) = records(
        "CCC",
        ("NMREDATA_ASSIGNMENT", assignment),
        ("NMREDATA_2D_13C_1J_1H", "Larmor=500\nCa/a\nCb/b"),
    )
    assert record.experiment is Experiment.HSQC and record.frequency_mhz is None
    assert record.peaks == (Peak(60.5, None, (0,), label="Ca"), Peak(14.2, None, (1,), label="Cb"))
    assert notes(record) == {NoteCode.SHIFTS_FROM: "NMREDATA_2D_13C_1J_1H"}
    (by_shift,) = records("CCC", ("NMREDATA_2D_13C_1J_1H", "4.1/60.5\n1.2/14.2"))
    assert [p.ppm for p in by_shift.peaks] == [60.5, 14.2] and by_shift.experiment is Experiment.HSQC


def test_carbons_assigned_beyond_the_hsqc_are_a_full_list():
    assignment = "a, 4.1, H1\nCa, 60.5, 1\nCc, 171.0, 3"
    (record,) = records(
        "CCC",
        ("NMREDATA_ASSIGNMENT", assignment),
        ("NMREDATA_2D_13C_1J_1H", "Ca/a"),
        ("NMREDATA_2D_13C_NJ_1H", "Cc/a"),
    )
    assert record.experiment is Experiment.CARBON
    assert record.peaks == (
        Peak(60.5, None, (0,), label="Ca", possible_hydrogens=(1, 2, 3)),
        Peak(171.0, None, (2,), label="Cc"),
    )


def test_a_spectrum_tag_without_picked_peaks_does_not_hide_the_assignment():
    tags = (
        ("NMREDATA_ASSIGNMENT", "1, 66.1, 1\\\nH1, 4.1, H1\\\n2, 777.777, 2\\\n3, 13.7, 3\\"),
        ("NMREDATA_1D_13C", "Larmor=125.77\\\nPulseprogram=zgdc\\\n;nothing at 66.1 ppm , for signal 1\\"),
        ("NMREDATA_1D_13C#2", "Larmor=125.77\\\nPulseprogram=dept135\\"),
    )
    (record,) = records("CCC", *tags)
    assert record.peaks == (Peak(66.1, None, (0,), label="1"), Peak(13.7, None, (2,), label="3"))
    assert notes(record) == {NoteCode.SHIFTS_FROM: "NMREDATA_ASSIGNMENT"}


def test_an_empty_dept_beside_a_13c_spectrum_is_said_and_no_failed_row():
    (record,) = records(
        "CCC", ("NMREDATA_1D_13C", "66.1\\\n13.7\\"), ("NMREDATA_1D_13C#2", "Pulseprogram=deptsp135\\")
    )
    assert record.id == "sample" and len(record.peaks) == 2
    assert notes(record) == {NoteCode.OTHER_SPECTRUM: "NMREDATA_1D_13C#2: no peaks"}


@pytest.mark.parametrize(
    "program, experiment",
    [
        ("zgdc", Experiment.CARBON),
        ("zgpg30", Experiment.CARBON),
        ("udeft", Experiment.CARBON),
        ("dept135", Experiment.DEPT135),
        ("deptsp135", Experiment.DEPT135),
        ("DEPT 135", Experiment.DEPT135),
        ("dept", Experiment.DEPT135),
        ("dept90", Experiment.DEPT90),
        ("deptsp90", Experiment.DEPT90),
        ("dept45", Experiment.DEPT45),
        ("deptqgpsp", Experiment.DEPTQ),
        ("deptqsp.2", Experiment.DEPTQ),
        ("apt", Experiment.APT),
        ("jmod", Experiment.APT),
        ("hsqcetgpsisp2.2", Experiment.HSQC),
        ("hsqcedetgpsisp2.3", Experiment.HSQC),
        ("", Experiment.CARBON),
    ],
)
def test_the_pulse_program_tells_the_experiment(program, experiment):
    assert experiment_of_program(program) is experiment
    (record,) = records("CC", ("NMREDATA_1D_13C", f"Larmor=100.6\nPulseprogram={program}\n20.0"))
    assert record.experiment is experiment and record.frequency_mhz == 100.6


def test_a_dept_90_shows_ch():
    (record,) = records("CC", ("NMREDATA_1D_13C", "Sequence=DEPT90\n128.4, I=20\n128.9, I=22"))
    assert [p.hydrogens for p in record.peaks] == [1, 1]


def test_the_hydrogens_that_a_mnova_export_counts_are_no_carbons():
    text = "12.8781, S=s, N=3, L=11\\\n88.9733, S=s, N=2, L=7,7'\\\n30.8, N=6\\"
    assignment = "11, 12.878, 1\\\n7', 88.973, 2\\\n7, 88.973, 3\\"
    (record,) = records("CCC", ("NMREDATA_ASSIGNMENT", assignment), ("NMREDATA_1D_13C", text))
    assert record.peaks == (
        Peak(12.8781, None, (0,), label="11"),
        Peak(88.9733, None, (2, 1), 2, label="7, 7'"),
        Peak(30.8, None, (), 6),
    )


def test_labels_in_quotes_may_hold_any_character():
    assignment = '<"C,1/2">, 128.5, 1\\\n<"C(3);|&">, 20.1, 2\\'
    text = '128.5, L=<"C,1/2">\\\n20.1, L=<"C(3);|&">; a comment\\'
    (record,) = records("CC", ("NMREDATA_ASSIGNMENT", assignment), ("NMREDATA_1D_13C", text))
    assert record.peaks == (
        Peak(128.5, None, (0,), label="C,1/2"),
        Peak(20.1, None, (1,), label="C(3);|&"),
    )


def test_labels_may_stand_in_brackets_as_in_version_0_93():
    (record,) = records(
        "CC",
        ("NMREDATA_SIGNALS", "(2), 18.77, 1\n(5), 63.51, 2"),
        ("NMREDATA_1D_13C", "63.51, L=(5)\n18.77, L=(2)"),
    )
    assert [(p.atoms, p.label) for p in record.peaks] == [((1,), "(5)"), ((0,), "(2)")]


def test_with_backslashes_a_line_may_be_broken_anywhere_but_two_lines_stay_two():
    assignment = "1, 34.5669, 1\\\n2, 23.14\n45, 2\\\n3, 50.1, \n3\\"
    text = "34.5669, L=1\n23.1445, L=\n2\\\n;a comment\n50.1, L=3\\"
    (record,) = records("CCC", ("NMREDATA_ASSIGNMENT", assignment), ("NMREDATA_1D_13C", text))
    assert [(p.ppm, p.atoms) for p in record.peaks] == [(34.5669, (0,)), (23.1445, (1,)), (50.1, (2,))]


def test_labels_that_may_be_exchanged_have_no_atoms():
    assignment = "a, 21.0, 1\\\nb, 16.1, 2\\\nc, 70.0, 3\\\nInterchangeable=a, b\\"
    text = "21.0, L=a\\\n16.1, L=b\\\n70.0, L=c\\"
    (record,) = records("CCC", ("NMREDATA_ASSIGNMENT", assignment), ("NMREDATA_1D_13C", text))
    assert [p.atoms for p in record.peaks] == [(), (), (2,)]
    assert notes(record) == {NoteCode.OTHER_LINES: "Interchangeable=a, b"}


def test_couplings_to_fluorine_come_from_the_tag_of_couplings_too():
    (record,) = records(
        "CCFH",
        ("NMREDATA_ASSIGNMENT", "c, 162.0, 1\\\nd, 115.0, 2\\\nf, -110.0, 3\\\nh, 7.0, 4\\"),
        ("NMREDATA_J", "c, f, -245.0, nb=1\\\nd, f, 21.3\\\nd, h, 160.0\\"),
        ("NMREDATA_1D_13C", "162.0, L=c\\\n115.0, L=d, S=d, J=21.5(f)\\"),
    )
    assert [(p.couplings_hz, p.splitting) for p in record.peaks] == [((245.0,), None), ((21.5,), "d")]


def test_ranges_are_read_as_their_middles_and_said():
    (record,) = records("CC", ("NMREDATA_1D_13C", "128.5-128.1\\\n20.0..20.2\\\n"))
    assert [p.ppm for p in record.peaks] == [128.3, 20.1]
    assert record.notes == (
        ReadingNote(NoteCode.RANGE_MIDDLE, "128.5-128.1"),
        ReadingNote(NoteCode.RANGE_MIDDLE, "20.0..20.2"),
    )


def test_debris_without_a_digit_is_left_out_and_said():
    text = "Larmor=125.7\n-----mid\n69.5385, L=4\n72.7332"
    (record,) = records("CC", ("NMREDATA_1D_13C", text))
    assert [p.ppm for p in record.peaks] == [69.5385, 72.7332]
    assert notes(record) == {NoteCode.OTHER_LINES: "-----mid"}


@pytest.mark.parametrize(
    "line",
    [
        "58,0, L=Cb",
        "58.0 L=Cb",
        "58.0; 1",
        "unix 12",
        "58.0, 2",
        "5 8.0",
        "58.0, L=Cb18.1, L=Ca",
        "58.0, I=12, I=5",
        "58.0, I=120.0018.77",
        "58.0, S=s18.1",
        "58.0, N=118.1",
    ],
)
def test_a_line_that_may_hold_a_shift_is_never_skipped(line):
    (record,) = records("CC", ("NMREDATA_1D_13C", f"18.1\n{line}"))
    if record.error is None:
        assert line == "58.0; 1" and [p.ppm for p in record.peaks] == [18.1, 58.0]  # a comment
    else:
        assert record.error.code is ReasonCode.UNREADABLE_SPECTRUM_LINE
        assert dict(record.error.details)["line"] == repr(line)


def test_a_label_that_swallowed_the_next_line_is_noticed():
    (record,) = records("CC", ("NMREDATA_ASSIGNMENT", "Cb, 58.0, 1"), ("NMREDATA_1D_13C", "58.0, L=Cb18.1"))
    assert record.error == Reason.of(ReasonCode.UNREADABLE_SPECTRUM_LINE, line="'Cb18.1'")


def test_one_unreadable_spectrum_does_not_take_the_other_along():
    first, second = records("CC", ("NMREDATA_1D_13C", "18.x"), ("NMREDATA_1D_13C#2", "18.1"))
    assert first.error.code is ReasonCode.UNREADABLE_SPECTRUM_LINE and first.id == "sample/1"
    assert second.peaks == (Peak(18.1),)


def test_tags_of_one_number_are_all_read():
    names = ("NMREDATA_1D_13C", "NMREDATA_1D_13C", "NMREDATA_1D_13C#2", "NMREDATA_1D_13C#1")
    read = records("CC", *((name, f"{10 + k}.5") for k, name in enumerate(names)))
    assert [(r.id, r.peaks[0].ppm) for r in read] == [
        ("sample/1", 10.5),
        ("sample/2", 11.5),
        ("sample/3", 12.5),
        ("sample/4", 13.5),
    ]


def test_signals_behind_an_empty_line_are_read():
    (record,) = records("CC", ("NMREDATA_1D_13C", "Larmor=100.6\n58.0\n\n18.1"), ("Note", "a\n\nb"))
    assert record.peaks == (Peak(58.0), Peak(18.1))
    assert record.columns == (("Note", "a\nb"),)


def test_other_fields_are_columns_and_the_row_is_told():
    (record,) = records("CC", ("Batch", "A-17"), ("NMREDATA_1D_13C", "18.1"), ("Yield", "12 mg"))
    assert record.columns == (("Batch", "A-17"), ("Yield", "12 mg"))
    assert record.row == 0


def test_atoms_outside_the_structure_show_that_the_numbers_are_of_another():
    (record,) = records("CC", ("NMREDATA_ASSIGNMENT", "a, 18.1, 9"), ("NMREDATA_1D_13C", "18.1, L=a"))
    assert record.peaks == (Peak(18.1, label="a"),)


def test_the_text_of_a_tag_in_a_table_is_read_alone():
    text = "Larmor=100.6\\\nPulseprogram=dept135\\\n58.0, L=b, I=-2\\\n18.1, L=a, I=3\\"
    (spectrum,) = spectra_of_nmredata_tag(text)
    assert (spectrum.experiment, spectrum.frequency_mhz) == (Experiment.DEPT135, 100.6)
    assert spectrum.peaks == (Peak(58.0, 2, label="b"), Peak(18.1, label="a", possible_hydrogens=(1, 3)))
    with pytest.raises(UnusableRow, match="the spectrum is empty"):
        spectra_of_nmredata_tag("Larmor=100.6\\")


def test_the_text_of_a_tag_in_a_table_gets_atoms_and_shifts_from_assignment_and_molblock():
    assignment, ethanol = "a, 18.1, 1\nHa, 1.2, H1\nb, 58.0, 2\nOH, 2.6, H3", molblock("", "CCO")
    (spectrum,) = spectra_of_nmredata_tag("58.1, L=b", assignment, ethanol)
    assert spectrum.peaks == (Peak(58.1, None, (1,), label="b"),)
    (from_assignment,) = spectra_of_nmredata_tag("Larmor=100.6", assignment, ethanol)
    assert [(p.ppm, p.atoms) for p in from_assignment.peaks] == [(18.1, (0,)), (58.0, (1,))]


def test_a_record_of_protons_only_has_no_13c_spectrum():
    (record,) = records("CH", ("NMREDATA_ASSIGNMENT", "a, 7.8, H1"), ("NMREDATA_1D_1H", "7.8, L=a"))
    assert record.error == Reason(ReasonCode.NO_13C_SPECTRUM)


def test_tags_are_read_in_linear_time():
    assert len(spectrum_tag("128.3, L=C1\\\n" * 50_000).signals) == 50_000
    broken = list(cross_peaks("\\" + "C1\n" * 50_000))
    assert not broken
    with pytest.raises(UnusableRow):
        spectrum_tag("1" * 200_000 + "x")
    with pytest.raises(UnusableRow):
        spectrum_tag("1.0, L=(" + "(" * 200_000 + "\n1.0 x")
