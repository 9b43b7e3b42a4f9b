"""The picture of a checked structure and its spectrum."""

import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from kmaid_nodes.codes.traffic_light import TrafficLight
from kmaid_nodes.errors import UserError
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.report.check_picture import SIZE, check_png, check_svg
from kmaid_nodes.report.picture_folder import PictureFolder
from kmaid_nodes.tasks.check_structures import check_structures

PARA = "COc1ccc(C=O)cc1"
RIGHT = (190.8, 164.6, 131.9, 130.0, 114.3, 55.6)
BUCKMINSTERFULLERENE = (
    "c12c3c4c5c1c1c6c7c2c2c8c3c3c9c4c4c%10c5c5c1c1c6c6c%11c7c2c2c7c8c3c3c8c9c4c4c9c%10c5c5c1c1c6c6c%11c2c2c7c3"
    "c3c8c4c4c9c5c1c1c6c2c3c41"
)
RED, ORANGE = (245, 140, 133), (252, 204, 115)


def checked(bundled, structure, *ppm, id="x", row=0):
    (result,) = check_structures([Record(id, structure, tuple(map(Peak, ppm)), "CDCl3", row=row)], bundled)
    return result


def pixels(png):
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG" and image.size == SIZE
    return np.asarray(image.convert("RGB")).astype(int)


def share_of(colour, area):
    return float((np.abs(area - np.array(colour)).max(-1) < 12).mean())


def test_the_light_stands_in_the_corner(bundled):
    right = checked(bundled, PARA, *RIGHT)
    wrong = checked(bundled, PARA, 205.0, 60.0, 40.0, 30.0)
    assert (right.light, wrong.light) == (TrafficLight.GREEN, TrafficLight.RED)
    red, green, _ = pixels(check_png(right))[18, 20]
    assert green > red + 60
    red, green, _ = pixels(check_png(wrong))[18, 20]
    assert red > green + 60


def test_structure_is_at_the_left_and_spectrum_at_the_right_on_white(bundled):
    picture = pixels(check_png(checked(bundled, PARA, *RIGHT)))
    for part in (picture[40:280, :270], picture[40:250, 290:]):
        assert 0.005 < float((part.min(-1) < 200).mean()) < 0.4
    assert (picture[0] == 255).all() and (picture[-1] == 255).all()


def test_doubtful_carbons_are_marked(bundled):
    right = pixels(check_png(checked(bundled, PARA, *RIGHT)))[40:, :270]
    missing = pixels(check_png(checked(bundled, PARA, *RIGHT[1:])))[40:, :270]
    far = pixels(check_png(checked(bundled, PARA, *RIGHT[:-1], 85.0)))[40:, :270]
    assert max(share_of(RED, right), share_of(ORANGE, right)) < 0.001  # the edges of an O
    assert share_of(RED, missing) > 0.002 > share_of(ORANGE, missing)
    assert share_of(RED, far) + share_of(ORANGE, far) > 0.002


def test_an_unexplained_peak_has_a_colour_of_its_own(bundled):
    colour = (194, 26, 41)
    without, with_it = (
        pixels(check_png(checked(bundled, PARA, *RIGHT, *more)))[40:250, 290:] for more in ((), (45.2,))
    )
    assert share_of(colour, without) == 0 < share_of(colour, with_it)


def test_the_svg_is_xml_of_the_same_size_and_holds_no_text_of_the_user(bundled):
    svg = check_svg(checked(bundled, PARA, *RIGHT, id="<script>alert(1)</script>"))
    root = ElementTree.fromstring(svg)
    assert root.tag.endswith("svg") and root.get("width") == f"{SIZE[0]}px"
    assert "script" not in svg


@pytest.mark.parametrize(
    ("structure", "ppm"),
    [
        ("C", (-2.3,)),
        (BUCKMINSTERFULLERENE, (143.0,)),
        ("[13CH4]", (-2.3, 77.2)),
        ("CCCCCCCCO", (300.0, -100.0)),
    ],
)
def test_odd_molecules_and_lists_are_drawn(bundled, structure, ppm):
    assert len(check_png(checked(bundled, structure, *ppm))) > 2000


def test_it_is_drawn_the_same_each_time(bundled):
    one = checked(bundled, PARA, *RIGHT)
    assert check_png(one) == check_png(one) and check_svg(one) == check_svg(one)


def test_files_have_safe_names_and_none_is_lost(bundled, tmp_path):
    folder = PictureFolder(tmp_path / "pictures")
    ids = ["a/b", "a\\b", "../../evil", "", "CON", "ü" * 300]
    names = [folder.add(checked(bundled, PARA, *RIGHT, id=id)) for id in ids]
    assert len(set(names)) == folder.written == len(ids)
    assert sorted(p.name for p in folder.folder.iterdir()) == sorted(names)
    assert not any(set(name) & set("/\\:") or len(name) > 80 for name in names)


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError):
        PictureFolder(tmp_path / "file")
