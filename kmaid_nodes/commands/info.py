"""`kmaid info`: what a model file holds."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmaid_nodes.commands.parser import add_command
from kmaid_nodes.errors import UserError

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    info = add_command(commands, "info", run, "Print settings, calibration and data of a model, as JSON.")
    info.add_argument("model", type=Path, nargs="?", help="model file or folder (default: the bundled model)")
    info.add_argument("--card", action="store_true", help="print the model card instead, as Markdown")
    info.add_argument(
        "--figures",
        action="append",
        default=[],
        metavar="[TITLE=]FILE",
        help="JSON that `kmaid evaluate --out` wrote, for a table in the card; may be repeated",
    )


def run(options: argparse.Namespace) -> None:
    """Print the JSON, or the card."""
    from kmaid_nodes.model.model_file import load_model

    if options.figures and not options.card:
        raise UserError("Figures (--figures) are shown in the model card only; add --card.")
    trained = load_model(options.model)
    if options.card:
        from kmaid_nodes.training.model_card import model_card

        print(model_card(trained, dict(map(_figures, options.figures))), end="")
        return
    known = {
        "preset": trained.preset.to_json(),
        "calibration": trained.calibration.to_json(),
        "about": trained.about,
    }
    print(json.dumps(known, indent=2))


def _figures(text: str) -> tuple[str, Any]:
    """The title of figures and what their file holds; the title is that of their split if none is given."""
    from kmaid_nodes.files.paths import check_present
    from kmaid_nodes.wording.model_card import no_evaluation

    title, equals, name = text.partition("=")
    if not equals or Path(text).is_file():
        title, name = "", text
    path = Path(name)
    check_present(path, "file of figures")
    try:
        metrics = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise UserError(no_evaluation(path.name)) from None
    split = metrics.get("split") if isinstance(metrics, dict) else None
    return title or (f"{split} split" if split else path.name), metrics
