import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.peak_kind import PeakKind
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.report.content import DrawnHit, DrawnQuery, Report
from kmaid_nodes.report.html import report_html, write_report
from kmaid_nodes.results.assigned_molecule import AssignedCarbon, AssignedMolecule, UnassignedPeak
from kmaid_nodes.results.retrieved_spectrum import Hit, Stereoisomer

HOSTILE = "<script>alert('x')</script>\"' onload=\"y\" {{ 7*7 }} & </style><!-- ]]> %(data)s"
TESTOSTERONE = "C[C@]12CC[C@H]3[C@H]([C@@H]1CC[C@@H]2O)CCC4=CC(=O)CC[C@]34C"


def molecule_of(
    id: str, smiles: str, peaks: list[Peak], carbons: list[AssignedCarbon], solvent: str | None = None
) -> AssignedMolecule:
    """A molecule whose peaks without a carbon are the solvent's."""
    structure = parse_structure(smiles)
    owned = {carbon.peak_index for carbon in carbons}
    left = [
        UnassignedPeak(i, p.ppm, PeakKind.SOLVENT, "CDCl3", "CDCl3")
        for i, p in enumerate(peaks)
        if i not in owned
    ]
    record = Record(id, smiles, tuple(peaks), solvent)
    return AssignedMolecule(record, structure, tuple(carbons), tuple(left), VerdictCode.CONSISTENT, -10.0)


def assigned(id: str, smiles: str = TESTOSTERONE, solvent: str | None = "CDCl3") -> AssignedMolecule:
    structure = parse_structure(smiles)
    atoms = structure.carbon_atom_index.tolist()
    peaks = [Peak(20.0 + 5 * i, 1) for i in range(len(atoms) - 1)] + [Peak(77.16)]
    carbons = [
        AssignedCarbon(a, int(k), 1, i, peaks[i].ppm, 21.0 + 5 * i, 1.5, 0.05 * (i % 20))
        for i, (a, k) in enumerate(zip(atoms[:-1], structure.symmetry_class))
    ]
    last = AssignedCarbon(atoms[-1], int(structure.symmetry_class[-1]), 1, None, None, 30.0, 2.0, None)
    return molecule_of(id, smiles, peaks, [*carbons, last], solvent)


def retrieved(id: str, hits: int = 3) -> DrawnQuery:
    structure = parse_structure(TESTOSTERONE)
    drawn = [
        DrawnHit(Hit(r, f"{id} {r}", TESTOSTERONE, 1 / r), structure, [20.0, 30.0], r == 2)
        for r in range(1, hits + 1)
    ]
    return DrawnQuery(id, [Peak(20.0, 3), Peak(30.5)], drawn, structure)


class Elements(HTMLParser):
    """Tags with their attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def data_of(text: str) -> dict[str, Any]:
    """What a page is given to show."""
    held = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert held
    data: dict[str, Any] = json.loads(held[1])
    return data


def test_hostile_text_stays_text() -> None:
    harmless = Report("t", [("a", "b")], [assigned("m")], [retrieved("q")], [("i", "r")], "n")
    hostile = Report(
        HOSTILE, [(HOSTILE, HOSTILE)], [assigned(HOSTILE, solvent=HOSTILE)], [retrieved(HOSTILE)],
        [(HOSTILE, HOSTILE)], HOSTILE,
    )  # fmt: skip
    text = report_html(hostile)
    assert Elements(text).tags == Elements(report_html(harmless)).tags
    data = data_of(text)
    assert data["title"] == data["molecules"][0]["id"] == data["refused"][0]["id"] == HOSTILE


def test_nothing_is_loaded_from_elsewhere() -> None:
    report = Report("t", assignments=[assigned("m")], retrievals=[retrieved("q")])
    text = report_html(report)
    assert "@import" not in text and "url(" not in text and "import(" not in text
    # Names of XML's name spaces and addresses in licences are not loaded.
    script = text.split("*/", 1)[1]
    assert set(re.findall(r"https?://[\w./]+", script)) <= {
        f"http://www.w3.org/{name}" for name in ("2000/svg", "1999/xhtml", "1998/Math/MathML", "1999/xlink",
        "XML/1998/namespace", "2000/xmlns/")
    }  # fmt: skip
    tags = Elements(text).tags
    assert not {"link", "iframe", "object", "embed", "img", "base"} & {tag for tag, _ in tags}
    assert not {"src", "srcset", "poster", "background", "action", "href"} & {n for _, a in tags for n in a}
    policy = next(a["content"] for tag, a in tags if tag == "meta" and "http-equiv" in a)
    assert policy and policy.startswith("default-src 'none'")


def test_carbons_and_peaks_know_each_other() -> None:
    molecule = assigned("m")
    (held,) = data_of(report_html(Report("t", assignments=[molecule])))["molecules"]
    assert [c["atom"] for c in held["carbons"]] == molecule.structure.carbon_atom_index.tolist()
    assert [c["peak"] for c in held["carbons"]] == [*range(18), None]
    assert {str(c["atom"]) for c in held["carbons"]} == held["picture"]["labels"].keys()
    assert [i for i, peak in enumerate(held["peaks"]) if peak["left"]] == [18]
    assert held["peaks"][18]["left"]["reason"] == "solvent CDCl3"


@pytest.mark.parametrize(
    "report",
    [
        Report("nothing"),
        Report("t", refused=[("a", "no structure given")]),
        Report("t", retrievals=[DrawnQuery("q", [], [])]),
        Report("t", retrievals=[DrawnQuery("q", [Peak(1.0)], [DrawnHit(Hit(1, "l", None, 0.5), None, [])])]),
        Report("t", assignments=[molecule_of("m", "CCO", [], [])]),
        Report("lone surrogate \ud800", notice="a\x00b"),
    ],
)
def test_sparse_reports_are_written(report: Report, tmp_path: Path) -> None:
    write_report(tmp_path / "r.html", report)
    assert "</html>" in (tmp_path / "r.html").read_text("utf-8")


def test_numbers_that_are_missing_are_null() -> None:
    nan = float("nan")
    carbon = AssignedCarbon(0, 0, 4, 0, 20.0, nan, nan, nan)
    unsure = AssignedCarbon(0, 0, 4, 0, 20.0, 21.0, nan, None)
    molecule = molecule_of("m", "C", [Peak(20.0)], [carbon, unsure])
    (held,) = data_of(report_html(Report("t", assignments=[molecule])))["molecules"]
    known = [[one[key] for key in ("predicted", "uncertainty", "confidence")] for one in held["carbons"]]
    assert known == [[None, None, None], [21.0, None, None]]


@pytest.mark.slow
def test_a_frequency_that_is_no_number_does_not_stop_a_report() -> None:
    odd = assigned("a")
    odd = replace(odd, record=replace(odd.record, frequency_mhz=float("inf")))
    assert '"frequencyMhz":null' in report_html(Report("Report", assignments=[odd]))


def test_fifty_triterpenes_stay_well_below_two_megabytes() -> None:
    betulin = (
        "CC(=C)[C@@H]1CC[C@]2([C@H]1[C@H]3CC[C@@H]4[C@]5(CC[C@@H](C([C@@H]5CC[C@]4([C@@]3(CC2)C)C)(C)C)O)C)CO"
    )
    text = report_html(Report("t", assignments=[assigned(f"m{i}", betulin) for i in range(50)]))
    assert len(text.encode()) < 1_500_000


def test_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Cannot write the report"):
        write_report(tmp_path / "missing" / "r.html", Report("t"))


def test_a_report_that_cannot_be_written_leaves_the_one_before(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("before")

    def half(self, content):
        self.write_text("half")
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(UserError, match="disk full"):
        write_report(path, Report("Title", []))
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]


def test_a_hit_has_its_scores_verdict_copies_and_the_structure_it_beats() -> None:
    hit = Hit(
        *(1, "<b>lot 1</b>", "CCO", 0.912, -3.25, 2, 0.6),
        copies=("<i>lot 2</i>",),
        stereoisomers=(Stereoisomer("<u>other</u>", "CCO", -4.0),),
        verdict=VerdictCode.DOUBTFUL,
        better_than_given=5.25,
    )
    other = DrawnHit(Hit(2, "another", "CCO", 0.8, -9.5, 1, 0.15), None, [])
    drawn = DrawnHit(hit, parse_structure("CCO"), [18.0, 58.0])
    query = DrawnQuery("q", [Peak(18.2), Peak(57.8)], [drawn, other], read_as="2 <s>13C</s>", given_rank=4)
    text = report_html(Report("t", retrievals=[query]))
    (held,) = data_of(text)["queries"]
    first = held["hits"][0]
    assert (first["score"], first["matchScore"], first["matchedPeaks"]) == (0.912, -3.25, 2)
    assert (first["verdict"], first["betterThanGiven"], held["givenRank"]) == ("doubtful", 5.25, 4)
    assert first["copies"] == ["<i>lot 2</i>"] and first["stereoisomers"][0]["id"] == "<u>other</u>"
    assert held["elsewhere"] == pytest.approx(0.25)
    assert not any(mark in text for mark in ("<i>lot", "<u>other", "<b>lot", "<s>13C"))
