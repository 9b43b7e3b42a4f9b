"""What a report holds of hits: the list assigned to the first ones, and to the structure it came with."""

from dataclasses import replace

import pytest

from kmaid_nodes.library_building.any_library import library_of_records
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.drawn_hits import ASSIGNED_HITS, drawn_queries
from kmaid_nodes.report.hit_data import query_data
from kmaid_nodes.report.page_data import page_data
from kmaid_nodes.tasks.retrieve import Search, retrieve

# 4-anisaldehyde in CDCl3, as the README lists it.
ANISALDEHYDE = Record(
    "unknown", None, tuple(map(Peak, (190.8, 164.6, 131.9, 130.0, 114.3, 55.6))), "CDCl3", row=7
)
CANDIDATES = {
    "4-anisaldehyde": "COc1ccc(C=O)cc1",
    "3-anisaldehyde": "COc1cccc(C=O)c1",
    "2-anisaldehyde": "COc1ccccc1C=O",
    "methyl benzoate": "COC(=O)c1ccccc1",
    "phenylacetic acid": "OC(=O)Cc1ccccc1",
    "4-hydroxyacetophenone": "CC(=O)c1ccc(O)cc1",
    "phenyl acetate": "CC(=O)Oc1ccccc1",
}


@pytest.fixture(scope="module")
def searched(bundled):
    """The hits of a record among the candidates."""
    records = [Record(id, smiles) for id, smiles in CANDIDATES.items()]
    library = library_of_records(records, bundled)

    def search(record, **asked):
        (result,) = retrieve([record], library, bundled, Search(10, len(library), **asked))
        return result

    return search


def test_the_first_hits_have_the_assignment_that_their_verdict_rests_on(searched, bundled):
    result = searched(ANISALDEHYDE)
    (query,) = drawn_queries([result], bundled)
    assert [hit.molecule is not None for hit in query.hits] == [
        n < ASSIGNED_HITS for n in range(len(result.hits))
    ]
    for drawn in query.hits[:ASSIGNED_HITS]:
        assert drawn.molecule.verdict is drawn.hit.verdict
        assert drawn.molecule.p_structure == pytest.approx(drawn.hit.p_structure, abs=1e-4)
        assert drawn.molecule.record.id == drawn.hit.library_id


def test_of_an_anisaldehyde_the_methoxy_carbon_has_the_peak_at_55_ppm(searched, bundled):
    (query,) = drawn_queries([searched(ANISALDEHYDE)], bundled)
    first = query_data(query)["hits"][0]
    assert first["id"] == "4-anisaldehyde"
    methoxy = first["molecule"]["carbons"][0]
    assert first["molecule"]["peaks"][methoxy["peak"]]["ppm"] == 55.6


def test_a_hit_is_no_row_of_the_input_but_its_query_is(searched, bundled):
    (query,) = drawn_queries([searched(ANISALDEHYDE)], bundled)
    data = query_data(query)
    assert data["row"] == 7 and data["hits"][0]["molecule"]["row"] is None


def test_a_given_structure_among_the_hits_is_marked_and_held_once(searched, bundled):
    known = replace(ANISALDEHYDE, structure="O=Cc1ccc(OC)cc1")
    (query,) = drawn_queries([searched(known)], bundled)
    assert query.hits[0].is_given and query.given is None
    assert sum(hit.is_given for hit in query.hits) == 1


def test_a_given_structure_that_is_no_hit_is_assigned_too(searched, bundled):
    claimed = replace(ANISALDEHYDE, structure="OC(=O)c1ccc(C)cc1")
    (query,) = drawn_queries([searched(claimed)], bundled)
    assert not any(hit.is_given for hit in query.hits)
    assert query.given.structure.smiles == "Cc1ccc(C(=O)O)cc1" and query.given.record.row == 7


def test_an_offset_is_noted_once_where_all_shifts_are_too_high(searched, bundled):
    shifted = replace(ANISALDEHYDE, peaks=tuple(Peak(peak.ppm + 2.5) for peak in ANISALDEHYDE.peaks))
    result = searched(shifted)
    (query,) = drawn_queries([result], bundled)
    for drawn in query.hits[:ASSIGNED_HITS]:
        codes = [note.code for note in drawn.molecule.record.notes]
        assert len(codes) == len(set(codes))
        assert ("common_offset" in codes) == bool(drawn.molecule.offset_ppm)


def test_the_page_has_the_rules_by_which_edits_of_hits_are_judged(searched, bundled):
    (query,) = drawn_queries([searched(ANISALDEHYDE)], bundled)
    report = Report("hits", retrievals=[query])
    assert len(report.molecules) == ASSIGNED_HITS
    molecule = page_data(report)["queries"][0]["hits"][0]["molecule"]
    assert molecule["costs"] is not None


def test_a_hit_without_a_molecule_keeps_its_picture(searched, bundled):
    (query,) = drawn_queries([searched(ANISALDEHYDE)], bundled)
    hits = query_data(query)["hits"]
    assert all((hit["picture"] is None) == (hit["molecule"] is not None) for hit in hits)
    assert hits[-1]["picture"] and hits[-1]["molecule"] is None
