"""Lists of several nuclei under their names alone: `13C: 170.1, 128.5; 1H: 7.2, 3.8`."""

from __future__ import annotations

import re

_HEADING = re.compile(
    r"(?:^|(?<=[;,.\n])|(?<=\s))(?P<nucleus>13C|1H|19F|31P|15N|11B|29Si)\s?:\s{0,3}(?=[-−]?\d{1,3}(?:[.,]\d+)?(?![\w.]))"
)


def with_nmr_named(text: str) -> str:
    """The same text with `13C NMR:` for `13C:`, if it names another nucleus too; any other text as it is."""
    if "13C" not in text or "NMR" in text:
        return text
    nuclei = {heading["nucleus"] for heading in _HEADING.finditer(text)}
    return _HEADING.sub(r"\g<nucleus> NMR: ", text) if "13C" in nuclei and len(nuclei) > 1 else text
