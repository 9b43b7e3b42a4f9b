"""Text files of any line ends and encodings."""

import gzip

import pytest

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.text_lines import text_lines

TEXT = "benzaldehyde\n\n4-methylbenzol 20,5 °C\nß-ionone\n"
LINES = ["benzaldehyde\n", "\n", "4-methylbenzol 20,5 °C\n", "ß-ionone\n"]


def lines_of_file(tmp_path, content):
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    return list(text_lines(path))


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32", "utf-16-le", "utf-16-be"]
)
def test_line_ends_and_encodings_make_no_difference(tmp_path, ends, encoding):
    content = TEXT.replace("\n", ends).encode(encoding)
    assert lines_of_file(tmp_path, content) == LINES
    assert lines_of_file(tmp_path, gzip.compress(content)) == LINES


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_utf_32_is_read_without_a_mark(tmp_path, encoding):
    assert lines_of_file(tmp_path, TEXT.encode(encoding)) == LINES


def test_one_windows_byte_does_not_spoil_the_utf_8_beside_it(tmp_path):
    assert lines_of_file(tmp_path, "α-pinene 20 ".encode() + b"\xb0C \x96 \x81\n") == [
        "α-pinene 20 °C – \x81\n"
    ]


def test_the_last_line_may_lack_its_end(tmp_path):
    assert lines_of_file(tmp_path, b"a\rb") == ["a\n", "b"]
    assert lines_of_file(tmp_path, b"") == []


def test_every_kind_of_line_end_ends_one_line(tmp_path):
    assert lines_of_file(tmp_path, b"a\r\nb\rc\nd\r\r\n\r\r\ne") == ["a\n", "b\n", "c\n", "d\n", "\n", "e"]


def test_what_is_no_text_is_told(tmp_path):
    with pytest.raises(UserError, match="is not a text file"):
        lines_of_file(tmp_path, bytes(range(256)) * 40)


def test_lines_come_before_the_file_is_read_to_its_end(tmp_path):
    packed = gzip.compress(b"CCO ethanol\r" * 200_000)
    path = tmp_path / "cut.smi.gz"
    path.write_bytes(packed[: len(packed) // 2])
    lines = text_lines(path)
    assert next(lines) == "CCO ethanol\n"
    with pytest.raises(UserError, match="damaged or incomplete gzip"):
        list(lines)
