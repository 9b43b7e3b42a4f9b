"""Nodes one behind the other, each with what the one before gave, and with defaults only."""

from __future__ import annotations

import pytest

from kmaid_nodes.demo.spectra import SLICE

# Compounds of the slice that the bundled model was not trained on.
FIRST = 30


@pytest.fixture(scope="module")
def bundled(bench):
    return bench.run("pretrained_model").outputs[0]


@pytest.fixture(scope="module")
def read(bench, tmp_path_factory):
    import gzip

    path = tmp_path_factory.mktemp("spectra") / "spectra.sdf"
    entries = gzip.decompress(SLICE.read_bytes()).split(b"$$$$\n")
    path.write_bytes(b"".join(entry + b"$$$$\n" for entry in entries[:FIRST]))
    return bench.run("read_spectra", path=str(path))


def test_what_read_spectra_reads_is_assigned_as_it_was_published(bench, bundled, read):
    spectra = read.frames[0]
    assert len(spectra) == FIRST
    carbons = bench.run("assign_peaks", bundled, read.outputs[0]).frames[0]
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
    assert right / len(published) > 0.85  # 95 % when this was written


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
