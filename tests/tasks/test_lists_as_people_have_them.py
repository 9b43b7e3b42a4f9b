"""Lists after public bug reports, exports and published tables, from their text to the assignment."""

import pytest

from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.reading.record import Record
from kmaid_nodes.reading.spectrum import records_of_cell
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.read_as import read_as
from kmaid_nodes.tasks.assign import assign

VANILLIN = "O=Cc1ccc(O)c(OC)c1"
EIGHT = "191.0, 152.0, 147.3, 129.8, 127.5, 114.6, 108.9, 56.1"
SHIFTS = [191.0, 152.0, 147.3, 129.8, 127.5, 114.6, 108.9, 56.1]
HEADING = "13C NMR (101 MHz, CDCl3) δ "
MNOVA = "\tppm\tIntensity\tWidth\tArea\tType\tFlags\tImpurity/Compound\tAnnotation\n" + "\n".join(
    f"{n}\t{ppm}\t{31.1 + n}\t1.2\t93.3\tCompound\tNone\t\t" for n, ppm in enumerate(SHIFTS, 1)
)
INTENSITIES = "\n".join(f"{ppm:.3f}\t{0.2 + n / 10:.3f}" for n, ppm in enumerate(SHIFTS))
PUBLISHED_TABLE = "No.\tδH (J in Hz)\tδC (mult.)\n" + "\n".join(
    f"{n}\t7.0{n}, d (1.7)\t{ppm}, {kind}"
    for n, (ppm, kind) in enumerate(zip(SHIFTS, ["CH", "C", "C", "C", "CH", "CH", "CH", "CH3"]), 1)
)
DP4 = (
    ",".join(f"{ppm}(C{n})" for n, ppm in enumerate(SHIFTS))
    + "\n\n9.83(H7),7.42(H2),3.96(H8)\n\nOMIT H19,H51\n"
)


def results(bundled, smiles, text, solvent=None):
    return list(assign(records_of_cell(Record("x", smiles, solvent=solvent), text), bundled))


@pytest.mark.parametrize(
    "text",
    [
        MNOVA,
        INTENSITIES,
        PUBLISHED_TABLE,
        DP4,
        "191.0, CH; 152.0, qC; 147.3, qC; 129.8, qC; 127.5, CH; 114.6, CH; 108.9, CH; 56.1, CH3",
        "-\n" + EIGHT.replace(", ", "\n"),
        HEADING + "191.0, 152.0, 147.3, 129.8a, 127.5b, 114.6b, 108.9, 56.1",
        HEADING + "191.0¹, 152.0², 147.3, 129.8, 127.5, 114.6, 108.9, 56.1",
        HEADING + EIGHT + ". [α]D20 = −12.3 (c 1.0, CHCl3)",
        HEADING + EIGHT + "; tR = 12.3 min",
        HEADING + EIGHT + "; 119Sn NMR (149 MHz) δ -45.0",
        HEADING + EIGHT + ". White solid, 85 mg, 72.5% yield",
        HEADING + EIGHT + ". CCDC 1234567",
        "13C NMR (100 MHz, Chloroform-d [77.0 ppm], ppm) δ = " + EIGHT,
        "$^{13}$C NMR (101 MHz, CDCl$_3$) $\\delta$ " + EIGHT,
        "1H NMR (400 MHz, CDCl3) δ 9.83 (s, 1H), 7.42 (m, 2H); DEPTQ (101 MHz, CDCl3) δ: " + EIGHT,
    ],
)
def test_vanillin_is_vanillin_however_its_list_was_taken_down(bundled, text):
    (result,) = results(bundled, VANILLIN, text)
    assert not isinstance(result, FailedRow), result.sentence
    assert sorted(peak.ppm for peak in result.peaks) == sorted(SHIFTS)
    assert result.verdict is VerdictCode.CONSISTENT and not result.unassigned


@pytest.mark.parametrize(
    "solvent, line",
    [
        ("acetone-d6", "29.8"),
        ("CD2Cl2", "53.8"),
        ("CD3CN", "1.3"),
        ("THF-d8", "67.2"),
        ("pyridine-d5", "149.9"),
        ("DMF-d7", "29.8"),
        ("C6D5Cl", "134.2"),
    ],
)
def test_the_solvent_that_the_heading_names_has_its_line(bundled, solvent, line):
    (result,) = results(bundled, VANILLIN, f"13C NMR (101 MHz, {solvent}) δ {EIGHT}, {line}")
    (left,) = result.unassigned
    assert (left.kind, left.ppm) == (PeakKind.SOLVENT, float(line))
    assert left.solvent == result.record.solvent


def test_an_unknown_solvent_is_said_and_lends_no_line_of_another(bundled):
    (result,) = results(bundled, VANILLIN, f"13C NMR (101 MHz, ionic liquid) δ {EIGHT}, 77.2")
    assert all(left.kind is not PeakKind.SOLVENT for left in result.unassigned)
    assert "the solvent ionic liquid is not known" in read_as(result.record)


def test_the_line_of_tms_is_the_reference(bundled):
    (result,) = results(bundled, VANILLIN, HEADING + EIGHT + ", 0.0 (TMS)")
    assert [left.kind for left in result.unassigned] == [PeakKind.REFERENCE]


@pytest.mark.parametrize(
    "smiles, text, labels",
    [
        (
            "COC(=O)C1CCCN1C(=O)OC(C)(C)C",
            HEADING + "173.8, 173.5 (minor), 154.4 (minor), 153.8, 79.8, 79.7 (minor), 59.1, 58.7 (minor), "
            "52.1 (minor), 51.9, 46.5 (minor), 46.3, 30.8, 29.9 (minor), 28.4 (minor), 28.3, 24.3 (minor), "
            "23.6",
            ["major", "minor"],
        ),
        (
            "OCC1OC(O)C(O)C(O)C1O",
            "13C NMR (D2O) δ α: 92.9, 73.6, 72.3, 72.2, 70.5, 61.5; β: 96.7, 76.8, 76.6, 75.0, 70.5, 61.7",
            ["α", "β"],
        ),
    ],
)
def test_labelled_sets_are_assigned_each(bundled, smiles, text, labels):
    sets = results(bundled, smiles, text)
    assert [result.record.set_label for result in sets] == labels
    assert [result.record.id for result in sets] == [f"x/{label}" for label in labels]
    for result in sets:
        assert result.verdict is VerdictCode.CONSISTENT and not result.unassigned
        assert all(carbon.peak_index is not None for carbon in result.carbons)


def test_a_dept_list_does_not_speak_against_the_structure_for_its_quaternary_carbons(bundled):
    text = "DEPT-135 (101 MHz, CDCl3) δ 191.0 (CH), 127.5 (CH), 114.6 (CH), 108.9 (CH), 56.1 (CH3)"
    (result,) = results(bundled, VANILLIN, text)
    assert result.record.experiment is Experiment.DEPT135
    assert result.verdict is VerdictCode.CONSISTENT and not result.unassigned


def test_a_dept_list_behind_the_list_gives_its_multiplicities(bundled):
    dept = "; DEPT-135 δ 191.0 (CH), 127.5 (CH), 114.6 (CH), 108.9 (CH), 56.1 (CH3)"
    (result,) = results(bundled, VANILLIN, HEADING + EIGHT + dept)
    assert [peak.hydrogens for peak in result.peaks] == [1, 0, 0, 0, 1, 1, 1, 3]


def test_a_dept_of_some_carbons_does_not_make_the_others_quaternary(bundled):
    (result,) = results(
        bundled, "CCCCCO", "13C NMR (CDCl3) δ 62.9, 32.5, 28.0, 22.5, 14.0; DEPT-135 δ 62.9 (CH2)"
    )
    assert [peak.hydrogens for peak in result.peaks] == [2, None, None, None, None]


def test_couplings_to_fluorine_reach_the_result(bundled):
    text = (
        HEADING + "196.4, 165.8 (d, ¹J_C-F = 254.6 Hz), 133.6 (d, 3.0 Hz), 130.9 (d, J 9.3), "
        "115.7 (d, 𝐽 = 21.8 Hz), 26.5"
    )
    (result,) = results(bundled, "CC(=O)c1ccc(F)cc1", text)
    assert [peak.couplings_hz for peak in result.peaks] == [(), (254.6,), (3.0,), (9.3,), (21.8,), ()]
    assert {peak.splitting for peak in result.peaks if peak.couplings_hz} == {"d"}
    assert result.verdict is VerdictCode.CONSISTENT


@pytest.mark.parametrize(
    "text, words",
    [
        (HEADING + EIGHT + ". Foobar 12.3", "Foobar"),
        ("19214.6 Hz, 15291.2 Hz, 14818.4 Hz", "19214.6 ppm lies outside"),
        (HEADING + "191.0, 12 7.5, 114.6, 108.9", "12"),
        (HEADING + "191.0 (CH, 152.0 C), 147.3, 129.8", "(CH, 152.0 C)"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_words(bundled, text, words):
    (result,) = results(bundled, VANILLIN, text)
    assert isinstance(result, FailedRow) and words in result.sentence
