"""Draws docs/pictures/structures.png, standard orientations: python docs/draw_structures_picture.py.

Needs Chromium or Chrome on PATH, and playwright.
"""

from html import escape
from pathlib import Path

from draw_report_picture import browser, compressed
from playwright.sync_api import sync_playwright

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.report.picture import structure_picture

PICTURE = Path(__file__).parent / "pictures" / "structures.png"
WINDOW = {"width": 1080, "height": 640}
STRUCTURES = {
    "testosterone": "C[C@]12CC[C@H]3[C@H]([C@@H]1CC[C@@H]2O)CCC4=CC(=O)CC[C@]34C",
    "cholesterol": "C[C@H](CCCC(C)C)[C@H]1CC[C@@H]2[C@@]1(CC[C@H]3[C@H]2CC=C4[C@@]3(CC[C@@H](C4)O)C)C",
    "morphine": "CN1CC[C@]23[C@@H]4[C@H]1CC5=C2C(=C(C=C5)O)O[C@H]3[C@H](C=C4)O",
    "glucose": "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O",
    "quercetin": "C1=CC(=C(C=C1C2=C(C(=O)C3=C(C=C(C=C3O2)O)O)O)O)O",
    "taxol": (
        "CC(=O)O[C@H]1C(=O)[C@]2(C)[C@@H](O)C[C@H]3OC[C@@]3(OC(C)=O)[C@H]2[C@H](OC(=O)c2ccccc2)[C@]2(O)"
        "C[C@H](OC(=O)[C@H](O)[C@@H](NC(=O)c3ccccc3)c3ccccc3)C(C)=C1C2(C)C"
    ),
}


def drawing(smiles: str) -> str:
    """A structure as an SVG element."""
    picture = structure_picture(parse_structure(smiles))
    x, y, width, height = picture.box
    return (
        f'<svg width="350" height="285" viewBox="{x:g} {y:g} {width:g} {height:g}" '
        f'font-family="Helvetica,Arial,sans-serif">{picture.svg}</svg>'
    )


def page() -> str:
    """The structures in rows of three, with their names."""
    figures = "".join(
        f"<figure>{drawing(smiles)}<figcaption>{escape(name)}</figcaption></figure>"
        for name, smiles in STRUCTURES.items()
    )
    style = (
        "body{margin:0;display:flex;flex-wrap:wrap;font:14px sans-serif}figure{margin:4px;text-align:center}"
    )
    return f"<!DOCTYPE html><style>{style}</style>{figures}"


def main() -> None:
    """Write the picture."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        shown = started.new_page(viewport=WINDOW)
        shown.set_content(page())
        content = compressed(shown.screenshot())
        started.close()
    PICTURE.write_bytes(content)
    print(f"{PICTURE}: {len(content)} bytes")


if __name__ == "__main__":
    main()
