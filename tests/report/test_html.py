import re
from html.parser import HTMLParser
from pathlib import Path

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

HOSTILE = "<script>alert('x')</script>\"' onload=\"y\" {{ 7*7 }} & </style>"
TESTOSTERONE = "C[C@]12CC[C@H]3[C@H]([C@@H]1CC[C@@H]2O)CCC4=CC(=O)CC[C@]34C"


def molecule_of(
    id: str, smiles: str, peaks: list[Peak], carbons: list[AssignedCarbon], solvent: str | None = None
) -> AssignedMolecule:
    """A molecule whose last peak, if it has carbons at all, is the solvent's."""
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


def test_hostile_text_stays_text() -> None:
    harmless = Report("t", [("a", "b")], [assigned("m")], [retrieved("q")], [("i", "r")], "n")
    hostile = Report(
        HOSTILE, [(HOSTILE, HOSTILE)], [assigned(HOSTILE, solvent=HOSTILE)], [retrieved(HOSTILE)],
        [(HOSTILE, HOSTILE)], HOSTILE,
    )  # fmt: skip
    text = report_html(hostile)
    assert [t for t, _ in Elements(text).tags] == [t for t, _ in Elements(report_html(harmless)).tags]
    assert text.count("<script") == 1
    assert not any(name.startswith("on") for _, attributes in Elements(text).tags for name in attributes)
    assert "&lt;script&gt;" in text and "{{ 7*7 }}" in text


def test_nothing_is_loaded_from_elsewhere() -> None:
    report = Report("t", assignments=[assigned("m")], retrievals=[retrieved("q")])
    text = report_html(report).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "http:" not in text and "https:" not in text and "@import" not in text and "url(" not in text
    loading = {"src", "srcset", "data", "poster", "background", "action"}
    for tag, attributes in Elements(text).tags:
        assert tag not in {"link", "iframe", "object", "embed", "img", "base"}
        assert not loading & attributes.keys()
        assert str(attributes.get("href", "#")).startswith("#")


def test_carbons_rows_and_peaks_carry_what_links_them() -> None:
    molecule = assigned("m")
    text = report_html(Report("t", assignments=[molecule]))
    atoms = {str(a) for a in molecule.structure.carbon_atom_index}
    tags = Elements(text).tags
    assert {a["data-atom"] for t, a in tags if t == "g" and "data-atom" in a} == atoms
    assert {a["data-atom"] for t, a in tags if t == "tr" and "data-atom" in a} == atoms
    assert {a["data-peak"] for t, a in tags if t == "g" and "data-peak" in a} == {
        str(i) for i in range(len(molecule.peaks))
    }
    assert sum(t == "tr" and "data-atom" in a and "data-peak" not in a for t, a in tags) == 1


def test_unassigned_peaks_are_marked_in_spectrum_and_list() -> None:
    text = report_html(Report("t", assignments=[assigned("m")]))
    assert re.findall(r'<g data-peak="(\d+)" class="unassigned">', text) == ["18"]
    assert re.findall(r'<span data-peak="(\d+)">77.16 ppm', text) == ["18"]


def test_the_true_hit_is_marked() -> None:
    text = report_html(Report("t", retrievals=[retrieved("q")]))
    assert text.count('class="card hit truth"') == 1 and "true at rank 2" in text


def test_ids_are_unique_and_one_item_is_shown_without_script() -> None:
    report = Report("t", assignments=[assigned("m")] * 3, retrievals=[retrieved("q")] * 2)
    tags = Elements(report_html(report)).tags
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert sum(t == "article" and "hidden" not in a for t, a in tags) == 2


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


def test_numbers_that_are_missing_are_dashes() -> None:
    nan = float("nan")
    carbon = AssignedCarbon(0, 0, 4, 0, 20.0, nan, nan, nan)
    unsure = AssignedCarbon(0, 0, 4, 0, 20.0, 21.0, nan, None)
    molecule = molecule_of("m", "C", [Peak(20.0)], [carbon, unsure])
    page = report_html(Report("t", assignments=[molecule]))
    assert "nan" not in page.split("<main>")[1].split("<footer>")[0].lower()


@pytest.mark.slow
def test_fifty_triterpenes_stay_well_below_two_megabytes() -> None:
    betulin = (
        "CC(=C)[C@@H]1CC[C@]2([C@H]1[C@H]3CC[C@@H]4[C@]5(CC[C@@H](C([C@@H]5CC[C@]4([C@@]3(CC2)C)C)(C)C)O)C)CO"
    )
    text = report_html(Report("t", assignments=[assigned(f"m{i}", betulin) for i in range(50)]))
    assert len(text.encode()) < 1_500_000


def test_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Cannot write the report"):
        write_report(tmp_path / "missing" / "r.html", Report("t"))


def test_a_hit_shows_its_scores_and_how_likely_it_is_that_none_is_right() -> None:
    structure = parse_structure("CCO")
    hits = [
        DrawnHit(Hit(1, "ethanol", "CCO", 0.912, -3.25, 2, 0.6), structure, [18.0, 58.0]),
        DrawnHit(Hit(2, "another", "CCO", 0.8, -9.5, 1, 0.15), structure, [20.0, 60.0]),
    ]
    text = report_html(Report("t", retrievals=[DrawnQuery("q", [Peak(18.2), Peak(57.8)], hits)]))
    assert "score 0.912 · match −3.2 · 2 of 2 peaks" in text
    assert ">60%</b>" in text
    assert "25% probability that it is none of them" in text


def test_one_peak_is_not_peaks() -> None:
    molecule = molecule_of("m", "C", [Peak(-2.3)], [])
    hit = DrawnHit(Hit(1, "methane", "C", 0.9, -1.0, 1, 0.5), None, [])
    page = report_html(Report("t", assignments=[molecule], retrievals=[DrawnQuery("q", [Peak(-2.3)], [hit])]))
    assert "0 carbons · 1 peak " in page and "1 peak · 1 hit " in page and "1 of 1 peak<" in page
    assert "1 peaks" not in page and "1 hits" not in page


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


def test_a_hit_shows_its_verdict_its_copies_and_the_structure_it_beats() -> None:
    hit = Hit(
        *(1, "<b>lot 1</b>", "CCO", 0.9, -3.0, 2, 0.6),
        copies=("<i>lot 2</i>",),
        stereoisomers=(Stereoisomer("<u>other</u>", "CCO", -4.0),),
        verdict=VerdictCode.DOUBTFUL,
        better_than_given=5.25,
    )
    drawn = DrawnHit(hit, parse_structure("CCO"), [18.0, 58.0])
    query = DrawnQuery("q", [Peak(18.2), Peak(57.8)], [drawn], read_as="2 peaks; <s>13C</s>", given_rank=4)
    text = report_html(Report("t", retrievals=[query]))
    assert '<b class="verdict doubtful">doubtful</b>' in text
    assert "5.2 nats better than the given structure" in text and "given structure at rank 4" in text
    assert "also as &lt;i&gt;lot 2&lt;/i&gt;" in text and "1 stereoisomer: &lt;u&gt;other&lt;/u&gt;" in text
    assert not any(mark in text for mark in ("<i>lot", "<u>other", "<b>lot", "<s>13C"))
