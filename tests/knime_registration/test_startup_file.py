"""knime.ini: one line below -vmargs is ours, and all other bytes stay as they are."""

import locale
from pathlib import Path

import pytest

from kmaid_nodes.codes.registration import Change
from kmaid_nodes.errors import UserError
from kmaid_nodes.knime_registration.startup_file import line_for, read_ini

CONFIG = Path("/home/ann/.config/kmaid/knime/config.yml")
LINE = line_for(CONFIG)
INI = """\
-startup
plugins/org.eclipse.equinox.launcher_1.6.900.jar
--launcher.library
plugins/org.eclipse.equinox.launcher.gtk.linux.x86_64_1.2.1100
-vm
plugins/org.knime.binary.jre.linux.x86_64_17.0.5/jre/bin
-vmargs
-server
-Dsun.java2d.d3d=false
-Xmx8g
-Dorg.knime.container.cellsinmemory=5000
"""


@pytest.fixture
def ini(tmp_path):
    path = tmp_path / "knime.ini"
    path.write_bytes(INI.encode())
    return path


def lines_below(data: bytes) -> list[str]:
    lines = data.decode().splitlines()
    return lines[lines.index("-vmargs") + 1 :]


@pytest.mark.parametrize(
    "text",
    [
        INI,
        INI.replace("\n", "\r\n"),
        INI.replace("\n", "\r"),
        INI.rstrip(),
        "-startup\nlauncher.jar\n-vmargs",
        "-startup\r\nlauncher.jar\r\n-vmargs",
        "-startup\nlauncher.jar\n-vmargs\n",
        INI.replace("-server\n", "-server  \n\n# more memory\n"),
        INI.replace("-vmargs\n", "-vmargs \n"),
        INI.replace("-startup\n", "-startup\r\n"),  # two kinds of line ends
        "\ufeff" + INI,
        INI.replace("-Xmx8g", "-Duser.home=/home/Zoë"),
    ],
)
def test_the_line_is_added_right_below_vmargs_and_taken_out_to_the_byte(ini, text):
    ini.write_bytes(text.encode())
    added, change = read_ini(ini).with_config(CONFIG)
    assert change == Change.ADDED
    ini.write_bytes(added.data)
    stripped = [line.strip() for line in added.data.decode().splitlines()]
    assert stripped[stripped.index("-vmargs") + 1] == LINE
    again, change = read_ini(ini).with_config(CONFIG)
    assert change == Change.PRESENT and again.data == added.data
    removed, change = read_ini(ini).without_config()
    assert change == Change.REMOVED and removed.data == text.encode()


def test_the_line_ends_as_its_neighbour(ini):
    ini.write_bytes(INI.replace("\n", "\r\n").encode())
    data = read_ini(ini).with_config(CONFIG)[0].data
    assert data.count(b"\r\n") == data.count(b"\n") == INI.count("\n") + 1


def test_bytes_of_another_encoding_stay(ini):
    ini.write_bytes(INI.encode().replace(b"-Xmx8g", b"-Duser.home=C:\\Users\\Zo\xeb"))
    data = read_ini(ini).with_config(CONFIG)[0].data
    assert b"Zo\xeb\n" in data


def test_the_line_of_another_folder_is_replaced_where_it_stands(ini):
    ini.write_text(INI + "-Dknime.python.extension.config=/old/config.yml\n-Xss2m\n")
    file, change = read_ini(ini).with_config(CONFIG)
    assert change == Change.REPLACED
    assert lines_below(file.data)[-2:] == [LINE, "-Xss2m"]


def test_the_last_of_several_lines_counts_as_java_takes_it(ini):
    ini.write_text(f"{INI}{LINE}\n-Dknime.python.extension.config=/last/config.yml\n")
    assert read_ini(ini).config == "/last/config.yml"
    assert lines_below(read_ini(ini).with_config(CONFIG)[0].data)[-2:] == [LINE, LINE]


def test_a_line_above_vmargs_is_not_javas(ini):
    ini.write_text(f"{LINE}\n{INI}")
    file, change = read_ini(ini).with_config(CONFIG)
    assert change == Change.ADDED and lines_below(file.data)[0] == LINE


def test_a_line_that_is_commented_out_does_not_count(ini):
    ini.write_text(f"{INI}#{LINE}\n")
    assert read_ini(ini).config is None


def test_a_path_of_windows_with_spaces_is_written_as_it_is(ini):
    config = Path(r"C:\Users\Ann Lee\AppData\Roaming\kmaid\knime\config.yml")
    data = read_ini(ini).with_config(config)[0].data
    assert lines_below(data)[0] == f"-Dknime.python.extension.config={config}"


def test_a_path_that_the_file_can_hold_in_its_encoding_only(ini, monkeypatch):
    monkeypatch.setattr(locale, "getencoding", lambda: "cp1252")
    config = Path("/Users/Zoë/config.yml")
    data = read_ini(ini).with_config(config)[0].data
    assert "Zoë".encode("cp1252") in data
    ini.write_bytes(data)
    assert read_ini(ini).names(config)
    with pytest.raises(UserError, match="a folder of plain letters"):
        read_ini(ini).with_config(Path("/home/核磁/config.yml"))


def test_a_file_in_utf_8_gets_a_path_in_utf_8(ini, monkeypatch):
    monkeypatch.setattr(locale, "getencoding", lambda: "cp1252")
    ini.write_bytes(INI.replace("-Xmx8g", "-Duser.home=/home/Zoë").encode())
    assert (
        "/home/核磁/config.yml".encode() in read_ini(ini).with_config(Path("/home/核磁/config.yml"))[0].data
    )


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "no line -vmargs"),
        (b"-startup\nlauncher.jar\n", "no line -vmargs"),
        (b"[settings]\n-vmargs = 1\n", "no line -vmargs"),
        (INI.encode("utf-16"), "no line -vmargs"),
        (b"-vmargs\n-Xmx8g\n", "not the knime.ini of a KNIME"),
        (b"\x7fELF\0\n-vmargs\n-startup\n", "not a knime.ini"),
    ],
)
def test_what_is_no_knime_ini_is_refused(ini, data, words):
    ini.write_bytes(data)
    with pytest.raises(UserError, match=words):
        read_ini(ini)
    assert ini.read_bytes() == data


def test_a_knime_ini_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UserError, match="There is no file"):
        read_ini(tmp_path / "knime.ini")
