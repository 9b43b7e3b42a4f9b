"""Pages within a notebook."""

from __future__ import annotations

from html import escape

_HEIGHT_PX = 640


def framed(page: str) -> str:
    """A page in a frame of its own, so that its styles and scripts stay apart from the notebook's."""
    return (
        f'<iframe srcdoc="{escape(page)}" sandbox="allow-scripts allow-downloads" '
        f'style="width:100%;height:{_HEIGHT_PX}px;border:0"></iframe>'
    )
