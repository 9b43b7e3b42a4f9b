"""Pictures as cells: KNIME's own PNG cells, or the text of an SVG."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import knime.extension as knext

from kmaid_nodes.nodes.tables import arrow_type


def png_type() -> Any:
    """KNIME's type of PNG cells; None where this KNIME or its Python cannot hold them."""
    try:
        from PIL import Image

        return knext.logical(Image.Image)
    except (ImportError, TypeError):
        return None


class PictureCells:
    """The type of a column of pictures, and its cells.

    as_png: PNG cells are wanted; where there are none, the cells are SVG text. Configure and execute decide
    alike.
    """

    def __init__(self, as_png: bool):
        self._png = png_type() if as_png else None

    @property
    def is_svg(self) -> bool:
        """Whether the cells are SVG text."""
        return self._png is None

    @property
    def ktype(self) -> Any:
        """The type of the column."""
        return knext.string() if self._png is None else self._png

    def cell(self, picture: Any) -> Any:
        """What the column stores of a picture: SVG text, or the bytes of a PNG file.

        KNIME writes a PNG to a file of its own at once, so that many rows take no memory.
        """
        if self._png is None:
            return picture
        from PIL import Image

        return arrow_type(self._png).encode(Image.open(BytesIO(picture)))
