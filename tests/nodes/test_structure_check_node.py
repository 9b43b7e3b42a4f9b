"""The node K-M3AID Structure Check."""

import subprocess
import sys

import pyarrow as pa
import pytest
from node_bench import GENUINE, ROOT, columns

PARA, META, ORTHO = "COc1ccc(C=O)cc1", "COc1cccc(C=O)c1", "COc1ccccc1C=O"
OF_PARA = [190.8, 164.6, 131.9, 130.0, 114.3, 55.6]
OF_META = [192.1, 160.1, 137.8, 130.0, 123.4, 121.4, 112.1, 55.4]
NEW = [
    *("Traffic light", "Verdict", "Structure probability", "Score", "Reason", "Findings", "Carbon count"),
    *("Peak count", "Unexplained peaks", "Solvent and impurity peaks", "Missing carbons"),
    *("Largest deviation (ppm)", "Atom of the largest deviation", "Offset (ppm)", "Read as"),
]
COMPARED = [
    *("Comparison", "Isomers compared", "Rank among isomers", "Match score", "Probability among isomers"),
    *("Best isomer", "Best isomer structure", "Best isomer match score", "Best isomer better by"),
    "Best isomer probability",
]


@pytest.fixture(scope="module")
def trained(bench):
    return bench.run("pretrained_model").outputs[0]


def registered(bench, smiles=(PARA, PARA, "C1CC", META), peaks=(OF_PARA, OF_META, [20.0], OF_META), **more):
    given = columns(list(smiles), list(peaks), [None] * len(smiles))
    return bench.table(given, ids=list("abcdefgh")[: len(smiles)], **more)


def candidates(bench, smiles=(META, ORTHO, PARA, "CCO", "nonsense"), names=None):
    given = {"Structure": pa.array(list(smiles), pa.string())}
    if names is not None:
        given["Label"] = pa.array(list(names), pa.string())
    return bench.table(given)


def test_each_row_gets_its_light_its_reason_and_its_numbers(bench, trained):
    result = bench.run("structure_check", trained, registered(bench, batch=2))
    done, failed = result.frames
    assert list(done.index) == ["a", "b", "d"] and list(failed.index) == ["c"]
    assert list(done["Traffic light"]) == ["green", "red", "green"]
    assert list(done["Verdict"]) == ["consistent", "contradicts the structure", "consistent"]
    assert done["Reason"].iloc[0] == "every carbon has a peak and every peak is explained"
    assert done["Unexplained peaks"].iloc[1] + done["Missing carbons"].iloc[1] > 1
    assert list(done.columns) == [*columns([], [], [], []), *NEW, "Picture"]
    assert list(failed["Check error code"]) == ["invalid_smiles"]
    counts = {
        name: result.flow_variables[f"kmaid_{name}"] for name in ("rows", "failed_rows", "green", "red")
    }
    assert counts == {"rows": 4, "failed_rows": 1, "green": 2, "red": 1}
    assert "1 of 4 rows could not be used" in result.warnings[-1]
    assert "13C structure check" in result.view.html


def test_candidates_at_the_optional_port_are_compared_by_formula(bench, trained):
    result = bench.run("structure_check", trained, registered(bench), candidates(bench))
    done = result.frames[0]
    assert list(done.columns) == [*columns([], [], [], []), *NEW, *COMPARED, "Picture"]
    assert list(done["Isomers compared"]) == [2, 2, 2]
    assert list(done["Rank among isomers"]) == [1, 3, 1]
    wrong = done.loc["b"]
    assert wrong["Best isomer"] == "Row0" and wrong["Best isomer structure"] == META
    assert wrong["Best isomer better by"] > 10 and "Row0, of the same formula" in wrong["Reason"]
    assert done.loc["a", "Comparison"] == "the structure fits best of 3"
    assert done.loc["a", "Best isomer better by"] < 0
    assert "Candidates that could not be used: 1." in result.warnings[-1]


def test_candidates_are_called_by_their_id(bench, trained):
    named = candidates(bench, (META, ORTHO), ("m-anisaldehyde", "o-anisaldehyde"))
    settings = {"candidate_id": "Label", "candidate_structure": "Structure"}
    done = bench.run("structure_check", trained, registered(bench), named, **settings).frames[0]
    assert done.loc["b", "Best isomer"] == "m-anisaldehyde"


@pytest.mark.parametrize("smiles", [(), ("CCO",)])
def test_candidates_of_no_formula_or_none_at_all(bench, trained, smiles):
    done = bench.run("structure_check", trained, registered(bench), candidates(bench, smiles)).frames[0]
    assert list(done["Traffic light"]) == ["green", "red", "green"]
    assert done["Best isomer"].isna().all() and done["Rank among isomers"].isna().all()


def test_candidates_that_are_no_structures_are_refused(bench, trained):
    with pytest.raises(bench.failed, match="None of the candidates can be used") as refused:
        bench.run("structure_check", trained, registered(bench), candidates(bench, ("x?", None)))
    assert refused.value.invalid_settings
    with pytest.raises(bench.failed, match="table of candidates has no column"):
        bench.configure("structure_check", [trained, registered(bench), bench.table({"n": pa.array([1.0])})])


def test_pictures_of_all_rows_of_some_and_of_none(bench, trained):
    spectra = registered(bench)
    svg = bench.run("structure_check", trained, spectra, picture_format="SVG").frames[0]
    assert all(text.startswith("<?xml") and text.rstrip().endswith("</svg>") for text in svg["Picture"])
    some = bench.run("structure_check", trained, spectra, picture_format="SVG", pictures="NOT_GREEN").frames[
        0
    ]
    assert [text is not None for text in some["Picture"]] == [False, True, False]
    none = bench.run("structure_check", trained, spectra, pictures="NONE").frames[0]
    assert "Picture" not in none.columns
    few = bench.run("structure_check", trained, spectra, picture_format="SVG", most_pictures=1)
    assert few.frames[0]["Picture"].notna().sum() == 1
    assert "Rows without a picture, because of the largest number of pictures: 2." in few.warnings[-1]


def test_without_cells_for_pngs_the_picture_is_the_text_of_an_svg(bench, trained):
    done = bench.run("structure_check", trained, registered(bench)).frames[0]
    assert all("<svg" in text for text in done["Picture"])


def test_failed_rows_stay_where_the_option_says_so(bench, trained):
    done, failed = bench.run("structure_check", trained, registered(bench), keep_failed=True).frames
    assert list(done.index) == list("abcd") and not len(failed)
    assert done.loc["c", "Traffic light"] is None and done.loc["c", "Check error code"] == "invalid_smiles"


def test_new_columns_have_the_prefix(bench, trained):
    for more in ((), (candidates(bench),)):
        done = bench.run("structure_check", trained, registered(bench), *more, prefix="13C ").frames[0]
        assert all(name.startswith("13C ") for name in done.columns[len(columns([], [], [], [])) :])
        assert ("13C Rank among isomers" in done.columns) == bool(more)


@pytest.mark.parametrize("rows", [0, 1])
def test_no_row_and_rows_that_all_fail(bench, trained, rows):
    done, failed = bench.run(
        "structure_check", trained, registered(bench, ["C1CC"] * rows, [[1.0]] * rows)
    ).frames
    assert (len(done), len(failed)) == (0, rows)


def test_two_labelled_sets_of_shifts_are_one_row(bench, trained):
    boc_proline = (
        "13C NMR (101 MHz, CDCl3) δ 173.8, 173.5 (minor), 154.5 (minor), 153.9, 79.9 (minor), 79.8, 59.1, "
        "58.8 (minor), 52.1 (minor), 51.9, 46.6 (minor), 46.3, 30.9, 30.0 (minor), 28.5 (minor), 28.3, "
        "24.4 (minor), 23.7"
    )
    table = {"SMILES": pa.array(["COC(=O)C1CCCN1C(=O)OC(C)(C)C"]), "13C NMR": pa.array([boc_proline])}
    result = bench.run("structure_check", trained, bench.table(table))
    (row,) = result.frames[0].to_dict("records")
    assert row["Peak count"] == 9 and "set major" in row["Read as"] and "set minor" in row["Read as"]
    assert sum(result.flow_variables[f"kmaid_{light}"] for light in ("green", "yellow", "red", "grey")) == 1


def test_the_view_calls_rows_by_their_id(bench, trained):
    view = bench.run("structure_check", trained, registered(bench), id_column="Name").view
    assert "compound 1" in view.html and '"id":"a"' not in view.html


def test_cancel_while_checking(bench, trained):
    if not bench.can_cancel:
        pytest.skip("knime_host's jvm mode cannot press Cancel")
    with pytest.raises(bench.failed, match="ancel"):
        bench.run("structure_check", trained, registered(bench), cancel=lambda context: True)


def test_a_clearly_better_candidate_makes_a_consistent_structure_yellow(bench, trained):
    spectra = registered(bench, [PARA], [OF_PARA])
    done = bench.run("structure_check", trained, spectra, candidates(bench), clearly_better=0.0).frames[0]
    assert list(done["Traffic light"]) == ["green"]  # nothing is better


def test_the_dialog_opens_before_anything_is_connected(bench):
    groups = bench.dialog("structure_check", [None] * 3)["data"]["model"]
    assert {group: list(options) for group, options in groups.items()}["chemistry"] == [
        "green_from",
        "clearly_better",
    ]
    assert groups["output"]["pictures"] == "ALL" and groups["output"]["keep_failed"] is False


def test_guessed_columns_are_told_also_those_of_the_candidates(bench, trained):
    (warning,) = bench.configure("structure_check", [trained, registered(bench), candidates(bench)]).warnings
    assert '"SMILES" (structures)' in warning and '"Peaks" (13C peak lists)' in warning
    assert '"Structure" (structures of the candidates)' in warning


def test_a_solvent_column_that_is_gone_is_done_without(bench, trained):
    result = bench.run("structure_check", trained, registered(bench), solvent="Solvent of last week")
    assert list(result.frames[0]["Traffic light"]) == ["green", "red", "green"]
    assert 'no longer has the column "Solvent of last week" (solvent)' in result.warnings[-1]


def test_a_guessed_column_is_not_stored_as_if_it_were_chosen(bench, trained):
    params = bench.configure("structure_check", [trained, registered(bench)]).params["model"]
    assert not params["input"]["multiplicity"] and params["input"]["peaks"] == "Peaks"


@pytest.fixture
def with_pngs(bench):
    """The stand-in with image cells."""
    if bench.mode != "stub":
        pytest.skip("cell types of the genuine backend cannot be unregistered: see the next test")
    bench.host.register_pngs()
    yield bench
    bench.host.unregister_pngs()


def test_png_cells_hold_the_picture(with_pngs, trained):
    spectra = registered(with_pngs)
    pictures = list(with_pngs.run("structure_check", trained, spectra).frames[0]["Picture"])
    assert [(picture.format, picture.size) for picture in pictures] == [("PNG", (600, 300))] * 3
    some = with_pngs.run("structure_check", trained, spectra, pictures="NOT_GREEN").frames[0]
    assert [picture is not None for picture in some["Picture"]] == [False, True, False]
    text = with_pngs.run("structure_check", trained, spectra, picture_format="SVG").frames[0]
    assert all("<svg" in picture for picture in text["Picture"])


WITH_PNG_CELLS = """
import sys
sys.path.insert(0, {tests!r})
from node_bench import ROOT, Bench
from chem_types import _t
from knime_host import KnimeHost
import test_structure_check_node as cases
png = ("knime.types.builtin", "PNGImageValueFactory", "PNG Image",
       '{{"type": "struct", "inner_types": ["string", "variable_width_binary"]}}',
       _t("org.knime.core.data.image.png.PNGImageValueFactory", "struct", 2), "PIL.Image.Image", True)
bench = Bench.__new__(Bench)  # with one host alone, which registers the cells
bench.mode, bench.chemistry = "inproc", False
bench.host = KnimeHost(str(ROOT / "knime.yml"), [png])
trained = bench.run("pretrained_model").outputs[0]
inputs = [trained, cases.registered(bench, batch=2), cases.candidates(bench)]
result = bench.host.execute("kmaid.structure_check", inputs, None, present={{"Candidates": 1}})
import knime.api.table
from types import SimpleNamespace
files = SimpleNamespace(file_store_key_to_absolute_path=bench.host.file_stores.get)
knime.api.table._backend = SimpleNamespace(file_store_handler=files)  # as when the next node reads
for picture in bench.frame(result.outputs[0])["Picture"]:
    print(picture.format, *picture.size)
print(len(bench.host.file_stores))
"""


def test_png_cells_of_the_genuine_backend():
    """In a process of its own, because it registers KNIME's image cells; each picture has a file."""
    if not GENUINE:
        pytest.skip("KNIME_PYTHON_CHECKOUT is not set to a work tree of github.com/knime/knime-python")
    code = WITH_PNG_CELLS.format(tests=str(ROOT / "tests/nodes"))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-4:-1] == ["PNG 600 300"] * 3
    assert int(done.stdout.split()[-1]) >= 3
