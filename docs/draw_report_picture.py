"""Draws docs/pictures/report.png, the demo in a browser: python docs/draw_report_picture.py [REPORT].

Needs kmaid_demo/report.html, which `kmaid demo` writes, Chromium or Chrome on PATH, and playwright.
"""

import argparse
import io
import shutil
import sys
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PICTURE = Path(__file__).parent / "pictures" / "report.png"
MOST_BYTES = 200_000
WINDOW = {"width": 1280, "height": 860}


def browser() -> str:
    """The browser's path."""
    path = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if path is None:
        sys.exit(f"None of {', '.join(BROWSERS)} is on PATH.")
    return path


def screenshot(report: Path, molecule: str, atom: int) -> bytes:
    """What a window of the usual size shows of a molecule, while the mouse is on one of its carbons."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=browser(), args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        page = started.new_page(viewport=WINDOW)
        page.goto(f"{report.resolve().as_uri()}#{quote(molecule)}")
        page.click(".row-hint button")
        page.hover(f'.atom[data-atom="{atom}"] .hit', force=True)
        page.wait_for_timeout(200)
        content = page.screenshot()
        started.close()
    return content


def compressed(picture: bytes) -> bytes:
    """The picture as a PNG without transparency, packed as tightly as it goes."""
    content = io.BytesIO()
    shown = Image.open(io.BytesIO(picture)).convert("RGB")
    # Rare colours, such as those of heteroatoms, are kept.
    shown.quantize(256, method=Image.Quantize.MAXCOVERAGE).save(content, "PNG", optimize=True)
    return content.getvalue()


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path, nargs="?", default=Path("kmaid_demo/report.html"))
    parser.add_argument("--molecule", default="88790", help="id of the molecule that is shown")
    parser.add_argument("--atom", type=int, default=7, help="index of the carbon that is pointed at")
    options = parser.parse_args()
    if not options.report.is_file():
        sys.exit(f"There is no report {options.report}; run `kmaid demo` first.")
    content = compressed(screenshot(options.report, options.molecule, options.atom))
    if len(content) > MOST_BYTES:
        sys.exit(f"The picture would have {len(content)} bytes, more than {MOST_BYTES}.")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(content)
    print(f"{PICTURE}: {len(content)} bytes")


if __name__ == "__main__":
    main()
