"""A list of compounds to be kept apart: InChIKeys or their first blocks, one a line."""

import gzip

import pytest

from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.compound_list import read_compounds

ASPIRIN, CAFFEINE = "BSYNRYMUTXBXSQ", "RYYVLZVUVIJVGH"


def test_whole_keys_and_first_blocks_name_the_same_compound(tmp_path):
    file = tmp_path / "seen.txt"
    file.write_bytes(f"\ufeff{ASPIRIN}\r\n\r\n# xanthines\r\n{CAFFEINE}-UHFFFAOYSA-N  # 1\r\n".encode())
    assert read_compounds(file) == {ASPIRIN, CAFFEINE}
    packed = tmp_path / "seen.txt.gz"
    packed.write_bytes(gzip.compress(ASPIRIN.encode()))
    assert read_compounds(packed) == {ASPIRIN}


@pytest.mark.parametrize(
    "line", ["aspirin", ASPIRIN.lower(), f"{ASPIRIN}X", "CC(=O)Oc1ccccc1C(=O)O", "10016316"]
)
def test_a_line_that_is_no_inchikey_is_named(tmp_path, line):
    file = tmp_path / "seen.txt"
    file.write_text(f"{CAFFEINE}\n{line}\n")
    with pytest.raises(UserError, match=r"Line 2 of seen\.txt is neither an InChIKey nor its first block"):
        read_compounds(file)


def test_files_that_name_nothing_or_are_not_there_are_refused(tmp_path):
    (tmp_path / "empty.txt").write_text("\n# nothing yet\n")
    with pytest.raises(UserError, match="names no compound"):
        read_compounds(tmp_path / "empty.txt")
    with pytest.raises(UserError, match="There is no list of compounds"):
        read_compounds(tmp_path / "absent.txt")
    (tmp_path / "image.png").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(UserError):
        read_compounds(tmp_path / "image.png")
