"""A table of structures becomes a library file that Retrieve from Library File opens, whole or not at all."""

import os
import time

import pyarrow as pa
import pyarrow.parquet
import pytest
from node_bench import PEAKS, SMILES, columns

MIXED = ["CCO", "C1CC", "CC(C)=O", None, "CCO", "c1ccncc1"]


def molecules(bench, smiles=MIXED, batch=2, **more):
    ids = [f"m{n}" for n in range(len(smiles))]
    return bench.table(
        {
            "Name": pa.array([f"compound {n}" for n in range(len(smiles))], pa.string()),
            "SMILES": pa.array(smiles, pa.string()),
            **more,
        },
        ids=ids,
        batch=batch,
    )


def stored(path):
    return pyarrow.parquet.read_table(path).to_pylist()


def test_the_library_is_searched_by_retrieve_from_library_file(bench, model, tiny_model, tmp_path):
    path = tmp_path / "library.parquet"
    result = bench.run("build_library", model, molecules(bench), path=str(path), library_id="Name")
    library, failed = result.frames
    assert library.iloc[0].to_dict() == {
        "Path": str(path),
        "Molecules": 4,
        "Embedding model": tiny_model.fingerprint,
        "Rows": 6,
        "Failed rows": 2,
        "Duplicates left out": 0,
        "Rows from a stopped run": 0,
    }
    assert failed.index.tolist() == ["m1", "m3"] and failed["SMILES"].tolist() == ["C1CC", None]
    assert failed["Library error code"].tolist() == ["invalid_smiles", "no_structure"]
    assert all(failed["Not in the library because"])
    assert result.warnings[-1].startswith("2 of 6 rows could not be used.")
    queries = bench.table({"Peaks": pa.array(PEAKS[:1], pa.list_(pa.float64()))})
    text = result.flow_variables["kmaid_library"]
    hits = bench.run("retrieve_from_file", model, queries, library=text).frames[0]
    ethanol = hits[hits["Structure"] == "CCO"].iloc[0]
    assert ethanol["Library ID"] == "compound 0" and ethanol["Copies"] == "compound 4"


def test_what_a_run_did_is_in_flow_variables(bench, model, tmp_path):
    path = tmp_path / "library.parquet"
    result = bench.run("build_library", model, molecules(bench), path=str(path), keep_duplicates=False)
    told = {name: result.flow_variables[f"kmaid_{name}"] for name in ("rows", "failed_rows", "molecules")}
    assert told == {"rows": 6, "failed_rows": 2, "molecules": 3}
    assert result.flow_variables["kmaid_duplicates"] == 1
    assert [row["id"] for row in stored(path) if row["error"] is None] == ["m0", "m2", "m5"]
    assert result.frames[1].index.tolist() == ["m1", "m3"]


def test_the_path_may_start_from_the_workflow_and_its_folders_are_made(bench, model, tmp_path):
    workflow = bench.workflow(tmp_path / "workspace" / "workflow")
    folder = os.path.relpath(tmp_path / "new" / "folder", workflow)
    text = f"knime://knime.workflow/{folder}/my%20library.parquet"
    configured = bench.configure("build_library", [model, molecules(bench)], path=text)
    result = bench.run("build_library", model, molecules(bench), path=text)
    place = tmp_path / "new" / "folder" / "my library.parquet"
    assert result.frames[0]["Path"].tolist() == [str(place)] and place.is_file()
    assert configured.specs and result.flow_variables["kmaid_library"] == str(place)
    with pytest.raises(bench.failed, match="There is no folder"):
        bench.run(
            "build_library", model, molecules(bench), path=f"{tmp_path}/no/l.parquet", make_folders=False
        )


def test_the_library_is_the_one_of_kmaid_embed(bench, model, model_file, tmp_path):
    from kmaid_nodes.cli import main

    table, by_command, by_node = (tmp_path / name for name in ("in.csv", "command.parquet", "node.parquet"))
    table.write_text("id,smiles\n" + "".join(f"compound {n},{s}\n" for n, s in enumerate(SMILES)))
    main(["embed", str(table), "--out", str(by_command), "--model", str(model_file)])
    given = molecules(bench, SMILES)
    bench.run("build_library", model, given, path=str(by_node), library_id="Name")
    assert by_node.read_bytes() == by_command.read_bytes()


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("", "Choose the file"),
        ("/tmp/library.csv", "ends in .parquet"),
        ("library", "ends in .parquet"),
        ("knime://My-KNIME-Hub/library.parquet", "not on this computer"),
    ],
)
def test_a_place_that_is_none_for_a_library_is_refused_in_the_dialog(bench, model, path, sentence):
    with pytest.raises(bench.failed, match=sentence) as refusal:
        bench.configure("build_library", [model, molecules(bench)], path=path)
    assert refusal.value.invalid_settings


def test_a_file_that_is_there_is_refused_unless_it_is_a_library_that_may_be_replaced(bench, model, tmp_path):
    path, other = tmp_path / "library.parquet", tmp_path / "other.parquet"
    pyarrow.parquet.write_table(pa.table({"smiles": ["CCO"]}), other)
    before = other.read_bytes()
    bench.run("build_library", model, molecules(bench), path=str(path))
    fewer = molecules(bench, ["CCC"])
    for place, settings, sentence in (
        (path, {}, "exists already"),
        (other, {}, "exists already"),
        (other, {"if_exists": "OVERWRITE"}, "is no library"),
    ):
        with pytest.raises(bench.failed, match=sentence):
            bench.configure("build_library", [model, fewer], path=str(place), **settings)
    assert other.read_bytes() == before and len(stored(path)) == 6
    bench.run("build_library", model, fewer, path=str(path), if_exists="OVERWRITE")
    assert len(stored(path)) == 1
    with pytest.raises(bench.failed, match="is a folder"):
        folder = tmp_path / "folder.parquet"
        folder.mkdir()
        bench.configure("build_library", [model, fewer], path=str(folder), if_exists="OVERWRITE")


def test_a_table_without_a_molecule_gives_an_empty_library_and_says_so(bench, model, tmp_path):
    for number, smiles in enumerate(([], ["C1CC", None])):
        path = tmp_path / f"{number}.parquet"
        result = bench.run("build_library", model, molecules(bench, smiles), path=str(path))
        assert result.frames[0]["Molecules"].tolist() == [0] and len(result.frames[1]) == len(smiles)
        assert result.warnings[-1].endswith("The library holds no molecule.")


def test_the_reasons_stand_beside_columns_of_the_same_name(bench, model, tmp_path):
    taken = pa.array(["mine"] * len(MIXED))
    given = molecules(bench, **{"Not in the library because": taken})
    failed = bench.run("build_library", model, given, path=str(tmp_path / "l.parquet")).frames[1]
    assert failed["Not in the library because"].tolist() == ["mine"] * 2
    assert all(failed["K-M3AID Not in the library because"])


@pytest.fixture
def small_parts(monkeypatch, bench):
    """Parts of 32 molecules; only in a process of the tests' own."""
    if not bench.can_cancel:
        pytest.skip("knime_host cannot press Cancel in the process of a JVM")
    from kmaid_nodes.library_building import building

    build = building.build_library
    monkeypatch.setattr(building, "build_library", lambda *a, **k: build(*a, **k, records_per_part=32))


def cancelled_after(rows, bench, model, table, **settings):
    """Press Cancel when so many rows are done; the seconds until the node stops."""
    pressed = []

    def cancel(context):
        done = [int(message.split()[0]) for _, message in context.progress if message and " of " in message]
        if done and done[-1] >= rows:
            pressed.append(time.monotonic())
        return bool(pressed)

    with pytest.raises(bench.failed, match="cancel"):
        bench.run("build_library", model, table, cancel=cancel, **settings)
    return time.monotonic() - pressed[0]


@pytest.fixture
def watched(monkeypatch):
    """KNIME is asked at each call, however fast the model of the tests is."""
    monkeypatch.setattr("kmaid_nodes.nodes.progress._SECONDS", 0.0)


def test_after_cancel_there_is_no_file_and_the_next_run_goes_on(bench, model, tmp_path, small_parts, watched):
    smiles = [f"{'C' * (n % 40 + 1)}O" if n % 50 else None for n in range(160)]
    table, path, whole = molecules(bench, smiles, 50), tmp_path / "l.parquet", tmp_path / "whole.parquet"
    bench.run("build_library", model, table, path=str(whole))
    assert cancelled_after(96, bench, model, table, path=str(path)) < 5
    assert not path.exists() and path.with_name("l.parquet.parts").is_dir()
    result = bench.run("build_library", model, table, path=str(path))
    assert result.frames[0]["Rows from a stopped run"].tolist()[0] in (64, 96)
    assert result.frames[1].index.tolist() == ["m0", "m50", "m100", "m150"]
    assert path.read_bytes() == whole.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["l.parquet", "whole.parquet"]


@pytest.mark.parametrize("change", ["structure", "id", "order", "model", "duplicates"])
def test_parts_of_another_table_or_model_are_not_used(
    change, bench, model, tiny_model, tmp_path, small_parts, watched
):
    smiles = [f"{'C' * (n % 40 + 1)}O" for n in range(130)]
    path, settings = tmp_path / "l.parquet", {}
    table, other_model = molecules(bench, smiles, 50), model
    cancelled_after(96, bench, model, table, path=str(path))
    if change == "structure":
        table = molecules(bench, [*smiles[:-1], "CC"], 50)
    elif change == "id":
        settings = {"library_id": "Name"}
    elif change == "order":
        table = molecules(bench, smiles[::-1], 50)
    elif change == "duplicates":
        settings = {"keep_duplicates": False}
    else:
        from dataclasses import replace

        calibration = replace(tiny_model.calibration, density=1.5)
        replace(tiny_model, calibration=calibration).save(tmp_path / "model.safetensors")
        file = str(tmp_path / "model.safetensors")
        other_model = bench.run("pretrained_model", source="FILE", path=file).outputs[0]
    result = bench.run("build_library", other_model, table, path=str(path), **settings)
    assert result.frames[0]["Rows from a stopped run"].tolist() == [0]


def test_a_disk_that_is_full_is_told_in_a_sentence(bench, model, tmp_path, small_parts, monkeypatch):
    from kmaid_nodes.writing.table_parts import TableParts

    def full(self, batches):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(TableParts, "append", full)
    with pytest.raises(bench.failed, match=r"Cannot write .*l\.parquet: No space left on device\."):
        bench.run("build_library", model, molecules(bench), path=str(tmp_path / "l.parquet"))


@pytest.mark.slow
def test_two_processes_give_the_same_library(bench, model, tmp_path, tiny_model):
    smiles = [f"{'C' * (n % 30 + 1)}O" for n in range(9000)]
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    for path, processes in ((one, 1), (two, 2)):
        bench.run("build_library", model, molecules(bench, smiles, None), path=str(path), processes=processes)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.slow
def test_cancel_ends_the_processes_too(bench, model, tmp_path, watched):
    if not bench.can_cancel:
        pytest.skip("knime_host cannot press Cancel in the process of a JVM")
    import multiprocessing

    table = molecules(bench, [f"{'C' * (n % 30 + 1)}O" for n in range(9000)], None)
    path = tmp_path / "l.parquet"
    seconds = cancelled_after(0, bench, model, table, path=str(path), processes=2)
    assert seconds < 5 and not path.exists()
    # The pool's own thread may be about to note that a process has ended, so that one look is too early.
    until = time.monotonic() + 10
    while multiprocessing.active_children() and time.monotonic() < until:
        time.sleep(0.05)
    assert not multiprocessing.active_children()


def test_columns_beside_the_structures_do_not_matter(bench, model, tmp_path):
    path = tmp_path / "l.parquet"
    bench.run("build_library", model, bench.table(columns()), path=str(path))
    assert [row["id"] for row in stored(path)] == [f"Row{n}" for n in range(len(SMILES))]
