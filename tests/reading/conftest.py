import pytest

from kmaid_nodes.reading.files import read_records
from kmaid_nodes.reading.table import TableColumns

BOTH = ("structure", "peaks")


@pytest.fixture
def read_text(tmp_path):
    """The records of a text file with this content, read for structures and peaks."""

    def read(content, needed=BOTH, name="table.csv", **columns):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(read_records(path, TableColumns(**columns), needed))

    return read
