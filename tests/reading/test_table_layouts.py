"""The same recorded spectra in every layout give the same records."""

import csv
import io
from itertools import islice

import pytest

from kmaid_nodes.demo.spectra import SLICE
from kmaid_nodes.reading.files import read_records


@pytest.fixture(scope="module")
def spectra():
    """Recorded spectra of nmrshiftdb2 as (id, molblock, shifts)."""
    usable = (r for r in read_records(SLICE) if r.peaks and len(r.peaks) > 2)
    return [(f"nmr{r.id}", r.structure, [p.ppm for p in r.peaks]) for r in islice(usable, 40)]


def written(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def one_row_each(spectra):
    return [("id", "molblock", "13C"), *((i, m, "; ".join(map(str, s))) for i, m, s in spectra)]


def row_per_peak(spectra):
    return [("id", "molblock", "ppm", "intensity"), *((i, m, x, 1.5) for i, m, s in spectra for x in s)]


def first_row_filled(spectra):
    rows = ((i, m, x) if n == 0 else ("", "", x) for i, m, s in spectra for n, x in enumerate(s))
    return [("id", "molblock", "shift"), *rows]


def column_per_peak(spectra):
    most = max(len(s) for _, _, s in spectra)
    names = [f"peak_{n}" for n in range(1, most + 1)]
    return [("id", "molblock", *names), *((i, m, *s, *[""] * (most - len(s))) for i, m, s in spectra)]


def column_per_compound(spectra):
    most = max(len(s) for _, _, s in spectra)
    columns = [[m, *s, *["-"] * (most - len(s))] for _, m, s in spectra]
    names = ["position", *(i for i, _, _ in spectra)]
    labels = ["structure", *range(1, most + 1)]
    return [names, *zip(labels, *columns)]


@pytest.mark.parametrize(
    "layout", [one_row_each, row_per_peak, first_row_filled, column_per_peak, column_per_compound]
)
def test_recorded_spectra_are_the_same_in_every_layout(read_text, spectra, layout):
    records = read_text(written(layout(spectra)))
    assert [r.error for r in records] == [None] * len(spectra)
    assert [(r.id, r.structure, [p.ppm for p in r.peaks]) for r in records] == spectra
