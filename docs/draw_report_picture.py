"""Draws docs/pictures/report.png, the demo in a browser: python docs/draw_report_picture.py [REPORT].

Needs kmaid_demo/report.html, which `kmaid demo` writes, and Chromium or Chrome on PATH.
"""

import argparse
import io
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PICTURE = Path(__file__).parent / "pictures" / "report.png"
MOST_BYTES = 200_000
WINDOW = (1400, 984)

# Opens the report at one molecule and points at one of its carbons, so that the picture shows the link.
SCRIPT = """
<style>header { padding: 5px 24px; } main { padding-top: 10px; }</style>
<script>
const links = [...document.querySelectorAll("#assignments aside a")];
links.find((link) => link.querySelector(".name").textContent === "MOLECULE").click();
const item = document.querySelector("#assignments .item:not([hidden])");
const table = item.querySelector(".table");
const atom = item.querySelector('g[data-atom="ATOM"]');
atom.dispatchEvent(new PointerEvent("pointerover", {bubbles: true}));
table.scrollTop = 0;
</script>
"""


def browser() -> str:
    """The browser's path."""
    path = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if path is None:
        sys.exit(f"None of {', '.join(BROWSERS)} is on PATH.")
    return path


def screenshot(page: Path, picture: Path) -> None:
    """Write what a window of the usual size shows of a page."""
    command = [
        browser(),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={page.parent / 'profile'}",
        f"--window-size={WINDOW[0]},{WINDOW[1]}",
        f"--screenshot={picture}",
        page.as_uri(),
    ]
    subprocess.run(command, check=True, timeout=120, capture_output=True)


def compressed(picture: Path) -> bytes:
    """The picture as a PNG without transparency, packed as tightly as it goes."""
    content = io.BytesIO()
    Image.open(picture).convert("RGB").save(content, "PNG", optimize=True)
    return content.getvalue()


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path, nargs="?", default=Path("kmaid_demo/report.html"))
    parser.add_argument("--molecule", default="88790", help="name of the molecule that is shown")
    parser.add_argument("--atom", type=int, default=7, help="index of the carbon that is pointed at")
    options = parser.parse_args()
    if not options.report.is_file():
        sys.exit(f"There is no report {options.report}; run `kmaid demo` first.")
    script = SCRIPT.replace("MOLECULE", options.molecule).replace("ATOM", str(options.atom))
    with TemporaryDirectory() as folder:
        page, picture = Path(folder) / "page.html", Path(folder) / "picture.png"
        page.write_text(options.report.read_text(encoding="utf-8") + script, encoding="utf-8")
        screenshot(page, picture)
        content = compressed(picture)
    if len(content) > MOST_BYTES:
        sys.exit(f"The picture would have {len(content)} bytes, more than {MOST_BYTES}.")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(content)
    print(f"{PICTURE}: {len(content)} bytes")


if __name__ == "__main__":
    main()
