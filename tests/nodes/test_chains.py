"""Nodes one behind the other, each with what the one before gave, and with defaults only."""

from __future__ import annotations

import gzip
import re

import pyarrow as pa
import pytest

from kmaid_nodes.demo.spectra import SLICE

# Compounds of the slice that the bundled model was not trained on.
FIRST = 16


@pytest.fixture(scope="module")
def bundled(bench):
    return bench.run("pretrained_model").outputs[0]


@pytest.fixture(scope="module")
def entries():
    return gzip.decompress(SLICE.read_bytes()).decode().split("$$$$\n")[:FIRST]


@pytest.fixture(scope="module")
def read(bench, entries, tmp_path_factory):
    path = tmp_path_factory.mktemp("spectra") / "spectra.sdf"
    path.write_text("".join(entry + "$$$$\n" for entry in entries))
    return bench.run("read_spectra", path=str(path))


@pytest.fixture(scope="module")
def fields(bench, entries):
    """The columns that KNIME's SDF Reader makes: the molecule, its name, and one for each data field."""
    rows = []
    for entry in entries:
        molecule, _, rest = entry.partition("M  END\n")
        named = dict(re.findall(r"^>.*?<([^>]+)>.*\n((?:.+\n)*)", rest, re.MULTILINE))
        rows.append({name: text.rstrip("\n") for name, text in named.items()})
        rows[-1] |= {"Molecule": f"{molecule}M  END\n", "Molecule name": molecule.partition("\n")[0]}
    fields = sorted({name for row in rows for name in row} - {"Molecule", "Molecule name"})
    names = ["Molecule", "Molecule name", *fields]
    return bench.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})


def share_assigned_as_published(bench, bundled, table, spectra):
    carbons = bench.run("assign_peaks", bundled, table).frames[0]
    published = {
        (row, atom): shift
        for row, text in spectra["Assigned shifts"].items()
        for shift, atoms in _pairs(text)
        for atom in atoms
    }
    found = {
        (row["Molecule RowID"], row["Atom index"]): row["Shift (ppm)"]
        for _, row in carbons.iterrows()
        if row["Atom index"] is not None and row["Shift (ppm)"] is not None
    }
    right = sum(abs(found.get(place, -99) - shift) < 0.6 for place, shift in published.items())
    return right / len(published)


def test_what_read_spectra_reads_is_assigned_as_it_was_published(bench, bundled, read):
    spectra = read.frames[0]
    assert len(spectra) == FIRST
    share = share_assigned_as_published(bench, bundled, read.outputs[0], spectra)
    assert share > 0.85  # 94 % when this was written


def test_columns_of_the_sdf_reader_are_assigned_as_they_were_published(bench, bundled, fields, read):
    assert share_assigned_as_published(bench, bundled, fields, read.frames[0]) > 0.85


def test_columns_of_the_sdf_reader_become_spectra_that_are_assigned(bench, bundled, fields, read):
    spectra = bench.run("table_to_spectra", fields)
    assert len(spectra.frames[0]) >= FIRST  # some records hold more than one spectrum
    first_of_each = spectra.frames[0].drop_duplicates("First RowID")
    assert list(first_of_each["Assigned shifts"]) == list(read.frames[0]["Assigned shifts"])
    molecules = bench.run("assign_peaks", bundled, spectra.outputs[0]).frames[1]
    assert (molecules["Verdict"] == "consistent").mean() > 0.8


def _pairs(text):
    for entry in filter(None, text.split("|")):
        shift, _, atoms = entry.split(";")
        yield float(shift), [int(atom) for atom in atoms.split(",")]


def test_spectra_find_their_structures_among_the_embeddings_of_embed(bench, bundled, read):
    library = bench.run("embed", bundled, read.outputs[0])
    hits = bench.run(
        "retrieve", bundled, read.outputs[0], library.outputs[0], library_form="EMBEDDINGS", top=3
    ).frames[0]
    first = hits[hits["Rank"] == 1]
    assert len(first) == FIRST
    assert (first["Query RowID"] == first["Library RowID"]).mean() > 0.9


@pytest.mark.slow
def test_a_model_that_was_just_trained_assigns(bench, bundled, read):
    trained = bench.run("train", read.outputs[0], bundled, epochs=1)
    molecules = bench.run("assign_peaks", trained.outputs[0], read.outputs[0]).frames[1]
    assert (molecules["Verdict"] == "consistent").mean() > 0.8
