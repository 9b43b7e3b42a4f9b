"""`model.check` in Python."""

import pandas as pd
import pytest

import kmaid_nodes as kmaid
from kmaid_nodes.api.model import Model

PARA, META = "COc1ccc(C=O)cc1", "COc1cccc(C=O)c1"
OF_META = "192.1, 160.1, 137.8, 130.0, 123.4, 121.4, 112.1, 55.4"


@pytest.fixture(scope="module")
def model(bundled):
    return Model(bundled.trained)


def test_one_structure_against_candidates(model):
    result = model.check(PARA, OF_META, candidates=[META, "COC(=O)c1ccccc1"], solvent="CDCl3")
    (row,) = result.to_pandas().to_dict("records")
    assert (row["light"], row["verdict"]) == ("red", "contradicts the structure")
    assert (row["isomers"], row["best_isomer_smiles"]) == (2, META)
    assert f"{META}, of the same formula, fits better" in row["reason"]
    assert result[0].light == "red" and result[0].comparison.best.better_by > 10


def test_a_table_keeps_its_columns_and_its_failed_rows(model):
    table = pd.DataFrame({"smiles": [META, "C1CC"], "13C": [OF_META, "20.0"], "plate": [1, 2]})
    frame = model.check(table, columns={"peaks": "13C"}).to_pandas()
    assert list(frame["light"]) == ["green", None] and list(frame["plate"]) == [1, 2]
    assert frame["error_code"].iloc[1] == "invalid_smiles" and frame["isomers"].isna().all()


def test_a_notebook_shows_the_page_and_the_picture(model, tmp_path):
    result = model.check(META, OF_META)
    assert "13C structure check" in result._repr_html_()
    picture = result.picture()
    assert picture._repr_png_().startswith(b"\x89PNG") and "<svg" in picture._repr_svg_()
    for name in ("a.png", "a.svg"):
        picture.write(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 2000
    with pytest.raises(kmaid.UserError, match=r"must end in \.png or \.svg"):
        picture.write(tmp_path / "a.gif")


def test_what_has_no_picture(model):
    with pytest.raises(kmaid.UserError, match="no result 1"):
        model.check(META, OF_META).picture(1)
    with pytest.raises(kmaid.UserError, match="was not checked"):
        model.check("C1CC", OF_META).picture()


def test_arguments_of_a_pair_do_not_go_with_a_table(model):
    with pytest.raises(kmaid.UserError, match="go with one structure"):
        model.check(pd.DataFrame({"smiles": [META], "peaks": [OF_META]}), solvent="CDCl3")
    with pytest.raises(kmaid.UserError, match="looks like structures"):
        model.check(META, OF_META, candidates=pd.DataFrame({"nothing": ["x", "y"], "else": ["u", "v"]}))
