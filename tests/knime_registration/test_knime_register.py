"""`kmaid knime-register` makes this checkout known to a KNIME, and takes it out again."""

import os
import shlex
import stat
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from kmaid_nodes.cli import main
from kmaid_nodes.errors import UserError
from kmaid_nodes.knime_registration import requirements
from kmaid_nodes.knime_registration.installation import EXTENSION_ID, extension_folder, this_entry
from kmaid_nodes.knime_registration.places import default_config, found_ini_files, ini_file_in
from kmaid_nodes.knime_registration.requirements import KNIME_NEEDS, Requirement, pip_command, unmet

ROOT = Path(__file__).resolve().parents[2]
INI = "-startup\nplugins/launcher.jar\n-vmargs\n-Xmx2g\n"
PROPERTY = "-Dknime.python.extension.config="
OTHER = "org.group.other:\n  src: /data/other\n  python_executable: /opt/other/bin/python\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A user without a KNIME, whose Python has what KNIME needs."""
    home = tmp_path / "home of Ann"
    home.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA", "ProgramFiles", "ProgramW6432"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(requirements, "KNIME_NEEDS", ())
    monkeypatch.setattr(requirements.unmet, "__defaults__", ((),))
    return home


@pytest.fixture
def ini(tmp_path):
    path = tmp_path / "knime 5.5" / "knime.ini"
    path.parent.mkdir()
    path.write_text(INI)
    return path


def register(*arguments) -> int:
    return main(["knime-register", *map(str, arguments)])


def named(ini: Path) -> Path:
    (line,) = [line for line in ini.read_text().splitlines() if line.startswith(PROPERTY)]
    return Path(line.removeprefix(PROPERTY))


def entries(config: Path) -> dict:
    return yaml.safe_load(config.read_text("utf-8"))


def test_knime_finds_the_nodes_of_this_checkout_with_this_python(home, ini, capsys):
    assert register("--knime-ini", ini) == 0
    entry = entries(named(ini))[EXTENSION_ID]
    assert Path(entry["src"]) == ROOT and Path(entry["python_executable"]) == Path(sys.executable)
    assert home in named(ini).parents
    described = yaml.safe_load((Path(entry["src"]) / "knime.yml").read_text("utf-8"))
    assert f"{described['group_id']}.{described['name']}" == EXTENSION_ID
    said = capsys.readouterr().out
    assert f"The line for it was added to {ini}, below -vmargs." in said
    assert "Restart KNIME. The nodes are under Community Nodes > K-M3AID NMR." in said


def test_a_second_run_changes_nothing(ini, capsys):
    register("--knime-ini", ini)
    files = [path for folder in (ini.parent, named(ini).parent) for path in sorted(folder.iterdir())]
    before = [(path, path.read_bytes(), path.stat().st_mtime_ns) for path in files]
    capsys.readouterr()
    assert register("--knime-ini", ini) == 0
    assert before == [(path, path.read_bytes(), path.stat().st_mtime_ns) for path in files]
    assert sorted(ini.parent.iterdir()) == [ini, ini.with_name("knime.ini.bak")]
    said = capsys.readouterr().out
    assert "already" in said and "Restart" not in said


def test_without_a_knime_ini_the_line_is_told_and_nothing_else_is_changed(home, ini, capsys):
    assert register() == 0
    said = capsys.readouterr().out
    (line,) = [line.strip() for line in said.splitlines() if PROPERTY in line]
    assert EXTENSION_ID in entries(Path(line.removeprefix(PROPERTY)))
    assert ini.read_text() == INI and "below the line -vmargs" in said


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="folders of Linux")
def test_a_knime_in_a_usual_place_is_offered_and_left_alone(home, capsys):
    found = home / "knime_5.5.1" / "knime.ini"
    found.parent.mkdir()
    found.write_text(INI)
    assert register() == 0
    assert f'kmaid knime-register --knime-ini "{found}"' in capsys.readouterr().out
    assert found.read_text() == INI


def test_removing_it_leaves_knime_ini_as_it_was(ini, capsys):
    register("--knime-ini", ini)
    config = named(ini)
    assert register("--knime-ini", ini, "--remove") == 0
    # KNIME cannot read a list without entries, so that none is left behind.
    assert ini.read_text() == INI and not config.exists()
    assert "Restart KNIME to see the change." in capsys.readouterr().out


def test_removing_it_twice_is_no_error(ini, capsys):
    assert register("--knime-ini", ini, "--remove") == 0
    assert ini.read_text() == INI
    assert "has no line for it" in capsys.readouterr().out


def test_the_file_as_it_was_is_kept(ini):
    ini.with_name("knime.ini.bak").write_text("an older copy")
    register("--knime-ini", ini)
    assert ini.with_name("knime.ini.bak").read_text() == "an older copy"
    assert ini.with_name("knime.ini.1.bak").read_text() == INI


def test_the_list_that_knime_reads_already_gets_the_entry(tmp_path, ini, capsys):
    config = tmp_path / "my extensions.yml"
    config.write_text(OTHER)
    ini.write_text(f"{INI}{PROPERTY}{config}\n")
    before = ini.read_text()
    assert register("--knime-ini", ini) == 0
    assert ini.read_text() == before
    assert list(entries(config)) == ["org.group.other", EXTENSION_ID]
    assert "The entries of org.group.other are as they were." in capsys.readouterr().out
    assert register("--knime-ini", ini, "--remove") == 0
    assert ini.read_text() == before and config.read_text() == OTHER
    assert "stays, since other extensions need it" in capsys.readouterr().out


def test_extensions_of_another_list_are_not_lost(tmp_path, ini, capsys):
    config = tmp_path / "config.yml"
    config.write_text(OTHER)
    ini.write_text(f"{INI}{PROPERTY}{config}\n")
    before = ini.read_text()
    assert register("--knime-ini", ini, "--config", tmp_path / "new.yml") == 2
    assert "which has org.group.other" in capsys.readouterr().err
    assert ini.read_text() == before and not (tmp_path / "new.yml").exists()


@pytest.mark.parametrize("left", ["nothing", "an earlier entry of this extension"])
def test_an_earlier_line_of_this_extension_is_replaced(tmp_path, ini, left):
    old, new = tmp_path / "old.yml", tmp_path / "new.yml"
    if left != "nothing":
        register("--config", old)
    ini.write_text(f"{INI}{PROPERTY}{old}\n")
    assert register("--knime-ini", ini, "--config", new) == 0
    assert named(ini) == new and EXTENSION_ID in entries(new)


def test_a_list_without_its_folder_is_not_guessed(ini, capsys):
    ini.write_text(f"{INI}{PROPERTY}config.yml\n")
    assert register("--knime-ini", ini) == 2
    assert "without its folder" in capsys.readouterr().err


def test_a_list_that_cannot_be_changed_safely_stops_all(tmp_path, ini, capsys):
    config = tmp_path / "config.yml"
    config.write_text("{org.group.other: {src: /data/other}}\n")
    assert register("--knime-ini", ini, "--config", config) == 2
    assert "was left as it is" in capsys.readouterr().err
    assert ini.read_text() == INI


def test_a_file_that_is_no_knime_ini_stops_all(home, tmp_path, capsys):
    path = tmp_path / "eclipse.txt"
    path.write_text("hello\n")
    assert register("--knime-ini", path) == 2
    assert "is not a knime.ini" in capsys.readouterr().err
    assert path.read_text() == "hello\n" and not list(home.rglob("config.yml"))


def test_links_and_rights_stay(tmp_path, ini):
    if os.name == "nt":
        pytest.skip("links need rights on Windows")
    ini.chmod(0o640)
    link = tmp_path / "knime.ini"
    link.symlink_to(ini)
    assert register("--knime-ini", link) == 0
    assert link.is_symlink() and PROPERTY in ini.read_text()
    assert stat.S_IMODE(ini.stat().st_mode) == 0o640


def test_a_knime_ini_that_cannot_be_written_is_told_with_its_line(ini, monkeypatch, capsys):
    def refused(self, data):
        raise PermissionError(13, "Permission denied")

    config = ini.with_name("list.yml")
    register("--config", config)
    monkeypatch.setattr(Path, "write_bytes", refused)
    assert register("--knime-ini", ini, "--config", config) == 2
    said = capsys.readouterr().err
    assert (
        f"Cannot write {ini}: Permission denied. It is as it was." in said and f"{PROPERTY}{config}" in said
    )
    assert ini.read_text() == INI


def test_debug_mode_is_for_developers(tmp_path):
    config = tmp_path / "config.yml"
    register("--config", config)
    assert "debug_mode" not in entries(config)[EXTENSION_ID]
    register("--config", config, "--debug")
    assert entries(config)[EXTENSION_ID]["debug_mode"] is True


def test_packages_that_knime_lacks_are_told_with_one_command(tmp_path, monkeypatch, capsys):
    lacking = (Requirement("no-such-package", "1.0"), Requirement("pytest", below="1"), Requirement("pytest"))
    monkeypatch.setattr(requirements.unmet, "__defaults__", (lacking,))
    assert register("--config", tmp_path / "config.yml") == 2
    done = capsys.readouterr()
    assert "K-M3AID is registered" in done.out
    command = shlex.split(done.err.splitlines()[-1])
    assert command[1:] == ["-m", "pip", "install", "no-such-package>=1.0", "pytest<1"]


@pytest.mark.parametrize(
    "requirement, version, fits",
    [
        (Requirement("pandas", "2.0", "3"), "2.3.3", True),
        (Requirement("pandas", "2.0", "3"), "3.0.0", False),
        (Requirement("pandas", "2.0", "3"), "3.0.0rc1", False),
        (Requirement("pandas", "2.0", "3"), "1.5.3", False),
        (Requirement("pandas", "2.0", "3"), "2", True),
        (Requirement("markdown", below="3.11"), "3.9", True),
        (Requirement("markdown", below="3.11"), "3.10.2", True),
        (Requirement("markdown", below="3.11"), "3.11", False),
        (Requirement("py4j", "0.10.9"), "0.10.9.9", True),
        (Requirement("py4j", "0.10.9"), "0.10.8.1", False),
    ],
)
def test_versions_are_compared_number_by_number(requirement, version, fits):
    assert requirement.fits(version) is fits


def test_the_extra_named_knime_has_what_knime_needs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["optional-dependencies"]["knime"] == [str(wanted) for wanted in KNIME_NEEDS]
    tested = dict(line.lower().split("==") for line in (ROOT / "constraints.txt").read_text().splitlines())
    assert all(wanted.fits(tested[wanted.package]) for wanted in KNIME_NEEDS)
    assert all(unmet((wanted,)) == [] for wanted in KNIME_NEEDS if wanted.package in ("pandas", "pyarrow"))


def test_a_python_in_a_folder_with_spaces_is_quoted():
    command = pip_command(r"C:\Program Files\Python\python.exe", [Requirement("markdown", "3.4", "3.11")])
    assert command == r'"C:\Program Files\Python\python.exe" -m pip install "markdown>=3.4,<3.11"'


def test_a_virtual_environment_is_told_by_its_own_python(tmp_path, monkeypatch):
    base = tmp_path / "base" / "python.exe"
    venv = tmp_path / "venv" / "python.exe"
    for path in (base, venv):
        path.parent.mkdir()
    base.write_text("")
    try:
        venv.symlink_to(base)
    except OSError:
        pytest.skip("links need rights on Windows")
    monkeypatch.setattr(sys, "executable", str(venv))
    monkeypatch.setattr(sys, "prefix", str(venv.parent))
    assert this_entry().python == str(venv)
    (venv.parent / "conda-meta").mkdir()
    assert this_entry().conda and this_entry().python == str(venv.parent)


def test_an_installation_without_knimes_files_is_told_what_to_do(tmp_path):
    with pytest.raises(UserError, match=r"has no knime\.yml"):
        extension_folder(tmp_path / "kmaid_nodes")


def test_a_wheel_has_its_own_folder_for_knime(tmp_path):
    for root in (tmp_path / "kmaid_nodes" / "knime_files", tmp_path):
        (root / "knime_extension").mkdir(parents=True)
        (root / "knime.yml").touch()
        (root / "knime_extension" / "extension.py").touch()
    assert extension_folder(tmp_path / "kmaid_nodes") == tmp_path / "kmaid_nodes" / "knime_files"


@pytest.mark.parametrize(
    "system, environment, place",
    [
        ("win32", {"APPDATA": "roaming"}, "roaming/kmaid/knime/config.yml"),
        ("win32", {}, "home/AppData/Roaming/kmaid/knime/config.yml"),
        ("darwin", {}, "home/Library/Application Support/kmaid/knime/config.yml"),
        ("linux", {}, "home/.config/kmaid/knime/config.yml"),
        ("linux", {"XDG_CONFIG_HOME": "settings"}, "settings/kmaid/knime/config.yml"),
    ],
)
def test_the_list_is_where_settings_are_on_each_system(system, environment, place):
    assert default_config(Path("home"), environment, system) == Path(place)


@pytest.mark.parametrize(
    "system, place",
    [
        ("win32", "programs/KNIME/knime.ini"),
        ("win32", "local/Programs/KNIME 5.5/knime.ini"),
        ("darwin", "home/Applications/KNIME 5.5.0.app/Contents/Eclipse/knime.ini"),
        ("linux", "home/knime_5.5.0/knime.ini"),
    ],
)
def test_knime_is_found_in_the_usual_places(tmp_path, system, place):
    ini = tmp_path / place
    ini.parent.mkdir(parents=True)
    ini.write_text(INI)
    (tmp_path / "home" / "knime-workspace").mkdir(parents=True)
    environment = {"ProgramFiles": str(tmp_path / "programs"), "LOCALAPPDATA": str(tmp_path / "local")}
    found = [
        path for path in found_ini_files(tmp_path / "home", environment, system) if tmp_path in path.parents
    ]
    assert found == [ini]


@pytest.mark.parametrize("inside", ["knime.ini", "Contents/Eclipse/knime.ini"])
def test_knimes_folder_or_program_may_be_named_too(tmp_path, inside):
    ini = tmp_path / "KNIME.app" / inside
    ini.parent.mkdir(parents=True, exist_ok=True)
    ini.write_text(INI)
    assert ini_file_in(tmp_path / "KNIME.app") == ini
    assert ini_file_in(ini) == ini
