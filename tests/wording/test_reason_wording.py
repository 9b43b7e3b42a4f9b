"""Every refusal has a code, a sentence, and gives what the sentence cites."""

import ast
import pickle
import string
from pathlib import Path

import pytest

import kmaid_nodes
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.peak_list import parse_peak_list, with_multiplicities
from kmaid_nodes.wording.reason import TEMPLATES, error_text, reason_sentence

PACKAGE = Path(kmaid_nodes.__file__).parent


def fields_of(code):
    return {name for _, name, _, _ in string.Formatter().parse(TEMPLATES[code]) if name is not None}


def codes_named_in(node):
    return [
        ReasonCode[name.attr]
        for name in ast.walk(node)
        if isinstance(name, ast.Attribute) and ast.unparse(name.value) == "ReasonCode"
    ]


def refusals():
    """File, line, code and names of details of every refusal in the package's source."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if ast.unparse(node.func) in ("UnusableRow", "Reason", "Reason.of"):
                for code in codes_named_in(node.args[0]):
                    place = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                    yield place, code, {keyword.arg for keyword in node.keywords}


def test_every_code_has_a_sentence_and_no_two_have_the_same():
    assert set(TEMPLATES) == set(ReasonCode)
    assert len(set(TEMPLATES.values())) == len(ReasonCode)


@pytest.mark.parametrize("place, code, details", list(refusals()))
def test_a_refusal_gives_what_its_sentence_cites(place, code, details):
    assert details == fields_of(code)


def test_every_code_is_used():
    used = {
        code
        for path in PACKAGE.rglob("*.py")
        if path.parent.name not in ("codes", "wording")
        for code in codes_named_in(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert used == set(ReasonCode)


def test_codes_are_stable_words_for_tables():
    assert all(code.value == code.name.lower() for code in ReasonCode)


@pytest.mark.parametrize(
    "read, code",
    [
        (lambda: parse_structure(None), "no_structure"),
        (lambda: parse_structure("C1CC"), "invalid_smiles"),
        (lambda: parse_structure("C(C)(C)(C)(C)C"), "chemistry_problem"),
        (lambda: parse_structure("O"), "no_carbon"),
        (lambda: parse_peak_list(""), "empty_peak_list"),
        (lambda: parse_peak_list("157.4, banana"), "unreadable_value"),
        (lambda: parse_peak_list("157.4, 1501"), "shift_out_of_range"),
        (lambda: parse_peak_list([10**400]), "shift_out_of_range"),
        (lambda: parse_peak_list("128,29"), "ambiguous_comma"),
        (lambda: parse_peak_list("129.9 2, 113.7 2"), "ambiguous_number"),
        (lambda: parse_peak_list([[157.4, 130.2], [55.7, 20.5]]), "invalid_pair"),
        (lambda: parse_peak_list("1H NMR (400 MHz, CDCl3) δ 7.26 (d, 2H)"), "proton_spectrum"),
        (
            lambda: with_multiplicities(parse_peak_list("58.0, 18.1"), "S, D, T"),
            "multiplicity_count_mismatch",
        ),
    ],
)
def test_refusals_are_told_apart_by_their_codes(read, code):
    with pytest.raises(UnusableRow) as refusal:
        read()
    assert refusal.value.reason.code == code


def test_a_refusal_survives_the_way_to_another_process():
    refusal = UnusableRow(ReasonCode.SHIFT_OUT_OF_RANGE, shift="1501 ppm", lowest=-50, highest=350)
    copy = pickle.loads(pickle.dumps(refusal))
    assert isinstance(copy, UnusableRow) and copy.reason == refusal.reason
    assert str(copy) == "1501 ppm lies outside the range of 13C shifts (-50 to 350 ppm)"


def test_a_reason_is_a_value():
    one = Reason.of(ReasonCode.TOO_MANY_CELLS, cells=4, header_cells=3)
    assert one == Reason.of(ReasonCode.TOO_MANY_CELLS, header_cells="3", cells="4")
    assert len({one, pickle.loads(pickle.dumps(one))}) == 1


def test_braces_of_the_input_are_cited_as_they_are():
    reason = Reason.of(ReasonCode.UNREADABLE_VALUE, value="'{value}'")
    assert reason_sentence(reason) == "cannot read '{value}' in the peak list"


def test_no_reason_is_no_text():
    assert error_text(None) is None
    assert error_text(Reason(ReasonCode.NO_CARBON)) == "the structure has no carbon"
