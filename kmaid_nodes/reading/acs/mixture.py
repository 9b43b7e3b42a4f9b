"""Words that call a sample a mixture of isomers, where they stand in its spectrum."""

from __future__ import annotations

import re

_ISOMERS = r"(?:rota|conforme?|iso|stereoiso|regioiso|diastereo(?:iso)?|ano|epi|tauto|atropiso)(?:me)?rs"
_SHARES = r"(?:\d{1,2}(?:\.\d)?\s?[:/]\s?\d{1,2}(?:\.\d)?\s)?"
_MIXTURE = re.compile(
    rf"(?:\b(?:as|from)\s)?(?:\b(?:an?|the)\s)?(?P<words>{_SHARES}\b[Mm]ixture\sof\s(?:[\w/-]{{1,14}}\s){{0,3}}{_ISOMERS}\b)"
)


def without_mixture(text: str) -> tuple[str, str | None]:
    """A text without words such as `mixture of rotamers`, which name no peak, and these words, else None."""
    if "ixture" not in text or (found := _MIXTURE.search(text)) is None:
        return text, None
    return _MIXTURE.sub("", text), found["words"].replace("Mixture", "mixture")
