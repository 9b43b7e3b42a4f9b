"""Files that options name: by paths, `file:` URLs and KNIME's own URLs, typed or from a flow variable.

KNIME tells where the workflow is in `execute` only. In `configure` a path that starts there is not known yet;
it is then neither checked nor refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kmaid_nodes.errors import UserError
from kmaid_nodes.files.locations import KnownFolders, located, workspace_of

PATHS_HELP = (
    "Besides paths of this computer, the option takes paths relative to the workflow's folder, `~/`, and "
    "KNIME's URLs: `knime://knime.workflow/`, `knime://knime.mountpoint/`, `knime://knime.space/` and "
    "`knime://LOCAL/`."
)
"""For the description of an option."""


def path_in(context: Any, text: str | None, unset: str) -> Path | None:
    """The path that an option's text means; None in `configure` where only `execute` can tell.

    unset: what to say if there is no text. Raises UserError for that, and for what cannot be a path here.
    """
    if not (text or "").strip():
        raise UserError(unset)
    return located(text or "", _folders(context))


def found_in(context: Any, text: str | None, called: str, unset: str) -> Path | None:
    """As `path_in`, for a file or folder that must be there; called: what it is, such as `model file`."""
    place = path_in(context, text, unset)
    if place is not None and not _is_there(place):
        raise UserError(f"There is no {called} {place}.")
    return place


def found(context: Any, text: str | None, called: str, unset: str) -> Path:
    """As `found_in`, in `execute`."""
    place = found_in(context, text, called, unset)
    assert place is not None
    return place


def _is_there(place: Path) -> bool:
    try:
        return place.exists()
    except (OSError, ValueError):  # too long, or in a folder that is closed to the user
        return False


def _folders(context: Any) -> KnownFolders:
    running = hasattr(context, "get_workflow_data_area_dir")
    home = context.get_knime_home_dir() if hasattr(context, "get_knime_home_dir") else None
    return KnownFolders(
        workflow=Path(context.get_workflow_data_area_dir()).parent if running else None,
        workspace=workspace_of(getattr(context, "flow_variables", {}), home),
        final=running,
    )
