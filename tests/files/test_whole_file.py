"""A file is there whole or not at all."""

import pytest

from kmaid_nodes.files.whole_file import whole_file


def test_a_file_gets_its_name_when_it_is_written(tmp_path):
    path = tmp_path / "library.index"
    with whole_file(path) as partial:
        partial.write_text("new")
        assert not path.exists()
    assert path.read_text() == "new" and list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays_where_writing_fails(tmp_path):
    path = tmp_path / "library.index"
    path.write_text("before")
    with pytest.raises(OSError, match="disk"), whole_file(path) as partial:
        partial.write_text("half")
        raise OSError("disk full")
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]
