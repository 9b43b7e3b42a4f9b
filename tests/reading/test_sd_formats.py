"""SD files of nmrshiftdb2, of NMReDATA and of structures only."""

import gzip

import pytest
from sd_text import molblock

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.reading.sd_file import atom_symbols, read_sd_file
from kmaid_nodes.wording.reason import reason_sentence


def sd_record(title, symbols, **fields):
    field_text = "".join(
        f">  <{name.replace('_13C_', ' 13C ')}>  (1)\n{value}\n\n" for name, value in fields.items()
    )
    return molblock(title, symbols) + field_text + "$$$$\n"


def write(tmp_path, text, name="spectra.sd"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(tmp_path, text, name="spectra.sd"):
    return list(read_records(write(tmp_path, text, name)))


ETHANOL = "58.0;0.0T;1|18.1;0.0Q;0|"


# --- nmrshiftdb2


def test_a_measured_spectrum_is_a_record_with_0_based_atoms(tmp_path):
    text = sd_record(
        "ethanol",
        "CCO",
        **{"nmrshiftdb2 ID": "7", "Spectrum_13C_0": ETHANOL, "Solvent": "0:Chloroform-D1 (CDCl3) "},
    )
    (record,) = read(tmp_path, text)
    assert (record.id, record.solvent, record.error) == ("7", "CDCl3", None)
    assert record.peaks == (Peak(58.0, 2, (1,)), Peak(18.1, 3, (0,)))
    assert record.structure == molblock("ethanol", "CCO")


def test_several_spectra_have_their_number_and_their_own_solvent(tmp_path):
    fields = {
        "nmrshiftdb2 ID": "7",
        "Spectrum_13C_0": ETHANOL,
        "Spectrum_13C_2": "57.0;0.0T;1|",
        "Spectrum 1H 1": "3.6;0.0;1|",
        "Solvent": "0:Chloroform-D1 (CDCl3) + Methanol-D4 (CD3OD) (4:1) 1:Unreported 2:Deuteriumoxide (D2O)",
    }
    records = read(tmp_path, sd_record("ethanol", "CCO", **fields))
    assert [(r.id, r.solvent) for r in records] == [("7/0", "CDCl3 + CD3OD"), ("7/2", "D2O")]


def test_predicted_spectra_are_left_out(tmp_path):
    fields = {
        "nmrshiftdb2 ID": "7",
        "Spectrum_13C_0": ETHANOL,
        "Spectrum_13C_1": ETHANOL,
        "Program": "1:CSEARCH ",
    }
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", **fields))
    assert (record.id, len(record.peaks)) == ("7", 2)
    fields["NMRProgram"] = "0:HOSE code"
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", **fields))
    assert (record.peaks, record.error) == (None, Reason(ReasonCode.ONLY_PREDICTED_SPECTRA))


def test_a_record_with_proton_spectra_only_has_no_13c_spectrum(tmp_path):
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", **{"Spectrum 1H 0": "3.6;0.0;1|"}))
    assert record.error == Reason(ReasonCode.NO_13C_SPECTRUM)


def test_letters_of_either_case_doubled_or_missing(tmp_path):
    text = sd_record("propanol", "CCCO", Spectrum_13C_0="64.0;0.0tt;2|26.0;0.0t;1|10.0;0.0;0|")
    assert [p.hydrogens for p in read(tmp_path, text)[0].peaks] == [2, 2, None]


def test_partial_lists_classes_and_unassigned_entries(tmp_path):
    text = sd_record("isobutane", "CCCC", Spectrum_13C_0="24.6;0.0Q;0,2,3|23.0;0.0;|")
    assert read(tmp_path, text)[0].peaks == (Peak(24.6, 3, (0, 2, 3)), Peak(23.0))


def test_a_repeated_entry_counts_once_but_equivalent_carbons_stay_apart(tmp_path):
    text = sd_record("ethane", "CC", Spectrum_13C_0="6.5;0.0Q;0|6.5;0.0Q;0|6.5;0.0Q;1|")
    assert [p.atoms for p in read(tmp_path, text)[0].peaks] == [(0,), (1,)]


@pytest.mark.parametrize("stray", ["2", "9"])  # the oxygen; outside the molecule
def test_a_spectrum_numbered_for_another_molfile_loses_its_assignment_not_its_peaks(tmp_path, stray):
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", Spectrum_13C_0=f"58.0;0.0T;1|18.1;0.0Q;{stray}|"))
    assert record.peaks == (Peak(58.0, 2), Peak(18.1, 3))


def test_explicit_hydrogens_keep_the_molfiles_numbering(tmp_path):
    (record,) = read(tmp_path, sd_record("methanol", "HCO", Spectrum_13C_0="50.0;0.0Q;1|"))
    assert record.peaks == (Peak(50.0, 3, (1,)),)
    assert atom_symbols(record.structure) == ["H", "C", "O"]


@pytest.mark.parametrize(
    "spectrum, sentence",
    [
        ("58.0;0.0T;1|18,1;x", "cannot read the spectrum entry '18,1;x'"),
        ("58.0;0.0T;1|9999;0.0Q;0|", "9999 ppm lies outside"),
        ("|", "the spectrum is empty"),
    ],
)
def test_a_garbled_spectrum_is_refused_with_its_reason(tmp_path, spectrum, sentence):
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", Spectrum_13C_0=spectrum))
    assert reason_sentence(record.error).startswith(sentence)
    assert record.peaks is None and record.structure


@pytest.mark.parametrize(
    "text, share", [("0.83", 0.83), ("1.00", 1.0), ("nan", None), ("7", None), ("?", None)]
)
def test_label_confidence_is_a_share(tmp_path, text, share):
    fields = {"Spectrum_13C_0": ETHANOL, "label_confidence": text}
    assert read(tmp_path, sd_record("ethanol", "CCO", **fields))[0].label_confidence == share


# --- the SD file itself


def test_crlf_gzip_and_latin_1_make_no_difference(tmp_path):
    text = sd_record("éthanol", "CCO", Spectrum_13C_0=ETHANOL)
    (plain,) = read(tmp_path, text)
    crlf = text.replace("\n", "\r\n")
    assert read(tmp_path, crlf) == [plain]
    assert read(tmp_path, gzip.compress(crlf.encode("latin-1")), "spectra.sd.gz") == [plain]
    assert read(tmp_path, gzip.compress(text.encode()), "gzip_without_its_ending.sd") == [plain]


def test_a_missing_last_delimiter_is_no_loss_but_a_cut_record_is_told(tmp_path):
    complete = sd_record("ethanol", "CCO", Spectrum_13C_0=ETHANOL)
    assert read(tmp_path, complete.removesuffix("$$$$\n"))[0].error is None
    for cut in (complete[: complete.index("18.1")], complete[:200]):
        first, last = read(tmp_path, complete + cut)
        assert first.error is None
        assert last.error == Reason(ReasonCode.TRUNCATED_RECORD)


def test_fields_of_several_lines(tmp_path):
    path = write(tmp_path, sd_record("ethanol", "CCO", note="a\nb"))
    (record,) = read_sd_file(path)
    assert record.fields == {"note": "a\nb"}


def test_atom_symbols_of_v3000():
    block = (
        "\n\n\n  0  0  0     0  0            999 V3000\nM  V30 BEGIN CTAB\nM  V30 BEGIN ATOM\n"
        "M  V30 1 C 0 0 0 0\nM  V30 2 Cl 1 0 0 0\nM  V30 END ATOM\nM  END\n"
    )
    assert atom_symbols(block) == ["C", "Cl"]
    assert atom_symbols("not a molblock") is None


def test_structures_without_spectra(tmp_path):
    text = sd_record("ethanol", "CCO") + sd_record("", "CC") + sd_record("x", "C", **{"nmrshiftdb2 ID": "9"})
    records = read(tmp_path, text)
    assert [r.id for r in records] == ["ethanol", "1", "9"]
    assert all(r.peaks is None and r.error is None for r in records)


def test_a_truncated_gzip_is_told_after_what_could_be_read(tmp_path):
    packed = gzip.compress(sd_record("ethanol", "CCO", Spectrum_13C_0=ETHANOL).encode() * 2000)
    with pytest.raises(UserError, match="damaged or incomplete gzip"):
        read(tmp_path, packed[: len(packed) // 2], "spectra.sd.gz")


# --- NMReDATA

NMREDATA = {
    "NMREDATA_VERSION": "1.1\\",
    "NMREDATA_LEVEL": "0\\",
    "NMREDATA_SOLVENT": "CDCl3\\",
    "NMREDATA_ASSIGNMENT": "Ca, 18.1, 1\\\nCb, 58.0, 2\\\nHa, 1.2, H1\\\nOH, 2.6, H3\\",
    "NMREDATA_1D_13C": "Larmor=100.6\\\nDecoupled=1H\\\n58.0, L=Cb, S=s\\\n18.1, L=Ca, S=s\\",
}


def test_nmredata_signals_get_the_atoms_of_their_label(tmp_path):
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", **NMREDATA), "spectra.nmredata.sdf")
    assert (record.id, record.solvent, record.error) == ("ethanol", "CDCl3", None)
    assert record.peaks == (Peak(58.0, None, (1,), label="Cb"), Peak(18.1, None, (0,), label="Ca"))


def test_nmredata_multiplicities_of_a_coupled_listing(tmp_path):
    fields = NMREDATA | {"NMREDATA_1D_13C": "150.0, S=s\\\n58.0, L=Cb, S=t\\\n18.1-18.3, L=Ca, S=q, N=1\\"}
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", **fields))
    cb, ca = Peak(58.0, 2, (1,), label="Cb"), Peak(18.2, 3, (0,), 1, label="Ca")
    assert record.peaks == (Peak(150.0, 0), cb, ca)


def test_nmredata_assignment_without_a_spectrum_tag(tmp_path):
    fields = {name: text for name, text in NMREDATA.items() if "1D" not in name}
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", **fields))
    assert record.peaks == (Peak(18.1, None, (0,), label="Ca"), Peak(58.0, None, (1,), label="Cb"))


def test_nmredata_of_version_2_without_backslashes_and_with_two_spectra(tmp_path):
    fields = {name: text.replace("\\", "") for name, text in NMREDATA.items()} | {
        "NMREDATA_1D_13C#2": "58.1, L=Cb"
    }
    records = read(tmp_path, sd_record("ethanol", "CCO", **fields))
    assert [(r.id, len(r.peaks)) for r in records] == [("ethanol/1", 2), ("ethanol/2", 1)]


def test_nmredata_labels_shared_by_a_signal(tmp_path):
    fields = NMREDATA | {"NMREDATA_1D_13C": "30.0, L=Ca|Cb"}
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", **fields))
    assert record.peaks == (Peak(30.0, None, (0, 1), label="Ca, Cb"),)


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"NMREDATA_LEVEL": "0\\"}, "no 13C spectrum"),
        ({"NMREDATA_1D_13C": "Larmor=100.6\\"}, "the spectrum is empty"),
        (
            NMREDATA | {"NMREDATA_1D_13C": "58.0, L=Cb\\\n18.x, L=Ca\\"},
            "cannot read the spectrum line '18.x, L=Ca'",
        ),
        (
            {"NMREDATA_ASSIGNMENT": "Ca, 18.x, 1"},
            "cannot read '18.x' among the 13C shifts",
        ),
    ],
)
def test_nmredata_that_cannot_be_read(tmp_path, fields, sentence):
    (record,) = read(tmp_path, sd_record("ethanol", "CCO", **fields))
    assert reason_sentence(record.error) == sentence
