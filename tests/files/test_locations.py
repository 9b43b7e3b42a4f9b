"""Paths as people write them in KNIME: relative, from another system, as file URLs and as KNIME's own."""

from pathlib import Path

import pytest

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.locations import KnownFolders, located, workspace_of

WORKSPACE = Path("/home/ana/knime-workspace")
WORKFLOW = WORKSPACE / "NMR" / "Assign"
KNOWN = KnownFolders(WORKFLOW, WORKSPACE)
IN_CONFIGURE = KnownFolders(None, WORKSPACE, final=False)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("/data/x.sdf", "/data/x.sdf"),
        ("  /data/x.sdf ", "/data/x.sdf"),
        ('"/data/my spectra.sdf"', "/data/my spectra.sdf"),
        ("spectra.sdf", f"{WORKFLOW}/spectra.sdf"),
        ("../spectra.sdf", f"{WORKSPACE}/NMR/spectra.sdf"),
        (r"..\data\spectra.sdf", f"{WORKSPACE}/NMR/data/spectra.sdf"),
        ("knime://knime.workflow/data/x.sdf", f"{WORKFLOW}/data/x.sdf"),
        ("knime://knime.workflow/../../data/x.sdf", f"{WORKSPACE}/data/x.sdf"),
        (r"knime:\\knime.workflow\data\x.sdf", f"{WORKFLOW}/data/x.sdf"),
        ("knime://knime.workflow", str(WORKFLOW)),
        ("KNIME://knime.workflow/x.sdf", f"{WORKFLOW}/x.sdf"),
        ("knime://knime.workflow/my%20data/50%25%20%C3%A9.sdf", f"{WORKFLOW}/my data/50% é.sdf"),
        ("knime://knime.workflow/my data/50%.sdf", f"{WORKFLOW}/my data/50%.sdf"),
        ("knime://knime.mountpoint/data/x.sdf", f"{WORKSPACE}/data/x.sdf"),
        ("knime://knime.space/data/x.sdf", f"{WORKSPACE}/data/x.sdf"),
        ("knime://LOCAL/data/x.sdf", f"{WORKSPACE}/data/x.sdf"),
        ("knime://LOCAL/", str(WORKSPACE)),
        ("file:///data/my%20spectra.sdf", "/data/my spectra.sdf"),
        ("file:/data/x.sdf", "/data/x.sdf"),
        ("file://localhost/data/x.sdf", "/data/x.sdf"),
        ("file:x.sdf", f"{WORKFLOW}/x.sdf"),
    ],
)
def test_a_path_is_found_as_it_is_written(written, place):
    assert located(written, KNOWN, windows=False) == Path(place)


def test_the_tilde_is_the_users_folder(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ana")
    assert located("~/x.sdf", KNOWN, windows=False) == Path("/home/ana/x.sdf")


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (r"C:\data\x.sdf", r"C:\data\x.sdf"),
        ("file:///C:/my%20data/x.sdf", "C:/my data/x.sdf"),
        ("file:/C:/data/x.sdf", "C:/data/x.sdf"),
        ("file://C:/data/x.sdf", "C:/data/x.sdf"),
        ("file:///C:\\data\\x.sdf", "C:/data/x.sdf"),
        ("file://server/share/x.sdf", "//server/share/x.sdf"),
        (r'"C:\Users\Ana Maria\x.sdf"', r"C:\Users\Ana Maria\x.sdf"),
    ],
)
def test_paths_on_windows(written, place):
    assert located(written, KNOWN, windows=True) == Path(place)


@pytest.mark.parametrize(
    ("written", "windows", "says"),
    [
        ("knime://My-KNIME-Hub/Users/ana/x.sdf", False, "not on this computer"),
        ("knime://EXAMPLES/x.sdf", True, "not on this computer"),
        ("https://example.org/x.sdf", False, "not on this computer"),
        ("s3://bucket/x.sdf", True, "not on this computer"),
        ("file://server/share/x.sdf", False, "not on this computer"),
        (r"C:\data\x.sdf", False, "path on Windows"),
        ("file:///C:/data/x.sdf", False, "path on Windows"),
        ("knime://knime.node/x.sdf", False, "knime://knime.workflow/data/name"),
        ("knime://LOCAL/../x.sdf", False, "climbs out of the workspace"),
        ("a\0b", False, "Type it again"),
    ],
)
def test_what_is_not_here_is_refused_with_what_to_do(written, windows, says):
    for folders in (KNOWN, IN_CONFIGURE):
        with pytest.raises(UserError, match=says):
            located(written, folders, windows=windows)


@pytest.mark.parametrize(
    "written", ["x.sdf", "../x.sdf", "knime://knime.workflow/x", "knime://knime.space/x"]
)
def test_before_the_workflow_is_known_a_path_in_it_is_neither_found_nor_refused(written):
    assert located(written, IN_CONFIGURE, windows=False) is None


def test_nothing_above_the_workspace_is_in_the_space():
    with pytest.raises(UserError, match="climbs out of the workspace"):
        located("knime://knime.space/a/../../x.sdf", KNOWN)


def test_before_the_workflow_is_known_a_path_in_the_workspace_is_found():
    assert located("knime://LOCAL/x.sdf", IN_CONFIGURE, windows=False) == WORKSPACE / "x.sdf"


def test_the_mountpoint_is_the_workspace_around_the_workflow(tmp_path):
    (tmp_path / "other" / ".metadata").mkdir(parents=True)
    elsewhere = KnownFolders(tmp_path / "other" / "group" / "Assign", WORKSPACE)
    assert located("knime://knime.mountpoint/x.sdf", elsewhere) == tmp_path / "other" / "x.sdf"


@pytest.mark.parametrize("written", ["knime://LOCAL/x.sdf", "knime://knime.mountpoint/x.sdf"])
def test_without_a_workspace_the_whole_path_is_asked_for(written, tmp_path):
    with pytest.raises(UserError, match="Write the whole path"):
        located(written, KnownFolders(tmp_path, None))


def test_the_workspace_is_told_by_a_flow_variable_or_by_knimes_home():
    assert workspace_of({"knime.workspace": "/home/ana/w"}, None) == Path("/home/ana/w")
    assert workspace_of({}, "/home/ana/w/.metadata/knime") == Path("/home/ana/w")
    assert workspace_of({}, "/opt/knime") is None
    assert workspace_of({}, None) is None
